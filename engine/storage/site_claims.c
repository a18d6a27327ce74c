#include "engine/storage/site_claims.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"

struct noted {
    int64_t visit;
    struct date day;
    unsigned result;
    uint8_t serial[FINGERPRINT_BYTES]; /* of the ticket; zeros: none */
};

/* A person of an archive, and the place in visits of one who may be it. */
struct pair {
    int64_t ticket;
    size_t visit;
};

struct site_claims {
    struct store *store;
    struct part_cache *cache;
    const struct site_tickets *tickets;
    struct noted *visits;
    size_t visit_count;
    size_t visit_room;
    struct pair *pairs;
    size_t pair_count;
    size_t pair_room;
    int64_t *people; /* rows of archives */
    size_t people_count;
    size_t people_room;
    size_t next;
    bool is_ready;
    bool no_memory;
    struct ticket ticket; /* large */
};

bool site_claims_open(
    struct store *store,
    struct part_cache *cache,
    const struct site_tickets *tickets,
    struct site_claims **claims,
    struct error *error)
{
    struct site_claims *made = calloc(1, sizeof *made);
    *claims = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->cache = cache;
    made->tickets = tickets;
    return true;
}

void site_claims_close(struct site_claims *claims)
{
    if (claims != NULL) {
        free(claims->visits);
        free(claims->pairs);
        free(claims->people);
        free(claims);
    }
}

/* ---- gathering ---- */

bool site_claims_note(
    struct site_claims *claims,
    const struct visit_row *visit,
    unsigned result,
    const struct ticket_row *ticket,
    struct error *error)
{
    struct noted *to = NULL;
    void *rows = claims->visits;
    if (!rows_grow(&rows, &claims->visit_room, claims->visit_count, sizeof *claims->visits)) {
        return error_set(error, FAULT_MEMORY);
    }
    claims->visits = rows;
    to = &claims->visits[claims->visit_count];
    claims->visit_count++;
    *to = (struct noted){.visit = visit->id, .day = visit->day, .result = result};
    if (ticket != NULL) {
        memcpy(to->serial, ticket->prints + TICKET_PRINT_SERIAL, FINGERPRINT_BYTES);
    }
    return true;
}

static bool add_pairs(struct site_claims *claims, size_t visit)
{
    size_t count = 0;
    const struct ticket_candidate *found =
        site_tickets_of(claims->tickets, claims->visits[visit].visit, &count);
    for (size_t i = 0; i < count; i++) {
        void *rows = claims->pairs;
        if (!rows_grow(&rows, &claims->pair_room, claims->pair_count, sizeof *claims->pairs)) {
            return false;
        }
        claims->pairs = rows;
        claims->pairs[claims->pair_count] = (struct pair){found[i].ticket, visit};
        claims->pair_count++;
    }
    return true;
}

static int compare_pairs(const void *left, const void *right)
{
    const struct pair *a = left;
    const struct pair *b = right;
    if (a->ticket != b->ticket) {
        return a->ticket < b->ticket ? -1 : 1;
    }
    return a->visit < b->visit ? -1 : a->visit > b->visit ? 1 : 0;
}

static bool take_person(void *taker, const struct ticket_row *row)
{
    struct site_claims *claims = taker;
    void *rows = claims->people;
    if (row->family != TICKET_FAMILY_ARCHIVE) {
        return true;
    }
    if (!rows_grow(&rows, &claims->people_room, claims->people_count, sizeof *claims->people)) {
        claims->no_memory = true;
        return false;
    }
    claims->people = rows;
    claims->people[claims->people_count] = row->id;
    claims->people_count++;
    return true;
}

static bool make_ready(struct site_claims *claims, struct error *error)
{
    if (claims->is_ready) {
        return true;
    }
    for (size_t i = 0; i < claims->visit_count; i++) {
        if (!add_pairs(claims, i)) {
            return error_set(error, FAULT_MEMORY);
        }
    }
    if (claims->pair_count > 1) {
        qsort(claims->pairs, claims->pair_count, sizeof *claims->pairs, compare_pairs);
    }
    if (!tickets_each(claims->store, 0, take_person, claims, error)) {
        return false;
    }
    claims->is_ready = true;
    return !claims->no_memory || error_set(error, FAULT_MEMORY);
}

/* ---- one person ---- */

static size_t first_pair(const struct site_claims *claims, int64_t ticket)
{
    size_t low = 0;
    size_t high = claims->pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (claims->pairs[middle].ticket < ticket) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static unsigned ticket_fact(const struct noted *visit, const struct ticket_row *row)
{
    const uint8_t *serial = row->prints + TICKET_PRINT_SERIAL;
    if (!print_is_some(serial) || !print_is_some(visit->serial)) {
        return SAME_OR_OTHER_ABSENT;
    }
    return memcmp(serial, visit->serial, FINGERPRINT_BYTES) == 0 ? SAME_OR_OTHER_SAME
                                                                 : SAME_OR_OTHER_OTHER;
}

static void settle(const struct site_claims *claims, struct site_claim *claim)
{
    claim->settled = (struct settled_claim){.visits_of_day = 0};
    for (size_t i = first_pair(claims, claim->row.id);
         i < claims->pair_count && claims->pairs[i].ticket == claim->row.id; i++) {
        const struct noted *visit = &claims->visits[claims->pairs[i].visit];
        if (date_is_some(claim->day) && date_compare(visit->day, claim->day) == 0) {
            claim->settled.visits_of_day++;
            claim->settled.result = visit->result;
            claim->settled.ticket = ticket_fact(visit, &claim->row);
        } else {
            claim->settled.has_other_day = true;
        }
    }
}

bool site_claims_next(
    struct site_claims *claims,
    struct site_claim *claim,
    bool *found,
    struct error *error)
{
    *found = false;
    if (!make_ready(claims, error)) {
        return false;
    }
    while (!*found && claims->next < claims->people_count) {
        int64_t id = claims->people[claims->next];
        claims->next++;
        if (!tickets_get(claims->store, id, &claim->row, found, error) || !*found ||
            !tickets_open(claims->cache, &claim->row, &claims->ticket, error)) {
            return *found ? false : error_set_text(error, FAULT_STORE_BROKEN, "ticket");
        }
        *found = ticket_names_somebody(&claims->ticket);
    }
    if (*found) {
        claim->day = ticket_date(&claims->ticket, TICKET_EXAM_DAY);
        settle(claims, claim);
    }
    return true;
}
