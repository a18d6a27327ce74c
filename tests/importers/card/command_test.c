#include <string.h>

#include "importers/card/command.h"
#include "tests/support/check.h"

static bool passes(struct card_gate *gate, const struct card_command *command)
{
    static const uint8_t done[] = {0x90, 0x00};
    bool passed = card_gate_passes(gate, (struct slice){command->bytes, command->size});
    if (passed) {
        card_gate_answered(gate, (struct slice){done, sizeof done});
    }
    return passed;
}

static struct card_command select_id(unsigned id)
{
    struct card_command command = card_select_file(CARD_FILE_TOKEN);
    command.bytes[5] = (uint8_t)(id >> 8);
    command.bytes[6] = (uint8_t)id;
    return command;
}

static void of_all_numbers_only_the_files_of_the_table_pass(void **state)
{
    (void)state;
    for (unsigned application = 0; application < CARD_APPLICATION_COUNT; application++) {
        unsigned passed = 0;
        unsigned listed = 0;
        struct card_command choose = {0};
        if (application == CARD_APPLICATION_FACE) {
            continue;
        }
        choose = card_select_application((enum card_application)application);
        for (unsigned file = 0; file < CARD_FILE_COUNT; file++) {
            listed += card_file_application((enum card_file)file) == application ? 1U : 0U;
        }
        for (unsigned id = 0; id <= UINT16_MAX; id++) {
            struct card_gate gate = {0};
            struct card_command wanted = select_id(id);
            bool may = card_file_may_be_read((enum card_application)application, (uint16_t)id);
            assert_true(passes(&gate, &choose));
            assert_int_equal(passes(&gate, &wanted), may);
            passed += may ? 1U : 0U;
        }
        assert_int_equal(passed, listed);
    }
}

static void the_files_of_the_individual_number_never_pass(void **state)
{
    (void)state;
    assert_false(card_file_may_be_read(CARD_APPLICATION_TEXT, 0x0001));
    assert_false(card_file_may_be_read(CARD_APPLICATION_TEXT, 0x0011));
    assert_false(card_file_may_be_read(CARD_APPLICATION_TEXT, 0x0014));
    for (unsigned id = 0; id <= UINT16_MAX; id++) {
        assert_false(card_file_may_be_read(CARD_APPLICATION_FACE, (uint16_t)id));
    }
}

static void the_application_of_the_photo_cannot_be_selected(void **state)
{
    struct card_gate gate = {0};
    struct card_command choose = card_select_application(CARD_APPLICATION_TEXT);
    (void)state;
    choose.bytes[5 + 9] = 0x02;
    assert_false(passes(&gate, &choose));
    assert_false(gate.has_application);
}

static void a_selection_that_the_card_refuses_selects_nothing(void **state)
{
    static const uint8_t missing[] = {0x6A, 0x82};
    struct card_gate gate = {0};
    struct card_command text = card_select_application(CARD_APPLICATION_TEXT);
    struct card_command common = card_select_application(CARD_APPLICATION_COMMON);
    struct card_command facts = card_select_file(CARD_FILE_FACTS);
    struct card_command four = card_select_file(CARD_FILE_FOUR_FACTS);
    struct card_command read = card_read_binary(0);
    (void)state;
    assert_true(passes(&gate, &text));
    assert_true(card_gate_passes(&gate, (struct slice){common.bytes, common.size}));
    card_gate_answered(&gate, (struct slice){missing, sizeof missing});
    /* the card is still in the text application, where 0001 is the individual number */
    assert_false(passes(&gate, &facts));
    assert_true(passes(&gate, &text));
    assert_true(passes(&gate, &four));
    assert_true(passes(&gate, &read));
    assert_true(card_gate_passes(&gate, (struct slice){four.bytes, four.size}));
    card_gate_answered(&gate, (struct slice){missing, sizeof missing});
    assert_false(passes(&gate, &read));
    assert_true(passes(&gate, &four));
}

static void only_reading_and_presenting_pass(void **state)
{
    struct card_gate gate = {0};
    struct card_command choose = card_select_application(CARD_APPLICATION_JPKI);
    struct card_command pin = card_select_file(CARD_FILE_AUTH_PIN);
    struct card_command certificate = card_select_file(CARD_FILE_AUTH_CERTIFICATE);
    struct card_command read = card_read_binary(0);
    struct card_command ask = card_ask_tries();
    struct card_command sign = card_ask_tries();
    struct card_command change = card_verify(slice_of("7391"));
    (void)state;
    assert_false(passes(&gate, &read));
    assert_false(passes(&gate, &certificate));
    assert_true(passes(&gate, &choose));
    assert_false(passes(&gate, &ask));
    assert_true(passes(&gate, &pin));
    assert_true(passes(&gate, &ask));
    assert_false(passes(&gate, &read));
    change.bytes[1] = 0x24;
    assert_false(passes(&gate, &change));
    assert_true(passes(&gate, &certificate));
    assert_true(passes(&gate, &read));
    assert_false(passes(&gate, &ask));
    read.bytes[2] = 0x8A; /* names a file of its own */
    assert_false(passes(&gate, &read));
    sign.bytes[1] = 0x2A;
    assert_false(passes(&gate, &sign));
}

static void a_status_word_is_looked_for_only_where_it_can_be(void **state)
{
    static const uint8_t tries[] = {0x63, 0xC2};
    static const uint8_t done[] = {'x', 0x90, 0x00};
    (void)state;
    assert_int_equal(card_answer_of((struct slice){NULL, 0}).status, CARD_STATUS_NONE);
    assert_int_equal(card_answer_of((struct slice){tries, 1}).status, CARD_STATUS_NONE);
    assert_int_equal(card_answer_of((struct slice){tries, 2}).status, CARD_STATUS_TRIES);
    assert_int_equal(card_answer_of((struct slice){tries, 2}).number, 2);
    assert_int_equal(card_answer_of((struct slice){done, 3}).status, CARD_STATUS_DONE);
    assert_int_equal(card_answer_of((struct slice){done, 3}).data.size, 1);
}

static void only_a_reading_is_sent_again_with_another_size(void **state)
{
    const struct card_command selections[] = {
        card_select_application(CARD_APPLICATION_TEXT), card_select_file(CARD_FILE_FOUR_FACTS),
        card_ask_tries(), card_verify(slice_of("7391")), card_verify(slice_of("7"))};
    struct card_command read = card_read_binary(256);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(selections); i++) {
        assert_row(!card_command_has_size(&selections[i]), "selection");
    }
    assert_true(card_command_has_size(&read));
    read = card_again_with(read, 7);
    assert_int_equal(read.bytes[4], 7);
    assert_int_equal(read.size, 5);
}

static void only_63cx_carries_a_counter(void **state)
{
    (void)state;
    for (unsigned word = 0; word <= UINT16_MAX; word++) {
        const uint8_t bytes[] = {(uint8_t)(word >> 8), (uint8_t)word};
        enum card_status status = card_answer_of((struct slice){bytes, 2}).status;
        bool is_locked = word == 0x63C0 || word == 0x6983 || word == 0x6984;
        assert_int_equal(status == CARD_STATUS_LOCKED, is_locked);
        assert_int_equal(status == CARD_STATUS_TRIES, word > 0x63C0 && word <= 0x63CF);
        assert_int_equal(status == CARD_STATUS_DONE, word == 0x9000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_all_numbers_only_the_files_of_the_table_pass),
        cmocka_unit_test(the_files_of_the_individual_number_never_pass),
        cmocka_unit_test(the_application_of_the_photo_cannot_be_selected),
        cmocka_unit_test(a_selection_that_the_card_refuses_selects_nothing),
        cmocka_unit_test(only_reading_and_presenting_pass),
        cmocka_unit_test(a_status_word_is_looked_for_only_where_it_can_be),
        cmocka_unit_test(only_a_reading_is_sent_again_with_another_size),
        cmocka_unit_test(only_63cx_carries_a_counter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
