#include "tests/engine/law/proof.h"

static void a_whole_table_is_proved_and_counted(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_true(proof_is_clean(&summary));
    assert_int_equal(kept.count, 0);
    assert_int_equal(summary.tables, 1);
    assert_int_equal(summary.situations, 2 * 6); /* two stretches of days */
    assert_int_equal(summary.rules, 4);
    assert_int_equal(summary.impossible, 1);
    assert_int_equal(summary.rules_by_state[RULE_STATE_ENACTED], 3);
    assert_int_equal(summary.rules_by_state[RULE_STATE_PROVISIONAL], 1);
    assert_int_equal(summary.rules_by_state[RULE_STATE_ANNOUNCED], 0);
    assert_int_equal(summary.rules_by_grade[RULE_GRADE_PRIMARY], 3);
    assert_int_equal(summary.rules_by_grade[RULE_GRADE_INFERRED], 1);
    rulebook_close(book);
}

static void a_chain_is_proved_table_by_table(void **state)
{
    struct rulebook *book = chain_book();
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_int_equal(summary.tables, 3);
    assert_int_equal(summary.situations, 12 + 6 + 2 * 3);
    assert_int_equal(summary.gaps, 1);
    assert_int_equal(kept.count, 1);
    assert_string_equal(kept.findings[0].table->name, "proof");
    assert_int_equal(kept.findings[0].values[0], 1U << OUTAGE_NOT_CONFIRMED);
    assert_days(kept.findings[0].days, day(2023, 7, 10), day(2023, 7, 31));
    rulebook_close(book);
}

static void an_overlap_names_both_rules_and_the_days(void **state)
{
    struct rulebook *book = edited_book("until: 2026-03-31", "until: 2026-04-02");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    const struct proof_finding *overlap = &kept.findings[0];
    (void)state;
    assert_int_equal(kept.count, 1);
    assert_int_equal(summary.overlaps, 1);
    assert_int_equal(summary.conflicts, 2);
    assert_int_equal(overlap->kind, PROOF_OVERLAP);
    assert_string_equal(overlap->rule->id, "P-02");
    assert_string_equal(overlap->other->id, "P-03");
    assert_days(overlap->days, day(2026, 4, 1), day(2026, 4, 2));
    assert_int_equal(overlap->values[0], (1U << VERBAL_UNRECORDED) | (1U << VERBAL_CHANGED));
    assert_int_equal(overlap->values[1], 1U << FLAG_NO);
    assert_int_equal(date_compare(overlap->visit_date, day(2026, 4, 1)), 0);
    rulebook_close(book);
}

static void an_overlap_leaves_out_facts_that_make_no_difference(void **state)
{
    struct rulebook *book =
        edited_book("when: {verbal: [unrecorded], given_up: [yes]}", "when: {verbal: [unchanged]}");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    const struct proof_finding *overlap = &kept.findings[0];
    (void)state;
    assert_int_equal(summary.overlaps, 1);
    assert_string_equal(overlap->rule->id, "P-01");
    assert_string_equal(overlap->other->id, "P-04");
    assert_true(proof_names_fact(overlap, 0));
    assert_false(proof_names_fact(overlap, 1));
    rulebook_close(book);
}

static void a_rule_may_not_reach_into_an_impossible_row(void **state)
{
    struct rulebook *book = edited_book(
        "when: {verbal: [unrecorded], given_up: [yes]}", "when: {verbal: [unrecorded, changed], "
                                                         "given_up: [yes]}");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_int_equal(summary.overlaps, 1);
    assert_int_equal(summary.conflicts, 2);
    assert_string_equal(kept.findings[0].rule->id, "P-04");
    assert_string_equal(kept.findings[0].other->id, "P-X1");
    assert_days(kept.findings[0].days, day(2021, 10, 1), DATE_NONE);
    rulebook_close(book);
}

static void impossible_rows_may_overlap_each_other(void **state)
{
    struct rulebook *book = edited_book(
        "rules:\n", "  - id: P-X2\n    says: 同じ\n"
                    "    when: {verbal: [changed], given_up: [yes]}\nrules:\n");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_true(proof_is_clean(&summary));
    assert_int_equal(summary.impossible, 2);
    rulebook_close(book);
}

static void an_announced_rule_covers_nothing_and_is_not_called_unreachable(void **state)
{
    struct rulebook *book = edited_book("state: provisional", "state: announced");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_int_equal(summary.gaps, 2);
    assert_int_equal(summary.unreachable, 0);
    assert_int_equal(summary.rules_by_state[RULE_STATE_ANNOUNCED], 1);
    assert_int_equal(kept.count, 1);
    assert_days(kept.findings[0].days, day(2021, 10, 1), day(2026, 3, 31));
    rulebook_close(book);
}

static void a_rule_that_never_applies_alone_is_unreachable(void **state)
{
    struct rulebook *book = edited_book(
        "when: {verbal: [unrecorded], given_up: [yes]}", "when: {verbal: [changed], "
                                                         "given_up: [yes]}");
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    const struct proof_finding *last = NULL;
    (void)state;
    assert_int_equal(summary.unreachable, 1);
    last = &kept.findings[kept.count - 1];
    assert_int_equal(last->kind, PROOF_UNREACHABLE);
    assert_string_equal(last->rule->id, "P-04");
    assert_string_equal(proof_kind_name(last->kind), "unreachable");
    rulebook_close(book);
}

static void a_claim_before_its_visit_need_not_be_covered(void **state)
{
    struct rulebook *book = book_with(BY_BOTH);
    struct kept kept;
    struct proof_summary summary = check(book, &kept);
    (void)state;
    assert_true(proof_is_clean(&summary));
    assert_int_equal(summary.situations, 3); /* not: visits from September claimed till August */
    rulebook_close(book);
}

static void an_overlap_in_the_claim_months_is_told_with_its_months(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct kept kept;
    (void)state;
    edit(BY_BOTH, "claims_until: 2023-08", "claims_until: 2023-11", edited);
    book = book_with(edited);
    (void)check(book, &kept);
    assert_int_equal(kept.count, 1);
    assert_days(kept.findings[0].days, day(2023, 7, 10), day(2023, 8, 31));
    assert_int_equal(kept.findings[0].months.first.months, month(2023, 9).months);
    assert_int_equal(kept.findings[0].months.last.months, month(2023, 11).months);
    rulebook_close(book);
}

static void a_rule_for_claims_before_its_visits_is_unreachable(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct kept kept;
    struct proof_summary summary;
    (void)state;
    edit(
        BY_BOTH, "    from: 2023-07-10\n    until: 2023-08-31\n",
        "    from: 2023-09-01\n    until: open\n", edited);
    book = book_with(edited);
    summary = check(book, &kept);
    assert_int_equal(summary.unreachable, 1);
    assert_int_equal(summary.overlaps, 0);
    rulebook_close(book);
}

static void rules_far_apart_in_a_long_table_conflict_too(void **state)
{
    static char text[64 * 1024] = "table: long\nquestion: q\naxis: visit_date\nfloor: 2022-01-01\n"
                                  "facts:\n  given_up: [no, yes]\noutcome: {o: {a: x}}\nrules:\n";
    struct rulebook *book = NULL;
    struct kept kept;
    struct proof_summary summary;
    (void)state;
    for (int i = 0; i < 150; i++) {
        char row[256];
        char on[DATE_TEXT];
        date_write(date_add_days(day(2022, 1, 1), i == 149 ? 0 : i), on);
        (void)snprintf(
            row, sizeof row,
            "  - {id: R-%d, says: s, from: %s, until: %s, when: {}, then: {o: a}, source: S1, "
            "reviewed: 2026-11-21, state: enacted, grade: primary}\n",
            i, on, i == 148 ? "open" : on);
        strcat(text, row);
    }
    book = book_with(text);
    summary = check(book, &kept);
    assert_int_equal(summary.conflicts, 2);
    assert_int_equal(summary.overlaps, 1);
    assert_string_equal(kept.findings[0].rule->id, "R-0");
    assert_string_equal(kept.findings[0].other->id, "R-149");
    assert_int_equal(summary.gaps, 0);
    assert_int_equal(summary.unreachable, 2); /* the two of the first day */
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_table_is_proved_and_counted),
        cmocka_unit_test(a_chain_is_proved_table_by_table),
        cmocka_unit_test(an_overlap_names_both_rules_and_the_days),
        cmocka_unit_test(an_overlap_leaves_out_facts_that_make_no_difference),
        cmocka_unit_test(a_rule_may_not_reach_into_an_impossible_row),
        cmocka_unit_test(impossible_rows_may_overlap_each_other),
        cmocka_unit_test(an_announced_rule_covers_nothing_and_is_not_called_unreachable),
        cmocka_unit_test(a_rule_that_never_applies_alone_is_unreachable),
        cmocka_unit_test(a_claim_before_its_visit_need_not_be_covered),
        cmocka_unit_test(an_overlap_in_the_claim_months_is_told_with_its_months),
        cmocka_unit_test(a_rule_for_claims_before_its_visits_is_unreachable),
        cmocka_unit_test(rules_far_apart_in_a_long_table_conflict_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
