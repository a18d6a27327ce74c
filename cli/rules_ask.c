#include "cli/rules_words.h"

#include <stdio.h>
#include <string.h>

#include "cli/rules_folder.h"
#include "engine/foundation/date_read.h"
#include "engine/law/day_fact.h"
#include "engine/law/rulebook_ask.h"

enum {
    WORDS_TEXT = 1024
};

struct asking {
    struct cli *cli;
    struct rulebook *book;
    const struct rule_table *table;
    struct ask ask;
    struct date day;
    struct month month;
    struct ask_answer answer;
};

static struct rules_folder folder_now; /* large: not for the stack */

/* ---- what is given ---- */

static void append(char *text, size_t size, const char *word)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, size - used, "%s%s", used == 0 ? "" : "、", word);
}

/* "card（マイナンバーカード）、..." */
static void list_values(const struct cli *cli, const struct table_fact *fact, char text[WORDS_TEXT])
{
    char word[256];
    text[0] = '\0';
    for (unsigned v = 0; v < fact->size; v++) {
        (void)snprintf(
            word, sizeof word, "%s（%s）", table_fact_value_name(fact, v),
            table_fact_value_label(fact, v, cli->language));
        append(text, WORDS_TEXT, word);
    }
}

static bool take_day_input(struct asking *asking, struct slice name, struct slice value)
{
    enum fact fact = FACT_COUNT;
    unsigned number = 0;
    if (!day_fact_find(name, &fact) ||
        !day_fact_value(asking->book, name, value, asking->day, &number)) {
        return false;
    }
    asking->ask.base[fact] = UINT64_C(1) << number;
    return true;
}

/* "brought=card", or several values with commas. */
static bool take_word(struct asking *asking, const char *word)
{
    struct slice whole = slice_of(word);
    size_t equals = slice_find_byte(whole, '=');
    struct slice name = slice_part(whole, 0, equals);
    struct slice rest = slice_part(whole, equals + 1, whole.size);
    struct table_fact fact;
    char text[WORDS_TEXT];
    if (equals < whole.size && take_day_input(asking, name, rest)) {
        return true;
    }
    if (equals >= whole.size || !ask_find_fact(asking->book, asking->table, name, &fact)) {
        CLI_TELL(asking->cli, RULES_ASK_FACT, word, asking->table->name);
        return false;
    }
    while (rest.size > 0) {
        size_t end = slice_find_byte(rest, ',');
        unsigned value = 0;
        if (!ask_find_value(&fact, slice_part(rest, 0, end), &value)) {
            list_values(asking->cli, &fact, text);
            CLI_TELL(asking->cli, RULES_ASK_VALUE, word, text);
            return false;
        }
        *ask_values(&asking->ask, &fact) |= UINT64_C(1) << value;
        rest = slice_part(rest, end + 1, rest.size);
    }
    return true;
}

static bool take_days(struct asking *asking, const char *day, const char *month)
{
    asking->day = date_of_utc_ms(world_now_ms(&asking->cli->world));
    if (day != NULL && !date_read(slice_of(day), &asking->day)) {
        CLI_TELL(asking->cli, OPTION_VALUE, "--date", day);
        return false;
    }
    asking->month = month_add(month_of(asking->day), 1);
    if (month != NULL && !month_read(slice_of(month), &asking->month)) {
        CLI_TELL(asking->cli, OPTION_VALUE, "--claim-month", month);
        return false;
    }
    return true;
}

/* ---- what the table says ---- */

const char *rules_outcome_label(
    const struct cli *cli,
    const struct outcome_field *field,
    const struct outcome_value *value)
{
    const char *label = outcome_value_label(value, cli->language);
    enum domain domain = DOMAIN_NONE;
    unsigned number = 0;
    if (strcmp(label, value->name) == 0 && domain_find(slice_of(field->name), &domain) &&
        domain_value_find(domain, slice_of(value->name), &number)) {
        return domain_value_label(domain, number, cli->language);
    }
    return label;
}

/* The first field always, of the others those that say something. */
static void print_outcome(const struct cli *cli, const struct rule *rule)
{
    char text[WORDS_TEXT] = "";
    for (size_t i = 0; i < rule->table->outcome_count && !rule->impossible; i++) {
        const struct outcome_field *field = &rule->table->outcomes[i];
        const struct outcome_value *value = &field->values[rule->then[i]];
        if (i == 0 || strcmp(value->name, "none") != 0) {
            append(text, sizeof text, rules_outcome_label(cli, field, value));
        }
    }
    if (text[0] != '\0') {
        CLI_PRINT(cli, RULES_OUTCOME, text);
    }
}

/* "title, number, page": what is not given leaves no gap. */
static void print_citation(const struct cli *cli, const struct rule_citation *citation)
{
    const char *const parts[] = {citation->source->title, citation->source->number, citation->page};
    char text[WORDS_TEXT] = "";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t used = strlen(text);
        if (parts[i][0] != '\0') {
            (void)snprintf(text + used, sizeof text - used, "%s%s", used == 0 ? "" : " ", parts[i]);
        }
    }
    CLI_PRINT(cli, EXPLAIN_SOURCE, text, citation->source->date);
}

const char *rules_last_day(const struct cli *cli, struct date last)
{
    return date_is_some(last) ? cli_date(last)
                              : message_wording(MESSAGE_ID_RULES_OPEN_END, cli->language);
}

void rules_print_rule(struct cli *cli, const struct rule *rule)
{
    CLI_PRINT(cli, EXPLAIN_RULE, rule->id, rule_says(rule, cli->language));
    print_outcome(cli, rule);
    for (size_t i = 0; i < rule->citation_count; i++) {
        print_citation(cli, &rule->citations[i]);
    }
    if (rule->impossible) {
        return;
    }
    if (month_is_some(rule->months.first) || month_is_some(rule->months.last)) {
        CLI_PRINT(cli, EXPLAIN_MONTHS, cli_month(rule->months.first), cli_month(rule->months.last));
    }
    if (date_is_some(rule->days.first) || date_is_some(rule->days.last)) {
        CLI_PRINT(
            cli, EXPLAIN_PERIOD, cli_date(rule->days.first), rules_last_day(cli, rule->days.last),
            rule_state_label(rule->state, cli->language),
            rule_grade_label(rule->grade, cli->language));
    }
}

static void print_needed(struct asking *asking)
{
    bool needed[FACT_COUNT];
    char text[WORDS_TEXT];
    ask_needed_facts(asking->book, asking->table, &asking->ask, asking->day, asking->month, needed);
    CLI_PRINT(asking->cli, RULES_ASK_OPEN, NULL);
    for (int f = 0; f < FACT_COUNT; f++) {
        const struct table_fact fact = {
            .base = (enum fact)f, .size = domain_size(fact_domain((enum fact)f))};
        if (needed[f]) {
            list_values(asking->cli, &fact, text);
            CLI_PRINT(
                asking->cli, RULES_ASK_NEEDED, fact_name((enum fact)f),
                fact_label((enum fact)f, asking->cli->language), text);
        }
    }
}

static json_t *sources_of(const struct rule *rule)
{
    json_t *sources = json_array();
    for (size_t i = 0; i < rule->citation_count; i++) {
        (void)json_array_append_new(sources, json_string(rule->citations[i].source->id));
    }
    return sources;
}

static json_t *outcome_of(const struct rule *rule)
{
    json_t *outcome = json_object();
    for (size_t field = 0; field < rule->table->outcome_count && !rule->impossible; field++) {
        const struct outcome_field *row = &rule->table->outcomes[field];
        (void)json_object_set_new(
            outcome, row->name, json_string(row->values[rule->then[field]].name));
    }
    return outcome;
}

static void set_answer(struct asking *asking, const struct ask_step *step)
{
    json_t *rules = json_array();
    const struct rule *rule = NULL;
    size_t from = 0;
    while ((rule = ask_step_next(step, &from)) != NULL) {
        (void)json_array_append_new(
            rules, json_pack(
                       "{s:s,s:s,s:o,s:o}", "id", rule->id, "says", rule->says, "outcome",
                       outcome_of(rule), "sources", sources_of(rule)));
    }
    cli_set_text(asking->cli, "table", asking->table->name);
    cli_set_text(asking->cli, "kind", ruling_kind_name(step->kind));
    cli_set(asking->cli, "rules", rules);
}

static int print_answer(struct asking *asking)
{
    struct cli *cli = asking->cli;
    const struct ask_step *step = NULL;
    const struct rule *rule = NULL;
    enum ruling_kind why = RULING_RULED;
    size_t from = 0;
    rulebook_ask(
        asking->book, asking->table, &asking->ask, asking->day, asking->month, &asking->answer);
    step = ask_answer_last(&asking->answer);
    CLI_PRINT(
        cli, RULES_ASK_HEAD,
        cli->language == LANGUAGE_JAPANESE ? asking->table->question : asking->table->english,
        cli_date(asking->day), cli_month(asking->month));
    if (step->count == 0) {
        CLI_PRINT(cli, RULES_ASK_NONE, ruling_kind_label(step->kind, cli->language));
    }
    while ((rule = ask_step_next(step, &from)) != NULL) {
        rules_print_rule(cli, rule);
    }
    if (step->count > 1) {
        print_needed(asking);
    }
    set_answer(asking, step);
    if (!ask_answer_is_proved(&asking->answer, &why)) {
        CLI_TELL(cli, RULES_ASK_UNPROVED, ruling_kind_label(why, cli->language));
        return EXIT_PEOPLE;
    }
    return step->count == 1 ? EXIT_DONE : EXIT_PEOPLE;
}

static void tell_tables(const struct asking *asking, const char *word)
{
    char text[WORDS_TEXT] = "";
    for (size_t t = 0; t < rulebook_table_count(asking->book); t++) {
        append(text, sizeof text, rulebook_table(asking->book, t)->name);
    }
    CLI_TELL(asking->cli, RULES_ASK_TABLE, word, text);
}

static int ask_book(struct asking *asking, const char *const *words, size_t count)
{
    asking->table = rulebook_find_table(asking->book, words[0] == NULL ? "" : words[0]);
    if (asking->table == NULL) {
        tell_tables(asking, words[0] == NULL ? "" : words[0]);
        return EXIT_USAGE;
    }
    for (size_t i = 1; i < count; i++) {
        if (!take_word(asking, words[i])) {
            return EXIT_USAGE;
        }
    }
    return print_answer(asking);
}

int rules_ask(
    struct cli *cli,
    const char *folder,
    const char *const *words,
    size_t count,
    const char *day,
    const char *month)
{
    static struct asking asking; /* large: not for the stack */
    struct error error;
    bool done = false;
    int code = EXIT_USAGE;
    memset(&asking, 0, sizeof asking);
    asking.cli = cli;
    if (!take_days(&asking, day, month)) {
        return EXIT_USAGE;
    }
    done = rules_folder_read(cli, folder, &folder_now, &error) &&
           rulebook_load(folder_now.files, folder_now.count, &asking.book, &error);
    rules_folder_close(&folder_now);
    if (!done) {
        return cli_fault(cli, &error);
    }
    code = ask_book(&asking, words, count);
    rulebook_close(asking.book);
    return code;
}
