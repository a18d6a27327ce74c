/* Drafts: what is to be typed where there is no receipt file. */
#include "exporters/receipt_draft.h"

#include <string.h>

#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

enum {
    ARENA_BYTES = 1024 * 1024
};

struct drafting {
    struct rulebook *book;
    struct receipt_decider decider;
    struct arena arena;
    struct receipt_key key;
    struct receipt_visits visits;
    struct receipt_choices choices;
    struct receipt_draft draft;
};

static struct date day(const char *digits)
{
    struct date date;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

static int make_drafting(void **state)
{
    static struct drafting drafting;
    struct error error;
    memset(&drafting, 0, sizeof drafting);
    drafting.book = test_rules_load();
    drafting.arena = arena_open(ARENA_BYTES);
    assert_true(receipt_decider_open(drafting.book, false, &drafting.decider, &error));
    drafting.key = (struct receipt_key){
        .month = month_of(day("20260301")),
        .chart_number = slice_of("00101"),
        .kana = slice_of("シカク　タロウ"),
        .birth = day("19800101"),
        .sex = SEX_MALE,
        .has_insurance = true,
        .days = -1,
    };
    drafting.visits = (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .paths = PATHS_CURRENT,
        .insurers = RESULTS_ONE,
        .scheme = SCHEME_ELDERLY,
        .payer = PAYER_FEDERATION,
        .count = 2,
        .identifiers = {.insurer_number = slice_of("39131032"), .number = slice_of("12345678")},
        .first_visit = 1,
        .rule = "CP-TEST",
    };
    *state = &drafting;
    return 0;
}

static int drop_drafting(void **state)
{
    struct drafting *drafting = *state;
    rulebook_close(drafting->book);
    arena_close(&drafting->arena);
    return 0;
}

static void make(struct drafting *drafting, enum receipt_kind kind)
{
    const struct draft_order order = {
        .decider = &drafting->decider,
        .layout = receipt_layout_of(kind, slice_of("202604")),
        .key = &drafting->key,
        .visits = &drafting->visits,
        .choices = &drafting->choices,
    };
    struct error error;
    assert_true(receipt_draft_make(&order, &drafting->arena, &drafting->draft, &error));
}

static void insurer_symbol_and_number_are_said_even_where_they_are_empty(void **state)
{
    struct drafting *d = *state;
    make(d, RECEIPT_KIND_MEDICAL);
    assert_false(d->draft.is_withheld);
    assert_int_equal(d->draft.ruling.fate, FATE_CURRENT);
    assert_int_equal(d->draft.count, 3);
    assert_slice(d->draft.lines[0].text, slice_of("39131032"));
    assert_int_equal(d->draft.lines[1].item, RECEIPT_HO_SYMBOL);
    assert_slice(d->draft.lines[1].text, slice_of(""));
    assert_slice(d->draft.lines[2].text, slice_of("１２３４５６７８"));
}

static void a_past_claim_has_its_comment_in_the_record_of_each_kind(void **state)
{
    static const struct {
        enum receipt_kind kind;
        enum receipt_record record;
        const char *row;
    } kinds[] = {
        {RECEIPT_KIND_MEDICAL, RECORD_CO, "CO,01,1,820000245,"},
        {RECEIPT_KIND_DENTAL, RECORD_CO, "CO,,1,820000245,,,,,,,"},
        {RECEIPT_KIND_PHARMACY, RECORD_TK, "TK,820000245,"},
        {RECEIPT_KIND_NURSING, RECORD_CO, "CO,820000245,,"},
    };
    struct drafting *d = *state;
    d->visits.paths = PATHS_PAST;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct draft_line *last = NULL;
        make(d, kinds[i].kind);
        assert_false(d->draft.is_withheld);
        last = &d->draft.lines[d->draft.count - 1];
        assert_int_equal(last->record, kinds[i].record);
        assert_slice(last->code, slice_of("820000245"));
        assert_slice(last->row, slice_of(kinds[i].row));
    }
}

static void what_the_rules_hold_back_has_no_lines(void **state)
{
    struct drafting *d = *state;
    d->visits.insurers = RESULTS_SEVERAL;
    make(d, RECEIPT_KIND_MEDICAL);
    assert_true(d->draft.is_withheld);
    assert_int_equal(d->draft.count, 0);
    assert_string_equal(d->draft.ruling.reason, "two_insurers");
    assert_int_equal(d->draft.trouble.trouble, TROUBLE_NONE);
}

static void a_change_of_relation_within_the_month_is_held_back(void **state)
{
    struct drafting *d = *state;
    d->visits.terms_differ = true;
    make(d, RECEIPT_KIND_MEDICAL);
    assert_true(d->draft.is_withheld);
    assert_string_equal(d->draft.ruling.reason, "type_changes");
}

static void what_cannot_be_written_names_its_field(void **state)
{
    struct drafting *d = *state;
    d->visits.identifiers.number = slice_of("12●4");
    make(d, RECEIPT_KIND_MEDICAL);
    assert_true(d->draft.is_withheld);
    assert_int_equal(d->draft.trouble.trouble, TROUBLE_MASKED);
    d->visits.identifiers.number = slice_of("𠮷");
    make(d, RECEIPT_KIND_MEDICAL);
    assert_int_equal(d->draft.trouble.trouble, TROUBLE_UNWRITABLE);
    assert_string_equal(d->draft.ruling.reason, "unwritable");
}

static void names_of_claim_files_are_known_in_any_case(void **state)
{
    static const struct {
        const char *name;
        bool is_a_claims;
    } names[] = {
        {"RECEIPTC.UKE", true}, {"out/receipty.cyo/", true},
        {"a.Hen", true},        {"b.SAH", true},
        {"out", false},         {".UKE", true},
        {"UKE", false},         {"a.UKE.csv", false},
        {".UKE", true},         {"", false},
        {"/", false},           {"x/.uke", true},
    };
    struct drafting *d = *state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_int_equal(
            draft_name_is_a_claims(d->book, slice_of(names[i].name), day("20260301")),
            names[i].is_a_claims);
    }
}

#define WITH_DRAFTING(test) cmocka_unit_test_setup_teardown(test, make_drafting, drop_drafting)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DRAFTING(insurer_symbol_and_number_are_said_even_where_they_are_empty),
        WITH_DRAFTING(a_past_claim_has_its_comment_in_the_record_of_each_kind),
        WITH_DRAFTING(what_the_rules_hold_back_has_no_lines),
        WITH_DRAFTING(a_change_of_relation_within_the_month_is_held_back),
        WITH_DRAFTING(what_cannot_be_written_names_its_field),
        WITH_DRAFTING(names_of_claim_files_are_known_in_any_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
