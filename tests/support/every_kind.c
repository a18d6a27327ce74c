#include "tests/support/every_kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/acts.h"
#include "engine/storage/answer_links.h"
#include "engine/storage/confirming.h"
#include "engine/storage/corrections.h"
#include "engine/storage/incarnation.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/meta.h"
#include "engine/storage/purge.h"
#include "engine/storage/seen_numbers.h"
#include "engine/storage/view_version.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/check.h"
#include "tests/support/every_claim.h"
#include "tests/support/every_ticket.h"
#include "tests/support/must.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

#define PAIRS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define PERSON "birth_date=19800401", "kana_name=シカク タロウ", "name=資格 太郎", "sex=male"

const char *const every_kind_passphrase = "an invented passphrase";

static void append(struct test_store *test, enum entry_kind kind, struct slice body)
{
    struct error error = {0};
    int64_t entry = 0;
    test_store_begin(test);
    must(
        journal_append(test->store, kind, RETAIN_HOUSEKEEPING, MONTH_NONE, body, &entry, &error),
        &error, "append");
    test_store_commit(test);
}

static struct date day(const char *digits)
{
    struct date date = DATE_NONE;
    if (!date_from_digits(slice_of(digits), &date)) {
        abort();
    }
    return date;
}

/* ---- the site ---- */

static void make_site(struct test_store *test, const char *rules)
{
    struct error error = {0};
    append(
        test, ENTRY_STORE_CREATED,
        LITERAL("\1\1\5"
                "0.1.0"));
    test_store_begin(test);
    must(incarnation_note(test->store, &error), &error, "identity");
    must(views_note_version(test->store, &error), &error, "version");
    must(
        vault_add_operator(test->store, "clerk", slice_of(every_kind_passphrase), &error), &error,
        "operator");
    must(
        settings_change(test->store, SETTING_FACILITY_NAME, slice_of("見本内科クリニック"), &error),
        &error, "setting");
    must(
        settings_change(test->store, SETTING_UNKNOWN_SN, slice_of("yes"), &error), &error,
        "setting");
    must(
        settings_change(test->store, SETTING_UNKNOWN_SN, slice_of("no"), &error), &error,
        "setting");
    test_store_commit(test);
    append(
        test, ENTRY_VAULT_CHANGED,
        LITERAL("\1\1\16operator_added\2\5"
                "clerk"));
    test_store_adopt_rules(test, rules);
}

/* ---- the desk ---- */

static int64_t make_captures(struct test_store *test)
{
    struct evidence given_up = test_evidence(PAIRS("give_up=line_down"));
    struct error error = {0};
    int64_t local = 0;
    int64_t visit = test_capture(
        test, CAPTURE_VISIT,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "visit_kind=repeat", "brought=card", PERSON));
    (void)test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260301", "chart_number=1", "numbers_from=records",
            "insurer_number=06130017", "symbol=１２", "number=34"));
    (void)test_capture(
        test, CAPTURE_CHARGE, PAIRS("visit_date=20260301", "chart_number=1", "share_charged=30"));
    local = test_capture(
        test, CAPTURE_DECLARATION,
        PAIRS(
            "visit_date=20260302", "local_number=A7", "declaration_paper=yes",
            "declared_kana=シカク ハナコ", "declared_address_1=架空県見本市1-1",
            "declared_contact=0300000000", "contact_date=20260302"));
    test_store_begin(test);
    must(corrections_link(test->store, local, slice_of("7"), &error), &error, "link");
    must(visits_add(test->store, local, CAPTURE_RESOLVE, &given_up, &error), &error, "act");
    test_store_commit(test);
    return visit;
}

/* ---- files ---- */

static void abandon_one(struct test_store *test)
{
    struct bulk_writer *writer = NULL;
    struct error error = {0};
    must(
        bulk_open(
            test->store, BULK_CAPTURES, (struct slice){NULL, 0}, slice_of("cut.csv"), &writer,
            &error),
        &error, "bulk");
    must(bulk_add_raw(writer, slice_of("cut off"), &error), &error, "raw");
    bulk_cancel(writer);
    must(bulk_abandon_open(test->store, BULK_CAPTURES, &error), &error, "abandon");
}

static int64_t keep_receipts(struct test_store *test)
{
    const struct seen_numbers seen = {
        .receipt = 1,
        .month = month_of(day("20260201")),
        .since = DATE_NONE,
        .chart_number = slice_of("1"),
        .birth = day("19800101"),
        .sex = SEX_MALE,
        .identifiers = {slice_of("06130017"), slice_of("７"), slice_of("35"), {NULL, 0}},
    };
    struct bulk_writer *writer = NULL;
    struct buffer row = buffer_open(LIMIT_BODY_BYTES);
    struct error error = {0};
    int64_t bulk = 0;
    must(
        bulk_open(
            test->store, BULK_RECEIPTS, (struct slice){NULL, 0}, slice_of("RECEIPTC.UKE"), &writer,
            &error),
        &error, "receipts");
    bulk = bulk_entry(writer);
    must(
        bulk_add_raw(writer, slice_of("IR,1,13,1,1234567\r\nGO,0,0,99\r\n"), &error), &error,
        "raw");
    must(seen_write(&seen, &row, &error), &error, "numbers");
    must(bulk_add_row(writer, buffer_slice(&row), seen.month, &error), &error, "numbers");
    must(bulk_close(writer, (struct slice){NULL, 0}, &error), &error, "receipts");
    buffer_close(&row);
    return bulk;
}

/* The second file corrects rows of the first and repeats others. */
static void import_files(struct test_store *test)
{
    const struct tagged_file first = {
        .name = 1, .first_chart = 100, .first_tag = 100, .rows = 6, .twice = 1, .raw_bytes = 5000};
    const struct tagged_file second = {
        .name = 2, .first_chart = 103, .first_tag = 200, .rows = 6, .raw_bytes = 100};
    struct error error = {0};
    must(tagged_import(test->store, &first, NULL, NULL, &error), &error, "import");
    must(tagged_import(test->store, &second, NULL, NULL, &error), &error, "import");
    abandon_one(test);
}

/* ---- the line ---- */

static int64_t take_answers(struct test_store *test, int64_t visit)
{
    const struct given_answer answers[] = {
        {.visit = visit,
         .asked_by = ASKED_BY_NUMBER,
         .delivery = DELIVERY_ANSWERED,
         .validity = VALIDITY_VALID,
         .confirmed_for = "20260301",
         .insurer_number = "06130017",
         .symbol = "12",
         .number = "34",
         .branch = "01",
         .kana = "シカク タロウ",
         .birth = "19800401",
         .sex = SEX_MALE,
         .acquired = "20200401",
         .card_class = CARD_CLASS_ORDINARY},
        {.asked_by = ASKED_BY_NUMBER,
         .delivery = DELIVERY_ANSWERED,
         .validity = VALIDITY_INVALID,
         .insurer_number = "06130017",
         .symbol = "99",
         .number = "100",
         .birth = "19800401",
         .lost = "20251231",
         .loss_reason = LOSS_REASON_OTHER},
    };
    return test_answers(test, answers, COUNT_OF(answers));
}

static int64_t inquire(struct test_store *test, const char *key, int64_t visit)
{
    const struct inquiry_plan plan = {
        .key = key, .day = day("20260301"), .visits = &visit, .count = 1};
    struct error error = {0};
    int64_t inquiry = 0;
    test_store_begin(test);
    must(
        inquiries_begin(test->store, &plan, slice_of("<XmlMsg/>"), &inquiry, &error), &error,
        "inquiry");
    test_store_commit(test);
    return inquiry;
}

/* An answer that names somebody as the desk does not; the visit. */
static int64_t meet_other_name(struct test_store *test)
{
    struct given_answer answer = {
        .asked_by = ASKED_BY_NUMBER,
        .delivery = DELIVERY_ANSWERED,
        .validity = VALIDITY_VALID,
        .confirmed_for = "20260304",
        .insurer_number = "06130017",
        .symbol = "12",
        .number = "36",
        .kana = "トツゴウ タロウ",
        .birth = "19800401",
        .sex = SEX_MALE,
    };
    answer.visit = test_capture(
        test, CAPTURE_NUMBER,
        PAIRS(
            "visit_date=20260304", "chart_number=3", "insurer_number=06130017", "symbol=12",
            "number=36", "numbers_from=records", PERSON));
    (void)test_answers(test, &answer, 1);
    return answer.visit;
}

static void confirm(struct test_store *test, int64_t visit)
{
    struct evidence confirmed = test_evidence(PAIRS("person_confirmed=yes"));
    struct confirmation about;
    struct error error = {0};
    must(
        confirming_answer(test->store, visit, &about, &error) && about.pair, &error,
        "the answer to confirm");
    test_store_begin(test);
    must(
        visits_add_confirming(
            test->store, visit, CAPTURE_RESOLVE, &confirmed, &about.answer, &error),
        &error, "confirm");
    test_store_commit(test);
}

static void
move(struct test_store *test, int64_t inquiry, enum inquiry_state state, struct inquiry_move with)
{
    struct error error = {0};
    test_store_begin(test);
    must(inquiries_move(test->store, inquiry, state, &with, &error), &error, "move");
    test_store_commit(test);
}

/* The answer to a card that gives the chart number back, and its link to the visit of that day. */
static void link_card(struct test_store *test)
{
    const struct given_answer given = {
        .asked_by = ASKED_BY_CARD,
        .delivery = DELIVERY_ANSWERED,
        .validity = VALIDITY_VALID,
        .confirmed_for = "20260301",
        .insurer_number = "06130017",
        .number = "34",
        .birth = "19800401",
    };
    struct answer answer = test_answer(&given);
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    struct bulk_writer *writer = NULL;
    struct part_cache *cache = NULL;
    struct error error = {0};
    int64_t made = 0;
    answer.reference_number = slice_of("1");
    must(
        answers_pack_row(NULL, NULL, FINDING_NONE, &answer, &row, &error) &&
            bulk_open(
                test->store, BULK_CARDS, (struct slice){NULL, 0}, slice_of("card"), &writer,
                &error) &&
            bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error) &&
            bulk_close(writer, (struct slice){NULL, 0}, &error),
        &error, "card");
    must(part_cache_open(test->store, &cache, &error), &error, "cache");
    must(answer_links_make(test->store, cache, &made, &error) && made == 1, &error, "link");
    part_cache_close(cache);
    buffer_close(&row);
}

static void ask(struct test_store *test, int64_t visit)
{
    int64_t inquiry = inquire(test, "202603310001", visit);
    int64_t other = inquire(test, "202603310003", visit);
    move(test, inquiry, INQUIRY_WRITTEN, (struct inquiry_move){.answers = 0});
    move(test, inquiry, INQUIRY_SENT, (struct inquiry_move){.answers = 0});
    move(test, inquiry, INQUIRY_ACCEPTED, (struct inquiry_move){.reception = slice_of("R1")});
    move(
        test, inquiry, INQUIRY_FETCH_WRITTEN,
        (struct inquiry_move){.fetch_key = slice_of("202603310002")});
    move(test, inquiry, INQUIRY_FETCHING, (struct inquiry_move){.answers = 0});
    move(
        test, inquiry, INQUIRY_ANSWERED,
        (struct inquiry_move){.answers = take_answers(test, visit)});
    move(test, other, INQUIRY_WRITTEN, (struct inquiry_move){.answers = 0});
    move(test, other, INQUIRY_SENT, (struct inquiry_move){.answers = 0});
    move(test, other, INQUIRY_REJECTED, (struct inquiry_move){.detail = slice_of("E1")});
}

/* ---- deciding, and what comes after ---- */

static void decide(struct test_store *test)
{
    struct deciding_result result;
    struct error error = {0};
    must(deciding_run(test->store, &result, &error), &error, "decide");
    if (result.made == 0) {
        abort();
    }
}

/* One visit was captured twice, and one never was. */
static void correct(struct test_store *test)
{
    int64_t twice = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260304", "local_number=B1", "records=none"));
    int64_t once = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260304", "chart_number=8", "records=usable"));
    int64_t never = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20260304", "chart_number=9", "records=none"));
    struct error error = {0};
    test_store_begin(test);
    must(corrections_merge(test->store, twice, once, false, &error), &error, "merge");
    must(
        corrections_withdraw(test->store, never, WITHDRAWAL_NEVER_CAME, true, &error), &error,
        "withdraw");
    must(corrections_unlink(test->store, once, false, &error), &error, "unlink");
    test_store_commit(test);
}

static void report(struct test_store *test, int64_t visit)
{
    const struct day_report counts = {.captured = 11, .decided = 1, .held = 10};
    struct error error = {0};
    must(acts_opened_visit(test->store, visit, &error), &error, "access");
    must(acts_opened_list(test->store, "worklist", &error), &error, "access");
    must(acts_reported_day(test->store, &counts, &error), &error, "day");
}

/* A month of long ago, whose one visit was a mistake. */
static void purge_old(struct test_store *test)
{
    static struct purge_result result; /* large: not for the stack */
    struct error error = {0};
    int64_t visit = test_capture(
        test, CAPTURE_VISIT, PAIRS("visit_date=20200110", "chart_number=1", "records=none"));
    test_store_begin(test);
    must(
        corrections_withdraw(test->store, visit, WITHDRAWAL_WRONG_DATE, false, &error), &error,
        "withdraw");
    test_store_commit(test);
    must(
        purge_run(test->store, month_of(day("20200201")), &result, &error) && result.bodies == 2,
        &error, "purge");
}

static void begin_incarnation(struct test_store *test)
{
    struct error error = {0};
    bool begun = false;
    test_store_begin(test);
    must(meta_put(test->store, "file", "copy", &error), &error, "copy");
    test_store_commit(test);
    must(incarnation_settle(test->store, &begun, &error) && begun, &error, "incarnation");
}

void every_kind_fill(struct test_store *test, const char *rules)
{
    int64_t visit = 0;
    int64_t other = 0;
    make_site(test, rules);
    visit = make_captures(test);
    import_files(test);
    every_ticket_keep(test);
    ask(test, visit);
    link_card(test);
    other = meet_other_name(test);
    decide(test);
    confirm(test, other);
    (void)test_capture(
        test, CAPTURE_PHONE,
        PAIRS(
            "visit_date=20260302", "chart_number=7", "insurer_phone=confirmed",
            "phone_date=20260302", "insurer_number=06130017", "number=35"));
    decide(test);
    every_ticket_decide(test);
    every_claim_export(test, keep_receipts(test));
    every_claim_submit(test, visit);
    correct(test);
    report(test, visit);
    purge_old(test);
    begin_incarnation(test);
    (void)test_capture(
        test, CAPTURE_VERBAL,
        PAIRS("visit_date=20260303", "chart_number=1", "verbal=unchanged", PERSON));
}

const char *every_kind_missing(const struct test_store *test)
{
    static const struct {
        int64_t number;
        const char *name;
    } kinds[] = {

#define ENTRY(number, kind, name, japanese) {number, name},
#include "engine/storage/entries.def"
#undef ENTRY
    };
    char query[96];
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        (void)snprintf(
            query, sizeof query, "SELECT count(*) FROM journal WHERE kind = %lld",
            (long long)kinds[i].number);
        if (raw_number(test, query) == 0) {
            return kinds[i].name;
        }
    }
    return NULL;
}
