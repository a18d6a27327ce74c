/* What can be said about bytes before they are read as a message. */
#include <expat.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "importers/online/source.h"

enum {
    CHARACTER_BYTES = 4
};

struct check {
    XML_Parser parser;
    uint64_t fed;
    bool is_cut;
    bool is_refused; /* for a reason that more bytes do not mend */
};

static void XMLCALL on_doctype(
    void *context,
    const XML_Char *name,
    const XML_Char *system,
    const XML_Char *public_name,
    int has)
{
    struct check *check = context;
    (void)name;
    (void)system;
    (void)public_name;
    (void)has;
    check->is_refused = true;
    (void)XML_StopParser(check->parser, XML_FALSE);
}

static bool ends_too_early(enum XML_Error code)
{
    switch ((int)code) {
    case XML_ERROR_NO_ELEMENTS:
    case XML_ERROR_UNCLOSED_TOKEN:
    case XML_ERROR_PARTIAL_CHAR:
    case XML_ERROR_UNCLOSED_CDATA_SECTION:
        return true;
    default:
        return false;
    }
}

static bool feed(void *context, struct slice text, bool is_last)
{
    struct check *check = context;
    XML_Index at = 0;
    if (XML_Parse(check->parser, (const char *)text.data, (int)text.size, is_last) !=
        XML_STATUS_OK) {
        check->is_cut = is_last && ends_too_early(XML_GetErrorCode(check->parser));
        check->is_refused = !check->is_cut;
        return false;
    }
    check->fed += text.size;
    at = XML_GetCurrentByteIndex(check->parser);
    return is_last || check->fed - (at < 0 ? 0 : (uint64_t)at) <= LIMIT_XML_TOKEN_BYTES;
}

bool message_is_whole(struct slice bytes)
{
    struct source source;
    struct error ignored;
    struct check check = {0};
    size_t bad = 0;
    enum source_end end = SOURCE_DONE;
    /* Windows gives a file its size before its bytes. */
    if (bytes.size == 0 || bytes.data[bytes.size - 1] == 0) {
        return false;
    }
    if (bytes.size > LIMIT_ANSWER_FILE_BYTES || !source_open(&source, bytes, &ignored)) {
        return true;
    }
    check.parser = XML_ParserCreate("UTF-8");
    if (check.parser == NULL) {
        return true;
    }
    XML_SetUserData(check.parser, &check);
    XML_SetStartDoctypeDeclHandler(check.parser, on_doctype);
    end = source_run(&source, (struct source_sink){&check, feed}, &bad);
    XML_ParserFree(check.parser);
    if (end == SOURCE_BAD) {
        return source.bytes.size - bad >= CHARACTER_BYTES;
    }
    return !check.is_cut;
}

bool message_append_opaque(struct slice bytes, struct buffer *text, struct error *error)
{
    size_t bad = 0;
    size_t before = text->size;
    if (slice_starts(bytes, "\xEF\xBB\xBF")) {
        bytes = slice_part(bytes, 3, bytes.size);
    }
    if (text_find_bad(bytes) == bytes.size) {
        return buffer_append(text, bytes, error);
    }
    if (!jis_decode_cp932(bytes, text, &bad, error)) {
        text->size = before;
        return bad < bytes.size;
    }
    return true;
}
