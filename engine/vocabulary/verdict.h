/*
 * Verdicts: what may be claimed for a visit, and why.
 *
 * A verdict is data: the facts, the rules that applied, what follows.  Making one is
 * engine/law/decide, keeping it engine/storage/verdicts.
 */
#ifndef ENGINE_VOCABULARY_VERDICT_H
#define ENGINE_VOCABULARY_VERDICT_H

#include "engine/vocabulary/fact.h"
#include "engine/vocabulary/insurer.h"

enum {
    VERDICT_RULES = 16 /* tables on the way to a verdict */
};

struct verdict {
    unsigned path;    /* PATH_... */
    unsigned numbers; /* CLAIM_NUMBERS_... */
    unsigned next;    /* NEXT_... */
    struct facts facts;
    size_t rule_count;
    const char *rules[VERDICT_RULES]; /* ids, in the order in which the tables were asked */
    unsigned missing_items;           /* enum declaration_item as bits */
    struct identifiers identifiers;   /* to claim with; empty for held and unknown */
    const char *problem;              /* "" or the kind of ruling that stopped: gap, conflict ... */
};

/* Current, past and unknown may be claimed. */
bool verdict_is_claimable(unsigned path);

/* Held and waiting ones are not settled, nor is a visit without a verdict. */
bool verdict_is_open(unsigned path);

#endif
