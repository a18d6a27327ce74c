/*
 * The law's words for a changed receipt, as they are in force on its day (receipt_terms.def).
 */
#ifndef EXPORTERS_RECEIPT_TERMS_H
#define EXPORTERS_RECEIPT_TERMS_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/claim.h"
#include "exporters/receipt_trouble.h"

enum term {
#define TERM(term, parameter, key, japanese, english) TERM_##term,
#include "exporters/receipt_terms.def"
#undef TERM
    TERM_COUNT
};

struct receipt_terms {
    const struct rulebook *book;
    struct date day; /* the first day of the 診療年月; DATE_NONE: the month cannot be read */
    const struct rule_parameter *rows[TERM_COUNT]; /* NULL: not in force */
};

/* The terms for a month of treatment; pointers live as long as the book. */
struct receipt_terms receipt_terms_of(const struct rulebook *book, struct month month);

/* The value; "" and trouble NOT_IN_FORCE, naming term and day, when there is none. */
const char *
receipt_term(const struct receipt_terms *terms, enum term term, struct receipt_trouble *trouble);

/* Whether the law of the month asks an insurer of this number (raw or read) for a 記号. */
bool receipt_terms_need_symbol(const struct receipt_terms *terms, struct slice insurer_number);

/* The comment code of an item of the declaration. */
enum term receipt_term_of_text(enum claim_text text);

/* The name of the parameter, for lists. */
const char *receipt_term_parameter(enum term term);

/* The payer whose code stands in the head of a file: PAYER_..., PAYER_UNRECORDED when not listed. */
unsigned receipt_payer_of(const struct rulebook *book, const char *code, struct month claim_month);

#endif
