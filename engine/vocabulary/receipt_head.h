/*
 * The head of a receipt file: what kind it is, of which month, for whom and from whom.
 *
 * A part of receipt_file.h.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_HEAD_H
#define ENGINE_VOCABULARY_RECEIPT_HEAD_H

#include "engine/vocabulary/receipt_line.h"

enum {
    RECEIPT_FACILITY_DIGITS = 10, /* prefecture, score table, code */
    RECEIPT_FACILITY_TEXT = RECEIPT_FACILITY_DIGITS + 1
};

struct receipt_head {
    enum receipt_kind kind;
    const struct receipt_layout *layout;
    struct slice bytes;                   /* from the first line to before the first receipt */
    struct month claim_month;             /* MONTH_NONE: cannot be read */
    char payer[4];                        /* code of the 審査支払機関; "" when it is none */
    char facility[RECEIPT_FACILITY_TEXT]; /* "" when an item is missing */
};

/*
 * What a file claims to be, by its first line and before that is looked at closer.  RECEIPT_NOT_ONE,
 * _ENCODING, _QUOTED.
 */
bool receipt_head_recognise(
    const struct receipt_lines *lines,
    struct slice line,
    enum receipt_kind *kind,
    struct error *error) MUST_CHECK;

/* Fills the head from the first line, and the lines' layout. */
bool receipt_head_read(
    struct receipt_lines *lines,
    struct slice line,
    enum receipt_kind kind,
    struct receipt_head *head,
    struct error *error) MUST_CHECK;

/* Tells when head or tail say that the file is one of several volumes. */
bool receipt_head_check_volume(
    const struct receipt_lines *lines,
    uint64_t line,
    enum receipt_item item,
    struct slice code,
    struct error *error) MUST_CHECK;

#endif
