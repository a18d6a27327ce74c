#include "engine/storage/answers.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk.h"
#include "engine/storage/inside.h"
#include "engine/storage/visit_tags.h"

enum answer_row_tag {
    ROW_TAG_VISIT = 1,
    ROW_TAG_FINDING = 2,
    ROW_TAG_ANSWER = 3,
    ROW_TAG_PLACE_FIRST = 4, /* left out: the bulk is one message */
    ROW_TAG_PLACE_SIZE = 5
};

enum {
    WALK_BLOCK = 16384 /* answers read under one lock: some 10 ms */
};

#define ANSWER_COLUMNS                                                                             \
    "answer.id, answer.entry, answer.row, answer.bulk, answer.visit, answer.finding,"              \
    " answer.codes, answer.confirmed, answer.covers_from, answer.covers_to, answer.at_ms,"         \
    " answer.keys"

/* Small numbers in one column, four bits each but for the branch. */
static int64_t pack_codes(const struct answer_codes *codes)
{
    const unsigned small[] = {
        codes->asked_by,   codes->delivery,          codes->validity,           codes->loss_reason,
        codes->card_class, codes->insurance_results, codes->assistance_results, codes->zeros};
    int64_t packed = codes->branch;
    for (size_t i = 0; i < sizeof small / sizeof small[0]; i++) {
        require(small[i] < 16);
        packed = packed << 4 | (int64_t)small[i];
    }
    return packed;
}

static struct answer_codes unpack_codes(int64_t packed)
{
    struct answer_codes codes;
    codes.zeros = (unsigned)packed & 15U;
    codes.assistance_results = (unsigned)(packed >> 4) & 15U;
    codes.insurance_results = (unsigned)(packed >> 8) & 15U;
    codes.card_class = (unsigned)(packed >> 12) & 15U;
    codes.loss_reason = (unsigned)(packed >> 16) & 15U;
    codes.validity = (unsigned)(packed >> 20) & 15U;
    codes.delivery = (unsigned)(packed >> 24) & 15U;
    codes.asked_by = (unsigned)(packed >> 28) & 15U;
    codes.branch = (unsigned)(packed >> 32);
    return codes;
}

/* ---- rows of bulks ---- */

static bool pack_place(struct buffer *row, const struct answer_place *place, struct error *error)
{
    return place == NULL || place->size == 0 ||
           (packed_add_number(row, ROW_TAG_PLACE_FIRST, place->first, error) &&
            packed_add_number(row, ROW_TAG_PLACE_SIZE, place->size, error));
}

bool answers_pack_row(
    const struct visit_reference *visit,
    const struct answer_place *place,
    enum finding finding,
    const struct answer *answer,
    struct buffer *row,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    char text[REFERENCE_TEXT];
    bool done = true;
    if (visit != NULL) {
        reference_write(visit, text);
        done = packed_add_text(row, ROW_TAG_VISIT, text, error);
    }
    if (done && finding != FINDING_NONE) {
        done = packed_add_text(row, ROW_TAG_FINDING, finding_name(finding), error);
    }
    done = done && answer_write(answer, &body, error) &&
           packed_add(row, ROW_TAG_ANSWER, buffer_slice(&body), error) &&
           pack_place(row, place, error);
    buffer_close_wiped(&body);
    return done;
}

struct answer_fields {
    bool has_visit;
    struct visit_reference visit;
    enum finding finding;
    struct slice body;
    struct answer_place place;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct answer_fields *fields = into;
    if (tag == ROW_TAG_VISIT) {
        fields->has_visit = true;
        return reference_read(bytes, &fields->visit);
    }
    if (tag == ROW_TAG_FINDING && !finding_find(bytes, &fields->finding)) {
        /* A finding of a newer version: still not to be used. */
        fields->finding = FINDING_ANSWER_UNREADABLE;
    } else if (tag == ROW_TAG_ANSWER) {
        fields->body = bytes;
    } else if (tag == ROW_TAG_PLACE_FIRST) {
        return packed_number(bytes, &fields->place.first);
    } else if (tag == ROW_TAG_PLACE_SIZE) {
        return packed_number(bytes, &fields->place.size);
    }
    return true;
}

static bool read_fields(struct slice row, struct answer_fields *fields)
{
    *fields = (struct answer_fields){.finding = FINDING_NONE};
    return packed_each(row, take_field, fields) && fields->body.size > 0;
}

/* ---- applying ---- */

static bool insert_answer(struct store *store, struct answer_row *row, struct error *error)
{
    static const char *const sql =
        "INSERT INTO answer(entry, row, bulk, visit, finding, codes, confirmed, covers_from,"
        " covers_to, at_ms, keys) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, row->entry);
    sql_bind_number(statement, 2, row->row);
    sql_bind_number(statement, 3, row->bulk);
    sql_bind_number(statement, 4, row->visit);
    sql_bind_number(statement, 5, row->finding);
    sql_bind_number(statement, 6, pack_codes(&row->codes));
    sql_bind_number(statement, 7, row->confirmed_for.days);
    sql_bind_number(statement, 8, row->covers.first.days);
    sql_bind_number(statement, 9, row->covers.last.days);
    sql_bind_number(statement, 10, row->at_ms);
    sql_bind_bytes(statement, 11, (struct slice){row->prints, sizeof row->prints});
    if (!sql_run(store, statement, error)) {
        return false;
    }
    row->id = sqlite3_last_insert_rowid(store->database);
    return true;
}

static bool
apply_row(struct store *store, struct answer_row *row, struct slice bytes, struct error *error)
{
    struct answer_fields fields;
    struct answer answer;
    const struct qualification *insurance = NULL;
    if (!read_fields(bytes, &fields) || !answer_read(fields.body, &answer)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    insurance = answer_insurance(&answer);
    row->finding = fields.finding;
    row->codes = answer_codes_of(&answer);
    row->confirmed_for = answer.confirmed_for;
    row->covers = insurance == NULL ? (struct interval){DATE_NONE, DATE_NONE}
                                    : qualification_interval(insurance);
    return (!fields.has_visit || (visits_resolve(store, &fields.visit, &row->visit, error) &&
                                  visit_became(store, row->visit, &row->visit, error))) &&
           answer_prints(store->printer, &answer, row->prints, error) &&
           insert_answer(store, row, error);
}

bool answers_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    int64_t *base,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    bool broken = false;
    int64_t count = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct answer_row row = {
            .entry = header->entry,
            .row = count,
            .bulk = part->bulk,
            .at_ms = header->at_ms,
        };
        if (!apply_row(store, &row, fields, error)) {
            return false;
        }
        *base = count == 0 ? row.id : *base;
        count++;
    }
    return !broken || error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
}

bool answers_drop_bulk(struct store *store, int64_t bulk, struct error *error)
{
    static const char *const sql = "DELETE FROM answer WHERE bulk = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(bulk), error);
}

/* ---- reading ---- */

static void take_row(sqlite3_stmt *statement, struct answer_row *row)
{
    struct slice prints = sql_bytes(statement, 11);
    *row = (struct answer_row){
        .id = sql_number(statement, 0),
        .entry = sql_number(statement, 1),
        .row = sql_number(statement, 2),
        .bulk = sql_number(statement, 3),
        .visit = sql_number(statement, 4),
        .finding = (enum finding)sql_number(statement, 5),
        .codes = unpack_codes(sql_number(statement, 6)),
        .confirmed_for = {(int32_t)sql_number(statement, 7)},
        .covers = {{(int32_t)sql_number(statement, 8)}, {(int32_t)sql_number(statement, 9)}},
        .at_ms = sql_number(statement, 10),
    };
    if (prints.size == ANSWER_PRINTS) {
        memcpy(row->prints, prints.data, ANSWER_PRINTS);
    }
}

/* Where a walk in blocks stands. */
struct block_walk {
    int64_t last; /* the id that was read last */
    int count;    /* of rows in the last block */
    bool ended;   /* by the taker */
};

static bool listed_block(
    struct store *store,
    listed_taker *take,
    void *taker,
    struct block_walk *walk,
    struct error *error)
{
    static const char *const sql =
        "SELECT id, keys FROM answer WHERE id > ?1 AND visit = 0 AND finding = 0"
        " AND bulk NOT IN (SELECT entry FROM bulk WHERE state <> 1) ORDER BY id LIMIT ?2";
    struct sql_rows rows;
    walk->count = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, walk->last);
    sql_bind_number(rows.statement, 2, WALK_BLOCK);
    while (!walk->ended && sql_rows_next(&rows, error)) {
        struct slice prints = sql_bytes(rows.statement, 1);
        if (prints.size != ANSWER_PRINTS) {
            sql_rows_stop(&rows);
            return error_set_text(error, FAULT_STORE_BROKEN, "answer");
        }
        walk->last = sql_number(rows.statement, 0);
        walk->count++;
        walk->ended = !take(taker, walk->last, prints.data + ANSWER_PRINT_NUMBERS);
    }
    return sql_rows_close(&rows);
}

bool answers_each_listed(struct store *store, listed_taker *take, void *taker, struct error *error)
{
    struct block_walk walk = {.last = 0};
    do {
        if (!listed_block(store, take, taker, &walk, error)) {
            return false;
        }
    } while (!walk.ended && walk.count == WALK_BLOCK);
    return true;
}

/* Rows of a query from ?1 to ?2. */
static bool walk(
    struct store *store,
    const char *sql,
    int64_t first,
    int64_t last,
    answer_taker *take,
    void *taker,
    struct error *error)
{
    struct sql_rows rows;
    bool go_on = true;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, first);
    sql_bind_number(rows.statement, 2, last);
    while (go_on && sql_rows_next(&rows, error)) {
        struct answer_row row;
        take_row(rows.statement, &row);
        go_on = take(taker, &row);
    }
    return sql_rows_close(&rows);
}

bool answers_of_visits(
    struct store *store,
    int64_t first,
    int64_t last,
    answer_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT " ANSWER_COLUMNS " FROM answer JOIN bulk ON bulk.entry = answer.bulk"
        " WHERE visit BETWEEN ?1 AND ?2 AND visit <> 0 AND state = 1 ORDER BY visit, id";
    return walk(store, sql, first, last, take, taker, error);
}

bool answers_between(
    struct store *store,
    int64_t first,
    int64_t last,
    answer_taker *take,
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT " ANSWER_COLUMNS " FROM answer WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    return walk(store, sql, first, last, take, taker, error);
}

bool answers_get(
    struct store *store,
    int64_t id,
    struct answer_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT " ANSWER_COLUMNS " FROM answer WHERE id = ?1";
    struct sql_rows rows;
    *found = false;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, id);
    if (sql_rows_next(&rows, error)) {
        take_row(rows.statement, row);
        *found = true;
    }
    return sql_rows_close(&rows);
}

bool answers_next_card(
    struct store *store,
    int64_t after,
    int64_t since_ms,
    struct answer_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql =
        "SELECT " ANSWER_COLUMNS " FROM answer JOIN bulk ON bulk.entry = answer.bulk"
        " WHERE answer.id > ?1 AND at_ms >= ?2 AND visit = 0 AND finding = 0 AND state = 1"
        "  AND kind = ?3 ORDER BY answer.id LIMIT 1";
    struct sql_rows rows;
    *found = false;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, after);
    sql_bind_number(rows.statement, 2, since_ms);
    sql_bind_number(rows.statement, 3, BULK_CARDS);
    if (sql_rows_next(&rows, error)) {
        take_row(rows.statement, row);
        *found = true;
    }
    return sql_rows_close(&rows);
}

bool answers_place(
    struct part_cache *cache,
    const struct answer_row *row,
    struct answer_place *place,
    struct error *error)
{
    struct answer_fields fields;
    struct slice packed;
    if (!part_cache_read(cache, row->entry, row->row, &packed, error)) {
        return false;
    }
    if (!read_fields(packed, &fields)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    *place = fields.place;
    return true;
}

bool answers_open(
    struct part_cache *cache,
    const struct answer_row *row,
    struct answer *answer,
    struct error *error)
{
    struct answer_fields fields;
    struct slice bytes;
    if (!part_cache_read(cache, row->entry, row->row, &bytes, error)) {
        return false;
    }
    return (read_fields(bytes, &fields) && answer_read(fields.body, answer)) ||
           error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
}
