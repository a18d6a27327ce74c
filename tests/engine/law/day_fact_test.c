#include "engine/law/day_fact.h"

#include "tests/engine/law/book.h"

#define ROW(name, value)                                                                           \
    "  - {name: " name ", value: \"" value "\", from: 2021-10-01, until: open, source: S1, "       \
    "reviewed: 2026-11-21, grade: primary}\n"

#define NUMBERS                                                                                     \
    "parameters:\n" ROW("certificate.alert.months", "3") ROW("certificate.grace.months", "3")       \
        ROW("elderly.document.on",                                                                  \
            "2026-08-01") ROW("elderly.document.age", "85") ROW("childbirth.former.months", "6")    \
            ROW("assistance.closing.days",                                                          \
                "3") "  - {name: disaster.notice, key: 資格県, value: \"1\", from: 2026-01-10, " \
                     "until: 2026-02-28, source: S1, reviewed: 2026-11-21, grade: primary}\n"

static struct rulebook *numbers(void)
{
    const char *const texts[] = {BOOK_SOURCES, NUMBERS};
    return book_of(texts, 2);
}

static unsigned
value_on(const struct rulebook *book, const char *name, const char *text, struct date visit)
{
    unsigned value = 99;
    assert_true(day_fact_value(book, slice_of(name), slice_of(text), visit, &value));
    return value;
}

static void the_last_usable_day_is_the_end_of_a_month(void **state)
{
    struct rulebook *book = numbers();
    struct certificate_days days;
    (void)state;
    assert_true(certificate_days_find(book, day(2025, 8, 17), &days));
    assert_int_equal(date_compare(days.alert_from, day(2025, 5, 17)), 0);
    assert_int_equal(date_compare(days.renew_from, day(2025, 5, 18)), 0);
    assert_int_equal(date_compare(days.last_usable, day(2025, 11, 30)), 0);
    assert_int_equal(
        value_on(book, "certificate_end", "2025-11-30", day(2026, 2, 28)), CERTIFICATE_PHASE_GRACE);
    assert_int_equal(
        value_on(book, "certificate_end", "2025-11-30", day(2026, 3, 1)), CERTIFICATE_PHASE_AFTER);
    rulebook_close(book);
}

static void the_age_is_that_of_the_day_in_the_rule(void **state)
{
    struct rulebook *book = numbers();
    (void)state;
    assert_int_equal(value_on(book, "birth_date", "1941-08-01", day(2026, 12, 1)), AGE_BAND_FROM);
    assert_int_equal(value_on(book, "birth_date", "1941-08-02", day(2026, 12, 1)), AGE_BAND_BELOW);
    rulebook_close(book);
}

static void months_after_a_loss_end_in_a_shorter_month(void **state)
{
    struct rulebook *book = numbers();
    (void)state;
    assert_int_equal(value_on(book, "lost_on", "2025-08-31", day(2025, 8, 30)), AFTER_LOSS_BEFORE);
    assert_int_equal(
        value_on(book, "lost_on", "2025-08-31", day(2025, 8, 31)), AFTER_LOSS_SAME_DAY);
    assert_int_equal(value_on(book, "lost_on", "2025-08-31", day(2026, 2, 28)), AFTER_LOSS_WITHIN);
    assert_int_equal(value_on(book, "lost_on", "2025-08-31", day(2026, 3, 1)), AFTER_LOSS_BEYOND);
    rulebook_close(book);
}

static void a_notice_counts_in_its_area_and_on_its_days_only(void **state)
{
    struct rulebook *book = numbers();
    (void)state;
    assert_int_equal(
        value_on(book, "disaster_area", "資格県", day(2026, 1, 10)), DISASTER_NOTICE_IN_FORCE);
    assert_int_equal(
        value_on(book, "disaster_area", "資格県", day(2026, 3, 1)), DISASTER_NOTICE_NONE);
    assert_int_equal(
        value_on(book, "disaster_area", "隣県", day(2026, 1, 10)), DISASTER_NOTICE_NONE);
    rulebook_close(book);
}

static void what_is_no_day_has_no_value(void **state)
{
    struct rulebook *book = numbers();
    struct rulebook *empty = book_with(BOOK_TABLE);
    unsigned value = 0;
    enum fact fact = FACT_COUNT;
    static const char *const texts[] = {"", "2026", "2026-02-30", "20260201", "2026/02/01"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(day_fact_value(
            book, slice_of("certificate_end"), slice_of(texts[i]), day(2026, 1, 1), &value));
    }
    assert_false(day_fact_value(
        book, slice_of("registration_day"), slice_of("32"), day(2026, 1, 1), &value));
    assert_false(day_fact_value(
        empty, slice_of("certificate_end"), slice_of("2026-01-31"), day(2026, 1, 1), &value));
    assert_false(day_fact_find(slice_of("brought"), &fact));
    assert_true(day_fact_find(slice_of("lost_on"), &fact));
    assert_int_equal(fact, FACT_AFTER_LOSS);
    rulebook_close(empty);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_usable_day_is_the_end_of_a_month),
        cmocka_unit_test(the_age_is_that_of_the_day_in_the_rule),
        cmocka_unit_test(months_after_a_loss_end_in_a_shorter_month),
        cmocka_unit_test(a_notice_counts_in_its_area_and_on_its_days_only),
        cmocka_unit_test(what_is_no_day_has_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
