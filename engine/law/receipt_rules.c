#include "engine/law/receipt_rules.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/filler.h"

enum {
    SCHEME_DIGITS = 2
};

struct checking {
    const struct rulebook *book;
    const struct receipt *receipt;
    const struct receipt_key *key;
    struct date day;
    char scheme[SCHEME_DIGITS + 1]; /* 法別番号; "" for none */
    const struct receipt_listener *listener;
};

static const char *law_of(const struct checking *checking, const char *name)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(checking->book, name, checking->scheme, checking->day);
    return row == NULL ? "" : row->value;
}

static bool tell(
    const struct checking *checking,
    enum finding finding,
    enum receipt_record record,
    enum receipt_item item,
    size_t row,
    struct error *error)
{
    int64_t scheme = 0;
    struct receipt_finding told = {
        .finding = finding,
        .line = checking->receipt->line + row,
        .column = 1,
        .receipt = checking->key->number,
        .chart = checking->key->chart_number,
        .record = record,
        .item = item,
    };
    if (slice_read_number(slice_of(checking->scheme), &scheme)) {
        told.numbers[0] = scheme;
    }
    return receipt_tell(checking->listener, &told, error);
}

/* "7-8": so many digits, and nothing else; "" is no rule. */
static bool has_digits(struct slice text, const char *range)
{
    struct slice rule = slice_of(range);
    size_t dash = slice_find_byte(rule, '-');
    int64_t least = 0;
    int64_t most = 0;
    struct folded folded;
    struct slice plain;
    if (!slice_read_number(slice_part(rule, 0, dash), &least) ||
        !slice_read_number(slice_part(rule, dash + 1, rule.size), &most)) {
        return true;
    }
    if (!fold_number(text, &folded)) {
        return false;
    }
    plain = folded_slice(&folded);
    for (size_t i = 0; i < plain.size; i++) {
        if (plain.data[i] < '0' || plain.data[i] > '9') {
            return false;
        }
    }
    return (int64_t)plain.size >= least && (int64_t)plain.size <= most;
}

static bool check_symbol(
    const struct checking *checking,
    const struct identifiers *identifiers,
    size_t row,
    struct error *error)
{
    bool is_needed = law_of(checking, "receipt.symbol.required")[0] != '\0';
    if (identifiers->symbol.size == 0) {
        return !is_needed || tell(
                                 checking, FINDING_RECEIPT_SYMBOL_MISSING, RECORD_HO,
                                 RECEIPT_HO_SYMBOL, row, error);
    }
    return has_digits(identifiers->symbol, law_of(checking, "receipt.symbol.digits")) ||
           tell(checking, FINDING_RECEIPT_FORM, RECORD_HO, RECEIPT_HO_SYMBOL, row, error);
}

static bool check_insurance(
    struct checking *checking,
    const struct identifiers *identifiers,
    struct error *error)
{
    size_t row = receipt_find_row(checking->receipt, RECORD_HO, 0);
    struct insurer_number insurer;
    if (row == checking->receipt->count ||
        insurer_read(identifiers->insurer_number, &insurer) != INSURER_RIGHT ||
        filler_stands_in(checking->book, identifiers, checking->day) ||
        strlen(insurer.digits) != INSURER_DIGITS) {
        return true;
    }
    memcpy(checking->scheme, insurer.digits, SCHEME_DIGITS);
    return check_symbol(checking, identifiers, row, error) &&
           (has_digits(identifiers->number, law_of(checking, "receipt.number.digits")) ||
            tell(checking, FINDING_RECEIPT_FORM, RECORD_HO, RECEIPT_HO_NUMBER, row, error));
}

static bool check_public(struct checking *checking, struct error *error)
{
    size_t row = receipt_find_row(checking->receipt, RECORD_KO, 0);
    while (row < checking->receipt->count) {
        struct slice payer = slice_trim(
            receipt_item(checking->receipt, &checking->receipt->rows[row], RECEIPT_KO_PAYER));
        if (payer.size == INSURER_DIGITS) {
            memcpy(checking->scheme, payer.data, SCHEME_DIGITS);
            if (law_of(checking, "public.ended")[0] != '\0' &&
                !tell(
                    checking, FINDING_RECEIPT_PUBLIC_ENDED, RECORD_KO, RECEIPT_KO_PAYER, row,
                    error)) {
                return false;
            }
        }
        row = receipt_find_row(checking->receipt, RECORD_KO, row + 1);
    }
    return true;
}

bool receipt_rules_check(
    const struct rulebook *book,
    const struct receipt *receipt,
    const struct receipt_key *key,
    const struct identifiers *identifiers,
    const struct receipt_listener *listener,
    struct error *error)
{
    struct checking checking = {
        .book = book,
        .receipt = receipt,
        .key = key,
        .listener = listener,
    };
    if (!month_is_some(key->month)) {
        return true;
    }
    checking.day = month_first_day(key->month);
    return (!key->has_insurance || check_insurance(&checking, identifiers, error)) &&
           check_public(&checking, error);
}
