/*
 * The tickets that nobody came with: nothing is claimed for them, but somebody may be reminded.
 *
 * A ticket that might be some visit's, by number, numbers or person, is left out, also where nobody could say
 * which of several it was.  Memory depends on the visits, not on the tickets.
 */
#ifndef ENGINE_STORAGE_SITE_ABSENT_H
#define ENGINE_STORAGE_SITE_ABSENT_H

#include "engine/storage/tickets.h"

struct site_absent_taker {
    void *context;
    bool (*take)(void *context, const struct ticket_row *row, struct error *error);
};

/*
 * Calls take with each ticket of a site's kind (SITE_KIND_CHECKUP or _TREATMENT; of others there are none), rows
 * that say the same once.  In order of import, in as many rounds as the number of tickets needs.
 */
bool site_absent_each(
    struct store *store,
    unsigned kind,
    const struct site_absent_taker *taker,
    struct error *error) MUST_CHECK;

#endif
