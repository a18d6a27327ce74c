/*
 * The window that a table is read through: bytes from the source, lines out, bytes on to the sink.
 * Only for delimited.c, which moves `row` and `at` itself.
 */
#ifndef IMPORTERS_DELIMITED_WINDOW_H
#define IMPORTERS_DELIMITED_WINDOW_H

#include "importers/delimited.h"

enum {
    /* A row and the line that is looked for fit, and what is moved is half of it at most. */
    WINDOW_BYTES = 4 * LIMIT_LINE_BYTES
};

struct window {
    struct delimited_source source;
    struct delimited_sink sink;
    enum delimited_encoding encoding;
    uint8_t line_end; /* LF; CR in a file that has no LF */
    uint8_t *bytes;   /* WINDOW_BYTES and one more, where a last line is given an end */
    size_t kept;      /* up to here the sink has had everything */
    size_t row;       /* where the current row begins: bytes from here on stay */
    size_t second;    /* where the first line of the row has ended */
    size_t at;        /* the line that comes next */
    size_t end;
    bool is_end; /* of the file */
};

enum window_line {
    WINDOW_LINE,
    WINDOW_LONG, /* more than LIMIT_LINE_BYTES */
    WINDOW_END,
    WINDOW_FAULT
};

/* Takes memory and reads the head; encoding and `at` (behind a BOM) are set. */
bool window_open(struct window *window, struct error *error) MUST_CHECK;
void window_close(struct window *window);

/* The bytes up to this place go to the sink. */
bool window_hand_over(struct window *window, size_t to, struct error *error) MUST_CHECK;

/* Size of the line at `at`, its end included; the last line of a file may have none. */
enum window_line window_find_line(struct window *window, size_t *size, struct error *error)
    MUST_CHECK;

/* Passes over a line of any length, which goes to the sink as blanks; row and second go along. */
bool window_pass_long_line(struct window *window, struct error *error) MUST_CHECK;

/* Blanks bytes but for line ends. */
void window_blank(struct window *window, size_t from, size_t to);

#endif
