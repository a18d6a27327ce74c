#include "engine/vocabulary/insurer.h"

#include <string.h>

#include "engine/foundation/fold.h"

bool check_digit_is_right(struct slice digits)
{
    unsigned sum = 0;
    bool doubled = false;
    require(digits.size > 0);
    for (size_t i = digits.size; i > 0; i--) {
        unsigned value = (unsigned)(digits.data[i - 1] - '0') * (doubled ? 2U : 1U);
        sum += value > 9 ? value - 9 : value;
        doubled = !doubled;
    }
    return sum % 10 == 0;
}

static bool all_digits(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size > 0;
}

enum insurer_fault insurer_read(struct slice text, struct insurer_number *number)
{
    struct folded folded;
    struct slice digits;
    *number = (struct insurer_number){0};
    if (!fold_width(text, &folded)) {
        return INSURER_NOT_DIGITS;
    }
    digits = slice_trim(folded_slice(&folded));
    if (!all_digits(digits)) {
        return INSURER_NOT_DIGITS;
    }
    if (digits.size == INSURER_DIGITS && slice_starts(digits, "00")) {
        digits = slice_part(digits, 2, digits.size);
    }
    if (digits.size != 6 && digits.size != INSURER_DIGITS) {
        return INSURER_WRONG_LENGTH;
    }
    if (!check_digit_is_right(digits)) {
        return INSURER_WRONG_CHECK_DIGIT;
    }
    memcpy(number->digits, digits.data, digits.size);
    return INSURER_RIGHT;
}

bool insurer_same(struct slice one, struct slice other)
{
    struct insurer_number left;
    struct insurer_number right;
    return insurer_read(one, &left) == INSURER_RIGHT &&
           insurer_read(other, &right) == INSURER_RIGHT && strcmp(left.digits, right.digits) == 0;
}

void insurer_pad(const struct insurer_number *number, char pad, char text[INSURER_TEXT])
{
    size_t size = strlen(number->digits);
    require(size <= INSURER_DIGITS);
    memset(text, pad, INSURER_DIGITS - size);
    memcpy(text + INSURER_DIGITS - size, number->digits, size + 1);
}
