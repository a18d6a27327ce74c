#include "importers/desk/values_input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"

enum {
    READ_BYTES = 4096
};

static const char full_width_equals[] = "＝";

/* One line and where what is read from it goes. */
struct line {
    uint64_t number;
    const uint8_t *start; /* its first byte, before any blank */
    enum capture capture;
    const struct value_rules *rules;
    struct values_input *input;
};

/* Characters from the start of the line, from 1. */
static uint64_t column_of(const struct line *line, const uint8_t *at)
{
    uint64_t column = 1;
    for (const uint8_t *byte = line->start; byte < at; byte++) {
        column += (*byte & 0xC0U) != 0x80 ? 1 : 0;
    }
    return column;
}

static void add_problem(
    const struct line *line,
    const uint8_t *at,
    enum finding finding,
    const char *name,
    bool refuses)
{
    struct values_input *input = line->input;
    struct table_finding *problem = &input->problems[input->problem_count];
    input->is_refused = input->is_refused || refuses;
    if (input->problem_count == VALUES_PROBLEMS) {
        return;
    }
    *problem = (struct table_finding){
        .finding = finding,
        .refuses = refuses,
        .line = line->number,
        .column = column_of(line, at),
    };
    table_name_copy(slice_of(name), problem->name);
    input->problem_count++;
}

/* Parts a line at its first equals sign of either width. */
static bool part_line(struct slice line, struct slice *name, struct slice *value)
{
    const size_t wide = sizeof full_width_equals - 1;
    for (size_t at = 0; at < line.size; at++) {
        struct slice rest = slice_part(line, at, line.size);
        size_t size = rest.data[0] == '=' ? 1 : slice_starts(rest, full_width_equals) ? wide : 0;
        if (size > 0) {
            *name = slice_part(line, 0, at);
            *value = slice_part(line, at + size, line.size);
            return true;
        }
    }
    return false;
}

static bool find_field(struct slice name, enum field *field)
{
    struct folded folded;
    return fold_name(name, &folded) && field_read(folded_slice(&folded), field);
}

static bool is_asked(enum capture capture, enum field wanted)
{
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    if (wanted == FIELD_VISIT_DATE || wanted == FIELD_CHART_NUMBER ||
        wanted == FIELD_LOCAL_NUMBER) {
        return true;
    }
    for (unsigned i = 0; capture_asks(capture, i, &field, &need); i++) {
        if (field == wanted) {
            return true;
        }
    }
    return false;
}

/* There is room for every field once, so that nothing that was kept moves. */
static bool
keep(struct values_input *input, enum field field, struct slice text, struct error *error)
{
    size_t at = input->text.size;
    if (!buffer_append(&input->text, text, error)) {
        return false;
    }
    input->evidence.values[field] = (struct slice){input->text.data + at, text.size};
    return true;
}

static bool
read_value(const struct line *line, enum field field, struct slice text, struct error *error)
{
    struct value value;
    enum finding finding = value_read(field, text, line->rules, &value);
    bool done = true;
    if (finding != FINDING_NONE) {
        add_problem(line, text.data, finding, field_label(field), true);
    } else if (value.text.size > 0) {
        done = keep(line->input, field, value.text, error);
        if (value.zero_restored) {
            add_problem(line, text.data, FINDING_ROW_ZERO_RESTORED, field_label(field), false);
        }
    }
    bytes_wipe(&value, sizeof value);
    return done;
}

static bool read_line(const struct line *line, struct slice text, bool *seen, struct error *error)
{
    struct slice name;
    struct slice value;
    enum field field = FIELD_VISIT_DATE;
    if (!part_line(text, &name, &value)) {
        add_problem(line, text.data, FINDING_LINE_NO_NAME, "", true);
        return true;
    }
    if (!find_field(name, &field)) {
        add_problem(line, text.data, FINDING_LINE_UNKNOWN_NAME, "", true);
        return true;
    }
    if (seen[field]) {
        error_set_text(error, FAULT_VALUES_TWICE, field_label(field));
        return error_set_place(error, NULL, line->number, column_of(line, text.data));
    }
    seen[field] = true;
    if (!is_asked(line->capture, field)) {
        add_problem(line, text.data, FINDING_LINE_NOT_ASKED, field_label(field), true);
        return true;
    }
    return read_value(line, field, slice_trim(value), error);
}

/* Takes the next line off the lines, without its end. */
static struct slice take_line(struct slice *lines)
{
    size_t end = slice_find_byte(*lines, '\n');
    struct slice line = slice_part(*lines, 0, end);
    *lines = slice_part(*lines, end + 1, lines->size);
    return slice_trim(slice_part(
        line, 0, line.size > 0 && line.data[line.size - 1] == '\r' ? line.size - 1 : line.size));
}

static bool read_lines(struct slice lines, struct line *line, struct error *error)
{
    bool seen[FIELD_COUNT] = {false};
    while (lines.size > 0) {
        struct slice text;
        size_t bad = 0;
        line->start = lines.data;
        text = take_line(&lines);
        line->number++;
        bad = text_find_bad(text);
        if (bad < text.size) {
            error_set(error, FAULT_VALUES_ENCODING);
            return error_set_place(error, NULL, line->number, column_of(line, text.data + bad));
        }
        if (text.size > 0 && !read_line(line, text, seen, error)) {
            return false;
        }
    }
    return true;
}

bool values_input_read(
    struct slice lines,
    enum capture capture,
    const struct value_rules *rules,
    struct values_input *input,
    struct error *error)
{
    const size_t room = (size_t)FIELD_COUNT * LIMIT_FIELD_BYTES;
    struct line line = {.capture = capture, .rules = rules, .input = input};
    memset(input, 0, sizeof *input);
    input->text = buffer_open(room);
    if (slice_starts(lines, "\xEF\xBB\xBF")) {
        lines = slice_part(lines, 3, lines.size);
    }
    return buffer_reserve(&input->text, room, error) && read_lines(lines, &line, error);
}

static bool read_all(int descriptor, struct buffer *bytes, struct error *error)
{
    for (;;) {
        ssize_t got = 0;
        if (!buffer_reserve(bytes, 1, error)) {
            return false;
        }
        got = read(descriptor, bytes->data + bytes->size, bytes->capacity - bytes->size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return error_set_text(error, FAULT_FILE_BROKEN, strerror(errno));
        }
        if (got == 0) {
            return true;
        }
        bytes->size += (size_t)got;
    }
}

bool values_input_read_from(
    int descriptor,
    enum capture capture,
    const struct value_rules *rules,
    struct values_input *input,
    struct error *error)
{
    /* Room for one byte more than may be: that it is taken is how too much is noticed. */
    struct buffer bytes = buffer_open(VALUES_BYTES + 1);
    bool done = false;
    memset(input, 0, sizeof *input);
    done = buffer_reserve(&bytes, READ_BYTES, error) && read_all(descriptor, &bytes, error) &&
           values_input_read(buffer_slice(&bytes), capture, rules, input, error);
    buffer_close_wiped(&bytes);
    return done;
}

void values_input_close(struct values_input *input)
{
    buffer_close_wiped(&input->text);
    bytes_wipe(input, sizeof *input);
}

bool values_missing(enum capture capture, const struct evidence *evidence, enum field *missing)
{
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    for (unsigned i = 0; capture_asks(capture, i, &field, &need); i++) {
        if (need == CAPTURE_NEEDED && !evidence_has(evidence, field)) {
            *missing = field;
            return true;
        }
    }
    return false;
}
