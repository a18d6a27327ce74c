#include "tests/importers/online/days.h"

#include "engine/storage/answers.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"
#include "tests/support/check.h"

enum {
    EVENING_HOURS_UTC = 9,
    LOOK_BACK_DAYS = 15
};

unsigned long days_pick(uint64_t *state, unsigned long below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (unsigned long)((*state >> 20) % below);
}

void days_write_people(FILE *file)
{
    for (unsigned long i = 0; i < DAYS_PEOPLE; i++) {
        (void)fprintf(
            file,
            "person p%lu\n  insurer 06130017\n  symbol %lu\n  number %lu\n  birth 19800401\n"
            "  result\n    Name 資格　太郎\n    NameKana ｼｶｸ ﾀﾛｳ\n    Sex1 1\n",
            i, i + 1, i + 1001);
    }
}

static struct date today_of(const struct test_store *store)
{
    return date_of_utc_ms(store->world.clock.now_ms);
}

void days_capture(struct test_store *store, uint64_t *state, unsigned long chart)
{
    char texts[4][32];
    char digits[DATE_TEXT];
    unsigned long who = days_pick(state, DAYS_PEOPLE);
    bool consents = days_pick(state, 4) == 0;
    date_write_digits(today_of(store), digits);
    (void)snprintf(texts[0], sizeof texts[0], "visit_date=%s", digits);
    (void)snprintf(texts[1], sizeof texts[1], "chart_number=%lu", chart);
    (void)snprintf(texts[2], sizeof texts[2], "symbol=%lu", who + 1);
    (void)snprintf(texts[3], sizeof texts[3], "number=%lu", who + 1001);
    (void)test_capture(
        store, CAPTURE_NUMBER,
        (const char *const[]){
            texts[0], texts[1], "insurer_number=06130017", texts[2], texts[3],
            "birth_date=19800401", "kana_name=シカク タロウ", "sex=male", "numbers_from=records",
            consents ? "limit_consent=yes" : "limit_consent=no", NULL});
}

int64_t days_next_evening(int64_t now_ms)
{
    const int64_t hour_ms = INT64_C(60) * 60 * 1000;
    const int64_t day_ms = 24 * hour_ms;
    return now_ms + day_ms - (now_ms - EVENING_HOURS_UTC * hour_ms) % day_ms;
}

void days_set(struct test_store *store, enum setting setting, const char *value)
{
    struct error error;
    assert_true(settings_change(store->store, setting, slice_of(value), &error));
}

/* ---- what must be true ---- */

static int64_t count(const struct test_store *store, const char *sql)
{
    struct error error;
    int64_t number = -1;
    assert_true(sql_query_number(store->store, sql, &number, &error));
    return number;
}

void days_check_counts(struct test_store *store)
{
    struct inquiry_counts counts;
    struct error error;
    assert_true(inquiries_count(store->store, &counts, &error));
    assert_int_equal(counts.sent, count(store, "SELECT count(*) FROM inquiry_visit"));
    assert_int_equal(
        counts.answered, count(store, "SELECT count(*) FROM inquiry_visit WHERE outcome = 1"));
    assert_int_equal(
        counts.failed, count(store, "SELECT count(*) FROM inquiry_visit WHERE outcome = 2"));
    assert_int_equal(
        counts.waiting, count(store, "SELECT count(*) FROM inquiry_visit WHERE outcome = 0"));
    assert_int_equal(counts.sent, counts.answered + counts.waiting + counts.failed);
    /* All are valid, so that who has a usable answer is never asked about again. */
    assert_int_equal(
        count(
            store, "SELECT count(*) FROM (SELECT 1 FROM answer WHERE visit <> 0 AND finding = 0"
                   " GROUP BY visit HAVING count(*) > 1)"),
        0);
}

/* What a clock that was ahead dated after today waits for its day. */
void days_check_all_answered(struct test_store *store)
{
    char sql[512];
    int32_t today = today_of(store).days;
    assert_int_equal(count(store, "SELECT count(*) FROM inquiry_visit WHERE outcome = 0"), 0);
    (void)snprintf(
        sql, sizeof sql,
        "SELECT count(*) FROM visit WHERE day BETWEEN %ld AND %ld AND NOT EXISTS"
        " (SELECT 1 FROM answer WHERE answer.visit = visit.id AND finding = 0)",
        (long)(today - LOOK_BACK_DAYS), (long)today);
    assert_int_equal(count(store, sql), 0);
}

unsigned long days_count_begun(const struct test_store *store)
{
    return (unsigned long)count(store, "SELECT count(*) FROM inquiry");
}

void days_check_rebuilt(struct test_store *store)
{
    uint8_t before[HASH_BYTES];
    uint8_t after[HASH_BYTES];
    struct error error;
    assert_true(views_digest(store->store, before, &error));
    assert_true(views_rebuild(store->store, &error));
    assert_true(views_digest(store->store, after, &error));
    assert_memory_equal(before, after, HASH_BYTES);
}
