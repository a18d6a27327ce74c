/*
 * The vault: who may open the store, and the keys under which everything is sealed.
 *
 * One random store key is wrapped once for each operator (scrypt over the passphrase), for an
 * optional key file (timers, tests, the demo) and for the recovery key printed at init.  Under the
 * store key lie: one data key per class and month, made when first needed; the facility's fingerprint
 * key; this terminal's signing key.  (decision 27; docs/FORMATS.md "Vault".)
 *
 * The vault is the one table that is not a view.  Whoever changes a way in appends VAULT_CHANGED in
 * the same transaction.
 * Verifying the chain, status and backup need no key.
 */
#ifndef ENGINE_STORAGE_VAULT_H
#define ENGINE_STORAGE_VAULT_H

#include "engine/foundation/date.h"
#include "engine/storage/crypto.h"
#include "engine/storage/store.h"

enum {
    KEY_FILE_TEXT = 96,     /* "totsugo-key-1 " and 52 characters, a line end */
    RECOVERY_KEY_TEXT = 64, /* groups of 4 characters with hyphens */
    VAULT_NAME = 64,
    PUBLIC_KEY_HEX = 2 * SIGNING_KEY_BYTES + 1
};

/* What a body is about, for retention: a key belongs to one class and one month (decision 27). */
enum retention {
    RETAIN_HOUSEKEEPING = 1, /* settings, rulebooks, keys, accesses: by the month of writing */
    RETAIN_CARE = 2          /* visits and what belongs to them: by the month the data is about */
};

/*
 * Fills a new vault inside the open transaction of store_create: store key, fingerprint key, the
 * terminal's signing key, the terminal's name, incarnation 1.  Leaves the store unlocked.
 */
bool vault_create(struct store *store, struct error *error) MUST_CHECK;

/*
 * Ways in.  Each wraps the store key of an unlocked store inside an open transaction.  "init",
 * "recovery" and "timer" are no names of operators: OPERATOR_EXISTS.
 */
bool vault_add_operator(
    struct store *store,
    const char *name,
    struct slice passphrase,
    struct error *error) MUST_CHECK;
bool vault_remove_operator(struct store *store, const char *name, struct error *error) MUST_CHECK;

/* The operator's own secret anew; the old one opens nothing any more. */
bool vault_change_passphrase(
    struct store *store,
    const char *name,
    struct slice passphrase,
    struct error *error) MUST_CHECK;

/* There is one key file and one recovery key: a new one takes the place of the old one. */
bool vault_make_key_file(struct store *store, char text[KEY_FILE_TEXT], struct error *error)
    MUST_CHECK;
bool vault_make_recovery_key(struct store *store, char text[RECOVERY_KEY_TEXT], struct error *error)
    MUST_CHECK;

bool vault_has_key_file(struct store *store, bool *has, struct error *error) MUST_CHECK;

/* KEY_FILE_NONE when there is none; WAY_LAST where no operator would be left to open the store. */
bool vault_remove_key_file(struct store *store, struct error *error) MUST_CHECK;

/*
 * Opening.  On success the operator's name stands on every entry that follows.  "recovery" and
 * "timer" are the operators of the recovery key and the key file.  A wrong secret leaves a session
 * that is open already as it is.
 */
bool vault_unlock_operator(
    struct store *store,
    const char *name,
    struct slice passphrase,
    struct error *error) MUST_CHECK;
bool vault_unlock_key_file(
    struct store *store,
    struct slice text,
    const char *operator_name,
    struct error *error) MUST_CHECK;
bool vault_unlock_recovery(struct store *store, struct slice text, struct error *error) MUST_CHECK;

/* What a keyring keeps of an open store; the caller wipes it. */
struct vault_kept {
    uint8_t key[KEY_BYTES];
    char operator_name[LIMIT_OPERATOR_NAME + 1];
    char way[VAULT_NAME];     /* by which it was opened */
    uint8_t salt[SALT_BYTES]; /* of that way: another one once its secret was changed */
};

void vault_keep(const struct store *store, struct vault_kept *kept);

/*
 * Opens with what was kept; false without a fault when it does not fit, or when its way in was taken
 * away or changed since.
 */
bool vault_unlock_kept(struct store *store, const struct vault_kept *kept);

bool vault_is_unlocked(const struct store *store);
const char *vault_operator(const struct store *store);

/* Calls take with the name of each operator, in order; stops when it says false. */
bool vault_each_operator(
    struct store *store,
    bool (*take)(void *taker, const char *name),
    void *taker,
    struct error *error) MUST_CHECK;

/* The key id for data of a class about a month.  Made of both, so that it can be read by people. */
int64_t vault_key_id(enum retention retention, struct month month);

/*
 * The sealer for a key id.  Makes the key when it does not exist yet and make is true, which needs an
 * open transaction.  KEY_DESTROYED when it was purged.  Owned by the store.
 */
bool vault_sealer(
    struct store *store,
    int64_t key_id,
    bool make,
    struct sealer **sealer,
    struct error *error) MUST_CHECK;

/* The facility's fingerprints; owned by the store. */
struct fingerprinter *vault_fingerprinter(struct store *store);

/* Signs with this terminal's key. */
bool vault_sign(
    struct store *store,
    struct slice message,
    uint8_t signature[SIGNATURE_BYTES],
    struct error *error) MUST_CHECK;

/* The public key of a terminal; *found is false for one that is not known here.  Needs no key. */
bool vault_public_key(
    struct store *store,
    const char *terminal,
    uint8_t public_key[SIGNING_KEY_BYTES],
    bool *found,
    struct error *error) MUST_CHECK;

/* Random bytes of the world. */
bool vault_random(struct store *store, uint8_t *bytes, size_t size, struct error *error) MUST_CHECK;

#endif
