/* Three tables in a chain, for the tests of linking, deciding and flips: proof -> basis -> path. */
#ifndef TESTS_ENGINE_LAW_CHAIN_H
#define TESTS_ENGINE_LAW_CHAIN_H

#include "tests/engine/law/book.h"

#define CHAIN_RULE(id, from, until, when, then)                                                    \
    "  - id: " id "\n"                                                                             \
    "    says: " id "の規則\n"                                                                  \
    "    from: " from "\n"                                                                         \
    "    until: " until "\n"                                                                       \
    "    when: {" when "}\n"                                                                       \
    "    then: {" then "}\n" BOOK_TAIL

/* From 2023-07-10; what the outage mode and the telephone prove. */
#define CHAIN_PROOF                                                                                \
    "table: proof\n"                                                                               \
    "question: 何で確認したか\n"                                                            \
    "axis: visit_date\n"                                                                           \
    "floor: 2023-07-10\n"                                                                          \
    "facts:\n"                                                                                     \
    "  outage: [unrecorded, confirmed, not_confirmed]\n"                                           \
    "outcome:\n"                                                                                   \
    "  proof: {yes: あり, no: なし}\n"                                                         \
    "derives: proof\n"                                                                             \
    "rules:\n" CHAIN_RULE("PR-1", "2023-07-10", "open", "outage: [confirmed]", "proof: yes")       \
        CHAIN_RULE("PR-2", "2023-07-10", "open", "outage: [unrecorded]", "proof: no")              \
            CHAIN_RULE("PR-3", "2023-08-01", "open", "outage: [not_confirmed]", "proof: no")

/* From 2021-10-01; builds on proof. */
#define CHAIN_BASIS                                                                                \
    "table: basis\n"                                                                               \
    "question: 根拠は何か\n"                                                                  \
    "axis: visit_date\n"                                                                           \
    "floor: 2021-10-01\n"                                                                          \
    "facts:\n"                                                                                     \
    "  proof: [no, yes]\n"                                                                         \
    "  verbal: [unrecorded, unchanged, changed]\n"                                                 \
    "outcome:\n"                                                                                   \
    "  basis: {confirmed: 確認済み, heard: 聞き取り, none: なし}\n"                      \
    "  asks: {no: いいえ, yes: はい}\n"                                                       \
    "derives: [basis, asks]\n"                                                                     \
    "rules:\n" CHAIN_RULE(                                                                         \
        "BA-1", "2021-10-01", "open", "proof: [yes]", "basis: confirmed, asks: no")                \
        CHAIN_RULE(                                                                                \
            "BA-2", "2021-10-01", "open", "proof: [no], verbal: [unchanged]",                      \
            "basis: heard, asks: no")                                                              \
            CHAIN_RULE(                                                                            \
                "BA-3", "2021-10-01", "open", "proof: [no], verbal: [unrecorded, changed]",        \
                "basis: none, asks: yes")

/* On the axis of the claim month, from 2023-09. */
#define CHAIN_PATH                                                                                 \
    "table: path\n"                                                                                \
    "question: どの経路か\n"                                                                  \
    "axis: claim_month\n"                                                                          \
    "floor: 2023-09\n"                                                                             \
    "facts:\n"                                                                                     \
    "  basis: [none, heard, confirmed]\n"                                                          \
    "  asks: [no, yes]\n"                                                                          \
    "  given_up: [no, yes]\n"                                                                      \
    "outcome:\n"                                                                                   \
    "  path: {held: 保留, current: 現在, unknown: 不詳}\n"                                   \
    "impossible:\n"                                                                                \
    "  - id: PA-X1\n"                                                                              \
    "    says: 聞くのは根拠がないときだけ\n"                                          \
    "    when: {basis: [heard, confirmed], asks: [yes]}\n"                                         \
    "  - id: PA-X2\n"                                                                              \
    "    says: 根拠がなければ聞く\n"                                                      \
    "    when: {basis: [none], asks: [no]}\n"                                                      \
    "rules:\n" CHAIN_RULE(                                                                         \
        "PA-1", "2023-09", "open", "basis: [heard, confirmed], asks: [no]", "path: current")       \
        CHAIN_RULE(                                                                                \
            "PA-2", "2023-09", "open", "basis: [none], asks: [yes], given_up: [no]", "path: held") \
            CHAIN_RULE(                                                                            \
                "PA-3", "2023-09", "open", "basis: [none], asks: [yes], given_up: [yes]",          \
                "path: unknown")

/* The files are named so that the last table comes first. */
static inline struct rulebook *chain_book(void)
{
    const char *const texts[] = {CHAIN_PATH, CHAIN_BASIS, CHAIN_PROOF, BOOK_SOURCES};
    return book_of(texts, 4);
}

#endif
