#include "exporters/receipt_trouble.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "engine/foundation/text.h"

struct trouble_row {
    enum trouble_kind kind;
    const char *name;
    const char *japanese;
    const char *english;
};

static const struct trouble_row trouble_rows[TROUBLE_COUNT] = {
    [TROUBLE_NONE] = {TROUBLE_OF_CLAIM, "none", "", ""},
#define TROUBLE(trouble, kind, name, japanese, english)                                            \
    [TROUBLE_##trouble] = {TROUBLE_OF_##kind, name, japanese, english},
#include "exporters/receipt_troubles.def"
#undef TROUBLE
};

bool trouble_is_claimed(enum trouble trouble)
{
    return trouble == TROUBLE_SUBMITTED || trouble == TROUBLE_SETTLED;
}

const char *trouble_name(enum trouble trouble)
{
    require(trouble < TROUBLE_COUNT);
    return trouble_rows[trouble].name;
}

enum trouble_kind trouble_kind(enum trouble trouble)
{
    require(trouble != TROUBLE_NONE && trouble < TROUBLE_COUNT);
    return trouble_rows[trouble].kind;
}

void character_write(uint32_t character, char text[CHARACTER_TEXT])
{
    uint8_t bytes[TEXT_CHARACTER_BYTES];
    int used = snprintf(text, CHARACTER_TEXT, "U+%04" PRIX32, character);
    if (character < 0x20 || character == 0x7F || (character >= 0xD800 && character <= 0xDFFF)) {
        return;
    }
    (void)snprintf(
        text + used, CHARACTER_TEXT - (size_t)used, " %.*s", (int)text_put(character, bytes),
        (const char *)bytes);
}

static void write_size(size_t size, char *text, size_t room)
{
    (void)snprintf(text, room, "%zu", size);
}

/* "U+9AD9 髙、U+FA11 﨑": of the field that the first of them stands in; how many they were. */
static size_t
write_refused(const struct refused_character *refused, size_t count, char text[TROUBLE_TEXT])
{
    size_t used = 0;
    size_t taken = 0;
    text[0] = '\0';
    while (taken < count && refused[taken].field.english == refused[0].field.english) {
        char one[CHARACTER_TEXT];
        character_write(refused[taken].character, one);
        if (used + strlen(one) + 4 < TROUBLE_TEXT) {
            used += (size_t)snprintf(
                text + used, TROUBLE_TEXT - used, "%s%s", taken == 0 ? "" : "、", one);
        }
        taken++;
    }
    return taken;
}

static void render_refused(
    const struct receipt_trouble *trouble,
    enum language language,
    char text[TROUBLE_TEXT])
{
    const struct trouble_row *row = &trouble_rows[TROUBLE_UNWRITABLE];
    bool japanese = language == LANGUAGE_JAPANESE;
    size_t at = 0;
    size_t used = 0;
    text[0] = '\0';
    while (at < trouble->refused_count && used + 2 < TROUBLE_TEXT) {
        const struct field_label *field = &trouble->refused[at].field;
        char characters[TROUBLE_TEXT];
        const char *arguments[] = {japanese ? field->japanese : field->english, characters};
        at += write_refused(trouble->refused + at, trouble->refused_count - at, characters);
        if (used > 0) {
            text[used++] = ' ';
        }
        wording_fill(
            japanese ? row->japanese : row->english, arguments, 2, text + used,
            TROUBLE_TEXT - used);
        used += strlen(text + used);
    }
}

void trouble_render(
    const struct receipt_trouble *trouble,
    enum language language,
    char text[TROUBLE_TEXT])
{
    const struct trouble_row *row = &trouble_rows[trouble->trouble];
    bool japanese = language == LANGUAGE_JAPANESE;
    char second[CHARACTER_TEXT] = "";
    char third[CHARACTER_TEXT] = "";
    const char *arguments[] = {
        japanese ? trouble->field.japanese : trouble->field.english, second, third};
    if (trouble->trouble == TROUBLE_UNWRITABLE && trouble->refused_count > 0) {
        render_refused(trouble, language, text);
        return;
    }
    if (trouble->trouble == TROUBLE_UNWRITABLE) {
        character_write(trouble->character, second);
    } else if (trouble->trouble == TROUBLE_TOO_LONG) {
        write_size(trouble->size, second, sizeof second);
        write_size(trouble->limit, third, sizeof third);
    } else if (trouble->trouble == TROUBLE_TWIN) {
        (void)snprintf(second, sizeof second, "V%" PRId64, trouble->visit);
    } else if (trouble_is_claimed(trouble->trouble)) {
        month_write(trouble->month, second);
    } else if (date_is_some(trouble->day)) {
        date_write(trouble->day, second);
    }
    if (arguments[0] == NULL) {
        arguments[0] = "";
    }
    wording_fill(japanese ? row->japanese : row->english, arguments, 3, text, TROUBLE_TEXT);
}
