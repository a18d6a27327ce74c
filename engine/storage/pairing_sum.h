/*
 * What the visits of one receipt say together: paths, insurers, numbers, texts.  Inside pairing.
 */
#ifndef ENGINE_STORAGE_PAIRING_SUM_H
#define ENGINE_STORAGE_PAIRING_SUM_H

#include "engine/storage/verdicts.h"
#include "engine/vocabulary/claim.h"

/* 本人・家族 and 負担割合 on the day of a visit, where known: RELATION_..., SHARE_... */
struct summed_terms {
    unsigned relation;
    unsigned share;
};

struct summing {
    struct store *store;
    const struct rulebook *book;
    struct part_cache *cache;
    struct verdict_reader *reader;
    const struct receipt_key *key;
    struct arena *arena;
    struct receipt_visits *visits;
    struct date newest;  /* day of the visit whose numbers were taken */
    struct date counted; /* day that was counted last */
    struct summed_terms known;
    bool differs; /* the visit added last is another person's than the receipt */
};

/* Adds one visit; visits of a receipt come in order of their days. */
bool summing_add(struct summing *summing, int64_t visit, struct date day, struct error *error)
    MUST_CHECK;

#endif
