#include "engine/vocabulary/encoding_watch.h"

#include "engine/foundation/text.h"

static const char utf8_name[] = "UTF-8";
static const char euc_name[] = "EUC-JP";
static const char utf16_name[] = "UTF-16";

static bool is_lead(uint8_t byte)
{
    return (byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC);
}

static bool is_trail(uint8_t byte)
{
    return byte >= 0x40 && byte <= 0xFC && byte != 0x7F;
}

static bool is_half_kana(uint8_t byte)
{
    return byte >= 0xA1 && byte <= 0xDF;
}

size_t encoding_step(struct slice bytes)
{
    if (bytes.size == 0) {
        return 0;
    }
    if (bytes.data[0] < 0x80 || is_half_kana(bytes.data[0])) {
        return 1;
    }
    return is_lead(bytes.data[0]) && bytes.size > 1 && is_trail(bytes.data[1]) ? 2 : 0;
}

/* Position of the first byte that is no Shift_JIS, or line.size. */
static size_t walk(struct encoding_watch *watch, struct slice line, size_t at)
{
    while (at < line.size) {
        size_t step = 1;
        if (line.data[at] >= 0x80) {
            step = encoding_step((struct slice){line.data + at, line.size - at});
        }
        if (step == 0) {
            break;
        }
        if (step == 2) {
            watch->double_byte = true;
            watch->common_lead = watch->common_lead || line.data[at] <= 0x9F;
        }
        at += step;
    }
    return at;
}

static bool in_euc_set(uint8_t byte)
{
    return byte >= 0xA1 && byte <= 0xFE;
}

static bool is_euc(struct slice line, size_t at)
{
    while (at < line.size) {
        uint8_t byte = line.data[at];
        if (byte < 0x80) {
            at++;
        } else if (
            (byte == 0x8E || in_euc_set(byte)) && at + 1 < line.size &&
            in_euc_set(line.data[at + 1])) {
            at += 2;
        } else {
            return false;
        }
    }
    return true;
}

static bool has_three_byte_lead(struct slice line, size_t at)
{
    while (at < line.size && (line.data[at] & 0xF0U) != 0xE0) {
        at++;
    }
    return at < line.size;
}

bool encoding_watch_line(
    struct encoding_watch *watch,
    struct slice line,
    size_t *bad,
    const char **name)
{
    size_t first = text_find_beyond_ascii(line, 0);
    bool utf8 = false;
    bool euc = false;
    if (first == line.size) {
        return true;
    }
    utf8 = text_find_bad(line) == line.size;
    euc = is_euc(line, first);
    watch->beyond_ascii = true;
    watch->never_utf8 = watch->never_utf8 || !utf8;
    watch->never_euc = watch->never_euc || !euc;
    watch->three_byte_utf8 = watch->three_byte_utf8 || (utf8 && has_three_byte_lead(line, first));
    *bad = walk(watch, line, first);
    *name = utf8 ? utf8_name : euc ? euc_name : NULL;
    return *bad == line.size;
}

/*
 * Every Shift_JIS file has full-width kana or digits, whose first bytes are 82 and 83; in EUC-JP no
 * first byte is below A1.
 */
const char *encoding_watch_whole(const struct encoding_watch *watch)
{
    if (watch->beyond_ascii && !watch->never_utf8 && watch->three_byte_utf8) {
        return utf8_name;
    }
    if (watch->double_byte && !watch->never_euc && !watch->common_lead) {
        return euc_name;
    }
    return NULL;
}

const char *encoding_by_mark(struct slice beginning)
{
    if (slice_starts(beginning, "\xEF\xBB\xBF")) {
        return utf8_name;
    }
    if (slice_starts(beginning, "\xFF\xFE") || slice_starts(beginning, "\xFE\xFF")) {
        return utf16_name;
    }
    return NULL;
}
