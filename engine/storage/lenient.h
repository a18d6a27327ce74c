/*
 * The leniency of an earlier visit: whether a patient came with an expired card or a lone notice before
 * and the table leniency had something to say about it (rules.md PM-3b: not meant for repeated use).
 */
#ifndef ENGINE_STORAGE_LENIENT_H
#define ENGINE_STORAGE_LENIENT_H

#include "engine/storage/verdicts.h"

/*
 * The base fact LENIENT_BEFORE of a visit, from the verdicts of earlier days of its chart number, down to
 * the floor of the table.  LENIENT_BEFORE_UNRECORDED without a chart number.  Looks through the visits of
 * those days: ask it where the leniency is used, not of every visit.
 */
bool lenient_before(
    struct store *store,
    const struct rulebook *book,
    const struct visit_row *visit,
    unsigned *value,
    struct error *error) MUST_CHECK;

#endif
