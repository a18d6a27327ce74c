#include "engine/vocabulary/individual_number.h"

#include <string.h>

enum {
    GROUP_DIGITS = 4,
    GROUPS = 3
};

/* How digits and what may part groups of them are written; a run keeps to one form. */
struct form {
    size_t digit_size;
    uint8_t zero[3]; /* the last byte of the other digits counts up from it */
    size_t parts_size;
    uint8_t blank[3];
    uint8_t hyphen[3];
};

static const struct form half_width = {1, {'0'}, 1, {' '}, {'-'}};
static const struct form full_width_utf8 =
    {3, {0xEF, 0xBC, 0x90}, 3, {0xE3, 0x80, 0x80}, {0xEF, 0xBC, 0x8D}};
static const struct form full_width_cp932 = {2, {0x82, 0x4F}, 2, {0x81, 0x40}, {0x81, 0x7C}};

/* A reader that walks over one run. */
struct walk {
    const struct form *form;
    struct slice bytes;
    size_t at;
    uint8_t digits[INDIVIDUAL_NUMBER_DIGITS];
    size_t count; /* may go over what digits hold */
};

static bool right_check_digit(const uint8_t digits[INDIVIDUAL_NUMBER_DIGITS])
{
    unsigned sum = 0;
    unsigned rest = 0;
    /* n counts from the right, the check digit being 0. */
    for (unsigned n = 1; n < INDIVIDUAL_NUMBER_DIGITS; n++) {
        sum += digits[INDIVIDUAL_NUMBER_DIGITS - 1 - n] * (n <= 6 ? n + 1 : n - 5);
    }
    rest = sum % 11;
    return digits[INDIVIDUAL_NUMBER_DIGITS - 1] == (rest <= 1 ? 0 : 11 - rest);
}

bool individual_number_is_right(struct slice digits)
{
    uint8_t values[INDIVIDUAL_NUMBER_DIGITS];
    if (digits.size != INDIVIDUAL_NUMBER_DIGITS) {
        return false;
    }
    for (size_t i = 0; i < INDIVIDUAL_NUMBER_DIGITS; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9') {
            return false;
        }
        values[i] = (uint8_t)(digits.data[i] - '0');
    }
    return right_check_digit(values);
}

/* The digit of that form at a position, or -1. */
static int digit_at(const struct form *form, struct slice bytes, size_t at)
{
    size_t last = form->digit_size - 1;
    int value = 0;
    if (at > bytes.size || bytes.size - at < form->digit_size ||
        (last > 0 && memcmp(bytes.data + at, form->zero, last) != 0)) {
        return -1;
    }
    value = bytes.data[at + last] - form->zero[last];
    return value >= 0 && value <= 9 ? value : -1;
}

static bool parts_at(const struct form *form, struct slice bytes, size_t at)
{
    return at <= bytes.size && bytes.size - at >= form->parts_size &&
           (memcmp(bytes.data + at, form->blank, form->parts_size) == 0 ||
            memcmp(bytes.data + at, form->hyphen, form->parts_size) == 0);
}

/* Takes the digits that stand together; returns how many. */
static size_t take_digits(struct walk *walk)
{
    size_t before = walk->count;
    int digit = digit_at(walk->form, walk->bytes, walk->at);
    while (digit >= 0) {
        if (walk->count < INDIVIDUAL_NUMBER_DIGITS) {
            walk->digits[walk->count] = (uint8_t)digit;
        }
        walk->count++;
        walk->at += walk->form->digit_size;
        digit = digit_at(walk->form, walk->bytes, walk->at);
    }
    return walk->count - before;
}

/* Whether another digit follows a blank or hyphen: then the groups go on. */
static bool goes_on(const struct walk *walk)
{
    return parts_at(walk->form, walk->bytes, walk->at) &&
           digit_at(walk->form, walk->bytes, walk->at + walk->form->parts_size) >= 0;
}

/* Whether the digits at a position are a further group of digits before them. */
static bool is_further_group(const struct form *form, struct slice bytes, size_t at)
{
    size_t before = form->parts_size + form->digit_size;
    return at >= before && parts_at(form, bytes, at - form->parts_size) &&
           digit_at(form, bytes, at - before) >= 0;
}

/* Takes what stands together, and the further groups of a run of four and four and four. */
static bool take_run(struct walk *walk)
{
    size_t from = walk->at;
    size_t together = take_digits(walk);
    if (together != GROUP_DIGITS || is_further_group(walk->form, walk->bytes, from)) {
        return together == INDIVIDUAL_NUMBER_DIGITS;
    }
    for (unsigned group = 1; group < GROUPS; group++) {
        size_t end = walk->at;
        if (!goes_on(walk)) {
            return false;
        }
        walk->at += walk->form->parts_size;
        if (take_digits(walk) != GROUP_DIGITS) {
            walk->at = end;
            return false;
        }
    }
    return !goes_on(walk);
}

static const struct form *form_at(struct slice bytes, size_t at)
{
    switch (bytes.data[at]) {
    case 0x82:
        return digit_at(&full_width_cp932, bytes, at) >= 0 ? &full_width_cp932 : NULL;
    case 0xEF:
        return digit_at(&full_width_utf8, bytes, at) >= 0 ? &full_width_utf8 : NULL;
    default:
        return digit_at(&half_width, bytes, at) >= 0 ? &half_width : NULL;
    }
}

/*
 * The next position at which a number may begin; the end where there is none.  A number has twelve bytes or
 * more, so that none begins in front of a twelfth byte that is neither of a digit nor of what parts groups.
 */
static size_t next_candidate(struct slice bytes, size_t from)
{
    static const bool may_begin[256] = {
        ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true,  ['5'] = true,
        ['6'] = true, ['7'] = true, ['8'] = true, ['9'] = true, [0x82] = true, [0xEF] = true,
    };
    static const bool may_lie_in[256] = {
        [' '] = true,  ['-'] = true,  ['0'] = true,  ['1'] = true,  ['2'] = true,  ['3'] = true,
        ['4'] = true,  ['5'] = true,  ['6'] = true,  ['7'] = true,  ['8'] = true,  ['9'] = true,
        [0x40] = true, [0x4F] = true, [0x50] = true, [0x51] = true, [0x52] = true, [0x53] = true,
        [0x54] = true, [0x55] = true, [0x56] = true, [0x57] = true, [0x58] = true, [0x7C] = true,
        [0x80] = true, [0x81] = true, [0x82] = true, [0x8D] = true, [0x90] = true, [0x91] = true,
        [0x92] = true, [0x93] = true, [0x94] = true, [0x95] = true, [0x96] = true, [0x97] = true,
        [0x98] = true, [0x99] = true, [0xBC] = true, [0xE3] = true, [0xEF] = true,
    };
    const size_t last = INDIVIDUAL_NUMBER_DIGITS - 1;

    while (bytes.size > last && from < bytes.size - last) {
        if (!may_lie_in[bytes.data[from + last]]) {
            from += INDIVIDUAL_NUMBER_DIGITS;
        } else if (!may_begin[bytes.data[from]]) {
            from++;
        } else {
            return from;
        }
    }
    return bytes.size;
}

static size_t half_width_end(struct slice bytes, size_t at)
{
    while (at < bytes.size && bytes.data[at] >= '0' && bytes.data[at] <= '9') {
        at++;
    }
    return at;
}

/* Nearly every run of a file: half-width digits that are neither twelve nor a first group. */
static bool is_other_run(struct slice bytes, size_t at, size_t *end)
{
    *end = half_width_end(bytes, at);
    return *end > at && *end - at != INDIVIDUAL_NUMBER_DIGITS && *end - at != GROUP_DIGITS;
}

bool individual_number_next(struct slice bytes, size_t from, struct individual_number_run *run)
{
    size_t at = next_candidate(bytes, from);
    while (at < bytes.size) {
        struct walk walk;
        size_t end = at;
        if (is_other_run(bytes, at, &end)) {
            at = next_candidate(bytes, end);
            continue;
        }
        walk = (struct walk){.form = form_at(bytes, at), .bytes = bytes, .at = at};
        if (walk.form == NULL) {
            at = next_candidate(bytes, at + 1);
            continue;
        }
        if (take_run(&walk)) {
            *run = (struct individual_number_run){at, walk.at - at, right_check_digit(walk.digits)};
            return true;
        }
        at = next_candidate(bytes, walk.at);
    }
    return false;
}

bool individual_number_is_in(struct slice bytes)
{
    struct individual_number_run run = {.is_right = false};
    size_t at = 0;
    while (!run.is_right && individual_number_next(bytes, at, &run)) {
        at = run.at + run.size;
    }
    return run.is_right;
}
