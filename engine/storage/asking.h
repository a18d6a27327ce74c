/*
 * Asking: which visits are to be asked about now, and what is known about each for the question.
 *
 * Asked about is a visit that has numbers to ask with, whose asking the rulebook does not call over
 * (table ask-again), that is due again (decision 11) and whose claim month has not closed; and
 * each visit of a returned claim once (returns.h).
 */
#ifndef ENGINE_STORAGE_ASKING_H
#define ENGINE_STORAGE_ASKING_H

#include "engine/storage/ports.h"

struct asking_visit {
    int64_t visit;
    struct date day;
    bool limit_consent; /* 限度額 information is wanted, which only a single answer has */
};

struct asking_list {
    struct asking_visit *visits; /* in order of day, then of opening */
    size_t count;
    size_t capacity;
};

/* Fills the list; close it with asking_close. */
bool asking_collect(struct store *store, struct asking_list *list, struct error *error) MUST_CHECK;
/*
 * Those whose chart number the service does not know yet: confirmed as asked for, with a chart number,
 * once for each chart, and not registered before.
 */
bool asking_collect_unregistered(struct store *store, struct asking_list *list, struct error *error)
    MUST_CHECK;
void asking_close(struct asking_list *list);

/* The question about a visit; texts live in the arena. */
bool asking_person(
    struct store *store,
    struct part_cache *cache,
    int64_t visit,
    struct arena *arena,
    struct inquiry_person *person,
    struct error *error) MUST_CHECK;

#endif
