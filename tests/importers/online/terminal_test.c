/* The adapter and the reader against the double: a line of the script for each way it fails. */
#include <stdio.h>

#include "tests/importers/online/exchange.h"

static const struct answer *answer_at(const struct reading *reading, size_t index)
{
    assert_true(reading->done);
    assert_true(index < reading->count);
    return &reading->answers[index];
}

static enum matching match(const struct exchange *exchange, const struct reading *reading, size_t i)
{
    return matching_of_person(answer_at(reading, i), &exchange->people[i], true);
}

static enum matching match_file(const struct exchange *exchange, const struct reading *reading)
{
    const struct matching_file asked = {
        LITERAL("1312345678"), LITERAL("202603310001"), slice_of(exchange->reception), {20543}};
    return matching_of_file(&reading->message, &asked);
}

static void two_known_people_and_a_stranger_are_answered(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open(&exchange, "");
    exchange.people[2] = exchange_nobody;
    exchange.count = 3;
    exchange_batch(&exchange, &reading);
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_BATCH_RESULT);
    assert_int_equal(reading.message.counts, MESSAGE_COUNTS_AGREE);
    assert_int_equal(reading.count, 3);
    assert_int_equal(match_file(&exchange, &reading), MATCHING_RIGHT);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(reading.units[i].oddities, 0);
        assert_int_equal(answer_at(&reading, i)->delivery, DELIVERY_ANSWERED);
        assert_int_equal(match(&exchange, &reading, i), MATCHING_RIGHT);
    }
    assert_int_equal(answer_at(&reading, 0)->validity, VALIDITY_VALID);
    assert_int_equal(answer_at(&reading, 1)->validity, VALIDITY_INVALID);
    assert_int_equal(
        answer_at(&reading, 1)->qualifications[0].loss_reason, LOSS_REASON_OTHER_INSURANCE);
    assert_int_equal(answer_at(&reading, 2)->validity, VALIDITY_NOT_FOUND);
    assert_int_equal(answer_at(&reading, 2)->qualification_count, 0);
    exchange_close_result(&exchange, &reading);
}

static void a_single_inquiry_is_answered(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open(&exchange, "");
    exchange_ask(&exchange, FOLDER_SINGLE, &reading);
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_SINGLE_RESULT);
    assert_int_equal(answer_at(&reading, 0)->asked_by, ASKED_BY_NUMBER);
    assert_int_equal(match(&exchange, &reading, 0), MATCHING_RIGHT);
    assert_text(answer_at(&reading, 0)->qualifications[0].texts[ANSWER_NAME], "資格　太郎");
    exchange_close_result(&exchange, &reading);
}

static void every_pair_of_encodings_gives_the_same_answers(void **state)
{
    static const char *const scripts[] = {"encoding utf-8\n", "encoding shift_jis\n"};
    (void)state;
    for (unsigned request = 0; request < 2; request++) {
        for (unsigned answer = 0; answer < 2; answer++) {
            struct exchange exchange;
            struct reading reading;
            exchange_open(&exchange, scripts[answer]);
            exchange.encoding = (enum message_encoding)request;
            exchange_batch(&exchange, &reading);
            assert_true(reading.done);
            assert_int_equal(reading.message.encoding, answer);
            assert_int_equal(match(&exchange, &reading, 0), MATCHING_RIGHT);
            assert_text(
                answer_at(&reading, 0)->qualifications[0].texts[ANSWER_KANA_NAME], "ｼｶｸ ﾀﾛｳ");
            exchange_close_result(&exchange, &reading);
        }
    }
}

static void a_request_that_is_refused_comes_back_with_its_reason_and_another_key_goes_through(
    void **state)
{
    struct exchange exchange;
    struct buffer bytes = buffer_open(1024);
    struct buffer text = buffer_open(1024);
    struct error error;
    (void)state;
    exchange_open(&exchange, "fault batch 1 reject 形式エラー E01\n");
    exchange_send(&exchange, FOLDER_BATCH);
    assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_REJECTED);
    assert_true(
        folder_take_rejection(&exchange.folder, FOLDER_BATCH, exchange.key, &bytes, &error));
    assert_true(message_append_opaque(buffer_slice(&bytes), &text, &error));
    assert_text(buffer_slice(&text), "形式エラー E01\r\n");
    exchange_accept(&exchange);
    buffer_close(&bytes);
    buffer_close(&text);
    exchange_close(&exchange);
}

static void a_request_that_nobody_takes_is_seen_waiting(void **state)
{
    struct exchange exchange;
    (void)state;
    exchange_open(&exchange, "fault batch 1 leave\n");
    exchange_send(&exchange, FOLDER_BATCH);
    assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_WAITING);
    exchange_close(&exchange);
}

static void an_answer_that_never_comes_leaves_the_request_gone(void **state)
{
    struct exchange exchange;
    (void)state;
    exchange_open(&exchange, "fault batch 1 never\n");
    exchange_send(&exchange, FOLDER_BATCH);
    assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_GONE);
    exchange_close(&exchange);
}

static void a_late_answer_is_taken_when_it_comes(void **state)
{
    struct exchange exchange;
    struct folder_answer answer;
    bool is_ready = true;
    struct error error;
    enum folder_state seen = FOLDER_PREPARED;
    (void)state;
    exchange_open(&exchange, "fault batch 1 delay 5000\n");
    exchange_send(&exchange, FOLDER_BATCH);
    exchange_wait(&exchange, 4000);
    assert_true(folder_state(&exchange.folder, FOLDER_BATCH, exchange.key, &seen, &error));
    assert_int_equal(seen, FOLDER_GONE);
    assert_true(
        folder_take(&exchange.folder, FOLDER_BATCH, exchange.key, &answer, &is_ready, &error));
    assert_false(is_ready);
    assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_ANSWERED);
    assert_true(
        folder_take(&exchange.folder, FOLDER_BATCH, exchange.key, &answer, &is_ready, &error));
    assert_true(is_ready);
    folder_answer_close(&answer);
    exchange_close(&exchange);
}

/* The pause is longer than the time after which two reads are compared, or shorter. */
static void a_half_written_answer_is_not_taken_before_its_end(void **state)
{
    static const struct {
        const char *script;
        int64_t pause_ms;
    } rows[] = {{"fault batch 1 half 2000\n", 2000}, {"fault batch 1 half 200\n", 200}};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct folder_answer answer;
        int64_t begun_ms = 0;
        bool is_ready = false;
        struct error error;
        exchange_open(&exchange, rows[i].script);
        exchange_send(&exchange, FOLDER_BATCH);
        begun_ms = exchange.world.clock.now_ms;
        assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_ANSWERED);
        while (!is_ready) {
            assert_true(folder_take(
                &exchange.folder, FOLDER_BATCH, exchange.key, &answer, &is_ready, &error));
            assert_true(!is_ready || exchange.world.clock.now_ms - begun_ms >= rows[i].pause_ms);
        }
        folder_answer_close(&answer);
        exchange_close(&exchange);
    }
}

static void an_answer_that_stays_cut_is_never_taken(void **state)
{
    static const char *const scripts[] = {
        "fault batch 1 cut\n", "fault batch 1 cut\nfault batch 1 zip\n",
        "encoding shift_jis\nfault batch 1 cut\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct exchange exchange;
        struct folder_answer answer;
        bool is_ready = true;
        struct error error;
        exchange_open(&exchange, scripts[i]);
        exchange_send(&exchange, FOLDER_BATCH);
        assert_int_equal(exchange_await(&exchange, FOLDER_BATCH), FOLDER_ANSWERED);
        exchange_wait(&exchange, EXCHANGE_LONG_MS);
        assert_true(
            folder_take(&exchange.folder, FOLDER_BATCH, exchange.key, &answer, &is_ready, &error));
        assert_false(is_ready);
        exchange_close(&exchange);
    }
}

static void processing_is_said_as_often_as_the_script_says(void **state)
{
    static const char *const scripts[] = {"processing 2\n", "fault batch 1 processing 2\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct exchange exchange;
        exchange_open(&exchange, scripts[i]);
        exchange_accept(&exchange);
        for (unsigned fetch = 0; fetch < 3; fetch++) {
            struct reading reading;
            exchange_ask(&exchange, FOLDER_FETCH, &reading);
            assert_true(reading.done);
            assert_int_equal(reading.message.kind, MESSAGE_BATCH_RESULT);
            assert_int_equal(
                reading.message.delivery, fetch < 2 ? DELIVERY_PROCESSING : DELIVERY_ANSWERED);
            assert_int_equal(reading.count, fetch < 2 ? 0 : 2);
            reading_close(&reading);
        }
        exchange_close(&exchange);
    }
}

/* The files in work outlive the program. */
static void a_terminal_that_was_begun_again_still_knows_the_batch(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open(&exchange, "");
    exchange_accept(&exchange);
    terminal_close(&exchange.terminal);
    assert_true(terminal_open(
        &exchange.terminal, test_path(&exchange.world, "oqs"),
        test_path(&exchange.world, "script.txt"), NULL));
    exchange_ask(&exchange, FOLDER_FETCH, &reading);
    assert_int_equal(reading.count, 2);
    exchange_close_result(&exchange, &reading);
}

static void a_reception_number_that_nobody_gave_is_an_error_of_the_file(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open(&exchange, "");
    (void)snprintf(exchange.reception, sizeof exchange.reception, "R209912310001");
    exchange_ask(&exchange, FOLDER_FETCH, &reading);
    assert_true(reading.done);
    assert_int_equal(reading.message.delivery, DELIVERY_FILE_ERROR);
    assert_text(reading.message.texts[MESSAGE_ERROR_CODE], "X0009");
    exchange_close_result(&exchange, &reading);
}

static void a_key_of_the_file_that_differs_is_named(void **state)
{
    static const struct {
        const char *script;
        enum matching expected;
    } rows[] = {
        {"fault fetch 1 institution 1399999999\n", MATCHING_INSTITUTION},
        {"fault fetch 1 identifier 202603319999\n", MATCHING_FILE_IDENTIFIER},
        {"fault fetch 1 reception R0\n", MATCHING_RECEPTION_NUMBER},
        {"fault fetch 1 date 20260330\n", MATCHING_CONFIRMED_FOR},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        exchange_open_result(&exchange, rows[i].script, &reading);
        assert_row(match_file(&exchange, &reading) == rows[i].expected, rows[i].script);
        exchange_close_result(&exchange, &reading);
    }
}

static void counts_that_do_not_add_up_are_seen(void **state)
{
    static const char *const scripts[] = {
        "fault fetch 1 count-results 3\n", "fault fetch 1 count-normal 1\n",
        "fault fetch 1 count-errors 1\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct exchange exchange;
        struct reading reading;
        exchange_open_result(&exchange, scripts[i], &reading);
        assert_row(reading.done, scripts[i]);
        assert_row(reading.message.counts == MESSAGE_COUNTS_DISAGREE, scripts[i]);
        exchange_close_result(&exchange, &reading);
    }
}

static void swapped_identifiers_match_nobody(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open_result(&exchange, "fault fetch 1 swap\n", &reading);
    assert_text(answer_at(&reading, 0)->echo.arbitrary_identifier, "Q2");
    assert_int_equal(
        matching_of_person(answer_at(&reading, 0), &exchange.people[1], true),
        MATCHING_INSURER_NUMBER);
    assert_int_equal(
        matching_of_person(answer_at(&reading, 1), &exchange.people[0], true),
        MATCHING_INSURER_NUMBER);
    exchange_close_result(&exchange, &reading);
}

static void a_person_who_comes_twice_or_not_at_all_shows_in_the_units(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open_result(&exchange, "fault fetch 1 duplicate\nfault fetch 2 missing\n", &reading);
    assert_int_equal(reading.count, 3);
    assert_text(answer_at(&reading, 0)->echo.arbitrary_identifier, "Q1");
    assert_text(answer_at(&reading, 1)->echo.arbitrary_identifier, "Q1");
    reading_close(&reading);
    exchange_ask(&exchange, FOLDER_FETCH, &reading);
    assert_int_equal(reading.count, 1);
    assert_text(answer_at(&reading, 0)->echo.arbitrary_identifier, "Q2");
    exchange_close_result(&exchange, &reading);
}

static void elements_in_any_order_say_the_same(void **state)
{
    struct exchange exchange;
    static struct reading straight;
    static struct reading scrambled;
    (void)state;
    exchange_open(&exchange, "fault fetch 2 scramble\n");
    exchange_batch(&exchange, &straight);
    exchange_ask(&exchange, FOLDER_FETCH, &scrambled);
    assert_int_equal(scrambled.count, 2);
    assert_slice(buffer_slice(&scrambled.bodies[1]), buffer_slice(&straight.bodies[0]));
    assert_slice(buffer_slice(&scrambled.bodies[0]), buffer_slice(&straight.bodies[1]));
    reading_close(&straight);
    reading_close(&scrambled);
    exchange_close(&exchange);
}

static void wrong_encodings_are_faults_of_the_file(void **state)
{
    static const struct {
        const char *script;
        enum fault fault;
    } rows[] = {
        {"fault fetch 1 declare Shift_JIS\n", FAULT_MESSAGE_ENCODING_BYTES},
        {"fault fetch 1 encoding shift_jis\nfault fetch 1 declare UTF-8\n",
         FAULT_MESSAGE_ENCODING_DISAGREES},
        {"fault fetch 1 encoding shift_jis\nfault fetch 1 declare UTF-8\nfault fetch 1 mark 0\n",
         FAULT_MESSAGE_ENCODING_BYTES},
        {"fault fetch 1 declare EUC-JP\n", FAULT_MESSAGE_ENCODING_UNKNOWN},
        {"fault fetch 1 mark 1\n", FAULT_MESSAGE_ENCODING_DISAGREES},
        {"fault fetch 1 dtd\n", FAULT_MESSAGE_DTD},
        {"fault fetch 1 twice SegmentOfResult\n", FAULT_MESSAGE_TWICE},
        {"fault fetch 1 date 20260231\n", FAULT_MESSAGE_VALUE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        exchange_open_result(&exchange, rows[i].script, &reading);
        assert_row(!reading.done && reading.count == 0, rows[i].script);
        assert_row(reading.error.fault == rows[i].fault, rows[i].script);
        exchange_close_result(&exchange, &reading);
    }
}

static void what_is_only_unusual_is_read(void **state)
{
    static const char *const scripts[] = {
        "fault fetch 1 zip\n", "fault fetch 1 upper\n", "fault fetch 1 bom\n",
        "fault fetch 1 zip\nfault fetch 1 upper\nencoding shift_jis\n",
        "fault fetch 1 half 50\nfault fetch 1 zip\n"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        struct exchange exchange;
        struct reading reading;
        exchange_open_result(&exchange, scripts[i], &reading);
        assert_row(reading.done && reading.count == 2, scripts[i]);
        assert_row(match(&exchange, &reading, 0) == MATCHING_RIGHT, scripts[i]);
        exchange_close_result(&exchange, &reading);
    }
}

static void elements_that_nobody_knows_are_counted(void **state)
{
    struct exchange exchange;
    struct reading reading;
    (void)state;
    exchange_open_result(&exchange, "fault fetch 1 extra Novelty\n", &reading);
    assert_true(reading.done);
    assert_int_equal(reading.message.unknown_elements, 4);
    assert_int_equal(answer_at(&reading, 0)->validity, VALIDITY_VALID);
    exchange_close_result(&exchange, &reading);
}

static void states_of_the_file_are_told_apart(void **state)
{
    static const struct {
        const char *script;
        unsigned delivery;
        size_t count;
    } rows[] = {
        {"fault fetch 1 segment 9\n", DELIVERY_FILE_ERROR, 0},
        {"fault fetch 1 segment 7\n", DELIVERY_UNKNOWN_CODE, 2},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct exchange exchange;
        struct reading reading;
        exchange_open_result(&exchange, rows[i].script, &reading);
        assert_row(reading.message.delivery == rows[i].delivery, rows[i].script);
        assert_row(reading.count == rows[i].count, rows[i].script);
        for (size_t k = 0; k < reading.count; k++) {
            assert_row(answer_at(&reading, k)->delivery == rows[i].delivery, rows[i].script);
        }
        exchange_close_result(&exchange, &reading);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_known_people_and_a_stranger_are_answered),
        cmocka_unit_test(a_single_inquiry_is_answered),
        cmocka_unit_test(every_pair_of_encodings_gives_the_same_answers),
        cmocka_unit_test(
            a_request_that_is_refused_comes_back_with_its_reason_and_another_key_goes_through),
        cmocka_unit_test(a_request_that_nobody_takes_is_seen_waiting),
        cmocka_unit_test(an_answer_that_never_comes_leaves_the_request_gone),
        cmocka_unit_test(a_late_answer_is_taken_when_it_comes),
        cmocka_unit_test(a_half_written_answer_is_not_taken_before_its_end),
        cmocka_unit_test(an_answer_that_stays_cut_is_never_taken),
        cmocka_unit_test(processing_is_said_as_often_as_the_script_says),
        cmocka_unit_test(a_terminal_that_was_begun_again_still_knows_the_batch),
        cmocka_unit_test(a_reception_number_that_nobody_gave_is_an_error_of_the_file),
        cmocka_unit_test(a_key_of_the_file_that_differs_is_named),
        cmocka_unit_test(counts_that_do_not_add_up_are_seen),
        cmocka_unit_test(swapped_identifiers_match_nobody),
        cmocka_unit_test(a_person_who_comes_twice_or_not_at_all_shows_in_the_units),
        cmocka_unit_test(elements_in_any_order_say_the_same),
        cmocka_unit_test(wrong_encodings_are_faults_of_the_file),
        cmocka_unit_test(what_is_only_unusual_is_read),
        cmocka_unit_test(elements_that_nobody_knows_are_counted),
        cmocka_unit_test(states_of_the_file_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
