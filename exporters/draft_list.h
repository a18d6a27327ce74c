/*
 * The files of a draft: CSV, once as UTF-8 with BOM, once as CP932 (docs/formats/lists.md).
 *
 * The first line says that it is a draft and cannot be claimed with; then headings, then one row for each
 * thing to type and one for each person whose receipt must not be made yet.
 */
#ifndef EXPORTERS_DRAFT_LIST_H
#define EXPORTERS_DRAFT_LIST_H

#include "exporters/receipt_draft.h"
#include "exporters/safe_file.h"

enum {
    DRAFT_FILES = 2
};

struct draft_list {
    enum language language;
    struct safe_file files[DRAFT_FILES];
    struct buffer row;
    int64_t lines;
};

/* Whose lines they are; texts are in the language of the list. */
struct draft_subject {
    const struct receipt_key *key;
    const struct receipt_visits *visits;
    const char *visit_numbers; /* "V1 V4" */
    const char *rule;          /* of the receipt */
    const char *reason;
};

/* Writes the first line and the headings.  Drop it in any case. */
bool draft_list_begin(
    const struct disk_port *disk,
    const char *const paths[DRAFT_FILES],
    const char *first_line,
    enum language language,
    struct draft_list *list,
    struct error *error) MUST_CHECK;

bool draft_list_add(
    struct draft_list *list,
    const struct draft_subject *subject,
    const struct draft_line *line,
    struct error *error) MUST_CHECK;

bool draft_list_add_withheld(
    struct draft_list *list,
    const struct draft_subject *subject,
    struct error *error) MUST_CHECK;

/* Both are synced and read back before either gets its name. */
bool draft_list_keep(struct draft_list *list, struct error *error) MUST_CHECK;

void draft_list_drop(struct draft_list *list);

#endif
