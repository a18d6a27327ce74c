/*
 * Words about this copy of the store, in the clear: terminal, incarnation, identity of the file,
 * version of the views.  Not in the journal: a copy of the file has its own.
 */
#ifndef ENGINE_STORAGE_META_H
#define ENGINE_STORAGE_META_H

#include "engine/storage/store.h"

enum {
    META_VALUE = 128
};

/* "" when there is no such word. */
bool meta_get(struct store *store, const char *name, char value[META_VALUE], struct error *error)
    MUST_CHECK;

/* Inside a transaction. */
bool meta_put(struct store *store, const char *name, const char *value, struct error *error)
    MUST_CHECK;

#endif
