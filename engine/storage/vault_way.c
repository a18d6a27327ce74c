/* Ways into the vault: operators by passphrase, the key file, the recovery key (vault.h). */
#include <stdio.h>
#include <string.h>

#include "engine/storage/base32.h"
#include "engine/storage/inside.h"
#include "engine/storage/vault_row.h"

static const char *const key_file_mark = "totsugo-key-1 ";

enum {
    RECOVERY_BYTES = 20, /* 160 random bits: 32 characters to type */
};

/* ---- ways in ---- */

/* Names that entries carry when no person's passphrase opened the store. */
static bool is_taken(const char *operator_name)
{
    static const char *const names[] = {"init", "recovery", "timer"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(operator_name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool operator_row_name(const char *operator_name, char name[VAULT_NAME], struct error *error)
{
    size_t size = strlen(operator_name);
    bool right = size > 0 && size <= LIMIT_OPERATOR_NAME;
    for (size_t i = 0; right && i < size; i++) {
        char c = operator_name[i];
        right = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '-' || c == '_' || c == '.';
    }
    if (!right) {
        return error_set_number(error, FAULT_OPERATOR_NAME, LIMIT_OPERATOR_NAME);
    }
    (void)snprintf(name, VAULT_NAME, "operator/%s", operator_name);
    return true;
}

/* The store key sealed under a passphrase, in place of whatever was sealed for that name before. */
static bool
put_operator(struct store *store, const char *name, struct slice passphrase, struct error *error)
{
    struct vault_row row = {.cost = SCRYPT_COST_FLOOR};
    uint8_t key[KEY_BYTES];
    bool done = vault_random(store, row.salt, SALT_BYTES, error) &&
                key_from_passphrase(passphrase, row.salt, row.cost, key, error) &&
                vault_wrap(store, key, name, store->store_key, &row, error) &&
                vault_row_put(store, name, &row, error);
    bytes_wipe(key, sizeof key);
    return done;
}

/* Whether there is an operator of that name, and the name of the row. */
static bool find_operator(
    struct store *store,
    const char *operator_name,
    char name[VAULT_NAME],
    bool *found,
    struct error *error)
{
    struct vault_row row;
    return operator_row_name(operator_name, name, error) &&
           vault_row_get(store, name, &row, found, error);
}

static bool refuse_short(struct slice passphrase, struct error *error)
{
    return passphrase.size >= LIMIT_PASSPHRASE_MINIMUM ||
           error_set_number(error, FAULT_PASSPHRASE_SHORT, LIMIT_PASSPHRASE_MINIMUM);
}

bool vault_add_operator(
    struct store *store,
    const char *operator_name,
    struct slice passphrase,
    struct error *error)
{
    char name[VAULT_NAME];
    bool found = false;
    require(store->unlocked && store->in_transaction);
    if (!refuse_short(passphrase, error) ||
        !find_operator(store, operator_name, name, &found, error)) {
        return false;
    }
    if (found || is_taken(operator_name)) {
        return error_set(error, FAULT_OPERATOR_EXISTS);
    }
    return put_operator(store, name, passphrase, error);
}

bool vault_change_passphrase(
    struct store *store,
    const char *operator_name,
    struct slice passphrase,
    struct error *error)
{
    char name[VAULT_NAME];
    bool found = false;
    require(store->unlocked && store->in_transaction);
    if (!refuse_short(passphrase, error) ||
        !find_operator(store, operator_name, name, &found, error)) {
        return false;
    }
    return found ? put_operator(store, name, passphrase, error)
                 : error_set(error, FAULT_OPERATOR_MISSING);
}

static bool count_operator(void *taker, const char *name)
{
    int *count = taker;
    (void)name;
    *count += 1;
    return true;
}

static bool count_operators(struct store *store, int *count, struct error *error)
{
    *count = 0;
    return vault_each_operator(store, count_operator, count, error);
}

bool vault_remove_operator(struct store *store, const char *operator_name, struct error *error)
{
    char name[VAULT_NAME];
    bool found = false;
    int count = 0;
    require(store->in_transaction);
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!find_operator(store, operator_name, name, &found, error) ||
        !count_operators(store, &count, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, FAULT_OPERATOR_MISSING);
    }
    if (count == 1) {
        return error_set(error, FAULT_OPERATOR_LAST);
    }
    return vault_row_delete(store, name, error);
}

bool vault_each_operator(
    struct store *store,
    bool (*take)(void *taker, const char *name),
    void *taker,
    struct error *error)
{
    static const char *const sql =
        "SELECT substr(name, 10) FROM vault WHERE name LIKE 'operator/%' ORDER BY name";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    while (sql_rows_next(&rows, error)) {
        char name[VAULT_NAME];
        if (!slice_copy_text(sql_bytes(rows.statement, 0), name, sizeof name)) {
            sql_rows_stop(&rows);
            return error_set_text(error, FAULT_STORE_BROKEN, "vault");
        }
        if (!take(taker, name)) {
            break;
        }
    }
    return sql_rows_close(&rows);
}

/* A way in by a secret that is random already: the key file and the recovery key. */
static bool
put_secret_way(struct store *store, const char *name, struct slice secret, struct error *error)
{
    struct vault_row row = {0};
    uint8_t key[KEY_BYTES];
    bool done = false;
    require(store->unlocked && store->in_transaction);
    done = vault_random(store, row.salt, SALT_BYTES, error) &&
           key_from_secret(secret, row.salt, name, key, error) &&
           vault_wrap(store, key, name, store->store_key, &row, error) &&
           vault_row_put(store, name, &row, error);
    bytes_wipe(key, sizeof key);
    return done;
}

bool vault_make_key_file(struct store *store, char text[KEY_FILE_TEXT], struct error *error)
{
    uint8_t secret[KEY_BYTES];
    size_t mark = strlen(key_file_mark);
    bool done = vault_random(store, secret, sizeof secret, error) &&
                put_secret_way(store, "key_file", (struct slice){secret, sizeof secret}, error);
    memcpy(text, key_file_mark, mark + 1);
    if (done) {
        base32_write(secret, sizeof secret, 0, text + mark, KEY_FILE_TEXT - mark - 1);
        memcpy(text + strlen(text), "\n", 2);
    }
    bytes_wipe(secret, sizeof secret);
    return done;
}

bool vault_has_key_file(struct store *store, bool *has, struct error *error)
{
    struct vault_row row;
    return vault_row_get(store, "key_file", &row, has, error);
}

bool vault_remove_key_file(struct store *store, struct error *error)
{
    bool has = false;
    int operators = 0;
    require(store->in_transaction);
    if (!store->unlocked) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!vault_has_key_file(store, &has, error) || !count_operators(store, &operators, error)) {
        return false;
    }
    if (!has) {
        return error_set(error, FAULT_KEY_FILE_NONE);
    }
    return operators > 0 ? vault_row_delete(store, "key_file", error)
                         : error_set(error, FAULT_WAY_LAST);
}

bool vault_make_recovery_key(struct store *store, char text[RECOVERY_KEY_TEXT], struct error *error)
{
    uint8_t secret[RECOVERY_BYTES];
    bool done = vault_random(store, secret, sizeof secret, error) &&
                put_secret_way(store, "recovery", (struct slice){secret, sizeof secret}, error);
    text[0] = '\0';
    if (done) {
        base32_write(secret, sizeof secret, 4, text, RECOVERY_KEY_TEXT);
    }
    bytes_wipe(secret, sizeof secret);
    return done;
}

static void note_way(struct store *store, const char *name, const struct vault_row *row)
{
    (void)snprintf(store->way, sizeof store->way, "%s", name);
    memcpy(store->way_salt, row->salt, sizeof store->way_salt);
}

/* Opens the store key that lies in a row under key; a wrong key is the fault given. */
static bool open_store_key(
    struct store *store,
    const char *name,
    const struct vault_row *row,
    const uint8_t key[KEY_BYTES],
    enum fault wrong,
    struct error *error)
{
    if (vault_unwrap(key, name, row, store->store_key, error)) {
        return true;
    }
    return error->fault == FAULT_SEAL_BROKEN ? error_set(error, wrong) : false;
}

bool vault_unlock_operator(
    struct store *store,
    const char *operator_name,
    struct slice passphrase,
    struct error *error)
{
    char name[VAULT_NAME];
    struct vault_row row;
    uint8_t key[KEY_BYTES];
    bool found = false;
    bool done = false;
    if (!operator_row_name(operator_name, name, error) ||
        !vault_row_get(store, name, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, FAULT_WRONG_PASSPHRASE);
    }
    if (row.cost == 0) {
        return error_set_text(error, FAULT_STORE_BROKEN, "vault");
    }
    done = key_from_passphrase(passphrase, row.salt, row.cost, key, error) &&
           open_store_key(store, name, &row, key, FAULT_WRONG_PASSPHRASE, error) &&
           vault_start_session(store, operator_name, error);
    if (done) {
        note_way(store, name, &row);
    }
    bytes_wipe(key, sizeof key);
    return done;
}

static bool unlock_by_secret(
    struct store *store,
    const char *name,
    struct slice secret,
    const char *operator_name,
    enum fault wrong,
    struct error *error)
{
    struct vault_row row;
    uint8_t key[KEY_BYTES];
    bool found = false;
    bool done = false;
    if (!vault_row_get(store, name, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set(error, wrong);
    }
    done = key_from_secret(secret, row.salt, name, key, error) &&
           open_store_key(store, name, &row, key, wrong, error) &&
           vault_start_session(store, operator_name, error);
    if (done) {
        note_way(store, name, &row);
    }
    bytes_wipe(key, sizeof key);
    return done;
}

bool vault_unlock_key_file(
    struct store *store,
    struct slice text,
    const char *operator_name,
    struct error *error)
{
    uint8_t secret[KEY_BYTES];
    size_t mark = strlen(key_file_mark);
    bool done = (slice_starts(text, key_file_mark) &&
                 base32_read(slice_part(text, mark, text.size), secret, sizeof secret)) ||
                error_set(error, FAULT_WRONG_KEY_FILE);
    done = done && unlock_by_secret(
                       store, "key_file", (struct slice){secret, sizeof secret}, operator_name,
                       FAULT_WRONG_KEY_FILE, error);
    bytes_wipe(secret, sizeof secret);
    return done;
}

bool vault_unlock_recovery(struct store *store, struct slice text, struct error *error)
{
    uint8_t secret[RECOVERY_BYTES];
    bool done =
        base32_read(text, secret, sizeof secret) || error_set(error, FAULT_WRONG_RECOVERY_KEY);
    done = done && unlock_by_secret(
                       store, "recovery", (struct slice){secret, sizeof secret}, "recovery",
                       FAULT_WRONG_RECOVERY_KEY, error);
    bytes_wipe(secret, sizeof secret);
    return done;
}

bool vault_unlock_kept(struct store *store, const struct vault_kept *kept)
{
    struct vault_row row;
    struct error ignored;
    bool found = false;
    if (!vault_row_get(store, kept->way, &row, &found, &ignored) || !found ||
        memcmp(row.salt, kept->salt, sizeof row.salt) != 0) {
        return false;
    }
    memcpy(store->store_key, kept->key, KEY_BYTES);
    if (!vault_start_session(store, kept->operator_name, &ignored)) {
        return false;
    }
    note_way(store, kept->way, &row);
    return true;
}
