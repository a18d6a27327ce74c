#include "engine/law/certificate.h"
#include "engine/vocabulary/domain.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

static struct date day_of(const char *digits)
{
    struct date date = DATE_NONE;
    assert_true(date_from_digits(slice_of(digits), &date));
    return date;
}

struct row {
    const char *last;
    const char *warned_from;
    const char *last_usable;
};

/* the worked dates of the seminar's wording */
static const struct row rows[] = {
    {"20250817", "20250517", "20251130"}, {"20251130", "20250830", "20260228"},
    {"20251201", "20250901", "20260331"}, {"20251231", "20250930", "20260331"},
    {"20260531", "20260228", "20260831"}, {"20260831", "20260531", "20261130"},
    {"20271101", "20270801", "20280229"}, {"20280229", "20271129", "20280531"},
};

static void each_state_begins_and_ends_on_its_day(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct interval days = {day_of("20200101"), day_of(rows[i].last)};
        struct date warned = day_of(rows[i].warned_from);
        struct date usable = day_of(rows[i].last_usable);
        if (date_compare(warned, day_of("20241202")) > 0) {
            assert_int_equal(
                certificate_state(book, days, date_add_days(warned, -1)), CERTIFICATE_STATE_VALID);
            assert_int_equal(certificate_state(book, days, warned), CERTIFICATE_STATE_ENDING);
        }
        assert_int_equal(certificate_state(book, days, days.last), CERTIFICATE_STATE_ENDING);
        assert_int_equal(
            certificate_state(book, days, date_add_days(days.last, 1)), CERTIFICATE_STATE_GRACE);
        assert_int_equal(certificate_state(book, days, usable), CERTIFICATE_STATE_GRACE);
        assert_int_equal(
            certificate_state(book, days, date_add_days(usable, 1)), CERTIFICATE_STATE_EXPIRED);
    }
    rulebook_close(book);
}

static void a_certificate_that_has_not_begun_is_early(void **state)
{
    const struct interval days = {day_of("20260401"), day_of("20310401")};
    (void)state;
    assert_int_equal(certificate_state(NULL, days, day_of("20260331")), CERTIFICATE_STATE_EARLY);
    assert_int_equal(certificate_state(NULL, days, day_of("20260401")), CERTIFICATE_STATE_VALID);
}

static void without_a_rule_nobody_knows_how_long_an_expired_one_is_good(void **state)
{
    const struct interval days = {day_of("20200401"), day_of("20250401")};
    struct rulebook *book = test_rules_load();
    (void)state;
    assert_int_equal(certificate_state(NULL, days, days.last), CERTIFICATE_STATE_VALID);
    assert_int_equal(
        certificate_state(NULL, days, day_of("20250402")), CERTIFICATE_STATE_UNRECORDED);
    assert_int_equal(
        certificate_state(
            book, (struct interval){day_of("20050101"), day_of("20100101")}, day_of("20100201")),
        CERTIFICATE_STATE_UNRECORDED);
    rulebook_close(book);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_state_begins_and_ends_on_its_day),
        cmocka_unit_test(a_certificate_that_has_not_begun_is_early),
        cmocka_unit_test(without_a_rule_nobody_knows_how_long_an_expired_one_is_good),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
