/*
 * rules_matching RULES CASE...: how far an answer is about the person at the desk, and what the table
 * agreement says of it, for the edge cases that practices report.
 *
 * A case file holds lines "name: value", # begins a remark:
 *   desk.kana  desk.name  desk.birth  desk.sex  desk.insurer  desk.symbol  desk.number
 *   answer.kana  answer.name  answer.other_kana  answer.other_name  answer.birth  answer.sex
 *   answer.insurer  answer.symbol  answer.number  answer.branch
 *   number, birth, name, sex     what the comparison gives (absent, equal, doubtful, different)
 *   rule, confirmed              what the table says before and after a person confirmed it
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/law/situation.h"
#include "tests/rules/rule_folder.h"

enum {
    LINE = 512,
    LINES = 40
};

struct matching {
    const struct rulebook *book;
    const char *path;
    char lines[LINES][LINE];
    size_t count;
    struct evidence evidence;
    struct identifiers typed;
    struct answer answer;
    struct answer_facts facts;
    unsigned wrong;
};

static void give_up(const struct matching *matching, const char *what)
{
    (void)fprintf(stderr, "%s: %s\n", matching->path, what);
    exit(2);
}

static void read_lines(struct matching *matching)
{
    FILE *file = fopen(matching->path, "r");
    if (file == NULL) {
        give_up(matching, "cannot be read");
        return;
    }
    while (matching->count < LINES && fgets(matching->lines[matching->count], LINE, file) != NULL) {
        char *line = matching->lines[matching->count];
        line[strcspn(line, "\n")] = '\0';
        matching->count += line[0] != '#' && line[0] != '\0' ? 1 : 0;
    }
    (void)fclose(file);
}

/* The value of a name; nothing when the file does not give it. */
static struct slice value_of(const struct matching *matching, const char *name)
{
    for (size_t i = 0; i < matching->count; i++) {
        size_t length = strlen(name);
        const char *line = matching->lines[i];
        if (strncmp(line, name, length) == 0 && strncmp(line + length, ": ", 2) == 0) {
            return slice_of(line + length + 2);
        }
    }
    return (struct slice){NULL, 0};
}

static struct date day_of(const struct matching *matching, const char *name)
{
    struct slice text = value_of(matching, name);
    struct date day = DATE_NONE;
    if (text.size > 0 && !date_read(text, &day)) {
        give_up(matching, name);
    }
    return day;
}

static unsigned sex_of(const struct matching *matching, const char *name)
{
    unsigned sex = SEX_UNRECORDED;
    struct slice text = value_of(matching, name);
    if (text.size > 0 && !domain_value_read(DOMAIN_SEX, text, &sex)) {
        give_up(matching, name);
    }
    return sex;
}

static void fill_desk(struct matching *matching)
{
    static char birth[DATE_TEXT];
    struct evidence *evidence = &matching->evidence;
    struct date day = day_of(matching, "desk.birth");
    evidence->values[FIELD_KANA_NAME] = value_of(matching, "desk.kana");
    evidence->values[FIELD_NAME] = value_of(matching, "desk.name");
    evidence->values[FIELD_SEX] =
        slice_of(domain_value_name(DOMAIN_SEX, sex_of(matching, "desk.sex")));
    if (date_is_some(day)) {
        date_write_digits(day, birth);
        evidence->values[FIELD_BIRTH_DATE] = slice_of(birth);
    }
    matching->typed = (struct identifiers){
        .insurer_number = value_of(matching, "desk.insurer"),
        .symbol = value_of(matching, "desk.symbol"),
        .number = value_of(matching, "desk.number"),
        .branch = value_of(matching, "desk.branch"),
    };
}

static void fill_answer(struct matching *matching)
{
    struct qualification *result = &matching->answer.qualifications[0];
    matching->answer = answer_empty();
    matching->answer.asked_by = ASKED_BY_CARD;
    matching->answer.qualification_count = 1;
    result->texts[ANSWER_KANA_NAME] = value_of(matching, "answer.kana");
    result->texts[ANSWER_NAME] = value_of(matching, "answer.name");
    result->texts[ANSWER_OTHER_KANA_NAME] = value_of(matching, "answer.other_kana");
    result->texts[ANSWER_OTHER_NAME] = value_of(matching, "answer.other_name");
    result->texts[ANSWER_INSURER_NUMBER] = value_of(matching, "answer.insurer");
    result->texts[ANSWER_SYMBOL] = value_of(matching, "answer.symbol");
    result->texts[ANSWER_NUMBER] = value_of(matching, "answer.number");
    result->texts[ANSWER_BRANCH] = value_of(matching, "answer.branch");
    result->dates[ANSWER_BIRTH_DATE] = day_of(matching, "answer.birth");
    result->sex = sex_of(matching, "answer.sex");
}

/* ---- what is expected ---- */

static void check(struct matching *matching, const char *name, const char *got)
{
    struct slice wanted = value_of(matching, name);
    if (!slice_equal_text(wanted, got)) {
        matching->wrong++;
        (void)printf(
            "%s: %s is %s, expected %.*s\n", matching->path, name, got, (int)wanted.size,
            (const char *)wanted.data);
    }
}

static void check_rule(struct matching *matching, unsigned confirmed, const char *name)
{
    const struct rule_table *table = rulebook_find_table(matching->book, "agreement");
    struct facts facts = {{0}};
    struct decision decision;
    struct date day = DATE_NONE;
    char got[RULE_CASE_TEXT];
    require(table != NULL && date_make(2026, 11, 20, &day));
    facts.values[FACT_NUMBER_MATCH] = (uint8_t)matching->facts.number_match;
    facts.values[FACT_BIRTH_MATCH] = (uint8_t)matching->facts.birth_match;
    facts.values[FACT_NAME_MATCH] = (uint8_t)matching->facts.name_match;
    facts.values[FACT_SEX_MATCH] = (uint8_t)matching->facts.sex_match;
    facts.values[FACT_PERSON_CONFIRMED] = (uint8_t)confirmed;
    rulebook_decide(matching->book, table, &facts, day, month_of(day), &decision);
    require(decision_ruling(&decision)->kind == RULING_RULED);
    rule_case_words(decision_ruling(&decision)->rule, got);
    check(matching, name, got);
}

static unsigned run(const struct rulebook *book, const char *path)
{
    static struct matching matching;
    matching = (struct matching){.book = book, .path = path};
    read_lines(&matching);
    fill_desk(&matching);
    fill_answer(&matching);
    situation_compare(&matching.evidence, &matching.typed, &matching.answer, &matching.facts);
    check(&matching, "number", domain_value_name(DOMAIN_MATCH, matching.facts.number_match));
    check(&matching, "birth", domain_value_name(DOMAIN_MATCH, matching.facts.birth_match));
    check(&matching, "name", domain_value_name(DOMAIN_MATCH, matching.facts.name_match));
    check(&matching, "sex", domain_value_name(DOMAIN_MATCH, matching.facts.sex_match));
    check_rule(&matching, FLAG_NO, "rule");
    check_rule(&matching, FLAG_YES, "confirmed");
    return matching.wrong;
}

int main(int argc, char **argv)
{
    struct shipped shipped;
    unsigned wrong = 0;
    if (argc < 3) {
        (void)fprintf(stderr, "rules_matching RULES CASE...\n");
        return 2;
    }
    shipped_open(&shipped, argv[1]);
    for (int i = 2; i < argc; i++) {
        wrong += run(shipped.book, argv[i]);
    }
    shipped_close(&shipped);
    return wrong == 0 ? 0 : 1;
}
