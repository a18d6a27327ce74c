#include "engine/law/day_fact.h"

#include <string.h>

/* ---- numbers and days ---- */

static bool law_number(const struct rulebook *book, const char *name, struct date day, int *number)
{
    const struct rule_parameter *row = rulebook_find_parameter(book, name, "", day);
    int64_t read = 0;
    if (row == NULL || !slice_read_number(slice_of(row->value), &read) || read < 0 || read > 1200) {
        return false;
    }
    *number = (int)read;
    return true;
}

/* YYYY-MM-DD and nothing else: rule files and the command line write days like that. */
static bool read_day(struct slice text, struct date *day)
{
    char digits[9] = "";
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') {
        return false;
    }
    memcpy(digits, text.data, 4);
    memcpy(digits + 4, text.data + 5, 2);
    memcpy(digits + 6, text.data + 8, 2);
    return date_from_digits(slice_of(digits), day);
}

/* ---- the electronic certificate ---- */

bool certificate_days_find(
    const struct rulebook *book,
    struct date end,
    struct certificate_days *days)
{
    int alert = 0;
    int grace = 0;
    if (!law_number(book, "certificate.alert.months", end, &alert) ||
        !law_number(book, "certificate.grace.months", end, &grace)) {
        return false;
    }
    days->alert_from = date_add_months_to_shorter(end, -alert);
    days->renew_from = date_add_days(days->alert_from, 1);
    days->last_full = end;
    days->last_usable = month_last_day(month_add(month_of(end), grace));
    return true;
}

static bool
certificate_value(const struct rulebook *book, struct slice text, struct date day, unsigned *value)
{
    struct certificate_days days;
    struct date end = DATE_NONE;
    if (!read_day(text, &end) || !certificate_days_find(book, end, &days)) {
        return false;
    }
    *value = date_compare(day, days.alert_from) < 0     ? CERTIFICATE_PHASE_BEFORE_ALERT
             : date_compare(day, days.last_full) <= 0   ? CERTIFICATE_PHASE_ALERT
             : date_compare(day, days.last_usable) <= 0 ? CERTIFICATE_PHASE_GRACE
                                                        : CERTIFICATE_PHASE_AFTER;
    return true;
}

/* ---- ages, months after a loss, days of a month ---- */

/* The age on the day that the rule names, not on the day of the visit. */
static bool
age_value(const struct rulebook *book, struct slice text, struct date day, unsigned *value)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(book, "elderly.document.on", "", day);
    struct date birth = DATE_NONE;
    struct date on = DATE_NONE;
    int age = 0;
    if (row == NULL || !read_day(slice_of(row->value), &on) || !read_day(text, &birth) ||
        !law_number(book, "elderly.document.age", day, &age)) {
        return false;
    }
    *value = age_on(birth, on) >= age ? AGE_BAND_FROM : AGE_BAND_BELOW;
    return true;
}

static bool
loss_value(const struct rulebook *book, struct slice text, struct date day, unsigned *value)
{
    struct date lost = DATE_NONE;
    int months = 0;
    if (!read_day(text, &lost) || !law_number(book, "childbirth.former.months", day, &months)) {
        return false;
    }
    *value = date_compare(day, lost) < 0    ? AFTER_LOSS_BEFORE
             : date_compare(day, lost) == 0 ? AFTER_LOSS_SAME_DAY
             : date_compare(day, date_add_months_to_shorter(lost, months)) <= 0 ? AFTER_LOSS_WITHIN
                                                                                : AFTER_LOSS_BEYOND;
    return true;
}

static bool
registration_value(const struct rulebook *book, struct slice text, struct date day, unsigned *value)
{
    struct date last = month_last_day(month_of(day));
    int64_t of_month = 0;
    int end_days = 0;
    if (!slice_read_number(text, &of_month) || of_month < 1 || of_month > 31 ||
        !law_number(book, "assistance.closing.days", day, &end_days)) {
        return false;
    }
    *value = date_compare(day, date_add_days(last, -end_days)) > 0 ? REGISTRATION_MONTH_END
             : date_civil(day).day < of_month                      ? REGISTRATION_BEFORE
                                                                   : REGISTRATION_AFTER;
    return true;
}

/* A notice is entered as a row of the parameters, one for each area, with its days. */
static bool
disaster_value(const struct rulebook *book, struct slice text, struct date day, unsigned *value)
{
    char area[LIMIT_RULE_NAME + 1];
    if (text.size == 0 || !slice_copy_text(text, area, sizeof area)) {
        return false;
    }
    *value = rulebook_find_parameter(book, "disaster.notice", area, day) == NULL
                 ? DISASTER_NOTICE_NONE
                 : DISASTER_NOTICE_IN_FORCE;
    return true;
}

/* ---- by name ---- */

static const struct day_fact {
    const char *name;
    enum fact fact;
    bool (*value)(const struct rulebook *book, struct slice text, struct date day, unsigned *value);
} day_facts[] = {
    {"certificate_end", FACT_CERTIFICATE_PHASE, certificate_value},
    {"birth_date", FACT_AGE_BAND, age_value},
    {"lost_on", FACT_AFTER_LOSS, loss_value},
    {"registration_day", FACT_REGISTRATION, registration_value},
    {"disaster_area", FACT_DISASTER_NOTICE, disaster_value},
};

static const struct day_fact *find(struct slice name)
{
    for (size_t i = 0; i < sizeof day_facts / sizeof day_facts[0]; i++) {
        if (slice_equal_text(name, day_facts[i].name)) {
            return &day_facts[i];
        }
    }
    return NULL;
}

bool day_fact_find(struct slice name, enum fact *fact)
{
    const struct day_fact *row = find(name);
    if (row == NULL) {
        return false;
    }
    *fact = row->fact;
    return true;
}

bool day_fact_value(
    const struct rulebook *book,
    struct slice name,
    struct slice text,
    struct date day,
    unsigned *value)
{
    const struct day_fact *row = find(name);
    return row != NULL && row->value(book, text, day, value);
}
