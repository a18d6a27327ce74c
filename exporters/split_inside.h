/*
 * Inside the split: the plan of each row, which treatments, diseases and days fill one after another.
 */
#ifndef EXPORTERS_SPLIT_INSIDE_H
#define EXPORTERS_SPLIT_INSIDE_H

#include "exporters/receipt_split.h"

/* What becomes of one row. */
struct split_row {
    unsigned sides;  /* a bit for each part that it stands in */
    bool is_divided; /* each part keeps the times of its own days */
    int64_t points;  /* of a treatment; -1: none stand there */
    int64_t times[SPLIT_DAYS];
};

struct splitting {
    const struct split_order *order;
    struct arena *arena;
    struct receipt_split *split;
    struct split_row *rows;           /* one for each of the receipt */
    uint32_t treated;                 /* days on which something was done */
    int64_t points[SPLIT_PARTS];      /* counted */
    int64_t main_counts[SPLIT_PARTS]; /* main diseases */
};

enum {
    SPLIT_BOTH = 3 /* the bits of both parts */
};

/* Sets the reason; returns false, so that a check can end with it. */
bool split_stop(struct splitting *splitting, enum split_reason reason, size_t row);

static inline bool split_stopped(const struct splitting *splitting)
{
    return splitting->split->reason != SPLIT_REASON_NONE;
}

/* The bit of a day of the month, from 0. */
static inline uint32_t split_day(unsigned day)
{
    return UINT32_C(1) << day;
}

/* How many days those bits are. */
static inline int64_t split_count_days(uint32_t days)
{
    int64_t count = 0;
    for (; days != 0; days &= days - 1) {
        count++;
    }
    return count;
}

/* The parts whose days these are, as bits. */
unsigned split_sides(const struct splitting *splitting, uint32_t days);

/* How many times fall on the days of a part. */
int64_t split_times(const struct splitting *splitting, size_t row, size_t part);

/* ---- rows of treatment, whatever their record ---- */

enum treatment_item {
    TREATMENT_CLASS,
    TREATMENT_BEARER,
    TREATMENT_POINTS,
    TREATMENT_TIMES,
    TREATMENT_FIRST_COMMENT,
    TREATMENT_FIRST_DAY,
    TREATMENT_ITEMS
};

/* The position of an item in a row of SI or IY, from 1; 0: the row is of another record. */
size_t split_position(
    const struct receipt *receipt,
    const struct receipt_row *row,
    enum treatment_item item);

/* SI, IY, or a comment among them. */
bool split_is_detail(const struct receipt_row *row);

/* 診療識別 of a row of treatment or comment; it begins a group where it is not empty. */
struct slice split_class(const struct receipt *receipt, const struct receipt_row *row);

/* ---- checks, each false when the split stopped ---- */

bool split_check_heads(struct splitting *splitting);
bool split_check_diseases(struct splitting *splitting);
bool split_check_treatment(struct splitting *splitting);

/* Writes the parts by the plan. */
bool split_make_parts(struct splitting *splitting, struct error *error) MUST_CHECK;

#endif
