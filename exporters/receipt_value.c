#include "exporters/receipt_value.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/encoding_watch.h"
#include "engine/vocabulary/jis.h"

enum {
    VALUE_BYTES = LIMIT_FIELD_BYTES * 4, /* widened, in UTF-8 */
    MASK = 0x25CF,
    IDEOGRAPHIC_SPACE = 0x3000
};

enum value_width value_width_of(struct slice raw)
{
    bool half = false;
    bool full = false;
    size_t at = 0;
    while (at < raw.size) {
        size_t step = encoding_step(slice_part(raw, at, 2));
        half = half || step == 1;
        full = full || step == 2;
        if (step == 0) {
            return WIDTH_MIXED;
        }
        at += step;
    }
    return half && full ? WIDTH_MIXED : half ? WIDTH_HALF : full ? WIDTH_FULL : WIDTH_NONE;
}

size_t value_length(struct slice raw)
{
    size_t length = 0;
    size_t at = 0;
    while (at < raw.size) {
        size_t step = encoding_step(slice_part(raw, at, 2));
        at += step == 0 ? 1 : step;
        length++;
    }
    return length;
}

bool value_is_masked(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        if (character == MASK) {
            return true;
        }
    }
    return false;
}

/* ---- half width ---- */

static bool is_plain_half(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == '-';
}

bool value_half(
    struct slice text,
    struct arena *arena,
    struct slice *raw,
    bool *fits,
    struct error *error)
{
    struct folded folded;
    size_t used = 0;
    *raw = (struct slice){NULL, 0};
    *fits = fold_width(text, &folded);
    for (size_t i = 0; *fits && i < folded.size; i++) {
        if (folded.bytes[i] == ' ') {
            continue;
        }
        *fits = is_plain_half(folded.bytes[i]);
        folded.bytes[used++] = folded.bytes[i];
    }
    return !*fits || used == 0 || arena_copy(arena, (struct slice){folded.bytes, used}, raw, error);
}

/* ---- full width ---- */

static bool refuse(struct field_label field, uint32_t character, struct receipt_trouble *trouble)
{
    *trouble = (struct receipt_trouble){
        .trouble = TROUBLE_UNWRITABLE, .field = field, .character = character};
    return true;
}

/* Encodes widened text; what is still half width is a control character. */
static bool encode(
    struct slice wide,
    bool blanks,
    struct field_label field,
    struct buffer *bytes,
    struct receipt_trouble *trouble,
    struct error *error)
{
    size_t at = 0;
    while (at < wide.size) {
        uint32_t character = 0;
        uint8_t code[2];
        if (!text_next(wide, &at, &character)) {
            return refuse(field, 0xFFFD, trouble);
        }
        if (character == IDEOGRAPHIC_SPACE && !blanks) {
            continue;
        }
        if (jis_encode_one(character, code) != sizeof code) {
            return refuse(field, character, trouble);
        }
        if (!buffer_append(bytes, (struct slice){code, sizeof code}, error)) {
            return false;
        }
    }
    return true;
}

static bool make_full(
    struct slice text,
    bool blanks,
    struct field_label field,
    struct arena *arena,
    struct slice *raw,
    struct receipt_trouble *trouble,
    struct error *error)
{
    struct buffer wide = buffer_open(VALUE_BYTES);
    struct buffer bytes = buffer_open(VALUE_BYTES);
    bool done = jis_widen(text, &wide, error) &&
                encode(buffer_slice(&wide), blanks, field, &bytes, trouble, error);
    *raw = (struct slice){NULL, 0};
    if (done && trouble->trouble == TROUBLE_NONE && bytes.size > 0) {
        done = arena_copy(arena, buffer_slice(&bytes), raw, error);
    }
    buffer_close_wiped(&wide);
    buffer_close_wiped(&bytes);
    return done;
}

bool value_full(
    struct slice text,
    struct field_label field,
    struct arena *arena,
    struct slice *raw,
    struct receipt_trouble *trouble,
    struct error *error)
{
    return make_full(text, true, field, arena, raw, trouble, error);
}

bool value_full_number(
    struct slice text,
    struct field_label field,
    struct arena *arena,
    struct slice *raw,
    struct receipt_trouble *trouble,
    struct error *error)
{
    return make_full(text, false, field, arena, raw, trouble, error);
}

/* ---- others ---- */

bool value_branch(struct slice text, uint8_t branch[2])
{
    struct folded folded;
    int64_t number = 0;
    if (!fold_number(text, &folded) || folded.size > 2 ||
        !slice_read_number(folded_slice(&folded), &number)) {
        return false;
    }
    branch[0] = (uint8_t)('0' + number / 10);
    branch[1] = (uint8_t)('0' + number % 10);
    return true;
}

struct slice value_piece(struct slice raw, size_t bytes)
{
    size_t at = 0;
    while (at < raw.size) {
        size_t step = encoding_step(slice_part(raw, at, 2));
        step = step == 0 ? 1 : step;
        if (at + step > bytes) {
            break;
        }
        at += step;
    }
    return slice_part(raw, 0, at);
}
