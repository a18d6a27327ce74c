#include "engine/law/site_decide.h"

#include <string.h>

struct question_row {
    const char *table;
    const char *result; /* fields of its outcome */
    const char *class_field;
    const char *todo;
    const char *name;
    const char *japanese;
    const char *english;
};

static const struct question_row question_rows[SITE_QUESTIONS] = {
    [SITE_QUESTION_CHECKUP] =
        {"ticket-session", "result", "class", "todo", "checkup", "健診・保健指導", "check-up"},
    [SITE_QUESTION_TREATMENT] =
        {"ticket-treatment", "result", "class", "todo", "treatment", "医療扶助の施術",
         "treatment by assistance"},
    [SITE_QUESTION_INSURED] =
        {"insured-treatment", "result", "class", "todo", "insured", "保険の施術",
         "insured treatment"},
    [SITE_QUESTION_CHILDBIRTH] =
        {"childbirth", "payer", "payer", "todo", "childbirth", "出産育児一時金", "childbirth"},
    [SITE_QUESTION_SETTLEMENT] =
        {"settlement", "result", "class", "todo", "settlement", "決済の点検", "settlement"},
};

/* The words of outcomes, and what they are on a list; those of childbirth name the payer. */
static const struct {
    const char *word;
    unsigned result;
} results[] = {
    {"eligible", SITE_RESULT_ELIGIBLE}, {"provisional", SITE_RESULT_PROVISIONAL},
    {"check", SITE_RESULT_CHECK},       {"no", SITE_RESULT_NO},
    {"present", SITE_RESULT_ELIGIBLE},  {"former", SITE_RESULT_ELIGIBLE},
    {"hold", SITE_RESULT_CHECK},        {"none", SITE_RESULT_NO},
};

static bool result_of(const char *word, unsigned *result)
{
    for (size_t i = 0; i < sizeof results / sizeof results[0]; i++) {
        if (strcmp(results[i].word, word) == 0) {
            *result = results[i].result;
            return true;
        }
    }
    return false;
}

static bool
check_table(const struct rule_table *table, const struct question_row *row, struct error *error)
{
    unsigned field = 0;
    unsigned result = 0;
    if (table == NULL || !rule_table_find_outcome(table, row->class_field, &field) ||
        !rule_table_find_outcome(table, row->todo, &field) ||
        !rule_table_find_outcome(table, row->result, &field)) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, row->table);
    }
    for (unsigned i = 0; i < table->outcomes[field].size; i++) {
        if (!result_of(table->outcomes[field].values[i].name, &result)) {
            return error_set_text(
                error, FAULT_RULEBOOK_INCOMPLETE, table->outcomes[field].values[i].name);
        }
    }
    return true;
}

bool site_decider_open(
    const struct rulebook *book,
    struct site_decider *decider,
    struct error *error)
{
    *decider = (struct site_decider){.book = book};
    for (int i = SITE_QUESTION_CHECKUP; i < SITE_QUESTIONS; i++) {
        decider->tables[i] = rulebook_find_table(book, question_rows[i].table);
        if (!check_table(decider->tables[i], &question_rows[i], error)) {
            return false;
        }
    }
    return true;
}

/* ---- deciding ---- */

static bool ends_in_return(const char *name)
{
    static const char end[] = "_return";
    size_t size = strlen(name);
    return size >= sizeof end && strcmp(name + size - (sizeof end - 1), end) == 0;
}

/* "r01" is the reason 01; each is told once. */
static void add_return(struct site_ruling *ruling, const char *word)
{
    const char *code = word[0] == 'r' ? word + 1 : word;
    if (strcmp(word, "none") == 0 || ruling->return_count == SITE_RETURNS) {
        return;
    }
    for (size_t i = 0; i < ruling->return_count; i++) {
        if (strcmp(ruling->returns[i], code) == 0) {
            return;
        }
    }
    ruling->returns[ruling->return_count] = code;
    ruling->return_count++;
}

static void collect_returns(struct site_ruling *ruling)
{
    for (size_t i = 0; i < ruling->decision.count; i++) {
        const struct ruling *one = &ruling->decision.rulings[i];
        for (unsigned k = 0; one->kind == RULING_RULED && k < one->table->outcome_count; k++) {
            if (ends_in_return(one->table->outcomes[k].name)) {
                add_return(ruling, ruling_outcome_value(one, k)->name);
            }
        }
    }
}

void site_decide(
    const struct site_decider *decider,
    enum site_question question,
    const struct facts *facts,
    struct date day,
    struct site_ruling *ruling)
{
    const struct question_row *row = &question_rows[question];
    const struct ruling *last = NULL;
    *ruling = (struct site_ruling){
        .question = question,
        .result = SITE_RESULT_CHECK,
        .class_name = "",
        .todo_name = "",
        .problem = "",
        .facts = *facts};
    rulebook_decide(
        decider->book, decider->tables[question], facts, day, month_add(month_of(day), 1),
        &ruling->decision);
    last = decision_ruling(&ruling->decision);
    if (last->kind != RULING_RULED) {
        /* Held for a person: a hole in the rules is never a yes. */
        ruling->problem = ruling_kind_name(decision_cause(&ruling->decision)->kind);
        return;
    }
    if (!result_of(ruling_outcome_name(last, row->result), &ruling->result)) {
        ruling->result = SITE_RESULT_CHECK;
    }
    ruling->class_name = ruling_outcome_name(last, row->class_field);
    ruling->todo_name = ruling_outcome_name(last, row->todo);
    /* Without one ticket there is nothing that could come back. */
    if (question == SITE_QUESTION_SETTLEMENT ||
        facts->values[FACT_TICKET_FOUND] == TICKET_FOUND_ONE) {
        collect_returns(ruling);
    }
}

/* ---- words ---- */

const char *site_question_name(enum site_question question)
{
    require(question > 0 && question < SITE_QUESTIONS);
    return question_rows[question].name;
}

const char *site_question_label(enum site_question question, enum language language)
{
    require(question > 0 && question < SITE_QUESTIONS);
    return language == LANGUAGE_JAPANESE ? question_rows[question].japanese
                                         : question_rows[question].english;
}

static const char *label_of(
    const struct rule_table *table,
    const char *field_name,
    const char *name,
    enum language language)
{
    unsigned field = 0;
    unsigned value = 0;
    if (table == NULL || !rule_table_find_outcome(table, field_name, &field) ||
        !rule_table_find_value(table, field, name, &value)) {
        return name;
    }
    return outcome_value_label(&table->outcomes[field].values[value], language);
}

const char *site_class_label(
    const struct site_decider *decider,
    enum site_question question,
    const char *name,
    enum language language)
{
    return label_of(decider->tables[question], question_rows[question].class_field, name, language);
}

const char *site_todo_label(
    const struct site_decider *decider,
    enum site_question question,
    const char *name,
    enum language language)
{
    return label_of(decider->tables[question], question_rows[question].todo, name, language);
}
