/*
 * A draft: what the receipt computer must be told about the visits of one person in a month, where
 * there is no receipt file to lay it over.
 *
 * Pure.  What stands in it is what the overlay would write into an empty receipt of the site's layout,
 * under the same rules; so a draft and a later overlay never say two things.  It is no receipt: diseases,
 * treatment and points are not in it and cannot be, and nobody may claim with it.
 */
#ifndef EXPORTERS_RECEIPT_DRAFT_H
#define EXPORTERS_RECEIPT_DRAFT_H

#include "engine/law/receipt_path.h"
#include "exporters/receipt_overlay.h"

struct draft_order {
    const struct receipt_decider *decider;
    const struct receipt_layout *layout;
    const struct receipt_key *key; /* of the person: month, chart number, kana, birth date, sex */
    const struct receipt_visits *visits;
    const struct receipt_choices *choices;
};

/* One thing to be typed.  Texts are UTF-8. */
struct draft_line {
    enum receipt_record record;
    enum receipt_item item;
    struct slice code; /* of a comment; else empty */
    struct slice text; /* empty: the item must be empty */
    struct slice row;  /* a whole new record as a receipt file would have it; else empty */
    const char *rule;  /* of the visits, or the parameter that gave the value */
};

struct receipt_draft {
    bool is_withheld; /* then there are no lines, and ruling or trouble says why */
    struct receipt_ruling ruling;
    struct receipt_trouble trouble; /* TROUBLE_NONE: the ruling's reason holds */
    const struct draft_line *lines;
    size_t count;
};

/* What is made lives in the arena; faults are the arena's. */
bool receipt_draft_make(
    const struct draft_order *order,
    struct arena *arena,
    struct receipt_draft *draft,
    struct error *error) MUST_CHECK;

/*
 * Whether a name ends as receipt files do (receipt.file.endings: UKE, ...), in letters of any case: a
 * draft never gets such a name.
 */
bool draft_name_is_a_claims(const struct rulebook *book, struct slice name, struct date day);

#endif
