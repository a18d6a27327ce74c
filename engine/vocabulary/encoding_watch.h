/*
 * Watching the lines of a file that should be Shift_JIS (CP932): is it, and if not, what is it?
 *
 * Only the structure of double bytes is asked for, so that characters of a vendor's own (外字) pass;
 * telling those is the reader's affair.  Not for decoding: that is jis.h.
 */
#ifndef ENGINE_VOCABULARY_ENCODING_WATCH_H
#define ENGINE_VOCABULARY_ENCODING_WATCH_H

#include "engine/foundation/bytes.h"

/* Zeroed at first. */
struct encoding_watch {
    bool beyond_ascii;    /* something beyond ASCII was seen */
    bool never_utf8;      /* a line was seen that is no UTF-8 */
    bool never_euc;       /* a line was seen that is no EUC-JP */
    bool common_lead;     /* a first byte of 81 to 9F, where kana, digits and most kanji are */
    bool double_byte;     /* any double byte */
    bool three_byte_utf8; /* kana or kanji, if it were UTF-8 */
};

/*
 * Looks at one line.  False when it cannot be Shift_JIS; *bad is then the position of the first byte
 * that does not fit and *name what the line looks like: "UTF-8", "EUC-JP", or NULL for nothing known.
 */
bool encoding_watch_line(
    struct encoding_watch *watch,
    struct slice line,
    size_t *bad,
    const char **name) MUST_CHECK;

/*
 * After the last line: what all of them together look like if not Shift_JIS ("UTF-8", "EUC-JP");
 * NULL when it is Shift_JIS.  A few lines of UTF-8 may by chance have the structure of Shift_JIS.
 */
const char *encoding_watch_whole(const struct encoding_watch *watch);

/* What the first bytes of a file say: "UTF-8" or "UTF-16" by their mark, else NULL. */
const char *encoding_by_mark(struct slice beginning);

/* Bytes of the Shift_JIS character at the start: 1 or 2, 0 when there is none. */
size_t encoding_step(struct slice bytes);

#endif
