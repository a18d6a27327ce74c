#include "cli/explain_beside.h"

#include <string.h>

#include "cli/rules_words.h"
#include "engine/law/day_fact.h"
#include "engine/law/identity_check.h"
#include "engine/storage/deciding.h"
#include "engine/storage/lenient.h"
#include "engine/storage/settings.h"

/* In the order in which they are told. */
static const char *const tables[] = {"share", "leniency", "certificate", "assistance", "ask-again"};

/* The end of the certificate and the kind of card, where a reader or a person wrote them down. */
static void add_card(
    const struct rulebook *book,
    const struct evidence *evidence,
    struct date day,
    struct facts *facts)
{
    struct date until = DATE_NONE;
    char text[DATE_TEXT];
    unsigned phase = 0;
    facts->values[FACT_CARD_KIND] = (uint8_t)evidence_choice(evidence, FIELD_CARD_KIND);
    if (evidence_choice(evidence, FIELD_CHIP_KIND) == CHIP_KIND_PHONE) {
        facts->values[FACT_CARD_KIND] = CARD_KIND_PHONE;
    }
    if (!evidence_has(evidence, FIELD_CERTIFICATE_UNTIL) ||
        !date_from_digits(evidence->values[FIELD_CERTIFICATE_UNTIL], &until)) {
        return;
    }
    date_write(until, text);
    if (day_fact_value(book, slice_of("certificate_end"), slice_of(text), day, &phase)) {
        facts->values[FACT_CERTIFICATE_PHASE] = (uint8_t)phase;
    }
}

/* How identity was checked, by what the site says of itself; nothing where several rules may apply. */
static void tell_identity(
    struct cli *cli,
    const struct rulebook *book,
    const struct evidence *evidence,
    struct date day,
    json_t *beside)
{
    unsigned method = evidence_choice(evidence, FIELD_IDENTITY_METHOD);
    struct identity_question question = {
        .card_kinds = identity_card_kinds(
            evidence_choice(evidence, FIELD_CHIP_KIND), evidence_choice(evidence, FIELD_CARD_KIND),
            method),
        .method = method,
        .reason = evidence_choice(evidence, FIELD_VISUAL_REASON)};
    struct identity_answer answer;
    struct error error;
    if (method == IDENTITY_METHOD_UNRECORDED ||
        !settings_equipment(cli->store, &question.equipment, &error) ||
        !settings_get_flag(cli->store, SETTING_VISUAL_PASSCODE, &question.has_passcode, &error)) {
        return;
    }
    identity_check(book, &question, day, &answer);
    if (answer.rule != NULL) {
        rules_print_rule(cli, answer.rule);
        (void)json_array_append_new(beside, json_string(answer.rule->id));
    }
}

/* A table that answers "none" or asks for more has nothing to say of this visit. */
static bool says_something(const struct ruling *ruling)
{
    const char *name = NULL;
    if (ruling->kind != RULING_RULED) {
        return false;
    }
    name = ruling_outcome_value(ruling, 0)->name;
    return strcmp(name, "none") != 0 && strcmp(name, "ask") != 0;
}

/* ---- asking the tables ---- */

static bool
ask(const struct beside *beside, const char *name, struct facts *facts, struct decision *decision)
{
    const struct rule_table *table = rulebook_find_table(beside->book, name);
    struct date day = beside->visit->day;
    if (table == NULL) {
        return false; /* a rulebook of an earlier day has fewer tables */
    }
    rulebook_decide(beside->book, table, facts, day, deciding_claim_month(day), decision);
    return says_something(decision_ruling(decision));
}

/* The facts of the verdict and those beside it; earlier visits are looked at where it matters. */
static bool
add_facts(struct cli *cli, const struct beside *beside, struct facts *facts, struct error *error)
{
    struct decision decision;
    unsigned before = LENIENT_BEFORE_UNRECORDED;
    *facts = *beside->facts;
    add_card(beside->book, beside->evidence, beside->visit->day, facts);
    if (ask(beside, "leniency", facts, &decision) &&
        !lenient_before(cli->store, beside->book, beside->visit, &before, error)) {
        return false;
    }
    facts->values[FACT_LENIENT_BEFORE] = (uint8_t)before;
    return true;
}

bool explain_beside(struct cli *cli, const struct beside *beside, struct error *error)
{
    struct facts facts;
    json_t *rules = json_array();
    if (!add_facts(cli, beside, &facts, error)) {
        json_decref(rules);
        return false;
    }
    CLI_PRINT(cli, EXPLAIN_BESIDE, NULL);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct decision decision;
        if (ask(beside, tables[i], &facts, &decision)) {
            rules_print_rule(cli, decision_ruling(&decision)->rule);
            (void)json_array_append_new(rules, json_string(decision_ruling(&decision)->rule->id));
        }
    }
    tell_identity(cli, beside->book, beside->evidence, beside->visit->day, rules);
    cli_set(cli, "beside", rules);
    return true;
}

/* ---- acts ---- */

/*
 * Outcomes that are somebody's to do; the others tell only how things stand.  What the desk took wrongly is
 * the next step of the verdict itself (claim-path), as is a declaration that lacks.
 */
static const struct {
    const char *table;
    const char *outcome;
} acts[] = {
    {"leniency", "repeated"},      {"certificate", "unusable"}, {"assistance", "see_ticket"},
    {"assistance", "call_office"}, {"assistance", "ask_again"},
};

static void print_act(struct cli *cli, const struct decision *decision, json_t *list)
{
    const struct ruling *ruling = decision_ruling(decision);
    const struct outcome_field *field = &ruling->table->outcomes[0];
    CLI_PRINT(
        cli, WORK_ACT, outcome_field_label(field, cli->language),
        outcome_value_label(ruling_outcome_value(ruling, 0), cli->language));
    if (list != NULL) {
        (void)json_array_append_new(list, json_string(ruling->rule->id));
    }
}

bool beside_print_acts(
    struct cli *cli,
    const struct beside *beside,
    json_t *list,
    struct error *error)
{
    struct facts facts;
    if (!add_facts(cli, beside, &facts, error)) {
        return false;
    }
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        struct decision decision;
        if (ask(beside, acts[i].table, &facts, &decision) &&
            strcmp(ruling_outcome_value(decision_ruling(&decision), 0)->name, acts[i].outcome) ==
                0) {
            print_act(cli, &decision, list);
        }
    }
    return true;
}
