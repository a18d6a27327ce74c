#include "engine/storage/case_answer.h"

#include <string.h>

static unsigned results(unsigned count)
{
    return count == 0 ? RESULTS_NONE : count == 1 ? RESULTS_ONE : RESULTS_SEVERAL;
}

bool case_answer_is_negative(const struct visit_case *visit_case)
{
    unsigned validity = visit_case->answer.codes.validity;
    return visit_case->has_answer &&
           (validity == VALIDITY_INVALID || validity == VALIDITY_INVALID_NEWER);
}

static bool zeros_agree(const struct visit_case *visit_case)
{
    return number_zeros(visit_case->situation.evidence.values[FIELD_NUMBER]) ==
           visit_case->answer.codes.zeros;
}

/*
 * All four agree by fingerprint: nothing has to be opened.  But for a qualification that was lost,
 * where it matters whether the answer itself carries its numbers: those of the print may be those
 * that were asked with.
 */
static bool agrees_by_print(const struct visit_case *visit_case)
{
    const struct visit_row *visit = &visit_case->visit;
    return !case_answer_is_negative(visit_case) && print_is_some(visit->prints + PRINT_NUMBERS) &&
           print_is_some(visit->prints + PRINT_PERSON) &&
           memcmp(
               visit->prints + PRINT_NUMBERS, visit_case->answer.prints + ANSWER_PRINT_NUMBERS,
               2 * (size_t)FINGERPRINT_BYTES) == 0 &&
           zeros_agree(visit_case);
}

/* Another name beside equal numbers and birth date, about which nobody said anything on this visit. */
static bool find_alias(
    struct store *store,
    const struct answer *answer,
    struct visit_case *into,
    struct error *error)
{
    const struct evidence *evidence = &into->situation.evidence;
    uint8_t pair[FINGERPRINT_BYTES];
    if (evidence_choice(evidence, FIELD_PERSON_CONFIRMED) != YES_NO_UNRECORDED &&
        !into->situation.confirmed_other) {
        return true;
    }
    if (!aliases_pair(store, evidence, answer, pair, error) ||
        !aliases_find(store, &into->visit, pair, &into->alias, error)) {
        return false;
    }
    into->situation.alias = into->alias.visit != 0;
    return true;
}

static bool compare_opened(
    struct store *store,
    const struct answer *answer,
    struct visit_case *into,
    struct error *error)
{
    struct identifiers typed = situation_identifiers(&into->situation.evidence);
    struct answer_facts *facts = &into->situation.answer;
    const struct qualification *insurance = answer_insurance(answer);
    situation_compare(&into->situation.evidence, &typed, answer, facts);
    facts->has_old_numbers = case_answer_is_negative(into) && insurance != NULL &&
                             insurance->texts[ANSWER_INSURER_NUMBER].size > 0 &&
                             insurance->texts[ANSWER_NUMBER].size > 0;
    return find_alias(store, answer, into, error);
}

static void agree(struct answer_facts *facts)
{
    facts->number_match = MATCH_EQUAL;
    facts->birth_match = MATCH_EQUAL;
    facts->name_match = MATCH_EQUAL;
    facts->sex_match = MATCH_EQUAL;
}

/* ---- the numbers that it stands for ---- */

static bool copy_branch(unsigned branch, struct arena *arena, struct slice *to, struct error *error)
{
    const uint8_t text[] = {(uint8_t)('0' + branch / 10), (uint8_t)('0' + branch % 10)};
    *to = (struct slice){NULL, 0};
    return branch >= ANSWER_NO_BRANCH ||
           arena_copy(arena, (struct slice){text, sizeof text}, to, error);
}

/*
 * Where everything agreed by fingerprint, and the leading zeros that it leaves out did as well, they
 * are the typed ones, and only the branch, which may have been left out, is the answer's.
 */
static bool numbers_are_typed(const struct visit_case *visit_case)
{
    const struct answer_row *row = &visit_case->answer;
    return memcmp(
               visit_case->visit.prints + PRINT_NUMBERS, row->prints + ANSWER_PRINT_NUMBERS,
               FINGERPRINT_BYTES) == 0 &&
           row->codes.asked_by == ASKED_BY_NUMBER && row->visit == 0 && zeros_agree(visit_case);
}

static bool take_typed(struct arena *arena, struct visit_case *into, struct error *error)
{
    into->has_answered = true;
    into->answered = situation_identifiers(&into->situation.evidence);
    return copy_branch(into->answer.codes.branch, arena, &into->answered.branch, error);
}

static bool take_answered(
    const struct answer *answer,
    struct arena *arena,
    struct visit_case *into,
    struct error *error)
{
    const struct qualification *insurance = answer_insurance(answer);
    struct identifiers *to = &into->answered;
    struct identifiers from;
    if (insurance == NULL) {
        return true;
    }
    from = qualification_identifiers(insurance);
    into->has_answered = true;
    return arena_copy(arena, from.insurer_number, &to->insurer_number, error) &&
           arena_copy(arena, from.symbol, &to->symbol, error) &&
           arena_copy(arena, from.number, &to->number, error) &&
           arena_copy(arena, from.branch, &to->branch, error);
}

/* ---- all of it ---- */

static struct answer_facts facts_of(const struct visit_case *visit_case)
{
    const struct answer_row *row = &visit_case->answer;
    const struct answer_codes *codes = &row->codes;
    if (!visit_case->has_answer) {
        /* An answer came that cannot be used: a person looks at it. */
        return (struct answer_facts){
            .given = visit_case->spoiled,
            .delivery = visit_case->spoiled ? DELIVERY_PERSON_ERROR : DELIVERY_NONE};
    }
    return (struct answer_facts){
        .given = true,
        .asked_by = codes->asked_by,
        .delivery = codes->delivery,
        .validity = codes->validity,
        .loss_reason = codes->loss_reason,
        .card_class = codes->card_class,
        .insurance_results = results(codes->insurance_results),
        .assistance_results = results(codes->assistance_results),
        .confirmed_for = situation_confirmed_for(
            visit_case->visit.day, row->confirmed_for, codes->validity, row->covers),
    };
}

bool case_answer_fill(
    struct store *store,
    struct part_cache *cache,
    struct arena *arena,
    struct visit_case *into,
    struct error *error)
{
    struct answer answer;
    bool agrees = agrees_by_print(into);
    bool typed = numbers_are_typed(into);
    into->situation.answer = facts_of(into);
    if (!into->has_answer) {
        return true;
    }
    if (agrees) {
        agree(&into->situation.answer);
    }
    if (typed && !take_typed(arena, into, error)) {
        return false;
    }
    if (agrees && typed) {
        return true;
    }
    return answers_open(cache, &into->answer, &answer, error) &&
           (agrees || compare_opened(store, &answer, into, error)) &&
           (typed || take_answered(&answer, arena, into, error));
}
