#include "importers/online/unit.h"

#include "engine/vocabulary/domain.h"
#include "importers/online/codes.h"

struct oddity_row {
    bool spoils;
    const char *japanese;
    const char *english;
};

static const struct oddity_row oddity_rows[MESSAGE_ODDITY_COUNT] = {
#define ODDITY(oddity, spoils, japanese, english)                                                  \
    [MESSAGE_ODDITY_##oddity] = {spoils, japanese, english},
#include "importers/online/oddities.def"
#undef ODDITY
};

const char *message_oddity_wording(enum message_oddity oddity, enum language language)
{
    require(oddity < MESSAGE_ODDITY_COUNT);
    return language == LANGUAGE_JAPANESE ? oddity_rows[oddity].japanese
                                         : oddity_rows[oddity].english;
}

void unit_open(struct unit *unit)
{
    *unit = (struct unit){.arena = arena_open(LIMIT_ANSWER_BYTES)};
}

void unit_close(struct unit *unit)
{
    arena_close(&unit->arena);
}

void unit_begin(struct unit *unit, uint64_t number, uint64_t line)
{
    struct arena arena = unit->arena;
    arena_reset(&arena);
    *unit = (struct unit){.arena = arena, .answer = answer_empty()};
    unit->handed.number = number;
    unit->handed.line = line;
}

void unit_note(struct unit *unit, enum message_oddity oddity, const char *element)
{
    if (unit->handed.oddities == 0) {
        unit->handed.element = element;
    }
    unit->handed.oddities |= 1U << oddity;
}

void unit_begin_search(struct unit *unit)
{
    unit->answer.echo.present = true;
}

static struct qualification qualification_empty(void)
{
    struct qualification empty = {0};
    for (unsigned i = 0; i < ANSWER_DATE_COUNT; i++) {
        empty.dates[i] = DATE_NONE;
    }
    return empty;
}

void unit_begin_result(struct unit *unit)
{
    unsigned index = unit->answer.qualification_count;
    unit->answer.qualification_count++;
    unit->second_sex = SEX_UNRECORDED;
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        unit->other_texts[i] = (struct slice){NULL, 0};
    }
    if (index < ANSWER_QUALIFICATIONS) {
        unit->qualification = &unit->answer.qualifications[index];
        return;
    }
    unit->surplus = qualification_empty();
    unit->qualification = &unit->surplus;
    unit_note(unit, MESSAGE_ODDITY_MANY_RESULTS, "ResultOfQualificationConfirmation");
}

void unit_end_result(struct unit *unit)
{
    struct qualification *to = unit->qualification;
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        struct slice other = unit->other_texts[i];
        if (other.data == NULL) {
            continue;
        }
        if (to->texts[i].data == NULL) {
            to->texts[i] = other;
        } else if (!slice_equal(slice_trim(to->texts[i]), slice_trim(other))) {
            unit_note(unit, MESSAGE_ODDITY_DISAGREES, unit->other_names[i]);
        }
    }
    if (to->sex == SEX_UNRECORDED) {
        to->sex = unit->second_sex;
    }
    /* Only 医療扶助 has a 公費負担者番号 of its own. */
    if (to->card_class == CARD_CLASS_ABSENT && unit->other_texts[ANSWER_INSURER_NUMBER].data) {
        to->card_class = CARD_CLASS_ASSISTANCE;
    }
    unit->qualification = NULL;
}

/* An unknown code holds the answer, by its own value of the domain or by spoiling the part. */
static unsigned
take_code(struct unit *unit, const struct element *element, enum code_list list, struct slice value)
{
    unsigned code = 0;
    if (!code_read(list, slice_trim(value), &code)) {
        unit_note(unit, code == 0 ? MESSAGE_ODDITY_CODE_HOLDS : MESSAGE_ODDITY_CODE, element->name);
    }
    return code;
}

static void
take_date(struct unit *unit, const struct element *element, struct slice value, struct date *date)
{
    if (!date_from_digits(slice_trim(value), date)) {
        *date = DATE_NONE;
        unit_note(unit, MESSAGE_ODDITY_DATE, element->name);
    }
}

static bool take_reference(
    struct unit *unit,
    const struct element *element,
    struct slice value,
    struct error *error)
{
    struct slice *to = &unit->answer.reference_number;
    if (to->data == NULL) {
        return arena_copy(&unit->arena, value, to, error);
    }
    if (!slice_equal(*to, value)) {
        unit_note(unit, MESSAGE_ODDITY_SEVERAL_REFERENCES, element->name);
    }
    return true;
}

static struct slice *echo_place(struct answer_echo *echo, enum echo_text text)
{
    switch (text) {
    case ECHO_INSURER_NUMBER:
        return &echo->identifiers.insurer_number;
    case ECHO_SYMBOL:
        return &echo->identifiers.symbol;
    case ECHO_NUMBER:
        return &echo->identifiers.number;
    case ECHO_BRANCH:
        return &echo->identifiers.branch;
    case ECHO_ARBITRARY_IDENTIFIER:
        break;
    }
    return &echo->arbitrary_identifier;
}

static bool take_result_text(
    struct unit *unit,
    const struct element *element,
    struct slice value,
    struct error *error)
{
    if (element->which == ANSWER_CARD_CLASS_CODE) {
        unit->qualification->card_class = take_code(unit, element, CODE_LIST_CARD_CLASS, value);
    }
    return arena_copy(&unit->arena, value, &unit->qualification->texts[element->which], error);
}

static bool take_other_text(
    struct unit *unit,
    const struct element *element,
    struct slice value,
    struct error *error)
{
    unit->other_names[element->which] = element->name;
    return arena_copy(&unit->arena, value, &unit->other_texts[element->which], error);
}

static void take_status(struct unit *unit, const struct element *element, struct slice value)
{
    unit->has_status = true;
    unit->answer.delivery = take_code(unit, element, CODE_LIST_STATUS, value);
}

bool unit_take(
    struct unit *unit,
    const struct element *element,
    struct slice value,
    struct error *error)
{
    struct answer *answer = &unit->answer;
    struct qualification *result = unit->qualification;
    switch (element->action) {
    case ELEMENT_STATUS:
        take_status(unit, element, value);
        return true;
    case ELEMENT_VALIDITY:
        answer->validity = take_code(unit, element, CODE_LIST_VALIDITY, value);
        return true;
    case ELEMENT_RESULT_CODE:
        return arena_copy(&unit->arena, value, &answer->result_code, error);
    case ELEMENT_RESULT_MESSAGE:
        return arena_copy(&unit->arena, value, &answer->result_message, error);
    case ELEMENT_REFERENCE:
        return take_reference(unit, element, value, error);
    case ELEMENT_ECHO_TEXT:
        return arena_copy(
            &unit->arena, value, echo_place(&answer->echo, (enum echo_text)element->which), error);
    case ELEMENT_ECHO_BIRTH:
        take_date(unit, element, value, &answer->echo.birth);
        return true;
    case ELEMENT_TEXT:
        return take_result_text(unit, element, value, error);
    case ELEMENT_OTHER_TEXT:
        return take_other_text(unit, element, value, error);
    case ELEMENT_DATE:
        take_date(unit, element, value, &result->dates[element->which]);
        return true;
    case ELEMENT_RELATION:
        result->relation = take_code(unit, element, CODE_LIST_RELATION, value);
        return true;
    case ELEMENT_FIRST_SEX:
        result->sex = take_code(unit, element, CODE_LIST_SEX, value);
        return true;
    case ELEMENT_SECOND_SEX:
        unit->second_sex = take_code(unit, element, CODE_LIST_SEX, value);
        return true;
    case ELEMENT_LOSS_REASON:
        result->loss_reason = take_code(unit, element, CODE_LIST_LOSS_REASON, value);
        return true;
    case ELEMENT_OPEN:
    case ELEMENT_ASIDE:
    case ELEMENT_FILE_TEXT:
    case ELEMENT_FILE_DATE:
    case ELEMENT_FILE_CODE:
    case ELEMENT_FILE_COUNT:
        break;
    }
    require(false); /* the rest is of the file */
    return false;
}

static bool is_spoilt(unsigned oddities)
{
    for (unsigned i = 0; i < MESSAGE_ODDITY_COUNT; i++) {
        if ((oddities & 1U << i) != 0 && oddity_rows[i].spoils) {
            return true;
        }
    }
    return false;
}

const struct message_unit *unit_end(struct unit *unit, const struct message *message)
{
    struct answer *answer = &unit->answer;
    answer->asked_by = message->asked_by;
    answer->confirmed_for = message->confirmed_for;
    /* A batch can only be asked by number, and its header does not say so. */
    if (message->asked_by == ASKED_BY_UNRECORDED && message->kind == MESSAGE_BATCH_RESULT) {
        answer->asked_by = ASKED_BY_NUMBER;
    }
    if (message->delivery != DELIVERY_ANSWERED) {
        bool is_silent = message->delivery == DELIVERY_NONE;
        answer->delivery = is_silent ? (unsigned)DELIVERY_UNKNOWN_CODE : message->delivery;
    } else if (!unit->has_status) {
        unit_note(unit, MESSAGE_ODDITY_STATUS_MISSING, "ProcessingResultStatus");
    }
    if (message->delivery == DELIVERY_ANSWERED && is_spoilt(unit->handed.oddities)) {
        answer->delivery = DELIVERY_UNKNOWN_CODE;
    }
    unit->handed.answer = answer;
    return &unit->handed;
}
