#include "engine/foundation/error.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct fault_row {
    const char *name;
    enum error_kind kind;
    const char *japanese;
    const char *english;
};

static const struct fault_row fault_rows[FAULT_COUNT] = {
    [FAULT_NONE] = {"NONE", ERROR_LOOK_AT_MACHINE, "異常なし", "no fault"},
#define FAULT(name, kind, japanese, english) [FAULT_##name] = {#name, kind, japanese, english},
#include "engine/foundation/faults.def"
#undef FAULT
};

/* Copies what fits and never cuts a UTF-8 character in two; returns the bytes copied. */
static size_t copy_bytes(char *to, size_t size, const char *from, size_t length)
{
    if (length >= size) {
        length = size - 1;
        /* from has more than length bytes here. */
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
        while (length > 0 && ((unsigned char)from[length] & 0xC0U) == 0x80U) {
            length--;
        }
    }
    memcpy(to, from, length);
    to[length] = '\0';
    return length;
}

static void copy_text(char *to, size_t size, const char *from)
{
    (void)copy_bytes(to, size, from, strlen(from));
}

bool error_set(struct error *error, enum fault fault)
{
    require(fault > FAULT_NONE && fault < FAULT_COUNT);
    *error = (struct error){.fault = fault};
    return false;
}

bool error_set_text(struct error *error, enum fault fault, const char *argument)
{
    error_set(error, fault);
    return error_add_text(error, argument);
}

bool error_set_number(struct error *error, enum fault fault, int64_t argument)
{
    error_set(error, fault);
    return error_add_number(error, argument);
}

bool error_add_text(struct error *error, const char *argument)
{
    if (error->argument_count < LIMIT_ERROR_ARGUMENTS) {
        copy_text(error->arguments[error->argument_count], LIMIT_ERROR_ARGUMENT, argument);
        error->argument_count++;
    }
    return false;
}

bool error_add_number(struct error *error, int64_t argument)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%" PRId64, argument);
    return error_add_text(error, text);
}

bool error_set_place(struct error *error, const char *file, uint64_t line, uint64_t column)
{
    if (file != NULL) {
        copy_text(error->place.file, sizeof error->place.file, file);
    }
    error->place.line = line;
    error->place.column = column;
    return false;
}

enum error_kind error_kind(const struct error *error)
{
    require(error->fault > FAULT_NONE && error->fault < FAULT_COUNT);
    return fault_rows[error->fault].kind;
}

const char *error_name(enum fault fault)
{
    require(fault >= FAULT_NONE && fault < FAULT_COUNT);
    return fault_rows[fault].name;
}

/* A text of limited size.  After the first cut nothing more is added: what follows would mislead. */
struct output {
    char *text;
    size_t size;
    size_t used;
    bool cut;
};

static struct output output_to(char *text, size_t size)
{
    require(size > 0);
    text[0] = '\0';
    return (struct output){.text = text, .size = size};
}

static void append_bytes(struct output *output, const char *bytes, size_t length)
{
    size_t copied = 0;
    if (output->cut) {
        return;
    }
    copied = copy_bytes(output->text + output->used, output->size - output->used, bytes, length);
    output->used += copied;
    output->cut = copied < length;
}

static void append(struct output *output, const char *text)
{
    append_bytes(output, text, strlen(text));
}

/* A line end or an escape in the name of a file would break the sentence, or the terminal. */
static void append_argument(struct output *output, const char *argument)
{
    size_t used = output->used;
    append(output, argument);
    for (; used < output->used; used++) {
        unsigned char byte = (unsigned char)output->text[used];
        output->text[used] = byte < 0x20 || byte == 0x7F ? '?' : output->text[used];
    }
}

static void
fill(struct output *output, const char *wording, const char *const *arguments, size_t count)
{
    while (*wording != '\0') {
        bool is_mark =
            wording[0] == '{' && wording[1] >= '1' && wording[1] <= '9' && wording[2] == '}';
        size_t index = is_mark ? (size_t)(wording[1] - '1') : 0;
        /* Up to the next brace; a brace that opens no mark is itself plain. */
        size_t plain = is_mark ? 3 : 1 + strcspn(wording + 1, "{");
        if (is_mark) {
            append_argument(output, index < count ? arguments[index] : "");
        } else {
            append_bytes(output, wording, plain);
        }
        wording += plain;
    }
}

void wording_fill(
    const char *wording,
    const char *const *arguments,
    size_t count,
    char *text,
    size_t size)
{
    struct output output = output_to(text, size);
    fill(&output, wording, arguments, count);
}

static void render_place(struct output *output, const struct place *place)
{
    char numbers[64] = "";
    if (place->file[0] != '\0') {
        append_argument(output, place->file);
        append(output, ":");
    }
    if (place->line != 0 && place->column != 0) {
        (void)snprintf(
            numbers, sizeof numbers, "%" PRIu64 ":%" PRIu64 ":", place->line, place->column);
    } else if (place->line != 0) {
        (void)snprintf(numbers, sizeof numbers, "%" PRIu64 ":", place->line);
    }
    append(output, numbers);
    append(output, output->used == 0 ? "" : " ");
}

void error_render(const struct error *error, enum language language, char *text, size_t size)
{
    const struct fault_row *row = &fault_rows[error->fault];
    struct output output = output_to(text, size);
    const char *arguments[LIMIT_ERROR_ARGUMENTS];
    for (size_t i = 0; i < LIMIT_ERROR_ARGUMENTS; i++) {
        arguments[i] = error->arguments[i];
    }
    render_place(&output, &error->place);
    fill(
        &output, language == LANGUAGE_JAPANESE ? row->japanese : row->english, arguments,
        error->argument_count);
}
