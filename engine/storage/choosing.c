#include "engine/storage/choosing.h"

#include <string.h>

#include "engine/law/situation.h"

void choosing_begin(struct choosing *choosing, const struct visit_row *visit)
{
    *choosing = (struct choosing){.day = visit->day};
    memcpy(choosing->person, visit->prints + PRINT_PERSON, FINGERPRINT_BYTES);
}

static unsigned day_rank(const struct answer_row *row, struct date day)
{
    switch (situation_confirmed_for(day, row->confirmed_for, row->codes.validity, row->covers)) {
    case CONFIRMED_FOR_VISIT_DAY:
    case CONFIRMED_FOR_OUTSIDE:
        return 2;
    case CONFIRMED_FOR_COVERS:
        return 1;
    default:
        return 0;
    }
}

/* All but the age of an answer; a larger one is better. */
static unsigned rank(const struct choosing *choosing, const struct answer_row *row)
{
    return day_rank(row, choosing->day) << 2 |
           (row->codes.delivery == DELIVERY_ANSWERED ? 2U : 0U) |
           (row->codes.asked_by == ASKED_BY_CARD ? 1U : 0U);
}

/* People who share one number, such as twins, stand in one list under the same fingerprint. */
static bool is_of_person(const struct choosing *choosing, const struct answer_row *row)
{
    return print_is_some(choosing->person) &&
           memcmp(choosing->person, row->prints + ANSWER_PRINT_PERSON, FINGERPRINT_BYTES) == 0;
}

static bool says_the_same(const struct answer_row *left, const struct answer_row *right)
{
    const struct answer_codes *a = &left->codes;
    const struct answer_codes *b = &right->codes;
    return a->validity == b->validity && a->loss_reason == b->loss_reason &&
           a->card_class == b->card_class && a->insurance_results == b->insurance_results &&
           a->assistance_results == b->assistance_results && a->branch == b->branch &&
           left->covers.first.days == right->covers.first.days &&
           left->covers.last.days == right->covers.last.days &&
           memcmp(left->prints, right->prints, ANSWER_PRINTS) == 0;
}

static void choose(struct choosing *choosing, const struct answer_row *row, bool torn)
{
    choosing->best = *row;
    choosing->found = true;
    choosing->torn = torn;
}

/*
 * Rows of one list must say the same.  Of two lists nobody knows which one is older: the one that came
 * in later may be a stale copy, so that they must not call the person insured and not insured.
 */
static bool contradicts(const struct answer_row *left, const struct answer_row *right)
{
    return left->bulk == right->bulk ? !says_the_same(left, right)
                                     : left->codes.validity != right->codes.validity;
}

static void consider_of_list(struct choosing *choosing, const struct answer_row *row)
{
    bool new_is = is_of_person(choosing, row);
    bool old_is = is_of_person(choosing, &choosing->best);
    if (new_is != old_is) {
        if (new_is) {
            choose(choosing, row, false);
        }
        return;
    }
    choosing->torn = choosing->torn || contradicts(row, &choosing->best);
    if (row->bulk == choosing->best.bulk || row->id > choosing->best.id) {
        choose(choosing, row, choosing->torn);
    }
}

/*
 * One of them is of a list, the other an answer to the visit's own inquiry.  The answer is newer than
 * every list that was there before it; of one that came later nobody knows.
 */
static void consider_beside_own(struct choosing *choosing, const struct answer_row *row)
{
    bool row_is_own = row->visit != 0;
    const struct answer_row *own = row_is_own ? row : &choosing->best;
    const struct answer_row *listed = row_is_own ? &choosing->best : row;
    bool is_stranger = is_of_person(choosing, own) && !is_of_person(choosing, listed);
    if (own->id > listed->id || is_stranger) {
        if (row_is_own) {
            choose(choosing, row, false);
        }
        return;
    }
    choosing->torn = choosing->torn || contradicts(own, listed);
    if (!row_is_own) {
        choose(choosing, row, choosing->torn);
    }
}

void choosing_consider(struct choosing *choosing, const struct answer_row *row)
{
    unsigned new_rank = rank(choosing, row);
    unsigned old_rank = rank(choosing, &choosing->best);
    if (row->finding != FINDING_NONE) {
        choosing->spoiled = true;
        return;
    }
    if (!choosing->found || new_rank > old_rank) {
        choose(choosing, row, false);
    } else if (new_rank == old_rank && row->visit == 0 && choosing->best.visit == 0) {
        consider_of_list(choosing, row);
    } else if (new_rank == old_rank && (row->visit == 0) != (choosing->best.visit == 0)) {
        consider_beside_own(choosing, row);
    } else if (new_rank == old_rank && row->id > choosing->best.id) {
        choose(choosing, row, false);
    }
}

bool choosing_end(const struct choosing *choosing, struct answer_row *answer)
{
    *answer = choosing->best;
    if (choosing->torn) {
        answer->codes.validity = VALIDITY_SEVERAL;
        answer->codes.insurance_results = 2;
    }
    return choosing->found;
}
