/*
 * Checks of a receipt that are law: symbol and number by 法別番号, and public expense that has ended.
 *
 * Findings, never a reason to withhold: the payer's own check is not known in full.  (Numbers that
 * are written without a 記号 that is needed are withheld before: receipt_troubles.def.)  A claim with
 * a filler is not looked at.  Not about what every receipt must have: receipt_check.h.  Pure.
 */
#ifndef ENGINE_LAW_RECEIPT_RULES_H
#define ENGINE_LAW_RECEIPT_RULES_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/receipt_check.h"

/* identifiers: those that go out.  key: of the receipt as it was read. */
bool receipt_rules_check(
    const struct rulebook *book,
    const struct receipt *receipt,
    const struct receipt_key *key,
    const struct identifiers *identifiers,
    const struct receipt_listener *listener,
    struct error *error) MUST_CHECK;

#endif
