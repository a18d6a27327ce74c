#include "engine/law/certificate.h"

#include "engine/vocabulary/domain.h"

static bool months_of(const struct rulebook *book, const char *name, struct date day, int *months)
{
    const struct rule_parameter *row =
        book == NULL ? NULL : rulebook_find_parameter(book, name, "", day);
    int64_t number = 0;
    if (row == NULL || !slice_read_number(slice_of(row->value), &number) || number > 120) {
        return false;
    }
    *months = (int)number;
    return true;
}

static unsigned state_in_date(const struct rulebook *book, struct date last, struct date day)
{
    int months = 0;
    if (!months_of(book, "certificate.warning.months", day, &months)) {
        return CERTIFICATE_STATE_VALID;
    }
    return date_compare(day, date_add_months_to_shorter(last, -months)) >= 0
               ? CERTIFICATE_STATE_ENDING
               : CERTIFICATE_STATE_VALID;
}

static unsigned state_run_out(const struct rulebook *book, struct date last, struct date day)
{
    int months = 0;
    if (!months_of(book, "certificate.grace.months", day, &months)) {
        return CERTIFICATE_STATE_UNRECORDED;
    }
    return date_compare(day, month_last_day(month_add(month_of(last), months))) <= 0
               ? CERTIFICATE_STATE_GRACE
               : CERTIFICATE_STATE_EXPIRED;
}

unsigned certificate_state(const struct rulebook *book, struct interval days, struct date day)
{
    if (date_compare(day, days.first) < 0) {
        return CERTIFICATE_STATE_EARLY;
    }
    return date_compare(day, days.last) <= 0 ? state_in_date(book, days.last, day)
                                             : state_run_out(book, days.last, day);
}
