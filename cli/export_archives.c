/*
 * The pre-check of settlement archives: what is odd about their documents, and the people in them whose visit is not
 * there, not decided or not eligible.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/export_site_inside.h"
#include "cli/site_words.h"
#include "engine/vocabulary/finding.h"

struct archives {
    int64_t *ids;
    size_t count;
    size_t room;
    bool no_memory;
};

static bool take_archive(void *taker, const struct ticket_row *row)
{
    struct archives *archives = taker;
    if (row->family != TICKET_FAMILY_ARCHIVE) {
        return true;
    }
    if (archives->count == archives->room) {
        size_t room = archives->room == 0 ? 1024 : archives->room * 2;
        int64_t *grown = realloc(archives->ids, room * sizeof *grown);
        if (grown == NULL) {
            archives->no_memory = true;
            return false;
        }
        archives->ids = grown;
        archives->room = room;
    }
    archives->ids[archives->count] = row->id;
    archives->count++;
    return true;
}

static bool add_finding(
    struct listing *listing,
    const struct ticket_repair *repair,
    struct date day,
    struct error *error)
{
    struct slice cells[ARCHIVE_COLUMNS] = {{NULL, 0}};
    const struct rule_parameter *row = NULL;
    enum finding finding = FINDING_NONE;
    char name[LIMIT_RULE_NAME + 1];
    listing->words[0][0] = '\0';
    listing->words[1][0] = '\0';
    if (finding_find(repair->finding, &finding)) {
        const char *const arguments[] = {""};
        wording_fill(
            finding_wording(finding, listing->cli->language), arguments, 1, listing->words[0],
            WORDS_BYTES);
    }
    if (slice_copy_text(repair->finding, name, sizeof name)) {
        row = rulebook_find_parameter(listing->book, "archive.return", name, day);
    }
    if (row != NULL) {
        site_words_returns(
            listing->cli, listing->book, slice_of(row->value), day, listing->words[1], WORDS_BYTES);
    }
    cells[ARCHIVE_COLUMN_FILE] = listing->ticket.entry;
    cells[ARCHIVE_COLUMN_ELEMENT] = repair->column;
    cells[ARCHIVE_COLUMN_FINDING] = slice_of(listing->words[0]);
    cells[ARCHIVE_COLUMN_RETURN] = slice_of(listing->words[1]);
    return site_list_add(&listing->archive, cells, error);
}

/* ---- people ---- */

/* The same in the file of the archives, with the name of the document. */
static bool add_claim_finding(
    struct listing *listing,
    const struct slice lines[SITE_COLUMNS],
    struct error *error)
{
    const struct slice cells[ARCHIVE_COLUMNS] = {
        [ARCHIVE_COLUMN_FILE] = listing->ticket.entry,
        [ARCHIVE_COLUMN_FINDING] = lines[SITE_COLUMN_CLASS],
        [ARCHIVE_COLUMN_RETURN] = lines[SITE_COLUMN_RETURNS]};

    return lines[SITE_COLUMN_CLASS].size == 0 || site_list_add(&listing->archive, cells, error);
}

static bool add_claim(
    struct listing *listing,
    const struct ticket_row *ticket,
    struct date day,
    struct error *error)
{
    struct slice cells[SITE_COLUMNS] = {{NULL, 0}};
    struct site_verdict_row row = {.result = SITE_RESULT_UNDECIDED};
    struct site_verdict verdict;
    bool found = false;
    if (listing->kind != SITE_KIND_CHECKUP || !ticket_names_somebody(&listing->ticket)) {
        return true;
    }
    if (!site_verdicts_get(
            listing->cli->store, SITE_SUBJECT_TICKET, ticket->id, &row, &found, error) ||
        (found && !site_verdicts_open(listing->cache, &row, &verdict, error))) {
        return false;
    }
    if (found && (row.result == SITE_RESULT_ELIGIBLE || row.result == SITE_RESULT_PROVISIONAL)) {
        return true;
    }
    if (found) {
        listing_fill_verdict(listing, &row, &verdict, day, cells);
    }
    listing_fill_ticket(listing, cells);
    cells[SITE_COLUMN_DAY] = listing->ticket.values[TICKET_EXAM_DAY].size > 0
                                 ? slice_of(cli_date(day))
                                 : (struct slice){NULL, 0};
    cells[SITE_COLUMN_KANA] = listing->ticket.values[TICKET_KANA];
    cells[SITE_COLUMN_QUESTION] =
        slice_of(site_question_label(SITE_QUESTION_SETTLEMENT, listing->cli->language));
    cells[SITE_COLUMN_RESULT] =
        slice_of(domain_value_label(DOMAIN_SITE_RESULT, row.result, listing->cli->language));
    return listing_add(listing, row.result, false, cells, error) &&
           add_claim_finding(listing, cells, error);
}

static bool add_archive(struct listing *listing, int64_t id, struct error *error)
{
    struct ticket_row row;
    struct date day;
    bool found = false;
    if (!tickets_get(listing->cli->store, id, &row, &found, error) || !found ||
        !tickets_open(listing->tickets, &row, &listing->ticket, error)) {
        return found ? false : error_set_text(error, FAULT_STORE_BROKEN, "ticket");
    }
    day = ticket_date(&listing->ticket, TICKET_EXAM_DAY);
    if (!date_is_some(day)) {
        day = date_of_utc_ms(world_now_ms(&listing->cli->world));
    }
    for (size_t i = 0; i < listing->ticket.repair_count; i++) {
        if (!add_finding(listing, &listing->ticket.repairs[i], day, error)) {
            return false;
        }
    }
    return add_claim(listing, &row, day, error);
}

bool listing_begin_archives(struct listing *listing, struct error *error)
{
    enum language language = listing->cli->language;
    const struct list_order order = {
        "settlement.csv", language == LANGUAGE_JAPANESE ? "決済の点検" : "settlement",
        archive_list_headings(language), ARCHIVE_COLUMNS};

    return listing_begin(listing, &order, true, &listing->archive, error);
}

bool listing_add_archives(struct listing *listing, struct error *error)
{
    struct archives archives = {.ids = NULL};
    bool done = tickets_each(listing->cli->store, 0, take_archive, &archives, error);
    if (done && archives.no_memory) {
        done = error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; done && i < archives.count; i++) {
        done = add_archive(listing, archives.ids[i], error);
    }
    free(archives.ids);
    return done;
}
