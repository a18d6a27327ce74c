/*
 * Tickets in the store: every row of every file that brought some, with what it can be found by.
 *
 * A view row has fingerprints and a pointer into the part that holds the values.  Rows that say the same
 * twice stand there twice and count once; rows with one number and different values are a conflict,
 * which is told and never settled by choosing (reference tickets.md 6).
 */
#ifndef ENGINE_STORAGE_TICKETS_H
#define ENGINE_STORAGE_TICKETS_H

#include "engine/storage/bulk.h"
#include "engine/storage/part_cache.h"
#include "engine/storage/prints.h"
#include "engine/vocabulary/ticket.h"

enum {
    TICKET_PRINT_KEY = 0, /* issuer and number; of a row without one its values */
    TICKET_PRINT_SERIAL = FINGERPRINT_BYTES, /* the number alone; zeros for none and placeholders */
    TICKET_PRINT_NUMBERS = 2 * FINGERPRINT_BYTES, /* as PRINT_NUMBERS of visits */
    TICKET_PRINT_PERSON = 3 * FINGERPRINT_BYTES,  /* as PRINT_PERSON of visits */
    TICKET_PRINTS = 4 * FINGERPRINT_BYTES
};

struct ticket_row {
    int64_t id; /* shown to people as T followed by it */
    int64_t entry;
    int64_t row;
    int64_t bulk;
    enum ticket_family family;
    int64_t content; /* 64 bits of a fingerprint of its values */
    uint8_t prints[TICKET_PRINTS];
};

/* The print of a ticket's number as typed at the desk. */
bool tickets_serial_print(
    struct store *store,
    struct slice serial,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* The same of a treatment ticket's 交付番号, which is of one month. */
bool tickets_issue_print(
    struct store *store,
    struct slice issue_number,
    struct month month,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/*
 * Calls take with each ticket that counts (its bulk whole), with an id above after, in order; in blocks,
 * each under one lock.  take may not write.  A false of it ends the walk without a fault.
 */
typedef bool ticket_taker(void *taker, const struct ticket_row *row);
bool tickets_each(
    struct store *store,
    int64_t after,
    ticket_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

bool tickets_get(
    struct store *store,
    int64_t id,
    struct ticket_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* Its values; slices live as those of part_cache_read. */
bool tickets_open(
    struct part_cache *cache,
    const struct ticket_row *row,
    struct ticket *ticket,
    struct error *error) MUST_CHECK;

struct tickets_matching {
    uint64_t same;      /* rows that were there already, in this file or an earlier one */
    uint64_t conflicts; /* rows whose number was there already with other values */
};

/* Before bulk_close: what the rows of the writer's bulk are to those before them.  Memory is bounded. */
bool tickets_match_bulk(
    struct store *store,
    struct bulk_writer *writer,
    struct tickets_matching *matching,
    struct error *error) MUST_CHECK;

/* ---- applying (bulk_view.c) ---- */

bool tickets_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error) MUST_CHECK;
bool tickets_drop_bulk(struct store *store, int64_t bulk, struct error *error) MUST_CHECK;

#endif
