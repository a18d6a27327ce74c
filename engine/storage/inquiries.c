#include "engine/storage/inquiries.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inquiry_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

enum {
    INQUIRY_STATES = 11
};

struct state_row {
    const char *name;
    const char *japanese;
};

static const struct state_row state_rows[INQUIRY_STATES] = {
    [INQUIRY_BEGUN] = {"begun", "準備"},
    [INQUIRY_WRITTEN] = {"written", "書き込み済み"},
    [INQUIRY_SENT] = {"sent", "送信済み"},
    [INQUIRY_ACCEPTED] = {"accepted", "受付済み"},
    [INQUIRY_FETCH_WRITTEN] = {"fetch_written", "結果の要求を準備"},
    [INQUIRY_FETCHING] = {"fetching", "結果待ち"},
    [INQUIRY_ANSWERED] = {"answered", "回答済み"},
    [INQUIRY_REJECTED] = {"rejected", "差し戻し"},
    [INQUIRY_PARKED] = {"parked", "回答なし（待機）"},
    [INQUIRY_FAILED] = {"failed", "失敗"},
};

const char *inquiry_state_name(enum inquiry_state state)
{
    require(state >= INQUIRY_BEGUN && (int)state < INQUIRY_STATES);
    return state_rows[state].name;
}

const char *inquiry_state_label(enum inquiry_state state)
{
    require(state >= INQUIRY_BEGUN && (int)state < INQUIRY_STATES);
    return state_rows[state].japanese;
}

bool inquiry_state_find(struct slice name, enum inquiry_state *state)
{
    for (int i = INQUIRY_BEGUN; i < INQUIRY_STATES; i++) {
        if (slice_equal_text(name, state_rows[i].name)) {
            *state = (enum inquiry_state)i;
            return true;
        }
    }
    return false;
}

/* ---- kinds ---- */

struct kind_row {
    const char *name;
    enum inquiry_purpose purpose;
    bool two_steps;
    const char *japanese;
    const char *english;
};

static const struct kind_row kind_rows[INQUIRY_KIND_COUNT] = {
#define INQUIRY_KIND(kind, name, purpose, two_steps, japanese, english)                            \
    [INQUIRY_##kind] = {name, INQUIRY_##purpose, two_steps, japanese, english},
#include "engine/storage/inquiry_kinds.def"
#undef INQUIRY_KIND
};

static const struct kind_row *row_of(enum inquiry_kind kind)
{
    require(kind < INQUIRY_KIND_COUNT);
    return &kind_rows[kind];
}

const char *inquiry_kind_name(enum inquiry_kind kind)
{
    return row_of(kind)->name;
}

const char *inquiry_kind_label(enum inquiry_kind kind, enum language language)
{
    return language == LANGUAGE_JAPANESE ? row_of(kind)->japanese : row_of(kind)->english;
}

bool inquiry_kind_find(struct slice name, enum inquiry_kind *kind)
{
    for (unsigned i = 0; i < INQUIRY_KIND_COUNT; i++) {
        if (slice_equal_text(name, kind_rows[i].name)) {
            *kind = (enum inquiry_kind)i;
            return true;
        }
    }
    return false;
}

enum inquiry_purpose inquiry_purpose(enum inquiry_kind kind)
{
    return row_of(kind)->purpose;
}

bool inquiry_has_two_steps(enum inquiry_kind kind)
{
    return row_of(kind)->two_steps;
}

/* ---- keys ---- */

enum {
    LAST_OF_DAY = 9999
};

bool inquiries_key_after(const char *key, char next[INQUIRY_KEY], struct error *error)
{
    int64_t last = 0;
    struct slice number = slice_part(slice_of(key), DATE_DIGITS, INQUIRY_KEY);
    if (!slice_read_number(number, &last) || last >= LAST_OF_DAY) {
        return error_set_number(error, FAULT_TOO_BIG, LAST_OF_DAY);
    }
    (void)snprintf(next, INQUIRY_KEY, "%.8s%04u", key, (unsigned)(last + 1) % 10000U);
    return true;
}

bool inquiries_next_key(
    struct store *store,
    struct date today,
    char key[INQUIRY_KEY],
    struct error *error)
{
    static const char *const sql =
        "SELECT max(key) FROM (SELECT max(key) AS key FROM inquiry WHERE key >= ?1 AND key < ?1 || "
        "':'"
        " UNION ALL SELECT max(fetch_key) FROM inquiry WHERE fetch_key <> '' AND fetch_key >= ?1"
        "  AND fetch_key < ?1 || ':')";
    char day[DATE_TEXT];
    char last[INQUIRY_KEY];
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    date_write_digits(today, day);
    (void)snprintf(last, sizeof last, "%.8s0000", day);
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, day);
    step = sql_step(store, statement, error);
    if (step == SQL_FAULT) {
        return false;
    }
    if (step == SQL_ROW) {
        struct slice text = sql_bytes(statement, 0);
        if (text.size > 0 && !slice_copy_text(text, last, sizeof last)) {
            (void)sqlite3_reset(statement);
            return error_set_text(error, FAULT_STORE_BROKEN, "inquiry");
        }
        (void)sqlite3_reset(statement);
    }
    return inquiries_key_after(last, key, error);
}

void inquiries_identifier(const char *key, size_t position, char identifier[INQUIRY_IDENTIFIER])
{
    (void)snprintf(identifier, INQUIRY_IDENTIFIER, "%.12s%04u", key, (unsigned)position % 10000U);
}

/* ---- writing entries ---- */

static bool add_visits(
    struct store *store,
    const int64_t *visits,
    size_t count,
    struct buffer *body,
    struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct visit_reference reference;
        char text[REFERENCE_TEXT];
        if (!visits_reference(store, visits[i], &reference, error)) {
            return false;
        }
        reference_write(&reference, text);
        if (!packed_add_text(body, TAG_VISIT, text, error)) {
            return false;
        }
    }
    return true;
}

static bool add_day(struct buffer *body, uint32_t tag, struct date day, struct error *error)
{
    char text[DATE_TEXT];
    if (!date_is_some(day)) {
        return true;
    }
    date_write_digits(day, text);
    return packed_add_text(body, tag, text, error);
}

/* What is usual is left out, so that bodies of batches are those of the first version. */
static bool add_plan(
    struct store *store,
    const struct inquiry_plan *plan,
    struct buffer *body,
    struct error *error)
{
    bool is_batch = plan->kind == INQUIRY_BATCH;
    return packed_add_text(body, TAG_KEY, plan->key, error) &&
           add_day(body, TAG_DAY, plan->day, error) &&
           (is_batch || packed_add_text(body, TAG_KIND, inquiry_kind_name(plan->kind), error)) &&
           (plan->channel == INQUIRY_BY_FOLDER ||
            packed_add_number(body, TAG_CHANNEL, plan->channel, error)) &&
           (is_batch || add_day(body, TAG_LAST_DAY, plan->last_day, error)) &&
           add_visits(store, plan->visits, plan->count, body, error);
}

bool inquiries_begin(
    struct store *store,
    const struct inquiry_plan *plan,
    struct slice request,
    int64_t *inquiry,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    bool done = packed_begin(&body, INQUIRY_FORMAT, error) && add_plan(store, plan, &body, error) &&
                packed_add(&body, TAG_REQUEST, request, error) &&
                journal_append(
                    store, ENTRY_INQUIRY_BEGUN, RETAIN_CARE, month_of(plan->day),
                    buffer_slice(&body), inquiry, error);
    buffer_close_wiped(&body);
    return done;
}

static bool add_done(struct buffer *body, const struct inquiry_move *move, struct error *error)
{
    for (size_t i = 0; i < move->done_count; i++) {
        if (!packed_add_number(body, TAG_DONE, move->done[i], error)) {
            return false;
        }
    }
    return true;
}

bool inquiries_move(
    struct store *store,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct inquiry_row row;
    bool found = false;
    int64_t entry = 0;
    bool done = inquiries_get(store, inquiry, &row, &found, error) &&
                (found || error_set_number(error, FAULT_JOURNAL_BODY, inquiry));
    done = done && packed_begin(&body, INQUIRY_FORMAT, error) &&
           packed_add_text(&body, TAG_KEY, row.key, error) &&
           packed_add_text(&body, TAG_STATE, inquiry_state_name(state), error) &&
           packed_add(&body, TAG_RECEPTION, move->reception, error) &&
           packed_add(&body, TAG_FETCH_KEY, move->fetch_key, error) &&
           packed_add(&body, TAG_DETAIL, move->detail, error) &&
           packed_add_number(&body, TAG_ANSWERS, move->answers, error) &&
           add_done(&body, move, error) &&
           journal_append(
               store, ENTRY_INQUIRY_MOVED, RETAIN_CARE, month_of(row.day), buffer_slice(&body),
               &entry, error);
    buffer_close_wiped(&body);
    return done;
}
