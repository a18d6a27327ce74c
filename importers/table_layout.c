#include "importers/table_layout.h"

#include <string.h>

#include "engine/foundation/fold.h"

/* The heading without blanks and line ends, as spreadsheets break long ones. */
static struct slice read_heading(struct delimited *file, unsigned cell, struct folded *folded)
{
    struct slice text;
    if (!delimited_text(file, cell, &text) || !fold_name(text, folded)) {
        folded->size = 0;
    }
    return folded_slice(folded);
}

static bool contains(struct slice text, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i + size <= text.size; i++) {
        if (memcmp(text.data + i, word, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool equals_letters(struct slice text, const char *letters)
{
    size_t at = 0;
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        if (byte == '_' || byte == '-') {
            continue;
        }
        byte = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
        if (letters[at] == '\0' || byte != (uint8_t)letters[at]) {
            return false;
        }
        at++;
    }
    return letters[at] == '\0';
}

/* Rather too many than too few: what is blanked is still in the file itself. */
static bool is_individual(struct slice heading)
{
    return contains(heading, "個人番号") || contains(heading, "マイナンバー") ||
           equals_letters(heading, "mynumber") || equals_letters(heading, "individualnumber");
}

unsigned table_count_headings(
    const struct table_kind *kind,
    struct delimited *file,
    const struct delimited_row *row)
{
    unsigned found = 0;
    for (unsigned i = 0; i < row->count; i++) {
        struct folded folded;
        unsigned column = 0;
        found += kind->find(read_heading(file, i, &folded), &column) ? 1 : 0;
    }
    return found;
}

bool table_is_comment(const struct delimited_row *row)
{
    return row->count > 0 && slice_starts(row->cells[0], "#");
}

unsigned table_used_cells(const struct delimited_row *row, unsigned least)
{
    unsigned count = row->count;
    while (count > least && row->cells[count - 1].size == 0) {
        count--;
    }
    return count;
}

static bool heading_twice(
    const struct table_layout *layout,
    unsigned cell,
    unsigned first,
    const char *name,
    struct error *error)
{
    error_set_text(error, FAULT_TABLE_HEADING_TWICE, layout->cells[cell].name);
    error_add_text(error, layout->cells[first].name);
    return error_set_place(error, name, layout->line, (uint64_t)cell + 1);
}

static bool place_cell(
    struct table_layout *layout,
    const struct table_kind *kind,
    unsigned cell,
    struct slice heading,
    const char *name,
    struct error *error)
{
    struct layout_cell *place = &layout->cells[cell];
    unsigned column = 0;
    table_name_copy(heading, place->name);
    place->column = LAYOUT_IGNORED;
    if (!kind->find(heading, &column)) {
        place->column = is_individual(heading) ? LAYOUT_INDIVIDUAL : LAYOUT_IGNORED;
        layout->has_individual = layout->has_individual || place->column == LAYOUT_INDIVIDUAL;
        return true;
    }
    require(column < kind->column_count);
    if (layout->cell_of[column] != layout->count) {
        return heading_twice(layout, cell, layout->cell_of[column], name, error);
    }
    place->column = (int)column;
    layout->cell_of[column] = cell;
    return true;
}

static bool check_missing(
    const struct table_layout *layout,
    const struct table_kind *kind,
    const char *name,
    struct error *error)
{
    bool has[LIMIT_CSV_COLUMNS] = {false};
    const char *missing = NULL;
    for (unsigned i = 0; i < kind->column_count; i++) {
        has[i] = layout->cell_of[i] != layout->count;
    }
    missing = kind->missing(has);
    if (missing == NULL) {
        return true;
    }
    error_set_text(error, FAULT_TABLE_HEADING_MISSING, missing);
    return error_set_place(error, name, layout->line, 0);
}

bool layout_read(
    struct table_layout *layout,
    const struct table_kind *kind,
    struct delimited *file,
    const struct delimited_row *row,
    const char *name,
    struct error *error)
{
    require(kind->column_count <= LIMIT_CSV_COLUMNS);
    layout->line = row->line;
    layout->count = table_used_cells(row, 0);
    layout->has_individual = false;
    for (unsigned i = 0; i < kind->column_count; i++) {
        layout->cell_of[i] = layout->count;
    }
    for (unsigned i = 0; i < layout->count; i++) {
        struct folded folded;
        if (!place_cell(layout, kind, i, read_heading(file, i, &folded), name, error)) {
            return false;
        }
    }
    return check_missing(layout, kind, name, error);
}
