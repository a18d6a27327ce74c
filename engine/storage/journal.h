/*
 * The journal: everything that came from outside or was decided, sealed, chained, append-only.
 *
 *   hash = SHA-256("totsugo journal 1" NUL, prev_hash, header, body_hash)
 *   header = terminal, incarnation, seq, at_ms, operator, kind, key_id   (packed, docs/FORMATS.md)
 *
 * prev_hash is the hash of the entry before it in this terminal's journal, over incarnations; zeros
 * before the first.  body_hash is over the sealed body as stored, so that the chain is walked without
 * a key and stays whole when a month's key is destroyed.  What walks the chain is journal_check.h.
 */
#ifndef ENGINE_STORAGE_JOURNAL_H
#define ENGINE_STORAGE_JOURNAL_H

#include "engine/storage/vault.h"

enum entry_kind {
    ENTRY_NONE,
#define ENTRY(number, kind, name, japanese) ENTRY_##kind = (number),
#include "engine/storage/entries.def"
#undef ENTRY
};

/* "visit_captured" and its Japanese word; NULL for a number that this version does not know. */
const char *entry_kind_name(int64_t kind);
const char *entry_kind_label(int64_t kind);

struct entry_header {
    int64_t entry; /* order in this file */
    char terminal[9];
    int64_t incarnation;
    int64_t seq;
    int64_t at_ms;
    char operator_name[LIMIT_OPERATOR_NAME + 1];
    int64_t kind;
    int64_t key_id;
};

/*
 * Appends an entry and applies it to the views, inside the open transaction.  about is the month that
 * the data is about (the latest, where a body holds several); for housekeeping pass MONTH_NONE.
 * body is a packed body; LIMIT_BODY_BYTES.  *entry is its order in this file.  JOURNAL_FULL when the
 * file has so many entries that its keys should seal no more (limits.h).
 */
bool journal_append(
    struct store *store,
    enum entry_kind kind,
    enum retention retention,
    struct month about,
    struct slice body,
    int64_t *entry,
    struct error *error) MUST_CHECK;

/*
 * Reads one entry and unseals its body, which is appended to body.  JOURNAL_BODY when it is missing,
 * KEY_DESTROYED when it was purged (header is filled in then).
 */
bool journal_read(
    struct store *store,
    int64_t entry,
    struct entry_header *header,
    struct buffer *body,
    struct error *error) MUST_CHECK;

/*
 * Calls take with each entry in order, its body unsealed, its data NULL where it was purged; used by
 * rebuild.  A false ends it.
 */
typedef bool journal_taker(
    void *taker,
    const struct entry_header *header,
    struct slice body,
    struct error *error);
bool journal_each(
    struct store *store,
    int64_t first,
    journal_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* The last entry's order in this file; 0 when there is none. */
bool journal_last(struct store *store, int64_t *entry, struct error *error) MUST_CHECK;

#endif
