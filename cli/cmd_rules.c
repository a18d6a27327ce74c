/* rules: check, test, at, diff, ask, manual, whatif, adopt. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/rules_folder.h"
#include "cli/rules_words.h"
#include "cli/whatif.h"
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
        return rules_at(cli, path, words[1]);
    }
    if (strcmp(words[0], "diff") == 0) {
        return rules_diff(cli, path, words[1], words[2]);
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
