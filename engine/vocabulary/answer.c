#include "engine/vocabulary/answer.h"

#include "engine/foundation/packed.h"

/*
 * A body is the answer's own fields, then for each qualification a QUALIFICATION field that holds
 * packed fields without a format byte of their own.  Codes are written by name.
 */
enum answer_tag {
    TAG_ASKED_BY = 1,
    TAG_DELIVERY = 2,
    TAG_VALIDITY = 3,
    TAG_CONFIRMED_FOR = 4,
    TAG_RESULT_CODE = 5,
    TAG_RESULT_MESSAGE = 6,
    TAG_REFERENCE_NUMBER = 7,
    TAG_COUNT = 8,
    TAG_ECHO_INSURER = 20,
    TAG_ECHO_SYMBOL = 21,
    TAG_ECHO_NUMBER = 22,
    TAG_ECHO_BRANCH = 23,
    TAG_ECHO_BIRTH = 24,
    TAG_ECHO_IDENTIFIER = 25,
    TAG_QUALIFICATION = 30
};

enum qualification_tag {
    TAG_CARD_CLASS = 60,
    TAG_LOSS_REASON = 61,
    TAG_RELATION = 62,
    TAG_SEX = 63
};

static const uint32_t text_tags[ANSWER_TEXT_COUNT] = {
#define TEXT(tag, name, element) [ANSWER_##name] = tag,
    ANSWER_TEXTS(TEXT)
#undef TEXT
};

static const uint32_t date_tags[ANSWER_DATE_COUNT] = {
#define DATE(tag, name, element) [ANSWER_##name##_DATE] = tag,
    ANSWER_DATES(DATE)
#undef DATE
};

struct answer answer_empty(void)
{
    struct answer answer = {.confirmed_for = DATE_NONE, .echo.birth = DATE_NONE};
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        for (unsigned k = 0; k < ANSWER_DATE_COUNT; k++) {
            answer.qualifications[i].dates[k] = DATE_NONE;
        }
    }
    return answer;
}

static bool add_text(struct buffer *body, uint32_t tag, struct slice text, struct error *error)
{
    return text.data == NULL || packed_add(body, tag, text, error);
}

static bool add_date(struct buffer *body, uint32_t tag, struct date date, struct error *error)
{
    char text[DATE_TEXT];
    if (!date_is_some(date)) {
        return true;
    }
    date_write_digits(date, text);
    return packed_add_text(body, tag, text, error);
}

static bool add_choice(
    struct buffer *body,
    uint32_t tag,
    enum domain domain,
    unsigned value,
    struct error *error)
{
    return value == 0 || packed_add_text(body, tag, domain_value_name(domain, value), error);
}

static bool
write_qualification(const struct qualification *from, struct buffer *to, struct error *error)
{
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        if (!add_text(to, text_tags[i], from->texts[i], error)) {
            return false;
        }
    }
    for (unsigned i = 0; i < ANSWER_DATE_COUNT; i++) {
        if (!add_date(to, date_tags[i], from->dates[i], error)) {
            return false;
        }
    }
    return add_choice(to, TAG_CARD_CLASS, DOMAIN_CARD_CLASS, from->card_class, error) &&
           add_choice(to, TAG_LOSS_REASON, DOMAIN_LOSS_REASON, from->loss_reason, error) &&
           add_choice(to, TAG_RELATION, DOMAIN_RELATION, from->relation, error) &&
           add_choice(to, TAG_SEX, DOMAIN_SEX, from->sex, error);
}

static bool write_echo(const struct answer_echo *echo, struct buffer *body, struct error *error)
{
    return !echo->present ||
           (add_text(body, TAG_ECHO_INSURER, echo->identifiers.insurer_number, error) &&
            add_text(body, TAG_ECHO_SYMBOL, echo->identifiers.symbol, error) &&
            add_text(body, TAG_ECHO_NUMBER, echo->identifiers.number, error) &&
            add_text(body, TAG_ECHO_BRANCH, echo->identifiers.branch, error) &&
            add_date(body, TAG_ECHO_BIRTH, echo->birth, error) &&
            packed_add(body, TAG_ECHO_IDENTIFIER, echo->arbitrary_identifier, error));
}

static unsigned kept_qualifications(const struct answer *answer)
{
    return answer->qualification_count < ANSWER_QUALIFICATIONS ? answer->qualification_count
                                                               : ANSWER_QUALIFICATIONS;
}

static bool
write_qualifications(const struct answer *answer, struct buffer *body, struct error *error)
{
    struct buffer one = buffer_open(LIMIT_BODY_BYTES);
    bool done = true;
    for (unsigned i = 0; done && i < kept_qualifications(answer); i++) {
        buffer_clear(&one);
        done = write_qualification(&answer->qualifications[i], &one, error) &&
               packed_add(body, TAG_QUALIFICATION, buffer_slice(&one), error);
    }
    buffer_close_wiped(&one);
    return done;
}

bool answer_write(const struct answer *answer, struct buffer *body, struct error *error)
{
    return packed_begin(body, ANSWER_FORMAT, error) &&
           add_choice(body, TAG_ASKED_BY, DOMAIN_ASKED_BY, answer->asked_by, error) &&
           add_choice(body, TAG_DELIVERY, DOMAIN_DELIVERY, answer->delivery, error) &&
           add_choice(body, TAG_VALIDITY, DOMAIN_VALIDITY, answer->validity, error) &&
           add_date(body, TAG_CONFIRMED_FOR, answer->confirmed_for, error) &&
           add_text(body, TAG_RESULT_CODE, answer->result_code, error) &&
           add_text(body, TAG_RESULT_MESSAGE, answer->result_message, error) &&
           add_text(body, TAG_REFERENCE_NUMBER, answer->reference_number, error) &&
           packed_add_number(body, TAG_COUNT, answer->qualification_count, error) &&
           write_echo(&answer->echo, body, error) && write_qualifications(answer, body, error);
}

static bool take_date(struct slice bytes, struct date *date)
{
    return date_from_digits(bytes, date);
}

static bool take_qualification_field(void *into, uint32_t tag, struct slice bytes)
{
    struct qualification *to = into;
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        if (text_tags[i] == tag) {
            to->texts[i] = bytes;
            return true;
        }
    }
    for (unsigned i = 0; i < ANSWER_DATE_COUNT; i++) {
        if (date_tags[i] == tag) {
            return take_date(bytes, &to->dates[i]);
        }
    }
    switch (tag) {
    case TAG_CARD_CLASS:
        return domain_value_find(DOMAIN_CARD_CLASS, bytes, &to->card_class);
    case TAG_LOSS_REASON:
        return domain_value_find(DOMAIN_LOSS_REASON, bytes, &to->loss_reason);
    case TAG_RELATION:
        return domain_value_find(DOMAIN_RELATION, bytes, &to->relation);
    case TAG_SEX:
        return domain_value_find(DOMAIN_SEX, bytes, &to->sex);
    default:
        return true;
    }
}

static bool take_count(struct slice bytes, unsigned *count)
{
    int64_t number = 0;
    if (!packed_number(bytes, &number) || number < 0 || number > UINT32_MAX) {
        return false;
    }
    *count = (unsigned)number;
    return true;
}

static bool take_echo_field(struct answer_echo *echo, uint32_t tag, struct slice bytes)
{
    echo->present = true;
    switch (tag) {
    case TAG_ECHO_INSURER:
        echo->identifiers.insurer_number = bytes;
        return true;
    case TAG_ECHO_SYMBOL:
        echo->identifiers.symbol = bytes;
        return true;
    case TAG_ECHO_NUMBER:
        echo->identifiers.number = bytes;
        return true;
    case TAG_ECHO_BRANCH:
        echo->identifiers.branch = bytes;
        return true;
    case TAG_ECHO_BIRTH:
        return take_date(bytes, &echo->birth);
    default:
        /* Always written, as the mark of an echo; empty is how "none" was written. */
        echo->arbitrary_identifier = bytes.size > 0 ? bytes : (struct slice){NULL, 0};
        return true;
    }
}

struct taking {
    struct answer *answer;
    unsigned count; /* of qualifications */
};

static bool take_answer_field(void *into, uint32_t tag, struct slice bytes)
{
    struct taking *taking = into;
    struct answer *answer = taking->answer;
    switch (tag) {
    case TAG_ASKED_BY:
        return domain_value_find(DOMAIN_ASKED_BY, bytes, &answer->asked_by);
    case TAG_DELIVERY:
        return domain_value_find(DOMAIN_DELIVERY, bytes, &answer->delivery);
    case TAG_VALIDITY:
        return domain_value_find(DOMAIN_VALIDITY, bytes, &answer->validity);
    case TAG_CONFIRMED_FOR:
        return take_date(bytes, &answer->confirmed_for);
    case TAG_RESULT_CODE:
        answer->result_code = bytes;
        return true;
    case TAG_RESULT_MESSAGE:
        answer->result_message = bytes;
        return true;
    case TAG_REFERENCE_NUMBER:
        answer->reference_number = bytes;
        return true;
    case TAG_COUNT:
        return take_count(bytes, &answer->qualification_count);
    case TAG_QUALIFICATION:
        if (taking->count == ANSWER_QUALIFICATIONS) {
            return false;
        }
        taking->count++;
        return packed_each(
            bytes, take_qualification_field, &answer->qualifications[taking->count - 1]);
    default:
        return tag < TAG_ECHO_INSURER || tag > TAG_ECHO_IDENTIFIER ||
               take_echo_field(&answer->echo, tag, bytes);
    }
}

bool answer_read(struct slice body, struct answer *answer)
{
    struct taking taking = {answer, 0};
    *answer = answer_empty();
    return packed_read(body, ANSWER_FORMAT, take_answer_field, &taking) &&
           taking.count == kept_qualifications(answer);
}

struct identifiers qualification_identifiers(const struct qualification *qualification)
{
    return (struct identifiers){
        .insurer_number = qualification->texts[ANSWER_INSURER_NUMBER],
        .symbol = qualification->texts[ANSWER_SYMBOL],
        .number = qualification->texts[ANSWER_NUMBER],
        .branch = qualification->texts[ANSWER_BRANCH],
    };
}

struct interval qualification_interval(const struct qualification *qualification)
{
    struct interval membership = interval_to_first_uncovered(
        qualification->dates[ANSWER_ACQUIRED_DATE], qualification->dates[ANSWER_LOST_DATE]);
    struct interval card = interval_to_last_covered(
        qualification->dates[ANSWER_VALID_FROM_DATE], qualification->dates[ANSWER_VALID_TO_DATE]);
    return interval_both(membership, card);
}
