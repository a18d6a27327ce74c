#include "cli/agency_list.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/fillers.h"
#include "engine/law/after_claim.h"
#include "engine/storage/acts.h"
#include "engine/storage/deciding.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/seen_numbers.h"
#include "importers/receipts/agency_table.h"

/* ---- typed by hand ---- */

static bool read_all(int descriptor, struct buffer *lines, struct error *error)
{
    uint8_t bytes[1024];
    for (;;) {
        ssize_t got = read(descriptor, bytes, sizeof bytes);
        if (got <= 0) {
            return got == 0 || error_set_text(error, FAULT_FILE_BROKEN, "--values-fd");
        }
        if (!buffer_append(lines, (struct slice){bytes, (size_t)got}, error)) {
            return false;
        }
    }
}

static int keep_lines(struct cli *cli, struct slice lines, const struct fillers *fillers)
{
    const struct value_rules rules = {
        .fillers = fillers->numbers, .filler_count = fillers->count, .restores_zeros = true};
    struct error error;
    unsigned column = 0;
    enum finding finding = FINDING_NONE;
    char text[512];
    if (!agency_note(cli->store, lines, &rules, &column, &finding, &error)) {
        return cli_fault(cli, &error);
    }
    if (finding != FINDING_NONE) {
        const char *const names[] = {agency_column_label(column)};
        wording_fill(finding_wording(finding, cli->language), names, 1, text, sizeof text);
        CLI_TELL(cli, AGENCY_REFUSED, text);
        return EXIT_REFUSED;
    }
    CLI_PRINT(cli, AGENCY_KEPT, NULL);
    return EXIT_DONE;
}

static int note(struct cli *cli, const char *word)
{
    struct buffer lines = buffer_open(LIMIT_LINE_BYTES);
    struct fillers fillers = {.book = NULL};
    struct error error;
    int64_t descriptor = 0;
    int code = EXIT_DONE;
    if (!slice_read_number(slice_of(word), &descriptor) || descriptor > 1024) {
        CLI_TELL(cli, OPTION_VALUE, "--values-fd", word);
        return EXIT_USAGE;
    }
    code = cli_unlock(cli, &error) && fillers_open(cli, &fillers, &error) &&
                   read_all((int)descriptor, &lines, &error)
               ? keep_lines(cli, buffer_slice(&lines), &fillers)
               : cli_fault(cli, &error);
    fillers_close(&fillers);
    buffer_close_wiped(&lines);
    return code;
}

/* ---- the list ---- */

struct agency_list {
    struct cli *cli;
    struct rulebook *book;
    int64_t count;
};

static const char *or_dash(struct slice text, char room[LIMIT_FIELD_BYTES + 1])
{
    if (text.size == 0 || !slice_copy_text(text, room, LIMIT_FIELD_BYTES + 1)) {
        return "-";
    }
    return room;
}

static bool print_one(void *taker, const struct seen_numbers *numbers, struct error *error)
{
    struct agency_list *list = taker;
    struct cli *cli = list->cli;
    const struct identifiers *now = &numbers->identifiers;
    const struct after_claim after = {.agency_result = numbers->result};
    struct after_claim_ruling ruling;
    char texts[5][LIMIT_FIELD_BYTES + 1];
    struct month claimed = deciding_claim_month(month_first_day(numbers->month));
    if (!after_claim_decide(list->book, &after, claimed, &ruling, error)) {
        return false;
    }
    list->count++;
    CLI_PRINT(
        cli, AGENCY_ITEM, domain_value_label(DOMAIN_AGENCY_RESULT, numbers->result, cli->language),
        cli_number(numbers->receipt), cli_month(numbers->month),
        or_dash(numbers->chart_number, texts[0]), ruling.rule,
        cli->language == LANGUAGE_JAPANESE ? ruling.japanese : ruling.english);
    CLI_PRINT(
        cli, AGENCY_NUMBERS, or_dash(now->insurer_number, texts[1]), or_dash(now->symbol, texts[2]),
        or_dash(now->number, texts[3]), or_dash(now->branch, texts[4]),
        date_is_some(numbers->since) ? cli_date(numbers->since) : "-");
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "agency"),
            json_pack(
                "{s:s,s:I,s:s,s:s}", "result",
                domain_value_name(DOMAIN_AGENCY_RESULT, numbers->result), "receipt",
                (json_int_t)numbers->receipt, "month", cli_month(numbers->month), "rule",
                ruling.rule));
    }
    return true;
}

static int list_all(struct cli *cli)
{
    struct agency_list list = {.cli = cli};
    struct rulebook_identity identity;
    struct error error;
    bool done = false;
    cli_set(cli, "agency", json_array());
    done = cli_unlock(cli, &error) && acts_opened_list(cli->store, "agency", &error) &&
           rulebooks_load(cli->store, &list.book, &identity, &error) &&
           seen_each_agency(cli->store, print_one, &list, &error);
    rulebook_close(list.book);
    if (!done) {
        return cli_fault(cli, &error);
    }
    if (list.count == 0) {
        CLI_PRINT(cli, AGENCY_NONE, NULL);
    }
    return EXIT_DONE;
}

int agency_command(struct cli *cli)
{
    const char *words[1] = {NULL};
    const char *descriptor = NULL;
    const struct option options[] = {{"--values-fd", &descriptor, NULL}};
    size_t count = 0;
    if (!cli_options(cli, options, 1, words, 1, &count)) {
        return EXIT_USAGE;
    }
    return descriptor == NULL ? list_all(cli) : note(cli, descriptor);
}
