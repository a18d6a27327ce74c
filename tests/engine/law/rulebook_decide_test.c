#include "tests/engine/law/chain.h"

/* A ruling of the table "path" for the two facts of BOOK_TABLE. */
static struct ruling
path_of(const struct rulebook *book, unsigned verbal, unsigned given_up, struct date visit_date)
{
    struct facts facts = {{0}};
    struct decision decision;
    facts.values[FACT_VERBAL] = (uint8_t)verbal;
    facts.values[FACT_GIVEN_UP] = (uint8_t)given_up;
    rulebook_decide(
        book, rulebook_find_table(book, "path"), &facts, visit_date,
        month_add(month_of(visit_date), 1), &decision);
    return *decision_ruling(&decision);
}

static void the_one_rule_that_applies_gives_the_outcome(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ruling ruling = path_of(book, VERBAL_UNCHANGED, FLAG_YES, day(2026, 11, 20));
    (void)state;
    assert_int_equal(ruling.kind, RULING_RULED);
    assert_string_equal(ruling.rule->id, "P-01");
    assert_string_equal(ruling_outcome_name(&ruling, "path"), "current");
    assert_string_equal(ruling_outcome_name(&ruling, "next"), "none");
    assert_string_equal(ruling_outcome_name(&ruling, "nothing"), "");
    assert_string_equal(ruling_outcome_value(&ruling, 0)->japanese, "現在の資格");
    assert_int_equal(ruling_outcome(&ruling, 0), 0);
    rulebook_close(book);
}

static void until_is_the_last_day_in_force(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    (void)state;
    assert_string_equal(path_of(book, 0, 0, day(2026, 3, 30)).rule->id, "P-02");
    assert_string_equal(path_of(book, 0, 0, day(2026, 3, 31)).rule->id, "P-02");
    assert_string_equal(path_of(book, 0, 0, day(2026, 4, 1)).rule->id, "P-03");
    assert_string_equal(path_of(book, 0, 0, day(2026, 4, 2)).rule->id, "P-03");
    assert_string_equal(path_of(book, 0, 0, day(2199, 12, 31)).rule->id, "P-03");
    rulebook_close(book);
}

static void before_the_floor_there_is_no_guess(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ruling ruling = path_of(book, 0, 0, day(2021, 9, 30));
    (void)state;
    assert_int_equal(ruling.kind, RULING_BEFORE_FLOOR);
    assert_null(ruling.rule);
    assert_string_equal(ruling_outcome_name(&ruling, "path"), "");
    assert_int_equal(path_of(book, 0, 0, day(2021, 10, 1)).kind, RULING_RULED);
    rulebook_close(book);
}

static void an_impossible_situation_names_its_row(void **state)
{
    struct rulebook *book = book_with(BOOK_TABLE);
    struct ruling ruling = path_of(book, VERBAL_CHANGED, FLAG_YES, day(2026, 1, 1));
    (void)state;
    assert_int_equal(ruling.kind, RULING_IMPOSSIBLE);
    assert_string_equal(ruling.rule->id, "P-X1");
    rulebook_close(book);
}

static void no_rule_is_a_gap(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct ruling ruling;
    (void)state;
    edit(BOOK_TABLE, "from: 2026-04-01", "from: 2026-04-02", edited);
    book = book_with(edited);
    ruling = path_of(book, VERBAL_CHANGED, FLAG_NO, day(2026, 4, 1));
    assert_int_equal(ruling.kind, RULING_GAP);
    assert_null(ruling.rule);
    assert_int_equal(path_of(book, VERBAL_CHANGED, FLAG_NO, day(2026, 4, 2)).kind, RULING_RULED);
    rulebook_close(book);
}

static void two_rules_are_a_conflict_whatever_their_order(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct ruling ruling;
    (void)state;
    edit(BOOK_TABLE, "until: 2026-03-31", "until: 2026-04-01", edited);
    book = book_with(edited);
    ruling = path_of(book, VERBAL_CHANGED, FLAG_NO, day(2026, 4, 1));
    assert_int_equal(ruling.kind, RULING_CONFLICT);
    assert_string_equal(ruling.rule->id, "P-02");
    assert_string_equal(ruling.other->id, "P-03");
    assert_string_equal(ruling_outcome_name(&ruling, "path"), "");
    rulebook_close(book);
}

static void a_rule_and_an_impossible_row_are_a_conflict(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    struct ruling ruling;
    (void)state;
    edit(
        BOOK_TABLE, "when: {verbal: [unrecorded], given_up: [yes]}", "when: {given_up: [yes]}",
        edited);
    book = book_with(edited);
    ruling = path_of(book, VERBAL_CHANGED, FLAG_YES, day(2026, 4, 1));
    assert_int_equal(ruling.kind, RULING_CONFLICT);
    assert_string_equal(ruling.rule->id, "P-04");
    assert_string_equal(ruling.other->id, "P-X1");
    rulebook_close(book);
}

static void an_announced_rule_never_applies(void **state)
{
    char edited[BOOK_TEXT];
    struct rulebook *book = NULL;
    (void)state;
    edit(BOOK_TABLE, "state: provisional", "state: announced", edited);
    book = book_with(edited);
    assert_int_equal(path_of(book, VERBAL_CHANGED, FLAG_NO, day(2026, 3, 31)).kind, RULING_GAP);
    assert_int_equal(rulebook_find_rule(book, "P-02")->state, RULE_STATE_ANNOUNCED);
    rulebook_close(book);
}

static struct ruling claimed_in(const struct rulebook *book, struct date visit, struct month claim)
{
    const struct facts facts = {{0}};
    struct decision decision;
    rulebook_decide(book, rulebook_table(book, 0), &facts, visit, claim, &decision);
    return *decision_ruling(&decision);
}

static void a_rule_may_turn_on_the_claim_month_as_well(void **state)
{
    struct rulebook *book = book_with(BOOK_BY_CLAIM);
    struct ruling ruling = claimed_in(book, day(2023, 7, 10), month(2023, 8));
    (void)state;
    assert_string_equal(ruling_outcome_name(&ruling, "filing"), "wait");
    ruling = claimed_in(book, day(2023, 7, 10), month(2023, 9));
    assert_string_equal(ruling_outcome_name(&ruling, "filing"), "open");
    ruling = claimed_in(book, day(2023, 7, 10), month(2023, 7));
    assert_string_equal(ruling_outcome_name(&ruling, "filing"), "wait");
    assert_int_equal(claimed_in(book, day(2023, 7, 9), month(2023, 9)).kind, RULING_BEFORE_FLOOR);
    rulebook_close(book);
}

static void a_claim_before_the_visit_is_covered_by_nothing(void **state)
{
    struct rulebook *book = book_with(BOOK_BY_CLAIM);
    (void)state;
    assert_int_equal(claimed_in(book, day(2023, 10, 1), month(2023, 9)).kind, RULING_GAP);
    assert_int_equal(claimed_in(book, day(2023, 10, 31), month(2023, 10)).kind, RULING_RULED);
    rulebook_close(book);
}

static struct decision decide_path(
    const struct rulebook *book,
    unsigned outage,
    unsigned verbal,
    struct date visit,
    struct month claim)
{
    struct facts facts = {{0}};
    struct decision decision;
    facts.values[FACT_OUTAGE] = (uint8_t)outage;
    facts.values[FACT_VERBAL] = (uint8_t)verbal;
    rulebook_decide(book, rulebook_find_table(book, "path"), &facts, visit, claim, &decision);
    return decision;
}

static void a_chain_keeps_the_ruling_of_each_table(void **state)
{
    struct rulebook *book = chain_book();
    struct decision decision =
        decide_path(book, OUTAGE_CONFIRMED, VERBAL_UNRECORDED, day(2026, 4, 1), month(2026, 5));
    (void)state;
    assert_int_equal(decision.count, 3);
    assert_string_equal(decision.rulings[0].rule->id, "PR-1");
    assert_string_equal(decision.rulings[1].rule->id, "BA-1");
    assert_string_equal(decision.rulings[2].rule->id, "PA-1");
    assert_ptr_equal(decision_ruling(&decision), &decision.rulings[2]);
    assert_string_equal(ruling_outcome_name(decision_ruling(&decision), "path"), "current");
    decision =
        decide_path(book, OUTAGE_UNRECORDED, VERBAL_CHANGED, day(2026, 4, 1), month(2026, 5));
    assert_string_equal(decision.rulings[1].rule->id, "BA-3");
    assert_string_equal(decision.rulings[2].rule->id, "PA-2");
    rulebook_close(book);
}

static void a_chain_decides_only_what_the_table_builds_on(void **state)
{
    struct rulebook *book = chain_book();
    const struct facts facts = {{0}};
    struct decision decision;
    (void)state;
    rulebook_decide(
        book, rulebook_find_table(book, "proof"), &facts, day(2026, 4, 1), month(2026, 5),
        &decision);
    assert_int_equal(decision.count, 1);
    assert_string_equal(decision.rulings[0].rule->id, "PR-2");
    rulebook_close(book);
}

static void what_builds_on_an_unruled_table_is_not_reached(void **state)
{
    struct rulebook *book = chain_book();
    struct decision decision =
        decide_path(book, OUTAGE_NOT_CONFIRMED, VERBAL_UNCHANGED, day(2023, 7, 31), month(2023, 9));
    (void)state;
    assert_int_equal(decision.rulings[0].kind, RULING_GAP);
    assert_int_equal(decision.rulings[1].kind, RULING_NOT_REACHED);
    assert_int_equal(decision.rulings[2].kind, RULING_NOT_REACHED);
    assert_ptr_equal(decision_cause(&decision), &decision.rulings[0]);
    assert_string_equal(decision_cause(&decision)->table->name, "proof");
    decision =
        decide_path(book, OUTAGE_NOT_CONFIRMED, VERBAL_UNCHANGED, day(2023, 7, 9), month(2023, 9));
    assert_int_equal(decision.rulings[0].kind, RULING_BEFORE_FLOOR);
    assert_int_equal(decision_ruling(&decision)->kind, RULING_NOT_REACHED);
    rulebook_close(book);
}

static void the_cause_of_a_ruled_chain_is_the_asked_table(void **state)
{
    struct rulebook *book = chain_book();
    struct decision decision =
        decide_path(book, OUTAGE_CONFIRMED, VERBAL_UNRECORDED, day(2026, 4, 1), month(2026, 5));
    (void)state;
    assert_ptr_equal(decision_cause(&decision), decision_ruling(&decision));
    rulebook_close(book);
}

static void a_table_on_the_claim_month_has_its_own_floor(void **state)
{
    struct rulebook *book = chain_book();
    struct decision decision =
        decide_path(book, OUTAGE_CONFIRMED, VERBAL_UNRECORDED, day(2023, 8, 1), month(2023, 8));
    (void)state;
    assert_int_equal(decision.rulings[1].kind, RULING_RULED);
    assert_int_equal(decision_ruling(&decision)->kind, RULING_BEFORE_FLOOR);
    decision =
        decide_path(book, OUTAGE_CONFIRMED, VERBAL_UNRECORDED, day(2023, 8, 1), month(2023, 9));
    assert_int_equal(decision_ruling(&decision)->kind, RULING_RULED);
    rulebook_close(book);
}

static void more_rules_than_one_word_of_bits_are_told_apart(void **state)
{
    static char text[64 * 1024] =
        "table: long\nquestion: 長い表\naxis: visit_date\nfloor: 2021-10-01\n"
        "facts:\n  given_up: [no, yes]\noutcome: {o: {a: x}}\nrules:\n";
    struct rulebook *book = NULL;
    struct facts facts = {{0}};
    struct decision decision;
    char id[8];
    (void)state;
    for (int i = 0; i < 150; i++) {
        char row[256];
        (void)snprintf(
            row, sizeof row,
            "  - {id: R-%d, says: s, from: 2022-01-%02d, until: 2022-01-%02d, "
            "when: {given_up: [%s]}, then: {o: a}, source: S1, reviewed: 2026-11-21, "
            "state: enacted, grade: primary}\n",
            i, i % 31 + 1, i % 31 + 1, i == 140 ? "yes" : "no");
        strcat(text, row);
    }
    book = book_with(text);
    facts.values[FACT_GIVEN_UP] = FLAG_YES;
    rulebook_decide(
        book, rulebook_table(book, 0), &facts, day(2022, 1, 140 % 31 + 1), month(2022, 2),
        &decision);
    assert_int_equal(decision_ruling(&decision)->kind, RULING_RULED);
    assert_string_equal(decision_ruling(&decision)->rule->id, "R-140");
    facts.values[FACT_GIVEN_UP] = FLAG_NO;
    rulebook_decide(
        book, rulebook_table(book, 0), &facts, day(2022, 1, 1), month(2022, 2), &decision);
    assert_int_equal(decision_ruling(&decision)->kind, RULING_CONFLICT);
    (void)snprintf(id, sizeof id, "R-%d", 31);
    assert_string_equal(decision_ruling(&decision)->rule->id, "R-0");
    assert_string_equal(decision_ruling(&decision)->other->id, id);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_one_rule_that_applies_gives_the_outcome),
        cmocka_unit_test(until_is_the_last_day_in_force),
        cmocka_unit_test(before_the_floor_there_is_no_guess),
        cmocka_unit_test(an_impossible_situation_names_its_row),
        cmocka_unit_test(no_rule_is_a_gap),
        cmocka_unit_test(two_rules_are_a_conflict_whatever_their_order),
        cmocka_unit_test(a_rule_and_an_impossible_row_are_a_conflict),
        cmocka_unit_test(an_announced_rule_never_applies),
        cmocka_unit_test(a_rule_may_turn_on_the_claim_month_as_well),
        cmocka_unit_test(a_claim_before_the_visit_is_covered_by_nothing),
        cmocka_unit_test(a_chain_keeps_the_ruling_of_each_table),
        cmocka_unit_test(a_chain_decides_only_what_the_table_builds_on),
        cmocka_unit_test(what_builds_on_an_unruled_table_is_not_reached),
        cmocka_unit_test(the_cause_of_a_ruled_chain_is_the_asked_table),
        cmocka_unit_test(a_table_on_the_claim_month_has_its_own_floor),
        cmocka_unit_test(more_rules_than_one_word_of_bits_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
