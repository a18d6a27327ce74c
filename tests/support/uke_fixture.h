/*
 * Receipt files for tests, typed as UTF-8 and turned into CP932; a taker that writes down what it got.
 */
#ifndef TESTS_SUPPORT_UKE_FIXTURE_H
#define TESTS_SUPPORT_UKE_FIXTURE_H

#include "engine/vocabulary/receipt_file.h"

enum {
    UKE_LOG_FINDINGS = 64
};

/* Everything that came out of a file. */
struct uke_log {
    struct buffer bytes; /* the parts laid together */
    struct receipt_head head;
    struct receipt_tail tail; /* its slices are not kept */
    int64_t receipts;
    int64_t rows;
    uint64_t lines[UKE_LOG_FINDINGS]; /* first line of each receipt */
    struct receipt_finding findings[UKE_LOG_FINDINGS];
    enum receipt_kind claims; /* of the layout of the last receipt */
    size_t finding_count;
    bool has_tail;
    int64_t stop_at; /* the receipt whose taking fails; 0: none */
};

/* Turns "\n" of the text into the line end that is wanted. */
struct buffer uke_bytes(const char *utf8, const char *line_end);

struct receipt_taker uke_log_taker(struct uke_log *log);
void uke_log_open(struct uke_log *log);
void uke_log_close(struct uke_log *log);

/* Pushes the bytes in pieces of that size through a file; false with the error of it. */
bool uke_log_read(struct uke_log *log, struct slice bytes, size_t piece, struct error *error);

/* One receipt (rows of UTF-8) of the western medical layout, in the arena. */
struct receipt uke_receipt(const char *utf8, struct arena *arena);

#endif
