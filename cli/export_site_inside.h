/*
 * Inside the lists of a site that files no receipts: export_site.c writes the lists of visits, export_archives.c the
 * pre-check of settlement archives, export_absent.c the tickets that nobody came with.
 */
#ifndef CLI_EXPORT_SITE_INSIDE_H
#define CLI_EXPORT_SITE_INSIDE_H

#include "cli/site_words.h"
#include "engine/storage/site_deciding.h"
#include "exporters/site_list.h"

enum {
    SITE_LISTS = 4,
    WORDS_BYTES = 512
};

struct listing {
    struct cli *cli;
    const char *out;
    enum csv_encoding encoding;
    unsigned kind; /* of the site */
    struct rulebook *book;
    struct site_decider decider;
    struct site_workbook *workbook;
    struct site_list lists[SITE_LISTS];
    struct site_list archive;
    struct site_list absent;
    struct part_cache *cache;
    struct part_cache *tickets; /* of its own: what stands in the other one must not go */
    struct arena arena;
    struct site_visits visits;
    struct ticket ticket;
    struct evidence evidence;
    char words[2][WORDS_BYTES];
};

struct list_order {
    const char *file;
    const char *sheet;
    const char *const *headings;
    size_t columns;
};

bool listing_begin(
    struct listing *listing,
    const struct list_order *order,
    bool has_sheet,
    struct site_list *list,
    struct error *error) MUST_CHECK;

/* Adds a line to the lists that have its result. */
bool listing_add(
    struct listing *listing,
    unsigned result,
    bool is_visit,
    const struct slice cells[SITE_COLUMNS],
    struct error *error) MUST_CHECK;

/* The cells that a verdict fills; words[0] holds a text of them. */
void listing_fill_verdict(
    struct listing *listing,
    const struct site_verdict_row *row,
    const struct site_verdict *verdict,
    struct date day,
    struct slice cells[SITE_COLUMNS]);

/* The cells of the ticket that is open. */
void listing_fill_ticket(const struct listing *listing, struct slice cells[SITE_COLUMNS]);

/* ---- the pre-check of archives ---- */

bool listing_begin_archives(struct listing *listing, struct error *error) MUST_CHECK;
bool listing_add_archives(struct listing *listing, struct error *error) MUST_CHECK;

/* ---- the tickets that nobody came with ---- */

/* A file alone: there may be more of them than a workbook holds. */
bool listing_write_absent(struct listing *listing, struct error *error) MUST_CHECK;

#endif
