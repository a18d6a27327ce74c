#include "engine/law/receipt_type.h"

#include <stdio.h>
#include <string.h>

#include "engine/law/situation.h"

enum {
    TYPE_DIGITS = 4,
    SECOND = 1, /* kind of insurance */
    LAST = 3    /* insured, family, ages */
};

static const char last_name[] = "receipt.type.last";
static const char second_name[] = "receipt.type.second";

struct typing {
    const struct rulebook *book;
    const struct receipt_key *key;
    const struct receipt_visits *visits;
    struct date day; /* the first of the month of treatment */
    const char *old_kind;
    const char *old_group;
    bool was_elderly; /* insurance of the elderly */
    bool is_elderly;
    unsigned old_scheme;
};

/* ---- the rules' words ---- */

static const char *word(const struct typing *typing, const char *name, const char *key)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(typing->book, name, key, typing->day);
    return row == NULL ? "" : row->value;
}

static const char *word_of_digit(const struct typing *typing, const char *name, size_t place)
{
    char digit[2] = {(char)typing->key->type.data[place], '\0'};
    return word(typing, name, digit);
}

/* The digit that means a word; 0 when there is none. */
static char digit_of_word(const struct typing *typing, const char *name, const char *wanted)
{
    for (const char *digit = "0123456789"; *digit != '\0'; digit++) {
        char key[2] = {*digit, '\0'};
        if (strcmp(word(typing, name, key), wanted) == 0) {
            return *digit;
        }
    }
    return 0;
}

static int years(const struct typing *typing, const char *name)
{
    int64_t number = 0;
    return slice_read_number(slice_of(word(typing, name, "")), &number) && number < 200
               ? (int)number
               : -1;
}

/* ---- ages ---- */

/* The month in which an age takes effect: that after the birthday, for those born on the 1st itself. */
static bool is_of_ratio_age(const struct typing *typing)
{
    int first = years(typing, "age.ratio.first");
    struct month from;
    if (first < 0) {
        return false;
    }
    from = month_of(date_add_months_to_shorter(date_add_days(typing->key->birth, -1), first * 12));
    return month_compare(typing->key->month, from) > 0;
}

/* To the end of the school year in which the age is reached, the day before the birthday. */
static bool is_before_school(const struct typing *typing)
{
    int age = years(typing, "age.preschool.last");
    int end = years(typing, "school.year.last.month");
    struct date reached;
    struct month last;
    if (age < 0 || end < 1 || end > 12) {
        return false;
    }
    reached = date_add_months_to_shorter(date_add_days(typing->key->birth, -1), age * 12);
    last = month_of(reached);
    while (date_civil(month_first_day(last)).month != end) {
        last = month_add(last, 1);
    }
    return month_compare(typing->key->month, last) <= 0;
}

/* ---- the group: insured, family, preschool, elderly, elderly_active ---- */

static const char *elderly_group(const struct typing *typing)
{
    switch (typing->visits->share) {
    case SHARE_THIRTY:
        return "elderly_active";
    case SHARE_TWENTY:
    case SHARE_TEN:
        return "elderly";
    default:
        return "";
    }
}

static const char *group_of(const struct typing *typing)
{
    if (typing->is_elderly) {
        return elderly_group(typing);
    }
    if (!date_is_some(typing->key->birth)) {
        return "";
    }
    if (is_of_ratio_age(typing)) {
        return elderly_group(typing);
    }
    if (is_before_school(typing)) {
        return "preschool";
    }
    return typing->visits->relation == RELATION_INSURED  ? "insured"
           : typing->visits->relation == RELATION_FAMILY ? "family"
                                                         : "";
}

static bool contradicts(const struct typing *typing)
{
    unsigned relation = typing->visits->relation;
    return (strcmp(typing->old_group, "insured") == 0 && relation == RELATION_FAMILY) ||
           (strcmp(typing->old_group, "family") == 0 && relation == RELATION_INSURED);
}

/* ---- the ratio ---- */

static bool has_ratio(const struct typing *typing, unsigned scheme)
{
    return slice_has_word(
        slice_of(word(typing, "receipt.ratio.schemes", "")),
        slice_of(domain_value_name(DOMAIN_SCHEME, scheme)));
}

enum {
    NUMBER_TEXT = 24
};

/* What the share of the patient, named by its percent, leaves to the insurer; "" when not known. */
static void ratio_of_share(unsigned share, char text[NUMBER_TEXT])
{
    int64_t percent = 0;
    text[0] = '\0';
    if (share != SHARE_UNRECORDED &&
        slice_read_number(slice_of(domain_value_name(DOMAIN_SHARE, share)), &percent) &&
        percent < 100) {
        (void)snprintf(text, NUMBER_TEXT, "%d", 100 - (int)percent);
    }
}

/*
 * Another share of the patient than the receipt was made with: what is right, the patient's share that was
 * charged included, a person must say (rules.md section 9, 12).
 */
static bool share_differs(const struct typing *typing)
{
    const char *group = elderly_group(typing);
    bool was_shared = strncmp(typing->old_group, "elderly", strlen("elderly")) == 0;
    char shared[NUMBER_TEXT];
    int64_t wanted = 0;
    int64_t written = 0;
    ratio_of_share(typing->visits->share, shared);
    return (was_shared && group[0] != '\0' && strcmp(group, typing->old_group) != 0) ||
           (slice_read_number(slice_of(shared), &wanted) &&
            slice_read_number(typing->key->ratio, &written) && wanted != written);
}

/* In the width that the receipt's own has. */
static bool
write_ratio(const struct typing *typing, const char *value, char text[RECEIPT_RATIO_TEXT])
{
    const struct slice *own = &typing->key->ratio;
    size_t size = strlen(value);
    size_t zero = own->size == size + 1 && own->data[0] == '0' ? 1 : 0;
    if (size == 0 || zero + size >= RECEIPT_RATIO_TEXT) {
        return false;
    }
    text[0] = '0';
    memcpy(text + zero, value, size + 1);
    return true;
}

/* False when a person must say it. */
static bool
find_ratio(const struct typing *typing, const char *group, char text[RECEIPT_RATIO_TEXT])
{
    char shared[NUMBER_TEXT];
    if (!has_ratio(typing, typing->visits->scheme)) {
        text[0] = '\0';
        return typing->key->ratio.size == 0;
    }
    ratio_of_share(typing->visits->share, shared);
    return write_ratio(
        typing, shared[0] == '\0' ? word(typing, "receipt.ratio", group) : shared, text);
}

/* ---- all ---- */

static bool begin(struct typing *typing)
{
    const struct receipt_key *key = typing->key;
    if (key->type.size != TYPE_DIGITS || !month_is_some(key->month) || !key->has_insurance) {
        return false;
    }
    typing->day = month_first_day(key->month);
    typing->old_kind = word_of_digit(typing, second_name, SECOND);
    typing->old_group = word_of_digit(typing, last_name, LAST);
    typing->was_elderly = strcmp(typing->old_kind, "elderly") == 0;
    typing->is_elderly = typing->visits->scheme == SCHEME_ELDERLY;
    typing->old_scheme =
        situation_scheme(typing->book, key->identifiers.insurer_number, typing->day);
    return typing->was_elderly || strcmp(typing->old_kind, "insurance") == 0;
}

static struct receipt_type follow(const struct typing *typing)
{
    struct receipt_type type = {.fate = TYPE_NEEDS_PERSON};
    bool kind_stays = typing->was_elderly == typing->is_elderly;
    const char *group = kind_stays && !contradicts(typing) ? typing->old_group : group_of(typing);
    char last = digit_of_word(typing, last_name, group);
    char second = digit_of_word(typing, second_name, typing->is_elderly ? "elderly" : "insurance");
    if (group[0] == '\0' || last == 0 || second == 0 || !find_ratio(typing, group, type.ratio)) {
        return type;
    }
    memcpy(type.type, typing->key->type.data, TYPE_DIGITS);
    type.type[SECOND] = second;
    type.type[LAST] = last;
    type.type[TYPE_DIGITS] = '\0';
    type.fate = slice_equal_text(typing->key->type, type.type) &&
                        slice_equal_text(typing->key->ratio, type.ratio)
                    ? TYPE_STAYS
                    : TYPE_FOLLOWS;
    return type;
}

struct receipt_type receipt_type_of(
    const struct rulebook *book,
    const struct receipt_key *key,
    const struct receipt_visits *visits)
{
    struct typing typing = {.book = book, .key = key, .visits = visits};
    bool kind_stays = false;
    bool ratio_stays = false;
    if (!begin(&typing)) {
        return (struct receipt_type){.fate = TYPE_NEEDS_PERSON};
    }
    kind_stays = typing.was_elderly == typing.is_elderly;
    ratio_stays = has_ratio(&typing, typing.old_scheme) == has_ratio(&typing, visits->scheme) ||
                  typing.old_scheme == SCHEME_UNRECORDED;
    if (visits->paths == PATHS_UNKNOWN) {
        /* A declaration does not say what a claim of another kind would be worth. */
        return (struct receipt_type){.fate = kind_stays ? TYPE_STAYS : TYPE_NEEDS_PERSON};
    }
    if (kind_stays && ratio_stays && (visits->type_accepted || !contradicts(&typing))) {
        bool differs = !visits->type_accepted && share_differs(&typing);
        return (struct receipt_type){.fate = differs ? TYPE_NEEDS_PERSON : TYPE_STAYS};
    }
    return follow(&typing);
}
