/* Written claims: known again in another file once they were submitted, until they come back. */
#include "engine/storage/written_claims.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/exports.h"
#include "engine/storage/returns.h"
#include "engine/storage/submissions.h"
#include "engine/storage/views.h"
#include "engine/vocabulary/domain.h"
#include "tests/support/check.h"
#include "tests/support/must.h"
#include "tests/support/store_fixture.h"

enum {
    MANY = 20001 /* more than one entry holds */
};

static int make_store(void **state)
{
    struct test_store *test = calloc(1, sizeof *test);
    assert_non_null(test);
    test_store_open(test, 181);
    *state = test;
    return 0;
}

static int drop_store(void **state)
{
    test_store_close(*state);
    free(*state);
    return 0;
}

static struct month month(const char *digits)
{
    struct month made = MONTH_NONE;
    assert_true(month_from_digits(slice_of(digits), &made));
    return made;
}

/* Of chart number 00101 in 2026-03. */
static struct receipt_key key(const char *insurer)
{
    struct receipt_key made = {
        .month = month("202603"),
        .chart_number = slice_of("00101"),
        .identifiers = {.insurer_number = slice_of(insurer)},
    };
    assert_true(date_from_digits(slice_of("19800101"), &made.birth));
    return made;
}

static struct written_claim claim(struct test_store *test, const struct receipt_key *of, bool out)
{
    struct written_claim made = {.out = out};
    struct error error = {0};
    bool known = false;
    must(written_claim_of(test->store, of, &made, &known, &error), &error, "claim");
    assert_true(known);
    return made;
}

/* A file for the fund with these claims. */
static void write(
    struct test_store *test,
    const char *claim_month,
    const struct written_claim *claims,
    size_t count)
{
    static const uint8_t hash[HASH_BYTES] = {1};
    const struct export_note note = {.month = month(claim_month), .hash = hash};
    struct written_file file = {
        .payer = PAYER_FUND, .month = note.month, .kind = RECEIPT_KIND_MEDICAL};
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    must(exports_note(test->store, &note, &file.export, &error), &error, "export");
    must(written_note(test->store, &file, claims, count, &error), &error, "claims");
    must(store_commit(test->store, &error), &error, "commit");
}

static void write_one(struct test_store *test, const char *claim_month)
{
    const struct receipt_key one = key("06132013");
    const struct written_claim made = claim(test, &one, true);
    write(test, claim_month, &made, 1);
}

static void submit(struct test_store *test, unsigned payer, const char *claim_month)
{
    const struct submission act = {
        .payer = payer,
        .month = month(claim_month),
        .kind = RECEIPT_KIND_MEDICAL,
        .day = month_first_day(month(claim_month)),
    };
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    must(submissions_note(test->store, &act, &error), &error, "submission");
    must(store_commit(test->store, &error), &error, "commit");
}

/* Which claim a return is of. */
static void name(struct test_store *test, const struct receipt_key *of, struct returned_claim *made)
{
    const struct written_claim which = claim(test, of, true);
    made->treated = of->month;
    made->returned = MONTH_NONE;
    made->kind = RECEIPT_KIND_MEDICAL;
    memcpy(made->claim, which.claim, sizeof made->claim);
    memcpy(made->exact, which.exact, sizeof made->exact);
}

static struct returned_claim
come_back_of(struct test_store *test, uint8_t print, const char *insurer, enum receipt_kind kind)
{
    const struct receipt_key one = key(insurer);
    struct returned_claim made = {.how = RETURN_HOW_FILE};
    struct error error = {0};
    bool added = false;
    name(test, &one, &made);
    made.kind = kind;
    memset(made.print, print, sizeof made.print);
    must(store_begin(test->store, &error), &error, "begin");
    must(returns_note(test->store, &made, &added, &error) && added, &error, "return");
    must(store_commit(test->store, &error), &error, "commit");
    return made;
}

static struct returned_claim come_back(struct test_store *test, uint8_t print)
{
    return come_back_of(test, print, "06132013", RECEIPT_KIND_MEDICAL);
}

static void claim_again(struct test_store *test, const struct returned_claim *returned)
{
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    must(returns_reclaimed(test->store, returned, &error), &error, "re-claim");
    must(store_commit(test->store, &error), &error, "commit");
}

/* What a person tells about it, after it was submitted with that month. */
static void tell(struct test_store *test, unsigned how, const char *claim_month)
{
    const struct receipt_key one = key("06132013");
    struct returned_claim made = {.how = how};
    struct error error = {0};
    name(test, &one, &made);
    must(store_begin(test->store, &error), &error, "begin");
    must(returns_note_by_hand(test->store, &made, month(claim_month), &error), &error, "return");
    must(store_commit(test->store, &error), &error, "commit");
}

struct open_returns {
    size_t count;
    int64_t last; /* entry */
    unsigned how; /* of the last */
};

static bool
take_open(void *taker, int64_t entry, const struct returned_claim *claim, struct error *error)
{
    struct open_returns *open = taker;
    (void)error;
    *open = (struct open_returns){open->count + 1, entry, claim->how};
    return true;
}

static struct open_returns open_returns(struct test_store *test)
{
    struct open_returns open = {0};
    struct error error = {0};
    must(returns_each_open(test->store, take_open, &open, &error), &error, "list");
    return open;
}

static void close_one(struct test_store *test, int64_t entry)
{
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    must(returns_close(test->store, entry, RETURN_CLOSED_NOT_OURS, &error), &error, "close");
    must(store_commit(test->store, &error), &error, "commit");
}

/* "2026-04", or "" where it is free to go. */
static const char *submitted(struct test_store *test, struct receipt_key of, enum receipt_kind kind)
{
    static char text[DATE_TEXT];
    struct month found = MONTH_NONE;
    struct error error = {0};
    must(written_submitted(test->store, &of, kind, &found, &error), &error, "search");
    text[0] = '\0';
    if (month_is_some(found)) {
        month_write(found, text);
    }
    return text;
}

static const char *held(struct test_store *test)
{
    return submitted(test, key("06132013"), RECEIPT_KIND_MEDICAL);
}

/* ---- tests ---- */

static void what_was_written_is_held_once_it_was_submitted(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    write_one(test, "202604");
    assert_string_equal(held(test), "");
    submit(test, PAYER_FEDERATION, "202604");
    submit(test, PAYER_FUND, "202603");
    assert_string_equal(held(test), "");
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(held(test), "2026-04");
}

static void a_corrected_insurer_does_not_make_another_claim_of_it(void **state)
{
    struct test_store *test = *state;
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(submitted(test, key("06139992"), RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(submitted(test, key(""), RECEIPT_KIND_MEDICAL), "2026-04");
}

static void other_claims_go_out(void **state)
{
    struct test_store *test = *state;
    struct receipt_key other = key("06132013");
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(submitted(test, other, RECEIPT_KIND_DENTAL), "");
    other.inpatient = true;
    assert_string_equal(submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = key("06132013");
    other.month = month("202604");
    assert_string_equal(submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = key("06132013");
    other.chart_number = slice_of("00102");
    assert_string_equal(submitted(test, other, RECEIPT_KIND_MEDICAL), "");
    other = key("06132013");
    other.birth = date_add_days(other.birth, 1);
    assert_string_equal(submitted(test, other, RECEIPT_KIND_MEDICAL), "");
}

static void a_claim_of_nobody_known_is_not_written_down(void **state)
{
    struct test_store *test = *state;
    struct receipt_key nobody[] = {key("06132013"), key("06132013"), key("06132013")};
    struct error error = {0};
    nobody[0].chart_number = (struct slice){NULL, 0};
    nobody[1].birth = DATE_NONE;
    nobody[2].month = MONTH_NONE;
    for (size_t i = 0; i < COUNT_OF(nobody); i++) {
        struct written_claim made;
        bool known = true;
        must(written_claim_of(test->store, &nobody[i], &made, &known, &error), &error, "claim");
        assert_false(known);
        assert_string_equal(submitted(test, nobody[i], RECEIPT_KIND_MEDICAL), "");
    }
}

static void the_last_file_before_the_submission_counts(void **state)
{
    struct test_store *test = *state;
    write_one(test, "202604");
    write(test, "202604", NULL, 0);
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(held(test), "");
    write_one(test, "202605");
    assert_string_equal(held(test), "");
    submit(test, PAYER_FUND, "202605");
    assert_string_equal(held(test), "2026-05");
}

static void what_stayed_behind_beside_it_is_known_by_its_insurer(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key keys[] = {key("06132013"), key("06139992")};
    const struct written_claim claims[] = {
        claim(test, &keys[0], true), claim(test, &keys[1], false)};
    const struct written_claim later[] = {
        claim(test, &keys[0], false), claim(test, &keys[1], true)};
    write(test, "202604", claims, 2);
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "");
    write(test, "202605", later, 2);
    submit(test, PAYER_FUND, "202605");
    assert_string_equal(submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "2026-04");
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-05");
}

static void what_came_back_goes_out_once(void **state)
{
    struct test_store *test = *state;
    struct returned_claim returned;
    struct error error = {0};
    write_one(test, "202604");
    returned = come_back(test, 1);
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(held(test), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(held(test), "");
    claim_again(test, &returned);
    assert_string_equal(held(test), "2026-04");
    (void)come_back(test, 2);
    assert_string_equal(held(test), "");
    write_one(test, "202607");
    submit(test, PAYER_FUND, "202607");
    assert_string_equal(held(test), "2026-07");
}

static void a_return_from_before_sets_nothing_free(void **state)
{
    struct test_store *test = *state;
    (void)come_back(test, 1);
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(held(test), "2026-04");
}

static void what_went_out_again_is_settled_by_its_submission(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    (void)come_back(test, 1);
    write_one(test, "202605");
    submit(test, PAYER_FEDERATION, "202605");
    assert_int_equal(open_returns(test).count, 1);
    assert_string_equal(held(test), "");
    submit(test, PAYER_FUND, "202605");
    assert_int_equal(open_returns(test).count, 0);
    assert_string_equal(held(test), "2026-05");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(open_returns(test).count, 0);
    assert_string_equal(held(test), "2026-05");
}

static void what_stayed_behind_again_is_still_open(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key one = key("06132013");
    const struct written_claim behind = claim(test, &one, false);
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    (void)come_back(test, 1);
    write_one(test, "202605");
    write(test, "202605", &behind, 1);
    submit(test, PAYER_FUND, "202605");
    assert_int_equal(open_returns(test).count, 1);
    assert_string_equal(held(test), "");
}

static void what_a_person_tells_sets_it_free(void **state)
{
    struct test_store *test = *state;
    struct open_returns open;
    struct error error = {0};
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    tell(test, RETURN_HOW_WITHDRAWN, "202604");
    open = open_returns(test);
    assert_int_equal(open.count, 1);
    assert_int_equal(open.how, RETURN_HOW_WITHDRAWN);
    assert_string_equal(held(test), "");
    close_one(test, open.last);
    assert_string_equal(held(test), "2026-04");
    tell(test, RETURN_HOW_ON_PAPER, "202604");
    assert_string_equal(held(test), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(open_returns(test).how, RETURN_HOW_ON_PAPER);
    assert_string_equal(held(test), "");
}

static void what_never_went_is_nobodys_work(void **state)
{
    struct test_store *test = *state;
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    tell(test, RETURN_HOW_NOT_SENT, "202604");
    assert_int_equal(open_returns(test).count, 0);
    assert_string_equal(held(test), "");
    write_one(test, "202605");
    submit(test, PAYER_FUND, "202605");
    assert_string_equal(held(test), "2026-05");
}

/* Of two claims of one person both went out: what came back is one of them. */
static void the_return_of_one_of_two_is_not_that_of_the_other(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key keys[] = {key("06132013"), key("06139992")};
    const struct written_claim claims[] = {
        claim(test, &keys[0], true), claim(test, &keys[1], true)};
    struct error error = {0};
    write(test, "202604", claims, 2);
    submit(test, PAYER_FUND, "202604");
    (void)come_back(test, 1);
    assert_string_equal(submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "");
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-04");
    /* with a corrected insurer it is the one that came back */
    assert_string_equal(submitted(test, key("01130012"), RECEIPT_KIND_MEDICAL), "");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-04");
    (void)come_back_of(test, 2, "06139992", RECEIPT_KIND_MEDICAL);
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "");
    /* one goes out again: the other one is still to be done */
    write(test, "202605", &claims[1], 1);
    submit(test, PAYER_FUND, "202605");
    assert_int_equal(open_returns(test).count, 1);
    assert_string_equal(submitted(test, keys[0], RECEIPT_KIND_MEDICAL), "");
    assert_string_equal(submitted(test, keys[1], RECEIPT_KIND_MEDICAL), "2026-05");
}

/* The same person has claims of two kinds with one chart number. */
static void a_return_is_of_one_kind(void **state)
{
    struct test_store *test = *state;
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    (void)come_back_of(test, 1, "06132013", RECEIPT_KIND_DENTAL);
    assert_string_equal(held(test), "2026-04");
    (void)come_back_of(test, 2, "06132013", RECEIPT_KIND_NONE);
    assert_string_equal(held(test), "");
    write_one(test, "202605");
    submit(test, PAYER_FUND, "202605");
    assert_int_equal(open_returns(test).count, 1);
    assert_string_equal(held(test), "2026-05");
}

static void a_return_that_was_told_twice_is_claimed_again_once(void **state)
{
    struct test_store *test = *state;
    struct returned_claim returned;
    struct error error = {0};
    write_one(test, "202604");
    submit(test, PAYER_FUND, "202604");
    tell(test, RETURN_HOW_ON_PAPER, "202604");
    returned = come_back(test, 1);
    (void)come_back_of(test, 2, "06132013", RECEIPT_KIND_DENTAL);
    assert_int_equal(open_returns(test).count, 3);
    claim_again(test, &returned);
    assert_int_equal(open_returns(test).count, 1);
    assert_string_equal(held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_int_equal(open_returns(test).count, 1);
}

static void very_many_stand_in_several_entries(void **state)
{
    struct test_store *test = *state;
    const struct receipt_key one = key("06132013");
    struct written_claim *claims = calloc(MANY, sizeof *claims);
    struct error error = {0};
    assert_non_null(claims);
    for (size_t i = 0; i < MANY; i++) {
        claims[i] = claim(test, &one, true);
        memcpy(claims[i].claim, &i, sizeof i);
    }
    claims[MANY - 1] = claim(test, &one, true);
    write(test, "202604", claims, MANY);
    free(claims);
    submit(test, PAYER_FUND, "202604");
    assert_string_equal(held(test), "2026-04");
    must(views_rebuild(test->store, &error), &error, "rebuild");
    assert_string_equal(held(test), "2026-04");
}

int main(void)
{
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, make_store, drop_store)
    const struct CMUnitTest tests[] = {
        WITH_STORE(what_was_written_is_held_once_it_was_submitted),
        WITH_STORE(a_corrected_insurer_does_not_make_another_claim_of_it),
        WITH_STORE(other_claims_go_out),
        WITH_STORE(a_claim_of_nobody_known_is_not_written_down),
        WITH_STORE(the_last_file_before_the_submission_counts),
        WITH_STORE(what_stayed_behind_beside_it_is_known_by_its_insurer),
        WITH_STORE(what_came_back_goes_out_once),
        WITH_STORE(a_return_from_before_sets_nothing_free),
        WITH_STORE(what_went_out_again_is_settled_by_its_submission),
        WITH_STORE(what_stayed_behind_again_is_still_open),
        WITH_STORE(what_a_person_tells_sets_it_free),
        WITH_STORE(what_never_went_is_nobodys_work),
        WITH_STORE(the_return_of_one_of_two_is_not_that_of_the_other),
        WITH_STORE(a_return_is_of_one_kind),
        WITH_STORE(a_return_that_was_told_twice_is_claimed_again_once),
        WITH_STORE(very_many_stand_in_several_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
