/* What becomes of receipt type and ratio: when they follow, and when a person is needed. */
#include "engine/law/receipt_type.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

struct type_row {
    const char *says;
    const char *type;
    const char *ratio;
    const char *insurer; /* of the receipt */
    int birth[3];
    unsigned paths;
    unsigned scheme; /* of the visits */
    unsigned relation;
    unsigned share;
    enum receipt_type_fate fate;
    const char *new_type;
    const char *new_ratio;
};

#define EMPLOYEES "06132013"
#define NATIONAL "138057"
#define ADULT                                                                                      \
    {                                                                                              \
        1980, 1, 31                                                                                \
    }

static const struct type_row rows[] = {
    {"nothing differs", "1112", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE,
     RELATION_INSURED, SHARE_UNRECORDED, TYPE_STAYS, "", ""},
    {"relation not known", "1112", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE,
     RELATION_UNRECORDED, SHARE_UNRECORDED, TYPE_STAYS, "", ""},
    {"family instead", "1112", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE,
     RELATION_FAMILY, SHARE_UNRECORDED, TYPE_FOLLOWS, "1116", ""},
    {"dental keeps its first digit", "3112", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE,
     RELATION_FAMILY, SHARE_UNRECORDED, TYPE_FOLLOWS, "3116", ""},
    {"the last month before school",
     "1112",
     "",
     EMPLOYEES,
     {2020, 4, 2},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_UNRECORDED,
     TYPE_FOLLOWS,
     "1114",
     ""},
    {"at school",
     "1112",
     "",
     EMPLOYEES,
     {2020, 4, 1},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_UNRECORDED,
     TYPE_FOLLOWS,
     "1116",
     ""},
    {"seventy since last month",
     "1112",
     "",
     EMPLOYEES,
     {1956, 5, 31},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_TWENTY,
     TYPE_FOLLOWS,
     "1118",
     ""},
    {"seventy on the first",
     "1112",
     "",
     EMPLOYEES,
     {1956, 6, 1},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_THIRTY,
     TYPE_FOLLOWS,
     "1110",
     ""},
    {"seventy this month",
     "1112",
     "",
     EMPLOYEES,
     {1956, 6, 2},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_THIRTY,
     TYPE_FOLLOWS,
     "1116",
     ""},
    {"seventy, share not known",
     "1112",
     "",
     EMPLOYEES,
     {1950, 1, 1},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_FAMILY,
     SHARE_UNRECORDED,
     TYPE_NEEDS_PERSON,
     "",
     ""},
    {"to the elderly",
     "1112",
     "",
     EMPLOYEES,
     {1950, 1, 1},
     PATHS_CURRENT,
     SCHEME_ELDERLY,
     RELATION_UNRECORDED,
     SHARE_TEN,
     TYPE_FOLLOWS,
     "1318",
     "90"},
    {"to the elderly, share not known",
     "1112",
     "",
     EMPLOYEES,
     {1950, 1, 1},
     PATHS_CURRENT,
     SCHEME_ELDERLY,
     RELATION_UNRECORDED,
     SHARE_UNRECORDED,
     TYPE_NEEDS_PERSON,
     "",
     ""},
    {"to the national insurance", "1112", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_NATIONAL,
     RELATION_UNRECORDED, SHARE_UNRECORDED, TYPE_FOLLOWS, "1112", "70"},
    {"from the national insurance, with a ratio", "1112", "70", NATIONAL, ADULT, PATHS_CURRENT,
     SCHEME_EMPLOYEE, RELATION_UNRECORDED, SHARE_UNRECORDED, TYPE_NEEDS_PERSON, "", ""},
    {"from the national insurance, without one", "1112", "", NATIONAL, ADULT, PATHS_CURRENT,
     SCHEME_EMPLOYEE, RELATION_UNRECORDED, SHARE_UNRECORDED, TYPE_STAYS, "", ""},
    {"the width of the ratio stays",
     "1112",
     "070",
     NATIONAL,
     {1950, 1, 1},
     PATHS_CURRENT,
     SCHEME_NATIONAL,
     RELATION_FAMILY,
     SHARE_TWENTY,
     TYPE_FOLLOWS,
     "1118",
     "080"},
    {"seventy, made with another share",
     "1118",
     "",
     EMPLOYEES,
     {1953, 1, 1},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_UNRECORDED,
     SHARE_THIRTY,
     TYPE_NEEDS_PERSON,
     "",
     ""},
    {"seventy, made with the active share",
     "1110",
     "",
     EMPLOYEES,
     {1953, 1, 1},
     PATHS_PAST,
     SCHEME_EMPLOYEE,
     RELATION_UNRECORDED,
     SHARE_TWENTY,
     TYPE_NEEDS_PERSON,
     "",
     ""},
    {"seventy, made with the same share",
     "1118",
     "",
     EMPLOYEES,
     {1953, 1, 1},
     PATHS_CURRENT,
     SCHEME_EMPLOYEE,
     RELATION_UNRECORDED,
     SHARE_TWENTY,
     TYPE_STAYS,
     "",
     ""},
    {"insurance of the elderly, another ratio of one type",
     "1318",
     "090",
     "39131032",
     {1940, 1, 1},
     PATHS_CURRENT,
     SCHEME_ELDERLY,
     RELATION_UNRECORDED,
     SHARE_TWENTY,
     TYPE_NEEDS_PERSON,
     "",
     ""},
    {"insurance of the elderly, the same ratio",
     "1318",
     "080",
     "39131032",
     {1940, 1, 1},
     PATHS_CURRENT,
     SCHEME_ELDERLY,
     RELATION_UNRECORDED,
     SHARE_TWENTY,
     TYPE_STAYS,
     "",
     ""},
    {"another share than of an adult, who has no ratio", "1112", "", EMPLOYEES, ADULT,
     PATHS_CURRENT, SCHEME_EMPLOYEE, RELATION_INSURED, SHARE_TWENTY, TYPE_STAYS, "", ""},
    {"unknown, of the same kind", "1112", "", EMPLOYEES, ADULT, PATHS_UNKNOWN, SCHEME_UNKNOWN,
     RELATION_FAMILY, SHARE_UNRECORDED, TYPE_STAYS, "", ""},
    {"unknown, of another kind", "1112", "", EMPLOYEES, ADULT, PATHS_UNKNOWN, SCHEME_ELDERLY,
     RELATION_UNRECORDED, SHARE_TEN, TYPE_NEEDS_PERSON, "", ""},
    {"of public payers alone", "1212", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE,
     RELATION_INSURED, SHARE_UNRECORDED, TYPE_NEEDS_PERSON, "", ""},
    {"no type", "", "", EMPLOYEES, ADULT, PATHS_CURRENT, SCHEME_EMPLOYEE, RELATION_INSURED,
     SHARE_UNRECORDED, TYPE_NEEDS_PERSON, "", ""},
};

static void each_row_becomes_what_the_facts_leave(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct type_row *row = &rows[i];
        struct receipt_key key = {
            .type = slice_of(row->type), .ratio = slice_of(row->ratio), .has_insurance = true};
        struct receipt_visits visits = {
            .paths = row->paths,
            .scheme = row->scheme,
            .relation = row->relation,
            .share = row->share};
        struct receipt_type type;
        key.identifiers.insurer_number = slice_of(row->insurer);
        assert_true(month_make(2026, 6, &key.month));
        assert_true(date_make(row->birth[0], row->birth[1], row->birth[2], &key.birth));
        type = receipt_type_of(book, &key, &visits);
        assert_row(type.fate == row->fate, row->says);
        if (row->fate == TYPE_FOLLOWS) {
            assert_row(strcmp(type.type, row->new_type) == 0, row->says);
            assert_row(strcmp(type.ratio, row->new_ratio) == 0, row->says);
        }
    }
    rulebook_close(book);
}

static void what_a_person_accepts_stays_as_it_is(void **state)
{
    static const struct {
        const char *type;
        unsigned scheme;
        unsigned relation;
        enum receipt_type_fate before;
        enum receipt_type_fate fate;
    } accepted[] = {
        {"1118", SCHEME_EMPLOYEE, RELATION_UNRECORDED, TYPE_NEEDS_PERSON, TYPE_STAYS},
        {"1112", SCHEME_EMPLOYEE, RELATION_FAMILY, TYPE_FOLLOWS, TYPE_STAYS},
        {"1112", SCHEME_ELDERLY, RELATION_UNRECORDED, TYPE_FOLLOWS, TYPE_FOLLOWS},
    };
    struct rulebook *book = test_rules_load();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(accepted); i++) {
        struct receipt_key key = {.type = slice_of(accepted[i].type), .has_insurance = true};
        struct receipt_visits visits = {
            .paths = PATHS_CURRENT,
            .scheme = accepted[i].scheme,
            .relation = accepted[i].relation,
            .share = SHARE_THIRTY};
        key.identifiers.insurer_number = slice_of(EMPLOYEES);
        assert_true(month_make(2026, 6, &key.month));
        assert_true(date_make(1953, 1, 1, &key.birth));
        assert_int_equal(receipt_type_of(book, &key, &visits).fate, accepted[i].before);
        visits.type_accepted = true;
        assert_int_equal(receipt_type_of(book, &key, &visits).fate, accepted[i].fate);
    }
    rulebook_close(book);
}

static void a_receipt_without_insurance_needs_a_person(void **state)
{
    struct rulebook *book = test_rules_load();
    struct receipt_key key = {.type = slice_of("1112"), .birth = DATE_NONE};
    struct receipt_visits visits = {.paths = PATHS_CURRENT, .scheme = SCHEME_EMPLOYEE};
    (void)state;
    assert_true(month_make(2026, 6, &key.month));
    assert_int_equal(receipt_type_of(book, &key, &visits).fate, TYPE_NEEDS_PERSON);
    key.has_insurance = true;
    key.month = MONTH_NONE;
    assert_int_equal(receipt_type_of(book, &key, &visits).fate, TYPE_NEEDS_PERSON);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_becomes_what_the_facts_leave),
        cmocka_unit_test(what_a_person_accepts_stays_as_it_is),
        cmocka_unit_test(a_receipt_without_insurance_needs_a_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
