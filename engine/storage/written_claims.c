#include "engine/storage/written_claims.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/returns.h"
#include "engine/vocabulary/domain.h"

enum {
    WRITTEN_FORMAT = 1,
    WRITTEN_OF_ENTRY = 20000, /* claims: far below LIMIT_BODY_BYTES */
    CLAIM_BYTES = 2 * FINGERPRINT_BYTES
};

/* Tag TREATED is of the claims that follow it. */
enum written_tag {
    WRITTEN_TAG_EXPORT = 1,
    WRITTEN_TAG_PAYER = 2,
    WRITTEN_TAG_MONTH = 3,
    WRITTEN_TAG_KIND = 4,
    WRITTEN_TAG_TREATED = 5,
    WRITTEN_TAG_OUT = 6,
    WRITTEN_TAG_BEHIND = 7
};

/* ---- fingerprints ---- */

enum receipt_kind written_kind(enum receipt_kind kind)
{
    return kind == RECEIPT_KIND_DPC ? RECEIPT_KIND_MEDICAL : kind;
}

bool written_claim_of(
    struct store *store,
    const struct receipt_key *key,
    struct written_claim *claim,
    bool *known,
    struct error *error)
{
    const struct claim_print_of of = {
        .month = key->month,
        .inpatient = key->inpatient,
        .chart_number = key->chart_number,
        .birth = key->birth,
    };
    claim->month = key->month;
    if (!prints_of_claim(vault_fingerprinter(store), &of, NULL, claim->claim, error) ||
        !prints_of_claim(
            vault_fingerprinter(store), &of, &key->identifiers.insurer_number, claim->exact,
            error)) {
        return false;
    }
    *known = print_is_some(claim->claim);
    return true;
}

/* ---- writing ---- */

static bool add_claims(
    const struct written_claim *claims,
    size_t count,
    struct buffer *body,
    struct error *error)
{
    struct month treated = MONTH_NONE;
    for (size_t i = 0; i < count; i++) {
        uint8_t bytes[CLAIM_BYTES];
        if (claims[i].month.months != treated.months &&
            !packed_add_number(body, WRITTEN_TAG_TREATED, claims[i].month.months, error)) {
            return false;
        }
        treated = claims[i].month;
        memcpy(bytes, claims[i].claim, FINGERPRINT_BYTES);
        memcpy(bytes + FINGERPRINT_BYTES, claims[i].exact, FINGERPRINT_BYTES);
        if (!packed_add(
                body, claims[i].out ? WRITTEN_TAG_OUT : WRITTEN_TAG_BEHIND,
                (struct slice){bytes, sizeof bytes}, error)) {
            return false;
        }
    }
    return true;
}

static bool append(
    struct store *store,
    const struct written_file *file,
    const struct written_claim *claims,
    size_t count,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    int64_t entry = 0;
    bool done =
        packed_begin(&body, WRITTEN_FORMAT, error) &&
        packed_add_number(&body, WRITTEN_TAG_EXPORT, file->export, error) &&
        packed_add_text(
            &body, WRITTEN_TAG_PAYER, domain_value_name(DOMAIN_PAYER, file->payer), error) &&
        packed_add_number(&body, WRITTEN_TAG_MONTH, file->month.months, error) &&
        packed_add_text(&body, WRITTEN_TAG_KIND, receipt_kind_name(file->kind), error) &&
        add_claims(claims, count, &body, error) &&
        journal_append(
            store, ENTRY_CLAIMS_WRITTEN, RETAIN_CARE, file->month, buffer_slice(&body), &entry,
            error);
    buffer_close(&body);
    return done;
}

/* A file without claims is told too: it stands for the one before it. */
bool written_note(
    struct store *store,
    const struct written_file *file,
    const struct written_claim *claims,
    size_t count,
    struct error *error)
{
    require(file->payer != PAYER_UNRECORDED && month_is_some(file->month));
    do {
        size_t some = count < WRITTEN_OF_ENTRY ? count : WRITTEN_OF_ENTRY;
        if (!append(store, file, claims, some, error)) {
            return false;
        }
        claims += some;
        count -= some;
    } while (count > 0);
    return true;
}

/* ---- reading ---- */

/* Of the rows of the query below: the claim of a file, and a return. */
#define SQL_WRITTEN_IS_OTHER SQL_IS_OTHER_CLAIM("w", "?2", "f.export")
#define SQL_RETURN_IS_OTHER SQL_IS_OTHER_CLAIM("c", "?2", "c.entry")

/*
 * ?1 the claim, ?2 the same with its insurer, ?3 the kind of file, ?6 of claims.  What was processed before
 * the month of a submission is no return of that one.
 */
static const char sql_submitted[] =
    "SELECT f.month FROM written AS w JOIN written_file AS f ON f.export = w.export"
    " JOIN submission AS s ON s.payer = f.payer AND s.month = f.month AND s.kind = f.kind"
    " WHERE w.claim = ?1 AND w.out = 1 AND f.kind = ?3"
    " AND f.export = (SELECT max(l.export) FROM written_file AS l WHERE l.payer = f.payer"
    "  AND l.month = f.month AND l.kind = f.kind AND l.export < s.entry)"
    " AND NOT EXISTS(SELECT 1 FROM written AS b"
    "  WHERE b.claim = ?1 AND b.export = f.export AND b.exact = ?2 AND b.out = 0)"
    " AND NOT EXISTS(SELECT 1 FROM returned_claim AS c JOIN returned AS r ON r.entry = c.entry"
    "  WHERE c.claim = ?1 AND c.entry > f.export AND c.processed >= f.month"
    "  AND r.state IN (?4, ?5) AND c.kind IN (?6, 0) AND NOT " SQL_RETURN_IS_OTHER ")"
    " AND NOT " SQL_WRITTEN_IS_OTHER " ORDER BY f.export DESC LIMIT 1";

bool written_submitted(
    struct store *store,
    const struct receipt_key *key,
    enum receipt_kind kind,
    struct month *month,
    struct error *error)
{
    struct written_claim claim;
    struct sql_rows rows;
    bool known = false;
    *month = MONTH_NONE;
    if (!written_claim_of(store, key, &claim, &known, error)) {
        return false;
    }
    if (!known) {
        return true;
    }
    if (!sql_rows_open(store, sql_submitted, &rows, error)) {
        return false;
    }
    sql_bind_bytes(rows.statement, 1, (struct slice){claim.claim, FINGERPRINT_BYTES});
    sql_bind_bytes(rows.statement, 2, (struct slice){claim.exact, FINGERPRINT_BYTES});
    sql_bind_number(rows.statement, 3, (int64_t)kind);
    sql_bind_number(rows.statement, 4, RETURN_OPEN);
    sql_bind_number(rows.statement, 5, RETURN_NOT_SENT);
    sql_bind_number(rows.statement, 6, (int64_t)written_kind(kind));
    if (sql_rows_next(&rows, error)) {
        month->months = (int32_t)sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

bool written_in_last(
    struct store *store,
    struct written_file *file,
    int64_t *claims,
    struct error *error)
{
    static const char *const last = "SELECT coalesce(max(export), 0) FROM written_file"
                                    " WHERE payer = ?1 AND month = ?2 AND kind = ?3";
    static const char *const count = "SELECT count(*) FROM written WHERE export = ?1 AND out = 1";
    return sql_query_numbers(
               store, last, SQL_NUMBERS(file->payer, file->month.months, (int64_t)file->kind),
               &file->export, error) &&
           sql_query_numbers(store, count, SQL_NUMBERS(file->export), claims, error);
}

/* ---- applying ---- */

#define SQL_WENT_IS_OTHER SQL_IS_OTHER_CLAIM("c", "w.exact", "c.entry")

/* ?1 payer, ?2 month and ?3 kind of the file, ?4 the state to be, ?5 the state before, ?6 kind of claims. */
static const char sql_went[] =
    "UPDATE returned SET state = ?4 WHERE state = ?5 AND EXISTS(SELECT 1"
    " FROM returned_claim AS c JOIN written AS w ON w.claim = c.claim"
    " WHERE c.entry = returned.entry AND w.out = 1 AND c.kind IN (?6, 0) AND w.export > c.entry"
    " AND w.export = (SELECT max(l.export) FROM written_file AS l JOIN submission AS s"
    "  ON s.payer = l.payer AND s.month = l.month AND s.kind = l.kind"
    "  WHERE l.payer = ?1 AND l.month = ?2 AND l.kind = ?3 AND l.export < s.entry)"
    " AND NOT " SQL_WENT_IS_OTHER ")";

static bool run_went(
    struct store *store,
    const struct written_file *file,
    enum return_state to,
    enum return_state from,
    struct error *error)
{
    return sql_run_numbers(
        store, sql_went,
        SQL_NUMBERS(
            file->payer, file->month.months, (int64_t)file->kind, to, from,
            (int64_t)written_kind(file->kind)),
        error);
}

bool written_went(struct store *store, const struct written_file *file, struct error *error)
{
    return run_went(store, file, RETURN_WENT, RETURN_OPEN, error);
}

bool written_went_not(struct store *store, const struct written_file *file, struct error *error)
{
    return run_went(store, file, RETURN_OPEN, RETURN_WENT, error);
}

struct written_reading {
    struct store *store;
    struct written_file file;
    bool has_file;
    struct month treated;
    struct error *error;
    bool failed; /* of the store, with error filled */
};

static bool insert_file(struct written_reading *reading)
{
    static const char *const sql = "INSERT INTO written_file(export, payer, month, kind)"
                                   " VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    const struct written_file *file = &reading->file;
    reading->has_file = true;
    reading->failed = !sql_run_numbers(
        reading->store, sql,
        SQL_NUMBERS(file->export, file->payer, file->month.months, (int64_t)file->kind),
        reading->error);
    return !reading->failed;
}

static bool insert_row(struct written_reading *reading, struct slice bytes, bool out)
{
    static const char *const sql = "INSERT INTO written(claim, export, exact, out, month)"
                                   " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    sqlite3_stmt *statement = NULL;
    reading->failed = !sql_prepare(reading->store, sql, &statement, reading->error);
    if (reading->failed) {
        return false;
    }
    sql_bind_bytes(statement, 1, slice_part(bytes, 0, FINGERPRINT_BYTES));
    sql_bind_number(statement, 2, reading->file.export);
    sql_bind_bytes(statement, 3, slice_part(bytes, FINGERPRINT_BYTES, FINGERPRINT_BYTES));
    sql_bind_number(statement, 4, out ? 1 : 0);
    sql_bind_number(statement, 5, reading->treated.months);
    reading->failed = !sql_run(reading->store, statement, reading->error);
    return !reading->failed;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct written_reading *reading = into;
    struct written_file *file = &reading->file;
    switch (tag) {
    case WRITTEN_TAG_EXPORT:
        return packed_number(bytes, &file->export);
    case WRITTEN_TAG_PAYER:
        return domain_value_find(DOMAIN_PAYER, bytes, &file->payer);
    case WRITTEN_TAG_MONTH:
        return packed_int32(bytes, &file->month.months);
    case WRITTEN_TAG_KIND:
        /* The last of what is said of the file. */
        file->kind = receipt_kind_find(bytes);
        return file->kind != RECEIPT_KIND_NONE && insert_file(reading);
    case WRITTEN_TAG_TREATED:
        return packed_int32(bytes, &reading->treated.months);
    case WRITTEN_TAG_OUT:
    case WRITTEN_TAG_BEHIND:
        return bytes.size == CLAIM_BYTES && reading->has_file &&
               insert_row(reading, bytes, tag == WRITTEN_TAG_OUT);
    default:
        return true;
    }
}

bool written_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct written_reading reading = {
        .store = store, .file = {.month = MONTH_NONE}, .treated = MONTH_NONE, .error = error};
    if (packed_read(body, WRITTEN_FORMAT, take_field, &reading)) {
        return true;
    }
    return reading.failed ? false : error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
}
