#include "engine/foundation/fold_steps.h"

#include <string.h>

#include "engine/foundation/text.h"

enum {
    FULL_WIDTH_FIRST = 0xFF01,
    FULL_WIDTH_LAST = 0xFF9F, /* with the half-width katakana behind the full-width ASCII */
    HIRAGANA_FIRST = 0x3041,
    HIRAGANA_LAST = 0x309E,
    UNSEEN = 0x25CF,
    LEADER = 0x30A2 /* a kana, because some marks fold only behind one */
};

struct step_row {
    const char *japanese;
    const char *english;
};

static const struct step_row rows[FOLD_STEP_COUNT] = {
#define FOLD_STEP(step, japanese, english) [FOLD_STEP_##step] = {japanese, english},
#include "engine/foundation/fold_steps.def"
#undef FOLD_STEP
};

typedef bool folder(struct slice text, struct folded *folded);

const char *fold_step_label(enum fold_step step, enum language language)
{
    require(step < FOLD_STEP_COUNT);
    return language == LANGUAGE_JAPANESE ? rows[step].japanese : rows[step].english;
}

static unsigned bit(enum fold_step step)
{
    return 1U << step;
}

/* What becomes of one character, found by folding it alone behind another one. */
static unsigned steps_of_character(folder *fold, uint32_t character)
{
    uint8_t text[2 * TEXT_CHARACTER_BYTES];
    struct folded folded;
    size_t lead = text_put(LEADER, text);
    size_t size = lead + text_put(character, text + lead);
    if (character == UNSEEN) {
        return bit(FOLD_STEP_UNSEEN);
    }
    if (!fold((struct slice){text, size}, &folded) ||
        slice_equal(folded_slice(&folded), (struct slice){text, size})) {
        return 0;
    }
    if (folded.size == lead) {
        return bit(FOLD_STEP_BLANKS);
    }
    if (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST) {
        return bit(FOLD_STEP_WIDTH);
    }
    if (character >= 'a' && character <= 'z') {
        return bit(FOLD_STEP_CASE);
    }
    return bit(
        character >= HIRAGANA_FIRST && character <= HIRAGANA_LAST ? FOLD_STEP_HIRAGANA
                                                                  : FOLD_STEP_MARKS);
}

static unsigned steps_of(folder *fold, struct slice text)
{
    unsigned steps = 0;
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        steps |= steps_of_character(fold, character);
    }
    return steps;
}

static bool is_same(struct slice left, struct slice right)
{
    return left.size == 0 || right.size == 0 || slice_equal(left, right);
}

/* Whether both fold to the same; what cannot be folded is the same as nothing. */
static bool meet(folder *fold, struct slice left, struct slice right)
{
    struct folded one;
    struct folded other;
    return fold(left, &one) && fold(right, &other) &&
           slice_equal(folded_slice(&one), folded_slice(&other));
}

unsigned fold_kana_steps(struct slice left, struct slice right)
{
    unsigned steps = 0;
    if (is_same(left, right)) {
        return 0;
    }
    steps = steps_of(fold_kana, left) | steps_of(fold_kana, right);
    if (!meet(fold_kana, left, right) && meet(fold_kana_loosely, left, right)) {
        steps |= bit(FOLD_STEP_SMALL_KANA);
    }
    return steps;
}

unsigned fold_number_steps(struct slice left, struct slice right)
{
    struct folded one;
    struct folded other;
    unsigned steps = 0;
    if (is_same(left, right)) {
        return 0;
    }
    steps = steps_of(fold_number, left) | steps_of(fold_number, right);
    if (fold_number(left, &one) && fold_number(right, &other) &&
        !slice_equal(folded_slice(&one), folded_slice(&other)) &&
        slice_equal(
            fold_without_zeros(folded_slice(&one)), fold_without_zeros(folded_slice(&other)))) {
        steps |= bit(FOLD_STEP_ZEROS);
    }
    return steps;
}
