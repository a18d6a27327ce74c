/*
 * Whether the bytes of a line can stand in a receipt file: control characters, quotes, encoding.
 *
 * A part of receipt_file.h.  Not about what a row means: that is receipt_check.h.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_LINE_H
#define ENGINE_VOCABULARY_RECEIPT_LINE_H

#include "engine/vocabulary/encoding_watch.h"
#include "engine/vocabulary/receipt_check.h"

/* Zeroed at first but for the listener; line, layout and receipt are set before each line. */
struct receipt_lines {
    struct receipt_listener listener;
    uint64_t line;                       /* number of the line at hand */
    const struct receipt_layout *layout; /* NULL before the head is read */
    int64_t receipt;                     /* number of the receipt at hand, or 0 */
    struct encoding_watch watch;
    bool has_end_mark; /* 1A was seen, here */
    uint64_t end_mark_line;
    uint64_t end_mark_column;
};

/* The place of a byte of the line at hand, for the fault that was just set.  Returns false. */
bool receipt_line_place(
    const struct receipt_lines *lines,
    struct slice line,
    size_t at,
    struct error *error);

/* The record id of a line: what stands before the first comma. */
struct slice receipt_line_id(struct slice line);

/*
 * Checks the bytes of a line and takes an end mark (1A) off its end.  Faults with place:
 * RECEIPT_NUL, _LINE_END, _ENCODING, _QUOTED, _BYTES, _END_MARK (also when an earlier line had it).
 * Told as findings, once a line: other control characters, vendor characters.
 */
bool receipt_line_check(struct receipt_lines *lines, struct slice *line, struct error *error)
    MUST_CHECK;

/* After the last line: RECEIPT_ENCODING when all lines together are something else. */
bool receipt_lines_end(const struct receipt_lines *lines, struct error *error) MUST_CHECK;

#endif
