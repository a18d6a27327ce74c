/*
 * Findings of receipt files: what is odd about a row, as data.  The file goes on (findings.def).
 *
 * Checks whether rows are what their layout says and dates exist.  Not whether a claim is right:
 * that is law.  What makes the whole file useless is a fault of receipt_file.h instead.
 */
#ifndef ENGINE_VOCABULARY_RECEIPT_CHECK_H
#define ENGINE_VOCABULARY_RECEIPT_CHECK_H

#include "engine/vocabulary/finding.h"
#include "engine/vocabulary/receipt.h"

struct receipt_finding {
    enum finding finding;
    uint64_t line;      /* in the file, from 1 */
    uint64_t column;    /* in characters, from 1 */
    int64_t receipt;    /* レセプト番号; 0: not of one receipt */
    struct slice chart; /* its chart number, borrowed; empty where it has none */
    enum receipt_record record;
    enum receipt_item item; /* RECEIPT_WHOLE_RECORD: the record as a whole */
    int64_t numbers[2];     /* {2} and {3} of the wording */
};

/* Who is told; false stops, with error filled. */
struct receipt_listener {
    void *context;
    bool (*finding)(
        void *context,
        const struct receipt_finding *finding,
        struct error *error); /* may be NULL */
};

bool receipt_tell(
    const struct receipt_listener *listener,
    const struct receipt_finding *finding,
    struct error *error) MUST_CHECK;

/* "file:line:column: receipt and chart number, record, item, message". */
void receipt_finding_render(
    const struct receipt_finding *finding,
    const char *file,
    enum language language,
    char *text,
    size_t size);

/* The place of a byte of a line, in characters from 1. */
uint64_t receipt_column(struct slice line, size_t at);

/* One row against its layout: number of items, what is required, dates. */
bool receipt_check_row(
    const struct receipt_row *row,
    uint64_t line,
    int64_t receipt,
    const struct receipt_listener *listener,
    struct error *error) MUST_CHECK;

/* As fillers of claims are: one digit over and over, but perhaps for the last. */
bool receipt_is_of_one_digit(struct slice raw);

/* All rows of a receipt, and that it has one HO, or a KO. */
bool receipt_check(
    const struct receipt *receipt,
    int64_t number,
    const struct receipt_listener *listener,
    struct error *error) MUST_CHECK;

#endif
