#include "exporters/receipt_patch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "exporters/csv_cell.h"

enum patch_column {
#define COLUMN(column, japanese, english) PATCH_##column,
#include "exporters/patch_columns.def"
#undef COLUMN
    PATCH_COLUMNS
};

enum {
    ROW_BYTES = 1024 * 1024,
    NUMBER_TEXT = 32,
    RULE_TEXT = 2 * LIMIT_RULE_NAME + 8
};

static const struct field_label headings[PATCH_COLUMNS] = {
#define COLUMN(column, japanese, english) [PATCH_##column] = {japanese, english},
#include "exporters/patch_columns.def"
#undef COLUMN
};

static const struct field_label kind_change = {"変更", "change"};
static const struct field_label kind_added = {"追加", "added"};
static const struct field_label kind_removed = {"削除", "removed"};
static const struct field_label kind_moved = {"移動", "moved"};
static const struct field_label kind_split = {"分割", "split"};
static const struct field_label kind_withheld = {"月遅れ", "withheld"};
static const struct field_label kind_claimed = {"請求済み", "claimed already"};

static struct slice word(const struct receipt_patch *patch, struct field_label label)
{
    return slice_of(patch->language == LANGUAGE_JAPANESE ? label.japanese : label.english);
}

static bool write_row(struct receipt_patch *patch, const struct slice *cells, struct error *error)
{
    static const enum csv_encoding encodings[PATCH_FILES] = {CSV_UTF8, CSV_CP932};

    for (size_t i = 0; i < PATCH_FILES; i++) {
        struct buffer row = buffer_open(ROW_BYTES);
        bool done = !patch->is_wanted[i] ||
                    (csv_append_row(cells, PATCH_COLUMNS, encodings[i], &row, error) &&
                     safe_file_write(&patch->files[i], buffer_slice(&row), error));
        buffer_close_wiped(&row);
        if (!done) {
            return false;
        }
    }
    return true;
}

static bool write_headings(struct receipt_patch *patch, struct error *error)
{
    struct slice cells[PATCH_COLUMNS];
    for (size_t i = 0; i < PATCH_COLUMNS; i++) {
        cells[i] = word(patch, headings[i]);
    }
    return (!patch->is_wanted[0] ||
            safe_file_write(&patch->files[0], slice_of("\xEF\xBB\xBF"), error)) &&
           write_row(patch, cells, error);
}

bool receipt_patch_begin(
    const struct disk_port *disk,
    const char *utf8_path,
    const char *cp932_path,
    enum language language,
    struct receipt_patch *patch,
    struct error *error)
{
    const char *paths[PATCH_FILES] = {utf8_path, cp932_path};
    memset(patch, 0, sizeof *patch);
    patch->language = language;
    for (size_t i = 0; i < PATCH_FILES; i++) {
        if (paths[i] == NULL) {
            continue;
        }
        patch->is_wanted[i] = true;
        if (!safe_file_begin(disk, paths[i], &patch->files[i], error)) {
            return false;
        }
    }
    return write_headings(patch, error);
}

/* ---- lines ---- */

struct row_texts {
    char number[NUMBER_TEXT];
    char visit[NUMBER_TEXT];
    char line[NUMBER_TEXT];
    char rule[RULE_TEXT];
};

/* The rule of the receipt, and after it the one of its visits or the parameter of the value. */
static void write_rule(const char *rule, const char *other, char text[RULE_TEXT])
{
    bool both = rule[0] != '\0' && other != NULL && other[0] != '\0';
    (void)snprintf(text, RULE_TEXT, "%s%s%s", rule, both ? " / " : "", other == NULL ? "" : other);
}

static void fill(
    const struct patch_subject *subject,
    uint64_t line,
    const char *other_rule,
    struct row_texts *texts,
    struct slice cells[PATCH_COLUMNS])
{
    memset(texts, 0, sizeof *texts);
    memset(cells, 0, sizeof(struct slice) * PATCH_COLUMNS);
    (void)snprintf(texts->number, NUMBER_TEXT, "%" PRId64, subject->key->number);
    (void)snprintf(texts->line, NUMBER_TEXT, "%" PRIu64, line);
    if (subject->visits->first_visit != 0) {
        (void)snprintf(texts->visit, NUMBER_TEXT, "V%" PRId64, subject->visits->first_visit);
    }
    write_rule(subject->rule, other_rule, texts->rule);
    cells[PATCH_RECEIPT] = slice_of(texts->number);
    cells[PATCH_CHART] = subject->key->chart_number;
    cells[PATCH_VISIT] = slice_of(texts->visit);
    cells[PATCH_LINE] = slice_of(texts->line);
    cells[PATCH_RULE] = slice_of(texts->rule);
    cells[PATCH_REASON] = slice_of(subject->reason);
}

static struct field_label kind_of(const struct receipt_change *change)
{
    if (change->item != RECEIPT_WHOLE_RECORD ||
        (change->old_text.size > 0 && change->new_text.size > 0)) {
        return kind_change;
    }
    return change->old_text.size == 0 ? kind_added : kind_removed;
}

bool receipt_patch_add_change(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    const struct receipt_change *change,
    struct error *error)
{
    struct row_texts texts;
    struct slice cells[PATCH_COLUMNS];
    fill(subject, change->line, change->rule, &texts, cells);
    cells[PATCH_KIND] = word(patch, kind_of(change));
    cells[PATCH_RECORD] = slice_of(receipt_record_id(change->record));
    cells[PATCH_ITEM] = slice_of(receipt_item_label(change->item, patch->language));
    cells[PATCH_OLD] = change->old_text;
    cells[PATCH_NEW] = change->new_text;
    patch->lines++;
    return write_row(patch, cells, error);
}

static bool add_whole(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    struct field_label kind,
    struct error *error)
{
    struct row_texts texts;
    struct slice cells[PATCH_COLUMNS];
    fill(subject, subject->key->line, subject->visits->rule, &texts, cells);
    cells[PATCH_KIND] = word(patch, kind);
    patch->lines++;
    return write_row(patch, cells, error);
}

bool receipt_patch_add_withheld(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    bool is_claimed,
    struct error *error)
{
    return add_whole(patch, subject, is_claimed ? kind_claimed : kind_withheld, error);
}

bool receipt_patch_add_moved(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    struct error *error)
{
    return add_whole(patch, subject, kind_moved, error);
}

bool receipt_patch_add_split(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    const char *piece,
    struct error *error)
{
    struct row_texts texts;
    struct slice cells[PATCH_COLUMNS];
    fill(subject, subject->key->line, subject->visits->rule, &texts, cells);
    cells[PATCH_KIND] = word(patch, kind_split);
    cells[PATCH_NEW] = slice_of(piece);
    patch->lines++;
    return write_row(patch, cells, error);
}

/* ---- files ---- */

bool receipt_patch_settle(struct receipt_patch *patch, struct error *error)
{
    for (size_t i = 0; i < PATCH_FILES; i++) {
        if (patch->is_wanted[i] && !safe_file_settle(&patch->files[i], error)) {
            return false;
        }
    }
    return true;
}

bool receipt_patch_keep(struct receipt_patch *patch, struct error *error)
{
    for (size_t i = 0; i < PATCH_FILES; i++) {
        if (patch->is_wanted[i] && !safe_file_keep(&patch->files[i], error)) {
            return false;
        }
    }
    return true;
}

void receipt_patch_undo(struct receipt_patch *patch)
{
    for (size_t i = 0; i < PATCH_FILES; i++) {
        if (patch->is_wanted[i]) {
            safe_file_undo(&patch->files[i]);
        }
    }
}

void receipt_patch_drop(struct receipt_patch *patch)
{
    for (size_t i = 0; i < PATCH_FILES; i++) {
        if (patch->is_wanted[i]) {
            safe_file_drop(&patch->files[i]);
        }
        patch->is_wanted[i] = false;
    }
}
