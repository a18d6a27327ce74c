#include "engine/storage/vault.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/machine.h"
#include "engine/storage/base32.h"
#include "engine/storage/inside.h"
#include "engine/storage/meta.h"
#include "engine/storage/vault_row.h"

bool vault_random(struct store *store, uint8_t *bytes, size_t size, struct error *error)
{
    return store->world.random.fill(store->world.random.context, bytes, size, error);
}

/* ---- keys under the store key ---- */

/* A fresh random key under the store key, as a row of that name. */
static bool
make_inner_key(struct store *store, const char *name, uint8_t key[KEY_BYTES], struct error *error)
{
    struct vault_row row = {0};
    bool done = vault_random(store, key, KEY_BYTES, error);
    if (done && strncmp(name, "terminal/", 9) == 0) {
        row.open_size = SIGNING_KEY_BYTES;
        done = signing_public(key, row.open_part, error);
    }
    return done && vault_wrap(store, store->store_key, name, key, &row, error) &&
           vault_row_put(store, name, &row, error);
}

static bool open_inner_key(
    struct store *store,
    const char *name,
    uint8_t key[KEY_BYTES],
    bool *found,
    struct error *error)
{
    struct vault_row row;
    if (!vault_row_get(store, name, &row, found, error)) {
        return false;
    }
    return !*found || vault_unwrap(store->store_key, name, &row, key, error);
}

/* ---- the session ---- */

static bool open_printer(struct store *store, struct error *error)
{
    uint8_t key[KEY_BYTES];
    bool found = false;
    bool done = open_inner_key(store, "fingerprint", key, &found, error);
    if (done && !found) {
        done = error_set_text(error, FAULT_STORE_BROKEN, "fingerprint");
    }
    fingerprinter_close(store->printer);
    store->printer = NULL;
    done = done && fingerprinter_open(key, &store->printer, error);
    bytes_wipe(key, sizeof key);
    return done;
}

bool vault_start_session(struct store *store, const char *operator_name, struct error *error)
{
    bool done = slice_copy_text(
                    slice_of(operator_name), store->operator_name, sizeof store->operator_name) ||
                error_set_number(error, FAULT_OPERATOR_NAME, LIMIT_OPERATOR_NAME);
    machine_lock_memory(store->store_key, sizeof store->store_key);
    store->unlocked = done && open_printer(store, error);
    if (!store->unlocked) {
        vault_close(store);
    }
    return store->unlocked;
}

void vault_forget_keys(struct store *store)
{
    for (size_t i = 0; i < store->key_count; i++) {
        sealer_close(store->keys[i].sealer);
    }
    store->key_count = 0;
}

void vault_close(struct store *store)
{
    vault_forget_keys(store);
    fingerprinter_close(store->printer);
    store->printer = NULL;
    bytes_wipe(store->store_key, sizeof store->store_key);
    store->unlocked = false;
}

bool vault_is_unlocked(const struct store *store)
{
    return store->unlocked;
}

const char *vault_operator(const struct store *store)
{
    return store->operator_name;
}

void vault_keep(const struct store *store, struct vault_kept *kept)
{
    require(store->unlocked);
    memset(kept, 0, sizeof *kept);
    memcpy(kept->key, store->store_key, KEY_BYTES);
    memcpy(kept->operator_name, store->operator_name, sizeof kept->operator_name);
    memcpy(kept->way, store->way, sizeof kept->way);
    memcpy(kept->salt, store->way_salt, sizeof kept->salt);
}

/* ---- making ---- */

static bool name_terminal(struct store *store, struct error *error)
{
    uint8_t bytes[5];
    if (!vault_random(store, bytes, sizeof bytes, error)) {
        return false;
    }
    base32_write(bytes, sizeof bytes, 0, store->terminal, sizeof store->terminal);
    store->incarnation = 1;
    return meta_put(store, "terminal", store->terminal, error) &&
           meta_put(store, "incarnation", "1", error);
}

bool vault_create(struct store *store, struct error *error)
{
    uint8_t key[KEY_BYTES];
    char name[VAULT_NAME];
    bool done = name_terminal(store, error) &&
                vault_random(store, store->store_key, KEY_BYTES, error) &&
                make_inner_key(store, "fingerprint", key, error);
    (void)snprintf(name, sizeof name, "terminal/%s", store->terminal);
    done = done && make_inner_key(store, name, key, error) &&
           vault_start_session(store, "init", error);
    bytes_wipe(key, sizeof key);
    return done;
}

/* ---- data keys ---- */

int64_t vault_key_id(enum retention retention, struct month month)
{
    struct civil civil = date_civil(month_first_day(month));
    return (int64_t)retention * 1000000 + (int64_t)civil.year * 100 + civil.month;
}

static bool keep_sealer(
    struct store *store,
    int64_t key_id,
    const uint8_t key[KEY_BYTES],
    struct sealer **sealer,
    struct error *error)
{
    if (store->key_count == STORE_KEYS) {
        sealer_close(store->keys[0].sealer);
        store->key_count--;
        memmove(store->keys, store->keys + 1, store->key_count * sizeof store->keys[0]);
    }
    if (!sealer_open(key, sealer, error)) {
        return false;
    }
    store->keys[store->key_count] = (struct open_key){key_id, *sealer};
    store->key_count++;
    return true;
}

bool vault_sealer(
    struct store *store,
    int64_t key_id,
    bool make,
    struct sealer **sealer,
    struct error *error)
{
    char name[VAULT_NAME];
    uint8_t key[KEY_BYTES];
    bool found = false;
    bool done = false;
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    for (size_t i = 0; i < store->key_count; i++) {
        if (store->keys[i].id == key_id) {
            *sealer = store->keys[i].sealer;
            return true;
        }
    }
    (void)snprintf(name, sizeof name, "data/%lld", (long long)key_id);
    done = open_inner_key(store, name, key, &found, error);
    if (done && !found) {
        done = make ? make_inner_key(store, name, key, error)
                    : error_set_number(error, FAULT_KEY_DESTROYED, key_id % 1000000);
    }
    done = done && keep_sealer(store, key_id, key, sealer, error);
    bytes_wipe(key, sizeof key);
    return done;
}

/* ---- keys that are destroyed ---- */

static const char *const sql_destroyed = "SELECT CAST(value AS INTEGER) FROM meta"
                                         " WHERE name = 'keys_destroyed'";

bool vault_follow_destroyed(struct store *store, struct error *error)
{
    int64_t destroyed = 0;
    if (!sql_query_number(store, sql_destroyed, &destroyed, error)) {
        return false;
    }
    if (destroyed != store->destroyed) {
        vault_forget_keys(store);
        store->destroyed = destroyed;
    }
    return true;
}

static bool note_destroyed(struct store *store, struct error *error)
{
    char text[24];
    int64_t destroyed = 0;
    vault_forget_keys(store);
    if (!sql_query_number(store, sql_destroyed, &destroyed, error)) {
        return false;
    }
    (void)snprintf(text, sizeof text, "%lld", (long long)destroyed + 1);
    return meta_put(store, "keys_destroyed", text, error);
}

bool vault_destroy_keys(struct store *store, int64_t before, int64_t *count, struct error *error)
{
    static const char *const sql =
        "DELETE FROM vault WHERE name LIKE 'data/%' AND CAST(substr(name, 6) AS INTEGER) >= ?1"
        " AND CAST(substr(name, 6) AS INTEGER) < ?2 AND CAST(substr(name, 6) AS INTEGER)"
        "  NOT IN (SELECT key_id FROM journal WHERE body IS NOT NULL)";
    int64_t least = (int64_t)RETAIN_CARE * 1000000;
    if (!sql_run_numbers(store, sql, SQL_NUMBERS(least, before), error)) {
        return false;
    }
    *count = sqlite3_changes(store->database);
    return *count == 0 || note_destroyed(store, error);
}

struct fingerprinter *vault_fingerprinter(struct store *store)
{
    require(store->unlocked);
    return store->printer;
}

/* ---- signing ---- */

bool vault_sign(
    struct store *store,
    struct slice message,
    uint8_t signature[SIGNATURE_BYTES],
    struct error *error)
{
    char name[VAULT_NAME];
    uint8_t key[KEY_BYTES];
    bool found = false;
    bool done = false;
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    (void)snprintf(name, sizeof name, "terminal/%s", store->terminal);
    done = open_inner_key(store, name, key, &found, error);
    if (done && !found) {
        done = error_set_text(error, FAULT_STORE_BROKEN, "terminal");
    }
    done = done && signing_sign(key, message, signature, error);
    bytes_wipe(key, sizeof key);
    return done;
}

bool vault_public_key(
    struct store *store,
    const char *terminal,
    uint8_t public_key[SIGNING_KEY_BYTES],
    bool *found,
    struct error *error)
{
    char name[VAULT_NAME];
    struct vault_row row;
    (void)snprintf(name, sizeof name, "terminal/%.16s", terminal);
    if (!vault_row_get(store, name, &row, found, error)) {
        return false;
    }
    if (!*found) {
        return true;
    }
    if (row.open_size != SIGNING_KEY_BYTES) {
        return error_set_text(error, FAULT_STORE_BROKEN, "terminal");
    }
    memcpy(public_key, row.open_part, SIGNING_KEY_BYTES);
    return true;
}
