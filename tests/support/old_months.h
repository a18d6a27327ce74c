/*
 * A store with visits of three months, as the months were: January and February 2026 are claimed, March is
 * going on.  For tests of what becomes of old months.
 */
#ifndef TESTS_SUPPORT_OLD_MONTHS_H
#define TESTS_SUPPORT_OLD_MONTHS_H

#include "engine/storage/purge.h"
#include "tests/support/store_fixture.h"

enum {
    JANUARY_ROWS = 5,
    CUT_OFF_ROWS = 3
};

/* The people; kana that stand nowhere else. */
#define JANUARY_KANA "イチガツ タロウ"
#define FEBRUARY_KANA "ニガツ ハナコ"
#define MARCH_KANA "サンガツ ジロウ"

struct old_months {
    struct test_store test;
    struct purge_result result;
    int64_t january; /* visits */
    int64_t february;
    int64_t march;
};

/* Nine in the morning of that day; YYYYMMDD. */
void old_months_go_to(struct old_months *f, const char *digits);
struct month old_month(const char *digits);

/*
 * One visit of each month with a valid answer; in January also a file of JANUARY_ROWS visits that nobody can
 * decide, and another that was cut off, whose numbers were taken back while the desk went on.  It is the
 * 10th of March.
 */
void old_months_fill(struct old_months *f);

/* Withdraws the visits of the file, so that nothing of January is open. */
void old_months_take_back(struct old_months *f);

void old_months_begin(struct old_months *f);
void old_months_commit(struct old_months *f);
void old_months_withdraw(struct old_months *f, int64_t visit);
void old_months_decide(struct old_months *f);

/* That the claims of a month went to the fund. */
void old_months_submit(struct old_months *f, const char *claim_month);

/* Purges, which must go well; the result stands in f. */
void old_months_purge(struct old_months *f, const char *cut);

#endif
