/*
 * After a store is closed, no secret of it is anywhere in the memory of the process: all of it that can
 * be written is searched.  The secrets themselves are kept masked meanwhile.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/storage/inside.h"
#include "engine/storage/vault_row.h"
#include "tests/support/check.h"
#include "tests/support/tagged_work.h"

enum {
    SECRETS = 8,
    PIECE = 64 * 1024,
    MASK = 0xA5,
    PASSPHRASE = 32
};

/* A sanitizer reserves more than this for itself; nothing of the program lies there. */
static const uint64_t widest = UINT64_C(256) << 20;

struct secret {
    const char *name;
    size_t size;
    uint8_t masked[KEY_BYTES];
};

static struct secret secrets[SECRETS];
static size_t secret_count;

/* Takes the secret out of the caller's memory. */
static void keep_secret(const char *name, uint8_t *bytes, size_t size)
{
    struct secret *secret = &secrets[secret_count++];
    assert_true(secret_count <= SECRETS && size <= sizeof secret->masked);
    secret->name = name;
    secret->size = size;
    for (size_t i = 0; i < size; i++) {
        secret->masked[i] = bytes[i] ^ MASK;
    }
    bytes_wipe(bytes, size);
}

/* ---- searching ---- */

static bool is_at(const uint8_t *bytes, const struct secret *secret)
{
    for (size_t i = 0; i < secret->size; i++) {
        if ((bytes[i] ^ MASK) != secret->masked[i]) {
            return false;
        }
    }
    return true;
}

static size_t count_in(const uint8_t *bytes, size_t size, const struct secret *secret)
{
    size_t found = 0;
    for (size_t i = 0; i + secret->size <= size; i++) {
        found += (bytes[i] ^ MASK) == secret->masked[0] && is_at(bytes + i, secret) ? 1 : 0;
    }
    return found;
}

/* Pieces overlap by a secret, less one byte, so that none is found twice or missed. */
static size_t count_between(int memory, uint64_t from, uint64_t end, const struct secret *secret)
{
    static uint8_t piece[PIECE];
    uint64_t own = (uint64_t)(uintptr_t)piece;
    size_t found = 0;
    while (from + secret->size <= end) {
        size_t size = end - from < PIECE ? (size_t)(end - from) : PIECE;
        ssize_t got = pread(memory, piece, size, (off_t)from);
        if (got < (ssize_t)secret->size) {
            break;
        }
        /* Where the piece reads itself it would find what it held before. */
        if (from + (uint64_t)got <= own || from >= own + PIECE) {
            found += count_in(piece, (size_t)got, secret);
        }
        from += (uint64_t)got - secret->size + 1;
    }
    bytes_wipe(piece, sizeof piece);
    return found;
}

/* How often a secret stands in memory that can be written. */
static size_t count_secret(const struct secret *secret)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    char line[512];
    size_t found = 0;
    assert_true(maps != NULL && memory >= 0);
    while (fgets(line, sizeof line, maps) != NULL) {
        uint64_t from = 0;
        uint64_t end = 0;
        char rights[5] = "";
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s", &from, &end, rights) == 3 &&
            rights[0] == 'r' && rights[1] == 'w' && end - from <= widest) {
            found += count_between(memory, from, end, secret);
        }
    }
    (void)close(memory);
    (void)fclose(maps);
    return found;
}

/* ---- secrets ---- */

static void keep_vault_key(struct test_store *test, const char *name, const char *as)
{
    struct vault_row row;
    uint8_t key[KEY_BYTES];
    struct error error = {0};
    bool found = false;
    assert_true(vault_row_get(test->store, name, &row, &found, &error));
    assert_true(found);
    assert_true(vault_unwrap(test->store->store_key, name, &row, key, &error));
    keep_secret(as, key, sizeof key);
}

/* A passphrase that stands nowhere else, of letters that a test may choose. */
static void make_passphrase(char text[PASSPHRASE + 1])
{
    uint8_t bytes[PASSPHRASE];
    struct random_port random = random_real();
    struct error error = {0};
    assert_true(random.fill(random.context, bytes, sizeof bytes, &error));
    for (size_t i = 0; i < PASSPHRASE; i++) {
        text[i] = (char)('a' + bytes[i] % 26);
    }
    text[PASSPHRASE] = '\0';
}

static void add_operator(struct test_store *test, const char *passphrase)
{
    struct error error = {0};
    assert_true(store_begin(test->store, &error));
    assert_true(vault_add_operator(test->store, "clerk", slice_of(passphrase), &error));
    assert_true(store_commit(test->store, &error));
}

/* Captures, reads back, signs: every kind of key is used. */
static void use_keys(struct test_store *test)
{
    static struct tagged_seen seen;
    uint8_t signature[SIGNATURE_BYTES];
    struct error error = {0};
    assert_true(tagged_capture(test->store, 1, 1, &error));
    assert_true(tagged_look(test->store, &seen, &error));
    assert_true(vault_sign(test->store, LITERAL("a head"), signature, &error));
}

static void keep_secrets(struct test_store *test, char passphrase[PASSPHRASE + 1])
{
    struct vault_kept kept;
    char terminal[VAULT_NAME];
    vault_keep(test->store, &kept);
    keep_secret("store key", kept.key, sizeof kept.key);
    bytes_wipe(&kept, sizeof kept);
    keep_vault_key(test, "data/2202603", "data key");
    keep_vault_key(test, "fingerprint", "fingerprint key");
    (void)snprintf(terminal, sizeof terminal, "terminal/%s", test->store->terminal);
    keep_vault_key(test, terminal, "signing key");
    keep_secret("passphrase", (uint8_t *)passphrase, PASSPHRASE);
}

static void no_secret_outlives_a_closed_store(void **state)
{
    struct test_store test;
    char passphrase[PASSPHRASE + 1];
    struct error error = {0};
    (void)state;
    test_world_open(&test.world, 0);
    test.world.world.random = random_real();
    test.vfs = NULL;
    test.store = NULL;
    test_store_make(&test);
    make_passphrase(passphrase);
    add_operator(&test, passphrase);
    vault_close(test.store);
    assert_true(vault_unlock_operator(test.store, "clerk", slice_of(passphrase), &error));
    use_keys(&test);
    keep_secrets(&test, passphrase);
    /* The search finds what is there. */
    assert_true(count_secret(&secrets[0]) > 0);
    store_close(test.store);
    test.store = NULL;
    for (size_t i = 0; i < secret_count; i++) {
        size_t found = count_secret(&secrets[i]);
        if (found != 0) {
            fail_msg("the %s is there %zu times", secrets[i].name, found);
        }
    }
    test_store_close(&test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_secret_outlives_a_closed_store),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
