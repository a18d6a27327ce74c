/* The reader of messages: expat's events into a struct message and one struct unit after another. */
#include <expat.h>
#include <string.h>

#include "importers/online/header.h"
#include "importers/online/source.h"
#include "importers/online/unit.h"

/* An open element that is being read. */
struct frame {
    const struct element *element;
    enum element_context context;
    struct element_set seen;
};

struct reader {
    XML_Parser parser;
    struct message *message;
    const struct message_taker *taker; /* NULL while the file is looked through */
    struct arena *arena;
    struct error *error;
    bool failed;
    bool taker_failed; /* the error is about something else than this file */
    bool has_header;
    unsigned shape;
    uint64_t fed;
    uint64_t units;
    size_t depth;
    size_t passed_over; /* open elements that nobody reads */
    struct frame frames[LIMIT_XML_DEPTH + 1];
    size_t value_size; /* may exceed the array: then the value is too long */
    uint8_t value[LIMIT_FIELD_BYTES];
    struct unit unit;
};

static struct frame *top(struct reader *reader)
{
    return &reader->frames[reader->depth];
}

static void place_here(struct reader *reader)
{
    error_set_place(
        reader->error, NULL, XML_GetCurrentLineNumber(reader->parser),
        XML_GetCurrentColumnNumber(reader->parser) + 1);
}

/* The error has been filled; says where and stops. */
static void stop(struct reader *reader)
{
    place_here(reader);
    reader->failed = true;
    (void)XML_StopParser(reader->parser, XML_FALSE);
}

static void stop_with(struct reader *reader, enum fault fault, const char *argument)
{
    error_set_text(reader->error, fault, argument);
    stop(reader);
}

static bool is_second_look(const struct reader *reader)
{
    return reader->taker != NULL;
}

static bool
take_file_value(struct reader *reader, const struct element *element, struct slice value)
{
    return is_second_look(reader) ||
           header_take(reader->message, element, value, reader->arena, reader->error);
}

/* ---- elements ---- */

static void note_shape(struct reader *reader, const struct element *element)
{
    if (element->parent != CONTEXT_BODY) {
        return;
    }
    if (element_is_of_file(element)) {
        reader->shape |= HEADER_SHAPE_ACCEPTANCE;
    } else if (element->action == ELEMENT_OPEN && element->which == CONTEXT_UNIT) {
        reader->shape |= HEADER_SHAPE_BATCH;
    } else {
        reader->shape |= HEADER_SHAPE_SINGLE;
    }
}

/* Something inside a value, or a value that cannot be one. */
static void
refuse_value(struct reader *reader, const struct element *element, enum message_oddity oddity)
{
    if (element_is_of_file(element)) {
        stop_with(reader, FAULT_MESSAGE_VALUE, element->name);
    } else {
        unit_note(&reader->unit, oddity, element->name);
    }
}

static void open_group(struct reader *reader, enum element_context context)
{
    uint64_t line = XML_GetCurrentLineNumber(reader->parser);
    switch (context) {
    case CONTEXT_HEADER:
        reader->has_header = true;
        break;
    case CONTEXT_BODY:
        unit_begin(&reader->unit, 1, line);
        break;
    case CONTEXT_UNIT:
        reader->units++;
        unit_begin(&reader->unit, reader->units, line);
        break;
    case CONTEXT_SEARCH:
        unit_begin_search(&reader->unit);
        break;
    case CONTEXT_RESULT:
        unit_begin_result(&reader->unit);
        break;
    case CONTEXT_FILE:
    case CONTEXT_MESSAGE:
    case CONTEXT_RESULTS:
    case CONTEXT_ELDERLY:
    case CONTEXT_LIMIT:
    case CONTEXT_LEAF:
        break;
    }
}

static void open_known(struct reader *reader, const struct element *element)
{
    bool is_group = element->action == ELEMENT_OPEN;
    note_shape(reader, element);
    if (!element_set_add(&top(reader)->seen, element) && element->times == ELEMENT_ONCE) {
        if (element_is_of_file(element)) {
            stop_with(reader, FAULT_MESSAGE_TWICE, element->name);
            return;
        }
        unit_note(&reader->unit, MESSAGE_ODDITY_TWICE, element->name);
        reader->passed_over = 1;
        return;
    }
    if (element->action == ELEMENT_ASIDE) {
        reader->passed_over = 1;
        return;
    }
    reader->depth++;
    *top(reader) = (struct frame){
        .element = element,
        .context = is_group ? (enum element_context)element->which : CONTEXT_LEAF,
    };
    reader->value_size = 0;
    if (is_group) {
        open_group(reader, (enum element_context)element->which);
    }
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *reader = context;
    const struct element *element = NULL;
    (void)attributes;
    if (reader->failed) {
        return;
    }
    if (reader->depth + reader->passed_over == LIMIT_XML_DEPTH) {
        error_set_number(reader->error, FAULT_MESSAGE_DEPTH, LIMIT_XML_DEPTH);
        stop(reader);
        return;
    }
    if (reader->passed_over > 0) {
        reader->passed_over++;
        return;
    }
    element = element_find(top(reader)->context, name);
    if (element != NULL) {
        open_known(reader, element);
        return;
    }
    if (reader->depth == 0) {
        stop_with(reader, FAULT_MESSAGE_SHAPE, "XmlMsg");
        return;
    }
    reader->message->unknown_elements += is_second_look(reader) ? 0 : 1;
    reader->passed_over = 1;
    if (top(reader)->context == CONTEXT_LEAF) {
        refuse_value(reader, top(reader)->element, MESSAGE_ODDITY_NESTED);
    }
}

static void hand_over(struct reader *reader)
{
    const struct message_unit *unit = NULL;
    if (!is_second_look(reader)) {
        return;
    }
    unit = unit_end(&reader->unit, reader->message);
    if (!reader->taker->take(reader->taker->context, reader->message, unit, reader->error)) {
        reader->failed = true;
        reader->taker_failed = true;
        (void)XML_StopParser(reader->parser, XML_FALSE);
    }
}

static void close_group(struct reader *reader, enum element_context context)
{
    if (context == CONTEXT_RESULT) {
        unit_end_result(&reader->unit);
    } else if (context == CONTEXT_UNIT) {
        hand_over(reader);
    } else if (context == CONTEXT_BODY && reader->shape == HEADER_SHAPE_SINGLE) {
        reader->units = 1;
        hand_over(reader);
    }
}

static bool is_blank(struct slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (strchr(" \t\r\n", value.data[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* An empty element is as good as none: writers in the field do either. */
static void close_value(struct reader *reader, const struct element *element)
{
    struct slice value = {reader->value, reader->value_size};
    bool is_taken = true;
    if (reader->value_size > sizeof reader->value) {
        refuse_value(reader, element, MESSAGE_ODDITY_TOO_LONG);
        return;
    }
    if (is_blank(value)) {
        return;
    }
    is_taken = element_is_of_file(element)
                   ? take_file_value(reader, element, value)
                   : unit_take(&reader->unit, element, value, reader->error);
    if (!is_taken) {
        stop(reader);
    }
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct reader *reader = context;
    const struct frame *frame = NULL;
    (void)name;
    if (reader->failed) {
        return;
    }
    if (reader->passed_over > 0) {
        reader->passed_over--;
        return;
    }
    frame = top(reader);
    reader->depth--;
    if (frame->context == CONTEXT_LEAF) {
        close_value(reader, frame->element);
    } else {
        close_group(reader, frame->context);
    }
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    struct reader *reader = context;
    size_t count = (size_t)size;
    if (reader->failed || reader->passed_over > 0 || top(reader)->context != CONTEXT_LEAF) {
        return;
    }
    if (reader->value_size <= sizeof reader->value &&
        count <= sizeof reader->value - reader->value_size) {
        memcpy(reader->value + reader->value_size, text, count);
        reader->value_size += count;
    } else {
        reader->value_size = sizeof reader->value + 1;
    }
}

static void XMLCALL on_doctype(
    void *context,
    const XML_Char *name,
    const XML_Char *system,
    const XML_Char *public_name,
    int has_internal_subset)
{
    struct reader *reader = context;
    (void)name;
    (void)system;
    (void)public_name;
    (void)has_internal_subset;
    if (!reader->failed) {
        error_set(reader->error, FAULT_MESSAGE_DTD);
        stop(reader);
    }
}

/* ---- feeding ---- */

static void fail_as_expat(struct reader *reader)
{
    enum XML_Error code = XML_GetErrorCode(reader->parser);
    reader->failed = true;
    switch ((int)code) {
    case XML_ERROR_NO_MEMORY:
        error_set(reader->error, FAULT_MEMORY);
        return;
    case XML_ERROR_UNDEFINED_ENTITY:
        error_set(reader->error, FAULT_MESSAGE_DTD);
        break;
    default:
        error_set_text(reader->error, FAULT_MESSAGE_XML, XML_ErrorString(code));
        break;
    }
    place_here(reader);
}

/* The parser looks again at a token from its start with every piece, so none may be long. */
static bool is_token_short(const struct reader *reader)
{
    XML_Index at = XML_GetCurrentByteIndex(reader->parser);
    uint64_t done = at < 0 ? 0 : (uint64_t)at;
    return reader->fed - done <= LIMIT_XML_TOKEN_BYTES;
}

static bool feed(void *context, struct slice text, bool is_last)
{
    struct reader *reader = context;
    enum XML_Status status =
        XML_Parse(reader->parser, (const char *)text.data, (int)text.size, is_last);
    reader->fed += text.size;
    if (reader->failed) {
        return false;
    }
    if (status != XML_STATUS_OK) {
        fail_as_expat(reader);
        return false;
    }
    if (!is_last && !is_token_short(reader)) {
        error_set_number(reader->error, FAULT_TOO_BIG, LIMIT_XML_TOKEN_BYTES);
        stop(reader);
        return false;
    }
    return true;
}

static const char *encoding_name(enum message_encoding encoding)
{
    return encoding == MESSAGE_UTF8 ? "UTF-8" : "Shift_JIS";
}

/* One look through the file. */
static bool look(struct reader *reader, const struct source *source)
{
    size_t bad = 0;
    enum source_end end = SOURCE_STOPPED;
    reader->parser = XML_ParserCreate("UTF-8");
    if (reader->parser == NULL) {
        return error_set(reader->error, FAULT_MEMORY);
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    unit_open(&reader->unit);
    end = source_run(source, (struct source_sink){reader, feed}, &bad);
    unit_close(&reader->unit);
    XML_ParserFree(reader->parser);
    if (end == SOURCE_BAD) {
        error_set_text(
            reader->error, FAULT_MESSAGE_ENCODING_BYTES, encoding_name(source->encoding));
        source_place(source, bad, reader->error);
    }
    return end == SOURCE_DONE;
}

/* ---- the whole ---- */

static bool
read_twice(struct reader *reader, const struct source *source, const struct message_taker *taker)
{
    struct reader again = *reader;
    if (!look(reader, source) ||
        !header_finish(
            reader->message, reader->shape, reader->units, reader->has_header, reader->error)) {
        return false;
    }
    if (taker == NULL || reader->units == 0) {
        return true;
    }
    again.taker = taker;
    *reader = again;
    return look(reader, source);
}

bool message_read(
    struct slice bytes,
    const char *name,
    struct arena *arena,
    struct message *message,
    const struct message_taker *taker,
    struct error *error)
{
    struct reader reader = {.message = message, .arena = arena, .error = error};
    struct source source;
    *message = (struct message){.confirmed_for = DATE_NONE};
    if (bytes.size > LIMIT_ANSWER_FILE_BYTES) {
        error_set_number(error, FAULT_FILE_TOO_BIG, LIMIT_ANSWER_FILE_BYTES);
        return error_set_place(error, name, 0, 0);
    }
    if (!source_open(&source, bytes, error)) {
        return error_set_place(error, name, error->place.line, error->place.column);
    }
    if (source_is_utf8_after_all(&source)) {
        error_set_text(error, FAULT_MESSAGE_ENCODING_BYTES, encoding_name(source.encoding));
        return error_set_place(error, name, 1, 1);
    }
    message->encoding = source.encoding;
    if (!read_twice(&reader, &source, taker)) {
        return !reader.taker_failed &&
               error_set_place(error, name, error->place.line, error->place.column);
    }
    return true;
}
