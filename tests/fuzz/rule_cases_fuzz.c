/*
 * A rulebook and a file of cases, parted by lines of "%%%%", the cases last.  What does not load says
 * where it fails; what loads can be run, and asking in sets never loses the rule that deciding finds.
 */
#include <string.h>

#include "engine/law/rule_cases.h"
#include "tests/fuzz/fuzz.h"

enum {
    FILES = 4
};

static size_t part_files(struct slice bytes, struct rule_file *files)
{
    static const char *const names[FILES] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml"};
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i <= bytes.size && count < FILES; i++) {
        if (i == bytes.size || slice_starts(slice_part(bytes, i, 5), "%%%%\n")) {
            files[count] = (struct rule_file){names[count], slice_part(bytes, start, i - start)};
            count++;
            start = i + 5;
        }
    }
    return count;
}

static bool has_rule(const struct ask_step *step, const struct rule *rule)
{
    const struct rule *one = NULL;
    size_t from = 0;
    while ((one = ask_step_next(step, &from)) != NULL) {
        if (one == rule) {
            return true;
        }
    }
    return false;
}

/* The first value of every base fact: deciding rules one rule, and asking with nothing has it too. */
static void compare(const struct rulebook *book, const struct rule_case *one)
{
    const struct facts facts = {{0}};
    const struct ask nothing = {{0}, {{0}}};
    struct decision decision;
    struct ask_answer answer;
    rulebook_decide(book, one->table, &facts, one->visit_date, one->claim_month, &decision);
    rulebook_ask(book, one->table, &nothing, one->visit_date, one->claim_month, &answer);
    if (decision_ruling(&decision)->kind == RULING_RULED) {
        require(has_rule(ask_answer_last(&answer), decision_ruling(&decision)->rule));
    }
}

static void run_cases(const struct rulebook *book, const struct rule_cases *cases)
{
    char got[RULE_CASE_TEXT];
    for (size_t i = 0; i < rule_cases_count(cases); i++) {
        const struct rule_case *one = rule_cases_at(cases, i);
        bool holds = rule_case_holds(book, one, got);
        require(holds == (strcmp(got, one->expected) == 0));
        if (one->table != NULL) {
            compare(book, one);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rule_file files[FILES];
    struct rulebook *book = NULL;
    struct rule_cases *cases = NULL;
    struct error error = {.fault = FAULT_NONE};
    size_t count = part_files((struct slice){data, size}, files);
    if (count < 2 || !rulebook_load(files, count - 1, &book, &error)) {
        return 0;
    }
    if (rule_cases_load(book, &files[count - 1], 1, &cases, &error)) {
        run_cases(book, cases);
    } else {
        require(cases == NULL && error.fault != FAULT_NONE);
        require(error.place.file[0] != '\0' || error.fault == FAULT_TOO_BIG);
    }
    rule_cases_close(cases);
    rulebook_close(book);
    return 0;
}
