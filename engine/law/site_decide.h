/*
 * Deciding at sites that file no receipts: which table answers, and what follows.  Pure.
 */
#ifndef ENGINE_LAW_SITE_DECIDE_H
#define ENGINE_LAW_SITE_DECIDE_H

#include "engine/law/rulebook.h"

/* The number stands in packed rows for ever. */
enum site_question {
    SITE_QUESTION_CHECKUP = 1,
    SITE_QUESTION_TREATMENT = 2,
    SITE_QUESTION_INSURED = 3,
    SITE_QUESTION_CHILDBIRTH = 4,
    SITE_QUESTION_SETTLEMENT = 5, /* of a person in an archive */
    SITE_QUESTIONS
};

enum {
    SITE_RETURNS = 8
};

struct site_ruling {
    enum site_question question;
    unsigned result;        /* SITE_RESULT_... */
    const char *class_name; /* values of the table's outcome; "" when it was not ruled */
    const char *todo_name;
    const char *problem; /* "" or the kind of ruling that stopped */
    size_t return_count; /* official return reasons that the claim would draw: "01" ... */
    const char *returns[SITE_RETURNS];
    struct facts facts;
    struct decision decision;
};

struct site_decider {
    const struct rulebook *book;
    const struct rule_table *tables[SITE_QUESTIONS]; /* by question */
};

/* RULEBOOK_INCOMPLETE when a table or one of its outcomes is missing. */
bool site_decider_open(
    const struct rulebook *book,
    struct site_decider *decider,
    struct error *error) MUST_CHECK;

/* Texts of the ruling belong to the book. */
void site_decide(
    const struct site_decider *decider,
    enum site_question question,
    const struct facts *facts,
    struct date day,
    struct site_ruling *ruling);

const char *site_question_name(enum site_question question);
const char *site_question_label(enum site_question question, enum language language);

/* What people call a class or a next step of a question's table; the name itself when it is unknown. */
const char *site_class_label(
    const struct site_decider *decider,
    enum site_question question,
    const char *name,
    enum language language);
const char *site_todo_label(
    const struct site_decider *decider,
    enum site_question question,
    const char *name,
    enum language language);

#endif
