/* Which months are settled (purge.h). */
#include <string.h>

#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/purge.h"
#include "engine/storage/visits.h"
#include "engine/vocabulary/domain.h"

bool purge_month_is_left(const struct purge_month *month)
{
    return month->open > 0 || month->beside > 0;
}

bool purge_plan_takes(const struct purge_plan *plan, struct month month)
{
    if (month_compare(month, plan->cut) >= 0) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        if (month_compare(plan->months[i].month, month) == 0) {
            return !purge_month_is_left(&plan->months[i]);
        }
    }
    return true;
}

struct month purge_plan_horizon(const struct purge_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (purge_month_is_left(&plan->months[i])) {
            return plan->months[i].month;
        }
    }
    return plan->cut;
}

int64_t purge_plan_visits(const struct purge_plan *plan)
{
    int64_t visits = 0;
    for (size_t i = 0; i < plan->count; i++) {
        visits += purge_month_is_left(&plan->months[i]) ? 0 : plan->months[i].visits;
    }
    return visits;
}

/* Adds to a month, which is made where it is not there; months stay in order. */
static bool add(struct purge_plan *plan, const struct purge_month *more, struct error *error)
{
    size_t at = plan->count;
    while (at > 0 && month_compare(plan->months[at - 1].month, more->month) > 0) {
        at--;
    }
    if (at > 0 && month_compare(plan->months[at - 1].month, more->month) == 0) {
        plan->months[at - 1].visits += more->visits;
        plan->months[at - 1].open += more->open;
        plan->months[at - 1].beside += more->beside;
        return true;
    }
    if (plan->count == PURGE_MONTHS) {
        return error_set_number(error, FAULT_TOO_BIG, PURGE_MONTHS);
    }
    memmove(&plan->months[at + 1], &plan->months[at], (plan->count - at) * sizeof plan->months[0]);
    plan->count++;
    plan->months[at] = *more;
    return true;
}

/*
 * The last claim month to which every payer that the site ever claimed from was sent something: what was
 * decided for it or before has gone out.  0 where nothing was ever submitted.
 */
static bool last_submitted(struct store *store, int64_t *month, struct error *error)
{
    static const char *const sql =
        "SELECT coalesce(min(last), 0) FROM (SELECT max(month) AS last FROM submission"
        " GROUP BY payer)";
    return sql_query_number(store, sql, month, error);
}

/*
 * Days with their visits and how many of them are open: not decided, waiting or held; with an open
 * return; to be checked; claimable in a month that has not been submitted; in a file that has no end.
 */
static const char *const sql_visits =
    "SELECT day, count(*), sum(gone = 0 AND ("
    "  EXISTS(SELECT 1 FROM bulk WHERE bulk.entry = visit.bulk AND state = 0)"
    "  OR EXISTS(SELECT 1 FROM open_work WHERE open_work.visit = visit.id)"
    "  OR EXISTS(SELECT 1 FROM returned_visit AS v JOIN returned AS r ON r.entry = v.entry"
    "   WHERE v.visit = visit.id AND r.state IN (0, 1))"
    "  OR (verdict.visit IS NULL AND NOT EXISTS(SELECT 1 FROM site_verdict AS s"
    "   WHERE s.kind = 1 AND s.subject = visit.id))"
    "  OR EXISTS(SELECT 1 FROM site_verdict AS s WHERE s.kind = 1 AND s.subject = visit.id"
    "   AND s.result IN (?2, ?3))"
    "  OR (verdict.path IN (?4, ?5, ?6) AND day >= ?7)))"
    " FROM visit LEFT JOIN verdict ON verdict.visit = visit.id"
    " WHERE gone <> -2 AND day < ?1 GROUP BY day";

static bool add_visits(struct store *store, struct purge_plan *plan, struct error *error)
{
    struct month last = MONTH_NONE;
    struct sql_rows rows;
    int64_t claimed = 0;
    if (!last_submitted(store, &claimed, error) ||
        !sql_rows_open(store, sql_visits, &rows, error)) {
        return false;
    }
    last.months = (int32_t)claimed;
    sql_bind_number(rows.statement, 1, month_first_day(plan->cut).days);
    sql_bind_number(rows.statement, 2, SITE_RESULT_UNDECIDED);
    sql_bind_number(rows.statement, 3, SITE_RESULT_CHECK);
    sql_bind_number(rows.statement, 4, PATH_CURRENT);
    sql_bind_number(rows.statement, 5, PATH_PAST);
    sql_bind_number(rows.statement, 6, PATH_UNKNOWN);
    /* A claim goes out in the month after the visit. */
    sql_bind_number(rows.statement, 7, claimed == 0 ? INT32_MIN : month_first_day(last).days);
    while (sql_rows_next(&rows, error)) {
        const struct date day = {(int32_t)sql_number(rows.statement, 0)};
        const struct purge_month more = {
            .month = month_of(day),
            .visits = sql_number(rows.statement, 1),
            .open = sql_number(rows.statement, 2)};
        if (!add(plan, &more, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

/* Inquiries that wait, or that moved since the cut: keys of a day are counted by those that are there. */
static bool add_inquiries(struct store *store, struct purge_plan *plan, struct error *error)
{
    static const char *const sql =
        "SELECT day, count(*) FROM inquiry WHERE day < ?1 AND (state NOT IN (?2, ?3, ?4)"
        " OR since_ms >= ?5) GROUP BY day";
    const int64_t day_ms = INT64_C(24) * 60 * 60 * 1000;
    const int64_t japan_ms = INT64_C(9) * 60 * 60 * 1000;
    struct sql_rows rows;
    int64_t first = month_first_day(plan->cut).days;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, first);
    sql_bind_number(rows.statement, 2, INQUIRY_ANSWERED);
    sql_bind_number(rows.statement, 3, INQUIRY_REJECTED);
    sql_bind_number(rows.statement, 4, INQUIRY_FAILED);
    sql_bind_number(rows.statement, 5, first * day_ms - japan_ms);
    while (sql_rows_next(&rows, error)) {
        const struct date day = {(int32_t)sql_number(rows.statement, 0)};
        const struct purge_month more = {
            .month = month_of(day), .beside = sql_number(rows.statement, 1)};
        if (!add(plan, &more, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

/* Returned claims of which no visit is known. */
static bool add_returns(struct store *store, struct purge_plan *plan, struct error *error)
{
    static const char *const sql =
        "SELECT month, count(*) FROM returned AS r"
        " WHERE state IN (0, 1) AND month < ?1 AND month > ?2"
        " AND NOT EXISTS(SELECT 1 FROM returned_visit AS v WHERE v.entry = r.entry)"
        " GROUP BY month";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, plan->cut.months);
    sql_bind_number(rows.statement, 2, MONTH_NONE.months);
    while (sql_rows_next(&rows, error)) {
        const struct purge_month more = {
            .month = {(int32_t)sql_number(rows.statement, 0)},
            .beside = sql_number(rows.statement, 1)};
        if (!add(plan, &more, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

bool purge_plan_make(
    struct store *store,
    struct month cut,
    struct purge_plan *plan,
    struct error *error)
{
    *plan = (struct purge_plan){.cut = cut};
    return add_visits(store, plan, error) && add_inquiries(store, plan, error) &&
           add_returns(store, plan, error);
}
