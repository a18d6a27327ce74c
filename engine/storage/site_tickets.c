#include "engine/storage/site_tickets.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/inside.h"

struct site_tickets {
    struct store *store;
    enum ticket_family family;
    struct keyed *keys; /* of the visits; payload: the way */
    size_t key_count;
    size_t key_room;
    struct ticket_candidate *candidates;
    size_t count;
    size_t room;
    struct keyed *numbers; /* keys of the candidates; payload: content, then -1 for a conflict */
    size_t number_count;
    bool no_memory;
};

bool site_tickets_open(
    struct store *store,
    enum ticket_family family,
    struct site_tickets **tickets,
    struct error *error)
{
    struct site_tickets *made = calloc(1, sizeof *made);
    *tickets = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->family = family;
    return true;
}

void site_tickets_close(struct site_tickets *tickets)
{
    if (tickets != NULL) {
        free(tickets->keys);
        free(tickets->candidates);
        free(tickets->numbers);
        free(tickets);
    }
}

bool rows_grow(void **rows, size_t *room, size_t count, size_t size)
{
    size_t wanted = *room == 0 ? 1024 : *room * 2;
    void *grown = NULL;
    if (count < *room) {
        return true;
    }
    grown = realloc(*rows, wanted * size);
    if (grown == NULL) {
        return false;
    }
    *rows = grown;
    *room = wanted;
    return true;
}

static bool add_key(
    struct site_tickets *tickets,
    int64_t visit,
    const uint8_t print[FINGERPRINT_BYTES],
    int64_t way)
{
    void *rows = tickets->keys;
    if (!print_is_some(print)) {
        return true;
    }
    if (!rows_grow(&rows, &tickets->key_room, tickets->key_count, sizeof *tickets->keys)) {
        return false;
    }
    tickets->keys = rows;
    memcpy(tickets->keys[tickets->key_count].key, print, RECONCILE_KEY_BYTES);
    tickets->keys[tickets->key_count].id = visit * 8 + way;
    tickets->keys[tickets->key_count].payload = way;
    tickets->key_count++;
    return true;
}

bool site_tickets_add(
    struct site_tickets *tickets,
    const struct ticket_seeker *seeker,
    struct error *error)
{
    return (add_key(tickets, seeker->visit, seeker->serial, TICKET_BY_SERIAL) &&
            add_key(tickets, seeker->visit, seeker->numbers, TICKET_BY_NUMBERS) &&
            add_key(tickets, seeker->visit, seeker->person, TICKET_BY_PERSON)) ||
           error_set(error, FAULT_MEMORY);
}

/* ---- the sweep ---- */

static bool add_candidate(
    struct site_tickets *tickets,
    int64_t visit,
    const struct ticket_row *ticket,
    unsigned way)
{
    void *rows = tickets->candidates;
    struct ticket_candidate *to = NULL;
    for (size_t i = tickets->count; i > 0 && tickets->candidates[i - 1].ticket == ticket->id; i--) {
        if (tickets->candidates[i - 1].visit == visit) {
            tickets->candidates[i - 1].ways |= way;
            return true;
        }
    }
    if (!rows_grow(&rows, &tickets->room, tickets->count, sizeof *tickets->candidates)) {
        return false;
    }
    tickets->candidates = rows;
    to = &tickets->candidates[tickets->count];
    tickets->count++;
    *to = (struct ticket_candidate){
        .visit = visit, .ticket = ticket->id, .ways = way, .content = ticket->content};
    memcpy(to->key, ticket->prints + TICKET_PRINT_KEY, FINGERPRINT_BYTES);
    return true;
}

static bool
match_print(struct site_tickets *tickets, const struct ticket_row *ticket, size_t at, int64_t way)
{
    const uint8_t *print = ticket->prints + at;
    size_t from = 0;
    size_t to = 0;
    if (!print_is_some(print)) {
        return true;
    }
    from = reconcile_find(tickets->keys, tickets->key_count, print);
    if (from == tickets->key_count) {
        return true;
    }
    to = reconcile_group_end(tickets->keys, tickets->key_count, from);
    for (size_t i = from; i < to; i++) {
        if (tickets->keys[i].payload == way &&
            !add_candidate(tickets, tickets->keys[i].id / 8, ticket, (unsigned)way)) {
            return false;
        }
    }
    return true;
}

static bool take_ticket(void *taker, const struct ticket_row *ticket)
{
    struct site_tickets *tickets = taker;
    if (ticket->family != tickets->family) {
        return true;
    }
    tickets->no_memory = !match_print(tickets, ticket, TICKET_PRINT_SERIAL, TICKET_BY_SERIAL) ||
                         !match_print(tickets, ticket, TICKET_PRINT_NUMBERS, TICKET_BY_NUMBERS) ||
                         !match_print(tickets, ticket, TICKET_PRINT_PERSON, TICKET_BY_PERSON);
    return !tickets->no_memory;
}

/* ---- conflicts: the same number elsewhere, with other contents ---- */

static bool list_numbers(struct site_tickets *tickets)
{
    tickets->numbers = calloc(tickets->count == 0 ? 1 : tickets->count, sizeof *tickets->numbers);
    if (tickets->numbers == NULL) {
        return false;
    }
    for (size_t i = 0; i < tickets->count; i++) {
        memcpy(tickets->numbers[i].key, tickets->candidates[i].key, RECONCILE_KEY_BYTES);
        tickets->numbers[i].id = (int64_t)i;
        tickets->numbers[i].payload = tickets->candidates[i].content;
    }
    tickets->number_count = tickets->count;
    reconcile_sort(tickets->numbers, tickets->number_count);
    return true;
}

static bool take_number(void *taker, const struct ticket_row *ticket)
{
    struct site_tickets *tickets = taker;
    size_t from = 0;
    size_t to = 0;
    if (ticket->family != tickets->family) {
        return true;
    }
    from =
        reconcile_find(tickets->numbers, tickets->number_count, ticket->prints + TICKET_PRINT_KEY);
    if (from == tickets->number_count) {
        return true;
    }
    to = reconcile_group_end(tickets->numbers, tickets->number_count, from);
    for (size_t i = from; i < to; i++) {
        struct ticket_candidate *candidate = &tickets->candidates[tickets->numbers[i].id];
        candidate->is_conflict = candidate->is_conflict || candidate->content != ticket->content;
    }
    return true;
}

static int compare_candidates(const void *left, const void *right)
{
    const struct ticket_candidate *a = left;
    const struct ticket_candidate *b = right;
    if (a->visit != b->visit) {
        return a->visit < b->visit ? -1 : 1;
    }
    return a->ticket < b->ticket ? -1 : a->ticket > b->ticket ? 1 : 0;
}

bool site_tickets_sweep(struct site_tickets *tickets, struct error *error)
{
    reconcile_sort(tickets->keys, tickets->key_count);
    if (!tickets_each(tickets->store, 0, take_ticket, tickets, error)) {
        return false;
    }
    if (tickets->no_memory || !list_numbers(tickets)) {
        return error_set(error, FAULT_MEMORY);
    }
    if (!tickets_each(tickets->store, 0, take_number, tickets, error)) {
        return false;
    }
    if (tickets->count > 1) {
        qsort(tickets->candidates, tickets->count, sizeof *tickets->candidates, compare_candidates);
    }
    return true;
}

const struct ticket_candidate *site_tickets_all(const struct site_tickets *tickets, size_t *count)
{
    *count = tickets->count;
    return tickets->candidates;
}

const struct ticket_candidate *
site_tickets_of(const struct site_tickets *tickets, int64_t visit, size_t *count)
{
    size_t low = 0;
    size_t high = tickets->count;
    size_t end = 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tickets->candidates[middle].visit < visit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    end = low;
    while (end < tickets->count && tickets->candidates[end].visit == visit) {
        end++;
    }
    *count = end - low;
    return tickets->candidates == NULL ? NULL : tickets->candidates + low;
}
