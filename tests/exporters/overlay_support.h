/*
 * What the tests of the overlay share: one receipt as text, the visits that it is about, and what
 * becomes of it.
 */
#ifndef TESTS_EXPORTERS_OVERLAY_SUPPORT_H
#define TESTS_EXPORTERS_OVERLAY_SUPPORT_H

#include "exporters/receipt_overlay.h"
#include "tests/support/check.h"

#define RE "RE,1,1112,202606,資格　太郎,1,19800131,,,,,,,001\n"
#define SY "SY,8830417,20260601,1,,,01,\n"
#define HO "HO,01130012,1,2,1,100\n"
#define SI "SI,11,1,111000110,,291,1\n"

struct fixture {
    struct rulebook *book;
    struct arena arena;
    struct receipt_choices choices;
    struct receipt_rewrite rewrite;
    struct buffer text; /* of the new receipt, UTF-8, LF for CR LF */
};

/* The setup and teardown of a group: *state is a struct fixture. */
int make_fixture(void **state);
int drop_fixture(void **state);

/* Visits that were found for sure: with these numbers, or with a declaration. */
struct receipt_visits numbers(const char *insurer, const char *symbol, const char *number);
struct receipt_visits declared(void);

/* The overlay of a receipt, into f->rewrite; and what it must come to, both as UTF-8 with LF. */
void overlay_bytes(
    struct fixture *f,
    const struct receipt *receipt,
    const struct receipt_visits *visits,
    enum receipt_fate fate);
void becomes(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    const char *after);

/* The receipt cannot be written, and keeps its bytes. */
void is_in_trouble(
    struct fixture *f,
    const char *before,
    const struct receipt_visits *visits,
    enum receipt_fate fate,
    enum trouble trouble);

#endif
