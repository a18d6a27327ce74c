/* The words of the command rules, and what of them others use. */
#ifndef CLI_RULES_WORDS_H
#define CLI_RULES_WORDS_H

#include "cli/cli.h"
#include "engine/law/rulebook.h"

/*
 * "rules ask TABLE fact=value ... --date D --claim-month M": the rule that applies with its sentence
 * and sources, or the rules that may apply and what to find out.  Day: today; month: the one after.
 */
int rules_ask(
    struct cli *cli,
    const char *folder,
    const char *const *words,
    size_t count,
    const char *day,
    const char *month);

/* Runs every case of FOLDER/cases; EXIT_REFUSED when one does not hold. */
int rules_test(struct cli *cli, const char *folder);

/* The whole rulebook as a text for the desk (docs/RULES.ja.md). */
int rules_manual(struct cli *cli, const char *folder);

/* What people call a value of an outcome: its label, or that of the domain of the field's name. */
const char *rules_outcome_label(
    const struct cli *cli,
    const struct outcome_field *field,
    const struct outcome_value *value);

/* "rules at DAY": the law of the day, table by table. */
int rules_at(struct cli *cli, const char *folder, const char *day);

/* "rules diff DAY DAY": what ends and what begins, each with its sources. */
int rules_diff(struct cli *cli, const char *folder, const char *one, const char *two);

/* The last day in force; words for one that is open. */
const char *rules_last_day(const struct cli *cli, struct date last);

/* A rule with its sentence, outcome, days and sources; shared with explain. */
void rules_print_rule(struct cli *cli, const struct rule *rule);

#endif
