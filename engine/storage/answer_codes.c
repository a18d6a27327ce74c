/* What an answer says in codes and fingerprints, without its texts (answers.h). */
#include "engine/foundation/fold.h"
#include "engine/storage/answers.h"

/* ---- what an answer says in codes ---- */

static const struct qualification *only_one(const struct answer *answer, bool assistance)
{
    const struct qualification *found = NULL;
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS && i < answer->qualification_count; i++) {
        const struct qualification *qualification = &answer->qualifications[i];
        if ((qualification->card_class == CARD_CLASS_ASSISTANCE) != assistance) {
            continue;
        }
        if (found != NULL) {
            return NULL;
        }
        found = qualification;
    }
    return answer->qualification_count > ANSWER_QUALIFICATIONS ? NULL : found;
}

static unsigned count_results(const struct answer *answer, bool assistance)
{
    unsigned count = 0;
    if (answer->qualification_count > ANSWER_QUALIFICATIONS) {
        return 2;
    }
    for (unsigned i = 0; i < answer->qualification_count; i++) {
        if ((answer->qualifications[i].card_class == CARD_CLASS_ASSISTANCE) == assistance) {
            count++;
        }
    }
    return count < 2 ? count : 2;
}

const struct qualification *answer_insurance(const struct answer *answer)
{
    return only_one(answer, false);
}

static unsigned branch_code(const struct qualification *insurance)
{
    struct slice branch = {NULL, 0};
    int64_t number = 0;
    if (insurance != NULL) {
        branch = insurance->texts[ANSWER_BRANCH];
    }
    return branch.size == 2 && slice_read_number(branch, &number) ? (unsigned)number
                                                                  : ANSWER_NO_BRANCH;
}

unsigned number_zeros(struct slice number)
{
    struct folded folded;
    unsigned zeros = 0;
    if (!fold_number(number, &folded)) {
        return 0;
    }
    while (zeros < 15 && zeros < folded.size && folded.bytes[zeros] == '0') {
        zeros++;
    }
    return zeros;
}

/* Whose numbers and name the fingerprints are made of: the insurance's, else those of 医療扶助. */
static const struct qualification *printed_qualification(const struct answer *answer)
{
    const struct qualification *insurance = answer_insurance(answer);
    return insurance != NULL ? insurance : only_one(answer, true);
}

/*
 * Whether its fingerprint is made of the numbers that were asked with: where they are echoed, unless
 * a card was asked with, whose answer is about the qualification that it names (situation_compare).
 */
static bool is_printed_by_echo(const struct answer *answer, const struct qualification *printed)
{
    return printed == NULL || (answer->echo.present && answer->asked_by == ASKED_BY_NUMBER);
}

static struct slice printed_number(const struct answer *answer)
{
    const struct qualification *printed = printed_qualification(answer);
    return is_printed_by_echo(answer, printed) ? answer->echo.identifiers.number
                                               : printed->texts[ANSWER_NUMBER];
}

struct answer_codes answer_codes_of(const struct answer *answer)
{
    const struct qualification *insurance = answer_insurance(answer);
    return (struct answer_codes){
        .asked_by = answer->asked_by,
        .delivery = answer->delivery,
        .validity = answer->validity,
        .loss_reason = insurance == NULL ? LOSS_REASON_ABSENT : insurance->loss_reason,
        .card_class = insurance == NULL ? CARD_CLASS_ABSENT : insurance->card_class,
        .insurance_results = count_results(answer, false),
        .assistance_results = count_results(answer, true),
        .branch = branch_code(insurance),
        .zeros = number_zeros(printed_number(answer)),
    };
}

/* ---- fingerprints ---- */

bool answer_prints(
    struct fingerprinter *printer,
    const struct answer *answer,
    uint8_t prints[ANSWER_PRINTS],
    struct error *error)
{
    const struct qualification *printed = printed_qualification(answer);
    struct identifiers identifiers = answer->echo.identifiers;
    struct date birth = answer->echo.birth;
    struct date own_birth = DATE_NONE;
    struct slice kana = {NULL, 0};
    unsigned sex = SEX_UNRECORDED;
    if (!is_printed_by_echo(answer, printed)) {
        identifiers = qualification_identifiers(printed);
        birth = printed->dates[ANSWER_BIRTH_DATE];
    }
    if (printed != NULL) {
        kana = printed->texts[ANSWER_KANA_NAME];
        sex = printed->sex;
        own_birth = printed->dates[ANSWER_BIRTH_DATE];
    }
    return print_numbers(printer, &identifiers, birth, prints + ANSWER_PRINT_NUMBERS, error) &&
           print_person(printer, kana, own_birth, sex, prints + ANSWER_PRINT_PERSON, error);
}
