/*
 * An export of a small file in a fresh folder, with visits that a test chooses by receipt number.
 */
#ifndef TESTS_EXPORTERS_EXPORT_FIXTURE_H
#define TESTS_EXPORTERS_EXPORT_FIXTURE_H

#include "exporters/receipt_export.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/uke_fixture.h"
#include "tests/support/world_fixture.h"

enum {
    EXPORT_RECEIPTS = 100
};

struct export_fixture {
    struct test_world world;
    struct rulebook *book;
    struct receipt_decider decider;
    struct receipt_visits visits[EXPORT_RECEIPTS]; /* by number */
    int64_t asked;                                 /* how often visits were asked for */
    int64_t change_at; /* the asking from which on they are others; 0: never */
    struct month submitted[EXPORT_RECEIPTS]; /* by number; MONTH_NONE: not before */
    int64_t told;
    enum trouble trouble; /* of the last that was told */
    char reason[64];
    char source[LIMIT_PATH];
    char target[LIMIT_PATH];
    char patch[LIMIT_PATH];
    char patch932[LIMIT_PATH];
    struct receipt_export_order order;
    struct receipt_export_result result;
    struct error error;
};

/* For cmocka: *state is the fixture. */
int export_fixture_make(void **state);
int export_fixture_drop(void **state);

/* Forgets all visits, writes the source (UTF-8, LF for CR LF) and takes away what was exported. */
void export_fixture_begin(struct export_fixture *f, const char *utf8);

/* The current path, with these numbers, one visit. */
void export_fixture_current(struct export_fixture *f, int64_t number, const char *insurer);

bool export_fixture_run(struct export_fixture *f);

/* The bytes of a file of the fixture are these (UTF-8, LF for CR LF). */
void export_fixture_holds(struct export_fixture *f, const char *path, const char *utf8);

/* The list in UTF-8 is this one, its mark (BOM) not counted. */
void export_fixture_lists(struct export_fixture *f, const char *utf8);
bool export_fixture_has(struct export_fixture *f, const char *path);

/* No temporary file is left. */
void export_fixture_is_clean(struct export_fixture *f);

#endif
