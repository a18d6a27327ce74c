#include "tests/engine/law/proof.h"

static void a_gap_is_told_as_the_smallest_set_of_facts(void **state)
{
    struct rulebook *book = edited_book("when: {verbal: [unchanged]}", "when: {verbal: [changed]}");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    const struct proof_finding *gap = &kept.findings[0];
    (void)state;
    assert_false(proof_is_clean(&summary));
    assert_int_equal(summary.gaps, 2 * 2);
    for (size_t i = 0; i < kept.count; i++) {
        gap = kept.findings[i].kind == PROOF_GAP ? &kept.findings[i] : gap;
    }
    assert_int_equal(gap->kind, PROOF_GAP);
    assert_true(proof_names_fact(gap, 0));
    assert_int_equal(gap->values[0], 1U << VERBAL_UNCHANGED);
    assert_false(proof_names_fact(gap, 1));
    assert_days(gap->days, day(2021, 10, 1), DATE_NONE);
    assert_false(month_is_some(gap->months.first));
    assert_null(gap->rule);
    rulebook_close(book);
}

static void a_gap_between_two_rules_is_told_with_its_days(void **state)
{
    struct rulebook *book = edited_book("from: 2026-04-01", "from: 2026-04-03");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    const struct proof_finding *gap = &kept.findings[0];
    (void)state;
    assert_int_equal(kept.count, 1);
    assert_int_equal(summary.gaps, 2);
    assert_int_equal(gap->kind, PROOF_GAP);
    assert_days(gap->days, day(2026, 4, 1), day(2026, 4, 2));
    assert_int_equal(gap->values[0], (1U << VERBAL_UNRECORDED) | (1U << VERBAL_CHANGED));
    assert_int_equal(gap->values[1], 1U << FLAG_NO);
    assert_int_equal(date_compare(gap->visit_date, day(2026, 4, 1)), 0);
    assert_int_equal(month_compare(gap->claim_month, month(2026, 4)), 0);
    rulebook_close(book);
}

static void a_gap_in_the_claim_months_is_told_with_its_months(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct kept kept;
    struct proof_summary summary;
    (void)state;
    edit(BY_BOTH, "claims_from: 2023-09", "claims_from: 2023-10", edited);
    book = book_with(edited);
    summary = check(book, &kept);
    assert_int_equal(summary.gaps, 2);
    assert_int_equal(kept.count, 1);
    assert_days(kept.findings[0].days, day(2023, 7, 10), DATE_NONE);
    assert_int_equal(kept.findings[0].months.first.months, month(2023, 9).months);
    assert_int_equal(kept.findings[0].months.last.months, month(2023, 9).months);
    assert_int_equal(kept.findings[0].claim_month.months, month(2023, 9).months);
    rulebook_close(book);
}

static void a_gap_over_several_stretches_of_months_is_told_once(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct kept kept;
    (void)state;
    edit(
        BY_BOTH, "    claims_from: 2023-09\n",
        "    claims_from: 2023-11\n"
        "    when: {}\n"
        "    then: {filing: open}\n" BOOK_TAIL "  - id: F-3\n"
        "    says: 後の受診は10月請求から\n"
        "    from: 2030-01-01\n"
        "    until: open\n"
        "    claims_from: 2023-10\n",
        edited);
    book = book_with(edited);
    (void)check(book, &kept);
    assert_int_equal(kept.count, 3);
    assert_int_equal(kept.findings[0].kind, PROOF_OVERLAP);
    assert_int_equal(kept.findings[1].kind, PROOF_GAP);
    assert_days(kept.findings[1].days, day(2023, 7, 10), day(2029, 12, 31));
    assert_int_equal(kept.findings[2].kind, PROOF_UNREACHABLE);
    assert_int_equal(kept.findings[1].months.first.months, month(2023, 9).months);
    assert_int_equal(kept.findings[1].months.last.months, month(2023, 10).months);
    rulebook_close(book);
}

static void a_gap_that_narrows_is_told_with_all_its_days(void **state)
{
    struct rulebook *book = book_with(
        "table: narrow\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"
        "facts:\n  verbal: [unrecorded, unchanged, changed]\n  given_up: [no, yes]\n"
        "outcome: {o: {a: x}}\n"
        "rules:\n" CHAIN_RULE("N-1", "2021-10-01", "open", "verbal: [unchanged, changed]", "o: a")
            CHAIN_RULE(
                "N-2", "2022-01-01", "open", "verbal: [unrecorded], given_up: [yes]", "o: a"));
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_int_equal(summary.gaps, 3);
    assert_int_equal(kept.count, 2);
    assert_false(proof_names_fact(&kept.findings[0], 1));
    assert_days(kept.findings[0].days, day(2021, 10, 1), day(2021, 12, 31));
    assert_int_equal(kept.findings[1].values[1], 1U << FLAG_NO);
    assert_days(kept.findings[1].days, day(2021, 10, 1), DATE_NONE);
    rulebook_close(book);
}

static void of_two_ways_to_tell_a_gap_the_one_with_fewer_facts_is_taken(void **state)
{
    struct rulebook *book = book_with(
        "table: few\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"
        "facts:\n  verbal: [unrecorded, unchanged, changed]\n  given_up: [no, yes]\n"
        "  person_confirmed: [no, yes]\n"
        "outcome: {o: {a: x}}\n"
        "rules:\n" CHAIN_RULE("F-1", "2021-10-01", "open", "verbal: [changed]", "o: a") CHAIN_RULE(
            "F-2", "2021-10-01", "open", "verbal: [unrecorded, unchanged], person_confirmed: [yes]",
            "o: a")
            CHAIN_RULE(
                "F-3", "2021-10-01", "open",
                "verbal: [unchanged], given_up: [yes], person_confirmed: [no]", "o: a"));
    struct kept kept;
    (void)state;
    (void)check(book, &kept);
    assert_int_equal(kept.count, 2);
    assert_int_equal(kept.findings[0].values[0], 1U << VERBAL_UNRECORDED);
    assert_false(proof_names_fact(&kept.findings[0], 1));
    assert_int_equal(kept.findings[0].values[2], 1U << FLAG_NO);
    assert_int_equal(
        kept.findings[1].values[0], (1U << VERBAL_UNRECORDED) | (1U << VERBAL_UNCHANGED));
    assert_int_equal(kept.findings[1].values[1], 1U << FLAG_NO);
    rulebook_close(book);
}

#define MONTHS_TABLE                                                                               \
    "table: months\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\n"                            \
    "facts:\n  verbal: [unrecorded, unchanged, changed]\n  given_up: [no, yes]\n"                  \
    "outcome: {o: {a: x}}\nrules:\n"

static void a_gap_that_narrows_by_months_is_told_with_all_its_months(void **state)
{
    struct rulebook *book = book_with(
        MONTHS_TABLE CHAIN_RULE("N-1", "2021-10-01", "open", "verbal: [unchanged, changed]", "o: a")
            CHAIN_RULE(
                "N-2", "2021-10-01", "open\n    claims_from: 2022-01",
                "verbal: [unrecorded], given_up: [yes]", "o: a"));
    struct kept kept;
    (void)state;
    (void)check(book, &kept);
    assert_int_equal(kept.count, 2);
    assert_int_equal(kept.findings[0].months.last.months, month(2021, 12).months);
    assert_int_equal(kept.findings[1].values[1], 1U << FLAG_NO);
    assert_false(month_is_some(kept.findings[1].months.first));
    assert_false(month_is_some(kept.findings[1].months.last));
    rulebook_close(book);
}

static void a_gap_does_not_reach_into_months_before_its_visits(void **state)
{
    struct rulebook *book = book_with(
        MONTHS_TABLE CHAIN_RULE(
            "M-1", "2021-10-01", "2029-12-31\n    claims_until: 2026-12", "", "o: a")
            CHAIN_RULE("M-2", "2021-10-01", "2029-12-31\n    claims_from: 2027-01", "", "o: a")
                CHAIN_RULE("M-3", "2030-01-01", "open\n    claims_from: 2030-06", "", "o: a"));
    struct kept kept;
    (void)state;
    (void)check(book, &kept);
    assert_int_equal(kept.count, 1);
    assert_days(kept.findings[0].days, day(2030, 1, 1), DATE_NONE);
    assert_int_equal(kept.findings[0].months.first.months, month(2027, 1).months);
    assert_int_equal(kept.findings[0].months.last.months, month(2030, 5).months);
    assert_int_equal(kept.findings[0].claim_month.months, month(2030, 1).months);
    rulebook_close(book);
}

static void of_very_many_gaps_all_are_counted_and_the_first_are_shown(void **state)
{
    static char text[64 * 1024] =
        "table: holes\nquestion: 穴だらけ\naxis: visit_date\nfloor: 2021-10-01\n"
        "facts:\n  given_up: [no, yes]\noutcome: {o: {a: x}}\nrules:\n";
    struct rulebook *book = NULL;
    struct kept kept;
    struct proof_summary summary;
    (void)state;
    for (int i = 0; i < 200; i++) {
        char row[256];
        struct date at = date_add_days(day(2022, 1, 1), 2 * i);
        char on[DATE_TEXT];
        date_write(at, on);
        (void)snprintf(
            row, sizeof row,
            "  - {id: R-%d, says: s, from: %s, until: %s, when: {}, then: {o: a}, source: S1, "
            "reviewed: 2026-11-21, state: enacted, grade: primary}\n",
            i, on, on);
        strcat(text, row);
    }
    book = book_with(text);
    summary = check(book, &kept);
    assert_int_equal(summary.gaps, 2 * 201);
    assert_int_equal(kept.count, LIMIT_PROOF_GAPS);
    assert_int_equal(summary.overlaps, 0);
    assert_int_equal(summary.unreachable, 0);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_is_told_as_the_smallest_set_of_facts),
        cmocka_unit_test(a_gap_between_two_rules_is_told_with_its_days),
        cmocka_unit_test(a_gap_in_the_claim_months_is_told_with_its_months),
        cmocka_unit_test(a_gap_over_several_stretches_of_months_is_told_once),
        cmocka_unit_test(a_gap_that_narrows_is_told_with_all_its_days),
        cmocka_unit_test(of_two_ways_to_tell_a_gap_the_one_with_fewer_facts_is_taken),
        cmocka_unit_test(a_gap_that_narrows_by_months_is_told_with_all_its_months),
        cmocka_unit_test(a_gap_does_not_reach_into_months_before_its_visits),
        cmocka_unit_test(of_very_many_gaps_all_are_counted_and_the_first_are_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
