#include "exporters/site_list.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

enum {
    ROW_BYTES = 256 * 1024,
    CELL_BYTES = 4096,
    WORKBOOK_BYTES = 256 * 1024 * 1024,
    COLUMN_WIDTH = 16,
    SHEET_ROWS = 1048576 /* of a workbook; the CSV has them all */
};

struct site_workbook {
    const struct disk_port *disk;
    lxw_workbook *book;
    lxw_format *text;
    char folder[LIMIT_PATH]; /* also of the library's temporary files: nothing goes to /tmp */
    char made[LIMIT_PATH];   /* what the library writes; removed when it was copied */
};

static const char *const site_headings[][SITE_COLUMNS] = {
    [LANGUAGE_JAPANESE] =
        {
#define COLUMN(column, japanese, english) japanese,
#include "exporters/site_columns.def"
#undef COLUMN
        },
    [LANGUAGE_ENGLISH] =
        {
#define COLUMN(column, japanese, english) english,
#include "exporters/site_columns.def"
#undef COLUMN
        },
};

static const char *const archive_headings[][ARCHIVE_COLUMNS] = {
    [LANGUAGE_JAPANESE] = {"ファイル", "要素", "見つかったこと", "予想される返戻理由"},
    [LANGUAGE_ENGLISH] = {"file", "element", "finding", "return reason to expect"},
};

static const char *const absent_headings[][ABSENT_COLUMNS] = {
    [LANGUAGE_JAPANESE] = {"券の番号", "カナ氏名", "券の発行者", "券の期限"},
    [LANGUAGE_ENGLISH] =
        {"number of the ticket", "kana name", "issuer of the ticket", "expiry of the ticket"},
};

const char *const *site_list_headings(enum language language)
{
    return site_headings[language];
}

const char *const *absent_list_headings(enum language language)
{
    return absent_headings[language];
}

const char *const *archive_list_headings(enum language language)
{
    return archive_headings[language];
}

/* ---- the workbook ---- */

bool site_workbook_open(
    const struct disk_port *disk,
    const char *folder,
    struct site_workbook **workbook,
    struct error *error)
{
    struct site_workbook *made = calloc(1, sizeof *made);
    lxw_doc_properties properties = {.created = 1}; /* the same lists give the same bytes */
    lxw_workbook_options options = {0};
    *workbook = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->disk = disk;
    if (!slice_copy_text(slice_of(folder), made->folder, sizeof made->folder) ||
        !path_join(made->made, sizeof made->made, folder, ".lists.xlsx.made", error)) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
    }
    options.tmpdir = made->folder;
    made->book = workbook_new_opt(made->made, &options);
    if (made->book == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->text = workbook_add_format(made->book);
    format_set_num_format(made->text, "@");
    (void)workbook_set_properties(made->book, &properties);
    return true;
}

/* The library can only be told to forget a workbook by letting it write one. */
static void remove_made(struct site_workbook *workbook)
{
    struct error ignored;
    bool removed = false;
    if (workbook->book != NULL) {
        (void)workbook_close(workbook->book);
        workbook->book = NULL;
    }
    if (workbook->made[0] != '\0') {
        removed = workbook->disk->remove(workbook->disk->context, workbook->made, &ignored);
        (void)removed;
    }
}

void site_workbook_close(struct site_workbook *workbook)
{
    if (workbook != NULL) {
        remove_made(workbook);
        free(workbook);
    }
}

bool site_workbook_keep(struct site_workbook *workbook, const char *path, struct error *error)
{
    struct safe_file file;
    struct buffer bytes;
    bool done = false;
    lxw_error code = workbook_close(workbook->book);
    workbook->book = NULL;
    if (code != LXW_NO_ERROR) {
        return error_set_text(error, FAULT_FILE_BROKEN, lxw_strerror(code));
    }
    memset(&file, 0, sizeof file);
    done = disk_read_all(workbook->disk, workbook->made, WORKBOOK_BYTES, &bytes, error) &&
           safe_file_begin(workbook->disk, path, &file, error) &&
           safe_file_write(&file, buffer_slice(&bytes), error) && safe_file_settle(&file, error) &&
           safe_file_keep(&file, error);
    safe_file_drop(&file);
    buffer_close_wiped(&bytes);
    return done;
}

/* ---- one list ---- */

static bool put_cell(struct site_list *list, size_t column, struct slice cell, struct error *error)
{
    char text[CELL_BYTES];
    lxw_worksheet *sheet = list->sheet;
    lxw_error code = LXW_NO_ERROR;
    if (list->workbook == NULL || list->lines >= SHEET_ROWS) {
        return true;
    }
    if (!slice_copy_text(cell, text, sizeof text)) {
        text[0] = '\0';
    }
    code = worksheet_write_string(
        sheet, (lxw_row_t)list->lines, (lxw_col_t)column, text, list->workbook->text);
    return code == LXW_NO_ERROR || error_set_text(error, FAULT_FILE_BROKEN, lxw_strerror(code));
}

static bool put_row(struct site_list *list, const struct slice *cells, struct error *error)
{
    buffer_clear(&list->row);
    for (size_t i = 0; i < list->columns; i++) {
        if (!put_cell(list, i, cells[i], error)) {
            return false;
        }
    }
    list->lines++;
    return csv_append_row(cells, list->columns, list->encoding, &list->row, error) &&
           safe_file_write(&list->file, buffer_slice(&list->row), error);
}

static bool add_sheet(struct site_list *list, const char *name, struct error *error)
{
    if (list->workbook == NULL) {
        return true;
    }
    list->sheet = workbook_add_worksheet(list->workbook->book, name);
    if (list->sheet == NULL) {
        return error_set_text(error, FAULT_FILE_BROKEN, name);
    }
    (void)worksheet_set_column(
        list->sheet, 0, (lxw_col_t)(list->columns - 1), COLUMN_WIDTH, list->workbook->text);
    return true;
}

bool site_list_begin(
    const struct disk_port *disk,
    const char *path,
    enum csv_encoding encoding,
    struct site_workbook *workbook,
    const char *sheet,
    const char *const *headings,
    size_t columns,
    struct site_list *list,
    struct error *error)
{
    struct slice cells[SITE_COLUMNS] = {{NULL, 0}};
    memset(list, 0, sizeof *list);
    require(columns <= SITE_COLUMNS);
    list->encoding = encoding;
    list->row = buffer_open(ROW_BYTES);
    list->workbook = workbook;
    list->columns = columns;
    if (!add_sheet(list, sheet, error)) {
        return false;
    }
    for (size_t i = 0; i < columns; i++) {
        cells[i] = slice_of(headings[i]);
    }
    return safe_file_begin(disk, path, &list->file, error) &&
           (encoding != CSV_UTF8 ||
            safe_file_write(&list->file, slice_of("\xEF\xBB\xBF"), error)) &&
           put_row(list, cells, error);
}

bool site_list_add(struct site_list *list, const struct slice *cells, struct error *error)
{
    return put_row(list, cells, error);
}

bool site_list_keep(struct site_list *list, struct error *error)
{
    list->lines--; /* the headings are no line of the list */
    return safe_file_settle(&list->file, error) && safe_file_keep(&list->file, error);
}

void site_list_drop(struct site_list *list)
{
    safe_file_drop(&list->file);
    buffer_close_wiped(&list->row);
}
