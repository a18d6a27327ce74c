#include "importers/tickets/archive_document.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "importers/tickets/ticket_value.h"

enum {
    AMOUNT_DIGITS = 6, /* of every amount in the official schema */
    AMOUNT_MOST = 12,
    INSURER_DIGITS_FULL = 8,
    PARTS = 2 /* of a name with its namespace */
};

struct namespace_row {
    const char *uri;
    int generation;
};

struct root_row {
    const char *name;
    enum document_kind kind;
};

struct value_row {
    enum document_kind kind;
    const char *under;
    const char *name;
    enum ticket_field field;
};

struct money_row {
    enum document_kind kind;
    const char *under;
    const char *name;
    enum document_amount amount;
};

static const struct namespace_row namespace_rows[] = {
#define NAMESPACE(uri, generation) {uri, generation},
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
};

static const struct root_row root_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind) {name, DOCUMENT_##kind},
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
};

static const struct value_row value_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field) {DOCUMENT_##kind, under, name, TICKET_##field},
#define MONEY(kind, under, name, amount)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
};

static const struct money_row money_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount) {DOCUMENT_##kind, under, name, AMOUNT_##amount},
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
};

/* The identifiers of a person and of a ticket in a result, by the object they are of (co08). */
static const struct {
    const char *root;
    enum ticket_field field;
} identifier_rows[] = {
    {"1.2.392.200119.6.101", TICKET_INSURER},
    {"1.2.392.200119.6.204", TICKET_SYMBOL},
    {"1.2.392.200119.6.205", TICKET_NUMBER},
    {"1.2.392.200119.6.211", TICKET_BRANCH},
};

/* A ticket's number stands under one of these and the insurer's number behind a 1. */
static const char *const issuer_roots[] = {
    "1.2.392.200119.6.209.1",
    "1.2.392.200119.6.210.1",
};

struct level {
    char name[DOCUMENT_ELEMENT];
    bool has_value; /* an attribute gave it */
};

struct reader {
    XML_Parser parser;
    struct document *document;
    struct arena *arena;
    struct error *error;
    bool failed; /* error is filled */
    bool spoiled;
    size_t depth;
    struct level levels[DOCUMENT_DEPTH];
    size_t text_size;
    uint8_t text[LIMIT_FIELD_BYTES];
    bool is_checkup_ticket; /* the open participant is about a 受診券 */
    struct ticket_value value;
};

void document_note(struct document *document, enum finding finding, const char *element)
{
    if (document->finding_count < DOCUMENT_FINDINGS) {
        struct document_finding *to = &document->findings[document->finding_count];
        size_t size = strlen(element);
        size = size < sizeof to->element ? size : sizeof to->element - 1;
        to->finding = finding;
        memcpy(to->element, element, size);
        to->element[size] = '\0';
    }
    document->finding_count++;
}

/* ---- one value ---- */

static void spoil(struct reader *reader)
{
    reader->spoiled = true;
    (void)XML_StopParser(reader->parser, XML_FALSE);
}

static void
note_here(struct reader *reader, enum finding finding, const char *under, const char *name)
{
    char element[DOCUMENT_ELEMENT];
    const int length = snprintf(element, sizeof element, "%s/%s", under, name);
    if (length < 0 || (size_t)length >= sizeof element) {
        element[0] = '\0';
    }
    document_note(reader->document, finding, element);
}

/* Half-width and full-width letters or digits in one value. */
static bool is_mixed(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    bool half = false;
    bool full = false;
    while (text_next(text, &at, &character)) {
        half = half || (character > ' ' && character < 0x7F);
        full = full || (character >= 0xFF01 && character <= 0xFF5E);
    }
    return half && full;
}

static bool has_half(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        if (character > ' ' && character < 0x7F) {
            return true;
        }
    }
    return false;
}

static void look_at_width(
    struct reader *reader,
    enum ticket_field field,
    struct slice text,
    const char *under,
    const char *name)
{
    const struct slice symbol = reader->document->ticket.values[TICKET_SYMBOL];
    if (field == TICKET_INSURER && text.size < INSURER_DIGITS_FULL) {
        note_here(reader, FINDING_ARCHIVE_UNPADDED, under, name);
    }
    if ((field == TICKET_SYMBOL || field == TICKET_NUMBER) && is_mixed(text)) {
        note_here(reader, FINDING_ARCHIVE_MIXED_WIDTH, under, name);
    } else if (field == TICKET_NUMBER && symbol.size > 0 && has_half(symbol) != has_half(text)) {
        note_here(reader, FINDING_ARCHIVE_MIXED_WIDTH, under, name);
    }
}

static void take_value(
    struct reader *reader,
    enum ticket_field field,
    struct slice text,
    const char *under,
    const char *name)
{
    const struct value_rules rules = {NULL, 0, false};
    struct slice *to = &reader->document->ticket.values[field];
    text = slice_trim(text);
    if (text.size == 0) {
        return;
    }
    look_at_width(reader, field, text, under, name);
    if (ticket_value_read(ticket_field_form(field), text, &rules, &reader->value) != FINDING_NONE) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (to->size > 0 && !slice_equal(*to, reader->value.text)) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (!arena_copy(reader->arena, reader->value.text, to, reader->error)) {
        reader->failed = true;
        (void)XML_StopParser(reader->parser, XML_FALSE);
    }
}

static void take_amount(
    struct reader *reader,
    enum document_amount amount,
    struct slice text,
    const char *under,
    const char *name)
{
    int64_t number = 0;
    text = slice_trim(text);
    if (text.size > AMOUNT_MOST || !slice_read_number(text, &number)) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (text.size < AMOUNT_DIGITS && amount != AMOUNT_COUNT) {
        note_here(reader, FINDING_ARCHIVE_UNPADDED, under, name);
    }
    reader->document->given[amount] = true;
    reader->document->amounts[amount] += number;
}

/* ---- elements ---- */

static bool is_under(const struct reader *reader, const char *name)
{
    for (size_t i = 0; i + 1 < reader->depth; i++) {
        if (strcmp(reader->levels[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void take_known(struct reader *reader, const char *name, struct slice text)
{
    for (size_t i = 0; i < sizeof value_rows / sizeof value_rows[0]; i++) {
        const struct value_row *row = &value_rows[i];
        if (row->kind == reader->document->kind && strcmp(row->name, name) == 0 &&
            is_under(reader, row->under)) {
            take_value(reader, row->field, text, row->under, name);
            return;
        }
    }
    for (size_t i = 0; i < sizeof money_rows / sizeof money_rows[0]; i++) {
        const struct money_row *row = &money_rows[i];
        if (row->kind == reader->document->kind && strcmp(row->name, name) == 0 &&
            is_under(reader, row->under)) {
            take_amount(reader, row->amount, text, row->under, name);
            return;
        }
    }
}

static const char *attribute_of(const XML_Char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += PARTS) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

static void take_issuer(struct reader *reader, const char *root)
{
    for (size_t i = 0; i < sizeof issuer_roots / sizeof issuer_roots[0]; i++) {
        size_t size = strlen(issuer_roots[i]);
        if (root != NULL && strncmp(root, issuer_roots[i], size) == 0 && root[size] != '\0') {
            take_value(reader, TICKET_ISSUER, slice_of(root + size), "id", "root");
        }
    }
}

/* Tickets of a result: by the code of the participant, never by the order in which they come. */
static void take_participant(struct reader *reader, const char *name, const char *value)
{
    if (strcmp(name, "functionCode") == 0) {
        reader->is_checkup_ticket = strcmp(value, "1") == 0;
    } else if (strcmp(name, "high") == 0) {
        take_value(
            reader, reader->is_checkup_ticket ? TICKET_VALID_TO : TICKET_EXPIRY, slice_of(value),
            "participant", name);
    } else if (strcmp(name, "id") == 0 && is_under(reader, "scopingOrganization")) {
        take_value(reader, TICKET_ISSUER, slice_of(value), "scopingOrganization", name);
    } else if (strcmp(name, "id") == 0 && is_under(reader, "associatedEntity")) {
        take_value(
            reader, reader->is_checkup_ticket ? TICKET_CHECKUP_SERIAL : TICKET_SERIAL,
            slice_of(value), "associatedEntity", name);
    }
}

/* Where there is no 利用券 the 受診券 is the ticket; else it is the one that guidance goes back to. */
static void settle_tickets(struct ticket *ticket)
{
    if (ticket->values[TICKET_SERIAL].size == 0) {
        ticket->values[TICKET_SERIAL] = ticket->values[TICKET_CHECKUP_SERIAL];
        ticket->values[TICKET_CHECKUP_SERIAL] = (struct slice){NULL, 0};
        ticket->values[TICKET_EXPIRY] = ticket->values[TICKET_VALID_TO];
    }
    ticket->values[TICKET_VALID_TO] = (struct slice){NULL, 0};
}

static void take_identifier(struct reader *reader, const char *root, const char *value)
{
    for (size_t i = 0; root != NULL && i < sizeof identifier_rows / sizeof identifier_rows[0];
         i++) {
        if (strcmp(root, identifier_rows[i].root) == 0) {
            take_value(reader, identifier_rows[i].field, slice_of(value), "patientRole", "id");
        }
    }
}

static void take_attributes(struct reader *reader, const char *name, const XML_Char **attributes)
{
    static const char *const names[] = {"extension", "value", "code"};
    const char *value = NULL;
    for (size_t i = 0; value == NULL && i < sizeof names / sizeof names[0]; i++) {
        value = attribute_of(attributes, names[i]);
    }
    if (value == NULL) {
        return;
    }
    reader->levels[reader->depth - 1].has_value = true;
    if (reader->document->kind != DOCUMENT_RESULT) {
        take_known(reader, name, slice_of(value));
        if (strcmp(name, "id") == 0) {
            take_issuer(reader, attribute_of(attributes, "root"));
        }
    } else if (is_under(reader, "participant")) {
        take_participant(reader, name, value);
    } else if (strcmp(name, "id") == 0 && is_under(reader, "patientRole")) {
        take_identifier(reader, attribute_of(attributes, "root"), value);
    } else {
        take_known(reader, name, slice_of(value));
    }
}

/* "uri|name": which document it is. */
static void take_root(struct reader *reader, const char *uri, size_t size, const char *name)
{
    struct document *document = reader->document;
    bool ours = false;
    if (strcmp(name, "schema") == 0) {
        document->kind = DOCUMENT_SCHEMA;
        (void)XML_StopParser(reader->parser, XML_FALSE);
        return;
    }
    for (size_t i = 0; i < sizeof namespace_rows / sizeof namespace_rows[0]; i++) {
        if (strlen(namespace_rows[i].uri) == size &&
            memcmp(namespace_rows[i].uri, uri, size) == 0) {
            document->generation = namespace_rows[i].generation;
            ours = true;
        }
    }
    for (size_t i = 0; ours && i < sizeof root_rows / sizeof root_rows[0]; i++) {
        /* Results are in the namespace of HL7 and nothing else of ours is. */
        if (strcmp(root_rows[i].name, name) == 0 &&
            (root_rows[i].kind == DOCUMENT_RESULT) == (document->generation == 0)) {
            document->kind = root_rows[i].kind;
        }
    }
    if (document->kind == DOCUMENT_UNKNOWN) {
        (void)XML_StopParser(reader->parser, XML_FALSE);
    }
}

static void XMLCALL on_start(void *context, const XML_Char *full, const XML_Char **attributes)
{
    struct reader *reader = context;
    const char *bar = strrchr(full, '|');
    const char *name = bar == NULL ? full : bar + 1;
    struct level *level = NULL;
    if (reader->failed || reader->spoiled) {
        return;
    }
    if (reader->depth == DOCUMENT_DEPTH) {
        spoil(reader);
        return;
    }
    if (reader->depth == 0) {
        take_root(reader, full, bar == NULL ? 0 : (size_t)(bar - full), name);
    }
    level = &reader->levels[reader->depth];
    reader->depth++;
    reader->text_size = 0;
    level->has_value = false;
    if (!slice_copy_text(slice_of(name), level->name, sizeof level->name)) {
        level->name[0] = '\0';
    }
    if (strcmp(name, "participant") == 0) {
        reader->is_checkup_ticket = false;
    }
    take_attributes(reader, level->name, attributes);
}

static void XMLCALL on_end(void *context, const XML_Char *full)
{
    struct reader *reader = context;
    const struct level *level = NULL;
    (void)full;
    if (reader->failed || reader->spoiled || reader->depth == 0) {
        return;
    }
    level = &reader->levels[reader->depth - 1];
    if (!level->has_value && reader->text_size > 0 && reader->text_size <= sizeof reader->text) {
        take_known(reader, level->name, (struct slice){reader->text, reader->text_size});
    }
    reader->text_size = 0;
    reader->depth--;
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    struct reader *reader = context;
    size_t room = sizeof reader->text;
    if ((size_t)size > room - (reader->text_size < room ? reader->text_size : room)) {
        reader->text_size = room + 1; /* too long for any value of ours */
        return;
    }
    memcpy(reader->text + reader->text_size, text, (size_t)size);
    reader->text_size += (size_t)size;
}

static void XMLCALL on_doctype(
    void *context,
    const XML_Char *name,
    const XML_Char *system,
    const XML_Char *public,
    int has_internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal;
    spoil(context);
}

/* ---- the document ---- */

/* UTF-8 as it is; else the same text decoded from CP932. */
static bool
as_utf8(struct slice bytes, struct buffer *decoded, struct slice *text, struct error *error)
{
    size_t bad = 0;
    struct error why;
    *text = bytes;
    if (text_find_bad(bytes) == bytes.size) {
        return true;
    }
    if (jis_decode_cp932(bytes, decoded, &bad, &why)) {
        *text = buffer_slice(decoded);
        return true;
    }
    *text = (struct slice){NULL, 0};
    if (why.fault == FAULT_MEMORY) {
        *error = why;
        return false;
    }
    return true;
}

static bool is_broken(const struct reader *reader, enum XML_Status status)
{
    const struct document *document = reader->document;
    bool stopped = document->kind == DOCUMENT_SCHEMA ||
                   (document->kind == DOCUMENT_UNKNOWN && reader->depth > 0);
    return reader->spoiled || (status != XML_STATUS_OK && !stopped);
}

static bool parse(struct reader *reader, struct slice text)
{
    enum XML_Status status = XML_STATUS_ERROR;
    reader->parser = XML_ParserCreateNS("UTF-8", '|');
    if (reader->parser == NULL) {
        return error_set(reader->error, FAULT_MEMORY);
    }
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    status = XML_Parse(reader->parser, (const char *)text.data, (int)text.size, XML_TRUE);
    XML_ParserFree(reader->parser);
    if (reader->failed) {
        return false;
    }
    if (is_broken(reader, status)) {
        struct document *document = reader->document;
        memset(document, 0, sizeof *document);
        document_note(document, FINDING_ARCHIVE_UNREADABLE, "");
    }
    return true;
}

bool document_read(
    struct slice bytes,
    struct arena *arena,
    struct document *document,
    struct error *error)
{
    struct buffer decoded = buffer_open(2 * (bytes.size + 1));
    struct reader *reader = calloc(1, sizeof *reader);
    struct slice text;
    bool done = false;
    memset(document, 0, sizeof *document);
    if (reader == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    reader->document = document;
    reader->arena = arena;
    reader->error = error;
    document->ticket.family = TICKET_FAMILY_ARCHIVE;
    done = as_utf8(bytes, &decoded, &text, error) && parse(reader, text);
    if (done && document->kind == DOCUMENT_RESULT) {
        settle_tickets(&document->ticket);
    }
    document->ticket.family = TICKET_FAMILY_ARCHIVE;
    buffer_close_wiped(&decoded);
    bytes_wipe(reader, sizeof *reader);
    free(reader);
    return done;
}
