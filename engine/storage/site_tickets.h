/*
 * Which tickets belong to which visits: an index made in one sweep over the tickets.  Only for
 * site_deciding and site_absent.
 */
#ifndef ENGINE_STORAGE_SITE_TICKETS_H
#define ENGINE_STORAGE_SITE_TICKETS_H

#include "engine/storage/tickets.h"

/* A visit as it looks for its ticket. */
struct ticket_seeker {
    int64_t visit;
    int fiscal_year; /* of its day; that of the first interview for guidance */
    uint8_t serial[FINGERPRINT_BYTES];
    uint8_t numbers[FINGERPRINT_BYTES];
    uint8_t person[FINGERPRINT_BYTES];
};

struct site_tickets;

/* Room for one more row of a size behind count, twice as much as before when it is used up; false: no memory. */
bool rows_grow(void **rows, size_t *room, size_t count, size_t size) MUST_CHECK;

bool site_tickets_open(
    struct store *store,
    enum ticket_family family,
    struct site_tickets **tickets,
    struct error *error) MUST_CHECK;
void site_tickets_close(struct site_tickets *tickets);

/* Adds one; all of them before site_tickets_sweep. */
bool site_tickets_add(
    struct site_tickets *tickets,
    const struct ticket_seeker *seeker,
    struct error *error) MUST_CHECK;

bool site_tickets_sweep(struct site_tickets *tickets, struct error *error) MUST_CHECK;

struct ticket_candidate {
    int64_t visit;
    int64_t ticket;
    unsigned ways; /* TICKET_BY_... as bits */
    int64_t content;
    bool is_conflict; /* its number stands on another ticket with other contents */
    uint8_t key[FINGERPRINT_BYTES];
};

enum {
    TICKET_BY_SERIAL = 1,
    TICKET_BY_NUMBERS = 2,
    TICKET_BY_PERSON = 4
};

/* All candidates, by visit and then by ticket. */
const struct ticket_candidate *site_tickets_all(const struct site_tickets *tickets, size_t *count);

/* The candidates of a visit, in order of ticket. */
const struct ticket_candidate *
site_tickets_of(const struct site_tickets *tickets, int64_t visit, size_t *count);

#endif
