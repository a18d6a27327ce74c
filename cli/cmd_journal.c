/* journal verify, show, anchor. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "engine/storage/journal_check.h"

/* ---- verify ---- */

static void print_problem(void *taker, const struct chain_finding *finding)
{
    struct cli *cli = taker;
    CLI_PRINT(
        cli, JOURNAL_WRONG, finding->terminal, cli_number(finding->incarnation),
        cli_number(finding->seq), chain_problem_label(finding->problem, cli->language));
}

static bool
read_anchors(struct cli *cli, const char *path, struct buffer *anchors, struct error *error)
{
    *anchors = buffer_open(1);
    return path == NULL || disk_read_all(&cli->world.disk, path, LIMIT_BODY_BYTES, anchors, error);
}

static int verify(struct cli *cli, const char *path)
{
    struct buffer anchors;
    struct chain_report report;
    struct error error;
    bool done =
        read_anchors(cli, path, &anchors, &error) && cli_open_store(cli, &error) &&
        journal_check(cli->store, buffer_slice(&anchors), print_problem, cli, &report, &error);
    buffer_close(&anchors);
    if (!done) {
        return cli_fault(cli, &error);
    }
    cli_set_number(cli, "entries", report.entries);
    cli_set_number(cli, "anchors", report.anchors);
    cli_set_number(cli, "problems", report.problems);
    cli_set_number(cli, "purged", report.purged);
    if (report.problems > 0) {
        return EXIT_FAULT;
    }
    CLI_PRINT(cli, JOURNAL_RIGHT, cli_number(report.entries), cli_number(report.anchors));
    if (report.purged > 0) {
        CLI_PRINT(cli, JOURNAL_PURGED, cli_number(report.purged));
    }
    return EXIT_DONE;
}

/* ---- show ---- */

static bool
print_entry(void *taker, const struct entry_header *header, struct slice body, struct error *error)
{
    struct cli *cli = taker;
    const char *label = cli->language == LANGUAGE_JAPANESE ? entry_kind_label(header->kind)
                                                           : entry_kind_name(header->kind);
    (void)body;
    (void)error;
    CLI_PRINT(
        cli, JOURNAL_ENTRY, cli_number(header->entry), cli_instant(header->at_ms),
        header->operator_name, label == NULL ? cli_number(header->kind) : label);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "entries"),
            json_pack(
                "{s:I,s:I,s:s,s:I}", "entry", (json_int_t)header->entry, "at_ms",
                (json_int_t)header->at_ms, "operator", header->operator_name, "kind",
                (json_int_t)header->kind));
    }
    return true;
}

static int show(struct cli *cli)
{
    struct error error;
    cli_set(cli, "entries", json_array());
    if (!cli_unlock(cli, &error) || !journal_each(cli->store, 1, print_entry, cli, &error)) {
        return cli_fault(cli, &error);
    }
    return EXIT_DONE;
}

static int anchor(struct cli *cli)
{
    char text[ANCHOR_TEXT];
    struct error error;
    if (!cli_unlock(cli, &error) || !journal_anchor(cli->store, text, &error)) {
        return cli_fault(cli, &error);
    }
    cli_print_text(cli, text);
    cli_set_text(cli, "anchor", text);
    return EXIT_DONE;
}

int cmd_journal(struct cli *cli)
{
    const char *words[1] = {"verify"};
    const char *anchors = NULL;
    const struct option options[] = {{"--anchors", &anchors, NULL}};
    size_t count = 0;
    if (!cli_options(cli, options, 1, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "verify") == 0) {
        return verify(cli, anchors);
    }
    if (strcmp(words[0], "show") == 0) {
        return show(cli);
    }
    if (strcmp(words[0], "anchor") == 0) {
        return anchor(cli);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, words[0], cli->command);
    return EXIT_USAGE;
}
