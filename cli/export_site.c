#include "cli/export_site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/export_site_inside.h"
#include "cli/site_words.h"
#include "engine/storage/acts.h"
#include "engine/storage/rulebooks.h"

enum {
    ARENA_BYTES = 256 * 1024
};

static const char workbook_name[] = "lists.xlsx";

/* Each list with the results that stand in it. */
static const struct {
    const char *file;
    const char *japanese;
    const char *english;
    bool has[SITE_RESULT_NO + 1];
    bool is_of_visits; /* people of archives do not stand in it */
} lists[SITE_LISTS] = {
    {"eligible.csv",
     "有資格",
     "eligible",
     {[SITE_RESULT_ELIGIBLE] = true, [SITE_RESULT_PROVISIONAL] = true},
     true},
    {"check.csv",
     "要確認",
     "to check",
     {[SITE_RESULT_CHECK] = true, [SITE_RESULT_UNDECIDED] = true},
     false},
    {"not-eligible.csv", "対象外", "not eligible", {[SITE_RESULT_NO] = true}, false},
    /* whom to tell something: what was done provisionally, and what is to be checked */
    {"reminders.csv",
     "連絡",
     "reminders",
     {[SITE_RESULT_CHECK] = true, [SITE_RESULT_PROVISIONAL] = true},
     true},
};

bool is_listing_site(struct cli *cli, bool *listing, struct error *error)
{
    unsigned kind = SITE_KIND_CLINIC;
    *listing = false;
    if (!site_kind(cli->store, &kind, error)) {
        return false;
    }
    *listing = kind != SITE_KIND_CLINIC;
    return true;
}

/* ---- deciding ---- */

static int64_t claims_open(const struct site_deciding_result *result)
{
    return result->claim_counts[SITE_RESULT_CHECK] + result->claim_counts[SITE_RESULT_NO];
}

static void tell_claims(struct cli *cli, const struct site_deciding_result *result)
{
    cli_set_number(cli, "claims", result->claims);
    cli_set_number(cli, "claims_to_check", result->claim_counts[SITE_RESULT_CHECK]);
    cli_set_number(cli, "claims_to_take_out", result->claim_counts[SITE_RESULT_NO]);
    if (result->claims > 0) {
        CLI_PRINT(
            cli, SITE_CLAIMS_DECIDED, cli_number(result->claims),
            cli_number(result->claims - claims_open(result)),
            cli_number(result->claim_counts[SITE_RESULT_CHECK]),
            cli_number(result->claim_counts[SITE_RESULT_NO]));
    }
}

int decide_site(struct cli *cli)
{
    struct site_deciding_result result;
    struct error error;
    const int64_t *counts = result.counts;
    if (!site_deciding_run(cli->store, &result, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, SITE_DECIDED, cli_number(result.looked_at), cli_number(counts[SITE_RESULT_ELIGIBLE]),
        cli_number(counts[SITE_RESULT_PROVISIONAL]), cli_number(counts[SITE_RESULT_CHECK]),
        cli_number(counts[SITE_RESULT_NO]), cli_number(result.made));
    cli_set_number(cli, "looked_at", result.looked_at);
    cli_set_number(cli, "made", result.made);
    for (unsigned i = SITE_RESULT_ELIGIBLE; i <= SITE_RESULT_NO; i++) {
        cli_set_number(cli, domain_value_name(DOMAIN_SITE_RESULT, i), counts[i]);
    }
    tell_claims(cli, &result);
    return counts[SITE_RESULT_CHECK] + claims_open(&result) > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* ---- one line ---- */

bool listing_add(
    struct listing *listing,
    unsigned result,
    bool is_visit,
    const struct slice cells[SITE_COLUMNS],
    struct error *error)
{
    for (size_t i = 0; i < SITE_LISTS; i++) {
        if (lists[i].has[result] && (is_visit || !lists[i].is_of_visits) &&
            !site_list_add(&listing->lists[i], cells, error)) {
            return false;
        }
    }
    return true;
}

void listing_fill_ticket(const struct listing *listing, struct slice cells[SITE_COLUMNS])
{
    const struct ticket *ticket = &listing->ticket;
    bool is_treatment = ticket->family == TICKET_FAMILY_TREATMENT;
    cells[SITE_COLUMN_TICKET] = ticket->values[is_treatment ? TICKET_ISSUE_NUMBER : TICKET_SERIAL];
    cells[SITE_COLUMN_ISSUER] = ticket->values[is_treatment ? TICKET_OFFICE : TICKET_INSURER];
    cells[SITE_COLUMN_EXPIRY] = ticket->values[is_treatment ? TICKET_VALID_TO : TICKET_EXPIRY];
}

void listing_fill_verdict(
    struct listing *listing,
    const struct site_verdict_row *row,
    const struct site_verdict *verdict,
    struct date day,
    struct slice cells[SITE_COLUMNS])
{
    const struct cli *cli = listing->cli;
    site_words_returns(cli, listing->book, verdict->returns, day, listing->words[0], WORDS_BYTES);
    cells[SITE_COLUMN_QUESTION] =
        slice_of(site_question_label(row->question, listing->cli->language));
    cells[SITE_COLUMN_CLASS] =
        site_words_class(cli, &listing->decider, row->question, verdict->class_name);
    cells[SITE_COLUMN_TODO] =
        site_words_todo(cli, &listing->decider, row->question, verdict->todo_name);
    cells[SITE_COLUMN_RETURNS] = slice_of(listing->words[0]);
    cells[SITE_COLUMN_RULES] = verdict->rules;
    cells[SITE_COLUMN_PROBLEM] = verdict->problem;
}

static bool fill_verdict(
    struct listing *listing,
    const struct visit_row *visit,
    const struct site_verdict_row *row,
    struct slice cells[SITE_COLUMNS],
    struct error *error)
{
    struct site_verdict verdict;
    bool has_ticket = false;
    if (!site_verdicts_open(listing->cache, row, &verdict, error) ||
        !site_words_ticket(
            listing->cli, listing->tickets, verdict.ticket, &listing->ticket, &has_ticket, error)) {
        return false;
    }
    listing_fill_verdict(listing, row, &verdict, visit->day, cells);
    if (has_ticket) {
        listing_fill_ticket(listing, cells);
    }
    return true;
}

static bool add_line(struct listing *listing, const struct visit_row *visit, struct error *error)
{
    struct slice cells[SITE_COLUMNS] = {{NULL, 0}};
    struct site_verdict_row row = {.result = SITE_RESULT_UNDECIDED};
    bool found = false;
    arena_reset(&listing->arena);
    if (!visits_merged_evidence(
            listing->cli->store, listing->cache, visit, &listing->arena, &listing->evidence,
            error) ||
        !site_verdicts_get(
            listing->cli->store, SITE_SUBJECT_SESSION, visit->id, &row, &found, error)) {
        return false;
    }
    cells[SITE_COLUMN_VISIT] = slice_of(cli_visit(visit->id));
    cells[SITE_COLUMN_DAY] = slice_of(cli_date(visit->day));
    cells[SITE_COLUMN_CHART] = listing->evidence.values[FIELD_CHART_NUMBER];
    cells[SITE_COLUMN_LOCAL] = listing->evidence.values[FIELD_LOCAL_NUMBER];
    cells[SITE_COLUMN_KANA] = listing->evidence.values[FIELD_KANA_NAME];
    cells[SITE_COLUMN_RESULT] =
        slice_of(domain_value_label(DOMAIN_SITE_RESULT, row.result, listing->cli->language));
    if (found && !fill_verdict(listing, visit, &row, cells, error)) {
        return false;
    }
    return listing_add(listing, row.result, true, cells, error);
}

/* ---- all lines ---- */

static bool add_lines(struct listing *listing, struct error *error)
{
    struct site_visits *visits = &listing->visits;
    if (!site_visits_read(listing->cli, visits, error)) {
        return false;
    }
    for (size_t i = 0; i < visits->count; i++) {
        if (!add_line(listing, &visits->rows[i], error)) {
            return false;
        }
    }
    return true;
}

/* ---- the files ---- */

static bool begin_lists(struct listing *listing, struct error *error)
{
    bool japanese = listing->cli->language == LANGUAGE_JAPANESE;
    for (size_t i = 0; i < SITE_LISTS; i++) {
        const struct list_order order = {
            lists[i].file, japanese ? lists[i].japanese : lists[i].english,
            site_list_headings(listing->cli->language), SITE_COLUMNS};
        if (!listing_begin(listing, &order, true, &listing->lists[i], error)) {
            return false;
        }
    }
    return true;
}

bool listing_begin(
    struct listing *listing,
    const struct list_order *order,
    bool has_sheet,
    struct site_list *list,
    struct error *error)
{
    char path[LIMIT_PATH];
    return path_join(path, sizeof path, listing->out, order->file, error) &&
           site_list_begin(
               &listing->cli->world.disk, path, listing->encoding,
               has_sheet ? listing->workbook : NULL, order->sheet, order->headings, order->columns,
               list, error);
}

static bool write_all(struct listing *listing, struct error *error)
{
    char path[LIMIT_PATH];
    if (!begin_lists(listing, error) || !listing_begin_archives(listing, error) ||
        !add_lines(listing, error) || !listing_add_archives(listing, error) ||
        !listing_write_absent(listing, error)) {
        return false;
    }
    for (size_t i = 0; i < SITE_LISTS; i++) {
        if (!site_list_keep(&listing->lists[i], error)) {
            return false;
        }
    }
    return site_list_keep(&listing->archive, error) &&
           path_join(path, sizeof path, listing->out, workbook_name, error) &&
           site_workbook_keep(listing->workbook, path, error);
}

static void close_listing(struct listing *listing)
{
    for (size_t i = 0; i < SITE_LISTS; i++) {
        site_list_drop(&listing->lists[i]);
    }
    site_list_drop(&listing->archive);
    site_list_drop(&listing->absent);
    site_workbook_close(listing->workbook);
    part_cache_close(listing->cache);
    part_cache_close(listing->tickets);
    rulebook_close(listing->book);
    arena_close(&listing->arena);
    free(listing->visits.rows);
}

static bool open_listing(struct listing *listing, struct error *error)
{
    struct rulebook_identity identity;
    return rulebooks_load(listing->cli->store, &listing->book, &identity, error) &&
           site_decider_open(listing->book, &listing->decider, error) &&
           part_cache_open(listing->cli->store, &listing->cache, error) &&
           part_cache_open(listing->cli->store, &listing->tickets, error) &&
           site_kind(listing->cli->store, &listing->kind, error) &&
           site_workbook_open(&listing->cli->world.disk, listing->out, &listing->workbook, error);
}

static void tell_list(struct cli *cli, const char *out, const char *name, int64_t lines)
{
    char path[LIMIT_PATH];
    struct error ignored;
    if (path_join(path, sizeof path, out, name, &ignored)) {
        CLI_PRINT(cli, EXPORT_LIST, path, cli_number(lines));
    }
    cli_set_number(cli, name, lines);
}

static void tell_workbook(struct cli *cli, const char *out)
{
    char path[LIMIT_PATH];
    struct error ignored;
    if (path_join(path, sizeof path, out, workbook_name, &ignored)) {
        CLI_PRINT(cli, EXPORT_WORKBOOK, path);
    }
}

int export_site(struct cli *cli, const char *out, enum csv_encoding encoding)
{
    static struct listing listing; /* large: not for the stack */
    const struct disk_port *disk = &cli->world.disk;
    struct error error;
    bool done = false;
    memset(&listing, 0, sizeof listing);
    listing.cli = cli;
    listing.out = out;
    listing.encoding = encoding;
    listing.arena = arena_open(ARENA_BYTES);
    done = cli_unlock(cli, &error) && acts_opened_list(cli->store, "lists", &error) &&
           disk->make_folder(disk->context, out, &error) && open_listing(&listing, &error) &&
           write_all(&listing, &error);
    if (done) {
        for (size_t i = 0; i < SITE_LISTS; i++) {
            tell_list(cli, out, lists[i].file, listing.lists[i].lines);
        }
        tell_list(cli, out, "settlement.csv", listing.archive.lines);
        tell_list(cli, out, "not-come.csv", listing.absent.lines);
        tell_workbook(cli, out);
    }
    close_listing(&listing);
    return done ? EXIT_DONE : cli_fault(cli, &error);
}
