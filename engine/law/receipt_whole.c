#include "engine/law/receipt_whole.h"

#include "engine/law/filler.h"
#include "engine/vocabulary/insurer.h"

struct checking {
    const struct receipt_whole_order *order;
    const struct receipt_listener *listener;
    struct date first; /* of the month of treatment */
    struct date last;
};

static bool tell(
    const struct checking *checking,
    enum finding finding,
    enum receipt_item item,
    enum receipt_record record,
    size_t row,
    struct error *error)
{
    const struct receipt_whole_order *order = checking->order;
    const struct receipt_finding told = {
        .finding = finding,
        .line = order->receipt->line + (row < order->receipt->count ? row : 0),
        .column = 1,
        .receipt = order->key->number,
        .chart = order->key->chart_number,
        .record = record,
        .item = item,
        .numbers = {(int64_t)receipt_count_rows(order->receipt, RECORD_HO) + order->key->publics},
    };
    return receipt_tell(checking->listener, &told, error);
}

static struct slice law_of(const struct checking *checking, const char *name, const char *key)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(checking->order->book, name, key, checking->first);
    return slice_of(row == NULL ? "" : row->value);
}

/* The part of a list before the next such byte; the list goes on behind it. */
static struct slice next_of(struct slice *list, uint8_t byte)
{
    size_t end = slice_find_byte(*list, byte);
    struct slice part = slice_part(*list, 0, end);
    *list = slice_part(*list, end + 1, list->size);
    return part;
}

/* ---- records ---- */

static size_t find_id(const struct receipt *receipt, struct slice id)
{
    for (size_t row = 0; row < receipt->count; row++) {
        const struct receipt_form *form = receipt->rows[row].form;
        if (form != NULL && slice_equal_text(id, form->id)) {
            return row;
        }
    }
    return receipt->count;
}

/* "SI/IY/TO": one of them is enough; the first is named when there is none. */
static bool check_need(const struct checking *checking, struct slice wanted, struct error *error)
{
    const struct receipt *receipt = checking->order->receipt;
    const struct receipt_form *named = NULL;
    while (wanted.size > 0) {
        struct slice id = next_of(&wanted, '/');
        named = named == NULL ? receipt_form_of(receipt->layout, id) : named;
        if (find_id(receipt, id) < receipt->count) {
            return true;
        }
    }
    return named == NULL || tell(
                                checking, FINDING_RECEIPT_NEEDS, RECEIPT_WHOLE_RECORD,
                                named->record, receipt->count, error);
}

static bool check_needs(const struct checking *checking, struct error *error)
{
    enum receipt_kind kind = receipt_layout_kind(checking->order->receipt->layout);
    struct slice needs = law_of(checking, "receipt.needs", receipt_kind_name(kind));
    while (needs.size > 0) {
        if (!check_need(checking, next_of(&needs, ' '), error)) {
            return false;
        }
    }
    return true;
}

/*
 * Public payers whose qualification is verified have an SN of their own: the first public payer is 2 in
 * 負担者種別, and so on.
 */
static bool has_verification(const struct receipt *receipt, size_t order)
{
    for (size_t row = receipt_find_row(receipt, RECORD_SN, 0); row < receipt->count;
         row = receipt_find_row(receipt, RECORD_SN, row + 1)) {
        struct slice bearer = receipt_item(receipt, &receipt->rows[row], RECEIPT_SN_BEARER);
        if (bearer.size == 1 && bearer.data[0] == '0' + (int)order) {
            return true;
        }
    }
    return false;
}

static bool check_verified(const struct checking *checking, struct error *error)
{
    const struct receipt *receipt = checking->order->receipt;
    enum receipt_kind kind = receipt_layout_kind(receipt->layout);
    struct slice wanted = law_of(checking, "receipt.public.verified", receipt_kind_name(kind));
    size_t order = 1;
    for (size_t row = receipt_find_row(receipt, RECORD_KO, 0);
         wanted.size > 0 && row < receipt->count;
         row = receipt_find_row(receipt, RECORD_KO, row + 1)) {
        struct slice payer = receipt_item(receipt, &receipt->rows[row], RECEIPT_KO_PAYER);
        order++;
        if (slice_equal(slice_part(payer, 0, wanted.size), wanted) &&
            !has_verification(receipt, order) &&
            !tell(checking, FINDING_RECEIPT_NEEDS, RECEIPT_WHOLE_RECORD, RECORD_SN, row, error)) {
            return false;
        }
    }
    return true;
}

/* ---- dates ---- */

static bool
tell_order(const struct checking *checking, enum receipt_item item, size_t row, struct error *error)
{
    enum receipt_record record = receipt_item_record(checking->order->receipt->layout, item);
    return tell(checking, FINDING_RECEIPT_DATE_ORDER, item, record, row, error);
}

/* From the birth to the end of the month of treatment; what cannot be read was told already. */
static bool
check_day(const struct checking *checking, enum receipt_item item, size_t row, struct error *error)
{
    const struct receipt *receipt = checking->order->receipt;
    struct date birth = checking->order->key->birth;
    struct date day = DATE_NONE;
    if (!receipt_date(receipt_item(receipt, &receipt->rows[row], item), &day)) {
        return true;
    }
    return (date_compare(day, checking->last) <= 0 &&
            (!date_is_some(birth) || date_compare(day, birth) >= 0)) ||
           tell_order(checking, item, row, error);
}

static bool check_rows(
    const struct checking *checking,
    enum receipt_record record,
    enum receipt_item item,
    struct error *error)
{
    const struct receipt *receipt = checking->order->receipt;
    for (size_t row = receipt_find_row(receipt, record, 0); row < receipt->count;
         row = receipt_find_row(receipt, record, row + 1)) {
        if (!check_day(checking, item, row, error)) {
            return false;
        }
    }
    return true;
}

static bool check_months(const struct checking *checking, struct error *error)
{
    const struct receipt_whole_order *order = checking->order;
    return !month_is_some(order->claim_month) ||
           month_compare(order->key->month, order->claim_month) <= 0 ||
           tell_order(
               checking, RECEIPT_RE_MONTH, receipt_find_row(order->receipt, RECORD_RE, 0), error);
}

static bool check_dates(const struct checking *checking, struct error *error)
{
    return check_months(checking, error) &&
           check_rows(checking, RECORD_RE, RECEIPT_RE_BIRTH, error) &&
           check_rows(checking, RECORD_RE, RECEIPT_RE_ADMITTED, error) &&
           check_rows(checking, RECORD_RE, RECEIPT_RE_BEGUN, error) &&
           check_rows(checking, RECORD_SY, RECEIPT_SY_BEGUN, error);
}

/* ---- payers ---- */

/* The digit of レセプト種別 that counts insurer and public payers. */
static bool check_count(const struct checking *checking, struct error *error)
{
    const struct receipt_whole_order *order = checking->order;
    size_t payers = receipt_count_rows(order->receipt, RECORD_HO) + (size_t)order->key->publics;
    int64_t place = 0;
    if (!slice_read_number(law_of(checking, "receipt.type.payers", ""), &place) || place < 1 ||
        (size_t)place > order->key->type.size ||
        order->key->type.data[place - 1] == '0' + (int)payers) {
        return true;
    }
    return tell(
        checking, FINDING_RECEIPT_TYPE_PAYERS, RECEIPT_RE_TYPE, RECORD_RE,
        receipt_find_row(order->receipt, RECORD_RE, 0), error);
}

static bool check_publics(const struct checking *checking, struct error *error)
{
    const struct receipt *receipt = checking->order->receipt;
    for (size_t row = receipt_find_row(receipt, RECORD_KO, 0); row < receipt->count;
         row = receipt_find_row(receipt, RECORD_KO, row + 1)) {
        struct slice payer =
            slice_trim(receipt_item(receipt, &receipt->rows[row], RECEIPT_KO_PAYER));
        struct insurer_number number;
        if (payer.size > 0 && insurer_read(payer, &number) != INSURER_RIGHT &&
            !tell(checking, FINDING_RECEIPT_INSURER, RECEIPT_KO_PAYER, RECORD_KO, row, error)) {
            return false;
        }
    }
    return true;
}

/*
 * The digits of fillers are not looked at where rows are read (receipt_check.h), for only the path says
 * whether they belong there: one that no visit asks for is told, and so is any other such number.
 */
static bool check_filler(const struct checking *checking, struct error *error)
{
    const struct receipt_whole_order *order = checking->order;
    struct slice insurer = slice_trim(order->key->identifiers.insurer_number);
    struct insurer_number number;
    enum finding finding = FINDING_RECEIPT_FILLER;
    if (!order->key->has_insurance || order->is_rewritten || insurer.size == 0) {
        return true;
    }
    if (!filler_stands_in(order->book, &order->key->identifiers, checking->first)) {
        if (!receipt_is_of_one_digit(insurer) || insurer_read(insurer, &number) == INSURER_RIGHT) {
            return true;
        }
        finding = FINDING_RECEIPT_INSURER;
    }
    return tell(
        checking, finding, RECEIPT_HO_INSURER, RECORD_HO,
        receipt_find_row(order->receipt, RECORD_HO, 0), error);
}

bool receipt_whole_check(
    const struct receipt_whole_order *order,
    const struct receipt_listener *listener,
    struct error *error)
{
    struct checking checking = {.order = order, .listener = listener};
    if (!month_is_some(order->key->month)) {
        return true;
    }
    checking.first = month_first_day(order->key->month);
    checking.last = month_last_day(order->key->month);
    return check_needs(&checking, error) && check_verified(&checking, error) &&
           check_dates(&checking, error) && check_count(&checking, error) &&
           check_publics(&checking, error) && check_filler(&checking, error);
}
