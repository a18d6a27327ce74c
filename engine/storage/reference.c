/* References to visits: their text, and finding one by the other (visits.h). */
#include <stdio.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/visits.h"

void reference_write(const struct visit_reference *reference, char text[REFERENCE_TEXT])
{
    int length = snprintf(
        text, REFERENCE_TEXT, "%s.%lld.%lld", reference->terminal,
        (long long)reference->incarnation, (long long)reference->seq);
    require(length > 0 && length < REFERENCE_TEXT);
    if (reference->row != ROW_WHOLE_BODY) {
        (void)snprintf(
            text + length, REFERENCE_TEXT - (size_t)length, ".%lld", (long long)reference->row);
    }
}

/* The piece up to the next dot; text is moved past it. */
static struct slice next_piece(struct slice *text)
{
    size_t dot = slice_find_byte(*text, '.');
    struct slice piece = slice_part(*text, 0, dot);
    *text = slice_part(*text, dot + 1, text->size);
    return piece;
}

bool reference_read(struct slice text, struct visit_reference *reference)
{
    *reference = (struct visit_reference){.row = ROW_WHOLE_BODY};
    return slice_copy_text(next_piece(&text), reference->terminal, sizeof reference->terminal) &&
           slice_read_number(next_piece(&text), &reference->incarnation) &&
           slice_read_number(next_piece(&text), &reference->seq) &&
           (text.size == 0 || slice_read_number(text, &reference->row));
}

static bool reference_of_entry(
    struct store *store,
    int64_t entry,
    struct visit_reference *reference,
    struct error *error)
{
    static const char *const sql =
        "SELECT terminal, incarnation, seq FROM journal WHERE entry = ?1";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    bool copied = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, entry);
    step = sql_step(store, statement, error);
    if (step == SQL_FAULT) {
        return false;
    }
    if (step == SQL_ROW) {
        copied = slice_copy_text(
            sql_bytes(statement, 0), reference->terminal, sizeof reference->terminal);
        reference->incarnation = sql_number(statement, 1);
        reference->seq = sql_number(statement, 2);
        (void)sqlite3_reset(statement);
    }
    return copied || error_set_number(error, FAULT_JOURNAL_BODY, entry);
}

bool visits_reference(
    struct store *store,
    int64_t visit,
    struct visit_reference *reference,
    struct error *error)
{
    struct visit_row row;
    bool found = false;
    if (!visits_get(store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    reference->row = row.row;
    return reference_of_entry(store, row.entry, reference, error);
}

bool visits_reference_row(
    struct store *store,
    int64_t entry,
    int64_t row,
    struct visit_reference *reference,
    struct error *error)
{
    reference->row = row;
    return reference_of_entry(store, entry, reference, error);
}

static bool resolve_by(
    struct store *store,
    const char *sql,
    const struct visit_reference *reference,
    int64_t *visit,
    struct error *error)
{
    struct sql_rows rows;
    *visit = 0;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_text(rows.statement, 1, reference->terminal);
    sql_bind_number(rows.statement, 2, reference->incarnation);
    sql_bind_number(rows.statement, 3, reference->seq);
    if (sql_rows_next(&rows, error)) {
        *visit = sql_number(rows.statement, 0);
    }
    return sql_rows_close(&rows);
}

bool visits_resolve(
    struct store *store,
    const struct visit_reference *reference,
    int64_t *visit,
    struct error *error)
{
    static const char *const sql_single =
        "SELECT visit.id FROM journal JOIN visit ON visit.entry = journal.entry AND bulk = 0"
        " WHERE terminal = ?1 AND incarnation = ?2 AND seq = ?3";
    static const char *const sql_part =
        "SELECT part.base FROM journal JOIN part ON part.entry = journal.entry AND base > 0"
        " WHERE terminal = ?1 AND incarnation = ?2 AND seq = ?3";
    bool single = reference->row == ROW_WHOLE_BODY;
    if (!resolve_by(store, single ? sql_single : sql_part, reference, visit, error)) {
        return false;
    }
    if (*visit == 0) {
        return error_set_number(error, FAULT_VISIT_MISSING, reference->seq);
    }
    *visit += single ? 0 : reference->row;
    return true;
}

/* ---- many in turn ---- */

bool visits_reference_cached(
    struct store *store,
    const struct visit_row *visit,
    struct reference_cache *cache,
    struct visit_reference *reference,
    struct error *error)
{
    if (cache->entry != visit->entry) {
        cache->entry = 0;
        if (!reference_of_entry(store, visit->entry, &cache->reference, error)) {
            return false;
        }
        cache->entry = visit->entry;
    }
    *reference = cache->reference;
    reference->row = visit->row;
    return true;
}

static bool same_entry(const struct visit_reference *one, const struct visit_reference *other)
{
    return one->seq == other->seq && one->incarnation == other->incarnation &&
           strcmp(one->terminal, other->terminal) == 0;
}

bool visits_resolve_cached(
    struct store *store,
    const struct visit_reference *reference,
    struct reference_cache *cache,
    int64_t *visit,
    struct error *error)
{
    if (reference->row == ROW_WHOLE_BODY) {
        return visits_resolve(store, reference, visit, error);
    }
    if (cache->base == 0 || !same_entry(&cache->reference, reference)) {
        struct visit_reference first = *reference;
        first.row = 0;
        cache->base = 0;
        if (!visits_resolve(store, &first, visit, error)) {
            return false;
        }
        cache->reference = first;
        cache->base = *visit;
    }
    *visit = cache->base + reference->row;
    return true;
}
