/* What an export of receipts tells: each receipt that stays behind, and the proof at the end. */
#include <stdio.h>
#include <string.h>

#include "cli/claim_words.h"
#include "cli/export_inside.h"
#include "engine/storage/pairing.h"

enum {
    FINDING_TEXT = LIMIT_PATH + 1024,
    RECEIPT_WORDS = 48
};

/* "4 V4", or "4" where no visit was recorded */
static void write_receipt(const struct receipt_decided *decided, char words[RECEIPT_WORDS])
{
    int64_t visit = decided->visits->first_visit;
    (void)snprintf(
        words, RECEIPT_WORDS, "%s%s%s", cli_number(decided->key->number), visit == 0 ? "" : " ",
        visit == 0 ? "" : cli_visit(visit));
}

/* Both pieces: their days and points. */
static void tell_split(struct cli *cli, const struct receipt_decided *decided)
{
    char receipt[RECEIPT_WORDS];
    json_t *pieces = json_array();
    write_receipt(decided, receipt);
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        const struct receipt_piece *piece = &decided->pieces[i];
        struct receipt_total total = {0, 0};
        (void)receipt_add_total(&piece->receipt, &total);
        CLI_PRINT(
            cli, EXPORT_SPLIT, receipt, cli_number((int64_t)i + 1), cli_date(piece->days.first),
            cli_date(piece->days.last), cli_number(piece->day_count), cli_number(total.points));
        (void)json_array_append_new(
            pieces, json_pack(
                        "{s:s,s:s,s:I,s:I,s:b}", "first", cli_date(piece->days.first), "last",
                        cli_date(piece->days.last), "days", (json_int_t)piece->day_count, "points",
                        (json_int_t)total.points, "moved", piece->moves ? 1 : 0));
    }
    if (cli->document == NULL) {
        json_decref(pieces);
        return;
    }
    (void)json_array_append_new(
        json_object_get(cli->document, "splits"),
        json_pack(
            "{s:I,s:I,s:s,s:o}", "receipt", (json_int_t)decided->key->number, "visit",
            (json_int_t)decided->visits->first_visit, "rule", decided->ruling->rule, "pieces",
            pieces));
}

bool export_tell_decided(void *context, const struct receipt_decided *decided, struct error *error)
{
    const struct exporting_file *file = context;
    struct cli *cli = file->exporting->cli;
    char trouble[TROUBLE_TEXT];
    char receipt[RECEIPT_WORDS];
    char words[TROUBLE_TEXT];
    const char *reason = words;
    receipt_decided_reason(decided, cli->language, words);
    (void)error;
    if (decided->outcome == OUTCOME_SPLIT) {
        tell_split(cli, decided);
    }
    if (decided->outcome == OUTCOME_MOVED) {
        write_receipt(decided, receipt);
        CLI_PRINT(cli, EXPORT_MOVED, receipt);
    }
    if (decided->outcome != OUTCOME_WITHHELD) {
        return true;
    }
    if (decided->rewrite->trouble.trouble != TROUBLE_NONE) {
        trouble_render(&decided->rewrite->trouble, cli->language, trouble);
        reason = trouble;
    }
    write_receipt(decided, receipt);
    if (trouble_is_claimed(decided->rewrite->trouble.trouble)) {
        CLI_PRINT(cli, EXPORT_CLAIMED, receipt, reason);
    } else {
        CLI_PRINT(cli, EXPORT_WITHHELD, receipt, reason);
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "withheld"),
            json_pack(
                "{s:I,s:I,s:s,s:s,s:s,s:s}", "receipt", (json_int_t)decided->key->number, "visit",
                (json_int_t)decided->visits->first_visit, "rule", decided->ruling->rule, "reason",
                decided->ruling->reason, "split_reason", split_reason_name(decided->split_reason),
                "message", reason));
    }
    return true;
}

bool export_tell_finding(void *context, const struct receipt_finding *finding, struct error *error)
{
    const struct exporting_file *file = context;
    char text[FINDING_TEXT];
    (void)error;
    receipt_finding_render(
        finding, file->source, file->exporting->cli->language, text, sizeof text);
    cli_tell_text(text);
    return true;
}

bool export_count_unpaired(void *taker, int64_t visit, struct date day, unsigned path)
{
    struct exporting *exporting = taker;
    struct cli *cli = exporting->cli;
    exporting->unpaired++;
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "unpaired"),
            json_pack(
                "{s:I,s:s,s:s}", "visit", (json_int_t)visit, "day", cli_date(day), "path",
                domain_value_name(DOMAIN_PATH, path)));
    }
    return true;
}

/* ---- the report ---- */

/* The claim is made either way: a word about it is no fault. */
static void print_claim_words(const struct exporting *exporting)
{
    struct cli *cli = exporting->cli;
    struct month month = exporting->results[0].claim_month;
    struct error error;
    if (!month_is_some(month)) {
        return;
    }
    if (!claim_words_settings(cli, exporting->book, month, &error)) {
        (void)cli_fault(cli, &error);
    }
    claim_words_late(cli, exporting->book, month);
}

/* What came in is somewhere, and what went out came from somewhere. */
static bool proof_holds(const struct receipt_export_result *result)
{
    const int64_t *counts = result->counts;
    int64_t stay = counts[OUTCOME_UNCHANGED] + counts[OUTCOME_CHANGED];
    return result->receipts ==
               stay + counts[OUTCOME_WITHHELD] + counts[OUTCOME_MOVED] + counts[OUTCOME_SPLIT] &&
           result->written ==
               stay + SPLIT_PARTS * counts[OUTCOME_SPLIT] - result->split_moved + result->moved_in;
}

static void print_result(const struct exporting *exporting, size_t i)
{
    struct cli *cli = exporting->cli;
    const struct receipt_export_result *result = &exporting->results[i];
    const struct exporting_file *file = &exporting->files[i];
    CLI_PRINT(cli, EXPORT_DONE, file->target, cli_number((int64_t)result->bytes));
    CLI_PRINT(cli, EXPORT_PATCH, file->patch_utf8, file->patch_cp932);
    CLI_PRINT(
        cli, EXPORT_PROOF, cli_number(result->receipts),
        cli_number(result->counts[OUTCOME_UNCHANGED]), cli_number(result->counts[OUTCOME_CHANGED]),
        cli_number(result->counts[OUTCOME_WITHHELD]), cli_number(result->counts[OUTCOME_MOVED]),
        cli_number(result->counts[OUTCOME_SPLIT]),
        message_wording(
            proof_holds(result) ? MESSAGE_ID_PROOF_HOLDS : MESSAGE_ID_PROOF_FAILS, cli->language));
    CLI_PRINT(
        cli, EXPORT_TOTALS, cli_number(result->before.count), cli_number(result->after.count),
        cli_number(result->before.points), cli_number(result->after.points));
    CLI_PRINT(cli, EXPORT_CHANGES, cli_number(result->changes));
    if (result->unnamed > 0) {
        CLI_PRINT(cli, EXPORT_UNNAMED, cli_number(result->unnamed));
    }
    if (result->moved_in > 0) {
        CLI_PRINT(cli, EXPORT_MOVED_IN, cli_number(result->moved_in));
    }
}

static json_t *result_object(const struct exporting *exporting, size_t i)
{
    const struct receipt_export_result *result = &exporting->results[i];
    return json_pack(
        "{s:s,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "written",
        exporting->files[i].target, "bytes", (json_int_t)result->bytes, "receipts",
        (json_int_t)result->receipts, "unchanged", (json_int_t)result->counts[OUTCOME_UNCHANGED],
        "changed", (json_int_t)result->counts[OUTCOME_CHANGED], "withheld_count",
        (json_int_t)result->counts[OUTCOME_WITHHELD], "moved",
        (json_int_t)result->counts[OUTCOME_MOVED], "split",
        (json_int_t)result->counts[OUTCOME_SPLIT], "moved_in", (json_int_t)result->moved_in,
        "changes", (json_int_t)result->changes, "unnamed", (json_int_t)result->unnamed, "go_count",
        (json_int_t)result->after.count, "go_points", (json_int_t)result->after.points);
}

/* The first file's fields stand in the document itself, the other's in "other". */
static void set_results(const struct exporting *exporting)
{
    struct cli *cli = exporting->cli;
    if (cli->document == NULL) {
        return;
    }
    for (size_t i = 0; i < exporting->count; i++) {
        json_t *object = result_object(exporting, i);
        if (i == 0) {
            (void)json_object_update(cli->document, object);
            json_decref(object);
        } else {
            (void)json_object_set_new(cli->document, "other", object);
        }
    }
}

/* How bad the worst of the files is. */
static int code_of(const struct exporting *exporting)
{
    int64_t receipts = 0;
    int64_t troubled = 0;
    int64_t withheld = 0;
    for (size_t i = 0; i < exporting->count; i++) {
        const struct receipt_export_result *result = &exporting->results[i];
        if (!proof_holds(result)) {
            return EXIT_FAULT;
        }
        receipts += result->receipts;
        troubled += result->troubled;
        withheld += result->counts[OUTCOME_WITHHELD];
    }
    if (receipts > 0 && troubled == receipts) {
        CLI_TELL(exporting->cli, EXPORT_NOTHING, NULL);
        return EXIT_ENCODING;
    }
    return withheld > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* Their receipts stay behind until somebody decides. */
static void print_stale(const struct exporting *exporting)
{
    int64_t visit = 0;
    int64_t count = pairing_stale(exporting->pairing, &visit);
    cli_set_number(exporting->cli, "stale", count);
    if (count > 0) {
        CLI_PRINT(exporting->cli, EXPORT_STALE, cli_number(count), cli_visit(visit));
    }
}

int export_report(struct exporting *exporting)
{
    for (size_t i = 0; i < exporting->count; i++) {
        print_result(exporting, i);
    }
    if (exporting->has_worksheet) {
        CLI_PRINT(
            exporting->cli, EXPORT_WORKSHEET, exporting->worksheet_path,
            cli_number(exporting->worksheet.lines));
    }
    CLI_PRINT(exporting->cli, EXPORT_UNPAIRED, cli_number(exporting->unpaired));
    if (exporting->reclaimed_before > 0) {
        CLI_PRINT(exporting->cli, EXPORT_RECLAIMED, cli_number(exporting->reclaimed_before));
    }
    cli_set_number(exporting->cli, "reclaimed_before", exporting->reclaimed_before);
    print_stale(exporting);
    print_claim_words(exporting);
    set_results(exporting);
    return code_of(exporting);
}
