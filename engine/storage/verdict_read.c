/* Reading verdicts (verdicts.h). */
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_legend.h"
#include "engine/storage/verdict_tags.h"
#include "engine/storage/verdicts.h"

#define VERDICT_COLUMNS "visit, entry, row, path, digest"

static void take_row(sqlite3_stmt *statement, struct verdict_row *row)
{
    *row = (struct verdict_row){
        .visit = sql_number(statement, 0),
        .entry = sql_number(statement, 1),
        .row = sql_number(statement, 2),
        .path = (unsigned)sql_number(statement, 3),
        .digest = sql_number(statement, 4),
    };
}

bool verdicts_get(
    struct store *store,
    int64_t visit,
    struct verdict_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " VERDICT_COLUMNS " FROM verdict WHERE visit = ?1";
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

bool verdicts_each(
    struct store *store,
    int64_t first,
    int64_t last,
    verdict_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT " VERDICT_COLUMNS " FROM verdict WHERE visit BETWEEN ?1 AND ?2 ORDER BY visit";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, first);
    sql_bind_number(rows.statement, 2, last);
    while (sql_rows_next(&rows, error)) {
        struct verdict_row row;
        take_row(rows.statement, &row);
        if (!take(taker, &row)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

bool verdicts_survey(struct store *store, int64_t counts[PATH_NONE + 1], struct error *error)
{
    static const char *const sql =
        "SELECT coalesce(verdict.path, 0), count(*) FROM visit"
        " LEFT JOIN verdict ON verdict.visit = visit.id"
        " WHERE gone = 0 AND (bulk = 0 OR bulk IN (SELECT entry FROM bulk WHERE state = 1))"
        " GROUP BY 1";
    struct sql_rows rows;
    memset(counts, 0, (PATH_NONE + 1) * sizeof counts[0]);
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    while (sql_rows_next(&rows, error)) {
        int64_t path = sql_number(rows.statement, 0);
        if (path < 0 || path > PATH_NONE) {
            sql_rows_stop(&rows);
            return error_set_text(error, FAULT_STORE_BROKEN, "verdict");
        }
        counts[path] = sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows);
}

bool verdicts_open_work(
    struct store *store,
    int64_t after,
    open_work_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT visit, day, path FROM open_work WHERE visit > ?1 ORDER BY visit";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, after);
    while (sql_rows_next(&rows, error)) {
        struct date day = {(int32_t)sql_number(rows.statement, 1)};
        if (!take(
                taker, sql_number(rows.statement, 0), day,
                (unsigned)sql_number(rows.statement, 2))) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

/* ---- legends ---- */

static bool bulk_of_part(struct store *store, int64_t part, int64_t *bulk, struct error *error)
{
    static const char *const sql = "SELECT bulk FROM part WHERE entry = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, part);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        return error_set_number(error, FAULT_JOURNAL_BODY, part);
    case SQL_ROW:
        break;
    }
    *bulk = sql_number(statement, 0);
    (void)sqlite3_reset(statement);
    return true;
}

/* The first field with that tag among packed fields. */
static bool find_field(struct slice fields, uint32_t wanted, struct slice *found)
{
    struct packed_reader reader = {fields.data, fields.data + fields.size, 0};
    uint32_t tag = 0;
    while (packed_next(&reader, &tag, found) == PACKED_FIELD) {
        if (tag == wanted) {
            return true;
        }
    }
    return false;
}

struct reading {
    const struct verdict_legend *legend;
    struct arena *arena;
    struct verdict_record *record;
    struct error error; /* of a field that is well formed but could not be taken */
};

/* Facts that this version does not know any more are left out. */
static void take_facts(const struct reading *reading, struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        enum fact fact = FACT_VISIT_KIND;
        uint8_t value = 0;
        if (legend_fact(reading->legend, i, bytes.data[i], &fact, &value)) {
            reading->record->verdict.facts.values[fact] = value;
        }
    }
}

static bool take_rules(const struct reading *reading, struct slice bytes, struct error *error)
{
    struct verdict *verdict = &reading->record->verdict;
    const uint8_t *at = bytes.data;
    const uint8_t *end = bytes.data + bytes.size;
    uint64_t table = 0;
    uint64_t rule = 0;
    while (verdict->rule_count < VERDICT_RULES && at != end && varint_read(&at, end, &table) &&
           varint_read(&at, end, &rule)) {
        struct slice id;
        char *copy = NULL;
        if (!legend_rule(reading->legend, table, rule, &id)) {
            continue;
        }
        copy = arena_copy_text(reading->arena, id, error);
        if (copy == NULL) {
            return false;
        }
        verdict->rules[verdict->rule_count] = copy;
        verdict->rule_count++;
    }
    return true;
}

static bool
take_text(const struct reading *reading, struct slice bytes, const char **text, struct error *error)
{
    char *copy = arena_copy_text(reading->arena, bytes, error);
    *text = copy;
    return copy != NULL;
}

static bool take_missing(struct slice bytes, unsigned *missing)
{
    int64_t number = 0;
    if (!packed_number(bytes, &number) || number < 0 || number > UINT32_MAX) {
        return false;
    }
    *missing = (unsigned)number;
    return true;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct reading *reading = into;
    struct error *error = &reading->error;
    struct verdict_record *record = reading->record;
    struct verdict *verdict = &record->verdict;
    switch (tag) {
    case VERDICT_TAG_PATH:
        return domain_value_find(DOMAIN_PATH, bytes, &verdict->path);
    case VERDICT_TAG_NUMBERS:
        return domain_value_find(DOMAIN_CLAIM_NUMBERS, bytes, &verdict->numbers);
    case VERDICT_TAG_NEXT:
        return domain_value_find(DOMAIN_NEXT, bytes, &verdict->next);
    case VERDICT_TAG_MISSING:
        return take_missing(bytes, &verdict->missing_items);
    case VERDICT_TAG_INSURER:
        return arena_copy(reading->arena, bytes, &verdict->identifiers.insurer_number, error);
    case VERDICT_TAG_SYMBOL:
        return arena_copy(reading->arena, bytes, &verdict->identifiers.symbol, error);
    case VERDICT_TAG_NUMBER:
        return arena_copy(reading->arena, bytes, &verdict->identifiers.number, error);
    case VERDICT_TAG_BRANCH:
        return arena_copy(reading->arena, bytes, &verdict->identifiers.branch, error);
    case VERDICT_TAG_PROBLEM:
        return take_text(reading, bytes, &verdict->problem, error);
    case VERDICT_TAG_FACTS:
        take_facts(reading, bytes);
        return true;
    case VERDICT_TAG_RULES:
        return take_rules(reading, bytes, error);
    case VERDICT_TAG_ANSWER:
        return packed_number(bytes, &record->answer);
    default:
        return true;
    }
}

static bool
read_fields(struct reading *reading, struct slice fields, int64_t entry, struct error *error)
{
    if (packed_each(fields, take_field, reading)) {
        return true;
    }
    if (reading->error.fault == FAULT_NONE) {
        return error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    *error = reading->error;
    return false;
}

/* ---- readers ---- */

struct verdict_reader {
    struct store *store;
    struct part_cache *cache;
    int64_t part; /* whose bulk is known */
    int64_t bulk; /* whose legend is open */
    int64_t at_ms;
    struct buffer begun; /* the body of BULK_BEGUN */
    struct verdict_legend legend;
};

bool verdict_reader_open(
    struct store *store,
    struct part_cache *cache,
    struct verdict_reader **reader,
    struct error *error)
{
    struct verdict_reader *made = calloc(1, sizeof *made);
    *reader = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->cache = cache;
    made->begun = buffer_open(LIMIT_BODY_BYTES + 1);
    return true;
}

void verdict_reader_close(struct verdict_reader *reader)
{
    if (reader != NULL) {
        buffer_close(&reader->begun);
        free(reader);
    }
}

static bool open_legend(struct verdict_reader *reader, int64_t bulk, struct error *error)
{
    struct entry_header header;
    struct slice bytes;
    reader->bulk = 0;
    reader->part = 0;
    buffer_clear(&reader->begun);
    if (!journal_read(reader->store, bulk, &header, &reader->begun, error)) {
        return false;
    }
    if (reader->begun.size == 0 ||
        !find_field(
            slice_part(buffer_slice(&reader->begun), 1, reader->begun.size), BULK_TAG_NAME,
            &bytes) ||
        !legend_read(slice_part(bytes, 1, bytes.size), &reader->legend)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, bulk);
    }
    reader->bulk = bulk;
    reader->at_ms = header.at_ms;
    return true;
}

static bool follow(struct verdict_reader *reader, int64_t part, struct error *error)
{
    int64_t bulk = 0;
    if (reader->part == part) {
        return true;
    }
    if (!bulk_of_part(reader->store, part, &bulk, error) ||
        (reader->bulk != bulk && !open_legend(reader, bulk, error))) {
        return false;
    }
    reader->part = part;
    return true;
}

bool verdicts_open(
    struct verdict_reader *reader,
    const struct verdict_row *row,
    struct arena *arena,
    struct verdict_record *record,
    struct error *error)
{
    struct reading reading = {&reader->legend, arena, record, {.fault = FAULT_NONE}};
    struct slice fields;
    memset(record, 0, sizeof *record);
    record->verdict.problem = "";
    if (!follow(reader, row->entry, error)) {
        return false;
    }
    record->at_ms = reader->at_ms;
    memcpy(record->rulebook_hash, reader->legend.rulebook_hash, HASH_BYTES);
    return part_cache_read(reader->cache, row->entry, row->row, &fields, error) &&
           read_fields(&reading, fields, row->entry, error);
}
