/* Vendor characters (外字) in what is carried through: they stay, stop the receipt, or are replaced. */
#include <string.h>

#include "engine/vocabulary/encoding_watch.h"
#include "engine/vocabulary/jis.h"
#include "exporters/receipt_overlay.h"

static const char foreign_rule[] = "foreign_characters";

/* Bytes of the character at the start, and whether a receipt may hold it. */
static size_t step_over(struct slice bytes, bool *foreign)
{
    uint32_t character = 0;
    uint8_t strict[2];
    size_t size = encoding_step(bytes);
    *foreign = false;
    if (size < 2) {
        return 1;
    }
    /* What JIS X 0208 has under another code is the vendor's as well. */
    *foreign = jis_decode_one(bytes, &character) == 0 || jis_encode_one(character, strict) != 2 ||
               memcmp(strict, bytes.data, sizeof strict) != 0;
    return size;
}

static bool has_foreign(struct slice bytes)
{
    while (bytes.size > 0) {
        bool foreign = false;
        size_t size = step_over(bytes, &foreign);
        if (foreign) {
            return true;
        }
        bytes = slice_part(bytes, size, bytes.size);
    }
    return false;
}

/* In place: both substitutes have two bytes, as what they stand for. */
static void replace(uint8_t *bytes, size_t size, const uint8_t substitute[2])
{
    size_t at = 0;
    while (at < size) {
        bool foreign = false;
        size_t step = step_over((struct slice){bytes + at, size - at}, &foreign);
        if (foreign) {
            memcpy(bytes + at, substitute, 2);
        }
        at += step;
    }
}

static bool replaced(
    struct slice from,
    const uint8_t substitute[2],
    struct arena *arena,
    struct slice *to,
    struct error *error)
{
    uint8_t *bytes = arena_take(arena, from.size, error);
    if (bytes == NULL) {
        return false;
    }
    memcpy(bytes, from.data, from.size);
    replace(bytes, from.size, substitute);
    *to = (struct slice){bytes, from.size};
    return true;
}

static bool note_row(
    const struct receipt *receipt,
    size_t row,
    const uint8_t substitute[2],
    struct arena *arena,
    struct receipt_change *change,
    struct error *error)
{
    const struct receipt_row *from = &receipt->rows[row];
    struct slice made;
    *change = (struct receipt_change){
        .line = receipt->line + row,
        .record = from->form == NULL ? RECORD_UNKNOWN : from->form->record,
        .item = RECEIPT_WHOLE_RECORD,
        .rule = foreign_rule,
    };
    return replaced(from->text, substitute, arena, &made, error) &&
           receipt_item_text(from->text, arena, &change->old_text, error) &&
           receipt_item_text(made, arena, &change->new_text, error);
}

/* The changes that were there, and one for each row with such a character. */
static bool note_rows(
    const struct receipt *receipt,
    const uint8_t substitute[2],
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error)
{
    size_t count = rewrite->change_count;
    struct receipt_change *changes =
        arena_take(arena, (count + receipt->count) * sizeof *changes, error);
    if (changes == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(changes, rewrite->changes, count * sizeof *changes);
    }
    for (size_t i = 0; i < receipt->count; i++) {
        if (has_foreign(receipt->rows[i].text)) {
            if (!note_row(receipt, i, substitute, arena, &changes[count], error)) {
                return false;
            }
            count++;
        }
    }
    rewrite->changes = changes;
    rewrite->change_count = count;
    return true;
}

bool receipt_settle_foreign(
    const struct receipt *receipt,
    unsigned choice,
    struct arena *arena,
    struct receipt_rewrite *rewrite,
    struct error *error)
{
    static const uint8_t question[2] = {0x81, 0x48};
    static const uint8_t geta[2] = {0x81, 0xAC};
    const uint8_t *substitute = choice == FOREIGN_CHARACTERS_GETA ? geta : question;
    if (choice == FOREIGN_CHARACTERS_CARRY || !has_foreign(rewrite->bytes)) {
        return true;
    }
    if (choice == FOREIGN_CHARACTERS_STOP) {
        rewrite->trouble = (struct receipt_trouble){.trouble = TROUBLE_FOREIGN};
        return true;
    }
    return note_rows(receipt, substitute, arena, rewrite, error) &&
           replaced(rewrite->bytes, substitute, arena, &rewrite->bytes, error);
}
