/*
 * How identity may be checked at the desk: what the rulebook (its table identity-check) says of a card, a
 * method and a site, of which not everything need be known.  Pure.
 *
 * What is not known may be anything: a method is refused only when no rule that may apply lets it pass,
 * and a reason is wanted as soon as one of them may want it.  A book without that table, and no book at
 * all, refuses nothing and wants nothing: the desk writes down what happened in any case.
 */
#ifndef ENGINE_LAW_IDENTITY_CHECK_H
#define ENGINE_LAW_IDENTITY_CHECK_H

#include "engine/law/rulebook.h"

struct identity_question {
    uint64_t card_kinds; /* bit v: CARD_KIND_v is possible; 0: any */
    unsigned method;     /* IDENTITY_METHOD_... */
    unsigned reason;     /* VISUAL_REASON_... */
    uint64_t equipment;  /* bit v: EQUIPMENT_v is possible; 0: any */
    bool has_passcode;   /* for visual checks, of the site */
};

struct identity_answer {
    bool is_refused;
    bool needs_reason;
    bool needs_words;        /* the rule says more than that it may be done */
    const struct rule *rule; /* the only one that may apply; NULL: several, or none */
};

/*
 * The kinds that a card may be of: by what lay on the reader (CHIP_KIND_...), by what a person saw on it
 * (CARD_KIND_...), and by the check itself, for whoever was checked by their face has one on the card.
 */
uint64_t identity_card_kinds(unsigned chip_kind, unsigned card_kind, unsigned method);

void identity_check(
    const struct rulebook *book,
    const struct identity_question *question,
    struct date day,
    struct identity_answer *answer);

#endif
