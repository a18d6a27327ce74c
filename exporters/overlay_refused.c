/* Every character that keeps a receipt from being written, and in which field: a person is told once of all. */
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "exporters/overlay_inside.h"

enum {
    WIDE_BYTES = LIMIT_FIELD_BYTES * 4, /* widened, in UTF-8 */
    UNREADABLE = 0xFFFD
};

struct refusing {
    struct refused_character *list; /* room for REFUSED_CHARACTERS */
    size_t count;
};

static void add(struct refusing *refusing, struct field_label field, uint32_t character)
{
    for (size_t i = 0; i < refusing->count; i++) {
        const struct refused_character *known = &refusing->list[i];
        if (known->character == character && known->field.english == field.english) {
            return;
        }
    }
    if (refusing->count < REFUSED_CHARACTERS) {
        refusing->list[refusing->count++] = (struct refused_character){field, character};
    }
}

static bool look_through(
    struct refusing *refusing,
    struct slice text,
    struct field_label field,
    struct error *error)
{
    struct buffer wide = buffer_open(WIDE_BYTES);
    bool done = jis_widen(text, &wide, error);
    size_t at = 0;
    while (done && at < wide.size) {
        uint32_t character = UNREADABLE;
        uint8_t code[2];
        bool readable = text_next(buffer_slice(&wide), &at, &character);
        if (!readable || jis_encode_one(character, code) != sizeof code) {
            add(refusing, field, readable ? character : UNREADABLE);
        }
        if (!readable) {
            break;
        }
    }
    buffer_close_wiped(&wide);
    return done;
}

static bool
look_through_all(const struct overlay_order *order, struct refusing *refusing, struct error *error)
{
    const struct identifiers *numbers = &order->visits->identifiers;
    if (order->fate != FATE_UNKNOWN) {
        return look_through(refusing, numbers->symbol, overlay_label(RECEIPT_HO_SYMBOL), error) &&
               look_through(refusing, numbers->number, overlay_label(RECEIPT_HO_NUMBER), error);
    }
    for (unsigned text = 0; text < CLAIM_TEXT_COUNT; text++) {
        if (!look_through(
                refusing, order->visits->texts[text], overlay_text_label((enum claim_text)text),
                error)) {
            return false;
        }
    }
    return true;
}

bool overlay_list_refused(struct overlay *overlay, struct error *error)
{
    struct refusing refusing = {.count = 0};
    refusing.list = arena_take(overlay->arena, REFUSED_CHARACTERS * sizeof *refusing.list, error);
    if (refusing.list == NULL || !look_through_all(overlay->order, &refusing, error)) {
        return false;
    }
    overlay->trouble->refused = refusing.list;
    overlay->trouble->refused_count = refusing.count;
    return true;
}
