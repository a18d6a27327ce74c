/* explain: a visit's verdict with its facts, rules, sources, both values of every comparison. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/verdict_words.h"
#include "engine/foundation/packed.h"
#include "engine/law/rulebook_flips.h"

struct explaining {
    struct cli *cli;
    int64_t visit;
    struct visit_row row;
    struct case_gatherer *gatherer;
    struct visit_case visit_case;
    struct rulebook *book;
    struct decider decider;
    struct verdict_reader *reader;
    struct verdict_record record;
    struct arena arena;
};

static void print_text(struct cli *cli, const char *text)
{
    cli_print_text(cli, text);
}

static struct slice or_dash(struct slice text)
{
    return text.size == 0 ? slice_of("-") : text;
}

/* ---- captures ---- */

static void print_value(struct cli *cli, enum field field, struct slice value)
{
    char line[LIMIT_FIELD_BYTES + 128];
    const char *label = cli->language == LANGUAGE_JAPANESE ? field_label(field) : field_name(field);
    char text[LIMIT_FIELD_BYTES + 1];
    unsigned choice = 0;
    if (!slice_copy_text(value, text, sizeof text)) {
        text[0] = '\0';
    }
    if (field_kind(field) == KIND_CHOICE &&
        domain_value_find(field_domain(field), value, &choice)) {
        (void)snprintf(
            text, sizeof text, "%s",
            domain_value_label(field_domain(field), choice, cli->language));
    }
    (void)snprintf(line, sizeof line, "  %s: %s", label, text);
    print_text(cli, line);
}

static void print_captures(struct explaining *explaining)
{
    struct cli *cli = explaining->cli;
    const struct evidence *evidence = &explaining->visit_case.situation.evidence;
    CLI_PRINT(cli, EXPLAIN_CAPTURES, NULL);
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (evidence_has(evidence, (enum field)i)) {
            print_value(cli, (enum field)i, evidence->values[i]);
        }
    }
}

/* ---- the answer, both values of each comparison ---- */

static void
compare(struct cli *cli, const char *label, struct slice here, struct slice there, unsigned match)
{
    char left[LIMIT_FIELD_BYTES + 1];
    char right[LIMIT_FIELD_BYTES + 1];
    if (!slice_copy_text(or_dash(here), left, sizeof left) ||
        !slice_copy_text(or_dash(there), right, sizeof right)) {
        return;
    }
    CLI_PRINT(
        cli, EXPLAIN_COMPARE, label, left, right,
        domain_value_label(DOMAIN_MATCH, match, cli->language));
}

static struct slice date_slice(struct date date, char text[DATE_TEXT])
{
    if (!date_is_some(date)) {
        return (struct slice){NULL, 0};
    }
    date_write(date, text);
    return slice_of(text);
}

static void compare_births(
    struct explaining *explaining,
    const struct qualification *result,
    struct date echoed)
{
    struct person here = situation_person(&explaining->visit_case.situation.evidence);
    char left[DATE_TEXT];
    char right[DATE_TEXT];
    compare(
        explaining->cli, fact_label(FACT_BIRTH_MATCH, explaining->cli->language),
        date_slice(here.birth, left),
        date_slice(result == NULL ? echoed : result->dates[ANSWER_BIRTH_DATE], right),
        explaining->visit_case.situation.answer.birth_match);
}

static void print_comparisons(struct explaining *explaining, const struct answer *answer)
{
    struct cli *cli = explaining->cli;
    const struct answer_facts *facts = &explaining->visit_case.situation.answer;
    const struct evidence *evidence = &explaining->visit_case.situation.evidence;
    const struct qualification *result =
        answer->qualification_count > 0 ? &answer->qualifications[0] : NULL;
    struct person here = situation_person(evidence);
    struct slice none = {NULL, 0};
    compare(
        cli, fact_label(FACT_NUMBER_MATCH, cli->language), evidence->values[FIELD_NUMBER],
        result == NULL ? answer->echo.identifiers.number : result->texts[ANSWER_NUMBER],
        facts->number_match);
    compare(
        cli, fact_label(FACT_NAME_MATCH, cli->language), here.kana,
        result == NULL ? none : result->texts[ANSWER_KANA_NAME], facts->name_match);
    compare_births(explaining, result, answer->echo.birth);
    compare(
        cli, fact_label(FACT_SEX_MATCH, cli->language),
        slice_of(domain_value_label(DOMAIN_SEX, here.sex, cli->language)),
        slice_of(domain_value_label(
            DOMAIN_SEX, result == NULL ? SEX_UNRECORDED : result->sex, cli->language)),
        facts->sex_match);
}

static bool print_answer(struct explaining *explaining, struct error *error)
{
    struct cli *cli = explaining->cli;
    const struct answer_row *row = &explaining->visit_case.answer;
    struct answer answer;
    char line[256];
    CLI_PRINT(cli, EXPLAIN_ANSWER, NULL);
    if (!explaining->visit_case.has_answer) {
        CLI_PRINT(cli, EXPLAIN_NO_ANSWER, NULL);
        return true;
    }
    if (!answers_open(cases_cache(explaining->gatherer), row, &answer, error)) {
        return false;
    }
    (void)snprintf(
        line, sizeof line, "  %s / %s / %s %s",
        domain_value_label(DOMAIN_VALIDITY, answer.validity, cli->language),
        domain_value_label(DOMAIN_DELIVERY, answer.delivery, cli->language),
        domain_label(DOMAIN_CONFIRMED_FOR, cli->language), cli_date(answer.confirmed_for));
    print_text(cli, line);
    print_comparisons(explaining, &answer);
    return true;
}

/* ---- rules ---- */

static void print_rule(struct explaining *explaining, const char *id)
{
    struct cli *cli = explaining->cli;
    const struct rule *rule = rulebook_find_rule(explaining->book, id);
    if (rule == NULL) {
        CLI_PRINT(cli, EXPLAIN_RULE, id, "-");
        return;
    }
    CLI_PRINT(cli, EXPLAIN_RULE, id, rule_says(rule, cli->language));
    for (size_t i = 0; i < rule->citation_count; i++) {
        const struct rule_citation *citation = &rule->citations[i];
        CLI_PRINT(
            cli, EXPLAIN_SOURCE, citation->source->title, citation->page, citation->source->date);
    }
    CLI_PRINT(
        cli, EXPLAIN_PERIOD, cli_date(rule->days.first), cli_date(rule->days.last),
        rule_state_label(rule->state, cli->language), rule_grade_label(rule->grade, cli->language));
}

static void print_rules(struct explaining *explaining)
{
    const struct verdict *verdict = &explaining->record.verdict;
    CLI_PRINT(explaining->cli, EXPLAIN_RULES, NULL);
    for (size_t i = 0; i < verdict->rule_count; i++) {
        print_rule(explaining, verdict->rules[i]);
    }
    if (verdict->problem[0] != '\0') {
        CLI_PRINT(explaining->cli, EXPLAIN_PROBLEM, verdict->problem);
    }
}

static void print_flip(void *context, const struct flip *flip)
{
    struct explaining *explaining = context;
    struct cli *cli = explaining->cli;
    unsigned path = explaining->decider.path_values[flip->outcome];
    CLI_PRINT(
        cli, EXPLAIN_FLIP, fact_label(flip->fact, cli->language),
        domain_value_label(fact_domain(flip->fact), flip->value, cli->language),
        domain_value_label(DOMAIN_PATH, path, cli->language));
}

static void print_flips(struct explaining *explaining)
{
    const struct verdict *verdict = &explaining->record.verdict;
    CLI_PRINT(explaining->cli, EXPLAIN_FLIPS, NULL);
    rulebook_flips(
        explaining->book, explaining->decider.table, &verdict->facts, explaining->row.day,
        deciding_claim_month(explaining->row.day), explaining->decider.path_field, print_flip,
        explaining);
}

/* ---- the verdict ---- */

static void show_numbers(struct explaining *explaining)
{
    const struct verdict *verdict = &explaining->record.verdict;
    struct cli *cli = explaining->cli;
    const struct slice parts[] = {
        verdict->identifiers.insurer_number, verdict->identifiers.symbol,
        verdict->identifiers.number, verdict->identifiers.branch};
    char texts[4][LIMIT_FIELD_BYTES];
    if (verdict->identifiers.number.size == 0) {
        return;
    }
    for (size_t i = 0; i < 4; i++) {
        if (!slice_copy_text(or_dash(parts[i]), texts[i], sizeof texts[i])) {
            texts[i][0] = '\0';
        }
    }
    CLI_PRINT(
        cli, EXPLAIN_NUMBERS, texts[0], texts[1], texts[2], texts[3],
        domain_value_label(DOMAIN_CLAIM_NUMBERS, verdict->numbers, cli->language));
}

static void print_head(struct explaining *explaining)
{
    struct cli *cli = explaining->cli;
    const struct verdict *verdict = &explaining->record.verdict;
    char missing[512];
    CLI_PRINT(
        cli, EXPLAIN_HEAD, cli_visit(explaining->visit), cli_date(explaining->row.day),
        domain_value_label(DOMAIN_PATH, verdict->path, cli->language));
    if (verdict->next != NEXT_NONE) {
        CLI_PRINT(cli, EXPLAIN_NEXT, domain_value_label(DOMAIN_NEXT, verdict->next, cli->language));
    }
    words_missing(cli, verdict->missing_items, missing, sizeof missing);
    if (missing[0] != '\0' && verdict->path == PATH_HELD) {
        CLI_PRINT(cli, WORK_MISSING, missing);
    }
    cli_set_number(cli, "visit", explaining->visit);
    cli_set_text(cli, "path", domain_value_name(DOMAIN_PATH, verdict->path));
    cli_set_text(cli, "next", domain_value_name(DOMAIN_NEXT, verdict->next));
}

static void set_rules(struct explaining *explaining)
{
    const struct verdict *verdict = &explaining->record.verdict;
    json_t *rules = json_array();
    json_t *facts = json_object();
    for (size_t i = 0; i < verdict->rule_count; i++) {
        (void)json_array_append_new(rules, json_string(verdict->rules[i]));
    }
    for (unsigned i = 0; i < FACT_COUNT; i++) {
        (void)json_object_set_new(
            facts, fact_name((enum fact)i),
            json_string(domain_value_name(fact_domain((enum fact)i), verdict->facts.values[i])));
    }
    cli_set(explaining->cli, "rules", rules);
    cli_set(explaining->cli, "facts", facts);
}

/* Who opened whose record is part of the journal (decision 26). */
static bool note_access(struct explaining *explaining, struct error *error)
{
    enum {
        ACCESS_FORMAT = 1,
        ACCESS_TAG_VISIT = 1
    };
    struct store *store = explaining->cli->store;
    struct visit_reference reference;
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    char text[REFERENCE_TEXT];
    int64_t entry = 0;
    bool done =
        visits_reference(store, explaining->visit, &reference, error) && store_begin(store, error);
    if (done) {
        reference_write(&reference, text);
        done = packed_begin(&body, ACCESS_FORMAT, error) &&
               packed_add_text(&body, ACCESS_TAG_VISIT, text, error) &&
               journal_append(
                   store, ENTRY_RECORD_OPENED, RETAIN_HOUSEKEEPING, MONTH_NONE, buffer_slice(&body),
                   &entry, error) &&
               store_commit(store, error);
    }
    store_rollback(store);
    buffer_close(&body);
    return done;
}

static bool explain_verdict(struct explaining *explaining, struct error *error)
{
    struct verdict_row row;
    bool found = false;
    if (!verdicts_get(explaining->cli->store, explaining->visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        CLI_PRINT(explaining->cli, EXPLAIN_UNDECIDED, NULL);
        print_captures(explaining);
        return print_answer(explaining, error);
    }
    if (!verdicts_open(explaining->reader, &row, &explaining->arena, &explaining->record, error)) {
        return false;
    }
    print_head(explaining);
    show_numbers(explaining);
    print_captures(explaining);
    if (!print_answer(explaining, error)) {
        return false;
    }
    print_rules(explaining);
    print_flips(explaining);
    set_rules(explaining);
    return true;
}

static bool explain(struct explaining *explaining, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    struct store *store = explaining->cli->store;
    struct rulebook_identity identity;
    bool found = false;
    if (!visits_get(store, explaining->visit, &explaining->row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, explaining->visit);
    }
    return note_access(explaining, error) &&
           rulebooks_load(store, &explaining->book, &identity, error) &&
           decider_open(explaining->book, false, &explaining->decider, error) &&
           cases_open(store, always, &explaining->gatherer, error) &&
           cases_of_visit(
               explaining->gatherer, explaining->visit, &explaining->visit_case, error) &&
           verdict_reader_open(
               store, cases_cache(explaining->gatherer), &explaining->reader, error) &&
           explain_verdict(explaining, error);
}

int cmd_explain(struct cli *cli)
{
    static struct explaining explaining; /* large: not for the stack */
    const char *words[1] = {NULL};
    struct error error;
    size_t count = 0;
    bool done = false;
    memset(&explaining, 0, sizeof explaining);
    explaining.cli = cli;
    explaining.arena = arena_open(LIMIT_PART_BYTES);
    if (!cli_options(cli, NULL, 0, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (words[0] == NULL || !cli_read_visit(words[0], &explaining.visit)) {
        CLI_TELL(cli, MISSING_ARGUMENT, "V12");
        return EXIT_USAGE;
    }
    done = cli_unlock(cli, &error) && explain(&explaining, &error);
    verdict_reader_close(explaining.reader);
    cases_close(explaining.gatherer);
    rulebook_close(explaining.book);
    arena_close(&explaining.arena);
    return done ? EXIT_DONE : cli_fault(cli, &error);
}
