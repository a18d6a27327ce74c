#include "engine/storage/site_absent.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/inside.h"
#include "engine/storage/site_choice.h"

enum {
    ROUND_ROWS = 256 * 1024 /* held at once: 8 MiB, whatever the number of tickets */
};

struct search {
    struct store *store;
    enum ticket_family family;
    struct site_chooser chooser;
    struct case_gatherer *gatherer;
    struct keyed *came; /* keys of tickets that may be some visit's */
    size_t came_count;
    struct keyed *rows; /* of a round; payload: content */
    size_t count;
    size_t room;
    unsigned round;
    unsigned rounds;
    bool no_memory;
};

/* ---- whom tickets may belong to ---- */

static bool seek_block(struct search *search, size_t *visit_count, struct error *error)
{
    const struct visit_row *visits = NULL;
    struct visit_case visit_case;
    bool found = true;
    bool done = cases_begin_block(search->gatherer, &visits, visit_count, error);
    if (!done) {
        return false;
    }
    while (done && found && *visit_count > 0) {
        done = cases_next(search->gatherer, &visit_case, &found, error) &&
               (!found || site_choice_seek(&search->chooser, &visit_case, error));
    }
    cases_end_block(search->gatherer);
    return done;
}

static bool seek(struct search *search, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    size_t visit_count = 1;
    bool done = cases_open(search->store, always, &search->gatherer, error);
    while (done && visit_count > 0) {
        done = seek_block(search, &visit_count, error);
    }
    cases_close(search->gatherer);
    return done && site_tickets_sweep(search->chooser.tickets, error);
}

static bool list_came(struct search *search, struct error *error)
{
    size_t count = 0;
    const struct ticket_candidate *all = site_tickets_all(search->chooser.tickets, &count);
    search->came = calloc(count == 0 ? 1 : count, sizeof *search->came);
    if (search->came == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < count; i++) {
        memcpy(search->came[i].key, all[i].key, RECONCILE_KEY_BYTES);
        search->came[i].id = (int64_t)i;
    }
    search->came_count = count;
    reconcile_sort(search->came, count);
    return true;
}

/* ---- the rest, in rounds ---- */

static bool take_ticket(void *taker, const struct ticket_row *row)
{
    struct search *search = taker;
    const uint8_t *key = row->prints + TICKET_PRINT_KEY;
    void *rows = search->rows;
    if (row->family != search->family || reconcile_pass_of(key, search->rounds) != search->round ||
        reconcile_find(search->came, search->came_count, key) < search->came_count) {
        return true;
    }
    if (!rows_grow(&rows, &search->room, search->count, sizeof *search->rows)) {
        search->no_memory = true;
        return false;
    }
    search->rows = rows;
    memcpy(search->rows[search->count].key, key, RECONCILE_KEY_BYTES);
    search->rows[search->count].id = row->id;
    search->rows[search->count].payload = row->content;
    search->count++;
    return true;
}

static int compare_contents(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    int order = memcmp(a->key, b->key, RECONCILE_KEY_BYTES);
    if (order != 0) {
        return order;
    }
    if (a->payload != b->payload) {
        return a->payload < b->payload ? -1 : 1;
    }
    return a->id < b->id ? -1 : a->id > b->id ? 1 : 0;
}

static int compare_ids(const void *left, const void *right)
{
    const struct keyed *a = left;
    const struct keyed *b = right;
    return a->id < b->id ? -1 : a->id > b->id ? 1 : 0;
}

/* The first of the rows that say the same, then in order of import. */
static void keep_one_of_each(struct search *search)
{
    size_t kept = 0;
    if (search->count < 2) {
        return;
    }
    qsort(search->rows, search->count, sizeof *search->rows, compare_contents);
    for (size_t i = 0; i < search->count; i++) {
        const struct keyed *row = &search->rows[i];
        bool is_same = kept > 0 && search->rows[kept - 1].payload == row->payload &&
                       memcmp(search->rows[kept - 1].key, row->key, RECONCILE_KEY_BYTES) == 0;
        if (!is_same) {
            search->rows[kept] = *row;
            kept++;
        }
    }
    search->count = kept;
    qsort(search->rows, search->count, sizeof *search->rows, compare_ids);
}

static bool
hand_out(struct search *search, const struct site_absent_taker *taker, struct error *error)
{
    for (size_t i = 0; i < search->count; i++) {
        struct ticket_row row;
        bool found = false;
        if (!tickets_get(search->store, search->rows[i].id, &row, &found, error)) {
            return false;
        }
        if (!found) {
            return error_set_text(error, FAULT_STORE_BROKEN, "ticket");
        }
        if (!taker->take(taker->context, &row, error)) {
            return false;
        }
    }
    return true;
}

static bool
do_round(struct search *search, const struct site_absent_taker *taker, struct error *error)
{
    search->count = 0;
    if (!tickets_each(search->store, 0, take_ticket, search, error)) {
        return false;
    }
    if (search->no_memory) {
        return error_set(error, FAULT_MEMORY);
    }
    keep_one_of_each(search);
    return hand_out(search, taker, error);
}

static bool run(struct search *search, const struct site_absent_taker *taker, struct error *error)
{
    int64_t total = 0;
    bool done = site_tickets_open(search->store, search->family, &search->chooser.tickets, error) &&
                seek(search, error) && list_came(search, error) &&
                sql_query_number(search->store, "SELECT count(*) FROM ticket", &total, error);
    search->rounds = done ? reconcile_passes(total, ROUND_ROWS) : 0;
    for (search->round = 0; done && search->round < search->rounds; search->round++) {
        done = do_round(search, taker, error);
    }
    return done;
}

bool site_absent_each(
    struct store *store,
    unsigned kind,
    const struct site_absent_taker *taker,
    struct error *error)
{
    struct search search = {
        .store = store,
        .family = kind == SITE_KIND_TREATMENT ? TICKET_FAMILY_TREATMENT : TICKET_FAMILY_CHECKUP,
        .chooser = {.store = store, .kind = kind}};
    bool done = true;
    if (kind == SITE_KIND_CHECKUP || kind == SITE_KIND_TREATMENT) {
        done = run(&search, taker, error);
    }
    site_tickets_close(search.chooser.tickets);
    free(search.came);
    free(search.rows);
    return done;
}
