#include "engine/storage/seen_numbers.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"

enum {
    SEEN_OF_MONTH = 8 /* rows of one person in one month; more of them contradict each other */
};

enum seen_tag {
    SEEN_TAG_KIND = 40,
    SEEN_TAG_RECEIPT = 41,
    SEEN_TAG_MONTH = 42,
    SEEN_TAG_SINCE = 43,
    SEEN_TAG_CHART = 44,
    SEEN_TAG_BIRTH = 45,
    SEEN_TAG_SEX = 46,
    SEEN_TAG_INSURER = 47,
    SEEN_TAG_SYMBOL = 48,
    SEEN_TAG_NUMBER = 49,
    SEEN_TAG_BRANCH = 50,
    SEEN_TAG_RESULT = 51
};

/* ---- rows ---- */

bool seen_write(const struct seen_numbers *numbers, struct buffer *row, struct error *error)
{
    const struct identifiers *identifiers = &numbers->identifiers;
    return packed_add_number(row, SEEN_TAG_KIND, (int64_t)numbers->kind, error) &&
           packed_add_number(row, SEEN_TAG_RECEIPT, numbers->receipt, error) &&
           packed_add_number(row, SEEN_TAG_MONTH, numbers->month.months, error) &&
           packed_add_number(row, SEEN_TAG_SINCE, numbers->since.days, error) &&
           packed_add(row, SEEN_TAG_CHART, numbers->chart_number, error) &&
           packed_add_number(row, SEEN_TAG_BIRTH, numbers->birth.days, error) &&
           packed_add_text(row, SEEN_TAG_SEX, domain_value_name(DOMAIN_SEX, numbers->sex), error) &&
           packed_add(row, SEEN_TAG_INSURER, identifiers->insurer_number, error) &&
           packed_add(row, SEEN_TAG_SYMBOL, identifiers->symbol, error) &&
           packed_add(row, SEEN_TAG_NUMBER, identifiers->number, error) &&
           packed_add(row, SEEN_TAG_BRANCH, identifiers->branch, error) &&
           (numbers->result == AGENCY_RESULT_NONE ||
            packed_add_text(
                row, SEEN_TAG_RESULT, domain_value_name(DOMAIN_AGENCY_RESULT, numbers->result),
                error));
}

static bool take_kind(struct slice bytes, struct seen_numbers *numbers)
{
    int64_t kind = 0;
    if (!packed_number(bytes, &kind) || kind < SEEN_CLAIMED || kind > SEEN_AGENCY) {
        return false;
    }
    numbers->kind = (enum seen_kind)kind;
    return true;
}

static bool take_text(struct slice bytes, struct slice *into)
{
    *into = bytes;
    return true;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct seen_numbers *numbers = into;
    switch (tag) {
    case SEEN_TAG_KIND:
        return take_kind(bytes, numbers);
    case SEEN_TAG_RECEIPT:
        return packed_number(bytes, &numbers->receipt);
    case SEEN_TAG_MONTH:
        return packed_int32(bytes, &numbers->month.months);
    case SEEN_TAG_SINCE:
        return packed_int32(bytes, &numbers->since.days);
    case SEEN_TAG_CHART:
        return take_text(bytes, &numbers->chart_number);
    case SEEN_TAG_BIRTH:
        return packed_int32(bytes, &numbers->birth.days);
    case SEEN_TAG_SEX:
        return domain_value_find(DOMAIN_SEX, bytes, &numbers->sex);
    case SEEN_TAG_INSURER:
        return take_text(bytes, &numbers->identifiers.insurer_number);
    case SEEN_TAG_SYMBOL:
        return take_text(bytes, &numbers->identifiers.symbol);
    case SEEN_TAG_NUMBER:
        return take_text(bytes, &numbers->identifiers.number);
    case SEEN_TAG_BRANCH:
        return take_text(bytes, &numbers->identifiers.branch);
    case SEEN_TAG_RESULT:
        return domain_value_find(DOMAIN_AGENCY_RESULT, bytes, &numbers->result);
    default:
        return true;
    }
}

bool seen_read(struct slice fields, struct seen_numbers *numbers)
{
    *numbers = (struct seen_numbers){
        .month = MONTH_NONE,
        .since = DATE_NONE,
        .birth = DATE_NONE,
    };
    return packed_each(fields, take_field, numbers) && month_is_some(numbers->month);
}

/* ---- applying ---- */

/* Within a month the order is random, but a month is small: no index over all of them is kept up. */
static bool insert(
    struct store *store,
    const struct seen_numbers *numbers,
    int64_t entry,
    int64_t row,
    int64_t bulk,
    struct error *error)
{
    static const char *const sql = "INSERT INTO seen(month, chart, entry, row, bulk)"
                                   " VALUES(?1, ?2, ?3, ?4, ?5)";
    sqlite3_stmt *statement = NULL;
    uint8_t chart[FINGERPRINT_BYTES];
    if (!print_code(store->printer, "chart", numbers->chart_number, chart, error)) {
        return false;
    }
    if (!print_is_some(chart)) {
        return true;
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, numbers->month.months);
    sql_bind_bytes(statement, 2, (struct slice){chart, sizeof chart});
    sql_bind_number(statement, 3, entry);
    sql_bind_number(statement, 4, row);
    sql_bind_number(statement, 5, bulk);
    return sql_run(store, statement, error);
}

bool seen_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    bool broken = false;
    int64_t row = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct seen_numbers numbers;
        if (!seen_read(fields, &numbers)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        if (!insert(store, &numbers, header->entry, row, part->bulk, error)) {
            return false;
        }
        row++;
    }
    return !broken || error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
}

bool seen_drop_bulk(struct store *store, int64_t bulk, struct error *error)
{
    static const char *const sql = "DELETE FROM seen WHERE bulk = ?1";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, bulk);
    return sql_run(store, statement, error);
}

/* ---- finding ---- */

static bool
newest_before(struct store *store, int64_t before, struct month *month, struct error *error)
{
    static const char *const sql = "SELECT coalesce(max(month), ?2) FROM seen WHERE month < ?1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    *month = MONTH_NONE;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, before);
    sql_bind_number(statement, 2, MONTH_NONE.months);
    step = sql_step(store, statement, error);
    if (step == SQL_ROW) {
        month->months = (int32_t)sql_number(statement, 0);
        (void)sqlite3_reset(statement);
    }
    return step != SQL_FAULT;
}

bool seen_newest(struct store *store, struct month *newest, struct error *error)
{
    return newest_before(store, INT64_MAX, newest, error);
}

struct seen_pointer {
    int64_t entry;
    int64_t row;
    int64_t bulk;
};

/* The rows of a chart number in a month whose file was taken in whole. */
static bool point_at(
    struct store *store,
    struct month month,
    const uint8_t *chart,
    struct seen_pointer pointers[SEEN_OF_MONTH],
    size_t *count,
    struct error *error)
{
    static const char *const sql =
        "SELECT entry, row, bulk FROM seen WHERE month = ?1 AND chart = ?2"
        " AND bulk NOT IN (SELECT entry FROM bulk WHERE state <> 1) ORDER BY entry, row";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_ROW;
    *count = 0;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, month.months);
    sql_bind_bytes(statement, 2, (struct slice){chart, FINGERPRINT_BYTES});
    while (step == SQL_ROW) {
        step = sql_step(store, statement, error);
        if (step == SQL_ROW) {
            pointers[*count % SEEN_OF_MONTH] = (struct seen_pointer){
                sql_number(statement, 0), sql_number(statement, 1), sql_number(statement, 2)};
            *count += 1;
        }
    }
    return step == SQL_DONE;
}

static bool copy_texts(struct arena *arena, struct seen_numbers *numbers, struct error *error)
{
    struct identifiers *identifiers = &numbers->identifiers;
    return arena_copy(arena, numbers->chart_number, &numbers->chart_number, error) &&
           arena_copy(arena, identifiers->insurer_number, &identifiers->insurer_number, error) &&
           arena_copy(arena, identifiers->symbol, &identifiers->symbol, error) &&
           arena_copy(arena, identifiers->number, &identifiers->number, error) &&
           arena_copy(arena, identifiers->branch, &identifiers->branch, error);
}

/* A chart number may have been given to somebody else. */
static bool is_same_person(const struct seen_question *question, const struct seen_numbers *numbers)
{
    const struct person here = {.birth = question->birth, .sex = question->sex};
    const struct person there = {.birth = numbers->birth, .sex = numbers->sex};
    return person_births(&here, &there) == RESEMBLANCE_EQUAL &&
           person_sexes(&here, &there) != RESEMBLANCE_DIFFERENT;
}

static bool same_numbers(
    struct store *store,
    const struct seen_numbers *one,
    const struct seen_numbers *other,
    bool *same,
    struct error *error)
{
    uint8_t prints[2][FINGERPRINT_BYTES];
    if (!print_numbers(store->printer, &one->identifiers, one->birth, prints[0], error) ||
        !print_numbers(store->printer, &other->identifiers, other->birth, prints[1], error)) {
        return false;
    }
    *same = print_is_some(prints[0]) && memcmp(prints[0], prints[1], FINGERPRINT_BYTES) == 0;
    return true;
}

/* What the agency found goes before what was claimed; of two findings the one that holds later. */
static bool goes_before(const struct seen_numbers *one, const struct seen_numbers *other)
{
    if ((one->kind == SEEN_AGENCY) != (other->kind == SEEN_AGENCY)) {
        return one->kind == SEEN_AGENCY;
    }
    return one->kind == SEEN_AGENCY && date_is_some(one->since) && date_is_some(other->since) &&
           date_compare(one->since, other->since) > 0;
}

struct month_sum {
    bool any;
    bool torn;
    struct seen_numbers best;
};

static bool add_row(
    struct store *store,
    struct month_sum *sum,
    const struct seen_numbers *numbers,
    struct error *error)
{
    bool same = true;
    if (!sum->any || goes_before(numbers, &sum->best)) {
        sum->any = true;
        sum->torn = false;
        sum->best = *numbers;
        return true;
    }
    if (goes_before(&sum->best, numbers)) {
        return true;
    }
    if (!same_numbers(store, &sum->best, numbers, &same, error)) {
        return false;
    }
    sum->torn = sum->torn || !same;
    /* That it came back once is known of these numbers from then on. */
    sum->best.kind = numbers->kind == SEEN_RETURNED ? SEEN_RETURNED : sum->best.kind;
    return true;
}

static bool sum_month(
    struct store *store,
    struct part_cache *cache,
    const struct seen_question *question,
    struct month month,
    struct arena *arena,
    struct month_sum *sum,
    struct error *error)
{
    struct seen_pointer pointers[SEEN_OF_MONTH];
    size_t count = 0;
    *sum = (struct month_sum){.any = false};
    if (!point_at(store, month, question->visit->prints + PRINT_CHART, pointers, &count, error)) {
        return false;
    }
    for (size_t i = 0; i < count && i < SEEN_OF_MONTH; i++) {
        struct seen_numbers numbers;
        struct slice fields;
        if (!part_cache_read(cache, pointers[i].entry, pointers[i].row, &fields, error)) {
            return false;
        }
        if (!seen_read(fields, &numbers)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, pointers[i].entry);
        }
        numbers.source = pointers[i].bulk;
        if (is_same_person(question, &numbers) &&
            (!copy_texts(arena, &numbers, error) || !add_row(store, sum, &numbers, error))) {
            return false;
        }
    }
    sum->torn = sum->torn || count > SEEN_OF_MONTH;
    return true;
}

bool seen_find(
    struct store *store,
    struct part_cache *cache,
    const struct seen_question *question,
    struct arena *arena,
    struct seen_numbers *numbers,
    bool *found,
    struct error *error)
{
    struct month month = question->before;
    struct month_sum sum = {.any = false};
    *found = false;
    if (!print_is_some(question->visit->prints + PRINT_CHART) || !date_is_some(question->birth)) {
        return true;
    }
    while (!sum.any) {
        if (!newest_before(store, month.months, &month, error)) {
            return false;
        }
        if (!month_is_some(month) || month_compare(month, question->oldest) < 0) {
            return true;
        }
        if (!sum_month(store, cache, question, month, arena, &sum, error)) {
            return false;
        }
    }
    *found = !sum.torn;
    *numbers = sum.best;
    return true;
}

/* ---- what the agency found ---- */

static bool next_bulk(struct store *store, int64_t *bulk, struct error *error)
{
    static const char *const sql = "SELECT coalesce(min(entry), 0) FROM bulk WHERE kind = ?1"
                                   " AND state = ?2 AND entry > ?3";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, BULK_AGENCY);
    sql_bind_number(statement, 2, BULK_WHOLE);
    sql_bind_number(statement, 3, *bulk);
    step = sql_step(store, statement, error);
    *bulk = 0;
    if (step == SQL_ROW) {
        *bulk = sql_number(statement, 0);
        (void)sqlite3_reset(statement);
    }
    return step != SQL_FAULT;
}

static bool give_part(
    struct store *store,
    int64_t bulk,
    int64_t entry,
    seen_taker *take,
    void *taker,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct entry_header header;
    struct bulk_part part = {.bytes = {NULL, 0}};
    struct slice fields;
    bool broken = false;
    bool done = journal_read(store, entry, &header, &body, error);
    if (done && !bulk_part_read(buffer_slice(&body), &part)) {
        done = error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    while (done && bulk_next_row(&part.bytes, &fields, &broken)) {
        struct seen_numbers numbers;
        done = seen_read(fields, &numbers) || error_set_number(error, FAULT_JOURNAL_BODY, entry);
        numbers.source = bulk;
        done = done && take(taker, &numbers, error);
    }
    buffer_close_wiped(&body);
    return done && (!broken || error_set_number(error, FAULT_JOURNAL_BODY, entry));
}

bool seen_each_agency(struct store *store, seen_taker *take, void *taker, struct error *error)
{
    int64_t bulk = 0;
    do {
        int64_t entry = 0;
        if (!next_bulk(store, &bulk, error)) {
            return false;
        }
        while (bulk != 0) {
            if (!bulk_next_part(store, bulk, BULK_ROWS, &entry, error)) {
                return false;
            }
            if (entry == 0) {
                break;
            }
            if (!give_part(store, bulk, entry, take, taker, error)) {
                return false;
            }
        }
    } while (bulk != 0);
    return true;
}
