#include "engine/storage/aliases.h"

#include <string.h>

#include "engine/law/situation.h"
#include "engine/storage/inside.h"

/* ---- pairs ---- */

bool aliases_pair(
    struct store *store,
    const struct evidence *evidence,
    const struct answer *answer,
    uint8_t pair[FINGERPRINT_BYTES],
    struct error *error)
{
    struct fingerprinter *printer = store->printer;
    const struct identifiers typed = situation_identifiers(evidence);
    const struct identifiers answered = situation_answered_identifiers(answer);
    const struct person here = situation_person(evidence);
    const struct person there = situation_answered_person(answer);
    struct print_alias_of of = {
        .zeros = number_zeros(typed.number), .here = &here, .there = &there};
    struct answer_facts facts = {0};
    memset(pair, 0, FINGERPRINT_BYTES);
    situation_compare(evidence, &typed, answer, &facts);
    if (facts.number_match != MATCH_EQUAL || facts.birth_match != MATCH_EQUAL ||
        facts.name_match == MATCH_EQUAL || facts.name_match == MATCH_ABSENT) {
        return true;
    }
    if (!print_numbers(printer, &typed, here.birth, of.typed, error) ||
        !print_numbers(printer, &answered, there.birth, of.answered, error)) {
        return false;
    }
    /* Numbers that nobody knows in full are not the same the next time. */
    return !print_is_some(of.typed) || (answered.number.size > 0 && !print_is_some(of.answered)) ||
           print_alias(printer, &of, pair, error);
}

/* ---- asking ---- */

/* The last word about a pair: a denial counts for every day, a yes from its own day on. */
static bool find_last(
    struct store *store,
    const struct visit_row *visit,
    const uint8_t pair[FINGERPRINT_BYTES],
    struct alias *alias,
    struct error *error)
{
    static const char *const sql =
        "SELECT alias.same, visit.id, visit.day FROM alias JOIN visit ON visit.id = alias.visit"
        " WHERE alias.chart = ?1 AND alias.pair = ?2 AND alias.visit <> ?3 AND visit.gone = 0"
        " AND substr(visit.keys, 1, ?4) = ?1 AND (alias.same = 0 OR visit.day <= ?5)"
        " ORDER BY alias.entry DESC, alias.visit DESC LIMIT 1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_bytes(
        rows.statement, 1, (struct slice){visit->prints + PRINT_CHART, FINGERPRINT_BYTES});
    sql_bind_bytes(rows.statement, 2, (struct slice){pair, FINGERPRINT_BYTES});
    sql_bind_number(rows.statement, 3, visit->id);
    sql_bind_number(rows.statement, 4, FINGERPRINT_BYTES);
    sql_bind_number(rows.statement, 5, visit->day.days);
    if (sql_rows_next(&rows, error)) {
        if (sql_number(rows.statement, 0) != 0) {
            alias->visit = sql_number(rows.statement, 1);
            alias->day.days = (int32_t)sql_number(rows.statement, 2);
        }
    }
    return sql_rows_close(&rows);
}

bool aliases_find(
    struct store *store,
    const struct visit_row *visit,
    const uint8_t pair[FINGERPRINT_BYTES],
    struct alias *alias,
    struct error *error)
{
    *alias = (struct alias){.day = DATE_NONE};
    return !print_is_some(visit->prints + PRINT_CHART) || !print_is_some(pair) ||
           find_last(store, visit, pair, alias, error);
}

/* ---- applying ---- */

struct alias_row {
    bool found;
    int64_t answer;
    bool same;
    uint8_t chart[FINGERPRINT_BYTES];
    uint8_t pair[FINGERPRINT_BYTES];
};

static bool get_row(struct store *store, int64_t visit, struct alias_row *row, struct error *error)
{
    static const char *const sql = "SELECT answer, same, chart, pair FROM alias WHERE visit = ?1";
    struct sql_rows rows;
    *row = (struct alias_row){0};
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, visit);
    if (sql_rows_next(&rows, error)) {
        struct slice chart = sql_bytes(rows.statement, 2);
        struct slice pair = sql_bytes(rows.statement, 3);
        row->found = chart.size == FINGERPRINT_BYTES && pair.size == FINGERPRINT_BYTES;
        row->answer = sql_number(rows.statement, 0);
        row->same = sql_number(rows.statement, 1) != 0;
        if (row->found) {
            memcpy(row->chart, chart.data, FINGERPRINT_BYTES);
            memcpy(row->pair, pair.data, FINGERPRINT_BYTES);
        }
    }
    return sql_rows_close(&rows);
}

static bool delete_row(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "DELETE FROM alias WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit), error);
}

static bool
put_row(struct store *store, int64_t visit, const struct alias_row *row, struct error *error)
{
    static const char *const sql =
        "INSERT OR REPLACE INTO alias(visit, entry, answer, same, chart, pair) VALUES(?1,"
        " (SELECT coalesce(max(entry), 0) FROM evidence WHERE visit = ?1), ?2, ?3, ?4, ?5)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, visit);
    sql_bind_number(statement, 2, row->answer);
    sql_bind_number(statement, 3, row->same ? 1 : 0);
    sql_bind_bytes(statement, 4, (struct slice){row->chart, FINGERPRINT_BYTES});
    sql_bind_bytes(statement, 5, (struct slice){row->pair, FINGERPRINT_BYTES});
    return sql_run(store, statement, error);
}

/* The pair that the visit gives now with an answer; zeros when that answer is not there. */
static bool pair_now(
    struct store *store,
    struct part_cache *cache,
    const struct evidence *evidence,
    int64_t answer_id,
    uint8_t pair[FINGERPRINT_BYTES],
    struct error *error)
{
    struct answer_row row;
    struct answer answer;
    bool found = false;
    memset(pair, 0, FINGERPRINT_BYTES);
    if (!answers_get(store, answer_id, &row, &found, error)) {
        return false;
    }
    return !found || (answers_open(cache, &row, &answer, error) &&
                      aliases_pair(store, evidence, &answer, pair, error));
}

static bool is_still(const struct alias_row *old, const struct alias_row *now)
{
    return old->found && memcmp(old->chart, now->chart, FINGERPRINT_BYTES) == 0 &&
           memcmp(old->pair, now->pair, FINGERPRINT_BYTES) == 0;
}

bool aliases_renew(
    struct store *store,
    struct part_cache *cache,
    const struct visit_row *visit,
    const struct evidence *evidence,
    int64_t answer,
    struct error *error)
{
    unsigned choice = evidence_choice(evidence, FIELD_PERSON_CONFIRMED);
    struct alias_row now = {.answer = answer, .same = choice == YES_NO_YES};
    struct alias_row old;
    if (!get_row(store, visit->id, &old, error)) {
        return false;
    }
    if (answer == 0 && !old.found) {
        return true;
    }
    now.answer = answer != 0 ? answer : old.answer;
    memcpy(now.chart, visit->prints + PRINT_CHART, FINGERPRINT_BYTES);
    if (!pair_now(store, cache, evidence, now.answer, now.pair, error)) {
        return false;
    }
    if (choice == YES_NO_UNRECORDED || !print_is_some(now.chart) || !print_is_some(now.pair) ||
        (answer == 0 && !is_still(&old, &now))) {
        return delete_row(store, visit->id, error);
    }
    /* Without an answer before them nobody confirmed anything; denying needs none. */
    return (answer == 0 && (now.same || !old.same)) || put_row(store, visit->id, &now, error);
}
