/* The first byte says the form; the rest is the value. */
#include "engine/foundation/text.h"
#include "importers/tickets/ticket_value.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct slice fillers[1] = {{(const uint8_t *)"77777777", 8}};
    const struct value_rules rules = {
        .fillers = fillers, .filler_count = 1, .restores_zeros = true};
    struct slice text = {data, size};
    struct ticket_value value;
    if (size == 0) {
        return 0;
    }
    text = slice_part(text, 1, size);
    if (text_find_bad(text) == text.size &&
        ticket_value_read((enum ticket_form)(data[0] % TICKET_FORM_COUNT), text, &rules, &value) ==
            FINDING_NONE) {
        require(value.text.size <= LIMIT_FIELD_BYTES);
        require(text_find_bad(value.text) == value.text.size);
    }
    return 0;
}
