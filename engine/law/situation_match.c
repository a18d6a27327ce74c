/* Whom captures and an answer name, and how far they agree (situation.h). */
#include "engine/law/situation.h"

#include <string.h>

struct person situation_person(const struct evidence *evidence)
{
    struct slice kana = evidence->values[FIELD_KANA_NAME];
    struct date birth = DATE_NONE;
    if (!date_from_digits(evidence->values[FIELD_BIRTH_DATE], &birth)) {
        birth = DATE_NONE;
    }
    return (struct person){
        .kana = kana.size > 0 ? kana : evidence->values[FIELD_DECLARED_KANA],
        .name = evidence->values[FIELD_NAME],
        .birth = birth,
        .sex = evidence_choice(evidence, FIELD_SEX),
    };
}

struct identifiers situation_identifiers(const struct evidence *evidence)
{
    return (struct identifiers){
        .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
        .symbol = evidence->values[FIELD_SYMBOL],
        .number = evidence->values[FIELD_NUMBER],
        .branch = evidence->values[FIELD_BRANCH],
    };
}

static unsigned match_of(enum resemblance resemblance)
{
    switch (resemblance) {
    case RESEMBLANCE_ABSENT:
        return MATCH_ABSENT;
    case RESEMBLANCE_EQUAL:
        return MATCH_EQUAL;
    case RESEMBLANCE_DOUBTFUL:
        return MATCH_DOUBTFUL;
    case RESEMBLANCE_DIFFERENT:
        return MATCH_DIFFERENT;
    }
    return MATCH_DIFFERENT;
}

static enum resemblance insurers(struct slice left, struct slice right)
{
    if (left.size == 0 || right.size == 0) {
        return RESEMBLANCE_ABSENT;
    }
    return insurer_same(left, right) ? RESEMBLANCE_EQUAL : RESEMBLANCE_DIFFERENT;
}

/* The worst of the pairs that both sides give; a symbol that one side lacks does not count. */
static unsigned compare_numbers(const struct identifiers *left, const struct identifiers *right)
{
    enum resemblance insurer = insurers(left->insurer_number, right->insurer_number);
    enum resemblance symbol = number_resemblance(left->symbol, right->symbol);
    enum resemblance number = number_resemblance(left->number, right->number);
    if (insurer == RESEMBLANCE_ABSENT || number == RESEMBLANCE_ABSENT) {
        return MATCH_ABSENT;
    }
    if (insurer == RESEMBLANCE_DIFFERENT || number == RESEMBLANCE_DIFFERENT ||
        symbol == RESEMBLANCE_DIFFERENT) {
        return MATCH_DIFFERENT;
    }
    if (number == RESEMBLANCE_DOUBTFUL || symbol == RESEMBLANCE_DOUBTFUL) {
        return MATCH_DOUBTFUL;
    }
    return MATCH_EQUAL;
}

static struct person person_of(const struct qualification *qualification)
{
    return (struct person){
        .kana = qualification->texts[ANSWER_KANA_NAME],
        .name = qualification->texts[ANSWER_NAME],
        .other_kana = qualification->texts[ANSWER_OTHER_KANA_NAME],
        .other_name = qualification->texts[ANSWER_OTHER_NAME],
        .birth = qualification->dates[ANSWER_BIRTH_DATE],
        .sex = qualification->sex,
    };
}

/* The one insurance result, or the first one: its person is the same in all. */
static const struct qualification *compared_result(const struct answer *answer)
{
    return answer->qualification_count > 0 ? &answer->qualifications[0] : NULL;
}

struct person situation_answered_person(const struct answer *answer)
{
    const struct qualification *result = compared_result(answer);
    if (result == NULL) {
        return (struct person){.birth = answer->echo.birth};
    }
    return person_of(result);
}

struct identifiers situation_answered_identifiers(const struct answer *answer)
{
    const struct qualification *result = compared_result(answer);
    return result == NULL ? (struct identifiers){.branch = {NULL, 0}}
                          : qualification_identifiers(result);
}

void situation_compare(
    const struct evidence *evidence,
    const struct identifiers *typed,
    const struct answer *answer,
    struct answer_facts *facts)
{
    const struct qualification *result = compared_result(answer);
    struct person here = situation_person(evidence);
    struct person there = situation_answered_person(answer);
    struct identifiers numbers = answer->echo.identifiers;
    if (result != NULL && answer->asked_by != ASKED_BY_NUMBER) {
        numbers = qualification_identifiers(result);
    }
    if (!answer->echo.present && result != NULL) {
        numbers = qualification_identifiers(result);
    }
    facts->number_match = compare_numbers(typed, &numbers);
    facts->birth_match = match_of(person_births(&here, &there));
    facts->name_match = match_of(person_names(&here, &there));
    facts->sex_match = match_of(person_sexes(&here, &there));
}
