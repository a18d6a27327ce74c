#include "engine/vocabulary/answer.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "tests/support/check.h"

static struct date day(int year, int month, int day_of_month)
{
    struct date date = DATE_NONE;
    assert_true(date_make(year, month, day_of_month, &date));
    return date;
}

/* Writes, reads, and closes nothing: slices of the result point into body. */
static struct answer through_body(const struct answer *answer, struct buffer *body)
{
    struct answer read;
    struct error error;
    *body = buffer_open(LIMIT_BODY_BYTES);
    assert_true(answer_write(answer, body, &error));
    assert_true(answer_read(buffer_slice(body), &read));
    return read;
}

static void assert_same_text(struct slice left, struct slice right)
{
    assert_int_equal(left.data == NULL, right.data == NULL);
    assert_slice(left, right);
}

static void assert_same_qualification(
    const struct qualification *left,
    const struct qualification *right)
{
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        assert_same_text(left->texts[i], right->texts[i]);
    }
    for (unsigned i = 0; i < ANSWER_DATE_COUNT; i++) {
        assert_int_equal(left->dates[i].days, right->dates[i].days);
    }
    assert_int_equal(left->card_class, right->card_class);
    assert_int_equal(left->loss_reason, right->loss_reason);
    assert_int_equal(left->relation, right->relation);
    assert_int_equal(left->sex, right->sex);
}

static void assert_same(const struct answer *left, const struct answer *right)
{
    assert_int_equal(left->asked_by, right->asked_by);
    assert_int_equal(left->delivery, right->delivery);
    assert_int_equal(left->validity, right->validity);
    assert_int_equal(left->confirmed_for.days, right->confirmed_for.days);
    assert_same_text(left->result_code, right->result_code);
    assert_same_text(left->result_message, right->result_message);
    assert_same_text(left->reference_number, right->reference_number);
    assert_int_equal(left->echo.present, right->echo.present);
    assert_same_text(left->echo.identifiers.insurer_number, right->echo.identifiers.insurer_number);
    assert_same_text(left->echo.identifiers.symbol, right->echo.identifiers.symbol);
    assert_same_text(left->echo.identifiers.number, right->echo.identifiers.number);
    assert_same_text(left->echo.identifiers.branch, right->echo.identifiers.branch);
    assert_int_equal(left->echo.birth.days, right->echo.birth.days);
    assert_same_text(left->echo.arbitrary_identifier, right->echo.arbitrary_identifier);
    assert_int_equal(left->qualification_count, right->qualification_count);
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        assert_same_qualification(&left->qualifications[i], &right->qualifications[i]);
    }
}

static struct answer full_answer(void)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    struct answer answer = answer_empty();
    answer.asked_by = ASKED_BY_NUMBER;
    answer.delivery = DELIVERY_ANSWERED;
    answer.validity = VALIDITY_INVALID_NEWER;
    answer.confirmed_for = day(2026, 4, 1);
    answer.result_code = LITERAL("0");
    answer.result_message = LITERAL("資格あり");
    answer.reference_number = LITERAL("000123");
    answer.echo = (struct answer_echo){
        .present = true,
        .identifiers = {LITERAL("06130488"), LITERAL("若２"), LITERAL("123"), LITERAL("01")},
        .birth = day(1952, 1, 1),
        .arbitrary_identifier = LITERAL("visit-7"),
    };
    answer.qualification_count = ANSWER_QUALIFICATIONS;
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        struct qualification *one = &answer.qualifications[i];
        for (unsigned k = 0; k < ANSWER_TEXT_COUNT; k++) {
            one->texts[k] = (struct slice){(const uint8_t *)letters + k, i + 1};
        }
        for (unsigned k = 0; k < ANSWER_DATE_COUNT; k++) {
            one->dates[k] = date_add_days(day(2026, 1, 1), (int)(i * 10 + k));
        }
        one->card_class = CARD_CLASS_ASSISTANCE;
        one->loss_reason = LOSS_REASON_OTHER;
        one->relation = RELATION_FAMILY;
        one->sex = SEX_FEMALE;
    }
    return answer;
}

static void an_empty_answer_has_no_date_at_all(void **state)
{
    struct answer answer = answer_empty();
    (void)state;
    assert_false(date_is_some(answer.confirmed_for));
    assert_false(date_is_some(answer.echo.birth));
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        for (unsigned k = 0; k < ANSWER_DATE_COUNT; k++) {
            assert_false(date_is_some(answer.qualifications[i].dates[k]));
        }
    }
}

static void every_part_of_an_answer_reads_back(void **state)
{
    struct answer written = full_answer();
    struct buffer body;
    struct answer read = through_body(&written, &body);
    (void)state;
    assert_same(&read, &written);
    buffer_close(&body);
}

static void an_empty_answer_reads_back_empty(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    struct answer read = through_body(&written, &body);
    (void)state;
    assert_same(&read, &written);
    buffer_close(&body);
}

static void an_empty_text_is_not_an_absent_one(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    struct answer read;
    (void)state;
    written.result_message = LITERAL("");
    written.qualification_count = 1;
    written.qualifications[0].texts[ANSWER_SYMBOL] = LITERAL("");
    read = through_body(&written, &body);
    assert_same(&read, &written);
    buffer_close(&body);
}

static void an_echo_of_nothing_is_still_an_echo(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    struct answer read;
    (void)state;
    written.echo.present = true;
    read = through_body(&written, &body);
    assert_same(&read, &written);
    buffer_close(&body);
}

static void an_echo_that_is_not_present_is_not_written(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    struct answer read;
    (void)state;
    written.echo.identifiers.symbol = LITERAL("left over");
    read = through_body(&written, &body);
    assert_false(read.echo.present);
    assert_null(read.echo.identifiers.symbol.data);
    buffer_close(&body);
}

static void more_qualifications_than_there_is_room_for_are_counted(void **state)
{
    struct answer written = full_answer();
    struct buffer body;
    struct answer read;
    (void)state;
    written.qualification_count = 9;
    read = through_body(&written, &body);
    assert_same(&read, &written);
    buffer_close(&body);
}

static void a_qualification_without_anything_counts(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    struct answer read;
    (void)state;
    written.qualification_count = 2;
    read = through_body(&written, &body);
    assert_same(&read, &written);
    buffer_close(&body);
}

static void codes_stand_in_a_body_by_name(void **state)
{
    struct answer written = answer_empty();
    struct buffer body;
    (void)state;
    written.validity = VALIDITY_INVALID_NEWER;
    (void)through_body(&written, &body);
    assert_slice(
        buffer_slice(&body), LITERAL("\x01"
                                     "\x03\x0D"
                                     "invalid_newer"
                                     "\x08\x01\x00"));
    buffer_close(&body);
}

static void every_shortened_body_is_broken_or_another_answer(void **state)
{
    struct answer written = full_answer();
    struct buffer body;
    (void)state;
    (void)through_body(&written, &body);
    for (size_t size = 0; size < body.size; size++) {
        struct answer read;
        if (answer_read(slice_part(buffer_slice(&body), 0, size), &read)) {
            assert_int_equal(read.qualification_count, 0);
        }
    }
    buffer_close(&body);
}

static void add(struct buffer *body, uint32_t tag, const char *text)
{
    struct error error;
    assert_true(packed_add_text(body, tag, text, &error));
}

static void what_is_no_answer_is_not_read(void **state)
{
    static const struct {
        const char *what;
        struct slice body;
    } rows[] = {
        {"nothing", {NULL, 0}},
        {"another format", {(const uint8_t *)"\x02", 1}},
        {"an unknown code", {(const uint8_t *)"\x01\x03\x01x", 4}},
        {"a code by number", {(const uint8_t *)"\x01\x03\x01\x31", 4}},
        {"a day that is none",
         {(const uint8_t *)"\x01\x04\x08"
                           "20260231",
          11}},
        {"an empty day", {(const uint8_t *)"\x01\x04\x00", 3}},
        {"a count below 0", {(const uint8_t *)"\x01\x08\x01\x01", 4}},
        {"a count beyond 32 bits", {(const uint8_t *)"\x01\x08\x05\x80\x80\x80\x80\x20", 8}},
        {"a count without its qualification", {(const uint8_t *)"\x01\x08\x01\x02", 4}},
        {"a qualification without a count", {(const uint8_t *)"\x01\x1E\x00", 3}},
        {"a broken qualification", {(const uint8_t *)"\x01\x08\x01\x02\x1E\x01\x01", 7}},
        {"an echo born on no day", {(const uint8_t *)"\x01\x18\x01x", 4}},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct answer answer;
        assert_row(!answer_read(rows[i].body, &answer), rows[i].what);
    }
}

static void unknown_tags_are_passed_over(void **state)
{
    struct buffer body = buffer_open(256);
    struct answer answer;
    struct error error;
    (void)state;
    assert_true(packed_begin(&body, ANSWER_FORMAT, &error));
    add(&body, 19, "x");
    add(&body, 26, "x");
    add(&body, 5, "code");
    add(&body, 1000, "x");
    assert_true(packed_add_number(&body, 8, 1, &error));
    assert_true(packed_add(&body, 30, LITERAL("\x64\x01x\x02\x01y"), &error));
    assert_true(answer_read(buffer_slice(&body), &answer));
    assert_text(answer.result_code, "code");
    assert_false(answer.echo.present);
    assert_text(answer.qualifications[0].texts[ANSWER_SYMBOL], "y");
    buffer_close(&body);
}

static void identifiers_are_the_four_numbers(void **state)
{
    struct qualification one = {
        .texts = {
            [ANSWER_INSURER_NUMBER] = LITERAL("06130488"),
            [ANSWER_SYMBOL] = LITERAL("若２"),
            [ANSWER_NUMBER] = LITERAL("123"),
            [ANSWER_BRANCH] = LITERAL("01")}};
    struct identifiers identifiers = qualification_identifiers(&one);
    (void)state;
    assert_text(identifiers.insurer_number, "06130488");
    assert_text(identifiers.symbol, "若２");
    assert_text(identifiers.number, "123");
    assert_text(identifiers.branch, "01");
}

static void a_qualification_is_in_force_while_both_membership_and_card_are(void **state)
{
    struct qualification one = answer_empty().qualifications[0];
    struct interval interval;
    (void)state;
    interval = qualification_interval(&one);
    assert_true(interval_covers(interval, day(2026, 1, 1)));
    one.dates[ANSWER_ACQUIRED_DATE] = day(2025, 4, 1);
    one.dates[ANSWER_LOST_DATE] = day(2026, 4, 1);
    interval = qualification_interval(&one);
    assert_false(interval_covers(interval, day(2025, 3, 31)));
    assert_true(interval_covers(interval, day(2025, 4, 1)));
    assert_true(interval_covers(interval, day(2026, 3, 31)));
    assert_false(interval_covers(interval, day(2026, 4, 1)));
    one.dates[ANSWER_VALID_FROM_DATE] = day(2025, 8, 1);
    one.dates[ANSWER_VALID_TO_DATE] = day(2025, 12, 31);
    interval = qualification_interval(&one);
    assert_false(interval_covers(interval, day(2025, 7, 31)));
    assert_true(interval_covers(interval, day(2025, 8, 1)));
    assert_true(interval_covers(interval, day(2025, 12, 31)));
    assert_false(interval_covers(interval, day(2026, 1, 1)));
}

static void an_answer_that_does_not_fit_is_a_fault(void **state)
{
    struct answer written = full_answer();
    struct buffer body = buffer_open(100);
    struct error error;
    (void)state;
    assert_false(answer_write(&written, &body, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    buffer_close(&body);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_answer_has_no_date_at_all),
        cmocka_unit_test(every_part_of_an_answer_reads_back),
        cmocka_unit_test(an_empty_answer_reads_back_empty),
        cmocka_unit_test(an_empty_text_is_not_an_absent_one),
        cmocka_unit_test(an_echo_of_nothing_is_still_an_echo),
        cmocka_unit_test(an_echo_that_is_not_present_is_not_written),
        cmocka_unit_test(more_qualifications_than_there_is_room_for_are_counted),
        cmocka_unit_test(a_qualification_without_anything_counts),
        cmocka_unit_test(codes_stand_in_a_body_by_name),
        cmocka_unit_test(every_shortened_body_is_broken_or_another_answer),
        cmocka_unit_test(what_is_no_answer_is_not_read),
        cmocka_unit_test(unknown_tags_are_passed_over),
        cmocka_unit_test(identifiers_are_the_four_numbers),
        cmocka_unit_test(a_qualification_is_in_force_while_both_membership_and_card_are),
        cmocka_unit_test(an_answer_that_does_not_fit_is_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
