/* rules: check, test, at, diff, ask, manual, whatif, adopt. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/rules_folder.h"
#include "cli/rules_words.h"
#include "cli/whatif.h"
#include "engine/foundation/date_read.h"
#include "engine/law/rulebook_diff.h"
#include "engine/storage/rulebooks.h"

/* ---- findings of the proof in words ---- */

enum {
    FACTS_TEXT = 1024,
    RULES_WORDS = 32
};

static void append_word(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s", word);
}

/* "持参したもの=カード|なし、..." of the facts that the finding names. */
static void
facts_text(const struct cli *cli, const struct proof_finding *finding, char text[FACTS_TEXT])
{
    text[0] = '\0';
    for (size_t i = 0; i < finding->table->fact_count; i++) {
        const struct table_fact *fact = &finding->table->facts[i];
        bool first = true;
        if (!proof_names_fact(finding, i)) {
            continue;
        }
        append_word(text, FACTS_TEXT, text[0] == '\0' ? "" : ", ");
        append_word(text, FACTS_TEXT, table_fact_label(fact, cli->language));
        for (unsigned value = 0; value < fact->size; value++) {
            if ((finding->values[i] >> value & 1U) != 0) {
                append_word(text, FACTS_TEXT, first ? "=" : "|");
                append_word(text, FACTS_TEXT, table_fact_value_label(fact, value, cli->language));
                first = false;
            }
        }
    }
}

static void print_finding(void *context, const struct proof_finding *finding)
{
    const struct cli *cli = context;
    char text[FACTS_TEXT];
    facts_text(cli, finding, text);
    switch (finding->kind) {
    case PROOF_GAP:
        CLI_PRINT(cli, RULES_GAP, finding->table->name, cli_date(finding->visit_date), text);
        break;
    case PROOF_OVERLAP:
        CLI_PRINT(
            cli, RULES_OVERLAP, finding->rule->id, finding->other->id,
            cli_date(finding->visit_date), text);
        break;
    case PROOF_UNREACHABLE:
        CLI_PRINT(cli, RULES_UNREACHABLE, finding->rule->id);
        break;
    }
}

/* What rests on a conclusion of ours or on memory: rules, values and ends of measures. */
static void
print_unsure(struct cli *cli, const struct rulebook *book, const struct proof_summary *summary)
{
    size_t rules =
        summary->rules_by_grade[RULE_GRADE_INFERRED] + summary->rules_by_grade[RULE_GRADE_RECALLED];
    size_t values = 0;
    size_t measures = 0;
    for (size_t i = 0; i < rulebook_parameter_count(book); i++) {
        values += rulebook_parameter(book, i)->grade >= RULE_GRADE_INFERRED ? 1 : 0;
    }
    for (size_t i = 0; i < rulebook_measure_count(book); i++) {
        measures += rulebook_measure(book, i)->grade >= RULE_GRADE_INFERRED ? 1 : 0;
    }
    CLI_PRINT(
        cli, RULES_UNSURE, cli_number((int64_t)rules), cli_number((int64_t)values),
        cli_number((int64_t)measures));
    cli_set_number(cli, "unsure_rules", (int64_t)rules);
    cli_set_number(cli, "unsure_values", (int64_t)values);
}

static void print_summary(struct cli *cli, const struct proof_summary *summary)
{
    CLI_PRINT(
        cli, RULES_CHECKED, cli_number((int64_t)summary->tables),
        cli_number((int64_t)summary->rules), cli_number((int64_t)summary->situations));
    CLI_PRINT(
        cli, RULES_GRADES, cli_number((int64_t)summary->rules_by_grade[RULE_GRADE_PRIMARY]),
        cli_number((int64_t)summary->rules_by_grade[RULE_GRADE_SECONDARY]),
        cli_number((int64_t)summary->rules_by_grade[RULE_GRADE_INFERRED]),
        cli_number((int64_t)summary->rules_by_grade[RULE_GRADE_RECALLED]));
    if (proof_is_clean(summary)) {
        CLI_PRINT(cli, RULES_CLEAN, NULL);
    }
    cli_set_number(cli, "tables", (int64_t)summary->tables);
    cli_set_number(cli, "rules", (int64_t)summary->rules);
    cli_set_number(cli, "situations", (int64_t)summary->situations);
    cli_set_number(cli, "gaps", (int64_t)summary->gaps);
    cli_set_number(cli, "overlaps", (int64_t)summary->overlaps);
    cli_set_number(cli, "unreachable", (int64_t)summary->unreachable);
}

/* ---- check, adopt ---- */

static struct rules_folder folder_now; /* large: not for the stack */

static int check(struct cli *cli, const char *path)
{
    struct rulebook *book = NULL;
    struct proof_summary summary = {0};
    struct error error;
    bool done = rules_folder_read(cli, path, &folder_now, &error) &&
                rules_folder_prove(&folder_now, &book, &summary, print_finding, cli, &error);
    rules_folder_close(&folder_now);
    if (!done) {
        rulebook_close(book);
        return cli_fault(cli, &error);
    }
    print_summary(cli, &summary);
    print_unsure(cli, book, &summary);
    rulebook_close(book);
    return proof_is_clean(&summary) ? EXIT_DONE : EXIT_REFUSED;
}

static bool adopt_folder(struct cli *cli, bool *adopted, struct error *error)
{
    if (!store_begin(cli->store, error)) {
        return false;
    }
    if (!rulebooks_adopt(cli->store, folder_now.files, folder_now.count, adopted, error)) {
        store_rollback(cli->store);
        return false;
    }
    return store_commit(cli->store, error);
}

static int adopt(struct cli *cli, const char *path)
{
    struct rulebook *book = NULL;
    struct proof_summary summary = {0};
    struct error error;
    bool adopted = false;
    bool done = rules_folder_read(cli, path, &folder_now, &error) &&
                rules_folder_prove(&folder_now, &book, &summary, print_finding, cli, &error) &&
                (proof_is_clean(&summary) || error_set(&error, FAULT_RULES_UNPROVED)) &&
                cli_unlock(cli, &error) && adopt_folder(cli, &adopted, &error);
    rulebook_close(book);
    rules_folder_close(&folder_now);
    if (!done) {
        return cli_fault(cli, &error);
    }
    if (adopted) {
        CLI_PRINT(cli, RULES_ADOPTED, path);
    } else {
        CLI_PRINT(cli, RULES_SAME, NULL);
    }
    return EXIT_DONE;
}

/* ---- at, diff ---- */

static bool
load_folder(struct cli *cli, const char *path, struct rulebook **book, struct error *error)
{
    bool done = rules_folder_read(cli, path, &folder_now, error) &&
                rulebook_load(folder_now.files, folder_now.count, book, error);
    rules_folder_close(&folder_now);
    return done;
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

static void print_row(void *context, const struct law_row *row)
{
    struct cli *cli = context;
    const char *id = "";
    const char *says = "";
    row_words(cli, row, &id, &says);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "law"), json_pack("{s:s,s:s}", "id", id, "says", says));
    }
    CLI_PRINT(cli, EXPLAIN_RULE, id, says);
}

static void print_law(struct cli *cli, const struct law_row *row)
{
    if (row->rule != NULL) {
        rules_print_rule(cli, row->rule);
        return;
    }
    CLI_PRINT(cli, EXPLAIN_RULE, row->parameter->name, row->parameter->value);
    CLI_PRINT(
        cli, EXPLAIN_PERIOD, cli_date(row->parameter->days.first),
        cli_date(row->parameter->days.last), row->parameter->key,
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

/* Both sides in full, so that the words can be read without the tables. */
static void print_change(struct cli *cli, const struct law_change *change)
{
    if (change->kind != LAW_CHANGE_CAME) {
        CLI_PRINT(cli, RULES_WENT, NULL);
        print_law(cli, &change->before);
    }
    if (change->kind != LAW_CHANGE_WENT) {
        if (change->kind == LAW_CHANGE_REPLACED) {
            CLI_PRINT(cli, RULES_CHANGED, NULL);
        } else {
            CLI_PRINT(cli, RULES_CAME, NULL);
        }
        print_law(cli, &change->after);
    }
    set_change(cli, change);
}

struct counting {
    struct cli *cli;
    int64_t changes;
};

static void count_change(void *context, const struct law_change *change)
{
    struct counting *counting = context;
    counting->changes++;
    print_change(counting->cli, change);
}

static bool read_day(const struct cli *cli, const char *word, struct date *day)
{
    if (word != NULL && date_read(slice_of(word), day)) {
        return true;
    }
    CLI_TELL(cli, OPTION_VALUE, cli->command, word == NULL ? "" : word);
    return false;
}

static int at(struct cli *cli, const char *path, const char *word)
{
    struct rulebook *book = NULL;
    struct error error;
    struct date day = DATE_NONE;
    if (!read_day(cli, word, &day)) {
        return EXIT_USAGE;
    }
    if (!load_folder(cli, path, &book, &error)) {
        return cli_fault(cli, &error);
    }
    cli_set(cli, "law", json_array());
    rulebook_at(book, day, print_row, cli);
    rulebook_close(book);
    return EXIT_DONE;
}

static int diff(struct cli *cli, const char *path, const char *one, const char *two)
{
    struct rulebook *book = NULL;
    struct error error;
    struct date first = DATE_NONE;
    struct date second = DATE_NONE;
    struct counting counting = {cli, 0};
    if (!read_day(cli, one, &first) || !read_day(cli, two, &second)) {
        return EXIT_USAGE;
    }
    if (!load_folder(cli, path, &book, &error)) {
        return cli_fault(cli, &error);
    }
    cli_set(cli, "law", json_array());
    rulebook_diff(book, first, second, count_change, &counting);
    rulebook_close(book);
    if (counting.changes == 0) {
        CLI_PRINT(cli, RULES_NO_CHANGE, cli_date(first), cli_date(second));
    }
    cli_set_number(cli, "changes", counting.changes);
    return EXIT_DONE;
}

/* ---- the command ---- */

int cmd_rules(struct cli *cli)
{
    const char *words[RULES_WORDS] = {"check"};
    const char *path = rules_folder_default(cli);
    const char *visit_date = NULL;
    const char *date = NULL;
    const char *claim_month = NULL;
    const struct option options[] = {
        {"--rules", &path, NULL},
        {"--visit-date", &visit_date, NULL},
        {"--date", &date, NULL},
        {"--claim-month", &claim_month, NULL},
    };
    size_t count = 0;
    if (!cli_options(cli, options, 4, words, RULES_WORDS, &count)) {
        return EXIT_USAGE;
    }
    if (strcmp(words[0], "check") == 0) {
        return check(cli, words[1] == NULL ? path : words[1]);
    }
    if (strcmp(words[0], "adopt") == 0) {
        return adopt(cli, words[1] == NULL ? path : words[1]);
    }
    if (strcmp(words[0], "at") == 0) {
        return at(cli, path, words[1]);
    }
    if (strcmp(words[0], "diff") == 0) {
        return diff(cli, path, words[1], words[2]);
    }
    if (strcmp(words[0], "test") == 0) {
        return rules_test(cli, words[1] == NULL ? path : words[1]);
    }
    if (strcmp(words[0], "manual") == 0) {
        return rules_manual(cli, words[1] == NULL ? path : words[1]);
    }
    if (strcmp(words[0], "ask") == 0) {
        return rules_ask(cli, path, words + 1, count - 1, date, claim_month);
    }
    if (strcmp(words[0], "whatif") == 0) {
        return whatif_run(cli, words[1], visit_date);
    }
    CLI_TELL(cli, UNKNOWN_OPTION, words[0], cli->command);
    return EXIT_USAGE;
}
