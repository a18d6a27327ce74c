/* export: receipt | reclaim | verdicts | worklist. */
#include <string.h>

#include "cli/cli.h"
#include "cli/export_list.h"
#include "cli/export_receipt.h"

struct export_line {
    const char *what;
    const char *from;
    const char *other;
    const char *head;
    const char *out;
    const char *encoding;
    bool accept_totals;
};

static int run_list(struct cli *cli, const struct export_line *line)
{
    struct export_list_order order = {.out = line->out, .encoding = CSV_UTF8};
    if (strcmp(line->encoding, "cp932") == 0) {
        order.encoding = CSV_CP932;
    } else if (strcmp(line->encoding, "utf-8") != 0) {
        CLI_TELL(cli, OPTION_VALUE, "--encoding", line->encoding);
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

int cmd_export(struct cli *cli)
{
    struct export_line line = {.encoding = "utf-8"};
    const struct option options[] = {
        {"--from", &line.from, NULL},         {"--and", &line.other, NULL},
        {"--head", &line.head, NULL},         {"--out", &line.out, NULL},
        {"--encoding", &line.encoding, NULL}, {"--accept-totals", NULL, &line.accept_totals},
    };
    size_t count = 0;
    if (!cli_options(cli, options, 6, &line.what, 1, &count)) {
        return EXIT_USAGE;
    }
    if (line.what == NULL || line.out == NULL) {
        CLI_TELL(
            cli, MISSING_ARGUMENT,
            line.what == NULL ? "receipt|reclaim|verdicts|worklist" : "--out");
        return EXIT_USAGE;
    }
    if (strcmp(line.what, "receipt") == 0 || strcmp(line.what, "reclaim") == 0) {
        return run_receipt(cli, &line);
    }
    if (strcmp(line.what, "verdicts") == 0 || strcmp(line.what, "worklist") == 0) {
        return run_list(cli, &line);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, line.what, cli->command);
    return EXIT_USAGE;
}
