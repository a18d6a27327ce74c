#include "tests/support/old_months.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/corrections.h"
#include "engine/storage/submissions.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/must.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PERSON(kana) "birth_date=19800401", "kana_name=" kana, "sex=male"

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    if (!date_from_digits(slice_of(digits), &date)) {
        abort();
    }
    return date;
}

struct month old_month(const char *digits)
{
    return month_of(day(digits));
}

void old_months_go_to(struct old_months *f, const char *digits)
{
    f->test.world.clock.now_ms = ((int64_t)day(digits).days * 24 + 9) * 3600 * 1000;
}

void old_months_begin(struct old_months *f)
{
    struct error error = {0};
    must(store_begin(f->test.store, &error), &error, "begin");
}

void old_months_commit(struct old_months *f)
{
    struct error error = {0};
    must(store_commit(f->test.store, &error), &error, "commit");
}

/* ---- work ---- */

static void answer(struct old_months *f, int64_t visit, const char *on, const char *kana)
{
    const struct given_answer given = {
        .visit = visit,
        .asked_by = ASKED_BY_NUMBER,
        .delivery = DELIVERY_ANSWERED,
        .validity = VALIDITY_VALID,
        .confirmed_for = on,
        .insurer_number = "06130017",
        .symbol = "12",
        .number = "34",
        .branch = "01",
        .kana = kana,
        .birth = "19800401",
        .sex = SEX_MALE,
        .acquired = "20200401",
        .card_class = CARD_CLASS_ORDINARY,
    };
    (void)test_answers(&f->test, &given, 1);
}

void old_months_decide(struct old_months *f)
{
    struct deciding_result result;
    struct error error = {0};
    must(deciding_run(f->test.store, &result, &error), &error, "decide");
}

void old_months_submit(struct old_months *f, const char *claim_month)
{
    const struct submission submission = {
        .payer = PAYER_FUND,
        .month = old_month(claim_month),
        .kind = RECEIPT_KIND_MEDICAL,
        .day = day(claim_month),
    };
    struct error error = {0};
    old_months_begin(f);
    must(submissions_note(f->test.store, &submission, &error), &error, "submission");
    old_months_commit(f);
}

void old_months_withdraw(struct old_months *f, int64_t visit)
{
    struct error error = {0};
    old_months_begin(f);
    must(
        corrections_withdraw(f->test.store, visit, WITHDRAWAL_NEVER_CAME, true, &error), &error,
        "withdraw");
    old_months_commit(f);
}

static void add_rows(struct bulk_writer *writer, const char *on, unsigned first, unsigned rows)
{
    struct error error = {0};
    for (unsigned i = 0; i < rows; i++) {
        struct buffer row = buffer_open(LIMIT_PART_BYTES);
        char date[32];
        char chart[32];
        struct evidence evidence;
        (void)snprintf(date, sizeof date, "visit_date=%s", on);
        (void)snprintf(chart, sizeof chart, "chart_number=%u", first + i);
        evidence = test_evidence(PAIRS(date, chart, "records=none", PERSON(JANUARY_KANA)));
        must(
            visits_pack_row(&evidence, &row, &error) &&
                bulk_add_row(writer, buffer_slice(&row), old_month(on), &error),
            &error, "row");
        buffer_close(&row);
    }
}

static struct bulk_writer *open_file(struct old_months *f, const char *name)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    must(
        bulk_open(
            f->test.store, BULK_CAPTURES, (struct slice){NULL, 0}, slice_of(name), &writer, &error),
        &error, "file");
    must(bulk_add_raw(writer, slice_of(JANUARY_KANA " of the file"), &error), &error, "raw");
    return writer;
}

static void import(struct old_months *f, const char *on, unsigned first, unsigned rows)
{
    struct bulk_writer *writer = open_file(f, "visits.csv");
    struct bulk_matching matching;
    struct error error = {0};
    add_rows(writer, on, first, rows);
    must(
        bulk_flush_rows(writer, &error) &&
            visits_match_bulk(f->test.store, writer, &matching, &error) &&
            bulk_close(writer, (struct slice){NULL, 0}, &error),
        &error, "import");
}

/* Its numbers were given and taken back while the desk went on. */
static int64_t capture_beside_cut_off_file(struct old_months *f)
{
    struct bulk_writer *writer = open_file(f, "cut.csv");
    struct error error = {0};
    int64_t visit = 0;
    add_rows(writer, "20260116", 900, CUT_OFF_ROWS);
    must(bulk_flush_rows(writer, &error), &error, "rows");
    visit = test_capture(
        &f->test, CAPTURE_VISIT,
        PAIRS("visit_date=20260116", "chart_number=8", "records=none", PERSON(JANUARY_KANA)));
    bulk_cancel(writer);
    must(bulk_abandon_open(f->test.store, BULK_CAPTURES, &error), &error, "abandon");
    return visit;
}

static int64_t capture(struct old_months *f, const char *const *pairs)
{
    return test_capture(&f->test, CAPTURE_NUMBER, pairs);
}

#define NUMBERS                                                                                    \
    "visit_kind=repeat", "brought=card", "numbers_from=records", "insurer_number=06130017",        \
        "symbol=12", "number=34"

/* A visit of each month; those of January and February are claimed.  It is the 10th of March. */
void old_months_fill(struct old_months *f)
{
    old_months_go_to(f, "20260115");
    test_store_adopt_rules(&f->test, TEST_RULES);
    f->january = capture(
        f, PAIRS(
               "visit_date=20260115", "chart_number=1", "records=usable", NUMBERS,
               PERSON(JANUARY_KANA)));
    answer(f, f->january, "20260115", JANUARY_KANA);
    old_months_withdraw(f, capture_beside_cut_off_file(f));
    import(f, "20260120", 100, JANUARY_ROWS);
    old_months_decide(f);
    old_months_go_to(f, "20260210");
    f->february = capture(
        f, PAIRS(
               "visit_date=20260210", "chart_number=2", "records=usable", NUMBERS,
               PERSON(FEBRUARY_KANA)));
    answer(f, f->february, "20260210", FEBRUARY_KANA);
    old_months_decide(f);
    old_months_submit(f, "20260201");
    old_months_go_to(f, "20260310");
    old_months_submit(f, "20260301");
    f->march = capture(
        f, PAIRS(
               "visit_date=20260310", "chart_number=3", "records=usable", NUMBERS,
               PERSON(MARCH_KANA)));
    answer(f, f->march, "20260310", MARCH_KANA);
    old_months_decide(f);
}

void old_months_take_back(struct old_months *f)
{
    for (int64_t visit = f->january + 1; visit < f->february; visit++) {
        struct visit_row row;
        struct error error = {0};
        bool found = false;
        must(visits_get(f->test.store, visit, &row, &found, &error), &error, "visit");
        if (found && row.gone == 0) {
            old_months_withdraw(f, visit);
        }
    }
}

void old_months_purge(struct old_months *f, const char *cut)
{
    struct error error = {0};
    must(purge_run(f->test.store, old_month(cut), &f->result, &error), &error, "purge");
}
