/* The people of inquiries: one row for each visit that was asked for (inquiries.h, inquiry_tags.h). */
#include "engine/storage/inquiry_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"
#include "engine/storage/visit_tags.h"

static const char *const unwanted_counter = "inquiry/unwanted";

/*
 * Answers still awaited that no visit waits for: all of a visit that no longer counts, all but one of
 * one that others became part of.
 */
static bool
count_unwanted(struct store *store, int64_t visit, int64_t *unwanted, struct error *error)
{
    static const char *const sql =
        "SELECT max(count(*) - (SELECT gone = 0 FROM visit WHERE id = ?1), 0) FROM inquiry_visit"
        " JOIN inquiry ON inquiry.entry = inquiry_visit.inquiry"
        " WHERE visit = ?1 AND outcome = 0 AND inquiry.kind IN (0, 1)";
    return sql_query_numbers(store, sql, SQL_NUMBERS(visit), unwanted, error);
}

static bool insert_visit(
    struct store *store,
    int64_t inquiry,
    int64_t visit,
    int64_t position,
    struct error *error)
{
    static const char *const sql =
        "INSERT INTO inquiry_visit(visit, inquiry, position, outcome) VALUES(?1, ?2, ?3, 0)";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, inquiry, position), error);
}

/* A visit may have been withdrawn between the look at what is to be asked and the asking. */
bool inquiry_add_visit(
    struct store *store,
    int64_t inquiry,
    int64_t visit,
    int64_t position,
    struct error *error)
{
    int64_t before = 0;
    int64_t after = 0;
    return count_unwanted(store, visit, &before, error) &&
           insert_visit(store, inquiry, visit, position, error) &&
           count_unwanted(store, visit, &after, error) &&
           (after == before || counter_add(store, unwanted_counter, after - before, error));
}

/* ---- ends ---- */

struct settled {
    int64_t answered;
    int64_t failed;
    int64_t unwanted;
};

static bool
count_settled(struct store *store, const char *key, struct settled *settled, struct error *error)
{
    static const char *const sql =
        "SELECT coalesce(sum(outcome = 1), 0), coalesce(sum(outcome = 2), 0),"
        " coalesce(sum(max((SELECT count(*) FROM inquiry_visit AS other"
        "  JOIN inquiry ON inquiry.entry = other.inquiry AND inquiry.kind IN (0, 1)"
        "  WHERE other.visit = mine.visit AND other.outcome = 0) - (visit.gone = 0), 0)), 0)"
        " FROM inquiry_visit AS mine JOIN visit ON visit.id = mine.visit"
        " WHERE inquiry = (SELECT entry FROM inquiry WHERE key = ?1)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, key);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        return error_set_text(error, FAULT_STORE_BROKEN, "inquiry_visit");
    case SQL_ROW:
        break;
    }
    *settled = (struct settled){
        sql_number(statement, 0), sql_number(statement, 1), sql_number(statement, 2)};
    (void)sqlite3_reset(statement);
    return true;
}

/* Of a visit that became part of another one the answer stands with that one. */
static bool set_outcomes(struct store *store, const char *key, int64_t answers, struct error *error)
{
    static const char *const sql =
        "UPDATE inquiry_visit SET outcome = CASE WHEN EXISTS("
        "   WITH RECURSIVE became(id) AS (VALUES(inquiry_visit.visit) UNION"
        "    SELECT gone FROM visit JOIN became ON visit.id = became.id WHERE gone > 0)"
        "   SELECT 1 FROM answer JOIN became ON answer.visit = became.id WHERE answer.bulk = ?2)"
        "  THEN 1 ELSE 2 END"
        " WHERE inquiry = (SELECT entry FROM inquiry WHERE key = ?1)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, key);
    sql_bind_number(statement, 2, answers);
    return sql_run(store, statement, error);
}

bool inquiry_settle(struct store *store, const char *key, int64_t answers, struct error *error)
{
    struct settled before = {0};
    struct settled after = {0};
    return count_settled(store, key, &before, error) && set_outcomes(store, key, answers, error) &&
           count_settled(store, key, &after, error) &&
           counter_add(store, "inquiry/answered", after.answered - before.answered, error) &&
           counter_add(store, "inquiry/failed", after.failed - before.failed, error) &&
           (after.unwanted == before.unwanted ||
            counter_add(store, unwanted_counter, after.unwanted - before.unwanted, error));
}

/* ---- visits that no longer count ---- */

/* Where both were asked for in one inquiry, the row of the one that is no more stays. */
static bool move_rows(struct store *store, int64_t visit, int64_t into, struct error *error)
{
    static const char *const sql = "UPDATE OR IGNORE inquiry_visit SET visit = ?2 WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, into), error);
}

static bool
count_both(struct store *store, int64_t visit, int64_t into, int64_t *count, struct error *error)
{
    int64_t of_visit = 0;
    int64_t of_other = 0;
    if (!count_unwanted(store, visit, &of_visit, error) ||
        (into > 0 && !count_unwanted(store, into, &of_other, error))) {
        return false;
    }
    *count = of_visit + of_other;
    return true;
}

bool inquiries_part_visit(struct store *store, int64_t visit, int64_t into, struct error *error)
{
    int64_t before = 0;
    int64_t after = 0;
    return count_both(store, visit, into, &before, error) &&
           visit_set_gone(store, visit, into, error) &&
           (into <= 0 || move_rows(store, visit, into, error)) &&
           count_both(store, visit, into, &after, error) &&
           (after == before || counter_add(store, unwanted_counter, after - before, error));
}
