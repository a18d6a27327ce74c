/*
 * rules manual: the whole rulebook as a text for the desk, in the language asked for.
 *
 * Nothing in it is written by hand: sentences, days, conditions and sources come from the tables, so
 * that docs/RULES.ja.md is right as long as it equals what this prints.
 */
#include <stdio.h>
#include <string.h>

#include "cli/rules_folder.h"
#include "cli/rules_words.h"
#include "engine/foundation/date_read.h"

enum {
    MANUAL_TEXT = 4096
};

struct manual {
    struct cli *cli;
    const struct rulebook *book;
};

static void append(char *text, const char *word)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, MANUAL_TEXT - used, "%s", word);
}

static void append_filled(
    const struct manual *manual,
    char *text,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    size_t used = strlen(text);
    wording_fill(
        message_wording(message, manual->cli->language), arguments, count, text + used,
        MANUAL_TEXT - used);
}

/* "次にすること「...」" */
static void append_outcome(
    const struct manual *manual,
    const struct outcome_field *field,
    const struct outcome_value *value,
    char *text)
{
    const char *label = rules_outcome_label(manual->cli, field, value);
    append(text, outcome_field_label(field, manual->cli->language));
    append_filled(manual, text, MESSAGE_ID_MANUAL_VALUE, &label, 1);
}

/* ---- when ---- */

static unsigned count_bits(uint64_t bits)
{
    unsigned count = 0;
    for (; bits != 0; bits &= bits - 1) {
        count++;
    }
    return count;
}

/* Of many values the few that are left out are named. */
static void
append_fact(const struct manual *manual, const struct table_fact *fact, uint64_t values, char *text)
{
    enum language language = manual->cli->language;
    uint64_t others = table_fact_whole(fact) & ~values;
    bool except = count_bits(others) * 2 < count_bits(values);
    uint64_t named = except ? others : values;
    static char list[MANUAL_TEXT]; /* large: not for the stack */
    const char *arguments[2] = {table_fact_label(fact, language), list};
    list[0] = '\0';
    for (unsigned v = 0; v < fact->size; v++) {
        const char *label = table_fact_value_label(fact, v, language);
        if ((named >> v & 1U) != 0) {
            append_filled(manual, list, MESSAGE_ID_MANUAL_VALUE, &label, 1);
        }
    }
    append_filled(
        manual, text, except ? MESSAGE_ID_MANUAL_EXCEPT : MESSAGE_ID_MANUAL_IS, arguments, 2);
}

static void print_when(const struct manual *manual, const struct rule *rule)
{
    char text[MANUAL_TEXT] = "";
    for (size_t i = 0; i < rule->table->fact_count; i++) {
        if (rule->when[i] != table_fact_whole(&rule->table->facts[i])) {
            append(
                text, text[0] == '\0'
                          ? ""
                          : message_wording(MESSAGE_ID_MANUAL_COMMA, manual->cli->language));
            append_fact(manual, &rule->table->facts[i], rule->when[i], text);
        }
    }
    if (text[0] == '\0') {
        append_filled(manual, text, MESSAGE_ID_MANUAL_ALWAYS, NULL, 0);
    }
    CLI_PRINT(manual->cli, MANUAL_WHEN, text);
}

/* ---- days and sources ---- */

static void print_days(const struct manual *manual, const struct rule *rule)
{
    const char *standing = rule_state_label(rule->state, manual->cli->language);
    const char *first = cli_date(rule->days.first);
    const char *last = cli_date(rule->days.last);
    if (date_is_some(rule->days.last)) {
        CLI_PRINT(manual->cli, MANUAL_DAYS, first, last, standing);
    } else if (date_is_some(rule->days.first)) {
        CLI_PRINT(manual->cli, MANUAL_DAYS_FROM, first, standing);
    }
}

static void print_months(const struct manual *manual, const struct rule *rule)
{
    const char *standing = rule_state_label(rule->state, manual->cli->language);
    const char *first = cli_month(rule->months.first);
    const char *last = cli_month(rule->months.last);
    if (month_is_some(rule->months.first) && month_is_some(rule->months.last)) {
        CLI_PRINT(manual->cli, MANUAL_MONTHS, first, last, standing);
    } else if (month_is_some(rule->months.first)) {
        CLI_PRINT(manual->cli, MANUAL_MONTHS_FROM, first, standing);
    } else if (month_is_some(rule->months.last)) {
        CLI_PRINT(manual->cli, MANUAL_MONTHS_TO, last, standing);
    }
}

static void print_sources(
    const struct manual *manual,
    const struct rule_citation *citations,
    size_t count,
    enum rule_grade grade,
    struct date reviewed)
{
    char text[MANUAL_TEXT] = "";
    for (size_t i = 0; i < count; i++) {
        append(text, i == 0 ? "" : message_wording(MESSAGE_ID_MANUAL_COMMA, manual->cli->language));
        append(text, citations[i].source->id);
        append(text, citations[i].page[0] == '\0' ? "" : " ");
        append(text, citations[i].page);
    }
    CLI_PRINT(
        manual->cli, MANUAL_SOURCES, text, rule_grade_label(grade, manual->cli->language),
        cli_date(reviewed));
}

/* ---- rules, by outcome ---- */

static void print_rule(const struct manual *manual, const struct rule *rule)
{
    const struct rule_table *table = rule->table;
    char rest[MANUAL_TEXT] = "";
    CLI_PRINT(manual->cli, MANUAL_RULE, rule->id, rule_says(rule, manual->cli->language));
    for (size_t field = 1; field < table->outcome_count; field++) {
        const struct outcome_value *value = &table->outcomes[field].values[rule->then[field]];
        if (strcmp(value->name, "none") != 0) {
            append(
                rest, rest[0] == '\0'
                          ? ""
                          : message_wording(MESSAGE_ID_MANUAL_COMMA, manual->cli->language));
            append_outcome(manual, &table->outcomes[field], value, rest);
        }
    }
    if (rest[0] != '\0') {
        CLI_PRINT(manual->cli, MANUAL_THEN, rest);
    }
    print_when(manual, rule);
    print_days(manual, rule);
    print_months(manual, rule);
    print_sources(manual, rule->citations, rule->citation_count, rule->grade, rule->reviewed);
}

static void
print_outcome(const struct manual *manual, const struct rule_table *table, unsigned value)
{
    bool any = false;
    for (size_t r = 0; r < table->rule_count; r++) {
        const struct rule *rule = &table->rules[r];
        if (rule->impossible || rule->then[0] != value) {
            continue;
        }
        if (!any) {
            CLI_PRINT(
                manual->cli, MANUAL_OUTCOME,
                outcome_field_label(&table->outcomes[0], manual->cli->language),
                rules_outcome_label(
                    manual->cli, &table->outcomes[0], &table->outcomes[0].values[value]));
        }
        any = true;
        print_rule(manual, rule);
    }
}

static void print_impossible(const struct manual *manual, const struct rule_table *table)
{
    if (table->impossible_count == 0) {
        return;
    }
    CLI_PRINT(manual->cli, MANUAL_IMPOSSIBLE, NULL);
    for (size_t r = 0; r < table->rule_count; r++) {
        if (table->rules[r].impossible) {
            CLI_PRINT(
                manual->cli, MANUAL_RULE, table->rules[r].id,
                rule_says(&table->rules[r], manual->cli->language));
        }
    }
}

/* ---- tables ---- */

static const char *question(const struct manual *manual, const struct rule_table *table)
{
    return manual->cli->language == LANGUAGE_JAPANESE ? table->question : table->english;
}

static void print_facts(const struct manual *manual, const struct rule_table *table)
{
    char text[MANUAL_TEXT] = "";
    for (size_t i = 0; i < table->fact_count; i++) {
        const struct table_fact *fact = &table->facts[i];
        append(text, i == 0 ? "" : message_wording(MESSAGE_ID_MANUAL_COMMA, manual->cli->language));
        append(text, table_fact_label(fact, manual->cli->language));
    }
    CLI_PRINT(manual->cli, MANUAL_FACTS, text);
}

static void print_table(const struct manual *manual, const struct rule_table *table)
{
    CLI_PRINT(
        manual->cli, MANUAL_TABLE, cli_number((int64_t)table->number + 1), question(manual, table),
        table->name);
    print_facts(manual, table);
    if (table->axis == TABLE_AXIS_VISIT_DATE) {
        CLI_PRINT(manual->cli, MANUAL_BY_DAY, cli_date(table->floor_date));
    } else {
        CLI_PRINT(manual->cli, MANUAL_BY_MONTH, cli_month(table->floor_month));
    }
    for (unsigned v = 0; v < table->outcomes[0].size; v++) {
        print_outcome(manual, table, v);
    }
    print_impossible(manual, table);
}

/* ---- the rest of the book ---- */

static void print_measures(const struct manual *manual)
{
    CLI_PRINT(manual->cli, MANUAL_MEASURES, NULL);
    for (size_t i = 0; i < rulebook_measure_count(manual->book); i++) {
        const struct rule_measure *row = rulebook_measure(manual->book, i);
        bool japanese = manual->cli->language == LANGUAGE_JAPANESE;
        CLI_PRINT(
            manual->cli, MANUAL_MEASURE, japanese ? row->says : row->english, cli_date(row->last),
            row->name);
        print_sources(manual, row->citations, row->citation_count, row->grade, row->reviewed);
    }
}

static void print_parameters(const struct manual *manual)
{
    CLI_PRINT(manual->cli, MANUAL_PARAMETERS, NULL);
    for (size_t i = 0; i < rulebook_parameter_count(manual->book); i++) {
        const struct rule_parameter *row = rulebook_parameter(manual->book, i);
        bool japanese = manual->cli->language == LANGUAGE_JAPANESE;
        CLI_PRINT(
            manual->cli, MANUAL_PARAMETER, japanese ? row->says : row->english, row->value,
            row->name, row->key, cli_date(row->days.first),
            date_is_some(row->days.last) ? cli_date(row->days.last) : "",
            row->citations[0].source->id);
    }
}

static void print_books_sources(const struct manual *manual)
{
    CLI_PRINT(manual->cli, MANUAL_ALL_SOURCES, NULL);
    for (size_t i = 0; i < rulebook_source_count(manual->book); i++) {
        const struct rule_source *row = rulebook_source(manual->book, i);
        CLI_PRINT(
            manual->cli, MANUAL_SOURCE, row->id, row->title, row->issuer, row->number, row->date,
            row->in_force, source_seen_label(row->seen, manual->cli->language), row->link);
    }
}

static void print_head(const struct manual *manual)
{
    size_t counts[RULE_GRADE_COUNT] = {0};
    size_t rules = 0;
    for (size_t t = 0; t < rulebook_table_count(manual->book); t++) {
        const struct rule_table *table = rulebook_table(manual->book, t);
        for (size_t r = 0; r < table->rule_count; r++) {
            rules += table->rules[r].impossible ? 0 : 1;
            counts[table->rules[r].grade] += table->rules[r].impossible ? 0 : 1;
        }
    }
    CLI_PRINT(manual->cli, MANUAL_TITLE, NULL);
    CLI_PRINT(
        manual->cli, MANUAL_HEAD, cli_number((int64_t)rulebook_table_count(manual->book)),
        cli_number((int64_t)rules));
    CLI_PRINT(
        manual->cli, MANUAL_GRADES, cli_number((int64_t)counts[RULE_GRADE_PRIMARY]),
        cli_number((int64_t)counts[RULE_GRADE_SECONDARY]),
        cli_number((int64_t)counts[RULE_GRADE_INFERRED]),
        cli_number((int64_t)counts[RULE_GRADE_RECALLED]));
    CLI_PRINT(manual->cli, MANUAL_MEANING, NULL);
    CLI_PRINT(manual->cli, MANUAL_CITED, NULL);
    CLI_PRINT(manual->cli, MANUAL_PERIODS, NULL);
    CLI_PRINT(manual->cli, MANUAL_CONTENTS, NULL);
    for (size_t t = 0; t < rulebook_table_count(manual->book); t++) {
        const struct rule_table *table = rulebook_table(manual->book, t);
        CLI_PRINT(manual->cli, MANUAL_CONTENT, cli_number((int64_t)t + 1), question(manual, table));
    }
}

int rules_manual(struct cli *cli, const char *folder)
{
    static struct rules_folder files; /* large: not for the stack */
    struct manual manual = {.cli = cli};
    struct rulebook *book = NULL;
    struct error error;
    bool done = rules_folder_read(cli, folder, &files, &error) &&
                rulebook_load(files.files, files.count, &book, &error);
    rules_folder_close(&files);
    if (!done) {
        return cli_fault(cli, &error);
    }
    manual.book = book;
    print_head(&manual);
    for (size_t t = 0; t < rulebook_table_count(book); t++) {
        print_table(&manual, rulebook_table(book, t));
    }
    print_measures(&manual);
    print_parameters(&manual);
    print_books_sources(&manual);
    rulebook_close(book);
    return EXIT_DONE;
}
