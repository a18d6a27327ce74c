/*
 * Who was examined on which day, so that a second examination in one fiscal year is seen.  Only for
 * site_deciding.
 */
#ifndef ENGINE_STORAGE_SITE_EXAMINATIONS_H
#define ENGINE_STORAGE_SITE_EXAMINATIONS_H

#include "engine/law/reconcile.h"
#include "engine/storage/cases.h"

/* Begins as {0}. */
struct site_examinations {
    struct keyed *rows; /* person; id: visit, payload: day */
    size_t count;
    size_t room;
};

/* Notes the visit if it is a check-up of a known person.  Fault: MEMORY. */
bool site_examinations_note(
    struct site_examinations *examinations,
    const struct visit_case *visit_case,
    struct error *error) MUST_CHECK;

/* After the last note and before the first question. */
void site_examinations_sort(struct site_examinations *examinations);

/* Whether the person of the visit was examined earlier in the same fiscal year. */
bool site_examinations_before(
    const struct site_examinations *examinations,
    const struct visit_case *visit_case);

void site_examinations_free(struct site_examinations *examinations);

#endif
