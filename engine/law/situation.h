/*
 * The situation of a visit: everything known about it, and the base facts that follow.
 *
 * Gathering (which answer, which captures) is engine/storage/deciding; here facts are worked out from
 * what was gathered, with the dated numbers of the law from the rulebook.  Pure.
 */
#ifndef ENGINE_LAW_SITUATION_H
#define ENGINE_LAW_SITUATION_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/answer.h"
#include "engine/vocabulary/evidence.h"
#include "engine/vocabulary/person.h"

enum {
    SITUATION_SOURCES = SOURCE_INVALID_SCREEN + 1
};

/* Numbers as typed from one source; the newest of that source. */
struct typed_numbers {
    bool given;
    struct identifiers identifiers;
    bool refuted; /* the service was asked with just these and did not call them valid */
    bool seen;    /* nobody typed them: they stand on an earlier receipt */
    bool spoiled; /* of such: the receipt came back, or the desk found no usable records */
};

/* What the chosen answer says; all zero when there is none. */
struct answer_facts {
    bool given;
    unsigned asked_by;
    unsigned delivery;
    unsigned validity;
    unsigned loss_reason;
    unsigned card_class;
    unsigned insurance_results;  /* RESULTS_... */
    unsigned assistance_results; /* RESULTS_... */
    unsigned confirmed_for;      /* CONFIRMED_FOR_... */
    unsigned name_match;         /* MATCH_... */
    unsigned birth_match;
    unsigned sex_match;
    unsigned number_match;
    bool has_old_numbers; /* a lost qualification with insurer and number was returned */
};

struct situation {
    struct date day;
    struct month claim_month;
    struct evidence evidence; /* merged: later values over earlier ones */
    struct typed_numbers typed[SITUATION_SOURCES];
    struct answer_facts answer;
    bool asked;           /* an inquiry is under way */
    bool can_ask;         /* the site has a channel that takes numbers */
    unsigned site_payer;  /* PAYER_...: the site's choice for an unknown kind of insurance */
    bool confirmed_other; /* what a person confirmed is another answer than this one */
    bool alias;           /* that both names are one person's was confirmed on an earlier visit */
};

/* Items of a declaration that an unknown claim needs (decision 13), as bits of a set. */
enum declaration_item {
    ITEM_PAPER,
    ITEM_KANA,
    ITEM_SCHEME,
    ITEM_INSURER,
    ITEM_EMPLOYER,
    ITEM_ADDRESS,
    ITEM_CONTACT,
    ITEM_CONTACT_DATE,
    ITEM_COUNT
};

/* The field that fills an item. */
enum field declaration_field(enum declaration_item item);

struct situation_result {
    struct facts facts;
    unsigned missing_items;  /* bit per declaration_item; meaningful where a declaration is held */
    unsigned current_source; /* SOURCE_... of the numbers of the current path; 0: none */
    unsigned past_source;    /* the same for the past path, where the answer gives none */
};

/* Works out the base facts of a visit.  The book gives ages and kinds of insurance for the day. */
void situation_facts(
    const struct rulebook *book,
    const struct situation *situation,
    struct situation_result *result);

/* Which person the captures name, and by which numbers. */
struct person situation_person(const struct evidence *evidence);
struct identifiers situation_identifiers(const struct evidence *evidence);

/* Which person an answer is compared by, and the numbers of that result; empty without a result. */
struct person situation_answered_person(const struct answer *answer);
struct identifiers situation_answered_identifiers(const struct answer *answer);

/* How an answer's person and numbers compare with the captures, into the four matches. */
void situation_compare(
    const struct evidence *evidence,
    const struct identifiers *typed,
    const struct answer *answer,
    struct answer_facts *facts);

/* Whether an answer for that day, with that interval, proves the visit day: CONFIRMED_FOR_... */
unsigned situation_confirmed_for(
    struct date visit_day,
    struct date confirmed,
    unsigned validity,
    struct interval covers);

/* Insurer, number and (where its kind of insurance has one) symbol are there: NUMBERS_... */
unsigned situation_numbers(
    const struct rulebook *book,
    const struct identifiers *identifiers,
    struct date day);

/* The kind of insurance of an insurer number on a day: SCHEME_..., SCHEME_UNKNOWN if not listed. */
unsigned
situation_scheme(const struct rulebook *book, struct slice insurer_number, struct date day);

/* The payer of a kind of insurance: PAYER_... */
unsigned situation_payer(const struct rulebook *book, unsigned scheme, struct date day);

#endif
