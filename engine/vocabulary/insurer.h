/*
 * Insurer numbers (保険者番号) and the identifiers that go with them.
 *
 * An insurer number is text: 8 digits, or 6 for 国保, the last a check digit.  What the first two
 * digits mean (法別) and to whom a claim goes is law and stands in rules/insurers.yaml.  The filled
 * number of an unknown claim is a wording of that verdict and never one of these (rules.md 0.3).
 */
#ifndef ENGINE_VOCABULARY_INSURER_H
#define ENGINE_VOCABULARY_INSURER_H

#include "engine/foundation/bytes.h"

enum {
    INSURER_DIGITS = 8,
    INSURER_TEXT = INSURER_DIGITS + 1
};

struct insurer_number {
    char digits[INSURER_TEXT]; /* 6 or 8 of them, as issued; "" for none */
};

enum insurer_fault {
    INSURER_RIGHT,
    INSURER_NOT_DIGITS,
    INSURER_WRONG_LENGTH,
    INSURER_WRONG_CHECK_DIGIT
};

/*
 * Takes 6 or 8 digits of either width; blanks around and "00" or blanks that pad a 6-digit number
 * to 8 are taken off.  The check digit must be right.
 */
enum insurer_fault insurer_read(struct slice text, struct insurer_number *number);

/* Whether both can be read and are one number, however each is padded and written. */
bool insurer_same(struct slice one, struct slice other);

/* Whether the last digit is right for the digits before it (Luhn; rules.md 7.1).  Digits only. */
bool check_digit_is_right(struct slice digits);

/* Left-padded to 8: with '0' for inquiries and fingerprints, with ' ' for the HO record. */
void insurer_pad(const struct insurer_number *number, char pad, char text[INSURER_TEXT]);

/* What identifies a qualification.  Texts as written, never folded; data NULL means not known. */
struct identifiers {
    struct slice insurer_number;
    struct slice symbol;
    struct slice number;
    struct slice branch;
};

#endif
