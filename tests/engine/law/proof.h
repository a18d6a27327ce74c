/* What a proof tells, kept for the tests to look at. */
#ifndef TESTS_ENGINE_LAW_PROOF_H
#define TESTS_ENGINE_LAW_PROOF_H

#include "engine/law/rulebook_proof.h"
#include "tests/engine/law/chain.h"

/* Claims until August and from September 2023; the visits of the first end in August. */
#define BY_BOTH                                                                                    \
    "table: filing\n"                                                                              \
    "question: 請求できるか\n"                                                               \
    "axis: visit_date\n"                                                                           \
    "floor: 2023-07-10\n"                                                                          \
    "facts: {}\n"                                                                                  \
    "outcome: {filing: {wait: 待つ, open: 可}}\n"                                               \
    "rules:\n"                                                                                     \
    "  - id: F-1\n"                                                                                \
    "    says: 8月請求までは待つ\n"                                                        \
    "    from: 2023-07-10\n"                                                                       \
    "    until: 2023-08-31\n"                                                                      \
    "    claims_until: 2023-08\n"                                                                  \
    "    when: {}\n"                                                                               \
    "    then: {filing: wait}\n" BOOK_TAIL "  - id: F-2\n"                                         \
    "    says: 9月請求から出せる\n"                                                        \
    "    from: 2023-07-10\n"                                                                       \
    "    until: open\n"                                                                            \
    "    claims_from: 2023-09\n"                                                                   \
    "    when: {}\n"                                                                               \
    "    then: {filing: open}\n" BOOK_TAIL

enum {
    KEPT = 16
};

struct kept {
    struct proof_finding findings[KEPT];
    size_t count;
};

static inline void keep(void *context, const struct proof_finding *finding)
{
    struct kept *kept = context;
    if (kept->count < KEPT) {
        kept->findings[kept->count] = *finding;
    }
    kept->count++;
}

static inline struct proof_summary check(const struct rulebook *book, struct kept *kept)
{
    struct proof_summary summary;
    struct error error;
    *kept = (struct kept){.count = 0};
    assert_true(rulebook_check(book, keep, kept, &summary, &error));
    return summary;
}

static inline struct rulebook *edited_book(const char *old, const char *with)
{
    char edited[BOOK_TEXT];
    edit(BOOK_TABLE, old, with, edited);
    return book_with(edited);
}

static inline void assert_days(struct interval days, struct date first, struct date last)
{
    assert_int_equal(days.first.days, first.days);
    assert_int_equal(days.last.days, last.days);
}

#endif
