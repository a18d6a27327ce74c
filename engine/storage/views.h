/*
 * Views: every table that is made from the journal, and how each kind of entry changes them.
 *
 * views_apply is a function of the entry and of earlier entries; what is random or timed stands in
 * the body (decision 32).  So dropping the views and applying the journal again gives the same rows.
 */
#ifndef ENGINE_STORAGE_VIEWS_H
#define ENGINE_STORAGE_VIEWS_H

#include "engine/storage/journal.h"

/* Called by journal_append and by rebuild, inside a transaction. */
bool views_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

/* Empties all views and applies the whole journal, in one transaction.  Takes the role "rebuild". */
bool views_rebuild(struct store *store, struct error *error) MUST_CHECK;

/*
 * A digest of all views' rows in order, for tests and for "rebuild" to say whether anything changed.
 */
bool views_digest(struct store *store, uint8_t hash[HASH_BYTES], struct error *error) MUST_CHECK;

/* Counters that are kept without a secret: "visits", "path/held" and the like. */
bool counter_add(struct store *store, const char *name, int64_t change, struct error *error)
    MUST_CHECK;
bool counter_get(struct store *store, const char *name, int64_t *value, struct error *error)
    MUST_CHECK;

#endif
