/*
 * Answers in the store: what the service said, kept for ever and linked to the visits it is about.
 *
 * An answer comes in a bulk.  One that answers an inquiry names its visit; one of a list is found by
 * the fingerprint of its numbers.  A finding other than none means: kept, shown, never used.
 */
#ifndef ENGINE_STORAGE_ANSWERS_H
#define ENGINE_STORAGE_ANSWERS_H

#include "engine/storage/visits.h"
#include "engine/vocabulary/answer.h"
#include "engine/vocabulary/finding.h"

enum {
    ANSWER_PRINT_NUMBERS = 0,
    ANSWER_PRINT_PERSON = FINGERPRINT_BYTES,
    ANSWER_PRINTS = 2 * FINGERPRINT_BYTES,
    ANSWER_NO_BRANCH = 100
};

/* The codes of an answer that decisions need, without opening it. */
struct answer_codes {
    unsigned asked_by;
    unsigned delivery;
    unsigned validity;
    unsigned loss_reason; /* of the one insurance result */
    unsigned card_class;
    unsigned insurance_results;  /* 0, 1, or 2 for more */
    unsigned assistance_results; /* the same */
    unsigned branch;             /* 0 to 99, or ANSWER_NO_BRANCH */
    unsigned zeros;              /* of its number, see number_zeros */
};

/*
 * Leading zeros of a number, which its fingerprint leaves out; at most 15.  Numbers that are equal by
 * fingerprint are equal as folded when these are equal too.
 */
unsigned number_zeros(struct slice number);

struct answer_row {
    int64_t id;
    int64_t entry;
    int64_t row;
    int64_t bulk;
    int64_t visit; /* 0: of a list */
    enum finding finding;
    struct answer_codes codes;
    struct date confirmed_for;
    struct interval covers;
    int64_t at_ms; /* when it was taken */
    uint8_t prints[ANSWER_PRINTS];
};

/* Where an answer's message stands in the raw bytes of its bulk; size 0: the bulk is one message. */
struct answer_place {
    int64_t first;
    int64_t size;
};

/* One row of a bulk of answers as packed fields.  visit NULL: of a list; place NULL: not noted. */
bool answers_pack_row(
    const struct visit_reference *visit,
    const struct answer_place *place,
    enum finding finding,
    const struct answer *answer,
    struct buffer *row,
    struct error *error) MUST_CHECK;

/* The codes of an answer in the clear. */
struct answer_codes answer_codes_of(const struct answer *answer);

/* Its fingerprints, as they stand in the view. */
bool answer_prints(
    struct fingerprinter *printer,
    const struct answer *answer,
    uint8_t prints[ANSWER_PRINTS],
    struct error *error) MUST_CHECK;

/* The insurance result and the assistance result, NULL when there is none or more than one. */
const struct qualification *answer_insurance(const struct answer *answer);

/*
 * Calls take with every usable answer of a list (no finding, its bulk whole) in order of id; a false
 * ends it.  numbers is the fingerprint of its numbers, zeros for none.
 */
typedef bool listed_taker(void *taker, int64_t id, const uint8_t numbers[FINGERPRINT_BYTES]);
bool answers_each_listed(struct store *store, listed_taker *take, void *taker, struct error *error)
    MUST_CHECK;

/* Where its message stands in the raw bytes of its bulk. */
bool answers_place(
    struct part_cache *cache,
    const struct answer_row *row,
    struct answer_place *place,
    struct error *error) MUST_CHECK;

/* The bytes that it came in, appended to bytes.  A list is the whole file. */
bool answers_raw(
    struct store *store,
    struct part_cache *cache,
    const struct answer_row *row,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/*
 * Answers to cards that name no visit, kept since a time, whose bulk is whole: by id, above after.
 * *found false: none.
 */
bool answers_next_card(
    struct store *store,
    int64_t after,
    int64_t since_ms,
    struct answer_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

typedef bool answer_taker(void *taker, const struct answer_row *row);

/* Those that name one of the visits first to last, findings included, by visit and then by id. */
bool answers_of_visits(
    struct store *store,
    int64_t first,
    int64_t last,
    answer_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* Those with ids first to last, in order, whatever they name. */
bool answers_between(
    struct store *store,
    int64_t first,
    int64_t last,
    answer_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

bool answers_get(
    struct store *store,
    int64_t id,
    struct answer_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* Opens one; its slices live as long as the part stays in the cache. */
bool answers_open(
    struct part_cache *cache,
    const struct answer_row *row,
    struct answer *answer,
    struct error *error) MUST_CHECK;

/* ---- applying (bulk_view.c) ---- */

bool answers_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error) MUST_CHECK;
bool answers_apply_link(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

/*
 * Applying only: what was answered about a visit is about the one that it became part of; links that
 * were made by its chart number are gone, and made anew where the number fits.
 */
bool answers_move_visit(struct store *store, int64_t visit, int64_t into, struct error *error)
    MUST_CHECK;
bool answers_free_cards(struct store *store, int64_t visit, struct error *error) MUST_CHECK;

bool answers_drop_bulk(struct store *store, int64_t bulk, struct error *error) MUST_CHECK;

#endif
