#include "cli/explain_beside.h"

#include <string.h>

#include "cli/rules_words.h"
#include "engine/law/day_fact.h"
#include "engine/law/identity_check.h"
#include "engine/storage/deciding.h"
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

void explain_beside(
    struct cli *cli,
    const struct rulebook *book,
    const struct situation *situation,
    const struct facts *facts,
    struct date day)
{
    struct facts with_card = *facts;
    json_t *beside = json_array();
    add_card(book, &situation->evidence, day, &with_card);
    CLI_PRINT(cli, EXPLAIN_BESIDE, NULL);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        const struct rule_table *table = rulebook_find_table(book, tables[i]);
        struct decision decision;
        if (table == NULL) {
            continue; /* a rulebook of an earlier day has fewer tables */
        }
        rulebook_decide(book, table, &with_card, day, deciding_claim_month(day), &decision);
        if (says_something(decision_ruling(&decision))) {
            rules_print_rule(cli, decision_ruling(&decision)->rule);
            (void)json_array_append_new(beside, json_string(decision_ruling(&decision)->rule->id));
        }
    }
    tell_identity(cli, book, &situation->evidence, day, beside);
    cli_set(cli, "beside", beside);
}
