/*
 * The reader over a double of PC/SC: readers that come and go while the service runs, and every code at every
 * call.  What a real service can be brought to do is tried on one (service_test.py).
 */
#include "importers/card/reader.h"

#include <string.h>

#include "tests/doubles/pcsc.h"
#include "tests/importers/card/card_talk.h"
#include "tests/support/check.h"

enum {
    LOOKS = 12 /* after so many everything that happened was told */
};

static struct card_talk talk;
static struct card_reader *reader;
static struct card_look last; /* the last look that told of a card */

static int set_up(void **state)
{
    (void)state;
    card_talk_open(&talk, "normal");
    pcsc_reset(&talk.card);
    pcsc_plug(0, "Desk 00 00");
    reader = card_reader_open("");
    assert_non_null(reader);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    card_reader_close(reader);
    card_talk_close(&talk);
    assert_false(pcsc.has_service);
    return 0;
}

static void alive(void *context)
{
    (void)context;
}

/* What is told, one letter each: r(eaders), i(n), o(ut). */
static const char *told(void)
{
    static char letters[LOOKS + 1];
    size_t count = 0;
    for (int i = 0; i < LOOKS; i++) {
        struct card_look look;
        card_reader_look(reader, 0, &look);
        if (look.change != CARD_CHANGE_NONE && count < LOOKS) {
            letters[count++] = "-rio"[look.change];
        }
        last = look.change == CARD_CHANGE_IN ? look : last;
    }
    letters[count] = '\0';
    return letters;
}

static enum card_fault fault_now(void)
{
    struct card_look look;
    card_reader_state(reader, &look);
    return look.fault;
}

static unsigned readers_now(void)
{
    struct card_look look;
    card_reader_state(reader, &look);
    return look.readers;
}

static bool is_empty(const struct card_reading *reading)
{
    static const struct card_reading nothing;
    return memcmp(reading, &nothing, sizeof nothing) == 0;
}

/* A reading that failed left nothing, held nothing, and tried nothing twice. */
static enum card_fault read_card(struct card_reading *reading)
{
    enum card_fault fault = CARD_FAULT_NONE;
    int connections = pcsc.counts[PCSC_CONNECT];
    memset(reading, 0xAA, sizeof *reading);
    talk.request.pin[0] = '\0';
    fault =
        card_reader_read(reader, last.presence, &talk.request, talk.roots, alive, NULL, reading);
    assert_true(pcsc.counts[PCSC_CONNECT] - connections <= 1);
    assert_false(pcsc.is_connected || pcsc.is_in_transaction);
    assert_true(fault == CARD_FAULT_NONE || is_empty(reading));
    return fault;
}

static void lay_and_read(void)
{
    struct card_reading reading;
    pcsc_lay(0);
    assert_string_equal(told(), "i");
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
    assert_int_equal(reading.kind, CHIP_KIND_CARD);
    assert_int_equal(reading.found, CARD_CERTIFICATE_READ);
}

/* ---- readers ---- */

static void a_reader_that_is_plugged_in_later_is_found(void **state)
{
    (void)state;
    pcsc_unplug(0);
    assert_string_equal(told(), "r");
    assert_int_equal(fault_now(), CARD_FAULT_NO_READER);
    pcsc_plug(0, "Desk 00 00");
    assert_string_equal(told(), "r");
    assert_int_equal(fault_now(), CARD_FAULT_NONE);
    lay_and_read();
}

static void the_first_reader_is_found_though_nobody_tells(void **state)
{
    (void)state;
    pcsc_unplug(0);
    pcsc.hides_first_reader = true;
    assert_string_equal(told(), "r");
    pcsc_plug(0, "Desk 00 00");
    assert_string_equal(told(), "r");
    lay_and_read();
}

static void a_reader_that_is_pulled_out_is_missed_and_found_again(void **state)
{
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    for (int i = 0; i < 3; i++) {
        pcsc_unplug(0);
        pcsc_take(0);
        assert_string_equal(told(), "r");
        assert_int_equal(fault_now(), CARD_FAULT_NO_READER);
        assert_int_equal(readers_now(), 0);
        pcsc_plug(0, "Desk 00 00");
        assert_string_equal(told(), "r");
        assert_int_equal(fault_now(), CARD_FAULT_NONE);
        lay_and_read();
    }
}

/* The same card, but nobody knows what happened meanwhile: another presence, told to have been there. */
static void a_card_on_a_reader_that_went_and_came_is_a_card_that_was_there(void **state)
{
    uint32_t before = 0;
    struct card_reading reading;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    before = last.presence;
    pcsc_unplug(0);
    assert_string_equal(told(), "r");
    assert_int_equal(read_card(&reading), CARD_FAULT_NO_CARD);
    pcsc_plug(0, "Desk 00 00");
    assert_string_equal(told(), "ri");
    assert_true(last.was_there);
    assert_int_not_equal(last.presence, before);
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static void one_of_two_readers_goes_and_the_other_goes_on(void **state)
{
    (void)state;
    assert_string_equal(told(), "r");
    assert_int_equal(readers_now(), 1);
    pcsc_plug(1, "Spare 00 00");
    assert_string_equal(told(), "r");
    assert_int_equal(readers_now(), 2);
    pcsc_unplug(1);
    assert_string_equal(told(), "r");
    assert_int_equal(fault_now(), CARD_FAULT_NONE);
    assert_int_equal(readers_now(), 1);
    lay_and_read();
}

static void more_readers_than_pcsc_can_watch_are_left_out(void **state)
{
    (void)state;
    for (int i = 1; i < PCSC_READERS; i++) {
        char name[PCSC_NAME] = "Other 00 00";
        name[6] = (char)('a' + i);
        pcsc_plug(i, name);
    }
    assert_string_equal(told(), "r");
    assert_int_equal(readers_now(), CARD_READERS);
    lay_and_read();
}

static void only_the_wanted_reader_is_used(void **state)
{
    (void)state;
    card_reader_close(reader);
    reader = card_reader_open("Desk");
    assert_non_null(reader);
    pcsc_plug(1, "Spare 00 00");
    pcsc_lay(1);
    assert_string_equal(told(), "r");
    assert_int_equal(readers_now(), 1);
    lay_and_read();
}

/* ---- cards ---- */

static void a_card_that_was_changed_between_two_looks_is_another_one(void **state)
{
    struct card_reading reading;
    uint32_t before = 0;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    before = last.presence;
    pcsc_take(0);
    pcsc_lay(0);
    assert_int_equal(
        read_card(&reading), CARD_FAULT_NO_CARD); /* the question was for the one before */
    assert_string_equal(told(), "oi");
    assert_int_not_equal(last.presence, before);
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static int changed_at;

/* The card is exchanged for another while it is read, and the service has not yet said so. */
static void exchange_card(enum pcsc_call call, int count)
{
    if (call == PCSC_TRANSMIT && count == changed_at) {
        pcsc_take(0);
        pcsc_lay(0);
    }
}

static void a_card_that_was_changed_while_it_was_read_gives_nothing(void **state)
{
    struct card_reading reading;
    int whole = 0;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    whole = pcsc.counts[PCSC_TRANSMIT];
    assert_true(whole > 10);
    for (int i = 1; i <= whole; i++) {
        pcsc_take(0);
        pcsc_lay(0);
        (void)told();
        pcsc.counts[PCSC_TRANSMIT] = 0;
        changed_at = i;
        pcsc.at_call = exchange_card;
        assert_int_not_equal(read_card(&reading), CARD_FAULT_NONE);
        pcsc.at_call = NULL;
    }
    (void)told();
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static void power_is_taken_after_a_secret_and_only_then(void **state)
{
    struct card_reading reading;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    assert_int_equal(pcsc.share, SCARD_SHARE_SHARED);
    assert_int_equal(pcsc.disposition, SCARD_LEAVE_CARD);
    (void)strcpy(talk.request.pin, "7391");
    assert_int_equal(
        card_reader_read(reader, last.presence, &talk.request, talk.roots, alive, NULL, &reading),
        CARD_FAULT_NONE);
    assert_int_equal(reading.pin, CARD_SECRET_RIGHT);
    assert_int_equal(pcsc.share, SCARD_SHARE_EXCLUSIVE);
    assert_int_equal(pcsc.disposition, SCARD_UNPOWER_CARD);
}

/* ---- what goes wrong ---- */

static void a_reply_of_no_byte_or_one_ends_the_reading_wherever_it_comes(void **state)
{
    struct card_reading reading;
    int whole = 0;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    whole = pcsc.counts[PCSC_TRANSMIT];
    for (size_t size = 0; size < 2; size++) {
        pcsc.short_size = size;
        for (int i = 1; i <= whole; i++) {
            pcsc.counts[PCSC_TRANSMIT] = 0;
            pcsc.short_at = i;
            assert_int_equal(read_card(&reading), CARD_FAULT_BROKEN);
            assert_int_equal(pcsc.counts[PCSC_TRANSMIT], i); /* nothing was asked after it */
        }
    }
    pcsc.short_at = 0;
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static void a_reset_by_another_program_ends_the_reading_wherever_it_comes(void **state)
{
    struct card_reading reading;
    int whole = 0;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    whole = pcsc.counts[PCSC_TRANSMIT];
    pcsc.bad_code = SCARD_W_RESET_CARD;
    for (int i = 0; i <= whole; i++) {
        memset(pcsc.counts, 0, sizeof pcsc.counts);
        pcsc.bad_call = i == 0 ? PCSC_BEGIN : PCSC_TRANSMIT;
        pcsc.bad_at = i == 0 ? 1 : i;
        assert_int_equal(read_card(&reading), CARD_FAULT_RESET);
    }
    pcsc.bad_at = 0;
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static const struct {
    LONG code;
    enum card_fault fault; /* of a reading in which a command failed so */
} codes[] = {
    {SCARD_E_NO_SERVICE, CARD_FAULT_NO_SERVICE},
    {SCARD_E_SERVICE_STOPPED, CARD_FAULT_NO_SERVICE},
    {SCARD_F_COMM_ERROR, CARD_FAULT_NO_SERVICE},
    {SCARD_E_INVALID_HANDLE, CARD_FAULT_NO_SERVICE},
    {SCARD_W_SECURITY_VIOLATION, CARD_FAULT_DENIED},
    {SCARD_E_NO_ACCESS, CARD_FAULT_DENIED},
    {SCARD_E_NO_READERS_AVAILABLE, CARD_FAULT_NO_READER},
    {SCARD_E_READER_UNAVAILABLE, CARD_FAULT_NO_READER},
    {SCARD_E_UNKNOWN_READER, CARD_FAULT_NO_READER},
    {SCARD_E_NO_SMARTCARD, CARD_FAULT_NO_CARD},
    {SCARD_W_REMOVED_CARD, CARD_FAULT_PULLED},
    {SCARD_E_NOT_TRANSACTED, CARD_FAULT_PULLED},
    {SCARD_E_SHARING_VIOLATION, CARD_FAULT_BUSY},
    {SCARD_W_UNRESPONSIVE_CARD, CARD_FAULT_MUTE},
    {SCARD_W_UNPOWERED_CARD, CARD_FAULT_MUTE},
    {SCARD_E_PROTO_MISMATCH, CARD_FAULT_MUTE},
    {SCARD_E_CARD_UNSUPPORTED, CARD_FAULT_MUTE},
    {SCARD_F_INTERNAL_ERROR, CARD_FAULT_OTHER},
    {SCARD_E_INSUFFICIENT_BUFFER, CARD_FAULT_OTHER},
    {0x7FFF, CARD_FAULT_OTHER},
};

static void every_code_has_its_fault(void **state)
{
    struct card_reading reading;
    (void)state;
    assert_string_equal(told(), "r");
    lay_and_read();
    for (size_t i = 0; i < COUNT_OF(codes); i++) {
        memset(pcsc.counts, 0, sizeof pcsc.counts);
        pcsc.bad_call = PCSC_TRANSMIT;
        pcsc.bad_at = 5;
        pcsc.bad_code = codes[i].code;
        assert_int_equal(read_card(&reading), codes[i].fault);
    }
}

/* Whatever fails, once: a reading is whole or nothing, and the next card is read. */
static void try_code(enum pcsc_call call, int at, LONG code)
{
    struct card_reading reading;
    enum card_fault fault = CARD_FAULT_NONE;
    pcsc_take(0);
    (void)told();
    memset(pcsc.counts, 0, sizeof pcsc.counts);
    pcsc.bad_call = call;
    pcsc.bad_at = at;
    pcsc.bad_code = code;
    pcsc_lay(0);
    (void)told();
    fault = read_card(&reading);
    assert_true(
        fault != CARD_FAULT_NONE ||
        (reading.kind == CHIP_KIND_CARD && reading.found == CARD_CERTIFICATE_READ));
    (void)told();
    pcsc.bad_at = 0;
    pcsc_take(0);
    (void)told();
    assert_int_equal(fault_now(), CARD_FAULT_NONE);
    pcsc_lay(0);
    assert_string_equal(told(), "i");
    assert_int_equal(read_card(&reading), CARD_FAULT_NONE);
}

static void every_code_at_every_call_leaves_a_loop_that_goes_on(void **state)
{
    (void)state;
    assert_string_equal(told(), "r");
    for (int call = 0; call < PCSC_CALLS; call++) {
        for (int at = 1; at <= 18; at++) {
            for (size_t i = 0; i < COUNT_OF(codes); i++) {
                try_code((enum pcsc_call)call, at, codes[i].code);
            }
        }
    }
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reader_that_is_plugged_in_later_is_found),
        TEST(the_first_reader_is_found_though_nobody_tells),
        TEST(a_reader_that_is_pulled_out_is_missed_and_found_again),
        TEST(a_card_on_a_reader_that_went_and_came_is_a_card_that_was_there),
        TEST(one_of_two_readers_goes_and_the_other_goes_on),
        TEST(more_readers_than_pcsc_can_watch_are_left_out),
        TEST(only_the_wanted_reader_is_used),
        TEST(a_card_that_was_changed_between_two_looks_is_another_one),
        TEST(a_card_that_was_changed_while_it_was_read_gives_nothing),
        TEST(power_is_taken_after_a_secret_and_only_then),
        TEST(a_reply_of_no_byte_or_one_ends_the_reading_wherever_it_comes),
        TEST(a_reset_by_another_program_ends_the_reading_wherever_it_comes),
        TEST(every_code_has_its_fault),
        TEST(every_code_at_every_call_leaves_a_loop_that_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
