#include <string.h>

#include "tests/importers/card/card_talk.h"
#include "tests/support/check.h"

static struct card_reading read_profile(const char *profile)
{
    static struct card_talk talk;
    struct card_reading reading;
    card_talk_open(&talk, profile);
    assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
    card_talk_close(&talk);
    return reading;
}

static void an_ordinary_card_tells_its_kind_certificate_tries_and_expiry(void **state)
{
    struct card_reading reading = read_profile("normal");
    char day[DATE_TEXT];
    (void)state;
    assert_int_equal(reading.kind, CHIP_KIND_CARD);
    assert_int_equal(reading.found, CARD_CERTIFICATE_READ);
    assert_int_equal(reading.certificate.last.days, 20543 + 800);
    assert_int_equal(reading.certificate.first.days, 20543 + 800 - 1800);
    assert_int_equal(reading.certificate.chain, CERTIFICATE_CHAIN_KNOWN);
    assert_true(reading.has_signature_certificate);
    assert_int_equal(reading.pin_state, PIN_STATE_USABLE);
    date_write_digits(reading.card_last, day);
    assert_string_equal(day, "20350217");
    assert_false(reading.has_person);
    assert_int_equal(reading.pin, CARD_SECRET_NOT_ASKED);
    assert_int_equal(reading.face_code, CARD_SECRET_NOT_ASKED);
}

struct expected {
    const char *profile;
    unsigned kind;
    enum card_certificate_found found;
    unsigned chain;
    unsigned pin_state;
};

static const struct expected expectations[] = {
    {"second-root", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_USABLE},
    {"old-root", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN, PIN_STATE_USABLE},
    {"unknown-root", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_UNKNOWN,
     PIN_STATE_USABLE},
    {"forged", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_FORGED, PIN_STATE_USABLE},
    {"locked", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN, PIN_STATE_LOCKED},
    {"locked-6983", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_LOCKED},
    {"locked-63c0", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_LOCKED},
    {"last-try", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN, PIN_STATE_LAST},
    {"unlimited", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_UNRECORDED},
    {"phone", CHIP_KIND_PHONE, CARD_CERTIFICATE_NONE, 0, 0},
    {"iphone", CHIP_KIND_PHONE, CARD_CERTIFICATE_NONE, 0, 0},
    {"resident-token", CHIP_KIND_RESIDENT, CARD_CERTIFICATE_NONE, 0, 0},
    {"resident", CHIP_KIND_RESIDENT, CARD_CERTIFICATE_NONE, 0, 0},
    {"licence", CHIP_KIND_OTHER, CARD_CERTIFICATE_NONE, 0, 0},
    {"contactless", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_USABLE},
    {"no-certificate", CHIP_KIND_CARD, CARD_CERTIFICATE_NONE, 0, PIN_STATE_USABLE},
    {"empty-certificate", CHIP_KIND_CARD, CARD_CERTIFICATE_NONE, 0, PIN_STATE_USABLE},
    {"lying-length", CHIP_KIND_CARD, CARD_CERTIFICATE_BROKEN, 0, PIN_STATE_USABLE},
    {"truncated", CHIP_KIND_CARD, CARD_CERTIFICATE_BROKEN, 0, PIN_STATE_USABLE},
    {"confused", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN, PIN_STATE_USABLE},
    {"short-answers", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_USABLE},
    {"wrong-size", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_USABLE},
    {"more-waits", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN,
     PIN_STATE_USABLE},
    {"iso-end", CHIP_KIND_CARD, CARD_CERTIFICATE_READ, CERTIFICATE_CHAIN_KNOWN, PIN_STATE_USABLE},
};

static void every_state_that_is_normal_is_a_value_of_the_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expectations / sizeof expectations[0]; i++) {
        const struct expected *expected = &expectations[i];
        struct card_reading reading = read_profile(expected->profile);
        if (reading.kind != expected->kind || reading.found != expected->found ||
            reading.certificate.chain != expected->chain ||
            reading.pin_state != expected->pin_state) {
            fail_msg(
                "%s: kind %u, found %d, chain %u, pin %u", expected->profile, reading.kind,
                (int)reading.found, reading.certificate.chain, reading.pin_state);
        }
    }
}

static void the_face_code_opens_the_four_facts_and_nothing_else(void **state)
{
    static const char *const profiles[] = {
        "normal", "prefixed", "short-answers", "wrong-size", "more-waits"};
    (void)state;
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        static struct card_talk talk;
        struct card_reading reading;
        card_talk_open(&talk, profiles[i]);
        (void)strcpy(talk.request.face_code, "55021720352285");
        assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
        assert_int_equal(reading.face_code, CARD_SECRET_RIGHT);
        assert_true(reading.has_person);
        assert_string_equal(reading.name, "資格　太郎");
        assert_string_equal(reading.address, "架空県見本市架空町１－１");
        assert_int_equal(reading.birth.days, 3699);
        assert_int_equal(reading.sex, SEX_MALE);
        assert_int_equal(card_talk_sent(&talk, 0x20, "3535303231373230333532323835"), 1);
        card_talk_close(&talk);
    }
}

static void a_wrong_face_code_costs_one_try_and_reads_nobody(void **state)
{
    static struct card_talk talk;
    struct card_reading reading;
    (void)state;
    card_talk_open(&talk, "normal");
    (void)strcpy(talk.request.face_code, "55021720352286");
    assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
    assert_int_equal(reading.face_code, CARD_SECRET_WRONG);
    assert_false(reading.has_person);
    assert_int_equal(talk.card.keys[5].tries, 9);
    card_talk_close(&talk);
}

struct secret_case {
    const char *profile;
    const char *pin;
    enum card_secret_result result;
    unsigned state_after;
    unsigned tries_after;
};

static const struct secret_case secret_cases[] = {
    {"normal", "7391", CARD_SECRET_RIGHT, PIN_STATE_USABLE, 3},
    {"normal", "1234", CARD_SECRET_WRONG, PIN_STATE_USABLE, 2},
    {"two-tries", "1234", CARD_SECRET_WRONG, PIN_STATE_LAST, 1},
    {"last-try", "7391", CARD_SECRET_LAST, PIN_STATE_LAST, 1},
    {"locked", "7391", CARD_SECRET_LOCKED, PIN_STATE_LOCKED, 0},
    {"unlimited", "7391", CARD_SECRET_LAST, PIN_STATE_UNRECORDED, 3},
    {"already-verified", "7391", CARD_SECRET_LAST, PIN_STATE_UNRECORDED, 3},
    {"normal", "", CARD_SECRET_NOT_ASKED, PIN_STATE_USABLE, 3},
    {"normal", "739", CARD_SECRET_NOT_ASKED, PIN_STATE_USABLE, 3},
    {"normal", "73910", CARD_SECRET_NOT_ASKED, PIN_STATE_USABLE, 3},
    {"normal", "739A", CARD_SECRET_NOT_ASKED, PIN_STATE_USABLE, 3},
};

static void a_pin_is_tried_once_and_only_with_two_tries_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof secret_cases / sizeof secret_cases[0]; i++) {
        const struct secret_case *secret = &secret_cases[i];
        static struct card_talk talk;
        struct card_reading reading;
        card_talk_open(&talk, secret->profile);
        (void)strcpy(talk.request.pin, secret->pin);
        assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
        assert_int_equal(reading.pin, secret->result);
        assert_int_equal(reading.pin_state, secret->state_after);
        assert_int_equal(talk.card.keys[1].tries, secret->tries_after);
        card_talk_close(&talk);
    }
}

static void a_face_code_is_not_tried_on_its_last_try(void **state)
{
    static struct card_talk talk;
    struct card_reading reading;
    (void)state;
    card_talk_open(&talk, "face-code-last");
    (void)strcpy(talk.request.face_code, "55021720352285");
    assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
    assert_int_equal(reading.face_code, CARD_SECRET_LAST);
    assert_int_equal(talk.card.keys[5].tries, 1);
    card_talk_close(&talk);
}

static bool is_nothing(const struct card_reading *reading)
{
    const uint8_t *bytes = (const uint8_t *)reading;
    for (size_t i = 0; i < sizeof *reading; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void a_card_pulled_at_any_command_leaves_nothing(void **state)
{
    static struct card_talk talk;
    struct card_reading reading;
    int last = 0;
    (void)state;
    card_talk_open(&talk, "normal");
    (void)strcpy(talk.request.face_code, "55021720352285");
    (void)strcpy(talk.request.pin, "7391");
    assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
    last = talk.count;
    assert_true(last > 20);
    for (int at = 1; at <= last; at++) {
        card_talk_lay(&talk, "normal");
        talk.ends_at = at;
        talk.empties_at = 0;
        assert_int_equal(card_talk_run(&talk, &reading), CARD_END_LOST);
        assert_true(is_nothing(&reading));
        assert_int_equal(talk.count, at);
        card_talk_lay(&talk, "normal");
        talk.ends_at = 0;
        talk.empties_at = at;
        assert_int_equal(card_talk_run(&talk, &reading), CARD_END_BROKEN);
        assert_true(is_nothing(&reading));
        assert_int_equal(talk.count, at);
    }
    card_talk_close(&talk);
}

/* What was said before the power went is of the same card; what was selected is not. */
static void a_card_that_loses_its_power_gives_a_whole_reading_or_none(void **state)
{
    static struct card_talk talk;
    struct card_reading whole;
    int last = 0;
    int broken = 0;
    (void)state;
    card_talk_open(&talk, "normal");
    (void)strcpy(talk.request.face_code, "55021720352285");
    (void)strcpy(talk.request.pin, "7391");
    assert_int_equal(card_talk_run(&talk, &whole), CARD_END_READ);
    last = talk.count;
    for (talk.dies_at = 1; talk.dies_at <= last; talk.dies_at++) {
        struct card_reading reading;
        card_talk_lay(&talk, "normal");
        if (card_talk_run(&talk, &reading) == CARD_END_READ) {
            memcpy(
                reading.certificate.token, whole.certificate.token, sizeof whole.certificate.token);
            assert_memory_equal(&reading, &whole, sizeof whole);
        } else {
            assert_true(is_nothing(&reading));
            broken++;
        }
    }
    assert_int_equal(last - broken, 3); /* before each of the three applications */
    card_talk_close(&talk);
}

static void no_profile_is_ever_asked_for_an_individual_number(void **state)
{
    (void)state;
    for (size_t i = 0; card_profile_at(i) != NULL; i++) {
        static struct card_talk talk;
        struct card_reading reading;
        card_talk_open(&talk, card_profile_at(i)->name);
        (void)strcpy(talk.request.face_code, "55021720352285");
        (void)strcpy(talk.request.pin, "7391");
        assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
        assert_int_equal(card_talk_sent(&talk, 0xA4, "D3921000310001010402"), 0);
        assert_int_equal(card_talk_sent(&talk, 0xA4, "0014"), 0);
        assert_int_equal(card_talk_sent(&talk, 0xA4, "0011"), 0);
        assert_int_equal(card_talk_sent(&talk, 0xA4, "0005"), 0);
        /* file 0001 is asked for once, in the common application */
        assert_true(card_talk_sent(&talk, 0xA4, "0001") <= 1);
        assert_int_equal(
            card_talk_sent(&talk, 0xA4, "0001"),
            card_talk_sent(&talk, 0xA4, "D3921000310001010100"));
        card_talk_close(&talk);
    }
}

static void two_cards_have_two_tokens_and_another_key_gives_another(void **state)
{
    static struct card_talk talk;
    struct card_reading first;
    struct card_reading again;
    struct card_reading other;
    (void)state;
    card_talk_open(&talk, "normal");
    assert_int_equal(card_talk_run(&talk, &first), CARD_END_READ);
    card_double_power(&talk.card);
    assert_int_equal(card_talk_run(&talk, &again), CARD_END_READ);
    assert_memory_equal(first.certificate.token, again.certificate.token, CARD_TOKEN_BYTES);
    talk.request.token_key[0] = 1;
    assert_int_equal(card_talk_run(&talk, &other), CARD_END_READ);
    assert_memory_not_equal(first.certificate.token, other.certificate.token, CARD_TOKEN_BYTES);
    talk.request.token_key[0] = 0;
    card_talk_lay(&talk, "normal");
    assert_int_equal(card_talk_run(&talk, &other), CARD_END_READ);
    assert_memory_not_equal(first.certificate.token, other.certificate.token, CARD_TOKEN_BYTES);
    card_talk_close(&talk);
}

static void the_face_code_is_composed_with_the_year_of_the_era(void **state)
{
    char code[CARD_SECRET_BYTES];
    struct date birth = DATE_NONE;
    struct date card_last = DATE_NONE;
    (void)state;
    assert_true(date_make(1980, 2, 17, &birth) && date_make(2035, 2, 17, &card_last));
    assert_true(card_face_code_compose(birth, card_last, slice_of("2285"), code));
    assert_string_equal(code, "55021720352285");
    assert_true(date_make(2019, 4, 30, &birth));
    assert_true(card_face_code_compose(birth, card_last, slice_of("0001"), code));
    assert_string_equal(code, "31043020350001");
    assert_true(date_make(2019, 5, 1, &birth));
    assert_true(card_face_code_compose(birth, card_last, slice_of("0001"), code));
    assert_string_equal(code, "01050120350001");
    assert_false(card_face_code_compose(birth, card_last, slice_of("001"), code));
    assert_false(card_face_code_compose(birth, DATE_NONE, slice_of("0001"), code));
    assert_false(card_face_code_compose(DATE_NONE, card_last, slice_of("0001"), code));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_card_tells_its_kind_certificate_tries_and_expiry),
        cmocka_unit_test(every_state_that_is_normal_is_a_value_of_the_reading),
        cmocka_unit_test(the_face_code_opens_the_four_facts_and_nothing_else),
        cmocka_unit_test(a_wrong_face_code_costs_one_try_and_reads_nobody),
        cmocka_unit_test(a_pin_is_tried_once_and_only_with_two_tries_left),
        cmocka_unit_test(a_face_code_is_not_tried_on_its_last_try),
        cmocka_unit_test(a_card_pulled_at_any_command_leaves_nothing),
        cmocka_unit_test(a_card_that_loses_its_power_gives_a_whole_reading_or_none),
        cmocka_unit_test(no_profile_is_ever_asked_for_an_individual_number),
        cmocka_unit_test(two_cards_have_two_tokens_and_another_key_gives_another),
        cmocka_unit_test(the_face_code_is_composed_with_the_year_of_the_era),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
