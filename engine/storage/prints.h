/*
 * Fingerprints of what people and qualifications are joined by: HMAC over folded values.
 *
 *   chart    "chart"   NUL chart number
 *   local    "local"   NUL local number
 *   numbers  "numbers" NUL insurer number in 8 digits NUL symbol NUL number without leading zeros
 *            NUL birth date YYYYMMDD                          (folded with fold_number)
 *   person   "person"  NUL kana name folded NUL birth date NUL sex
 *   alias    "alias" NUL numbers print NUL the same of the answer's own numbers NUL leading zeros NUL
 *            whether the sexes differ NUL "kana" or "name" NUL name at the desk NUL name of the answer
 *            NUL its other name                              (folded with fold_kana or fold_name)
 *   claim    "claim" NUL YYYYMM of treatment NUL "inpatient" or "outpatient" NUL chart number NUL birth
 *            date; "claim of insurer" with the insurer, as it stands on the claim, behind all that
 *
 * each led by one byte, FOLD_VERSION, and cut to 128 bits.  All zeros: a value that it needs is not
 * known, or holds ● (a character that nobody sees), so that neither ever equals anything.  Equal prints mean equal folded values;
 * different prints mean nothing: values may still agree in a second tier, which is compared in the
 * clear (fold.h, reconcile.h).
 */
#ifndef ENGINE_STORAGE_PRINTS_H
#define ENGINE_STORAGE_PRINTS_H

#include "engine/foundation/date.h"
#include "engine/storage/crypto.h"
#include "engine/vocabulary/evidence.h"
#include "engine/vocabulary/insurer.h"
#include "engine/vocabulary/person.h"

enum {
    PRINT_CHART = 0,
    PRINT_LOCAL = FINGERPRINT_BYTES,
    PRINT_NUMBERS = 2 * FINGERPRINT_BYTES,
    PRINT_PERSON = 3 * FINGERPRINT_BYTES,
    VISIT_PRINTS = 4 * FINGERPRINT_BYTES
};

bool print_is_some(const uint8_t print[FINGERPRINT_BYTES]);

/* A chart or local number; label is "chart" or "local".  Empty text gives zeros. */
bool print_code(
    struct fingerprinter *printer,
    const char *label,
    struct slice code,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

bool print_numbers(
    struct fingerprinter *printer,
    const struct identifiers *identifiers,
    struct date birth,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* Insurer, symbol, number and branch in a month; zeros without insurer or number. */
bool print_insured(
    struct fingerprinter *printer,
    const struct identifiers *identifiers,
    struct month month,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

bool print_person(
    struct fingerprinter *printer,
    struct slice kana,
    struct date birth,
    unsigned sex,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* What makes a claim the same claim in another file. */
struct claim_print_of {
    struct month month;
    bool inpatient;
    struct slice chart_number;
    struct date birth;
};

/* insurer_number NULL: whoever the insurer is. */
bool prints_of_claim(
    struct fingerprinter *printer,
    const struct claim_print_of *of,
    const struct slice *insurer_number,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* Two names that somebody confirms to be one person's, and all that has to stay as it was. */
struct print_alias_of {
    uint8_t typed[FINGERPRINT_BYTES];    /* print_numbers of the desk: with the birth date */
    uint8_t answered[FINGERPRINT_BYTES]; /* of the answer's result; zeros: it gives none */
    unsigned zeros;                      /* before the number, which the prints leave out */
    const struct person *here;
    const struct person *there;
};

/* By kana where both sides have it, else by the names in kanji. */
bool print_alias(
    struct fingerprinter *printer,
    const struct print_alias_of *of,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* All four of a visit's evidence. */
bool prints_of_evidence(
    struct fingerprinter *printer,
    const struct evidence *evidence,
    uint8_t prints[VISIT_PRINTS],
    struct error *error) MUST_CHECK;

/* 64 bits for "has it changed?": of any bytes, under a label. */
bool print_short(
    struct fingerprinter *printer,
    const char *label,
    struct slice bytes,
    int64_t *print,
    struct error *error) MUST_CHECK;

#endif
