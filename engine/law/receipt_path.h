/*
 * From a receipt and its visits to what becomes of it, by the table receipt-path, and where that finds
 * two insurers, by the table receipt-split.  Pure.
 */
#ifndef ENGINE_LAW_RECEIPT_PATH_H
#define ENGINE_LAW_RECEIPT_PATH_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/claim.h"

/* A table whose outcomes are a fate and a reason. */
struct receipt_table {
    const struct rule_table *table;
    unsigned fate_field;
    unsigned reason_field;
    uint8_t fates[LIMIT_FACT_VALUES];
};

struct receipt_decider {
    const struct rulebook *book;
    struct receipt_table path;
    struct receipt_table split;
    bool unnamed_pass; /* the site lets receipts without a recorded visit pass */
};

/* RULEBOOK_INCOMPLETE when a table or one of its outcomes is missing. */
bool receipt_decider_open(
    const struct rulebook *book,
    bool unnamed_pass,
    struct receipt_decider *decider,
    struct error *error) MUST_CHECK;

/* What only the overlay and the split can tell. */
struct receipt_prospect {
    bool writable;        /* every character of the rows to be written can be encoded */
    unsigned file_payer;  /* PAYER_... of the file; PAYER_UNRECORDED counts as the same */
    bool without_receipt; /* there is none yet: nothing of it contradicts the visits */
    unsigned split;       /* SPLIT_...: whether it is proved whose every day and point is */
};

/* The facts, for lists and tests. */
struct facts receipt_facts(
    const struct receipt_decider *decider,
    const struct receipt_key *key,
    const struct receipt_visits *visits,
    const struct receipt_prospect *prospect);

/* Visit date: the first day of its 診療年月; claim month: 請求年月 of the file. */
struct receipt_ruling receipt_decide(
    const struct receipt_decider *decider,
    const struct receipt_key *key,
    const struct receipt_visits *visits,
    const struct receipt_prospect *prospect,
    struct month claim_month);

#endif
