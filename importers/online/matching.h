/*
 * Whether an answer belongs to what was asked: keys of the file and keys of the person.
 *
 * Every key that is present on both sides must agree; one that is absent or empty on either side
 * says nothing.  Whether two units answer the same inquiry is for the caller, who knows all of
 * them; whether the qualification is that of the visit's patient is engine/law.
 */
#ifndef IMPORTERS_ONLINE_MATCHING_H
#define IMPORTERS_ONLINE_MATCHING_H

#include "importers/online/message.h"

enum matching {
#define MATCHING(matching, japanese, english) MATCHING_##matching,
#include "importers/online/matchings.def"
#undef MATCHING
    MATCHING_COUNT
};

/* What the request said; data NULL and DATE_NONE where it said nothing. */
struct matching_file {
    struct slice institution_code;
    struct slice file_identifier;
    struct slice reception_number;
    struct date confirmed_for;
};

enum matching matching_of_file(const struct message *message, const struct matching_file *asked);

/*
 * The echoed keys against the inquiry.  Numbers are compared folded (fold.h), the insurer number
 * without its padding, the rest exactly.  needs_identifier: an answer without the arbitrary
 * identifier is NO_KEYS (a batch, where position means nothing).
 */
enum matching matching_of_person(
    const struct answer *answer,
    const struct message_inquiry *asked,
    bool needs_identifier);

const char *matching_wording(enum matching matching, enum language language);

#endif
