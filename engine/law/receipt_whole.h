/*
 * Checks of a receipt as a whole before it goes out: what it must have, the order of its dates, the
 * number of its payers, check digits, and fillers that no visit asks for.
 *
 * Findings, never a reason to withhold.  What is needed and which digit counts the payers are dated data
 * (rules/98-receipts.yaml).  Rows by themselves are receipt_check.h's, numbers by 法別番号 are
 * receipt_rules.h's.  Pure.
 */
#ifndef ENGINE_LAW_RECEIPT_WHOLE_H
#define ENGINE_LAW_RECEIPT_WHOLE_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/receipt_check.h"

struct receipt_whole_order {
    const struct rulebook *book;
    const struct receipt *receipt;
    const struct receipt_key *key; /* of the receipt as it was read */
    struct month claim_month;      /* MONTH_NONE: cannot be read, and nothing is compared with it */
    bool is_rewritten; /* its insurer is that of a verdict: a filler in it was decided, or went */
};

bool receipt_whole_check(
    const struct receipt_whole_order *order,
    const struct receipt_listener *listener,
    struct error *error) MUST_CHECK;

#endif
