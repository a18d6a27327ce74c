/* What is done about returned claims: taking a file in, telling of one without a file, closing one. */
#include <stdio.h>
#include <string.h>

#include "cli/returns_list.h"
#include "engine/storage/rulebooks.h"
#include "importers/receipts/returned.h"

enum {
    CHOICES_TEXT = 1200
};

/* ---- taking in ---- */

static bool
tell_claim(void *context, const struct returned_claim *claim, bool added, struct error *error)
{
    struct cli *cli = context;
    (void)error;
    if (added) {
        returns_print_claim(cli, claim);
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "returned"), returns_claim_object(cli, claim));
    }
    return true;
}

/* by_hand NULL: a file of returned claims. */
static bool run_import(
    struct cli *cli,
    const char *path,
    const struct returned_by_hand_order *by_hand,
    struct returned_report *report,
    struct error *error)
{
    struct store *store = cli->store;
    struct rulebook *book = NULL;
    struct rulebook_identity identity;
    bool done = false;
    if (!rulebooks_load(store, &book, &identity, error) ||
        !store_take_role(store, "export", error)) {
        rulebook_close(book);
        return false;
    }
    done = by_hand == NULL ? returned_import(store, book, path, tell_claim, cli, report, error)
                           : returned_by_hand(store, book, by_hand, tell_claim, cli, report, error);
    store_leave_role(store);
    rulebook_close(book);
    return done;
}

static int take_in(struct cli *cli, const char *path, const struct returned_by_hand_order *by_hand)
{
    struct returned_report report;
    struct error error;
    bool open = by_hand == NULL || by_hand->how != RETURN_HOW_NOT_SENT;
    if (cli->document != NULL && json_object_get(cli->document, "returned") == NULL) {
        cli_set(cli, "returned", json_array());
    }
    if (!run_import(cli, path, by_hand, &report, &error)) {
        return cli_fault(cli, &error);
    }
    if (by_hand == NULL) {
        CLI_PRINT(
            cli, IMPORT_RETURNED, path, cli_number(report.receipts), cli_number(report.added),
            cli_number(report.unknown));
    } else {
        CLI_PRINT(cli, RETURN_TOLD, cli_number(report.receipts));
    }
    return report.added > 0 && open ? EXIT_PEOPLE : EXIT_DONE;
}

int import_returned(struct cli *cli, const char *path)
{
    return take_in(cli, path, NULL);
}

/* ---- what a person tells ---- */

/* "on_paper (紙で返戻された), ..." of all values but the first, which no person chooses. */
static void write_choices(const struct cli *cli, enum domain domain, char text[CHOICES_TEXT])
{
    text[0] = '\0';
    for (unsigned i = 1; i < domain_size(domain); i++) {
        size_t used = strlen(text);
        (void)snprintf(
            text + used, CHOICES_TEXT - used, "%s%s (%s)", used == 0 ? "" : ", ",
            domain_value_name(domain, i), domain_value_label(domain, i, cli->language));
    }
}

static bool read_choice(enum domain domain, const char *typed, unsigned *value)
{
    *value = 0;
    return typed != NULL && domain_value_read(domain, slice_of(typed), value) && *value != 0;
}

/* "2" or "2,5,11" */
static bool read_receipts(const char *typed, int64_t receipts[RETURNED_BY_HAND], size_t *count)
{
    struct slice rest = slice_of(typed);
    *count = 0;
    while (*count < RETURNED_BY_HAND) {
        size_t size = slice_find_byte(rest, ',');
        if (!slice_read_number(slice_part(rest, 0, size), &receipts[(*count)++])) {
            return false;
        }
        if (size == rest.size) {
            return true;
        }
        rest = slice_part(rest, size + 1, rest.size - size - 1);
    }
    return false;
}

int returns_told_command(struct cli *cli)
{
    const char *words[1] = {NULL};
    const char *how = NULL;
    const char *receipt = NULL;
    int64_t receipts[RETURNED_BY_HAND];
    struct returned_by_hand_order order = {.receipts = receipts};
    const struct option options[] = {
        {"--from", &order.path, NULL},
        {"--receipt", &receipt, NULL},
        {"--how", &how, NULL},
    };
    char text[CHOICES_TEXT];
    struct error error;
    size_t count = 0;
    if (!cli_options(cli, options, 3, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (order.path == NULL || receipt == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, order.path == NULL ? "--from" : "--receipt");
        return EXIT_USAGE;
    }
    if (!read_receipts(receipt, receipts, &order.count)) {
        CLI_TELL(cli, OPTION_VALUE, "--receipt", receipt);
        return EXIT_USAGE;
    }
    if (!read_choice(DOMAIN_RETURN_HOW, how, &order.how)) {
        write_choices(cli, DOMAIN_RETURN_HOW, text);
        CLI_TELL(cli, RETURN_HOWS, text);
        return EXIT_USAGE;
    }
    return cli_unlock(cli, &error) ? take_in(cli, order.path, &order) : cli_fault(cli, &error);
}

/* ---- closing one ---- */

static bool close_one(struct cli *cli, int64_t entry, unsigned reason, struct error *error)
{
    if (!store_begin(cli->store, error)) {
        return false;
    }
    if (!returns_close(cli->store, entry, reason, error)) {
        store_rollback(cli->store);
        return false;
    }
    return store_commit(cli->store, error);
}

static int close_all(struct cli *cli)
{
    struct error error;
    int64_t count = 0;
    if (!cli_unlock(cli, &error) || !store_begin(cli->store, &error)) {
        return cli_fault(cli, &error);
    }
    if (!returns_close_written(cli->store, &count, &error)) {
        store_rollback(cli->store);
        return cli_fault(cli, &error);
    }
    if (!store_commit(cli->store, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, RETURN_CLOSED_ALL, cli_number(count));
    cli_set_number(cli, "closed", count);
    return EXIT_DONE;
}

int returns_close_command(struct cli *cli)
{
    const char *words[2] = {NULL, NULL};
    const char *typed = NULL;
    char text[CHOICES_TEXT];
    const struct option options[] = {{"--reason", &typed, NULL}};
    struct error error;
    size_t count = 0;
    int64_t entry = 0;
    unsigned reason = RETURN_CLOSED_UNRECORDED;
    if (!cli_options(cli, options, 1, words, 2, &count)) {
        return EXIT_USAGE;
    }
    if (words[1] != NULL && strcmp(words[1], "all") == 0 && typed == NULL) {
        return close_all(cli);
    }
    if (words[1] == NULL || !slice_read_number(slice_of(words[1]), &entry)) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_ENTRY));
        return EXIT_USAGE;
    }
    if (!read_choice(DOMAIN_RETURN_CLOSED, typed, &reason)) {
        write_choices(cli, DOMAIN_RETURN_CLOSED, text);
        CLI_TELL(cli, RETURN_REASONS, text);
        return EXIT_USAGE;
    }
    if (!cli_unlock(cli, &error) || !close_one(cli, entry, reason, &error)) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, RETURN_CLOSED, cli_number(entry),
        domain_value_label(DOMAIN_RETURN_CLOSED, reason, cli->language));
    return EXIT_DONE;
}
