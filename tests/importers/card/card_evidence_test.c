#include <string.h>

#include "importers/card/card_evidence.h"
#include "tests/importers/card/card_talk.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

static struct card_talk talk;

static struct card_reading read_with_secrets(const char *profile)
{
    struct card_reading reading;
    card_talk_lay(&talk, profile);
    (void)strcpy(talk.request.face_code, "55021720352285");
    (void)strcpy(talk.request.pin, "7391");
    assert_int_equal(card_talk_run(&talk, &reading), CARD_END_READ);
    return reading;
}

static bool holds(struct slice bytes, struct slice part)
{
    for (size_t i = 0; part.size > 0 && i + part.size <= bytes.size; i++) {
        if (memcmp(bytes.data + i, part.data, part.size) == 0) {
            return true;
        }
    }
    return false;
}

static const char *const secrets[] = {
    "55021720352285",  "7391",  "2285",      "SUBJECT-OF-THE-CARD",      "INDIVIDUAL", "PHOTO",
    "999999999999999", "13999", "JPKI-TEST", "\x5E\x71\xA1\xC0\xFF\xEE",
};

static void check_bytes(struct slice bytes)
{
    for (size_t i = 0; i < COUNT_OF(secrets); i++) {
        if (holds(bytes, slice_of(secrets[i]))) {
            fail_msg("holds %s", secrets[i]);
        }
    }
}

static void neither_reading_nor_body_holds_a_secret_a_serial_or_a_file(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    card_talk_open(&talk, "normal");
    for (size_t i = 0; card_profile_at(i) != NULL; i++) {
        struct card_reading reading = read_with_secrets(card_profile_at(i)->name);
        struct arena arena = arena_open(64 * 1024);
        struct buffer body = buffer_open(LIMIT_BODY_BYTES);
        struct evidence evidence = {0};
        struct error error;
        assert_true(card_evidence(&reading, book, (struct date){20543}, &arena, &evidence, &error));
        assert_true(evidence_write(&evidence, &body, &error));
        assert_true(body.size > 0);
        check_bytes(buffer_slice(&body));
        check_bytes((struct slice){(const uint8_t *)&reading, sizeof reading});
        /* the token compares cards within one run; it is no part of what is kept */
        assert_false(holds(
            buffer_slice(&body),
            (struct slice){
                reading.certificate.token,
                reading.found == CARD_CERTIFICATE_READ ? CARD_TOKEN_BYTES : 0}));
        buffer_close(&body);
        arena_close(&arena);
    }
    card_talk_close(&talk);
    rulebook_close(book);
}

struct row {
    const char *profile;
    unsigned state;
    unsigned trouble;
    unsigned brought;
    unsigned identity;
};

static const struct row rows[] = {
    {"normal", CERTIFICATE_STATE_VALID, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
    {"ending", CERTIFICATE_STATE_ENDING, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
    {"grace", CERTIFICATE_STATE_GRACE, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
    {"expired", CERTIFICATE_STATE_EXPIRED, CARD_TROUBLE_CERTIFICATE_EXPIRED, BROUGHT_CARD,
     IDENTITY_METHOD_PIN},
    {"early", CERTIFICATE_STATE_EARLY, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
    {"locked", CERTIFICATE_STATE_VALID, 0, BROUGHT_CARD, 0},
    {"last-try", CERTIFICATE_STATE_VALID, 0, BROUGHT_CARD, 0},
    {"phone", 0, 0, BROUGHT_PHONE, 0},
    {"resident", 0, 0, 0, 0},
    {"licence", 0, 0, 0, 0},
    {"no-certificate", CERTIFICATE_STATE_NONE, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
    {"truncated", CERTIFICATE_STATE_BROKEN, 0, BROUGHT_CARD, IDENTITY_METHOD_PIN},
};

static void each_state_becomes_its_words(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    card_talk_open(&talk, "normal");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct card_reading reading = read_with_secrets(rows[i].profile);
        struct arena arena = arena_open(64 * 1024);
        struct evidence evidence = {0};
        struct error error;
        assert_true(card_evidence(&reading, book, (struct date){20543}, &arena, &evidence, &error));
        assert_row(
            evidence_choice(&evidence, FIELD_CERTIFICATE_STATE) == rows[i].state, rows[i].profile);
        assert_row(
            evidence_choice(&evidence, FIELD_CARD_TROUBLE) == rows[i].trouble, rows[i].profile);
        assert_row(evidence_choice(&evidence, FIELD_BROUGHT) == rows[i].brought, rows[i].profile);
        assert_row(
            evidence_choice(&evidence, FIELD_IDENTITY_METHOD) == rows[i].identity, rows[i].profile);
        assert_row(
            evidence_has(&evidence, FIELD_CERTIFICATE_UNTIL) ==
                (reading.kind == CHIP_KIND_CARD && reading.found == CARD_CERTIFICATE_READ),
            rows[i].profile);
        arena_close(&arena);
    }
    card_talk_close(&talk);
    rulebook_close(book);
}

static void an_individual_number_in_an_address_is_left_out(void **state)
{
    struct card_reading reading = {
        .kind = CHIP_KIND_CARD,
        .has_person = true,
        .name = "資格　太郎",
        .address = "架空県見本市 123456789018",
        .card_last = DATE_NONE};
    struct arena arena = arena_open(64 * 1024);
    struct evidence evidence = {0};
    struct error error;
    (void)state;
    assert_true(card_evidence(&reading, NULL, (struct date){20543}, &arena, &evidence, &error));
    assert_text(evidence.values[FIELD_NAME], "資格　太郎");
    assert_false(evidence_has(&evidence, FIELD_CARD_ADDRESS));
    arena_close(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(neither_reading_nor_body_holds_a_secret_a_serial_or_a_file),
        cmocka_unit_test(each_state_becomes_its_words),
        cmocka_unit_test(an_individual_number_in_an_address_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
