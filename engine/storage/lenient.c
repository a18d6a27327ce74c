#include "engine/storage/lenient.h"

#include <string.h>

#include "engine/storage/deciding.h"
#include "engine/storage/inside.h"

enum {
    LENIENT_ARENA = 256 * 1024
};

/* The newest earlier visit of the chart number below an id and day, with its verdict; 0: no more. */
static bool next_before(
    struct store *store,
    const struct visit_row *visit,
    struct date floor,
    struct visit_row *earlier,
    bool *found,
    struct error *error)
{
    static const char *const sql =
        "SELECT id FROM visit WHERE day BETWEEN ?1 AND ?2 AND gone = 0 AND substr(keys, ?3, ?4) = "
        "?5"
        " AND (day < ?6 OR id < ?7) AND id IN (SELECT visit FROM verdict)"
        " ORDER BY day DESC, id DESC LIMIT 1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    int64_t id = 0;
    *found = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, floor.days);
    sql_bind_number(statement, 2, earlier->id == 0 ? visit->day.days - 1 : earlier->day.days);
    sql_bind_number(statement, 3, PRINT_CHART + 1);
    sql_bind_number(statement, 4, FINGERPRINT_BYTES);
    sql_bind_bytes(statement, 5, (struct slice){visit->prints + PRINT_CHART, FINGERPRINT_BYTES});
    sql_bind_number(statement, 6, earlier->id == 0 ? visit->day.days : earlier->day.days);
    sql_bind_number(statement, 7, earlier->id);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        id = sql_number(statement, 0);
        (void)sqlite3_reset(statement);
    }
    return step != SQL_FAULT && (id == 0 || visits_get(store, id, earlier, found, error));
}

/* Whether the table has anything to tell, by the facts of a verdict. */
static bool was_used(
    const struct rulebook *book,
    const struct rule_table *table,
    const struct facts *facts,
    struct date day)
{
    struct decision decision;
    const struct ruling *ruling = NULL;
    rulebook_decide(book, table, facts, day, deciding_claim_month(day), &decision);
    ruling = decision_ruling(&decision);
    return ruling->kind == RULING_RULED &&
           strcmp(ruling_outcome_value(ruling, 0)->name, "none") != 0;
}

struct looking {
    struct store *store;
    const struct rulebook *book;
    const struct rule_table *table;
    struct part_cache *cache;
    struct verdict_reader *reader;
    struct arena arena;
};

static bool
look_at(struct looking *looking, const struct visit_row *earlier, bool *used, struct error *error)
{
    struct verdict_record record;
    struct verdict_row row;
    bool found = false;
    arena_reset(&looking->arena);
    if (!verdicts_get(looking->store, earlier->id, &row, &found, error) ||
        (found && !verdicts_open(looking->reader, &row, &looking->arena, &record, error))) {
        return false;
    }
    *used = found && was_used(looking->book, looking->table, &record.verdict.facts, earlier->day);
    return true;
}

static bool
look(struct looking *looking, const struct visit_row *visit, bool *used, struct error *error)
{
    struct visit_row earlier = {.id = 0};
    bool found = true;
    *used = false;
    while (found && !*used) {
        if (!next_before(
                looking->store, visit, looking->table->floor_date, &earlier, &found, error) ||
            (found && !look_at(looking, &earlier, used, error))) {
            return false;
        }
    }
    return true;
}

bool lenient_before(
    struct store *store,
    const struct rulebook *book,
    const struct visit_row *visit,
    unsigned *value,
    struct error *error)
{
    struct looking looking = {
        .store = store, .book = book, .table = rulebook_find_table(book, "leniency")};
    bool used = false;
    bool done = false;
    *value = LENIENT_BEFORE_UNRECORDED;
    if (looking.table == NULL || !print_is_some(visit->prints + PRINT_CHART)) {
        return true;
    }
    looking.arena = arena_open(LENIENT_ARENA);
    done = part_cache_open(store, &looking.cache, error) &&
           verdict_reader_open(store, looking.cache, &looking.reader, error) &&
           look(&looking, visit, &used, error);
    verdict_reader_close(looking.reader);
    part_cache_close(looking.cache);
    arena_close(&looking.arena);
    *value = used ? LENIENT_BEFORE_YES : LENIENT_BEFORE_NO;
    return done;
}
