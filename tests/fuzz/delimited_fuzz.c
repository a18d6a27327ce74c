/*
 * A table read at once and byte by byte gives the same rows, whatever the bytes are.  Lines only grow,
 * cells are characters or said not to be, all bytes reach the sink, and blanking changes no line end.
 */
#include "importers/delimited.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "tests/fuzz/fuzz.h"

struct reading {
    struct slice rest;
    size_t piece;
    struct slice whole;
    size_t kept;
    bool blanks;
    uint64_t sum; /* of everything that was read */
};

static void mix(struct reading *reading, uint64_t number)
{
    reading->sum = (reading->sum ^ number) * UINT64_C(0x100000001B3);
}

static void mix_bytes(struct reading *reading, struct slice bytes)
{
    mix(reading, bytes.size);
    for (size_t i = 0; i < bytes.size; i++) {
        mix(reading, bytes.data[i]);
    }
}

static bool read_piece(void *context, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct reading *reading = context;
    struct slice piece =
        slice_part(reading->rest, 0, reading->piece < size ? reading->piece : size);
    (void)error;
    if (piece.size > 0) {
        memcpy(bytes, piece.data, piece.size);
    }
    reading->rest = slice_part(reading->rest, piece.size, reading->rest.size);
    *got = piece.size;
    return true;
}

static bool is_line_end(uint8_t byte)
{
    return byte == '\n' || byte == '\r';
}

static bool keep(void *context, struct slice bytes, struct error *error)
{
    struct reading *reading = context;
    (void)error;
    require(bytes.size <= reading->whole.size - reading->kept);
    for (size_t i = 0; i < bytes.size; i++) {
        uint8_t was = reading->whole.data[reading->kept + i];
        require(bytes.data[i] == was || (bytes.data[i] == ' ' && !is_line_end(was)));
    }
    reading->kept += bytes.size;
    return true;
}

static void
take_row(struct reading *reading, struct delimited *table, const struct delimited_row *row)
{
    require(row->count > 0 && row->count <= LIMIT_CSV_COLUMNS);
    mix(reading, row->line);
    for (unsigned i = 0; i < row->count; i++) {
        struct slice text;
        bool is_text = delimited_text(table, i, &text);
        mix_bytes(reading, row->cells[i]);
        mix(reading, is_text ? 1 : 0);
        if (is_text) {
            require(text_find_bad(text) == text.size);
            mix_bytes(reading, text);
        }
        if (reading->blanks) {
            delimited_blank_cell(table, i);
        }
    }
}

static void read_table(struct reading *reading, struct delimited *table)
{
    uint64_t line = 0;
    for (;;) {
        struct delimited_row row;
        struct error error = {0};
        enum delimited_step step = delimited_next(table, &row, &error);
        require(step != DELIMITED_FAULT);
        if (step == DELIMITED_END) {
            break;
        }
        require(row.line > line);
        line = row.line;
        mix(reading, step);
        if (step == DELIMITED_ROW) {
            take_row(reading, table, &row);
        } else {
            require(error.place.line >= row.line && error.place.column > 0);
            mix(reading, error.fault);
            mix(reading, error.place.line);
            mix(reading, error.place.column);
        }
    }
    require(reading->kept == reading->whole.size);
}

static uint64_t sum_of(struct slice bytes, size_t piece, bool blanks)
{
    struct reading reading = {.rest = bytes, .piece = piece, .whole = bytes, .blanks = blanks};
    struct delimited *table = NULL;
    struct error error = {0};
    if (delimited_open(
            (struct delimited_source){&reading, read_piece},
            (struct delimited_sink){&reading, keep}, "fuzz", &table, &error)) {
        read_table(&reading, table);
    } else {
        mix(&reading, error.fault);
    }
    delimited_close(table);
    return reading.sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice bytes = {data, size};
    uint64_t sum = sum_of(bytes, SIZE_MAX, false);
    require(sum == sum_of(bytes, 1, false));
    require(sum == sum_of(bytes, 7, true));
    return 0;
}
