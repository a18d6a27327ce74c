/*
 * The bytes of a message as UTF-8: which encoding they are in, and turning them over in pieces.
 * Only for the reader of messages.
 */
#ifndef IMPORTERS_ONLINE_SOURCE_H
#define IMPORTERS_ONLINE_SOURCE_H

#include "importers/online/message.h"

struct source {
    struct slice bytes; /* without BOM */
    enum message_encoding encoding;
};

/*
 * Finds the encoding: the XML declaration's, UTF-8 where it has none.  Faults: MESSAGE_NUL,
 * MESSAGE_ENCODING_UNKNOWN, MESSAGE_ENCODING_DISAGREES (BOM of UTF-8 and another declaration).
 */
bool source_open(struct source *source, struct slice bytes, struct error *error) MUST_CHECK;

/*
 * Whether text that is declared as Shift_JIS is UTF-8 from end to end: a declaration that is wrong,
 * though most of such bytes are some character of Shift_JIS.
 */
bool source_is_utf8_after_all(const struct source *source);

/* Line and column, from 1, of a byte; columns in characters of the encoding. */
void source_place(const struct source *source, size_t at, struct error *error);

struct source_sink {
    void *context;
    /* False stops; is_last with the last piece, which may be empty. */
    bool (*take)(void *context, struct slice text, bool is_last);
};

enum source_end {
    SOURCE_DONE,
    SOURCE_STOPPED,
    SOURCE_BAD /* *bad: the first byte that is no character of the encoding */
};

/* Hands the text over as UTF-8.  At a bad byte what came before it has been handed over. */
enum source_end source_run(const struct source *source, struct source_sink sink, size_t *bad);

#endif
