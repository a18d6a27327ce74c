/*
 * Checking the journal: walking the chain, and comparing it with heads that left the store.
 *
 * Needs no key.  A body that is gone is no finding where a later entry tells of a purge of its month.
 * Finds a changed byte, a missing entry, a swapped pair; a tail that was cut off shows
 * only against an anchor: a line with the signed head of a day, kept elsewhere (decision 28).
 */
#ifndef ENGINE_STORAGE_JOURNAL_CHECK_H
#define ENGINE_STORAGE_JOURNAL_CHECK_H

#include "engine/storage/journal.h"

enum chain_problem {
    CHAIN_BODY_CHANGED,   /* the body does not have the hash that its entry states */
    CHAIN_LINK_CHANGED,   /* the entry does not have the hash that it states */
    CHAIN_LINK_BROKEN,    /* the entry does not follow the one before it */
    CHAIN_GAP,            /* a number is missing */
    CHAIN_ANCHOR_MISSING, /* an anchored entry is not there: the tail was cut */
    CHAIN_ANCHOR_DIFFERS, /* the entry is there with another hash */
    CHAIN_ANCHOR_FALSE    /* the anchor's signature is not this terminal's */
};

const char *chain_problem_label(enum chain_problem problem, enum language language);

struct chain_finding {
    enum chain_problem problem;
    char terminal[9];
    int64_t incarnation;
    int64_t seq;
};

struct chain_report {
    int64_t entries;
    int64_t purged;  /* bodies that are gone, and a later purge says so */
    int64_t anchors; /* compared */
    int64_t problems;
};

typedef void chain_taker(void *taker, const struct chain_finding *finding);

/* anchors: the text of an anchor file, or empty.  Findings are data: false only for faults. */
bool journal_check(
    struct store *store,
    struct slice anchors,
    chain_taker *take,
    void *taker,
    struct chain_report *report,
    struct error *error) MUST_CHECK;

enum {
    ANCHOR_TEXT = 320
};

/*
 * The head of this terminal's journal as one line: "totsugo-anchor-1 TERMINAL INCARNATION SEQ HASH
 * SIGNATURE", hash and signature in hexadecimal, without a line end.  "" when there is no entry yet.
 */
bool journal_anchor(struct store *store, char text[ANCHOR_TEXT], struct error *error) MUST_CHECK;

#endif
