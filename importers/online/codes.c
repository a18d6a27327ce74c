#include "importers/online/codes.h"

#include "engine/vocabulary/domain.h"
#include "importers/online/message.h"

struct code_row {
    const char *code;
    enum code_list list;
    unsigned value;
};

static const struct code_row code_rows[] = {
#define CODE(list, code, value) {code, CODE_LIST_##list, value},
#include "importers/online/codes.def"
#undef CODE
};

/* What an unknown code becomes; 0, "nothing recorded", where the domain has no word for it. */
static const unsigned unknown_values[CODE_LIST_COUNT] = {
    [CODE_LIST_SEGMENT] = DELIVERY_UNKNOWN_CODE,
    [CODE_LIST_STATUS] = DELIVERY_UNKNOWN_CODE,
    [CODE_LIST_VALIDITY] = VALIDITY_UNKNOWN_CODE,
    [CODE_LIST_CARD_CLASS] = CARD_CLASS_UNKNOWN_CODE,
    [CODE_LIST_LOSS_REASON] = LOSS_REASON_UNKNOWN_CODE,
};

bool code_read(enum code_list list, struct slice code, unsigned *value)
{
    for (size_t i = 0; i < sizeof code_rows / sizeof code_rows[0]; i++) {
        if (code_rows[i].list == list && slice_equal_text(code, code_rows[i].code)) {
            *value = code_rows[i].value;
            return true;
        }
    }
    *value = unknown_values[list];
    return false;
}
