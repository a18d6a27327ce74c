/* What stands before the treatment: RE, HO, SN, JD and the diseases; and that there is nothing else. */
#include "exporters/split_inside.h"

static struct slice item_of(const struct splitting *splitting, size_t row, enum receipt_item item)
{
    const struct receipt *receipt = splitting->order->receipt;
    return slice_trim(receipt_item(receipt, &receipt->rows[row], item));
}

/* Whether no item holds anything but those that are named. */
static bool has_only(
    const struct splitting *splitting,
    size_t row,
    const enum receipt_item *items,
    size_t count)
{
    const struct receipt *receipt = splitting->order->receipt;
    struct record record;
    if (!record_read(receipt->rows[row].text, &record)) {
        return false;
    }
    for (size_t position = 2; position <= record.count; position++) {
        bool is_named = slice_trim(record_item(&record, position)).size == 0;
        for (size_t i = 0; i < count && !is_named; i++) {
            struct receipt_place place;
            is_named =
                receipt_place_of(receipt->layout, items[i], &place) && place.position == position;
        }
        if (!is_named) {
            return false;
        }
    }
    return true;
}

/* ---- RE, HO, SN ---- */

static bool check_person(struct splitting *splitting, size_t row)
{
    static const enum receipt_item items[] = {RECEIPT_RE_NUMBER, RECEIPT_RE_TYPE,  RECEIPT_RE_MONTH,
                                              RECEIPT_RE_NAME,   RECEIPT_RE_SEX,   RECEIPT_RE_BIRTH,
                                              RECEIPT_RE_RATIO,  RECEIPT_RE_CHART, RECEIPT_RE_KANA};

    return (row == 0 && has_only(splitting, row, items, sizeof items / sizeof items[0])) ||
           split_stop(splitting, SPLIT_REASON_PERSON_ITEMS, row);
}

static uint32_t all_days(const struct splitting *splitting)
{
    return splitting->order->days[0] | splitting->order->days[1];
}

static bool check_insurance(struct splitting *splitting, size_t row)
{
    static const enum receipt_item items[] = {
        RECEIPT_HO_INSURER, RECEIPT_HO_SYMBOL, RECEIPT_HO_NUMBER, RECEIPT_HO_DAYS,
        RECEIPT_HO_POINTS};

    int64_t days = 0;
    if (!has_only(splitting, row, items, sizeof items / sizeof items[0]) ||
        receipt_count_rows(splitting->order->receipt, RECORD_HO) != 1) {
        return split_stop(splitting, SPLIT_REASON_INSURANCE_ITEMS, row);
    }
    return (slice_read_number(item_of(splitting, row, RECEIPT_HO_DAYS), &days) &&
            days == split_count_days(all_days(splitting))) ||
           split_stop(splitting, SPLIT_REASON_VISIT_DAYS, row);
}

static bool check_qualification(struct splitting *splitting, size_t row)
{
    static const enum receipt_item items[] = {
        RECEIPT_SN_BEARER, RECEIPT_SN_VERIFICATION, RECEIPT_SN_BRANCH};

    return (receipt_code(RECEIPT_SN_BEARER, item_of(splitting, row, RECEIPT_SN_BEARER)) ==
                BEARER_INSURANCE &&
            has_only(splitting, row, items, sizeof items / sizeof items[0]) &&
            receipt_count_rows(splitting->order->receipt, RECORD_SN) == 1) ||
           split_stop(splitting, SPLIT_REASON_CHECKS, row);
}

/* ---- JD ---- */

static bool read_days(const struct splitting *splitting, size_t row, uint32_t *days)
{
    const struct receipt *receipt = splitting->order->receipt;
    struct receipt_place place;
    struct record record;
    *days = 0;
    if (!receipt_place_of(receipt->layout, RECEIPT_JD_FIRST_DAY, &place) ||
        !record_read(receipt->rows[row].text, &record)) {
        return false;
    }
    for (unsigned day = 0; day < SPLIT_DAYS; day++) {
        struct slice code = slice_trim(record_item(&record, place.position + day));
        if (code.size > 0 && receipt_code(RECEIPT_JD_FIRST_DAY, code) != JD_COUNTS) {
            return false;
        }
        *days |= code.size > 0 ? split_day(day) : 0;
    }
    return record.count < place.position + SPLIT_DAYS;
}

static bool check_visits(struct splitting *splitting, size_t row)
{
    uint32_t days = 0;
    if (receipt_code(RECEIPT_JD_BEARER, item_of(splitting, row, RECEIPT_JD_BEARER)) !=
            BEARER_INSURANCE ||
        receipt_count_rows(splitting->order->receipt, RECORD_JD) != 1 ||
        !read_days(splitting, row, &days) || days != all_days(splitting)) {
        return split_stop(splitting, SPLIT_REASON_VISIT_DAYS, row);
    }
    splitting->rows[row].is_divided = true;
    return true;
}

/* ---- all of them ---- */

static bool check_row(struct splitting *splitting, size_t row)
{
    const struct receipt_form *form = splitting->order->receipt->rows[row].form;
    splitting->rows[row].sides = SPLIT_BOTH;
    if (form == NULL) {
        return split_stop(splitting, SPLIT_REASON_RECORDS, row);
    }
    switch ((int)form->record) {
    case RECORD_RE:
        return check_person(splitting, row);
    case RECORD_HO:
        return check_insurance(splitting, row);
    case RECORD_SN:
        return check_qualification(splitting, row);
    case RECORD_JD:
        return check_visits(splitting, row);
    case RECORD_KO:
        return split_stop(splitting, SPLIT_REASON_PUBLIC, row);
    case RECORD_MF:
        return split_stop(splitting, SPLIT_REASON_INSURANCE_ITEMS, row);
    case RECORD_SJ:
        return split_stop(splitting, SPLIT_REASON_COMMENT, row);
    case RECORD_SY:
    case RECORD_SI:
    case RECORD_IY:
    case RECORD_CO:
        return true;
    default:
        return split_stop(splitting, SPLIT_REASON_RECORDS, row);
    }
}

bool split_check_heads(struct splitting *splitting)
{
    const struct receipt *receipt = splitting->order->receipt;
    for (size_t row = 0; row < receipt->count; row++) {
        if (!check_row(splitting, row)) {
            return false;
        }
    }
    if (receipt_count_rows(receipt, RECORD_RE) != 1) {
        return split_stop(splitting, SPLIT_REASON_PERSON_ITEMS, receipt->count);
    }
    return receipt_count_rows(receipt, RECORD_HO) == 1 ||
           split_stop(splitting, SPLIT_REASON_INSURANCE_ITEMS, receipt->count);
}

/* ---- diseases ---- */

/*
 * The parts that a disease stands on: the second alone when it began on one of its days, else both,
 * for which it must go on: on which day an outcome was reached is not in the record.  0: a doubt.
 */
static unsigned sides_of_disease(const struct splitting *splitting, size_t row)
{
    struct month month = splitting->order->key->month;
    unsigned outcome =
        receipt_code(RECEIPT_SY_OUTCOME, item_of(splitting, row, RECEIPT_SY_OUTCOME));
    struct date begun = DATE_NONE;
    unsigned sides = SPLIT_BOTH;
    if (!receipt_date(item_of(splitting, row, RECEIPT_SY_BEGUN), &begun) ||
        month_compare(month_of(begun), month) > 0) {
        return 0;
    }
    if (month_compare(month_of(begun), month) == 0) {
        sides = split_sides(splitting, split_day((unsigned)date_civil(begun).day - 1));
        if (sides == 2) {
            return sides;
        }
    }
    return sides != 0 && outcome == DISEASE_GOES_ON ? SPLIT_BOTH : 0;
}

static bool check_disease(struct splitting *splitting, size_t row)
{
    unsigned sides = sides_of_disease(splitting, row);
    bool is_main = item_of(splitting, row, RECEIPT_SY_MAIN).size > 0;
    splitting->rows[row].sides = sides;
    if (sides == 0) {
        return split_stop(splitting, SPLIT_REASON_DISEASE, row);
    }
    if (sides == SPLIT_BOTH && item_of(splitting, row, RECEIPT_SY_NOTE).size > 0) {
        return split_stop(splitting, SPLIT_REASON_COMMENT, row);
    }
    for (size_t part = 0; part < SPLIT_PARTS; part++) {
        splitting->main_counts[part] += is_main && (sides & 1U << part) != 0 ? 1 : 0;
    }
    return true;
}

bool split_check_diseases(struct splitting *splitting)
{
    const struct receipt *receipt = splitting->order->receipt;
    for (size_t row = 0; row < receipt->count; row++) {
        if (receipt_row_is(&receipt->rows[row], RECORD_SY) && !check_disease(splitting, row)) {
            return false;
        }
    }
    return (splitting->main_counts[0] > 0 && splitting->main_counts[1] > 0) ||
           split_stop(splitting, SPLIT_REASON_MAIN_DISEASE, receipt->count);
}
