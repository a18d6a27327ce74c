#include "importers/tickets/archive_document.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "importers/tickets/document_inside.h"

struct namespace_row {
    const char *uri;
    int generation;
};

struct root_row {
    const char *name;
    enum document_kind kind;
};

static const struct namespace_row namespace_rows[] = {
#define NAMESPACE(uri, generation) {uri, generation},
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#define IDENTIFIER(root, field)
#define ISSUED_UNDER(root)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

static const struct root_row root_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind) {name, DOCUMENT_##kind},
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#define IDENTIFIER(root, field)
#define ISSUED_UNDER(root)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

struct walk {
    XML_Parser parser;
    struct document_reader reader;
    bool spoiled;
    bool passed; /* the root was enough: not ours, or a schema */
    size_t text_size;
    uint8_t text[LIMIT_FIELD_BYTES];
};

static void stop(struct walk *walk)
{
    (void)XML_StopParser(walk->parser, XML_FALSE);
}

static void spoil(struct walk *walk)
{
    walk->spoiled = true;
    stop(walk);
}

/* "uri|name": which document it is. */
static void take_root(struct document *document, const char *uri, size_t size, const char *name)
{
    bool ours = false;
    if (strcmp(name, "schema") == 0) {
        document->kind = DOCUMENT_SCHEMA;
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
}

static void open_level(struct walk *walk, const char *name)
{
    struct document_reader *reader = &walk->reader;
    struct document_level *level = &reader->levels[reader->depth];
    reader->depth++;
    walk->text_size = 0;
    level->has_value = false;
    if (!slice_copy_text(slice_of(name), level->name, sizeof level->name)) {
        level->name[0] = '\0';
    }
    if (strcmp(name, "participant") == 0) {
        reader->is_checkup_ticket = false;
    }
}

static void XMLCALL on_start(void *context, const XML_Char *full, const XML_Char **attributes)
{
    struct walk *walk = context;
    struct document_reader *reader = &walk->reader;
    const char *bar = strrchr(full, '|');
    const char *name = bar == NULL ? full : bar + 1;
    if (reader->failed || walk->spoiled || walk->passed) {
        return;
    }
    if (reader->depth == DOCUMENT_DEPTH) {
        spoil(walk);
        return;
    }
    if (reader->depth == 0) {
        take_root(reader->document, full, bar == NULL ? 0 : (size_t)(bar - full), name);
    }
    open_level(walk, name);
    if (reader->document->kind == DOCUMENT_SCHEMA || reader->document->kind == DOCUMENT_UNKNOWN) {
        walk->passed = true;
        stop(walk);
        return;
    }
    document_take_attributes(reader, attributes);
    if (reader->failed) {
        stop(walk);
    }
}

static void XMLCALL on_end(void *context, const XML_Char *full)
{
    struct walk *walk = context;
    struct document_reader *reader = &walk->reader;
    (void)full;
    if (reader->failed || walk->spoiled || walk->passed || reader->depth == 0) {
        return;
    }
    if (!reader->levels[reader->depth - 1].has_value && walk->text_size > 0 &&
        walk->text_size <= sizeof walk->text) {
        document_take_element(reader, (struct slice){walk->text, walk->text_size});
    }
    walk->text_size = 0;
    reader->depth--;
    if (reader->failed) {
        stop(walk);
    }
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    struct walk *walk = context;
    size_t room = sizeof walk->text;
    if ((size_t)size > room - (walk->text_size < room ? walk->text_size : room)) {
        walk->text_size = room + 1; /* too long for any value of ours */
        return;
    }
    memcpy(walk->text + walk->text_size, text, (size_t)size);
    walk->text_size += (size_t)size;
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

static bool is_broken(const struct walk *walk, enum XML_Status status)
{
    return walk->spoiled || (status != XML_STATUS_OK && !walk->passed);
}

static bool parse(struct walk *walk, struct slice text)
{
    struct document *document = walk->reader.document;
    enum XML_Status status = XML_STATUS_ERROR;
    walk->parser = XML_ParserCreateNS("UTF-8", '|');
    if (walk->parser == NULL) {
        return error_set(walk->reader.error, FAULT_MEMORY);
    }
    XML_SetUserData(walk->parser, walk);
    XML_SetElementHandler(walk->parser, on_start, on_end);
    XML_SetCharacterDataHandler(walk->parser, on_text);
    XML_SetStartDoctypeDeclHandler(walk->parser, on_doctype);
    status = XML_Parse(walk->parser, (const char *)text.data, (int)text.size, XML_TRUE);
    XML_ParserFree(walk->parser);
    if (walk->reader.failed) {
        return false;
    }
    if (is_broken(walk, status)) {
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
    struct walk *walk = calloc(1, sizeof *walk);
    struct slice text;
    bool done = false;
    memset(document, 0, sizeof *document);
    if (walk == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    walk->reader.document = document;
    walk->reader.arena = arena;
    walk->reader.error = error;
    done = as_utf8(bytes, &decoded, &text, error) && parse(walk, text);
    if (done && document->kind == DOCUMENT_RESULT) {
        document_settle_tickets(&document->ticket);
    }
    document->ticket.family = TICKET_FAMILY_ARCHIVE;
    buffer_close_wiped(&decoded);
    bytes_wipe(walk, sizeof *walk);
    free(walk);
    return done;
}
