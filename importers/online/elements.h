/*
 * Which elements of a message are read and where they go: the table elements.def.
 * Only for the reader (message_read.c, unit.c).
 */
#ifndef IMPORTERS_ONLINE_ELEMENTS_H
#define IMPORTERS_ONLINE_ELEMENTS_H

#include "importers/online/message.h"

/* An element that holds others. */
enum element_context {
    CONTEXT_FILE, /* around the root */
    CONTEXT_MESSAGE,
    CONTEXT_HEADER,
    CONTEXT_BODY,
    CONTEXT_UNIT,
    CONTEXT_SEARCH,
    CONTEXT_RESULTS,
    CONTEXT_RESULT,
    CONTEXT_ELDERLY,
    CONTEXT_LIMIT,
    CONTEXT_LEAF /* within a value: nothing is known there */
};

enum element_times {
    ELEMENT_ONCE,
    ELEMENT_MANY
};

enum element_action {
    ELEMENT_OPEN, /* which: enum element_context */
    ELEMENT_ASIDE,
    /* of the file */
    ELEMENT_FILE_TEXT,  /* enum message_text */
    ELEMENT_FILE_DATE,  /* 資格確認日 */
    ELEMENT_FILE_CODE,  /* enum code_list */
    ELEMENT_FILE_COUNT, /* enum message_count */
    /* of a person */
    ELEMENT_STATUS,
    ELEMENT_RESULT_CODE,
    ELEMENT_RESULT_MESSAGE,
    ELEMENT_VALIDITY,
    ELEMENT_REFERENCE,
    ELEMENT_ECHO_TEXT, /* enum echo_text */
    ELEMENT_ECHO_BIRTH,
    /* of a qualification */
    ELEMENT_TEXT,       /* enum answer_text */
    ELEMENT_DATE,       /* enum answer_date */
    ELEMENT_OTHER_TEXT, /* enum answer_text, under the name that 医療扶助 uses */
    ELEMENT_RELATION,
    ELEMENT_FIRST_SEX,
    ELEMENT_SECOND_SEX,
    ELEMENT_LOSS_REASON
};

enum echo_text {
    ECHO_INSURER_NUMBER,
    ECHO_SYMBOL,
    ECHO_NUMBER,
    ECHO_BRANCH,
    ECHO_ARBITRARY_IDENTIFIER
};

struct element {
    enum element_context parent;
    const char *name;
    enum element_times times;
    enum element_action action;
    unsigned which;
};

enum {
    ELEMENTS_MAXIMUM = 192 /* one bit each in a struct element_set */
};

/* NULL when there is none of that name in that parent. */
const struct element *element_find(enum element_context parent, const char *name);

bool element_is_of_file(const struct element *element);

/* Which elements of one parent were seen. */
struct element_set {
    uint64_t bits[ELEMENTS_MAXIMUM / 64];
};

/* Adds it; false when it was there already. */
bool element_set_add(struct element_set *set, const struct element *element);

#endif
