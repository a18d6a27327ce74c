/* Small rule texts for the tests of engine/law: loading them, editing them, expecting faults. */
#ifndef TESTS_ENGINE_LAW_BOOK_H
#define TESTS_ENGINE_LAW_BOOK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/law/rulebook.h"

enum {
    BOOK_TEXT = 6144
};

#define BOOK_SOURCES                                                                               \
    "sources:\n"                                                                                   \
    "  - id: S1\n"                                                                                 \
    "    title: 取扱いの通知\n"                                                              \
    "    issuer: 保険局\n"                                                                      \
    "    number: 保発第1号\n"                                                                  \
    "    date: 2023-07-10\n"                                                                       \
    "    in_force: 2023-09\n"                                                                      \
    "    link: \"\"\n"                                                                             \
    "    seen: excerpt\n"                                                                          \
    "  - id: S2\n"                                                                                 \
    "    title: 解説\n"                                                                          \
    "    issuer: 協会\n"                                                                         \
    "    seen: second_hand\n"

/* What a rule has after its conditions, for rules where it does not matter. */
#define BOOK_TAIL                                                                                  \
    "    source: S1 p.3\n"                                                                         \
    "    reviewed: 2026-11-21\n"                                                                   \
    "    state: enacted\n"                                                                         \
    "    grade: primary\n"

/* A whole and proved table: impossible on line 12, the rules on lines 16, 27, 37 and 47. */
#define BOOK_TABLE                                                                                 \
    "table: path\n"                                                                                \
    "question: どの経路か\n"                                                                  \
    "axis: visit_date\n"                                                                           \
    "floor: 2021-10-01\n"                                                                          \
    "facts:\n"                                                                                     \
    "  verbal: [changed, unrecorded, unchanged]\n"                                                 \
    "  given_up: [no, yes]\n"                                                                      \
    "outcome:\n"                                                                                   \
    "  path: {current: 現在の資格, held: [保留, on hold]}\n"                                \
    "  next: {none: なし, ask: 聞く}\n"                                                        \
    "impossible:\n"                                                                                \
    "  - id: P-X1\n"                                                                               \
    "    says: 変更ありなら待つ\n"                                                         \
    "    when: {verbal: [changed], given_up: [yes]}\n"                                             \
    "rules:\n"                                                                                     \
    "  - id: P-01\n"                                                                               \
    "    says: 変更なしなら現在の資格で請求する\n"                                 \
    "    english: unchanged is claimed as current\n"                                               \
    "    from: 2021-10-01\n"                                                                       \
    "    until: open\n"                                                                            \
    "    when: {verbal: [unchanged]}\n"                                                            \
    "    then: {path: current, next: none}\n"                                                      \
    "    source: [S1 p.3, S2]\n"                                                                   \
    "    reviewed: 2026-11-21\n"                                                                   \
    "    state: enacted\n"                                                                         \
    "    grade: primary\n"                                                                         \
    "  - id: P-02\n"                                                                               \
    "    says: 経過措置の間は保留\n"                                                      \
    "    from: 2021-10-01\n"                                                                       \
    "    until: 2026-03-31\n"                                                                      \
    "    when: {verbal: [unrecorded, changed], given_up: [no]}\n"                                  \
    "    then: {path: held, next: ask}\n"                                                          \
    "    source: S1 p.4\n"                                                                         \
    "    reviewed: 2026-11-21\n"                                                                   \
    "    state: provisional\n"                                                                     \
    "    grade: inferred\n"                                                                        \
    "  - id: P-03\n"                                                                               \
    "    says: 経過措置の後は聞かずに保留\n"                                          \
    "    from: 2026-04-01\n"                                                                       \
    "    until: open\n"                                                                            \
    "    when: {verbal: [unrecorded, changed], given_up: [no]}\n"                                  \
    "    then: {path: held, next: none}\n" BOOK_TAIL "  - id: P-04\n"                              \
    "    says: 待たないと決めたら保留\n"                                                \
    "    from: 2021-10-01\n"                                                                       \
    "    until: open\n"                                                                            \
    "    when: {verbal: [unrecorded], given_up: [yes]}\n"                                          \
    "    then: {path: held, next: none}\n" BOOK_TAIL

static inline struct date day(int year, int month, int day_of_month)
{
    struct date date = DATE_NONE;
    assert_true(date_make(year, month, day_of_month, &date));
    return date;
}

static inline struct month month(int year, int month_of_year)
{
    struct month made = MONTH_NONE;
    assert_true(month_make(year, month_of_year, &made));
    return made;
}

static inline bool
load(const char *const *texts, size_t count, struct rulebook **book, struct error *error)
{
    static const char *const names[] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml"};
    struct rule_file files[sizeof names / sizeof names[0]];
    assert_true(count <= sizeof names / sizeof names[0]);
    for (size_t i = 0; i < count; i++) {
        files[i] = (struct rule_file){names[i], slice_of(texts[i])};
    }
    return rulebook_load(files, count, book, error);
}

/* Texts are a.yaml, b.yaml ...; what does not load fails the test with the rendered fault. */
static inline struct rulebook *book_of(const char *const *texts, size_t count)
{
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    char text[512];
    if (!load(texts, count, &book, &error)) {
        error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
        fail_msg("%s", text);
    }
    return book;
}

static inline struct rulebook *book_with(const char *table)
{
    const char *const texts[] = {BOOK_SOURCES, table};
    return book_of(texts, 2);
}

/* Rules by the day of the visit that turn on the claim month as well. */
#define BOOK_BY_CLAIM                                                                              \
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
    "    until: open\n"                                                                            \
    "    claims_until: 2023-08\n"                                                                  \
    "    when: {}\n"                                                                               \
    "    then: {filing: wait}\n" BOOK_TAIL "  - id: F-2\n"                                         \
    "    says: 9月請求から出せる\n"                                                        \
    "    from: 2023-07-10\n"                                                                       \
    "    until: open\n"                                                                            \
    "    claims_from: 2023-09\n"                                                                   \
    "    when: {}\n"                                                                               \
    "    then: {filing: open}\n" BOOK_TAIL

/* The text with the first place of old replaced. */
static inline void edit(const char *text, const char *old, const char *with, char edited[BOOK_TEXT])
{
    const char *found = strstr(text, old);
    size_t before = 0;
    assert_non_null(found);
    assert_true(strlen(text) + strlen(with) < BOOK_TEXT);
    before = (size_t)(found - text);
    memcpy(edited, text, before);
    memcpy(edited + before, with, strlen(with));
    memcpy(edited + before + strlen(with), found + strlen(old), strlen(found + strlen(old)) + 1);
}

static inline void assert_fault_at(
    const struct error *error,
    enum fault fault,
    const char *file,
    uint64_t line,
    uint64_t column)
{
    char text[512];
    error_render(error, LANGUAGE_ENGLISH, text, sizeof text);
    if (error->fault != fault || strcmp(error->place.file, file) != 0 ||
        error->place.line != line || error->place.column != column) {
        fail_msg(
            "wanted %s:%d:%d: %s, got %s", file, (int)line, (int)column, error_name(fault), text);
    }
}

/* One edit of a good text, and the fault that it gives. */
struct broken {
    const char *sentence;
    const char *old;
    const char *with;
    enum fault fault;
    uint64_t line;
    uint64_t column;
};

static inline void assert_broken(const char *text, const struct broken *broken)
{
    char edited[BOOK_TEXT];
    const char *const texts[] = {BOOK_SOURCES, edited};
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    edit(text, broken->old, broken->with, edited);
    assert_false(load(texts, 2, &book, &error));
    assert_null(book);
    assert_fault_at(&error, broken->fault, "b.yaml", broken->line, broken->column);
}

/* Runs the edits as tests of their own, each under its sentence. */
static inline void fill_tests(
    struct CMUnitTest *tests,
    const struct broken *broken,
    size_t count,
    CMUnitTestFunction run)
{
    for (size_t i = 0; i < count; i++) {
        tests[i] = (struct CMUnitTest){
            .name = broken[i].sentence,
            .test_func = run,
            .initial_state = (void *)(uintptr_t)&broken[i],
        };
    }
}

#endif
