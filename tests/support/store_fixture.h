/*
 * A store in a fresh folder, unlocked, with the operator "tester" and the rulebook of the tree.
 */
#ifndef TESTS_SUPPORT_STORE_FIXTURE_H
#define TESTS_SUPPORT_STORE_FIXTURE_H

#include "engine/storage/deciding.h"
#include "engine/storage/settings.h"
#include "engine/vocabulary/evidence.h"
#include "tests/support/world_fixture.h"

struct test_store {
    struct test_world world;
    struct store *store;
    const char *vfs; /* NULL: the system's */
    char key_file[KEY_FILE_TEXT];
    char recovery_key[RECOVERY_KEY_TEXT];
};

void test_store_open(struct test_store *test, uint64_t seed);

/* The same in a world that is open already, with the VFS that stands in test. */
void test_store_make(struct test_store *test);

/* Opens the store in world.folder, if there is one that the key file opens. */
bool test_store_try(struct test_store *test, struct error *error) MUST_CHECK;

void test_store_close(struct test_store *test);

/* The same for cmocka: *state is a test_store of its own. */
int test_store_setup(void **state, uint64_t seed);
int test_store_teardown(void **state);

/* A transaction that must succeed. */
void test_store_begin(struct test_store *test);
void test_store_commit(struct test_store *test);

/* Closes the store and opens it again with the key file. */
void test_store_reopen(struct test_store *test);

/* Adopts the rule files of the tree (or of another folder). */
void test_store_adopt_rules(struct test_store *test, const char *folder);

/* Evidence from pairs "field=value", ended by NULL; values are canonical. */
struct evidence test_evidence(const char *const *pairs);

/* Captures pairs as one capture in a transaction of its own; returns the visit. */
int64_t test_capture(struct test_store *test, enum capture capture, const char *const *pairs);

#endif
