/*
 * Rows of the vault table and keys sealed under keys: shared by vault.c and vault_way.c only.
 */
#ifndef ENGINE_STORAGE_VAULT_ROW_H
#define ENGINE_STORAGE_VAULT_ROW_H

#include "engine/storage/vault.h"

/* The sealed part is of one size because only keys are sealed here. */
struct vault_row {
    uint8_t salt[SALT_BYTES];
    unsigned cost; /* log2 of scrypt's N; 0 where no passphrase is involved */
    uint8_t sealed[KEY_BYTES + SEAL_OVERHEAD];
    uint8_t open_part[SIGNING_KEY_BYTES];
    size_t open_size;
};

/* Inserts or replaces; needs an open transaction. */
bool vault_row_put(
    struct store *store,
    const char *name,
    const struct vault_row *row,
    struct error *error) MUST_CHECK;

/* *found is false, and there is no fault, when the vault has no such row. */
bool vault_row_get(
    struct store *store,
    const char *name,
    struct vault_row *row,
    bool *found,
    struct error *error) MUST_CHECK;
bool vault_row_delete(struct store *store, const char *name, struct error *error) MUST_CHECK;

/* A key sealed under another, bound to the name of its row. */
bool vault_wrap(
    struct store *store,
    const uint8_t under[KEY_BYTES],
    const char *name,
    const uint8_t key[KEY_BYTES],
    struct vault_row *row,
    struct error *error) MUST_CHECK;

/* SEAL_BROKEN when the key above is not the right one. */
bool vault_unwrap(
    const uint8_t under[KEY_BYTES],
    const char *name,
    const struct vault_row *row,
    uint8_t key[KEY_BYTES],
    struct error *error) MUST_CHECK;

/* Starts a session with the store key that lies open in the store. */
bool vault_start_session(struct store *store, const char *operator_name, struct error *error)
    MUST_CHECK;

#endif
