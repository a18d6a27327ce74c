/*
 * What is to be done about a claim after it went out, by the table after-claim.  Pure.
 */
#ifndef ENGINE_LAW_AFTER_CLAIM_H
#define ENGINE_LAW_AFTER_CLAIM_H

#include "engine/law/rulebook.h"

struct after_claim {
    unsigned agency_result;    /* AGENCY_RESULT_... */
    unsigned claim_difference; /* CLAIM_DIFFERENCE_... */
    unsigned claimed_valid;    /* CLAIMED_VALID_... */
    bool has_public;
};

struct after_claim_ruling {
    const char *rule;     /* id; "" where the table has no rule for that month */
    const char *japanese; /* label of what is to be done, or of the kind of ruling */
    const char *english;
};

/* month: in which it was claimed.  RULEBOOK_INCOMPLETE when there is no such table. */
bool after_claim_decide(
    const struct rulebook *book,
    const struct after_claim *claim,
    struct month month,
    struct after_claim_ruling *ruling,
    struct error *error) MUST_CHECK;

#endif
