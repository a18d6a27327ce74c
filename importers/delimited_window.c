#include "importers/delimited_window.h"

#include <stdlib.h>
#include <string.h>

#include "importers/delimited_guess.h"

enum {
    HEAD_BYTES = 64 * 1024
};

static const uint8_t byte_order_mark[] = {0xEF, 0xBB, 0xBF};

bool window_hand_over(struct window *window, size_t to, struct error *error)
{
    struct slice bytes = {window->bytes + window->kept, to - window->kept};
    window->kept = to;
    return bytes.size == 0 || window->sink.take == NULL ||
           window->sink.take(window->sink.context, bytes, error);
}

static void move(struct window *window)
{
    size_t gone = window->kept;
    memmove(window->bytes, window->bytes + gone, window->end - gone);
    window->kept = 0;
    window->row -= gone;
    window->second -= gone;
    window->at -= gone;
    window->end -= gone;
}

static bool read_more(struct window *window, struct error *error)
{
    size_t got = 0;
    require(window->end < WINDOW_BYTES);
    if (!window->source.read(
            window->source.context, window->bytes + window->end, WINDOW_BYTES - window->end, &got,
            error)) {
        return false;
    }
    window->end += got;
    window->is_end = got == 0;
    return true;
}

/* More bytes behind those of the current row. */
static bool refill(struct window *window, struct error *error)
{
    if (!window_hand_over(window, window->row, error)) {
        return false;
    }
    if (window->end == WINDOW_BYTES) {
        move(window);
    }
    if (!read_more(window, error)) {
        return false;
    }
    if (window->encoding == DELIMITED_ASCII) {
        window->encoding = delimited_guess_encoding(
            (struct slice){window->bytes + window->row, window->end - window->row}, window->is_end);
    }
    return true;
}

/* What old spreadsheets of the Mac write has CR alone; in any other file a CR is a byte before an LF. */
static uint8_t line_end_of(struct slice head)
{
    bool has_line = slice_find_byte(head, '\n') < head.size;
    return !has_line && slice_find_byte(head, '\r') < head.size ? '\r' : '\n';
}

bool window_open(struct window *window, struct error *error)
{
    struct slice head;
    window->bytes = malloc(WINDOW_BYTES + 1);
    if (window->bytes == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    while (window->end < HEAD_BYTES && !window->is_end) {
        if (!read_more(window, error)) {
            return false;
        }
    }
    head = (struct slice){window->bytes, window->end};
    window->line_end = line_end_of(head);
    if (head.size >= sizeof byte_order_mark &&
        memcmp(head.data, byte_order_mark, sizeof byte_order_mark) == 0) {
        window->encoding = DELIMITED_UTF8;
        window->at = sizeof byte_order_mark;
    } else {
        window->encoding = delimited_guess_encoding(head, window->is_end);
    }
    return true;
}

void window_close(struct window *window)
{
    if (window->bytes != NULL) {
        bytes_wipe(window->bytes, WINDOW_BYTES + 1);
    }
    free(window->bytes);
}

enum window_line window_find_line(struct window *window, size_t *size, struct error *error)
{
    size_t searched = 0;
    for (;;) {
        const uint8_t *from = window->bytes + window->at;
        size_t ahead = window->end - window->at;
        const uint8_t *found = memchr(from + searched, window->line_end, ahead - searched);
        *size = found != NULL ? (size_t)(found - from) + 1 : ahead;
        if (*size > LIMIT_LINE_BYTES) {
            return WINDOW_LONG;
        }
        if (found != NULL || window->is_end) {
            return *size > 0 ? WINDOW_LINE : WINDOW_END;
        }
        searched = ahead;
        if (!refill(window, error)) {
            return WINDOW_FAULT;
        }
    }
}

bool window_pass_long_line(struct window *window, struct error *error)
{
    for (;;) {
        uint8_t *from = window->bytes + window->at;
        size_t ahead = window->end - window->at;
        const uint8_t *found = memchr(from, window->line_end, ahead);
        size_t size = found != NULL ? (size_t)(found - from) + 1 : ahead;
        window_blank(window, window->at, window->at + size);
        window->at += size;
        window->row = window->at;
        window->second = window->at;
        if (found != NULL || window->is_end) {
            return true;
        }
        if (!refill(window, error)) {
            return false;
        }
    }
}

void window_blank(struct window *window, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        uint8_t *byte = &window->bytes[i];
        *byte = *byte == '\n' || *byte == '\r' ? *byte : ' ';
    }
}

/* ---- bytes that are in memory ---- */

static bool read_slice(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct slice *rest = context;
    struct slice piece = slice_part(*rest, 0, size);
    (void)error;
    if (piece.size > 0) {
        memcpy(bytes, piece.data, piece.size);
    }
    *rest = slice_part(*rest, piece.size, rest->size);
    *got = piece.size;
    return true;
}

struct delimited_source delimited_source_of(struct slice *bytes)
{
    return (struct delimited_source){bytes, read_slice};
}
