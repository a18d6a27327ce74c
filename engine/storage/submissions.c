#include "engine/storage/submissions.h"

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/written_claims.h"
#include "engine/vocabulary/domain.h"

enum {
    SUBMISSION_FORMAT = 1
};

enum submission_tag {
    SUBMISSION_TAG_PAYER = 1,
    SUBMISSION_TAG_MONTH = 2,
    SUBMISSION_TAG_KIND = 3,
    SUBMISSION_TAG_DAY = 4,
    SUBMISSION_TAG_PAPER = 5,
    SUBMISSION_TAG_MISTAKEN = 6 /* the act is taken back */
};

/* ---- the act ---- */

static bool
append(struct store *store, const struct submission *submission, bool mistaken, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done =
        packed_begin(&body, SUBMISSION_FORMAT, error) &&
        packed_add_text(
            &body, SUBMISSION_TAG_PAYER, domain_value_name(DOMAIN_PAYER, submission->payer),
            error) &&
        packed_add_number(&body, SUBMISSION_TAG_MONTH, submission->month.months, error) &&
        packed_add_text(&body, SUBMISSION_TAG_KIND, receipt_kind_name(submission->kind), error) &&
        packed_add_number(&body, SUBMISSION_TAG_DAY, submission->day.days, error) &&
        packed_add_number(&body, SUBMISSION_TAG_PAPER, submission->on_paper ? 1 : 0, error) &&
        (!mistaken || packed_add_number(&body, SUBMISSION_TAG_MISTAKEN, 1, error)) &&
        journal_append(
            store, ENTRY_SUBMITTED, RETAIN_CARE, submission->month, buffer_slice(&body), &entry,
            error);
    buffer_close(&body);
    return done;
}

bool submissions_note(struct store *store, const struct submission *submission, struct error *error)
{
    struct submission before = *submission;
    bool found = false;
    char day[DATE_TEXT];
    require(submission->payer != PAYER_UNRECORDED && month_is_some(submission->month));
    if (!submissions_find(store, &before, &found, error)) {
        return false;
    }
    if (found) {
        date_write(before.day, day);
        return error_set_text(error, FAULT_SUBMITTED_ALREADY, day);
    }
    return append(store, submission, false, error);
}

bool submissions_take_back(
    struct store *store,
    const struct submission *submission,
    struct error *error)
{
    struct submission before = *submission;
    bool found = false;
    if (!submissions_find(store, &before, &found, error)) {
        return false;
    }
    return found ? append(store, &before, true, error) : error_set(error, FAULT_SUBMISSION_MISSING);
}

/* ---- reading ---- */

static const char sql_columns[] = "SELECT payer, month, kind, day, paper FROM submission";

static struct submission row_of(sqlite3_stmt *statement)
{
    return (struct submission){
        .payer = (unsigned)sql_number(statement, 0),
        .month = {(int32_t)sql_number(statement, 1)},
        .kind = (enum receipt_kind)sql_number(statement, 2),
        .day = {(int32_t)sql_number(statement, 3)},
        .on_paper = sql_number(statement, 4) != 0,
    };
}

bool submissions_find(
    struct store *store,
    struct submission *submission,
    bool *found,
    struct error *error)
{
    static const char *const sql = "SELECT payer, month, kind, day, paper FROM submission"
                                   " WHERE payer = ?1 AND month = ?2 AND kind = ?3";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, submission->payer);
    sql_bind_number(rows.statement, 2, submission->month.months);
    sql_bind_number(rows.statement, 3, (int64_t)submission->kind);
    *found = false;
    if (sql_rows_next(&rows, error)) {
        *submission = row_of(rows.statement);
        *found = true;
    }
    return sql_rows_close(&rows);
}

bool submissions_each(struct store *store, submission_taker *take, void *taker, struct error *error)
{
    struct sql_rows rows;
    bool go_on = true;
    if (!sql_rows_open(store, sql_columns, &rows, error)) {
        return false;
    }
    while (go_on && sql_rows_next(&rows, error)) {
        struct submission submission = row_of(rows.statement);
        go_on = take(taker, &submission);
    }
    return sql_rows_close(&rows);
}

/* ---- applying ---- */

struct submission_reading {
    struct submission submission;
    bool mistaken;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct submission_reading *reading = into;
    struct submission *submission = &reading->submission;
    switch (tag) {
    case SUBMISSION_TAG_PAYER:
        return domain_value_find(DOMAIN_PAYER, bytes, &submission->payer);
    case SUBMISSION_TAG_KIND:
        submission->kind = receipt_kind_find(bytes);
        return submission->kind != RECEIPT_KIND_NONE;
    case SUBMISSION_TAG_MONTH:
        return packed_int32(bytes, &submission->month.months);
    case SUBMISSION_TAG_DAY:
        return packed_int32(bytes, &submission->day.days);
    case SUBMISSION_TAG_PAPER:
        return packed_flag(bytes, &submission->on_paper);
    case SUBMISSION_TAG_MISTAKEN:
        return packed_flag(bytes, &reading->mistaken);
    default:
        return true;
    }
}

static bool
insert(struct store *store, int64_t entry, const struct submission *submission, struct error *error)
{
    static const char *const sql = "INSERT INTO submission(entry, payer, month, kind, day, paper)"
                                   " VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
    return sql_run_numbers(
        store, sql,
        SQL_NUMBERS(
            entry, submission->payer, submission->month.months, (int64_t)submission->kind,
            submission->day.days, submission->on_paper ? 1 : 0),
        error);
}

static bool forget(struct store *store, const struct submission *submission, struct error *error)
{
    static const char *const sql =
        "DELETE FROM submission WHERE payer = ?1 AND month = ?2 AND kind = ?3";
    return sql_run_numbers(
        store, sql,
        SQL_NUMBERS(submission->payer, submission->month.months, (int64_t)submission->kind), error);
}

/* Two terminals may have told the same: the first one stands. */
bool submissions_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct submission_reading reading = {.submission = {.month = MONTH_NONE, .day = DATE_NONE}};
    const struct submission *submission = &reading.submission;
    struct written_file file;
    if (!packed_read(body, SUBMISSION_FORMAT, take_field, &reading)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    file = (struct written_file){
        .payer = submission->payer, .month = submission->month, .kind = submission->kind};
    return reading.mistaken
               ? written_went_not(store, &file, error) && forget(store, submission, error)
               : insert(store, header->entry, submission, error) &&
                     written_went(store, &file, error);
}
