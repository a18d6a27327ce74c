/* import: takes files in, each recognised by its content. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/fillers.h"
#include "cli/returns_list.h"
#include "engine/foundation/date_read.h"
#include "importers/desk/value.h"
#include "importers/online/answer_message.h"
#include "importers/online/app_import.h"
#include "importers/receipts/uke_keep.h"
#include "importers/registry.h"
#include "importers/tickets/archive_import.h"

enum {
    TEXT_BYTES = 1024
};

/* ---- the report of one table ---- */

/* "12:5": line and column. */
static void write_place(const struct table_finding *finding, char *place, size_t size)
{
    if (finding->column == 0) {
        (void)snprintf(place, size, "%llu", (unsigned long long)finding->line);
        return;
    }
    (void)snprintf(
        place, size, "%llu:%llu", (unsigned long long)finding->line,
        (unsigned long long)finding->column);
}

static json_t *finding_object(const struct table_finding *finding, const char *text)
{
    return json_pack(
        "{s:I,s:I,s:s,s:s,s:b,s:s}", "line", (json_int_t)finding->line, "column",
        (json_int_t)finding->column, "name", finding->name, "finding",
        finding_name(finding->finding), "refuses", finding->refuses ? 1 : 0, "message", text);
}

static void tell_findings(
    const struct cli *cli,
    const char *path,
    const struct table_report *report,
    json_t *list)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct table_finding *finding = &report->findings[i];
        char text[TEXT_BYTES];
        char place[48];
        table_finding_render(finding, cli->language, text, sizeof text);
        write_place(finding, place, sizeof place);
        CLI_TELL(cli, IMPORT_ROW, path, place, text);
        if (list != NULL) {
            (void)json_array_append_new(list, finding_object(finding, text));
        }
    }
    if (report->finding_total > report->finding_count) {
        CLI_TELL(
            cli, IMPORT_MORE_ROWS, path,
            cli_number((int64_t)(report->finding_total - report->finding_count)));
    }
}

static void tell_columns(const struct cli *cli, const char *path, const struct table_report *report)
{
    for (size_t i = 0; i < report->individual_count; i++) {
        CLI_TELL(cli, IMPORT_BLANKED_COLUMN, path, report->individual[i].text);
    }
    for (size_t i = 0; i < report->ignored_count; i++) {
        CLI_TELL(cli, IMPORT_IGNORED_COLUMN, path, report->ignored[i].text);
    }
    if (report->blanked > 0) {
        CLI_TELL(cli, IMPORT_BLANKED, path, cli_number((int64_t)report->blanked));
    }
}

static json_t *report_object(const struct table_report *report)
{
    return json_pack(
        "{s:b,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "was_there", report->was_there ? 1 : 0, "read",
        (json_int_t)report->read, "added", (json_int_t)report->added, "same",
        (json_int_t)report->same, "corrected", (json_int_t)report->corrected, "refused",
        (json_int_t)report->refused, "blanked", (json_int_t)report->blanked, "restored",
        (json_int_t)report->restored, "conflicts", (json_int_t)report->conflicts);
}

static int tell_report(struct cli *cli, const char *path, const struct table_report *report)
{
    json_t *file = cli->document == NULL ? NULL : report_object(report);
    json_t *findings = file == NULL ? NULL : json_array();
    tell_columns(cli, path, report);
    tell_findings(cli, path, report, findings);
    if (report->conflicts > 0) {
        CLI_TELL(cli, IMPORT_CONFLICTS, path, cli_number((int64_t)report->conflicts));
    }
    if (report->was_there) {
        CLI_PRINT(cli, IMPORT_SAME_FILE, path);
    } else {
        CLI_PRINT(
            cli, IMPORT_DONE, path, cli_number((int64_t)report->read),
            cli_number((int64_t)report->added), cli_number((int64_t)report->same),
            cli_number((int64_t)report->corrected), cli_number((int64_t)report->refused));
    }
    if (file != NULL) {
        (void)json_object_set_new(file, "name", json_string(path));
        (void)json_object_set_new(file, "findings", findings);
        (void)json_array_append_new(json_object_get(cli->document, "files"), file);
    }
    return report->refused + report->conflicts > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* ---- one file ---- */

static int
import_table(struct cli *cli, const char *path, enum file_kind kind, const struct fillers *fillers)
{
    const struct value_rules rules = {
        .fillers = fillers->numbers,
        .filler_count = fillers->count,
        .restores_zeros = true,
        .knows_today = true,
        .today = date_of_utc_ms(world_now_ms(&cli->world)),
    };
    struct table_report *report = NULL;
    struct error error;
    int code = EXIT_DONE;
    if (!table_import(cli->store, path, registry_table(kind), &rules, &report, &error)) {
        return cli_fault(cli, &error);
    }
    code = tell_report(cli, path, report);
    free(report);
    return code;
}

/* ---- one archive ---- */

static void tell_archive_findings(
    const struct cli *cli,
    const char *path,
    const struct archive_report *report,
    json_t *list)
{
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct archive_finding *finding = &report->findings[i];
        const char *const names[] = {finding->element};
        char text[TEXT_BYTES];
        wording_fill(finding_wording(finding->finding, cli->language), names, 1, text, sizeof text);
        CLI_TELL(cli, IMPORT_ARCHIVE_FINDING, path, finding->entry, finding->element, text);
        if (list != NULL) {
            (void)json_array_append_new(
                list, json_pack(
                          "{s:s,s:s,s:s,s:s}", "entry", finding->entry, "element", finding->element,
                          "finding", finding_name(finding->finding), "message", text));
        }
    }
    if (report->finding_total > report->finding_count) {
        CLI_TELL(
            cli, IMPORT_MORE_ROWS, path,
            cli_number((int64_t)(report->finding_total - report->finding_count)));
    }
}

static int import_archive(struct cli *cli, const char *path, const struct fillers *fillers)
{
    struct archive_report *report = NULL;
    struct error error;
    json_t *findings = cli->document == NULL ? NULL : json_array();
    int code = EXIT_DONE;
    if (!archive_import(cli->store, path, fillers->book, &report, &error)) {
        json_decref(findings);
        return cli_fault(cli, &error);
    }
    tell_archive_findings(cli, path, report, findings);
    if (report->was_there) {
        CLI_PRINT(cli, IMPORT_SAME_FILE, path);
    } else {
        CLI_PRINT(
            cli, IMPORT_ARCHIVE, path, cli_number((int64_t)report->documents),
            cli_number((int64_t)report->claims), cli_number((int64_t)report->results),
            cli_number((int64_t)report->others),
            cli_number((int64_t)(report->schemas + report->unknown)));
    }
    if (findings != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "files"),
            json_pack(
                "{s:s,s:b,s:I,s:I,s:o}", "name", path, "was_there", report->was_there ? 1 : 0,
                "documents", (json_int_t)report->documents, "claims", (json_int_t)report->claims,
                "findings", findings));
    }
    code = report->finding_total > 0 ? EXIT_PEOPLE : EXIT_DONE;
    free(report);
    return code;
}

static int import_message(struct cli *cli, const char *path)
{
    struct answer_message_report report;
    struct error error;
    if (!answer_message_import(cli->store, path, &report, &error)) {
        return cli_fault(cli, &error);
    }
    if (report.was_there) {
        CLI_PRINT(cli, IMPORT_SAME_FILE, path);
        return EXIT_DONE;
    }
    CLI_PRINT(cli, IMPORT_ANSWER_DONE, path, cli_number(report.people));
    if (report.odd > 0) {
        CLI_PRINT(cli, IMPORT_ANSWER_ODD, path, cli_number(report.odd));
    }
    return report.odd > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

/* What an operator says about text of the card app. */
struct app_wishes {
    bool attests;
    struct date day;
    unsigned card_class;
    int64_t visit;
};

static int import_app(
    struct cli *cli,
    const char *path,
    const struct fillers *fillers,
    const struct app_wishes *wishes)
{
    const struct app_import import = {
        .book = fillers->book,
        .day = wishes->day,
        .card_class = wishes->card_class,
        .visit = wishes->visit,
        .attests = wishes->attests,
    };
    struct error error;
    bool was_there = false;
    if (!app_import_file(cli->store, path, &import, &was_there, &error)) {
        return cli_fault(cli, &error);
    }
    if (was_there) {
        CLI_PRINT(cli, IMPORT_SAME_FILE, path);
    } else {
        CLI_PRINT(cli, IMPORT_APP_DONE, path);
    }
    return EXIT_DONE;
}

/* ---- receipts: kept, and their numbers with them; to write them is export's affair ---- */

static json_t *receipts_object(const char *path, const struct uke_kept *kept)
{
    return json_pack(
        "{s:s,s:b,s:s,s:I}", "name", path, "was_there", kept->was_there ? 1 : 0, "kind",
        receipt_kind_name(kept->summary.kind), "read", (json_int_t)kept->summary.receipts);
}

static int import_receipts(struct cli *cli, const char *path)
{
    struct uke_kept kept;
    struct error error;
    bool done =
        store_take_role(cli->store, "export", &error) && uke_keep(cli->store, path, &kept, &error);
    store_leave_role(cli->store);
    if (!done) {
        return cli_fault(cli, &error);
    }
    if (kept.was_there) {
        CLI_PRINT(cli, IMPORT_SAME_FILE, path);
    } else {
        CLI_PRINT(cli, IMPORT_RECEIPTS, path, cli_number(kept.summary.receipts));
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "files"), receipts_object(path, &kept));
    }
    return EXIT_DONE;
}

static int refuse_file(const struct cli *cli, const char *path, enum file_kind kind)
{
    switch (kind) {
    case FILE_KIND_PACKED:
        CLI_TELL(cli, IMPORT_PACKED, path);
        break;
    case FILE_KIND_UTF16:
        CLI_TELL(cli, IMPORT_UTF16, path);
        break;
    case FILE_KIND_EMPTY:
        CLI_TELL(cli, IMPORT_EMPTY, path);
        break;
    case FILE_KIND_UNKNOWN:
    case FILE_KIND_RECEIPTS:
    case FILE_KIND_RETURNED:
    case FILE_KIND_CAPTURES:
    case FILE_KIND_ANSWERS:
    case FILE_KIND_CHECKUP_TICKETS:
    case FILE_KIND_TREATMENT_TICKETS:
    case FILE_KIND_AGENCY:
    case FILE_KIND_ARCHIVE:
    case FILE_KIND_MESSAGE:
    case FILE_KIND_APP:
        CLI_TELL(cli, IMPORT_UNKNOWN, path);
        break;
    }
    return EXIT_REFUSED;
}

static int import_file(
    struct cli *cli,
    const char *path,
    const struct fillers *fillers,
    const struct app_wishes *wishes)
{
    enum file_kind kind = FILE_KIND_UNKNOWN;
    struct error error;
    if (!registry_recognise(&cli->world.disk, path, &kind, &error)) {
        return cli_fault(cli, &error);
    }
    if (registry_table(kind) != NULL) {
        return import_table(cli, path, kind, fillers);
    }
    if (kind == FILE_KIND_MESSAGE) {
        return import_message(cli, path);
    }
    if (kind == FILE_KIND_RETURNED) {
        return import_returned(cli, path);
    }
    if (kind == FILE_KIND_RECEIPTS) {
        return import_receipts(cli, path);
    }
    if (kind == FILE_KIND_APP) {
        return import_app(cli, path, fillers, wishes);
    }
    return kind == FILE_KIND_ARCHIVE ? import_archive(cli, path, fillers)
                                     : refuse_file(cli, path, kind);
}

/* ---- the command ---- */

/* A file that was refused says more than one with refused rows; a machine's fault most of all. */
static int worse(int one, int two)
{
    static const int order[] = {EXIT_FAULT, EXIT_BUSY, EXIT_REFUSED, EXIT_PEOPLE, EXIT_DONE};
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (one == order[i] || two == order[i]) {
            return order[i];
        }
    }
    return one;
}

static bool read_wishes(
    const struct cli *cli,
    const char *day,
    const char *visit,
    const char *card_class,
    struct app_wishes *wishes)
{
    if (card_class != NULL &&
        !domain_value_read(DOMAIN_CARD_CLASS, slice_of(card_class), &wishes->card_class)) {
        CLI_TELL(cli, OPTION_VALUE, "--class", card_class);
        return false;
    }
    if (day != NULL && !date_read(slice_of(day), &wishes->day)) {
        CLI_TELL(cli, OPTION_VALUE, "--date", day);
        return false;
    }
    if (visit != NULL && !cli_read_visit(visit, &wishes->visit)) {
        CLI_TELL(cli, OPTION_VALUE, "--visit", visit);
        return false;
    }
    return true;
}

int cmd_import(struct cli *cli)
{
    struct app_wishes wishes = {.day = DATE_NONE};
    const char *day = NULL;
    const char *visit = NULL;
    const char *card_class = NULL;
    const struct option options[] = {
        {"--attest", NULL, &wishes.attests},
        {"--class", &card_class, NULL},
        {"--date", &day, NULL},
        {"--visit", &visit, NULL}};
    const char *paths[CLI_ARGUMENTS];
    struct fillers fillers = {.book = NULL};
    struct error error;
    size_t count = 0;
    int code = EXIT_DONE;
    if (!cli_options(
            cli, options, sizeof options / sizeof options[0], paths, CLI_ARGUMENTS, &count) ||
        !read_wishes(cli, day, visit, card_class, &wishes)) {
        return EXIT_USAGE;
    }
    if (count == 0) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_FILE));
        return EXIT_USAGE;
    }
    cli_set(cli, "files", json_array());
    if (!cli_unlock(cli, &error) || !fillers_open(cli, &fillers, &error)) {
        return cli_fault(cli, &error);
    }
    for (size_t i = 0; i < count; i++) {
        code = worse(code, import_file(cli, paths[i], &fillers, &wishes));
    }
    fillers_close(&fillers);
    return code;
}
