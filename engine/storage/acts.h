/*
 * Acts that leave a trace in the journal and change nothing else: who opened whose record or which
 * list (decision 26), and what the report of a day said (decision 28).
 */
#ifndef ENGINE_STORAGE_ACTS_H
#define ENGINE_STORAGE_ACTS_H

#include "engine/storage/visits.h"

/* Each is a transaction of its own. */
bool acts_opened_visit(struct store *store, int64_t visit, struct error *error) MUST_CHECK;

/* name: "worklist", "verdicts"; never a person's value. */
bool acts_opened_list(struct store *store, const char *name, struct error *error) MUST_CHECK;

struct day_report {
    int64_t captured;
    int64_t decided;
    int64_t held;
    int64_t waiting;
};

bool acts_reported_day(struct store *store, const struct day_report *report, struct error *error)
    MUST_CHECK;

#endif
