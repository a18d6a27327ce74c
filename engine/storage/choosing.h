/*
 * Choosing the answer that counts for a visit among all that speak about it.
 *
 * About the visit day before other days, an answer before an error, by card before by number, the
 * newest last: in this order.  Nothing is merged out of two answers.  Of lists only what they say of
 * the same person counts; rows of one list that contradict each other, or two lists of which one says
 * valid and the other not, leave nothing to choose: the answer is then "several" (複数該当), which is
 * never used to claim.  So does a list that came in after the answer to the visit's own inquiry and
 * says otherwise: nobody knows when it was made.  An answer that came after the list is the newer one.
 */
#ifndef ENGINE_STORAGE_CHOOSING_H
#define ENGINE_STORAGE_CHOOSING_H

#include "engine/storage/answers.h"

struct choosing {
    struct date day;
    uint8_t person[FINGERPRINT_BYTES]; /* of the visit */
    bool spoiled;                      /* there is one that may not be used */
    bool found;
    bool torn; /* lists contradict each other, or the inquiry before them */
    struct answer_row best;
};

void choosing_begin(struct choosing *choosing, const struct visit_row *visit);

/* One that speaks about the visit; those of lists in the order of their ids. */
void choosing_consider(struct choosing *choosing, const struct answer_row *row);

/* The one that counts; false when there is none. */
bool choosing_end(const struct choosing *choosing, struct answer_row *answer);

#endif
