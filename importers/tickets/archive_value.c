/* One value of a document: read, looked at, put where it belongs. */
#include <stdio.h>
#include <string.h>

#include "engine/foundation/text.h"
#include "importers/tickets/document_inside.h"

enum {
    AMOUNT_DIGITS = 6, /* of every amount in the official schema */
    AMOUNT_MOST = 12,
    INSURER_DIGITS_FULL = 8
};

void document_note(struct document *document, enum finding finding, const char *element)
{
    if (document->finding_count < DOCUMENT_FINDINGS) {
        struct document_finding *to = &document->findings[document->finding_count];
        size_t size = strlen(element);
        size = size < sizeof to->element ? size : sizeof to->element - 1;
        to->finding = finding;
        memcpy(to->element, element, size);
        to->element[size] = '\0';
    }
    document->finding_count++;
}

static void
note_here(struct document_reader *reader, enum finding finding, const char *under, const char *name)
{
    char element[DOCUMENT_ELEMENT];
    const int length = snprintf(element, sizeof element, "%s/%s", under, name);
    if (length < 0 || (size_t)length >= sizeof element) {
        element[0] = '\0';
    }
    document_note(reader->document, finding, element);
}

/* Half-width and full-width letters or digits in one value. */
static bool is_mixed(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    bool half = false;
    bool full = false;
    while (text_next(text, &at, &character)) {
        half = half || (character > ' ' && character < 0x7F);
        full = full || (character >= 0xFF01 && character <= 0xFF5E);
    }
    return half && full;
}

static bool has_half(struct slice text)
{
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(text, &at, &character)) {
        if (character > ' ' && character < 0x7F) {
            return true;
        }
    }
    return false;
}

static void look_at_width(
    struct document_reader *reader,
    enum ticket_field field,
    struct slice text,
    const char *under,
    const char *name)
{
    const struct slice symbol = reader->document->ticket.values[TICKET_SYMBOL];
    if (field == TICKET_INSURER && text.size < INSURER_DIGITS_FULL) {
        note_here(reader, FINDING_ARCHIVE_UNPADDED, under, name);
    }
    if ((field == TICKET_SYMBOL || field == TICKET_NUMBER) && is_mixed(text)) {
        note_here(reader, FINDING_ARCHIVE_MIXED_WIDTH, under, name);
    } else if (field == TICKET_NUMBER && symbol.size > 0 && has_half(symbol) != has_half(text)) {
        note_here(reader, FINDING_ARCHIVE_MIXED_WIDTH, under, name);
    }
}

void document_take_value(
    struct document_reader *reader,
    enum ticket_field field,
    struct slice text,
    const char *under,
    const char *name)
{
    const struct value_rules rules = {.fillers = NULL, .filler_count = 0, .restores_zeros = false};
    struct slice *to = &reader->document->ticket.values[field];
    text = slice_trim(text);
    if (text.size == 0) {
        return;
    }
    look_at_width(reader, field, text, under, name);
    if (ticket_value_read(ticket_field_form(field), text, &rules, &reader->value) != FINDING_NONE) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (to->size > 0 && !slice_equal(*to, reader->value.text)) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (!arena_copy(reader->arena, reader->value.text, to, reader->error)) {
        reader->failed = true;
    }
}

void document_take_amount(
    struct document_reader *reader,
    enum document_amount amount,
    struct slice text,
    const char *under,
    const char *name)
{
    int64_t number = 0;
    text = slice_trim(text);
    if (text.size > AMOUNT_MOST || !slice_read_number(text, &number)) {
        note_here(reader, FINDING_ARCHIVE_VALUE, under, name);
        return;
    }
    if (text.size < AMOUNT_DIGITS && amount != AMOUNT_COUNT) {
        note_here(reader, FINDING_ARCHIVE_UNPADDED, under, name);
    }
    reader->document->given[amount] = true;
    reader->document->amounts[amount] += number;
}
