/* export: receipt | reclaim | slip | draft | verdicts | worklist | lists. */
#include <string.h>

#include "cli/cli.h"
#include "cli/export_draft.h"
#include "cli/export_list.h"
#include "cli/export_receipt.h"
#include "cli/export_site.h"
#include "cli/export_slip.h"

struct export_line {
    const char *what;
    const char *from;
    const char *other;
    const char *head;
    const char *out;
    const char *month;
    const char *kind;
    const char *encoding;
    bool accept_totals;
};

static bool read_encoding(struct cli *cli, const char *word, enum csv_encoding *encoding)
{
    *encoding = strcmp(word, "cp932") == 0 ? CSV_CP932 : CSV_UTF8;
    if (*encoding == CSV_UTF8 && strcmp(word, "utf-8") != 0) {
        CLI_TELL(cli, OPTION_VALUE, "--encoding", word);
        return false;
    }
    return true;
}

static int run_list(struct cli *cli, const struct export_line *line)
{
    struct export_list_order order = {.out = line->out};
    if (!read_encoding(cli, line->encoding, &order.encoding)) {
        return EXIT_USAGE;
    }
    order.open_only = strcmp(line->what, "worklist") == 0;
    order.name = order.open_only ? "worklist.csv" : "verdicts.csv";
    return export_list(cli, &order);
}

static int run_receipt(struct cli *cli, const struct export_line *line)
{
    const struct export_receipt_order order = {
        .source = line->from,
        .other = line->other,
        .out = line->out,
        .head = line->head,
        .accept_totals = line->accept_totals,
    };
    bool reclaims = strcmp(line->what, "reclaim") == 0;
    if (line->from == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, "--from");
        return EXIT_USAGE;
    }
    if (reclaims != (line->head != NULL) || (reclaims && line->other != NULL)) {
        CLI_TELL(cli, MISSING_ARGUMENT, reclaims ? "--head" : "reclaim");
        return EXIT_USAGE;
    }
    return export_receipt(cli, &order);
}

/* A slip or a draft: what there is without a receipt file. */
static int run_without_file(struct cli *cli, const struct export_line *line)
{
    struct export_draft_order order = {.month = MONTH_NONE, .out = line->out};
    if (line->month == NULL || !cli_read_month(line->month, &order.month)) {
        CLI_TELL(cli, MISSING_ARGUMENT, "--month");
        return EXIT_USAGE;
    }
    if (line->kind != NULL) {
        order.kind = receipt_kind_find(slice_of(line->kind));
        if (order.kind == RECEIPT_KIND_NONE) {
            CLI_TELL(cli, OPTION_VALUE, "--kind", line->kind);
            return EXIT_USAGE;
        }
    }
    return strcmp(line->what, "slip") == 0 ? export_slip(cli, order.month, line->out)
                                           : export_draft(cli, &order);
}

/* Sites without receipts have lists of their own, and no claim is ever written for them. */
static int run_line(struct cli *cli, const struct export_line *line)
{
    bool is_lists = strcmp(line->what, "lists") == 0;
    bool is_receipt = strcmp(line->what, "receipt") == 0 || strcmp(line->what, "reclaim") == 0;
    enum csv_encoding encoding = CSV_UTF8;
    struct error error;
    bool listing = false;
    if (!read_encoding(cli, line->encoding, &encoding)) {
        return EXIT_USAGE;
    }
    if (!cli_open_store(cli, &error) || !is_listing_site(cli, &listing, &error)) {
        return cli_fault(cli, &error);
    }
    if (listing && !is_lists) {
        CLI_TELL(cli, SITE_NO_RECEIPTS, NULL);
        return EXIT_REFUSED;
    }
    if (is_lists && !listing) {
        CLI_TELL(cli, SITE_NO_LISTS, NULL);
        return EXIT_REFUSED;
    }
    if (is_lists) {
        return export_site(cli, line->out, encoding);
    }
    if (strcmp(line->what, "slip") == 0 || strcmp(line->what, "draft") == 0) {
        return run_without_file(cli, line);
    }
    return is_receipt ? run_receipt(cli, line) : run_list(cli, line);
}

static bool is_known(const char *what)
{
    static const char *const known[] = {"receipt",  "reclaim",  "slip", "draft",
                                        "verdicts", "worklist", "lists"};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(what, known[i]) == 0) {
            return true;
        }
    }
    return false;
}

int cmd_export(struct cli *cli)
{
    struct export_line line = {.encoding = "utf-8"};
    const struct option options[] = {
        {"--from", &line.from, NULL},         {"--and", &line.other, NULL},
        {"--head", &line.head, NULL},         {"--out", &line.out, NULL},
        {"--encoding", &line.encoding, NULL}, {"--accept-totals", NULL, &line.accept_totals},
        {"--month", &line.month, NULL},       {"--kind", &line.kind, NULL},
    };
    size_t count = 0;
    if (!cli_options(cli, options, sizeof options / sizeof options[0], &line.what, 1, &count)) {
        return EXIT_USAGE;
    }
    if (line.what == NULL || line.out == NULL) {
        CLI_TELL(
            cli, MISSING_ARGUMENT,
            line.what == NULL ? "receipt|reclaim|slip|draft|verdicts|worklist|lists" : "--out");
        return EXIT_USAGE;
    }
    if (is_known(line.what)) {
        return run_line(cli, &line);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, line.what, cli->command);
    return EXIT_USAGE;
}
