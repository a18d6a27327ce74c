/* rules ask, rules test: one table asked with what is known, and the cases that stand beside it. */
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

/* A rule with its sentence, outcome, days and sources; shared with explain. */
void rules_print_rule(struct cli *cli, const struct rule *rule);

#endif
