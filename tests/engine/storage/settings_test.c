/* Settings: defaults, what each may be, changes as entries, over a rebuild. */
#include "engine/storage/settings.h"

#include "engine/vocabulary/domain.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "tests/support/check.h"
#include "tests/support/raw_store.h"
#include "tests/support/tagged_work.h"

static int make_store(void **state)
{
    return test_store_setup(state, 101);
}

static enum fault change(struct test_store *test, enum setting setting, struct slice value)
{
    struct error error = {.fault = FAULT_NONE};
    assert_true(store_begin(test->store, &error));
    if (settings_change(test->store, setting, value, &error)) {
        assert_true(store_commit(test->store, &error));
    } else {
        store_rollback(test->store);
    }
    return error.fault;
}

static void check_value(struct test_store *test, enum setting setting, const char *expected)
{
    char value[SETTING_VALUE];
    struct error error = {0};
    assert_true(settings_get(test->store, setting, value, &error));
    assert_string_equal(value, expected);
}

static void every_default_is_a_value_that_may_be_set(void **state)
{
    struct test_store *test = *state;
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        enum setting setting = (enum setting)i;
        enum setting found = SETTING_COUNT;
        char value[SETTING_VALUE];
        struct error error = {0};
        assert_true(settings_get(test->store, setting, value, &error));
        assert_row(
            value[0] == '\0' || setting_check(setting, slice_of(value), &error),
            setting_name(setting));
        assert_true(setting_find(slice_of(setting_name(setting)), &found));
        assert_int_equal(found, setting);
        assert_true(strlen(setting_label(setting, LANGUAGE_JAPANESE)) > 0);
        assert_true(strlen(setting_label(setting, LANGUAGE_ENGLISH)) > 0);
    }
    assert_false(setting_find(LITERAL("no_such_setting"), &(enum setting){0}));
}

static void a_change_is_an_entry_and_no_change_is_none(void **state)
{
    struct test_store *test = *state;
    int64_t number = 0;
    bool flag = false;
    struct error error = {0};
    assert_int_equal(change(test, SETTING_POLL_MS, LITERAL("1000")), FAULT_NONE);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal"), 0);
    assert_int_equal(change(test, SETTING_POLL_MS, LITERAL("20")), FAULT_NONE);
    assert_int_equal(change(test, SETTING_POLL_MS, LITERAL("20")), FAULT_NONE);
    assert_int_equal(change(test, SETTING_UNKNOWN_SN, LITERAL("yes")), FAULT_NONE);
    assert_int_equal(raw_number(test, "SELECT count(*) FROM journal WHERE kind = 3"), 2);
    test_store_reopen(test);
    vault_close(test->store);
    assert_true(settings_get_number(test->store, SETTING_POLL_MS, &number, &error));
    assert_int_equal(number, 20);
    assert_true(settings_get_flag(test->store, SETTING_UNKNOWN_SN, &flag, &error));
    assert_true(flag);
    test_store_reopen(test);
    assert_string_equal(tagged_store_fault(test), "");
    check_value(test, SETTING_POLL_MS, "20");
}

static void what_may_not_be_set_is_refused(void **state)
{
    static const struct {
        enum setting setting;
        struct slice value;
        bool right;
    } rows[] = {
        {SETTING_POLL_MS, {(const uint8_t *)"9", 1}, false},
        {SETTING_POLL_MS, {(const uint8_t *)"10", 2}, true},
        {SETTING_POLL_MS, {(const uint8_t *)"60001", 5}, false},
        {SETTING_POLL_MS, {(const uint8_t *)"-20", 3}, false},
        {SETTING_POLL_MS, {(const uint8_t *)"", 0}, false},
        {SETTING_POLL_MS, {(const uint8_t *)"20 ", 3}, false},
        {SETTING_UNKNOWN_SN, {(const uint8_t *)"true", 4}, false},
        {SETTING_UNKNOWN_SN, {(const uint8_t *)"no", 2}, true},
        {SETTING_FOLDER_ENCODING, {(const uint8_t *)"cp932", 5}, true},
        {SETTING_FOLDER_ENCODING, {(const uint8_t *)"utf8", 4}, false},
        {SETTING_UNKNOWN_PAYER, {(const uint8_t *)"fund", 4}, true},
        {SETTING_UNKNOWN_PAYER, {(const uint8_t *)"nobody", 6}, false},
        {SETTING_FACILITY_CODE, {(const uint8_t *)"1312345678", 10}, false},
        {SETTING_FACILITY_CODE, {(const uint8_t *)"131234567", 9}, false},
        {SETTING_FACILITY_CODE, {(const uint8_t *)"13123456x9", 10}, false},
        {SETTING_FACILITY_NAME, {(const uint8_t *)"資格診療所", 15}, true},
        {SETTING_FACILITY_NAME, {(const uint8_t *)"two\nlines", 9}, false},
        {SETTING_FACILITY_NAME, {(const uint8_t *)"hidden\0end", 10}, false},
        {SETTING_FACILITY_NAME, {(const uint8_t *)"tab\there", 8}, false},
    };
    struct test_store *test = *state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum fault fault = change(test, rows[i].setting, rows[i].value);
        assert_row(
            fault == (rows[i].right ? FAULT_NONE : FAULT_SETTING_VALUE),
            (const char *)rows[i].value.data);
    }
}

static void check_equipment(struct test_store *test, uint64_t wanted)
{
    struct error error = {0};
    uint64_t equipment = 0;
    assert_true(settings_equipment(test->store, &equipment, &error));
    assert_int_equal(equipment, wanted);
}

static void equipment_is_what_the_site_says_else_follows_from_its_channels(void **state)
{
    struct test_store *test = *state;
    check_equipment(test, 1 << EQUIPMENT_EXISTING | 1 << EQUIPMENT_LIMITED | 1 << EQUIPMENT_HOME);
    assert_int_equal(change(test, SETTING_CHANNEL_APP, LITERAL("yes")), FAULT_NONE);
    check_equipment(test, 1 << EQUIPMENT_LIMITED);
    assert_int_equal(change(test, SETTING_CHANNEL_FOLDER, LITERAL("yes")), FAULT_NONE);
    check_equipment(test, 1 << EQUIPMENT_EXISTING | 1 << EQUIPMENT_LIMITED);
    assert_int_equal(change(test, SETTING_SITE_EQUIPMENT, LITERAL("both")), FAULT_SETTING_VALUE);
    assert_int_equal(change(test, SETTING_SITE_EQUIPMENT, LITERAL("none")), FAULT_NONE);
    check_equipment(test, 1 << EQUIPMENT_NONE);
    assert_int_equal(change(test, SETTING_SITE_EQUIPMENT, LITERAL("")), FAULT_NONE);
    check_equipment(test, 1 << EQUIPMENT_EXISTING | 1 << EQUIPMENT_LIMITED);
}

static void one_of_the_check_digits_of_a_facility_is_right(void **state)
{
    struct error error = {0};
    char code[] = "1312345670";
    int right = 0;
    (void)state;
    for (code[9] = '0'; code[9] <= '9'; code[9]++) {
        right += setting_check(SETTING_FACILITY_CODE, slice_of(code), &error) ? 1 : 0;
    }
    assert_int_equal(right, 1);
}

static void a_text_may_be_as_long_as_its_limit(void **state)
{
    struct test_store *test = *state;
    char value[SETTING_VALUE + 1];
    memset(value, 'x', sizeof value);
    assert_int_equal(
        change(test, SETTING_FOLDER_ROOT, (struct slice){(uint8_t *)value, SETTING_VALUE}),
        FAULT_SETTING_VALUE);
    assert_int_equal(
        change(test, SETTING_FOLDER_ROOT, (struct slice){(uint8_t *)value, SETTING_VALUE - 1}),
        FAULT_NONE);
    value[SETTING_VALUE - 1] = '\0';
    check_value(test, SETTING_FOLDER_ROOT, value);
}

static void a_damaged_value_is_a_broken_store(void **state)
{
    struct test_store *test = *state;
    struct error error = {0};
    int64_t number = 0;
    char value[SETTING_VALUE];
    assert_int_equal(change(test, SETTING_POLL_MS, LITERAL("20")), FAULT_NONE);
    raw_do(test, "UPDATE setting SET value = 'x'");
    assert_false(settings_get_number(test->store, SETTING_POLL_MS, &number, &error));
    assert_int_equal(error.fault, FAULT_STORE_BROKEN);
    raw_do(test, "UPDATE setting SET value = printf('%.*c', 600, 'x')");
    assert_false(settings_get(test->store, SETTING_POLL_MS, value, &error));
    assert_int_equal(error.fault, FAULT_STORE_BROKEN);
}

int main(void)
{
#define WITH(test) cmocka_unit_test_setup_teardown(test, make_store, test_store_teardown)
    const struct CMUnitTest tests[] = {
        WITH(every_default_is_a_value_that_may_be_set),
        WITH(a_change_is_an_entry_and_no_change_is_none),
        WITH(what_may_not_be_set_is_refused),
        WITH(equipment_is_what_the_site_says_else_follows_from_its_channels),
        cmocka_unit_test(one_of_the_check_digits_of_a_facility_is_right),
        WITH(a_text_may_be_as_long_as_its_limit),
        WITH(a_damaged_value_is_a_broken_store),
    };
#undef WITH
    return cmocka_run_group_tests(tests, NULL, NULL);
}
