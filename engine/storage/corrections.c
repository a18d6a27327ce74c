#include "engine/storage/corrections.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/law/situation.h"
#include "engine/storage/answers.h"
#include "engine/storage/exports.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/twins.h"
#include "engine/storage/verdicts.h"
#include "engine/storage/visit_tags.h"

/* ---- what may be corrected ---- */

/* A receipt of a visit that was held when the file was written did not go into it. */
static bool refuse_exported(
    struct store *store,
    const struct visit_row *row,
    bool supersedes,
    struct error *error)
{
    struct verdict_row verdict;
    int64_t export = 0;
    bool decided = false;
    if (!exports_after(store, row->entry, month_of(row->day), &export, error) ||
        !verdicts_get(store, row->id, &verdict, &decided, error)) {
        return false;
    }
    if (export == 0 || supersedes || !decided ||
        (verdict.entry < export && !verdict_is_claimable(verdict.path))) {
        return true;
    }
    return error_set_number(error, FAULT_VISIT_EXPORTED, row->id);
}

static bool get_correctable(
    struct store *store,
    int64_t visit,
    bool supersedes,
    struct visit_row *row,
    struct error *error)
{
    return visits_get_counting(store, visit, row, error) &&
           refuse_exported(store, row, supersedes, error);
}

/* ---- writing ---- */

static bool add_reference(
    struct store *store,
    struct buffer *body,
    uint32_t tag,
    int64_t visit,
    struct error *error)
{
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    if (!visits_reference(store, visit, &reference, error)) {
        return false;
    }
    reference_write(&reference, text);
    return packed_add_text(body, tag, text, error);
}

static bool
begin(struct store *store, struct buffer *body, int64_t visit, bool supersedes, struct error *error)
{
    *body = buffer_open(LIMIT_PART_BYTES);
    return packed_begin(body, VISIT_FORMAT, error) &&
           add_reference(store, body, VISIT_TAG_REFERENCE, visit, error) &&
           (!supersedes || packed_add_number(body, VISIT_TAG_SUPERSEDES, 1, error));
}

static bool append(
    struct store *store,
    enum entry_kind kind,
    const struct visit_row *row,
    const struct buffer *body,
    struct error *error)
{
    int64_t entry = 0;
    return journal_append(
        store, kind, RETAIN_CARE, month_of(row->day), buffer_slice(body), &entry, error);
}

/* An empty number takes the one that stands off. */
static bool append_number(
    struct store *store,
    const struct visit_row *row,
    struct slice number,
    bool supersedes,
    struct error *error)
{
    struct buffer body;
    bool done = begin(store, &body, row->id, supersedes, error) &&
                packed_add(&body, field_tag(FIELD_CHART_NUMBER), number, error) &&
                append(store, ENTRY_VISIT_LINKED, row, &body, error);
    buffer_close_wiped(&body);
    return done;
}

bool corrections_link(
    struct store *store,
    int64_t visit,
    struct slice chart_number,
    struct error *error)
{
    struct visit_row row;
    int64_t twin = 0;
    require(store->in_transaction);
    if (!visits_get_counting(store, visit, &row, error)) {
        return false;
    }
    if (print_is_some(row.prints + PRINT_CHART)) {
        return error_set_number(error, FAULT_VISIT_LINKED, visit);
    }
    if (!twins_find_chart(store, visit, chart_number, &twin, error)) {
        return false;
    }
    if (twin != 0) {
        error_set_number(error, FAULT_VISIT_TWIN, twin);
        return error_add_number(error, visit);
    }
    return append_number(store, &row, chart_number, false, error);
}

bool corrections_unlink(struct store *store, int64_t visit, bool supersedes, struct error *error)
{
    struct visit_row row;
    require(store->in_transaction);
    if (!get_correctable(store, visit, supersedes, &row, error)) {
        return false;
    }
    return print_is_some(row.prints + PRINT_CHART)
               ? append_number(
                     store, &row, (struct slice){(const uint8_t *)"", 0}, supersedes, error)
               : error_set_number(error, FAULT_VISIT_NOT_LINKED, visit);
}

bool corrections_withdraw(
    struct store *store,
    int64_t visit,
    unsigned reason,
    bool supersedes,
    struct error *error)
{
    struct visit_row row;
    struct buffer body;
    bool done = false;
    require(store->in_transaction && reason != WITHDRAWAL_UNRECORDED);
    if (!get_correctable(store, visit, supersedes, &row, error)) {
        return false;
    }
    done = begin(store, &body, visit, supersedes, error) &&
           packed_add_text(
               &body, VISIT_TAG_REASON, domain_value_name(DOMAIN_WITHDRAWAL, reason), error) &&
           append(store, ENTRY_VISIT_WITHDRAWN, &row, &body, error);
    buffer_close(&body);
    return done;
}

/* ---- two captures of one visit ---- */

static bool same_people(const struct evidence *left, const struct evidence *right)
{
    struct person here = situation_person(left);
    struct person there = situation_person(right);
    return person_births(&here, &there) != RESEMBLANCE_DIFFERENT &&
           person_sexes(&here, &there) != RESEMBLANCE_DIFFERENT &&
           person_names(&here, &there) != RESEMBLANCE_DIFFERENT;
}

static bool check_people(
    struct store *store,
    const struct visit_row *row,
    const struct visit_row *into,
    struct error *error)
{
    struct arena arena = arena_open(LIMIT_BODY_BYTES);
    struct part_cache *cache = NULL;
    struct evidence left;
    struct evidence right;
    bool done = part_cache_open(store, &cache, error) &&
                visits_merged_evidence(store, cache, row, &arena, &left, error) &&
                visits_merged_evidence(store, cache, into, &arena, &right, error) &&
                (same_people(&left, &right) || error_set(error, FAULT_VISITS_OTHER_PERSON));
    part_cache_close(cache);
    arena_close(&arena);
    return done;
}

static bool have_other_charts(const struct visit_row *left, const struct visit_row *right)
{
    return print_is_some(left->prints + PRINT_CHART) &&
           print_is_some(right->prints + PRINT_CHART) &&
           memcmp(left->prints + PRINT_CHART, right->prints + PRINT_CHART, FINGERPRINT_BYTES) != 0;
}

static bool check_pair(
    struct store *store,
    const struct visit_row *row,
    const struct visit_row *into,
    struct error *error)
{
    if (row->id == into->id) {
        return error_set(error, FAULT_VISITS_SAME);
    }
    if (date_compare(row->day, into->day) != 0) {
        return error_set(error, FAULT_VISITS_OTHER_DAY);
    }
    if (have_other_charts(row, into)) {
        return error_set(error, FAULT_VISITS_OTHER_CHART);
    }
    return check_people(store, row, into, error);
}

bool corrections_merge(
    struct store *store,
    int64_t visit,
    int64_t into,
    bool supersedes,
    struct error *error)
{
    struct visit_row row;
    struct visit_row kept;
    struct buffer body;
    bool done = false;
    require(store->in_transaction);
    if (!get_correctable(store, visit, supersedes, &row, error) ||
        !get_correctable(store, into, supersedes, &kept, error) ||
        !check_pair(store, &row, &kept, error)) {
        return false;
    }
    done = begin(store, &body, visit, supersedes, error) &&
           add_reference(store, &body, VISIT_TAG_INTO, into, error) &&
           append(store, ENTRY_VISIT_MERGED, &row, &body, error);
    buffer_close(&body);
    return done;
}

/* ---- bodies ---- */

struct correction {
    struct visit_reference visit;
    struct visit_reference into;
    unsigned reason;
};

static bool take_field(void *taker, uint32_t tag, struct slice bytes)
{
    struct correction *correction = taker;
    switch (tag) {
    case VISIT_TAG_REFERENCE:
        return reference_read(bytes, &correction->visit);
    case VISIT_TAG_INTO:
        return reference_read(bytes, &correction->into);
    case VISIT_TAG_REASON:
        /* A reason of a later version is none that this one can name. */
        if (!domain_value_find(DOMAIN_WITHDRAWAL, bytes, &correction->reason)) {
            correction->reason = WITHDRAWAL_UNRECORDED;
        }
        return true;
    default:
        return true;
    }
}

static bool read_correction(struct slice body, struct correction *correction)
{
    *correction = (struct correction){.reason = WITHDRAWAL_UNRECORDED};
    return packed_read(body, VISIT_FORMAT, take_field, correction);
}

/* ---- applying ---- */

/* The opening of a visit that came later stands after what the other one got: it is told once more. */
static bool copy_evidence(
    struct store *store,
    const struct visit_row *from,
    const struct visit_row *into,
    struct error *error)
{
    static const char *const sql =
        "INSERT OR IGNORE INTO evidence(visit, entry, row)"
        " SELECT ?2, entry, row FROM evidence WHERE visit = ?1 UNION ALL SELECT ?2, ?3, ?4"
        " UNION ALL SELECT ?2, ?5, ?6 WHERE (?5, ?6) > (?3, ?4)";
    return sql_run_numbers(
        store, sql, SQL_NUMBERS(from->id, into->id, from->entry, from->row, into->entry, into->row),
        error);
}

/* A row of a file is known again by its values, whichever visit it became part of. */
static bool keep_content(
    struct store *store,
    const struct visit_row *from,
    const struct visit_row *into,
    struct error *error)
{
    return from->bulk == 0 || visit_set_content(store, into->id, from->content, error);
}

static bool get_both(
    struct store *store,
    const struct correction *correction,
    struct visit_row *row,
    struct visit_row *into,
    struct error *error)
{
    int64_t visit = 0;
    int64_t other = 0;
    bool found = false;
    bool found_other = false;
    if (!visits_resolve(store, &correction->visit, &visit, error) ||
        !visits_resolve(store, &correction->into, &other, error) ||
        !visits_get(store, visit, row, &found, error) ||
        !visits_get(store, other, into, &found_other, error)) {
        return false;
    }
    return (found && found_other) || error_set_number(error, FAULT_VISIT_MISSING, visit);
}

static bool
apply_merge(struct store *store, const struct correction *correction, struct error *error)
{
    struct visit_row row;
    struct visit_row into;
    return get_both(store, correction, &row, &into, error) &&
           copy_evidence(store, &row, &into, error) && keep_content(store, &row, &into, error) &&
           visit_renew_prints(store, into.id, 0, error) && verdicts_drop(store, row.id, error) &&
           answers_move_visit(store, row.id, into.id, error) &&
           inquiries_part_visit(store, row.id, into.id, error);
}

static bool apply_withdrawal(
    struct store *store,
    const struct entry_header *header,
    const struct correction *correction,
    struct error *error)
{
    int64_t visit = 0;
    return visits_resolve(store, &correction->visit, &visit, error) &&
           visit_add_evidence(store, visit, header->entry, ROW_WHOLE_BODY, error) &&
           verdicts_drop(store, visit, error) && answers_free_cards(store, visit, error) &&
           inquiries_part_visit(store, visit, VISIT_WITHDRAWN, error);
}

static bool apply_link(
    struct store *store,
    const struct entry_header *header,
    const struct correction *correction,
    struct error *error)
{
    int64_t visit = 0;
    return visits_resolve(store, &correction->visit, &visit, error) &&
           visit_add_evidence(store, visit, header->entry, ROW_WHOLE_BODY, error) &&
           visit_renew_prints(store, visit, 0, error) && answers_free_cards(store, visit, error);
}

bool corrections_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct correction correction;
    if (!read_correction(body, &correction)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    switch (header->kind) {
    case ENTRY_VISIT_MERGED:
        return apply_merge(store, &correction, error);
    case ENTRY_VISIT_WITHDRAWN:
        return apply_withdrawal(store, header, &correction, error);
    default:
        return apply_link(store, header, &correction, error);
    }
}

/* ---- reading ---- */

static bool last_evidence(struct store *store, int64_t visit, int64_t *entry, struct error *error)
{
    static const char *const sql = "SELECT max(entry) FROM evidence WHERE visit = ?1";
    return sql_query_numbers(store, sql, SQL_NUMBERS(visit), entry, error);
}

/* Nothing is captured about a visit after it was withdrawn, so that its last entry says why. */
bool corrections_withdrawal(
    struct store *store,
    int64_t visit,
    struct withdrawal *withdrawal,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct entry_header header;
    struct correction correction;
    int64_t entry = 0;
    bool done = last_evidence(store, visit, &entry, error) &&
                journal_read(store, entry, &header, &body, error) &&
                (read_correction(buffer_slice(&body), &correction) ||
                 error_set_number(error, FAULT_JOURNAL_BODY, entry));
    if (done) {
        withdrawal->reason = correction.reason;
        withdrawal->at_ms = header.at_ms;
        memcpy(withdrawal->operator_name, header.operator_name, sizeof withdrawal->operator_name);
    }
    buffer_close_wiped(&body);
    return done;
}
