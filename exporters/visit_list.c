#include "exporters/visit_list.h"

#include <string.h>

enum {
    ROW_BYTES = 256 * 1024
};

static const char *const headings[][VISIT_COLUMNS] = {
    [LANGUAGE_JAPANESE] =
        {
#define COLUMN(column, japanese, english) japanese,
#include "exporters/visit_columns.def"
#undef COLUMN
        },
    [LANGUAGE_ENGLISH] =
        {
#define COLUMN(column, japanese, english) english,
#include "exporters/visit_columns.def"
#undef COLUMN
        },
};

bool visit_list_add(
    struct visit_list *list,
    const struct slice cells[VISIT_COLUMNS],
    struct error *error)
{
    buffer_clear(&list->row);
    list->lines++;
    return csv_append_row(cells, VISIT_COLUMNS, list->encoding, &list->row, error) &&
           safe_file_write(&list->file, buffer_slice(&list->row), error);
}

static bool write_headings(struct visit_list *list, enum language language, struct error *error)
{
    struct slice cells[VISIT_COLUMNS];
    for (size_t i = 0; i < VISIT_COLUMNS; i++) {
        cells[i] = slice_of(headings[language][i]);
    }
    if (list->encoding == CSV_UTF8 &&
        !safe_file_write(&list->file, slice_of("\xEF\xBB\xBF"), error)) {
        return false;
    }
    if (!visit_list_add(list, cells, error)) {
        return false;
    }
    list->lines = 0;
    return true;
}

bool visit_list_begin(
    const struct disk_port *disk,
    const char *path,
    enum csv_encoding encoding,
    enum language language,
    struct visit_list *list,
    struct error *error)
{
    memset(list, 0, sizeof *list);
    list->encoding = encoding;
    list->row = buffer_open(ROW_BYTES);
    return safe_file_begin(disk, path, &list->file, error) && write_headings(list, language, error);
}

bool visit_list_keep(struct visit_list *list, struct error *error)
{
    return safe_file_settle(&list->file, error) && safe_file_keep(&list->file, error);
}

void visit_list_drop(struct visit_list *list)
{
    safe_file_drop(&list->file);
    buffer_close_wiped(&list->row);
}
