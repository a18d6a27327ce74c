#include "engine/storage/answer_links.h"

#include "engine/foundation/packed.h"
#include "engine/storage/bulk.h"
#include "engine/storage/inside.h"
#include "engine/storage/visit_tags.h"

enum {
    LINK_FORMAT = 1,
    LINK_TAG_ANSWER = 1,
    LINK_TAG_VISIT = 2
};

/* As long as a claim month is open. */
static const int64_t looked_at_ms = INT64_C(45) * 24 * 60 * 60 * 1000;

static bool find_visit(
    struct store *store,
    struct part_cache *cache,
    const struct answer_row *row,
    int64_t *visit,
    struct error *error)
{
    struct answer answer;
    uint8_t print[FINGERPRINT_BYTES];
    *visit = 0;
    if (!answers_open(cache, row, &answer, error)) {
        return false;
    }
    if (answer.reference_number.size == 0 || !date_is_some(answer.confirmed_for)) {
        return true;
    }
    return print_code(vault_fingerprinter(store), "chart", answer.reference_number, print, error) &&
           (!print_is_some(print) ||
            visits_find(store, answer.confirmed_for, PRINT_CHART, print, visit, error));
}

static bool
append_link(struct store *store, const struct answer_row *row, int64_t visit, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    int64_t entry = 0;
    bool done = packed_begin(&body, LINK_FORMAT, error) &&
                visits_reference_row(store, row->entry, row->row, &reference, error);
    if (done) {
        reference_write(&reference, text);
        done = packed_add_text(&body, LINK_TAG_ANSWER, text, error) &&
               visits_reference(store, visit, &reference, error);
    }
    if (done) {
        reference_write(&reference, text);
        done = packed_add_text(&body, LINK_TAG_VISIT, text, error) &&
               journal_append(
                   store, ENTRY_ANSWER_LINKED, RETAIN_CARE, month_of(row->confirmed_for),
                   buffer_slice(&body), &entry, error);
    }
    buffer_close(&body);
    return done;
}

static bool
link_one(struct store *store, const struct answer_row *row, int64_t visit, struct error *error)
{
    if (!store_begin(store, error)) {
        return false;
    }
    if (!append_link(store, row, visit, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

bool answer_links_make(
    struct store *store,
    struct part_cache *cache,
    int64_t *made,
    struct error *error)
{
    int64_t since_ms = world_now_ms(store_world(store)) - looked_at_ms;
    struct answer_row row = {.id = 0};
    *made = 0;
    for (;;) {
        bool found = false;
        int64_t visit = 0;
        if (!answers_next_card(store, row.id, since_ms, &row, &found, error)) {
            return false;
        }
        if (!found) {
            return true;
        }
        if (!find_visit(store, cache, &row, &visit, error) ||
            (visit != 0 && !link_one(store, &row, visit, error))) {
            return false;
        }
        *made += visit != 0 ? 1 : 0;
    }
}

/* ---- applying ---- */

static bool set_visit(struct store *store, int64_t answer, int64_t visit, struct error *error)
{
    static const char *const sql = "UPDATE answer SET visit = ?2 WHERE id = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(answer, visit), error);
}

/* The desk may have withdrawn or merged the visit while its answer was looked for. */
static bool link_to_visit(struct store *store, int64_t answer, int64_t visit, struct error *error)
{
    struct visit_row row;
    bool found = false;
    if (!visit_became(store, visit, &visit, error) ||
        !visits_get(store, visit, &row, &found, error)) {
        return false;
    }
    return !found || row.gone != 0 || set_visit(store, answer, visit, error);
}

bool answers_apply_link(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    struct packed_reader reader;
    struct visit_reference answer = {.row = ROW_WHOLE_BODY};
    struct visit_reference visit = {.row = ROW_WHOLE_BODY};
    struct slice bytes;
    uint32_t tag = 0;
    int64_t answer_id = 0;
    int64_t visit_id = 0;
    if (!packed_open(&reader, body) || reader.format != LINK_FORMAT) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    while (packed_next(&reader, &tag, &bytes) == PACKED_FIELD) {
        if ((tag == LINK_TAG_ANSWER && !reference_read(bytes, &answer)) ||
            (tag == LINK_TAG_VISIT && !reference_read(bytes, &visit))) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
    }
    return visits_resolve(store, &answer, &answer_id, error) &&
           visits_resolve(store, &visit, &visit_id, error) &&
           link_to_visit(store, answer_id, visit_id, error);
}

bool answers_move_visit(struct store *store, int64_t visit, int64_t into, struct error *error)
{
    static const char *const sql = "UPDATE answer SET visit = ?2 WHERE visit = ?1 AND visit <> 0";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, into), error);
}

bool answers_free_cards(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "UPDATE answer SET visit = 0 WHERE visit = ?1 AND visit <> 0"
                                   " AND bulk IN (SELECT entry FROM bulk WHERE kind = ?2)";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, BULK_CARDS), error);
}
