/*
 * The patch list: every change of an export, and every receipt that was withheld, for hand entry.
 *
 * CSV, one line per change and one per withheld receipt (月遅れ); once as UTF-8 with BOM, once as
 * CP932, each only if it has a path.  Receipt numbers and lines are those of the file that was read.
 */
#ifndef EXPORTERS_RECEIPT_PATCH_H
#define EXPORTERS_RECEIPT_PATCH_H

#include "exporters/receipt_overlay.h"
#include "exporters/safe_file.h"

enum {
    PATCH_FILES = 2
};

struct receipt_patch {
    enum language language;
    bool is_wanted[PATCH_FILES];
    struct safe_file files[PATCH_FILES];
    int64_t lines;
};

/* What a line is about. */
struct patch_subject {
    const struct receipt_key *key;
    const struct receipt_visits *visits;
    const char *rule; /* of the receipt */
    const char
        *reason; /* in the language of the list; of a piece it begins with which of the two */
};

/* Paths may be NULL.  Writes the headings. */
bool receipt_patch_begin(
    const struct disk_port *disk,
    const char *utf8_path,
    const char *cp932_path,
    enum language language,
    struct receipt_patch *patch,
    struct error *error) MUST_CHECK;

bool receipt_patch_add_change(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    const struct receipt_change *change,
    struct error *error) MUST_CHECK;

/* is_claimed: because it was claimed already. */
bool receipt_patch_add_withheld(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    bool is_claimed,
    struct error *error) MUST_CHECK;

/* A receipt that goes into the other payer's file; its changes follow. */
bool receipt_patch_add_moved(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    struct error *error) MUST_CHECK;

/* One of the two receipts that a split one becomes, in words; its changes follow. */
bool receipt_patch_add_split(
    struct receipt_patch *patch,
    const struct patch_subject *subject,
    const char *piece,
    struct error *error) MUST_CHECK;

/* As those of safe_file.h. */
bool receipt_patch_settle(struct receipt_patch *patch, struct error *error) MUST_CHECK;
bool receipt_patch_keep(struct receipt_patch *patch, struct error *error) MUST_CHECK;
void receipt_patch_undo(struct receipt_patch *patch);
void receipt_patch_drop(struct receipt_patch *patch);

#endif
