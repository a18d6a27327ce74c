/* Applying verdicts to the views: the newest of each visit, open work, and the counters (verdicts.h). */
#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_tags.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/views.h"

enum {
    RUN_ROWS = 128,
    RUN_GAP = 8 /* visits passed over in a sweep cost less than a question for each */
};

/* What stands of a visit before its new verdict. */
struct standing {
    bool counts; /* the desk may have withdrawn or merged it while verdicts were made */
    struct date day;
    unsigned path; /* PATH_UNDECIDED: no verdict */
};

/* Verdicts of neighbouring visits, in order, so that what stands of them is read in one sweep. */
struct run {
    struct verdict_row rows[RUN_ROWS];
    struct standing standing[RUN_ROWS];
    size_t count;
    int64_t changes[PATH_NONE + 1];
};

/* ---- rows ---- */

struct verdict_fields {
    struct visit_reference visit;
    unsigned path;
    int64_t digest;
};

static bool take_view_field(void *into, uint32_t tag, struct slice bytes)
{
    struct verdict_fields *fields = into;
    switch (tag) {
    case VERDICT_TAG_VISIT:
        return reference_read(bytes, &fields->visit);
    case VERDICT_TAG_PATH:
        return domain_value_find(DOMAIN_PATH, bytes, &fields->path);
    case VERDICT_TAG_DIGEST:
        return packed_number(bytes, &fields->digest);
    default:
        return true;
    }
}

static bool read_view_fields(struct slice row, struct verdict_fields *fields)
{
    memset(fields, 0, sizeof *fields);
    return packed_each(row, take_view_field, fields) && fields->path != PATH_UNDECIDED;
}

/* ---- what stands ---- */

static bool read_standing(struct store *store, struct run *run, struct error *error)
{
    static const char *const sql =
        "SELECT visit.id, visit.day, coalesce(verdict.path, ?3) FROM visit"
        " LEFT JOIN verdict ON verdict.visit = visit.id"
        " WHERE visit.id BETWEEN ?1 AND ?2 AND gone = 0 ORDER BY visit.id";
    struct sql_rows rows;
    size_t at = 0;
    memset(run->standing, 0, run->count * sizeof run->standing[0]);
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, run->rows[0].visit);
    sql_bind_number(rows.statement, 2, run->rows[run->count - 1].visit);
    sql_bind_number(rows.statement, 3, PATH_UNDECIDED);
    while (sql_rows_next(&rows, error)) {
        int64_t visit = sql_number(rows.statement, 0);
        while (run->rows[at].visit < visit) {
            at++;
        }
        if (run->rows[at].visit == visit) {
            run->standing[at] = (struct standing){
                true,
                {(int32_t)sql_number(rows.statement, 1)},
                (unsigned)sql_number(rows.statement, 2)};
        }
    }
    return sql_rows_close(&rows);
}

/* ---- writing ---- */

static bool upsert_verdict(struct store *store, const struct verdict_row *row, struct error *error)
{
    static const char *const sql =
        "INSERT INTO verdict(visit, entry, row, path, digest) VALUES(?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT(visit) DO UPDATE SET entry = ?2, row = ?3, path = ?4, digest = ?5";
    return sql_run_numbers(
        store, sql, SQL_NUMBERS(row->visit, row->entry, row->row, row->path, row->digest), error);
}

static bool close_work(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "DELETE FROM open_work WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit), error);
}

static bool
open_work(struct store *store, int64_t visit, struct date day, unsigned path, struct error *error)
{
    static const char *const sql = "INSERT INTO open_work(visit, day, path) VALUES(?1, ?2, ?3)"
                                   " ON CONFLICT(visit) DO UPDATE SET path = ?3";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, day.days, path), error);
}

static bool is_open(unsigned path)
{
    return path == PATH_HELD || path == PATH_WAITING;
}

static bool keep_work(
    struct store *store,
    const struct verdict_row *row,
    const struct standing *before,
    struct error *error)
{
    if (is_open(row->path)) {
        return open_work(store, row->visit, before->day, row->path, error);
    }
    return !is_open(before->path) || close_work(store, row->visit, error);
}

static bool write_run(struct store *store, struct run *run, struct error *error)
{
    for (size_t i = 0; i < run->count; i++) {
        const struct verdict_row *row = &run->rows[i];
        const struct standing *before = &run->standing[i];
        if (!before->counts) {
            continue;
        }
        run->changes[before->path]--;
        run->changes[row->path]++;
        if (!upsert_verdict(store, row, error) || !keep_work(store, row, before, error)) {
            return false;
        }
    }
    run->count = 0;
    return true;
}

static bool apply_run(struct store *store, struct run *run, struct error *error)
{
    return run->count == 0 || (read_standing(store, run, error) && write_run(store, run, error));
}

static bool ends_run(const struct run *run, int64_t visit)
{
    int64_t last = run->count == 0 ? visit : run->rows[run->count - 1].visit;
    return run->count == RUN_ROWS || (run->count > 0 && (visit <= last || visit - last > RUN_GAP));
}

static bool
add_to_run(struct store *store, struct run *run, const struct verdict_row *row, struct error *error)
{
    if (ends_run(run, row->visit) && !apply_run(store, run, error)) {
        return false;
    }
    run->rows[run->count] = *row;
    run->count++;
    return true;
}

/* ---- counters ---- */

static void path_counter(unsigned path, char name[32])
{
    (void)snprintf(name, 32, "path/%s", domain_value_name(DOMAIN_PATH, path));
}

static bool
add_counts(struct store *store, const int64_t counts[PATH_NONE + 1], struct error *error)
{
    for (unsigned path = 0; path <= PATH_NONE; path++) {
        char name[32];
        path_counter(path, name);
        if (path != PATH_UNDECIDED && counts[path] != 0 &&
            !counter_add(store, name, counts[path], error)) {
            return false;
        }
    }
    return true;
}

bool verdicts_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    struct reference_cache references = {0};
    struct run run = {.count = 0};
    bool broken = false;
    int64_t count = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct verdict_fields read;
        struct verdict_row row = {.entry = header->entry, .row = count};
        if (!read_view_fields(fields, &read)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        row.path = read.path;
        row.digest = read.digest;
        if (!visits_resolve_cached(store, &read.visit, &references, &row.visit, error) ||
            !add_to_run(store, &run, &row, error)) {
            return false;
        }
        count++;
    }
    return broken ? error_set_number(error, FAULT_JOURNAL_BODY, header->entry)
                  : apply_run(store, &run, error) && add_counts(store, run.changes, error);
}

static bool delete_verdict(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "DELETE FROM verdict WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit), error);
}

bool verdicts_drop(struct store *store, int64_t visit, struct error *error)
{
    int64_t counts[PATH_NONE + 1] = {0};
    struct verdict_row row;
    bool found = false;
    if (!verdicts_get(store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    counts[row.path] = -1;
    return delete_verdict(store, visit, error) && close_work(store, visit, error) &&
           add_counts(store, counts, error);
}

bool verdicts_drop_days(struct store *store, struct interval days, struct error *error)
{
    static const char *const sql_counts =
        "SELECT path, count(*) FROM verdict WHERE visit IN (SELECT id FROM visit"
        " WHERE day BETWEEN ?1 AND ?2) GROUP BY path";
    static const char *const sql_verdicts = "DELETE FROM verdict WHERE visit IN (SELECT id"
                                            " FROM visit WHERE day BETWEEN ?1 AND ?2)";
    static const char *const sql_work = "DELETE FROM open_work WHERE day BETWEEN ?1 AND ?2";
    int64_t counts[PATH_NONE + 1] = {0};
    struct sql_rows rows;
    if (!sql_rows_open(store, sql_counts, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, days.first.days);
    sql_bind_number(rows.statement, 2, days.last.days);
    while (sql_rows_next(&rows, error)) {
        counts[(unsigned)sql_number(rows.statement, 0)] -= sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows) && add_counts(store, counts, error) &&
           sql_run_numbers(
               store, sql_verdicts, SQL_NUMBERS(days.first.days, days.last.days), error) &&
           sql_run_numbers(store, sql_work, SQL_NUMBERS(days.first.days, days.last.days), error);
}

bool verdicts_count(struct store *store, int64_t counts[PATH_NONE + 1], struct error *error)
{
    int64_t visits = 0;
    int64_t decided = 0;
    if (!counter_get(store, "visits", &visits, error)) {
        return false;
    }
    for (unsigned path = PATH_UNDECIDED + 1; path <= PATH_NONE; path++) {
        char name[32];
        path_counter(path, name);
        if (!counter_get(store, name, &counts[path], error)) {
            return false;
        }
        decided += counts[path];
    }
    counts[PATH_UNDECIDED] = visits - decided;
    return true;
}
