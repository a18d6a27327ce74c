/*
 * Secrets of a connection in the vault: certificates and private keys of the site, sealed under the store
 * key beside the keys that are made here.  Replaced, never kept in the journal.
 */
#ifndef ENGINE_STORAGE_VAULT_SECRET_H
#define ENGINE_STORAGE_VAULT_SECRET_H

#include "engine/storage/vault.h"

/* Puts bytes under a name ("gateway/key") in the open transaction, over what was there. */
bool vault_keep_secret(
    struct store *store,
    const char *name,
    struct slice bytes,
    struct error *error) MUST_CHECK;

/* Appends the bytes; *found false: nothing is kept under that name.  Wipe the buffer. */
bool vault_take_secret(
    struct store *store,
    const char *name,
    struct buffer *bytes,
    bool *found,
    struct error *error) MUST_CHECK;

#endif
