/* explain: a visit's verdict with its facts, rules, sources, both values of every comparison. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/explain_beside.h"
#include "cli/explain_captures.h"
#include "cli/explain_gone.h"
#include "cli/explain_notes.h"
#include "cli/explain_raw.h"
#include "cli/explain_site.h"
#include "cli/rules_words.h"
#include "cli/verdict_words.h"
#include "engine/foundation/fold_steps.h"
#include "engine/law/rulebook_flips.h"
#include "engine/storage/acts.h"

enum {
    FLIP_TEXT = 1024,
    STEPS_TEXT = 256
};

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
    bool is_raw;
};

static struct slice or_dash(struct slice text)
{
    return text.size == 0 ? slice_of("-") : text;
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

/* What was evened out between both values before they were called equal or doubtful. */
static void print_steps(const struct cli *cli, unsigned steps, unsigned match)
{
    char text[STEPS_TEXT] = "";
    for (int step = 0; step < FOLD_STEP_COUNT; step++) {
        size_t used = strlen(text);
        if ((steps >> (unsigned)step & 1U) != 0) {
            (void)snprintf(
                text + used, sizeof text - used, "%s%s", used == 0 ? "" : "、",
                fold_step_label((enum fold_step)step, cli->language));
        }
    }
    if (text[0] != '\0' && match != MATCH_DIFFERENT) {
        CLI_PRINT(cli, EXPLAIN_FOLDED, text);
    }
}

/* Symbol and number with their folding; the insurer's number is compared digit by digit. */
static void compare_numbers(struct explaining *explaining, const struct identifiers *there)
{
    const struct evidence *evidence = &explaining->visit_case.situation.evidence;
    unsigned match = explaining->visit_case.situation.answer.number_match;
    struct cli *cli = explaining->cli;

    const struct {
        enum field field;
        struct slice there;
    } pairs[] = {
        {FIELD_INSURER_NUMBER, there->insurer_number},
        {FIELD_SYMBOL, there->symbol},
        {FIELD_BRANCH, there->branch},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct slice here = evidence->values[pairs[i].field];
        char left[LIMIT_FIELD_BYTES + 1];
        char right[LIMIT_FIELD_BYTES + 1];
        if ((here.size > 0 || pairs[i].there.size > 0) &&
            slice_copy_text(or_dash(here), left, sizeof left) &&
            slice_copy_text(or_dash(pairs[i].there), right, sizeof right)) {
            CLI_PRINT(cli, EXPLAIN_BOTH, cli_field(cli, pairs[i].field), left, right);
            print_steps(cli, fold_number_steps(here, pairs[i].there), match);
        }
    }
    compare(
        cli, fact_label(FACT_NUMBER_MATCH, cli->language), evidence->values[FIELD_NUMBER],
        there->number, match);
    print_steps(cli, fold_number_steps(evidence->values[FIELD_NUMBER], there->number), match);
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

/* Kanji names are shown beside the comparison of kana: ● and old forms are seen there. */
static void
show_names(const struct cli *cli, const struct person *here, const struct qualification *result)
{
    struct slice there = {NULL, 0};
    char left[LIMIT_FIELD_BYTES + 1];
    char right[LIMIT_FIELD_BYTES + 1];
    if (result != NULL) {
        there = result->texts[ANSWER_NAME];
    }
    if (slice_copy_text(or_dash(here->name), left, sizeof left) &&
        slice_copy_text(or_dash(there), right, sizeof right)) {
        CLI_PRINT(cli, EXPLAIN_BOTH, cli_field(cli, FIELD_NAME), left, right);
    }
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
    struct identifiers numbers =
        result == NULL ? answer->echo.identifiers : qualification_identifiers(result);
    struct slice kana = result == NULL ? none : result->texts[ANSWER_KANA_NAME];
    compare_numbers(explaining, &numbers);
    compare(cli, fact_label(FACT_NAME_MATCH, cli->language), here.kana, kana, facts->name_match);
    print_steps(cli, fold_kana_steps(here.kana, kana), facts->name_match);
    show_names(cli, &here, result);
    if (explaining->visit_case.alias.visit != 0) {
        CLI_PRINT(
            cli, EXPLAIN_ALIAS, cli_visit(explaining->visit_case.alias.visit),
            cli_date(explaining->visit_case.alias.day));
    }
    if (explaining->visit_case.situation.confirmed_other) {
        CLI_PRINT(cli, EXPLAIN_CONFIRMED_OTHER, NULL);
    }
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
    CLI_PRINT(cli, EXPLAIN_ANSWER, NULL);
    if (!explaining->visit_case.has_answer) {
        CLI_PRINT(cli, EXPLAIN_NO_ANSWER, NULL);
        return true;
    }
    if (!answers_open(cases_cache(explaining->gatherer), row, &answer, error)) {
        return false;
    }
    CLI_PRINT(
        cli, EXPLAIN_ANSWERED, domain_value_label(DOMAIN_VALIDITY, answer.validity, cli->language),
        domain_value_label(DOMAIN_DELIVERY, answer.delivery, cli->language),
        cli_date(answer.confirmed_for),
        domain_value_label(
            DOMAIN_CONFIRMED_FOR, explaining->visit_case.situation.answer.confirmed_for,
            cli->language));
    print_comparisons(explaining, &answer);
    return true;
}

/* ---- rules ---- */

static void print_rule(struct explaining *explaining, const char *id)
{
    const struct rule *rule = rulebook_find_rule(explaining->book, id);
    if (rule == NULL) {
        CLI_PRINT(explaining->cli, EXPLAIN_RULE, id, "-");
        return;
    }
    rules_print_rule(explaining->cli, rule);
}

/* Reasons in their order of precedence (docs/RULES-FORMAT.md, section 6): the last table first. */
static void print_rules(struct explaining *explaining)
{
    const struct verdict *verdict = &explaining->record.verdict;
    CLI_PRINT(explaining->cli, EXPLAIN_RULES, NULL);
    for (size_t i = verdict->rule_count; i > 0; i--) {
        print_rule(explaining, verdict->rules[i - 1]);
    }
    if (verdict->problem[0] != '\0') {
        CLI_PRINT(explaining->cli, EXPLAIN_PROBLEM, verdict->problem);
    }
}

/* Values of one fact that lead to the same path stand in one line. */
struct flip_lines {
    struct cli *cli;
    const struct decider *decider;
    enum fact fact;
    bool any;
    char values[PATH_NONE + 1][FLIP_TEXT];
};

static void print_flip_lines(struct flip_lines *lines)
{
    const struct cli *cli = lines->cli;
    for (unsigned path = 0; lines->any && path <= PATH_NONE; path++) {
        if (lines->values[path][0] != '\0') {
            CLI_PRINT(
                cli, EXPLAIN_FLIP, fact_label(lines->fact, cli->language), lines->values[path],
                domain_value_label(DOMAIN_PATH, path, cli->language));
        }
    }
    memset(lines->values, 0, sizeof lines->values);
    lines->any = false;
}

static void take_flip(void *context, const struct flip *flip)
{
    struct flip_lines *lines = context;
    char *values = lines->values[lines->decider->path_values[flip->outcome]];
    size_t used = 0;
    if (lines->any && lines->fact != flip->fact) {
        print_flip_lines(lines);
    }
    used = strlen(values);
    (void)snprintf(
        values + used, FLIP_TEXT - used, "%s%s", used == 0 ? "" : "・",
        domain_value_label(fact_domain(flip->fact), flip->value, lines->cli->language));
    lines->fact = flip->fact;
    lines->any = true;
}

static void print_flips(struct explaining *explaining)
{
    static struct flip_lines lines; /* large: not for the stack */
    const struct verdict *verdict = &explaining->record.verdict;
    memset(&lines, 0, sizeof lines);
    lines.cli = explaining->cli;
    lines.decider = &explaining->decider;
    CLI_PRINT(explaining->cli, EXPLAIN_FLIPS, NULL);
    rulebook_flips(
        explaining->book, explaining->decider.table, &verdict->facts, explaining->row.day,
        deciding_claim_month(explaining->row.day), explaining->decider.path_field, take_flip,
        &lines);
    print_flip_lines(&lines);
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

/* The verdict stands until the next decide, also when something was written down since. */
static bool tell_stale(struct explaining *explaining, struct error *error)
{
    const struct verdict *kept = &explaining->record.verdict;
    struct verdict now;
    struct decision decision;
    if (!deciding_verdict(&explaining->decider, &explaining->visit_case, &now, &decision, error)) {
        return false;
    }
    if (now.path != kept->path || now.next != kept->next ||
        memcmp(&now.facts, &kept->facts, sizeof now.facts) != 0) {
        CLI_PRINT(
            explaining->cli, EXPLAIN_STALE,
            domain_value_label(DOMAIN_PATH, now.path, explaining->cli->language));
    }
    return true;
}

static bool print_captures(const struct explaining *explaining, struct error *error)
{
    explain_captures(explaining->cli, &explaining->visit_case.situation.evidence);
    explain_seen(explaining->cli, &explaining->visit_case);
    return explain_notes(
        explaining->cli, cases_cache(explaining->gatherer), &explaining->row, error);
}

static bool explain_verdict(struct explaining *explaining, struct error *error)
{
    const struct beside beside = {
        explaining->book, &explaining->row, &explaining->visit_case.situation.evidence,
        &explaining->record.verdict.facts};
    struct verdict_row row;
    bool found = false;
    if (!verdicts_get(explaining->cli->store, explaining->visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        if (!explain_site(explaining->cli, explaining->book, &explaining->row, &found, error)) {
            return false;
        }
        if (!found) {
            CLI_PRINT(explaining->cli, EXPLAIN_UNDECIDED, NULL);
        }
        return print_captures(explaining, error) && print_answer(explaining, error);
    }
    if (!verdicts_open(explaining->reader, &row, &explaining->arena, &explaining->record, error)) {
        return false;
    }
    print_head(explaining);
    if (!tell_stale(explaining, error)) {
        return false;
    }
    show_numbers(explaining);
    if (!print_captures(explaining, error) || !print_answer(explaining, error)) {
        return false;
    }
    print_rules(explaining);
    if (!explain_beside(explaining->cli, &beside, error)) {
        return false;
    }
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
    if (explaining->row.gone != 0) {
        return explain_gone(explaining->cli, &explaining->row, error);
    }
    return acts_opened_visit(store, explaining->visit, error) &&
           rulebooks_load(store, &explaining->book, &identity, error) &&
           decider_open(explaining->book, false, &explaining->decider, error) &&
           cases_open(store, always, &explaining->gatherer, error) &&
           cases_of_visit(
               explaining->gatherer, explaining->visit, &explaining->visit_case, error) &&
           verdict_reader_open(
               store, cases_cache(explaining->gatherer), &explaining->reader, error) &&
           explain_verdict(explaining, error) &&
           (!explaining->is_raw ||
            explain_raw(
                explaining->cli, explaining->visit, cases_cache(explaining->gatherer), error));
}

int cmd_explain(struct cli *cli)
{
    static struct explaining explaining; /* large: not for the stack */
    const struct option options[] = {{"--raw", NULL, &explaining.is_raw}};
    const char *words[1] = {NULL};
    struct error error;
    size_t count = 0;
    bool done = false;
    memset(&explaining, 0, sizeof explaining);
    explaining.cli = cli;
    explaining.arena = arena_open(LIMIT_PART_BYTES);
    if (!cli_options(cli, options, 1, words, 1, &count)) {
        return EXIT_USAGE;
    }
    if (words[0] == NULL) {
        CLI_TELL(cli, MISSING_ARGUMENT, cli_word(cli, MESSAGE_ID_WORD_VISIT));
        return EXIT_USAGE;
    }
    if (!cli_read_visit(words[0], &explaining.visit)) {
        CLI_TELL(cli, OPTION_VALUE, cli_word(cli, MESSAGE_ID_WORD_VISIT), words[0]);
        return EXIT_USAGE;
    }
    done = cli_unlock(cli, &error) && explain(&explaining, &error);
    verdict_reader_close(explaining.reader);
    cases_close(explaining.gatherer);
    rulebook_close(explaining.book);
    arena_close(&explaining.arena);
    return done ? EXIT_DONE : cli_fault(cli, &error);
}
