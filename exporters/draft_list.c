#include "exporters/draft_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exporters/csv_cell.h"

enum draft_column {
#define COLUMN(column, japanese, english) DRAFT_##column,
#include "exporters/draft_columns.def"
#undef COLUMN
    DRAFT_COLUMNS
};

enum {
    ROW_BYTES = 1024 * 1024,
    NUMBER_TEXT = 32,
    RULE_TEXT = 2 * LIMIT_RULE_NAME + 8
};

static const struct field_label headings[DRAFT_COLUMNS] = {
#define COLUMN(column, japanese, english) [DRAFT_##column] = {japanese, english},
#include "exporters/draft_columns.def"
#undef COLUMN
};

static const struct field_label kind_to_type = {"転記", "to be typed"};
static const struct field_label kind_withheld = {"月遅れ", "withheld"};
static const struct field_label nothing = {"（空欄）", "(empty)"};

static struct slice word(const struct draft_list *list, struct field_label label)
{
    return slice_of(list->language == LANGUAGE_JAPANESE ? label.japanese : label.english);
}

static bool
write_row(struct draft_list *list, const struct slice *cells, size_t count, struct error *error)
{
    static const enum csv_encoding encodings[DRAFT_FILES] = {CSV_UTF8, CSV_CP932};

    for (size_t i = 0; i < DRAFT_FILES; i++) {
        buffer_clear(&list->row);
        if (!csv_append_row(cells, count, encodings[i], &list->row, error) ||
            !safe_file_write(&list->files[i], buffer_slice(&list->row), error)) {
            return false;
        }
    }
    return true;
}

static bool write_headings(struct draft_list *list, const char *first_line, struct error *error)
{
    struct slice cells[DRAFT_COLUMNS];
    struct slice first = slice_of(first_line);
    for (size_t i = 0; i < DRAFT_COLUMNS; i++) {
        cells[i] = word(list, headings[i]);
    }
    return safe_file_write(&list->files[0], slice_of("\xEF\xBB\xBF"), error) &&
           write_row(list, &first, 1, error) && write_row(list, cells, DRAFT_COLUMNS, error);
}

bool draft_list_begin(
    const struct disk_port *disk,
    const char *const paths[DRAFT_FILES],
    const char *first_line,
    enum language language,
    struct draft_list *list,
    struct error *error)
{
    memset(list, 0, sizeof *list);
    list->language = language;
    list->row = buffer_open(ROW_BYTES);
    for (size_t i = 0; i < DRAFT_FILES; i++) {
        if (!safe_file_begin(disk, paths[i], &list->files[i], error)) {
            return false;
        }
    }
    return write_headings(list, first_line, error);
}

/* ---- rows ---- */

struct row_texts {
    char days[NUMBER_TEXT];
    char month[DATE_TEXT];
    char rule[RULE_TEXT];
};

static struct slice
label(const struct draft_list *list, enum domain domain, unsigned value, unsigned unrecorded)
{
    return slice_of(value == unrecorded ? "" : domain_value_label(domain, value, list->language));
}

/* In the words of the lists of visits. */
static struct slice path_label(const struct draft_list *list, unsigned paths)
{
    switch (paths) {
    case PATHS_CURRENT:
        return label(list, DOMAIN_PATH, PATH_CURRENT, PATH_UNDECIDED);
    case PATHS_PAST:
        return label(list, DOMAIN_PATH, PATH_PAST, PATH_UNDECIDED);
    case PATHS_UNKNOWN:
        return label(list, DOMAIN_PATH, PATH_UNKNOWN, PATH_UNDECIDED);
    default:
        return label(list, DOMAIN_PATHS, paths, PATHS_NONE);
    }
}

static void fill(
    const struct draft_list *list,
    const struct draft_subject *subject,
    const char *value_rule,
    struct row_texts *texts,
    struct slice cells[DRAFT_COLUMNS])
{
    const struct receipt_visits *visits = subject->visits;
    bool both = subject->rule[0] != '\0' && value_rule[0] != '\0';
    memset(texts, 0, sizeof *texts);
    memset(cells, 0, sizeof(struct slice) * DRAFT_COLUMNS);
    (void)snprintf(texts->days, NUMBER_TEXT, "%" PRId64, visits->count);
    (void)snprintf(texts->rule, RULE_TEXT, "%s%s%s", subject->rule, both ? " / " : "", value_rule);
    month_write(subject->key->month, texts->month);
    cells[DRAFT_CHART] = subject->key->chart_number;
    cells[DRAFT_KANA] = subject->key->kana;
    cells[DRAFT_VISITS] = slice_of(subject->visit_numbers);
    cells[DRAFT_DAYS] = slice_of(texts->days);
    cells[DRAFT_MONTH] = slice_of(texts->month);
    cells[DRAFT_PATH] = path_label(list, visits->paths);
    cells[DRAFT_PAYER] = label(list, DOMAIN_PAYER, visits->payer, PAYER_UNRECORDED);
    cells[DRAFT_SCHEME] = label(list, DOMAIN_SCHEME, visits->scheme, SCHEME_UNRECORDED);
    cells[DRAFT_RELATION] = label(list, DOMAIN_RELATION, visits->relation, RELATION_UNRECORDED);
    cells[DRAFT_SHARE] = label(list, DOMAIN_SHARE, visits->share, SHARE_UNRECORDED);
    cells[DRAFT_RULE] = slice_of(texts->rule);
    cells[DRAFT_REASON] = slice_of(subject->reason);
}

bool draft_list_add(
    struct draft_list *list,
    const struct draft_subject *subject,
    const struct draft_line *line,
    struct error *error)
{
    struct row_texts texts;
    struct slice cells[DRAFT_COLUMNS];
    fill(list, subject, line->rule, &texts, cells);
    cells[DRAFT_KIND] = word(list, kind_to_type);
    cells[DRAFT_RECORD] = slice_of(receipt_record_id(line->record));
    cells[DRAFT_ITEM] = slice_of(receipt_item_label(line->item, list->language));
    cells[DRAFT_CODE] = line->code;
    cells[DRAFT_TEXT] = line->text;
    cells[DRAFT_ROW] = line->row;
    if (line->text.size == 0 && line->code.size == 0) {
        cells[DRAFT_TEXT] = word(list, nothing);
    }
    list->lines++;
    return write_row(list, cells, DRAFT_COLUMNS, error);
}

bool draft_list_add_withheld(
    struct draft_list *list,
    const struct draft_subject *subject,
    struct error *error)
{
    struct row_texts texts;
    struct slice cells[DRAFT_COLUMNS];
    fill(list, subject, subject->visits->rule, &texts, cells);
    cells[DRAFT_KIND] = word(list, kind_withheld);
    list->lines++;
    return write_row(list, cells, DRAFT_COLUMNS, error);
}

/* ---- files ---- */

bool draft_list_keep(struct draft_list *list, struct error *error)
{
    for (size_t i = 0; i < DRAFT_FILES; i++) {
        if (!safe_file_settle(&list->files[i], error)) {
            return false;
        }
    }
    for (size_t i = 0; i < DRAFT_FILES; i++) {
        if (!safe_file_keep(&list->files[i], error)) {
            return false;
        }
    }
    return true;
}

void draft_list_drop(struct draft_list *list)
{
    for (size_t i = 0; i < DRAFT_FILES; i++) {
        safe_file_drop(&list->files[i]);
    }
    buffer_close_wiped(&list->row);
}
