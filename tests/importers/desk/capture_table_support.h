/*
 * What the tests of tables of captures share: people who are invented and look it, with insurer numbers
 * whose check digit is right; a store; what came into it.
 */
#ifndef TESTS_IMPORTERS_DESK_CAPTURE_TABLE_SUPPORT_H
#define TESTS_IMPORTERS_DESK_CAPTURE_TABLE_SUPPORT_H

#include "engine/storage/visits.h"
#include "tests/importers/table_support.h"

#define HEADING "受診日,カルテ番号,カナ氏名,生年月日,性別,保険者番号,記号,番号,枝番\n"
#define TARO "20260331,1001,シカク　タロウ,19800101,男,06130488,港・1,1234567,01\n"
#define HANAKO "20260331,1002,カクニン　ハナコ,19550203,女,138016,,7654321,\n"

bool import_captures(
    struct store *store,
    const char *path,
    struct table_report **report,
    struct error *error);

/* The setup and teardown of a test: *state is a struct test_store. */
int open_store(void **state);
int close_store(void **state);
#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, open_store, close_store)

/* Imports the bytes under a name and compares the outcome (table_support.h). */
void check(struct test_store *test, const char *name, struct slice bytes, const char *shown);

struct visits {
    struct visit_row rows[8];
    size_t count;
};

struct visits visits_of(struct test_store *test);

/* A value of a visit; NULL: it has none. */
void check_value(
    struct test_store *test,
    const struct visit_row *visit,
    enum field field,
    const char *expected);

#endif
