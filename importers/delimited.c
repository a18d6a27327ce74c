#include "importers/delimited.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "importers/delimited_guess.h"
#include "importers/delimited_window.h"

enum {
    /* Half-width kana are one byte in CP932 and three in UTF-8. */
    DECODED_GROWTH = 3,

    END_MARK = 0x1A
};

enum cell_state {
    CELL_RAW,
    CELL_DECODED,
    CELL_BROKEN
};

struct delimited {
    char name[LIMIT_ERROR_FILE];
    struct csv_parser parser;
    uint8_t delimiter;
    struct window window;
    uint64_t line; /* the one that comes next */

    /* the current row */
    unsigned lines;
    uint64_t row_line;
    uint64_t cell_line; /* where the cell that is being read begins */
    bool has_ended;
    bool has_too_many;
    unsigned count;
    struct slice cells[LIMIT_CSV_COLUMNS];
    struct slice decoded_cells[LIMIT_CSV_COLUMNS];
    uint8_t states[LIMIT_CSV_COLUMNS]; /* enum cell_state */
    struct buffer text;
    struct buffer decoded;
};

/* What one more line has done to the row. */
enum fed {
    FED_ROW,
    FED_OPEN, /* the row goes on in the next line */
    FED_BLANK,
    FED_END,
    FED_DAMAGED,
    FED_FAULT
};

/* ---- libcsv ---- */

static int is_no_space(unsigned char byte)
{
    (void)byte;
    return 0;
}

static int is_line_end(unsigned char byte)
{
    return byte == '\n';
}

static void add_cell(struct delimited *table, const void *bytes, size_t size)
{
    uint8_t *to = table->text.data + table->text.size;
    table->cell_line = table->line;
    if (table->count == LIMIT_CSV_COLUMNS) {
        table->has_too_many = true;
        return;
    }
    /* A row has no more bytes than a line may have, which is the room there is. */
    require(size <= table->text.capacity - table->text.size);
    if (size > 0) {
        memcpy(to, bytes, size);
    }
    table->cells[table->count] = (struct slice){to, size};
    table->states[table->count] = CELL_RAW;
    table->text.size += size;
    table->count++;
}

static void take_cell(void *bytes, size_t size, void *context)
{
    add_cell(context, bytes, size);
}

static void take_row_end(int byte, void *context)
{
    struct delimited *table = context;
    (void)byte;
    table->has_ended = true;
}

static bool start_parser(struct delimited *table, struct error *error)
{
    if (csv_init(&table->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return error_set(error, FAULT_MEMORY);
    }
    csv_set_space_func(&table->parser, is_no_space);
    csv_set_term_func(&table->parser, is_line_end);
    csv_set_delim(&table->parser, table->delimiter);
    /* One piece of memory for every cell: nothing of a person is left behind by making it larger. */
    csv_set_blk_size(&table->parser, LIMIT_LINE_BYTES + 1);
    return true;
}

static void stop_parser(struct delimited *table)
{
    if (table->parser.entry_buf != NULL) {
        bytes_wipe(table->parser.entry_buf, table->parser.entry_size);
    }
    csv_free(&table->parser);
}

static bool parse(struct delimited *table, size_t at, size_t size)
{
    return csv_parse(
               &table->parser, table->window.bytes + at, size, take_cell, take_row_end, table) ==
           size;
}

/* ---- damage ---- */

static enum fed
damaged_at(struct delimited *table, enum fault fault, uint64_t line, struct error *error)
{
    if (fault == FAULT_TABLE_LINE_LENGTH) {
        error_set_number(error, fault, LIMIT_LINE_BYTES);
    } else if (fault == FAULT_TABLE_COLUMNS) {
        error_set_number(error, fault, LIMIT_CSV_COLUMNS);
    } else {
        error_set(error, fault);
    }
    error_set_place(error, table->name, line, table->count + (uint64_t)1);
    return FED_DAMAGED;
}

/* A quotation mark that libcsv does not take, or that is never closed. */
static enum fed bad_quote(struct delimited *table, struct error *error)
{
    if (csv_error(&table->parser) == CSV_ENOMEM) {
        error_set(error, FAULT_MEMORY);
        return FED_FAULT;
    }
    return damaged_at(table, FAULT_TABLE_QUOTE, table->cell_line, error);
}

/* A byte that no text has: parsing goes up to it, to learn in which cell it lies. */
static enum fed
bad_byte(struct delimited *table, const uint8_t *found, enum fault fault, struct error *error)
{
    size_t at = table->window.at;
    return parse(table, at, (size_t)(found - (table->window.bytes + at)))
               ? damaged_at(table, fault, table->line, error)
               : bad_quote(table, error);
}

static enum fed long_line(struct delimited *table, struct error *error)
{
    if (table->lines > 0) {
        return bad_quote(table, error);
    }
    (void)parse(table, table->window.at, LIMIT_LINE_BYTES);
    (void)damaged_at(table, FAULT_TABLE_LINE_LENGTH, table->line, error);
    return window_pass_long_line(&table->window, error) ? FED_DAMAGED : FED_FAULT;
}

/* ---- lines and rows ---- */

/*
 * Cells without a quotation mark are what stands between delimiters; libcsv would find the same, a byte at
 * a time.  Returns where the cell with the line's first quotation mark begins; size when it has none.
 */
static size_t split_cells(struct delimited *table, size_t size)
{
    const uint8_t *line = table->window.bytes + table->window.at;
    const uint8_t *quote = memchr(line, '"', size);
    size_t end = quote == NULL ? size : (size_t)(quote - line);
    size_t from = 0;
    for (size_t at = 0; at < end; at++) {
        if (line[at] == table->delimiter) {
            add_cell(table, line + from, at - from);
            from = at + 1;
        }
    }
    if (quote != NULL) {
        return from;
    }
    add_cell(table, line + from, size - from);
    table->has_ended = true;
    return size;
}

/*
 * libcsv gets the rest of the line with one LF in the place of its end, whatever that was: a CR is none of
 * its line ends here, and the last line of a file may have none.
 */
static bool parse_line(struct delimited *table, size_t size)
{
    size_t from = table->lines == 0 ? split_cells(table, size) : 0;
    uint8_t *end = table->window.bytes + table->window.at + size;
    uint8_t byte = *end;
    bool parsed = false;
    if (table->has_ended) {
        return true;
    }
    *end = '\n';
    parsed = parse(table, table->window.at + from, size + 1 - from);
    *end = byte;
    return parsed;
}

/* Size of the line without its end; the mark of the file's end is no part of its last line. */
static size_t content_size(const struct window *window, size_t size)
{
    const uint8_t *line = window->bytes + window->at;
    if (line[size - 1] == window->line_end) {
        size--;
    } else {
        while (size > 0 && line[size - 1] == END_MARK) {
            size--;
        }
    }
    return size > 0 && line[size - 1] == '\r' ? size - 1 : size;
}

static enum fed feed_content(struct delimited *table, size_t size, struct error *error)
{
    const uint8_t *line = table->window.bytes + table->window.at;
    const uint8_t *zero = memchr(line, 0, size);
    const uint8_t *mark = memchr(line, END_MARK, size);
    if (zero != NULL && (mark == NULL || zero < mark)) {
        return bad_byte(table, zero, FAULT_TABLE_NOT_TEXT, error);
    }
    if (mark != NULL) {
        return bad_byte(table, mark, FAULT_TABLE_END_MARK, error);
    }
    if (size == 0 && table->lines == 0) {
        return FED_BLANK;
    }
    if (!parse_line(table, size)) {
        return bad_quote(table, error);
    }
    if (table->has_too_many) {
        return damaged_at(table, FAULT_TABLE_COLUMNS, table->line, error);
    }
    return table->has_ended ? FED_ROW : FED_OPEN;
}

static enum fed feed_line(struct delimited *table, size_t size, struct error *error)
{
    struct window *window = &table->window;
    enum fed fed = FED_OPEN;
    if (table->lines == LIMIT_CSV_ROW_LINES || window->at + size - window->row > LIMIT_LINE_BYTES) {
        return bad_quote(table, error);
    }
    fed = feed_content(table, content_size(window, size), error);
    window->at += size;
    if (table->lines == 0) {
        window->second = window->at;
    }
    table->line++;
    table->lines++;
    return fed;
}

static enum fed next_line(struct delimited *table, struct error *error)
{
    size_t size = 0;
    switch (window_find_line(&table->window, &size, error)) {
    case WINDOW_LINE:
        return feed_line(table, size, error);
    case WINDOW_LONG:
        return long_line(table, error);
    case WINDOW_END:
        return table->lines > 0 ? bad_quote(table, error) : FED_END;
    case WINDOW_FAULT:
        break;
    }
    return FED_FAULT;
}

static void begin_row(struct delimited *table)
{
    table->window.row = table->window.at;
    table->window.second = table->window.at;
    table->row_line = table->line;
    table->cell_line = table->line;
    table->lines = 0;
    table->count = 0;
    table->has_ended = false;
    table->has_too_many = false;
    buffer_clear(&table->text);
    buffer_clear(&table->decoded);
}

/* Reading goes on after the row's first line, or after all of it where its end is known. */
static enum delimited_step pass_damage(struct delimited *table, struct error *error)
{
    table->count = 0;
    if (table->has_ended) {
        return DELIMITED_DAMAGED;
    }
    table->window.at = table->window.second;
    table->line = table->row_line + 1;
    stop_parser(table);
    return start_parser(table, error) ? DELIMITED_DAMAGED : DELIMITED_FAULT;
}

static enum delimited_step pass_end(struct delimited *table, struct error *error)
{
    /* Every line was given an end, so that libcsv cannot have anything left. */
    require(csv_fini(&table->parser, take_cell, take_row_end, table) == 0);
    return window_hand_over(&table->window, table->window.end, error) ? DELIMITED_END
                                                                      : DELIMITED_FAULT;
}

static enum delimited_step step_of(struct delimited *table, enum fed fed, struct error *error)
{
    switch (fed) {
    case FED_ROW:
        return DELIMITED_ROW;
    case FED_DAMAGED:
        return pass_damage(table, error);
    case FED_END:
        return pass_end(table, error);
    case FED_FAULT:
    case FED_BLANK:
    case FED_OPEN:
        break;
    }
    return DELIMITED_FAULT;
}

enum delimited_step
delimited_next(struct delimited *table, struct delimited_row *row, struct error *error)
{
    enum fed fed = FED_BLANK;
    enum delimited_step step = DELIMITED_FAULT;
    if (window_hand_over(&table->window, table->window.at, error)) {
        while (fed == FED_BLANK || fed == FED_OPEN) {
            if (fed == FED_BLANK) {
                begin_row(table);
            }
            fed = next_line(table, error);
        }
        step = step_of(table, fed, error);
    }
    *row = (struct delimited_row){table->row_line, table->count, table->cells};
    return step;
}

/* ---- cells ---- */

static bool decode(struct delimited *table, unsigned cell)
{
    size_t at = table->decoded.size;
    size_t bad = 0;
    struct error ignored;
    if (!jis_decode_cp932(table->cells[cell], &table->decoded, &bad, &ignored)) {
        /* There is room for whatever a row can become: the fault is the cell's. */
        require(bad < table->cells[cell].size);
        return false;
    }
    table->decoded_cells[cell] = (struct slice){table->decoded.data + at, table->decoded.size - at};
    return true;
}

bool delimited_text(struct delimited *table, unsigned cell, struct slice *text)
{
    require(cell < table->count);
    *text = table->cells[cell];
    if (text_find_beyond_ascii(*text, 0) == text->size) {
        return true;
    }
    if (table->window.encoding != DELIMITED_CP932) {
        return text_find_bad(*text) == text->size;
    }
    if (table->states[cell] == CELL_RAW) {
        table->states[cell] = decode(table, cell) ? CELL_DECODED : CELL_BROKEN;
    }
    if (table->states[cell] == CELL_BROKEN) {
        return false;
    }
    *text = table->decoded_cells[cell];
    return true;
}

/* Where a cell that begins here ends: at its delimiter, line end or the end of the row. */
static size_t cell_end(const struct delimited *table, size_t from)
{
    bool quoted = false;
    size_t at = from;
    while (at < table->window.at) {
        uint8_t byte = table->window.bytes[at];
        if (!quoted && (byte == table->delimiter || byte == '\n' || byte == '\r')) {
            break;
        }
        quoted = byte == '"' ? !quoted : quoted;
        at++;
    }
    return at;
}

void delimited_blank_cell(struct delimited *table, unsigned cell)
{
    size_t from = table->window.row;
    size_t end = 0;
    require(cell < table->count);
    for (unsigned i = 0; i < cell; i++) {
        from = cell_end(table, from) + 1;
    }
    end = cell_end(table, from);
    if (from < end && table->window.bytes[from] == '"') {
        from++;
        end--;
    }
    window_blank(&table->window, from, end);
}

void delimited_blank_row(struct delimited *table)
{
    window_blank(&table->window, table->window.row, table->window.at);
}

struct slice delimited_bytes(const struct delimited *table)
{
    return (struct slice){
        table->window.bytes + table->window.row, table->window.at - table->window.row};
}

enum delimited_encoding delimited_encoding(const struct delimited *table)
{
    return table->window.encoding;
}

/* ---- opening ---- */

static bool open_window(struct delimited *table, struct error *error)
{
    const size_t decoded = (size_t)DECODED_GROWTH * LIMIT_LINE_BYTES;
    struct slice head;
    table->text = buffer_open(LIMIT_LINE_BYTES);
    table->decoded = buffer_open(decoded);
    if (!buffer_reserve(&table->text, LIMIT_LINE_BYTES, error) ||
        !buffer_reserve(&table->decoded, decoded, error) || !window_open(&table->window, error)) {
        return false;
    }
    head = (struct slice){table->window.bytes, table->window.end};
    table->delimiter = delimited_guess_delimiter(head);
    return delimited_guess_table(head, error) || error_set_place(error, table->name, 0, 0);
}

bool delimited_open(
    struct delimited_source source,
    struct delimited_sink sink,
    const char *name,
    struct delimited **table,
    struct error *error)
{
    struct delimited *made = calloc(1, sizeof *made);
    *table = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->window.source = source;
    made->window.sink = sink;
    made->line = 1;
    (void)snprintf(made->name, sizeof made->name, "%s", name);
    if (!open_window(made, error) || !start_parser(made, error)) {
        delimited_close(made);
        return false;
    }
    *table = made;
    return true;
}

void delimited_close(struct delimited *table)
{
    if (table == NULL) {
        return;
    }
    stop_parser(table);
    window_close(&table->window);
    buffer_close_wiped(&table->text);
    buffer_close_wiped(&table->decoded);
    free(table);
}
