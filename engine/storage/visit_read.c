/* Finding and reading visits (visits.h). */
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/visit_tags.h"
#include "engine/storage/visits.h"

#define VISIT_COLUMNS "id, day, entry, row, bulk, gone, keys, content"

static void take_row(sqlite3_stmt *statement, struct visit_row *row)
{
    struct slice prints = sql_bytes(statement, 6);
    *row = (struct visit_row){
        .id = sql_number(statement, 0),
        .day = {(int32_t)sql_number(statement, 1)},
        .entry = sql_number(statement, 2),
        .row = sql_number(statement, 3),
        .bulk = sql_number(statement, 4),
        .gone = sql_number(statement, 5),
        .content = sql_number(statement, 7),
    };
    if (prints.size == VISIT_PRINTS) {
        memcpy(row->prints, prints.data, VISIT_PRINTS);
    }
}

bool visits_get(
    struct store *store,
    int64_t visit,
    struct visit_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " VISIT_COLUMNS " FROM visit WHERE id = ?1";
    struct sql_rows rows;
    *found = false;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, visit);
    if (sql_rows_next(&rows, error)) {
        take_row(rows.statement, row);
        *found = true;
    }
    return sql_rows_close(&rows);
}

/* A row of a file that is still being taken in, and may yet be abandoned, is nobody's visit. */
static bool refuse_unfinished(struct store *store, const struct visit_row *row, struct error *error)
{
    static const char *const sql = "SELECT 1 FROM bulk WHERE entry = ?1 AND state <> 1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, row->bulk);
    if (sql_rows_next(&rows, error)) {
        sql_rows_stop(&rows);
        return error_set_number(error, FAULT_VISIT_MISSING, row->id);
    }
    return sql_rows_close(&rows);
}

static bool refuse_gone(const struct visit_row *row, struct error *error)
{
    if (row->gone == 0) {
        return true;
    }
    if (row->gone == VISIT_WITHDRAWN) {
        return error_set_number(error, FAULT_VISIT_WITHDRAWN, row->id);
    }
    if (row->gone == VISIT_PURGED) {
        return error_set_number(error, FAULT_VISIT_PURGED, row->id);
    }
    error_set_number(error, FAULT_VISIT_MERGED, row->id);
    return error_add_number(error, row->gone);
}

bool visits_get_counting(
    struct store *store,
    int64_t visit,
    struct visit_row *row,
    struct error *error)
{
    bool found = false;
    if (!visits_get(store, visit, row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    return refuse_gone(row, error) && refuse_unfinished(store, row, error);
}

bool visit_became(struct store *store, int64_t visit, int64_t *became, struct error *error)
{
    struct visit_row row = {.gone = visit};
    bool found = true;
    while (found && row.gone > 0) {
        *became = row.gone;
        if (!visits_get(store, *became, &row, &found, error)) {
            return false;
        }
    }
    return true;
}

bool visits_find(
    struct store *store,
    struct date day,
    int which,
    const uint8_t print[FINGERPRINT_BYTES],
    int64_t *visit,
    struct error *error)
{
    static const char *const sql =
        "SELECT visit.id FROM visit LEFT JOIN bulk ON bulk.entry = visit.bulk"
        " WHERE day = ?1 AND gone = 0 AND substr(keys, ?2, ?3) = ?4"
        " AND (visit.bulk = 0 OR bulk.state = 1) ORDER BY visit.id LIMIT 1";
    struct sql_rows rows;
    *visit = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, day.days);
    sql_bind_number(rows.statement, 2, which + 1);
    sql_bind_number(rows.statement, 3, FINGERPRINT_BYTES);
    sql_bind_bytes(rows.statement, 4, (struct slice){print, FINGERPRINT_BYTES});
    if (sql_rows_next(&rows, error)) {
        *visit = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

/* ---- all of them ---- */

enum {
    WALK_BLOCK = 16384, /* visits read under one lock: some 10 ms */
    OPEN_BULKS = 16     /* files cut off and not yet abandoned: at most one per kind and terminal */
};

struct open_bulks {
    int64_t entries[OPEN_BULKS];
    size_t count;
};

static bool read_open_bulks(struct store *store, struct open_bulks *bulks, struct error *error)
{
    static const char *const sql = "SELECT entry FROM bulk WHERE state = 0";
    struct sql_rows rows;
    bulks->count = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    while (sql_rows_next(&rows, error)) {
        if (bulks->count == OPEN_BULKS) {
            sql_rows_stop(&rows);
            return error_set_number(error, FAULT_TOO_BIG, OPEN_BULKS);
        }
        bulks->entries[bulks->count++] = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

static bool is_open(const struct open_bulks *bulks, int64_t bulk)
{
    if (bulk == 0) {
        return false;
    }
    for (size_t i = 0; i < bulks->count; i++) {
        if (bulks->entries[i] == bulk) {
            return true;
        }
    }
    return false;
}

struct walk {
    struct store *store;
    struct interval days;
    const struct open_bulks *bulks;
    int64_t after; /* the visit that was read last */
    bool ended;    /* by the taker */
};

/* The next visits in order of id, at most a block; *count is how many there were. */
static bool
walk_block(struct walk *walk, visit_taker *take, void *taker, int *count, struct error *error)
{
    static const char *const sql =
        "SELECT " VISIT_COLUMNS " FROM visit NOT INDEXED WHERE id > ?1 AND gone = 0"
        " AND day BETWEEN ?2 AND ?3 ORDER BY id LIMIT ?4";
    const struct interval *days = &walk->days;
    struct sql_rows rows;
    *count = 0;
    if (!sql_rows_open(walk->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, walk->after);
    sql_bind_number(rows.statement, 2, date_is_some(days->first) ? days->first.days : INT32_MIN);
    sql_bind_number(rows.statement, 3, date_is_some(days->last) ? days->last.days : INT32_MAX);
    sql_bind_number(rows.statement, 4, WALK_BLOCK);
    while (!walk->ended && sql_rows_next(&rows, error)) {
        struct visit_row row;
        take_row(rows.statement, &row);
        *count += 1;
        walk->after = row.id;
        walk->ended = !is_open(walk->bulks, row.bulk) && !take(taker, &row);
    }
    return sql_rows_close(&rows);
}

static bool each(
    struct store *store,
    int64_t after,
    struct interval days,
    const struct open_bulks *bulks,
    visit_taker *take,
    void *taker,
    struct error *error)
{
    struct walk walk = {.store = store, .days = days, .bulks = bulks, .after = after};
    int count = 0;
    do {
        if (!walk_block(&walk, take, taker, &count, error)) {
            return false;
        }
    } while (!walk.ended && count == WALK_BLOCK);
    return true;
}

bool visits_each(
    struct store *store,
    int64_t after,
    struct interval days,
    visit_taker *take,
    void *taker,
    struct error *error)
{
    struct open_bulks bulks;
    return read_open_bulks(store, &bulks, error) &&
           each(store, after, days, &bulks, take, taker, error);
}

bool visits_each_with(
    struct store *store,
    int64_t open_bulk,
    visit_taker *take,
    void *taker,
    struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct open_bulks bulks;
    if (!read_open_bulks(store, &bulks, error)) {
        return false;
    }
    for (size_t i = 0; i < bulks.count; i++) {
        if (bulks.entries[i] == open_bulk) {
            bulks.entries[i] = 0;
        }
    }
    return each(store, 0, always, &bulks, take, taker, error);
}

bool visits_each_of_bulk(
    struct store *store,
    int64_t bulk,
    struct date day,
    visit_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT " VISIT_COLUMNS " FROM visit WHERE day = ?1 AND bulk = ?2 ORDER BY id";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, day.days);
    sql_bind_number(rows.statement, 2, bulk);
    while (sql_rows_next(&rows, error)) {
        struct visit_row row;
        take_row(rows.statement, &row);
        if (!take(taker, &row)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

/* ---- evidence ---- */

bool visits_read_evidence(
    struct part_cache *cache,
    int64_t entry,
    int64_t row,
    struct evidence *evidence,
    struct error *error)
{
    struct slice fields;
    if (!part_cache_read(cache, entry, row, &fields, error)) {
        return false;
    }
    return visit_read_row(fields, evidence) || error_set_number(error, FAULT_JOURNAL_BODY, entry);
}

static bool take_evidence(
    struct part_cache *cache,
    int64_t entry,
    int64_t row,
    evidence_taker *take,
    void *taker,
    struct error *error)
{
    struct evidence evidence;
    return visits_read_evidence(cache, entry, row, &evidence, error) &&
           take(taker, entry, row, &evidence, error);
}

bool visits_each_pointer(
    struct store *store,
    int64_t first,
    int64_t last,
    pointer_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT visit, entry, row FROM evidence WHERE visit BETWEEN ?1 AND ?2"
        " ORDER BY visit, entry, row";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, first);
    sql_bind_number(rows.statement, 2, last);
    while (sql_rows_next(&rows, error)) {
        struct evidence_pointer pointer;
        pointer = (struct evidence_pointer){
            sql_number(rows.statement, 0), sql_number(rows.statement, 1),
            sql_number(rows.statement, 2)};
        if (!take(taker, &pointer)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

/* The next pointer to further evidence after (entry, row); entry 0 at the end. */
static bool
next_evidence(struct store *store, int64_t visit, int64_t *entry, int64_t *row, struct error *error)
{
    static const char *const sql =
        "SELECT entry, row FROM evidence WHERE visit = ?1 AND (entry, row) > (?2, ?3)"
        " ORDER BY entry, row LIMIT 1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, visit);
    sql_bind_number(rows.statement, 2, *entry);
    sql_bind_number(rows.statement, 3, *row);
    *entry = 0;
    if (sql_rows_next(&rows, error)) {
        *entry = sql_number(rows.statement, 0);
        *row = sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows);
}

bool visits_each_evidence(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    evidence_taker *take,
    void *taker,
    struct error *error)
{
    int64_t entry = 0;
    int64_t row = INT64_MIN;
    if (!take_evidence(cache, visit->entry, visit->row, take, taker, error)) {
        return false;
    }
    for (;;) {
        if (!next_evidence(store, visit->id, &entry, &row, error)) {
            return false;
        }
        if (entry == 0) {
            return true;
        }
        if (!take_evidence(cache, entry, row, take, taker, error)) {
            return false;
        }
    }
}

struct merging {
    struct arena *arena;
    struct evidence *into;
};

static bool
merge(void *taker, int64_t entry, int64_t row, const struct evidence *evidence, struct error *error)
{
    struct merging *merging = taker;
    (void)entry;
    (void)row;
    return evidence_overlay(merging->into, evidence, merging->arena, error);
}

bool visits_merged_evidence(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    struct arena *arena,
    struct evidence *evidence,
    struct error *error)
{
    struct merging merging = {arena, evidence};
    memset(evidence, 0, sizeof *evidence);
    return visits_each_evidence(store, cache, visit, merge, &merging, error);
}
