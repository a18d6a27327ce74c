#include "engine/foundation/fold.h"

#include "engine/foundation/circled.h"
#include "engine/foundation/kana.h"
#include "engine/foundation/text.h"

enum {
    UNKNOWN_CHARACTER = 0x25CF, /* ● */
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF5E,
    FULL_WIDTH_STEP = 0xFF01 - '!',
    IDEOGRAPHIC_SPACE = 0x3000
};

/* What has been folded so far; the last character may still take a voiced mark. */
struct writer {
    struct folded *to;
    size_t last_at;
    uint32_t last;
};

/* Takes one character whose width is folded.  False when it does not fit. */
typedef bool taker(struct writer *writer, uint32_t character);

struct folder {
    bool drops_blanks;
    bool raises_letters;
    taker *take; /* for everything from the first character beyond ASCII on */
};

struct slice folded_slice(const struct folded *folded)
{
    return (struct slice){folded->bytes, folded->size};
}

static bool put(struct writer *writer, uint32_t character)
{
    uint8_t bytes[TEXT_CHARACTER_BYTES] = {(uint8_t)character};
    size_t size = character < 0x80 ? 1 : text_put(character, bytes);
    uint8_t *to = writer->to->bytes + writer->to->size;
    if (size > FOLD_BYTES - writer->to->size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        to[i] = bytes[i];
    }
    writer->last = character;
    writer->last_at = writer->to->size;
    writer->to->size += size;
    return true;
}

/*
 * Marks are joined to what stands before them in the result, so that a blank that is left out
 * between the two makes no difference and folding twice is folding once.
 */
static bool put_joined(struct writer *writer, uint32_t character)
{
    uint32_t joined = 0;
    if (!kana_is_mark(character)) {
        return put(writer, character);
    }
    joined = kana_join(writer->last, character);
    if (joined == 0) {
        return put(writer, kana_mark_alone(character));
    }
    writer->to->size = writer->last_at;
    return put(writer, joined);
}

static uint32_t to_ascii_width(uint32_t character)
{
    if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST) {
        return character - FULL_WIDTH_STEP;
    }
    return character == IDEOGRAPHIC_SPACE ? ' ' : character;
}

/* Half-width marks stay marks: put_joined knows them in every form. */
static uint32_t to_plain_width(uint32_t character)
{
    return kana_is_mark(character) ? character : kana_widen(to_ascii_width(character));
}

static uint32_t to_upper(uint32_t character)
{
    return character >= 'a' && character <= 'z' ? character - ('a' - 'A') : character;
}

/* White space of Unicode, and what has no width at all. */
static bool is_blank(uint32_t character)
{
    return character == ' ' || (character >= '\t' && character <= '\r') || character == 0x85 ||
           character == 0xA0 || (character >= 0x2000 && character <= 0x200B) ||
           character == 0x2028 || character == 0x2029 || character == 0x202F ||
           character == 0x205F || character == 0x2060 || character == IDEOGRAPHIC_SPACE ||
           character == 0xFEFF;
}

/* Hyphens, dashes and minus signs; the box-drawing line is what some keyboards give for a dash. */
static bool is_dash(uint32_t character)
{
    return character == '-' || character == 0xAD || (character >= 0x2010 && character <= 0x2015) ||
           character == 0x2043 || character == 0x207B || character == 0x2212 ||
           character == 0x2500 || character == 0x2501 || character == 0xFE58 || character == 0xFE63;
}

static bool is_middle_dot(uint32_t character)
{
    return character == 0x30FB || character == 0xB7 || character == 0x2022 || character == 0x2219 ||
           character == 0x22C5;
}

/* The ASCII that a text begins with, and that is all there is to most: no table, no joining. */
static bool
take_ascii(struct writer *writer, const struct folder *folder, struct slice text, size_t *at)
{
    size_t end = text_find_beyond_ascii(text, 0);
    struct folded *to = writer->to;
    for (*at = 0; *at < end; *at += 1) {
        uint8_t byte = text.data[*at];
        if (folder->drops_blanks && is_blank(byte)) {
            continue;
        }
        if (to->size == FOLD_BYTES) {
            return false;
        }
        to->bytes[to->size] = folder->raises_letters ? (uint8_t)to_upper(byte) : byte;
        to->size++;
    }
    return true;
}

static bool fold(struct slice text, const struct folder *folder, struct folded *folded)
{
    struct writer writer = {.to = folded};
    size_t at = 0;
    bool fits = false;
    folded->size = 0;
    fits = take_ascii(&writer, folder, text, &at);
    while (fits && at < text.size) {
        uint32_t character = 0;
        fits = text_next(text, &at, &character);
        if (fits && !(folder->drops_blanks && is_blank(character))) {
            fits = folder->take(&writer, to_plain_width(character));
        }
    }
    if (!fits) {
        folded->size = 0;
    }
    return fits;
}

bool fold_width(struct slice text, struct folded *folded)
{
    static const struct folder folder = {.take = put_joined};
    return fold(text, &folder, folded);
}

bool fold_name(struct slice text, struct folded *folded)
{
    static const struct folder folder = {.drops_blanks = true, .take = put_joined};
    return fold(text, &folder, folded);
}

static bool put_in_brackets(struct writer *writer, struct slice inside)
{
    size_t at = 0;
    uint32_t character = 0;
    if (!put(writer, '(')) {
        return false;
    }
    while (text_next(inside, &at, &character)) {
        if (!put(writer, character)) {
            return false;
        }
    }
    return put(writer, ')');
}

static bool take_number(struct writer *writer, uint32_t character)
{
    uint8_t inside[CIRCLED_TEXT];
    size_t size = 0;
    if (character >= '0' && character <= '9') {
        return put(writer, character);
    }
    size = circled_inside(character, inside);
    if (size > 0) {
        return put_in_brackets(writer, (struct slice){inside, size});
    }
    if (is_dash(character) || is_middle_dot(character) || character == KANA_LONG) {
        return put(writer, '-');
    }
    return put_joined(writer, to_upper(character));
}

bool fold_number(struct slice text, struct folded *folded)
{
    static const struct folder folder = {
        .drops_blanks = true, .raises_letters = true, .take = take_number};
    return fold(text, &folder, folded);
}

struct slice fold_without_zeros(struct slice folded_number)
{
    size_t zeros = 0;
    for (size_t i = 0; i < folded_number.size; i++) {
        if (folded_number.data[i] < '0' || folded_number.data[i] > '9') {
            return folded_number;
        }
    }
    while (zeros + 1 < folded_number.size && folded_number.data[zeros] == '0') {
        zeros++;
    }
    return slice_part(folded_number, zeros, folded_number.size);
}

static bool is_letter_of_kana(uint32_t character)
{
    return (character >= 0x3041 && character <= 0x3096) ||
           (character >= 0x30A1 && character <= 0x30FA);
}

static bool take_kana(struct writer *writer, uint32_t character)
{
    if (is_letter_of_kana(character)) {
        return put(writer, kana_to_katakana(character));
    }
    if (is_middle_dot(character)) {
        return true;
    }
    if (is_dash(character) &&
        (kana_is_katakana(writer->last) || writer->last == UNKNOWN_CHARACTER)) {
        return put(writer, KANA_LONG);
    }
    return put_joined(writer, to_upper(kana_to_katakana(character)));
}

bool fold_kana(struct slice text, struct folded *folded)
{
    static const struct folder folder = {
        .drops_blanks = true, .raises_letters = true, .take = take_kana};
    return fold(text, &folder, folded);
}

bool fold_kana_loosely(struct slice text, struct folded *folded)
{
    enum {
        V = 0x30F4, /* ヴ */
        B = 0x30D6  /* ブ */
    };
    struct folded strict;
    struct writer writer = {.to = folded};
    uint32_t before = 0;
    uint32_t character = 0;
    folded->size = 0;
    if (!fold_kana(text, &strict)) {
        return false;
    }
    for (size_t at = 0; text_next(folded_slice(&strict), &at, &character); before = character) {
        uint32_t loose = kana_loosen(character);
        uint32_t joined = before == V ? kana_join_v(loose) : 0;
        if (joined != 0) {
            folded->size = writer.last_at;
        }
        loose = joined != 0 ? joined : loose == V ? B : loose;
        /* 0 is what is left out, unless the text itself has one. */
        if ((loose != 0 || character == 0) && !put(&writer, loose)) {
            return false;
        }
    }
    return true;
}

/* Whether they are equal when each ● may be any one character. */
static bool equal_but_unknown(struct slice left, struct slice right)
{
    size_t left_at = 0;
    size_t right_at = 0;
    uint32_t one = 0;
    uint32_t other = 0;
    while (text_next(left, &left_at, &one)) {
        if (!text_next(right, &right_at, &other) ||
            (one != other && one != UNKNOWN_CHARACTER && other != UNKNOWN_CHARACTER)) {
            return false;
        }
    }
    return right_at == right.size;
}

static bool has_unknown(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        if (character == UNKNOWN_CHARACTER) {
            return true;
        }
    }
    return false;
}

static enum resemblance compare_folded(struct slice left, struct slice right)
{
    if (left.size == 0 || right.size == 0) {
        return RESEMBLANCE_ABSENT;
    }
    if (slice_equal(left, right)) {
        return has_unknown(left) ? RESEMBLANCE_DOUBTFUL : RESEMBLANCE_EQUAL;
    }
    return equal_but_unknown(left, right) ? RESEMBLANCE_DOUBTFUL : RESEMBLANCE_DIFFERENT;
}

typedef bool folding(struct slice text, struct folded *folded);

/* Leaves both as folded, or empty when one of them cannot be. */
static enum resemblance compare(
    folding *fold_one,
    struct slice left,
    struct slice right,
    struct folded *one,
    struct folded *other)
{
    one->size = 0;
    other->size = 0;
    if (left.size == 0 || right.size == 0) {
        return RESEMBLANCE_ABSENT;
    }
    if (!fold_one(left, one) || !fold_one(right, other)) {
        one->size = 0;
        return RESEMBLANCE_DIFFERENT;
    }
    return compare_folded(folded_slice(one), folded_slice(other));
}

enum resemblance kana_resemblance(struct slice left, struct slice right)
{
    struct folded one;
    struct folded other;
    enum resemblance strict = compare(fold_kana, left, right, &one, &other);
    if (strict != RESEMBLANCE_DIFFERENT) {
        return strict;
    }
    /* Names of long vowels alone fold to nothing here and say nothing more. */
    switch (compare(fold_kana_loosely, left, right, &one, &other)) {
    case RESEMBLANCE_EQUAL:
    case RESEMBLANCE_DOUBTFUL:
        return RESEMBLANCE_DOUBTFUL;
    case RESEMBLANCE_ABSENT:
    case RESEMBLANCE_DIFFERENT:
        break;
    }
    return RESEMBLANCE_DIFFERENT;
}

enum resemblance name_resemblance(struct slice left, struct slice right)
{
    struct folded one;
    struct folded other;
    return compare(fold_name, left, right, &one, &other);
}

enum resemblance number_resemblance(struct slice left, struct slice right)
{
    struct folded one;
    struct folded other;
    enum resemblance strict = compare(fold_number, left, right, &one, &other);
    if (strict == RESEMBLANCE_DIFFERENT && one.size > 0 &&
        slice_equal(
            fold_without_zeros(folded_slice(&one)), fold_without_zeros(folded_slice(&other)))) {
        return RESEMBLANCE_DOUBTFUL;
    }
    return strict;
}
