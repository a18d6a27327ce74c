/*
 * The adopted rulebook: the bytes of all its files in one journal entry, with who adopted it.
 *
 * Deciding always uses the newest adopted rulebook, never a folder: what decided can be read again.
 */
#ifndef ENGINE_STORAGE_RULEBOOKS_H
#define ENGINE_STORAGE_RULEBOOKS_H

#include "engine/law/rulebook.h"
#include "engine/storage/journal.h"

struct rulebook_identity {
    int64_t entry; /* 0: none adopted */
    uint8_t hash[HASH_BYTES];
};

/* SHA-256 over names and bytes of the files, in the order of their names. */
bool rulebooks_hash(
    const struct rule_file *files,
    size_t count,
    uint8_t hash[HASH_BYTES],
    struct error *error) MUST_CHECK;

/*
 * Appends the files as adopted, in the open transaction, unless the newest adopted ones are the
 * same.  They must have been loaded and proved by the caller.
 */
bool rulebooks_adopt(
    struct store *store,
    const struct rule_file *files,
    size_t count,
    bool *adopted,
    struct error *error) MUST_CHECK;

/* Which one is in use. */
bool rulebooks_current(struct store *store, struct rulebook_identity *identity, struct error *error)
    MUST_CHECK;

/* Loads the one in use; RULEBOOK_MISSING when none was adopted, RULEBOOK_UNREADABLE when it does not load. */
bool rulebooks_load(
    struct store *store,
    struct rulebook **book,
    struct rulebook_identity *identity,
    struct error *error) MUST_CHECK;

#endif
