/*
 * What レセプト種別 and 給付割合 of a receipt become when its visits say another insurance.  Pure.
 *
 * They follow where the rules and the facts leave no choice; where the amount or the share of the
 * patient would have to be guessed, or is another one than the receipt was made with, a person is needed
 * and the receipt is withheld (receipt_path.h), until somebody accepts it as it stands.
 */
#ifndef ENGINE_LAW_RECEIPT_TYPE_H
#define ENGINE_LAW_RECEIPT_TYPE_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/claim.h"

enum receipt_type_fate {
    TYPE_STAYS,
    TYPE_FOLLOWS,
    TYPE_NEEDS_PERSON
};

enum {
    RECEIPT_TYPE_TEXT = 5,
    RECEIPT_RATIO_TEXT = 4
};

struct receipt_type {
    enum receipt_type_fate fate;
    char type[RECEIPT_TYPE_TEXT];   /* of FOLLOWS */
    char ratio[RECEIPT_RATIO_TEXT]; /* of FOLLOWS; "" where none is written */
};

struct receipt_type receipt_type_of(
    const struct rulebook *book,
    const struct receipt_key *key,
    const struct receipt_visits *visits);

#endif
