/* What the rows of a bulk of tickets are to those that were there before them (tickets.h). */
#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/inside.h"
#include "engine/storage/tickets.h"

enum {
    PASS_ROWS = 256 * 1024 /* of one pass: 8 MiB, whatever the number of tickets */
};

/* One pass: the tickets whose key belongs to it. */
struct pass {
    struct keyed *rows; /* payload: content */
    size_t count;
    size_t room;
    unsigned number;
    unsigned passes;
    int64_t first_new; /* ids from here on are of the bulk */
};

static bool count_tickets(struct store *store, int64_t *total, struct error *error)
{
    return sql_query_number(store, "SELECT count(*) FROM ticket", total, error);
}

static bool first_of_bulk(struct store *store, int64_t bulk, int64_t *first, struct error *error)
{
    static const char *const sql = "SELECT base FROM part WHERE bulk = ?1 AND stream = 1"
                                   " ORDER BY entry LIMIT 1";
    return sql_query_numbers(store, sql, SQL_NUMBERS(bulk), first, error);
}

static bool take(struct pass *pass, int64_t id, int64_t content, struct slice prints)
{
    struct keyed *row = NULL;
    if (prints.size != TICKET_PRINTS ||
        reconcile_pass_of(prints.data + TICKET_PRINT_KEY, pass->passes) != pass->number) {
        return true;
    }
    if (pass->count == pass->room) {
        size_t room = pass->room == 0 ? 4096 : pass->room * 2;
        struct keyed *grown = realloc(pass->rows, room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        pass->rows = grown;
        pass->room = room;
    }
    row = &pass->rows[pass->count];
    memcpy(row->key, prints.data + TICKET_PRINT_KEY, sizeof row->key);
    row->id = id;
    row->payload = content;
    pass->count++;
    return true;
}

/* Those that count, and those of the bulk, which does not yet. */
static bool
fill_block(struct store *store, struct pass *pass, int64_t bulk, int64_t *last, struct error *error)
{
    static const char *const sql =
        "SELECT id, content, keys FROM ticket WHERE id > ?1 AND (bulk = ?2 OR"
        " bulk NOT IN (SELECT entry FROM bulk WHERE state <> 1)) ORDER BY id LIMIT 16384";
    struct sql_rows rows;
    int64_t before = *last;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, before);
    sql_bind_number(rows.statement, 2, bulk);
    *last = 0;
    while (sql_rows_next(&rows, error)) {
        *last = sql_number(rows.statement, 0);
        if (!take(pass, *last, sql_number(rows.statement, 1), sql_bytes(rows.statement, 2))) {
            sql_rows_stop(&rows);
            return error_set(error, FAULT_MEMORY);
        }
    }
    return sql_rows_close(&rows);
}

static bool fill(struct store *store, struct pass *pass, int64_t bulk, struct error *error)
{
    int64_t last = 0;
    pass->count = 0;
    do {
        if (!fill_block(store, pass, bulk, &last, error)) {
            return false;
        }
    } while (last != 0);
    return true;
}

/* By key, then by content, then by id. */
static int compare(const void *left, const void *right)
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

static int64_t lowest_id(const struct pass *pass, size_t from, size_t to)
{
    int64_t lowest = pass->rows[from].id;
    for (size_t i = from + 1; i < to; i++) {
        lowest = pass->rows[i].id < lowest ? pass->rows[i].id : lowest;
    }
    return lowest;
}

/*
 * Rows of one key: a new one is the same as an earlier one of its content; the first of a content that
 * is not the first of the key is at odds with it.
 */
static void
judge(const struct pass *pass, size_t from, size_t to, struct tickets_matching *matching)
{
    int64_t lowest = lowest_id(pass, from, to);
    for (size_t i = from; i < to; i++) {
        const struct keyed *row = &pass->rows[i];
        bool same = i > from && pass->rows[i - 1].payload == row->payload;
        if (row->id >= pass->first_new && row->id != lowest) {
            matching->same += same ? 1 : 0;
            matching->conflicts += same ? 0 : 1;
        }
    }
}

static void judge_all(const struct pass *pass, struct tickets_matching *matching)
{
    size_t from = 0;
    while (from < pass->count) {
        size_t to = reconcile_group_end(pass->rows, pass->count, from);
        judge(pass, from, to, matching);
        from = to;
    }
}

bool tickets_match_bulk(
    struct store *store,
    struct bulk_writer *writer,
    struct tickets_matching *matching,
    struct error *error)
{
    struct pass pass = {.rows = NULL};
    int64_t total = 0;
    bool done = bulk_flush_rows(writer, error) && count_tickets(store, &total, error) &&
                first_of_bulk(store, bulk_entry(writer), &pass.first_new, error);
    *matching = (struct tickets_matching){0};
    pass.passes = done ? reconcile_passes(total, PASS_ROWS) : 0;
    for (pass.number = 0; done && pass.number < pass.passes; pass.number++) {
        done = fill(store, &pass, bulk_entry(writer), error);
        if (done) {
            if (pass.count > 1) {
                qsort(pass.rows, pass.count, sizeof *pass.rows, compare);
            }
            judge_all(&pass, matching);
        }
    }
    free(pass.rows);
    return done;
}
