#include "engine/law/ask_again.h"

bool ask_again_open(const struct rulebook *book, struct ask_again *ask_again, struct error *error)
{
    *ask_again = (struct ask_again){.book = book, .table = rulebook_find_table(book, "ask-again")};
    if (ask_again->table == NULL ||
        !rule_table_find_outcome(ask_again->table, "again", &ask_again->field) ||
        !rule_table_find_value(ask_again->table, ask_again->field, "no", &ask_again->over)) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, "ask-again");
    }
    return true;
}

bool ask_again_is_over(const struct ask_again *ask_again, const struct situation *situation)
{
    struct situation_result result;
    struct decision decision;
    const struct ruling *ruling = NULL;
    situation_facts(ask_again->book, situation, &result);
    rulebook_decide(
        ask_again->book, ask_again->table, &result.facts, situation->day, situation->claim_month,
        &decision);
    ruling = decision_ruling(&decision);
    return ruling->kind == RULING_RULED &&
           ruling_outcome(ruling, ask_again->field) == ask_again->over;
}
