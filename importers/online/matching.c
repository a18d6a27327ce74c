#include "importers/online/matching.h"

#include "engine/foundation/fold.h"

static const char *const matching_wordings[MATCHING_COUNT][2] = {
#define MATCHING(matching, japanese, english) [MATCHING_##matching] = {japanese, english},
#include "importers/online/matchings.def"
#undef MATCHING
};

const char *matching_wording(enum matching matching, enum language language)
{
    require(matching < MATCHING_COUNT);
    return matching_wordings[matching][language == LANGUAGE_JAPANESE ? 0 : 1];
}

static bool texts_disagree(struct slice left, struct slice right)
{
    return left.size > 0 && right.size > 0 && !slice_equal(slice_trim(left), slice_trim(right));
}

static bool dates_disagree(struct date left, struct date right)
{
    return date_is_some(left) && date_is_some(right) && date_compare(left, right) != 0;
}

static bool numbers_disagree(struct slice left, struct slice right)
{
    return left.size > 0 && right.size > 0 && number_resemblance(left, right) != RESEMBLANCE_EQUAL;
}

static bool insurers_disagree(struct slice left, struct slice right)
{
    struct insurer_number left_number;
    struct insurer_number right_number;
    if (left.size == 0 || right.size == 0) {
        return false;
    }
    if (insurer_read(left, &left_number) != INSURER_RIGHT ||
        insurer_read(right, &right_number) != INSURER_RIGHT) {
        return !slice_equal(slice_trim(left), slice_trim(right));
    }
    return !slice_equal(slice_of(left_number.digits), slice_of(right_number.digits));
}

/* "1" was asked as "01". */
static bool branches_disagree(struct slice left, struct slice right)
{
    return left.size > 0 && right.size > 0 &&
           number_resemblance(left, right) != RESEMBLANCE_EQUAL &&
           number_resemblance(left, right) != RESEMBLANCE_DOUBTFUL;
}

enum matching matching_of_file(const struct message *message, const struct matching_file *asked)
{
    const struct slice *texts = message->texts;
    if (texts_disagree(texts[MESSAGE_INSTITUTION_CODE], asked->institution_code)) {
        return MATCHING_INSTITUTION;
    }
    if (texts_disagree(texts[MESSAGE_FILE_IDENTIFIER], asked->file_identifier)) {
        return MATCHING_FILE_IDENTIFIER;
    }
    if (texts_disagree(texts[MESSAGE_RECEPTION_NUMBER], asked->reception_number)) {
        return MATCHING_RECEPTION_NUMBER;
    }
    return dates_disagree(message->confirmed_for, asked->confirmed_for) ? MATCHING_CONFIRMED_FOR
                                                                        : MATCHING_RIGHT;
}

static enum matching keys_of_person(
    const struct answer_echo *echo,
    const struct message_inquiry *asked)
{
    const struct identifiers *keys = &echo->identifiers;
    if (texts_disagree(echo->arbitrary_identifier, asked->arbitrary_identifier)) {
        return MATCHING_IDENTIFIER;
    }
    if (insurers_disagree(keys->insurer_number, asked->identifiers.insurer_number)) {
        return MATCHING_INSURER_NUMBER;
    }
    if (numbers_disagree(keys->symbol, asked->identifiers.symbol)) {
        return MATCHING_SYMBOL;
    }
    if (numbers_disagree(keys->number, asked->identifiers.number)) {
        return MATCHING_NUMBER;
    }
    if (branches_disagree(keys->branch, asked->identifiers.branch)) {
        return MATCHING_BRANCH;
    }
    return dates_disagree(echo->birth, asked->birth) ? MATCHING_BIRTH : MATCHING_RIGHT;
}

enum matching matching_of_person(
    const struct answer *answer,
    const struct message_inquiry *asked,
    bool needs_identifier)
{
    if (needs_identifier && answer->echo.arbitrary_identifier.size == 0) {
        return MATCHING_NO_KEYS;
    }
    return answer->echo.present ? keys_of_person(&answer->echo, asked) : MATCHING_RIGHT;
}
