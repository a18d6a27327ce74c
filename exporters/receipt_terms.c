#include "exporters/receipt_terms.h"

#include <string.h>

#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/insurer.h"

enum {
    SCHEME_DIGITS = 2 /* 法別番号 */
};

struct term_row {
    const char *parameter;
    const char *key;
    struct field_label label;
};

static const struct term_row term_rows[TERM_COUNT] = {
#define TERM(term, parameter, key, japanese, english)                                              \
    [TERM_##term] = {parameter, key, {japanese, english}},
#include "exporters/receipt_terms.def"
#undef TERM
};

struct receipt_terms receipt_terms_of(const struct rulebook *book, struct month month)
{
    struct receipt_terms terms = {.book = book, .day = DATE_NONE};
    if (!month_is_some(month)) {
        return terms;
    }
    terms.day = month_first_day(month);
    for (unsigned i = 0; i < TERM_COUNT; i++) {
        terms.rows[i] =
            rulebook_find_parameter(book, term_rows[i].parameter, term_rows[i].key, terms.day);
    }
    return terms;
}

const char *
receipt_term(const struct receipt_terms *terms, enum term term, struct receipt_trouble *trouble)
{
    require(term < TERM_COUNT);
    if (terms->rows[term] == NULL) {
        *trouble = (struct receipt_trouble){
            .trouble = TROUBLE_NOT_IN_FORCE, .field = term_rows[term].label, .day = terms->day};
        return "";
    }
    return terms->rows[term]->value;
}

bool receipt_terms_need_symbol(const struct receipt_terms *terms, struct slice insurer_number)
{
    struct insurer_number insurer;
    char scheme[SCHEME_DIGITS + 1] = "";
    if (!date_is_some(terms->day) || insurer_read(insurer_number, &insurer) != INSURER_RIGHT ||
        strlen(insurer.digits) != INSURER_DIGITS) {
        return false;
    }
    memcpy(scheme, insurer.digits, SCHEME_DIGITS);
    return rulebook_find_parameter(terms->book, "receipt.symbol.required", scheme, terms->day) !=
           NULL;
}

enum term receipt_term_of_text(enum claim_text text)
{
    require(text < CLAIM_TEXT_COUNT);
    return (enum term)((unsigned)TERM_CODE_KANA + (unsigned)text);
}

const char *receipt_term_parameter(enum term term)
{
    require(term < TERM_COUNT);
    return term_rows[term].parameter;
}

unsigned receipt_payer_of(const struct rulebook *book, const char *code, struct month claim_month)
{
    if (!month_is_some(claim_month)) {
        return PAYER_UNRECORDED;
    }
    for (unsigned payer = PAYER_UNRECORDED + 1; payer < domain_size(DOMAIN_PAYER); payer++) {
        const struct rule_parameter *row = rulebook_find_parameter(
            book, "payer.code", domain_value_name(DOMAIN_PAYER, payer),
            month_first_day(claim_month));
        if (row != NULL && strcmp(row->value, code) == 0) {
            return payer;
        }
    }
    return PAYER_UNRECORDED;
}
