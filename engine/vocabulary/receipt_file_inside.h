/*
 * Inside the reader of receipt files: its state, and where a line belongs.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_FILE_INSIDE_H
#define ENGINE_VOCABULARY_RECEIPT_FILE_INSIDE_H

#include "engine/vocabulary/receipt_file.h"

enum phase {
    PHASE_FIRST_LINE,
    PHASE_HEAD,
    PHASE_RECEIPT,
    PHASE_TAIL
};

struct receipt_file {
    struct receipt_taker taker;
    struct receipt_lines lines;
    enum phase phase;
    struct buffer
        held; /* the part at hand from start on, then what is not looked at yet from next */
    size_t start;
    size_t next;
    uint64_t part_line; /* the first of the part at hand */
    struct arena arena;
    struct receipt_head head;
    enum receipt_kind claims; /* whose layout the receipts have */
    int64_t number;           /* of the receipt at hand */
    bool has_person;          /* its RE was seen */
    bool has_front_total;     /* GO stood after the head */
    size_t tail_row_size;
    struct receipt_tail tail;
};

/* The part at hand (head or receipt) ends before this byte of the held ones, and is given away. */
bool receipt_file_end_part(struct receipt_file *file, size_t end, struct error *error) MUST_CHECK;

/* Puts a line where it belongs.  at: its first byte among the held ones. */
bool receipt_file_place(
    struct receipt_file *file,
    struct slice line,
    size_t at,
    struct error *error) MUST_CHECK;

/* Where no GO stands behind the receipts, the last one ends before the end mark. */
bool receipt_file_end_at_mark(struct receipt_file *file, size_t at, struct error *error) MUST_CHECK;

#endif
