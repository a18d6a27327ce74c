/*
 * The first byte chooses the field, the second whether zeros are restored.  A value that is read is
 * UTF-8, not too long, no individual number, and reading it again, with nothing restored, changes
 * nothing.
 */
#include "importers/desk/value.h"

#include "engine/foundation/text.h"
#include "engine/vocabulary/individual_number.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct slice filler = {(const uint8_t *)"77777777", 8};
    const struct slice all = {data, size};
    struct value_rules rules = {.fillers = &filler, .filler_count = 1, .restores_zeros = false};
    struct value value;
    struct value again;
    enum field field = FIELD_VISIT_DATE;
    if (size < 2) {
        return 0;
    }
    field = (enum field)(data[0] % FIELD_COUNT);
    rules.restores_zeros = data[1] % 2 == 1;
    if (value_read(field, slice_part(all, 2, size), &rules, &value) != FINDING_NONE ||
        value.text.size == 0) {
        return 0;
    }
    require(value.text.size <= LIMIT_FIELD_BYTES);
    require(text_find_bad(value.text) == value.text.size);
    require(!individual_number_is_in(value.text));
    rules.restores_zeros = false;
    require(value_read(field, value.text, &rules, &again) == FINDING_NONE);
    require(slice_equal(value.text, again.text));
    require(!again.zero_restored);
    return 0;
}
