#include "cli/card_words.h"

#include <stdio.h>

enum {
    LINE_BYTES = 1024
};

void card_say(
    const struct card_speaker *speaker,
    enum language language,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    char line[LINE_BYTES];
    wording_fill(message_wording(message, language), arguments, count, line, sizeof line);
    speaker->say(speaker->context, line);
    bytes_wipe(line, sizeof line);
}

enum message_id card_fault_words(enum card_fault fault)
{
    static const enum message_id words[CARD_FAULT_COUNT] = {
        [CARD_FAULT_NONE] = MESSAGE_ID_CARD_READY,
        [CARD_FAULT_NO_SERVICE] = MESSAGE_ID_CARD_FAULT_NO_SERVICE,
        [CARD_FAULT_DENIED] = MESSAGE_ID_CARD_FAULT_DENIED,
        [CARD_FAULT_NO_READER] = MESSAGE_ID_CARD_FAULT_NO_READER,
        [CARD_FAULT_NO_CARD] = MESSAGE_ID_CARD_FAULT_NO_CARD,
        [CARD_FAULT_PULLED] = MESSAGE_ID_CARD_FAULT_PULLED,
        [CARD_FAULT_RESET] = MESSAGE_ID_CARD_FAULT_RESET,
        [CARD_FAULT_BUSY] = MESSAGE_ID_CARD_FAULT_BUSY,
        [CARD_FAULT_MUTE] = MESSAGE_ID_CARD_FAULT_MUTE,
        [CARD_FAULT_STUCK] = MESSAGE_ID_CARD_FAULT_STUCK,
        [CARD_FAULT_BROKEN] = MESSAGE_ID_CARD_FAULT_BROKEN,
        [CARD_FAULT_OTHER] = MESSAGE_ID_CARD_FAULT_OTHER,
    };

    require(fault < CARD_FAULT_COUNT);
    return words[fault];
}

bool card_is_strange(const struct card_reading *reading)
{
    return reading->kind == CHIP_KIND_RESIDENT || reading->kind == CHIP_KIND_OTHER;
}

bool card_needs_document(const struct card_reading *reading, unsigned certificate_state)
{
    return reading->kind != CHIP_KIND_CARD || certificate_state == CERTIFICATE_STATE_EXPIRED ||
           certificate_state == CERTIFICATE_STATE_NONE ||
           certificate_state == CERTIFICATE_STATE_BROKEN;
}

static void
say_hint(const struct card_speaker *speaker, enum language language, enum message_id message)
{
    card_say(speaker, language, message, NULL, 0);
}

static void
say_certificate_hint(const struct card_speaker *speaker, enum language language, unsigned state)
{
    static const struct {
        unsigned state;
        enum message_id message;
    } hints[] = {
        {CERTIFICATE_STATE_ENDING, MESSAGE_ID_CARD_HINT_ENDING},
        {CERTIFICATE_STATE_GRACE, MESSAGE_ID_CARD_HINT_GRACE},
        {CERTIFICATE_STATE_EXPIRED, MESSAGE_ID_CARD_HINT_EXPIRED},
        {CERTIFICATE_STATE_EARLY, MESSAGE_ID_CARD_HINT_EARLY},
        {CERTIFICATE_STATE_NONE, MESSAGE_ID_CARD_HINT_NONE},
        {CERTIFICATE_STATE_BROKEN, MESSAGE_ID_CARD_HINT_BROKEN},
    };

    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        if (hints[i].state == state) {
            say_hint(speaker, language, hints[i].message);
        }
    }
}

static void say_hints(
    const struct card_speaker *speaker,
    enum language language,
    const struct card_reading *reading,
    unsigned state)
{
    if (reading->kind == CHIP_KIND_PHONE) {
        say_hint(speaker, language, MESSAGE_ID_CARD_HINT_PHONE);
        return;
    }
    say_certificate_hint(speaker, language, state);
    if (reading->found == CARD_CERTIFICATE_READ) {
        if (reading->certificate.chain == CERTIFICATE_CHAIN_FORGED) {
            say_hint(speaker, language, MESSAGE_ID_CARD_HINT_FORGED);
        } else if (reading->certificate.chain == CERTIFICATE_CHAIN_TEST) {
            say_hint(speaker, language, MESSAGE_ID_CARD_HINT_TEST);
        } else if (reading->certificate.chain == CERTIFICATE_CHAIN_UNKNOWN) {
            say_hint(speaker, language, MESSAGE_ID_CARD_HINT_ISSUER);
        }
    }
    if (reading->pin_state == PIN_STATE_LOCKED) {
        say_hint(speaker, language, MESSAGE_ID_CARD_HINT_LOCKED);
    }
    if (!reading->has_signature_certificate && state != CERTIFICATE_STATE_NONE) {
        say_hint(speaker, language, MESSAGE_ID_CARD_HINT_CHILD);
    }
}

static void say_person(
    const struct card_speaker *speaker,
    enum language language,
    const struct card_reading *reading)
{
    if (reading->has_person) {
        CARD_SAY(
            speaker, language, CARD_PERSON, reading->name, cli_date(reading->birth),
            domain_value_label(DOMAIN_SEX, reading->sex, language));
    }
}

void card_say_reading(
    const struct card_speaker *speaker,
    const struct card_desk *desk,
    const struct card_reading *reading,
    int64_t visit)
{
    enum language language = desk->cli->language;
    unsigned state = card_certificate_state(reading, desk->fillers.book, card_desk_today(desk));
    const char *until[1] = {cli_date(reading->certificate.last)};
    char covered[64] = "";
    char now[INSTANT_TEXT];
    if (card_is_strange(reading)) {
        say_hint(
            speaker, language,
            reading->kind == CHIP_KIND_RESIDENT ? MESSAGE_ID_CARD_HINT_RESIDENT
                                                : MESSAGE_ID_CARD_HINT_OTHER);
        return;
    }
    if (reading->kind == CHIP_KIND_CARD && reading->found == CARD_CERTIFICATE_READ) {
        wording_fill(
            message_wording(MESSAGE_ID_CARD_UNTIL, language), until, 1, covered, sizeof covered);
    }
    instant_write_jst(world_now_ms(&desk->cli->world), now);
    now[16] = '\0';
    CARD_SAY(
        speaker, language, CARD_LINE, now + 11, cli_visit(visit),
        domain_value_label(DOMAIN_CHIP_KIND, reading->kind, language),
        domain_value_label(DOMAIN_CERTIFICATE_STATE, state, language), covered,
        domain_value_label(DOMAIN_PIN_STATE, reading->pin_state, language));
    say_person(speaker, language, reading);
    say_hints(speaker, language, reading, state);
}

static void say_secret(
    const struct card_speaker *speaker,
    enum language language,
    enum card_secret_result result)
{
    switch (result) {
    case CARD_SECRET_WRONG:
        say_hint(speaker, language, MESSAGE_ID_CARD_SECRET_WRONG);
        break;
    case CARD_SECRET_LOCKED:
        say_hint(speaker, language, MESSAGE_ID_CARD_SECRET_LOCKED);
        break;
    case CARD_SECRET_LAST:
        say_hint(speaker, language, MESSAGE_ID_CARD_SECRET_LAST);
        break;
    case CARD_SECRET_USELESS:
        say_hint(speaker, language, MESSAGE_ID_CARD_SECRET_USELESS);
        break;
    case CARD_SECRET_NOT_ASKED:
    case CARD_SECRET_RIGHT:
        break;
    }
}

void card_say_secrets(
    const struct card_speaker *speaker,
    enum language language,
    const struct card_reading *reading)
{
    say_secret(speaker, language, reading->pin);
    say_secret(speaker, language, reading->face_code);
    if (reading->pin == CARD_SECRET_RIGHT) {
        say_hint(speaker, language, MESSAGE_ID_CARD_PIN_RIGHT);
    }
}
