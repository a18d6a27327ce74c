/*
 * The input is two texts parted by the first line end.  Folding twice is folding once, in every
 * folder and after the width has been folded; what comes out is UTF-8; resemblance is the same in
 * both directions, and a text resembles itself.
 */
#include "engine/foundation/fold.h"

#include "engine/foundation/text.h"
#include "tests/fuzz/fuzz.h"

typedef bool folding(struct slice text, struct folded *folded);
typedef enum resemblance comparison(struct slice left, struct slice right);

static void check_folding(folding *fold, struct slice text)
{
    struct folded once;
    struct folded twice;
    struct folded width;
    struct folded after_width;
    if (!fold(text, &once)) {
        require(once.size == 0);
        return;
    }
    require(once.size <= FOLD_BYTES);
    require(text_find_bad(folded_slice(&once)) == once.size);
    require(fold(folded_slice(&once), &twice));
    require(slice_equal(folded_slice(&once), folded_slice(&twice)));
    if (fold_width(text, &width)) {
        require(fold(folded_slice(&width), &after_width));
        require(slice_equal(folded_slice(&once), folded_slice(&after_width)));
    }
}

static void
check_comparison(comparison *compare, folding *fold, struct slice left, struct slice right)
{
    enum resemblance resemblance = compare(left, right);
    struct folded one;
    struct folded other;
    bool folds = fold(left, &one) && fold(right, &other);
    require(compare(right, left) == resemblance);
    if (resemblance == RESEMBLANCE_EQUAL) {
        require(folds && one.size > 0);
        require(slice_equal(folded_slice(&one), folded_slice(&other)));
    }
    if (folds && one.size > 0 && slice_equal(folded_slice(&one), folded_slice(&other))) {
        require(resemblance == RESEMBLANCE_EQUAL || resemblance == RESEMBLANCE_DOUBTFUL);
    }
    if (fold(left, &one)) {
        enum resemblance self = compare(left, left);
        require(self != RESEMBLANCE_DIFFERENT);
        require((self == RESEMBLANCE_ABSENT) == (one.size == 0));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice all = {data, size};
    size_t end = slice_find_byte(all, '\n');
    struct slice left = slice_part(all, 0, end);
    struct slice right = slice_part(all, end + 1, size);
    check_folding(fold_width, left);
    check_folding(fold_number, left);
    check_folding(fold_kana, left);
    check_folding(fold_kana_loosely, left);
    check_folding(fold_name, left);
    check_comparison(kana_resemblance, fold_kana, left, right);
    check_comparison(name_resemblance, fold_name, left, right);
    check_comparison(number_resemblance, fold_number, left, right);
    return 0;
}
