/*
 * Numbers seen: which insured numbers a person's earlier receipts carried, by month.
 *
 * Dated evidence (decision 31), never a verdict: a row says that the receipt of a month was made with
 * these numbers, that it came back, or that the payment agency found others.  Found by chart number
 * together with birth date and sex (decision 8); what two rows of a month contradict is not used.
 * Rows stand in the bulk of the file that they were read from, or of the notice (資格確認結果連絡書).
 */
#ifndef ENGINE_STORAGE_SEEN_NUMBERS_H
#define ENGINE_STORAGE_SEEN_NUMBERS_H

#include "engine/storage/bulk.h"
#include "engine/storage/part_cache.h"
#include "engine/storage/visits.h"

enum seen_kind {
    SEEN_CLAIMED = 0,  /* on a receipt */
    SEEN_RETURNED = 1, /* on a receipt that came back */
    SEEN_AGENCY = 2    /* found by the payment agency */
};

/* Texts are borrowed, UTF-8, as they were written. */
struct seen_numbers {
    enum seen_kind kind;
    unsigned result;    /* of the agency: AGENCY_RESULT_..., NONE on receipts */
    int64_t receipt;    /* レセプト番号; 0: not known */
    struct month month; /* 診療年月 */
    struct date since;  /* the first day on which they hold, where that is known; DATE_NONE */
    struct slice chart_number;
    struct date birth;
    unsigned sex; /* SEX_... */
    struct identifiers identifiers;
    int64_t source; /* BULK_BEGUN entry of the file; filled in by whoever finds it */
};

/* One row: packed fields without a format byte. */
bool seen_write(const struct seen_numbers *numbers, struct buffer *row, struct error *error)
    MUST_CHECK;
bool seen_read(struct slice fields, struct seen_numbers *numbers) MUST_CHECK;

/* Whether there is a row at all: the month of the newest, MONTH_NONE for none. */
bool seen_newest(struct store *store, struct month *newest, struct error *error) MUST_CHECK;

/*
 * The numbers of the newest month before `before`, and not before `oldest`, in which the person of a
 * visit had some.  *found false when there are none, or when they contradict each other.  Texts live
 * in the arena.
 */
struct seen_question {
    const struct visit_row *visit;
    struct date birth;
    unsigned sex;
    struct month oldest;
    struct month before;
};

bool seen_find(
    struct store *store,
    struct part_cache *cache,
    const struct seen_question *question,
    struct arena *arena,
    struct seen_numbers *numbers,
    bool *found,
    struct error *error) MUST_CHECK;

/* Calls take with each finding of the agency that counts, in the order in which they came. */
typedef bool seen_taker(void *taker, const struct seen_numbers *numbers, struct error *error);
bool seen_each_agency(struct store *store, seen_taker *take, void *taker, struct error *error)
    MUST_CHECK;

/* ---- applying ---- */

bool seen_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error) MUST_CHECK;

bool seen_drop_bulk(struct store *store, int64_t bulk, struct error *error) MUST_CHECK;

#endif
