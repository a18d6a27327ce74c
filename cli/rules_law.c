/* rules at, rules diff: the law of a day, and what changes between two days. */
#include <stdio.h>

#include "cli/cli.h"
#include "cli/rules_folder.h"
#include "cli/rules_words.h"
#include "engine/foundation/date_read.h"
#include "engine/law/rulebook_diff.h"

enum {
    SHOWN_MOST = 256,
    VALUE_ID = 512
};

struct listing {
    struct cli *cli;
    const struct rule_table *table; /* under whose heading the list stands; NULL: none yet */
    bool values;                    /* under the heading of the values */
    const void *before;             /* the row that was shown last as one that ends */
    const void *shown[SHOWN_MOST];  /* rows that were shown in full as ones that begin */
    size_t shown_count;
    int64_t rows;
    int64_t changes;
    int64_t ended;
    int64_t begun;
};

static struct rules_folder folder_now; /* large: not for the stack */

static bool
load_folder(struct cli *cli, const char *path, struct rulebook **book, struct error *error)
{
    bool done = rules_folder_read(cli, path, &folder_now, error) &&
                rulebook_load(folder_now.files, folder_now.count, book, error);
    rules_folder_close(&folder_now);
    return done;
}

static const void *identity(const struct law_row *row)
{
    return row->rule != NULL ? (const void *)row->rule : (const void *)row->parameter;
}

static void
row_words(const struct cli *cli, const struct law_row *row, const char **id, const char **says)
{
    if (row->rule != NULL) {
        *id = row->rule->id;
        *says = rule_says(row->rule, cli->language);
        return;
    }
    *id = row->parameter->name;
    *says = row->parameter->value;
}

/* The question of the table in which the row stands, once for all of its rows. */
static void print_heading(struct listing *listing, const struct law_row *row)
{
    struct cli *cli = listing->cli;
    if (row->rule == NULL) {
        if (!listing->values) {
            CLI_PRINT(cli, RULES_VALUES_HEAD, NULL);
        }
        listing->values = true;
    } else if (row->rule->table != listing->table) {
        listing->table = row->rule->table;
        CLI_PRINT(
            cli, RULES_TABLE_HEAD,
            cli->language == LANGUAGE_JAPANESE ? listing->table->question : listing->table->english,
            listing->table->name);
    }
}

static void print_value(struct cli *cli, const struct rule_parameter *row)
{
    const char *says = cli->language == LANGUAGE_JAPANESE ? row->says : row->english;
    char id[VALUE_ID];
    (void)snprintf(id, sizeof id, "%s%s%s", row->name, row->key[0] == '\0' ? "" : " ", row->key);
    CLI_PRINT(cli, RULES_VALUE, id, row->value, says);
}

/* ---- at ---- */

static void print_row(void *context, const struct law_row *row)
{
    struct listing *listing = context;
    struct cli *cli = listing->cli;
    const char *id = "";
    const char *says = "";
    row_words(cli, row, &id, &says);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "law"), json_pack("{s:s,s:s}", "id", id, "says", says));
    }
    print_heading(listing, row);
    if (row->rule == NULL) {
        print_value(cli, row->parameter);
    } else if (date_is_some(row->rule->days.last)) {
        CLI_PRINT(cli, RULES_ROW_UNTIL, id, says, cli_date(row->rule->days.last));
    } else {
        CLI_PRINT(cli, EXPLAIN_RULE, id, says);
    }
}

static bool read_day(const struct cli *cli, const char *word, struct date *day)
{
    if (word != NULL && date_read(slice_of(word), day)) {
        return true;
    }
    CLI_TELL(cli, OPTION_VALUE, cli->command, word == NULL ? "" : word);
    return false;
}

static void count_row(void *context, const struct law_row *row)
{
    struct listing *listing = context;
    (void)row;
    listing->rows++;
}

int rules_at(struct cli *cli, const char *folder, const char *day)
{
    struct rulebook *book = NULL;
    struct listing listing = {.cli = cli};
    struct error error;
    struct date on = DATE_NONE;
    if (!read_day(cli, day, &on)) {
        return EXIT_USAGE;
    }
    if (!load_folder(cli, folder, &book, &error)) {
        return cli_fault(cli, &error);
    }
    cli_set(cli, "law", json_array());
    rulebook_at(book, on, count_row, &listing);
    if (listing.rows == 0) {
        CLI_PRINT(cli, RULES_AT_NONE, cli_date(on));
    } else {
        CLI_PRINT(cli, RULES_AT_HEAD, cli_date(on));
        rulebook_at(book, on, print_row, &listing);
    }
    rulebook_close(book);
    return EXIT_DONE;
}

/* ---- diff ---- */

static void print_law(struct cli *cli, const struct law_row *row)
{
    if (row->rule != NULL) {
        rules_print_rule(cli, row->rule);
        return;
    }
    print_value(cli, row->parameter);
    CLI_PRINT(
        cli, EXPLAIN_PERIOD, cli_date(row->parameter->days.first),
        rules_last_day(cli, row->parameter->days.last),
        rule_state_label(RULE_STATE_ENACTED, cli->language),
        rule_grade_label(row->parameter->grade, cli->language));
}

static void set_change(struct cli *cli, const struct law_change *change)
{
    static const char *const kinds[] = {
        [LAW_CHANGE_WENT] = "went", [LAW_CHANGE_CAME] = "came", [LAW_CHANGE_REPLACED] = "replaced"};
    const char *before = "";
    const char *after = "";
    const char *says = "";
    if (cli->document == NULL) {
        return;
    }
    if (change->kind != LAW_CHANGE_CAME) {
        row_words(cli, &change->before, &before, &says);
    }
    if (change->kind != LAW_CHANGE_WENT) {
        row_words(cli, &change->after, &after, &says);
    }
    (void)json_array_append_new(
        json_object_get(cli->document, "law"), json_pack(
                                                   "{s:s,s:s,s:s,s:s}", "kind", kinds[change->kind],
                                                   "before", before, "after", after, "says", says));
}

/* Whether the row was shown before as one that begins; if not, it is now. */
static bool was_shown(struct listing *listing, const void *row)
{
    for (size_t i = 0; i < listing->shown_count; i++) {
        if (listing->shown[i] == row) {
            return true;
        }
    }
    listing->begun++;
    if (listing->shown_count < SHOWN_MOST) {
        listing->shown[listing->shown_count] = row;
        listing->shown_count++;
    }
    return false;
}

static void print_before(struct listing *listing, const struct law_row *row)
{
    if (identity(row) == listing->before) {
        return;
    }
    listing->before = identity(row);
    listing->ended++;
    CLI_PRINT(listing->cli, RULES_WENT, NULL);
    print_law(listing->cli, row);
}

/* A row that takes the place of several is told in full once, and by its sentence after that. */
static void print_after(struct listing *listing, const struct law_row *row, bool replaces)
{
    struct cli *cli = listing->cli;
    const char *id = "";
    const char *says = "";
    if (replaces) {
        CLI_PRINT(cli, RULES_CHANGED, NULL);
    } else {
        CLI_PRINT(cli, RULES_CAME, NULL);
    }
    if (was_shown(listing, identity(row))) {
        row_words(cli, row, &id, &says);
        CLI_PRINT(cli, RULES_AS_ABOVE, id, says);
    } else {
        print_law(cli, row);
    }
}

static void print_change(void *context, const struct law_change *change)
{
    struct listing *listing = context;
    print_heading(listing, change->kind == LAW_CHANGE_CAME ? &change->after : &change->before);
    if (change->kind != LAW_CHANGE_CAME) {
        print_before(listing, &change->before);
    }
    if (change->kind != LAW_CHANGE_WENT) {
        print_after(listing, &change->after, change->kind == LAW_CHANGE_REPLACED);
    }
    listing->changes++;
    set_change(listing->cli, change);
}

int rules_diff(struct cli *cli, const char *folder, const char *one, const char *two)
{
    struct rulebook *book = NULL;
    struct listing listing = {.cli = cli};
    struct error error;
    struct date first = DATE_NONE;
    struct date second = DATE_NONE;
    if (!read_day(cli, one, &first) || !read_day(cli, two, &second)) {
        return EXIT_USAGE;
    }
    if (!load_folder(cli, folder, &book, &error)) {
        return cli_fault(cli, &error);
    }
    cli_set(cli, "law", json_array());
    rulebook_diff(book, first, second, print_change, &listing);
    rulebook_close(book);
    if (listing.ended + listing.begun == 0) {
        CLI_PRINT(cli, RULES_NO_CHANGE, cli_date(first), cli_date(second));
    } else {
        CLI_PRINT(
            cli, RULES_DIFF_SUM, cli_date(first), cli_date(second), cli_number(listing.ended),
            cli_number(listing.begun));
    }
    cli_set_number(cli, "changes", listing.changes);
    return EXIT_DONE;
}
