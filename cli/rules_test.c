#include "cli/rules_words.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/rules_folder.h"
#include "engine/law/rule_cases.h"

struct testing {
    struct rules_folder rules;
    struct rules_folder cases;
};

static int run(struct cli *cli, const struct rulebook *book, const struct rule_cases *cases)
{
    size_t failed = 0;
    for (size_t i = 0; i < rule_cases_count(cases); i++) {
        const struct rule_case *one = rule_cases_at(cases, i);
        char got[RULE_CASE_TEXT];
        char place[LIMIT_PATH];
        if (rule_case_holds(book, one, got)) {
            continue;
        }
        failed++;
        (void)snprintf(place, sizeof place, "%s:%" PRIu64, one->place.file, one->place.line);
        CLI_PRINT(
            cli, RULES_CASE_FAILED, place, one->says, cli_date(one->visit_date), one->expected,
            got);
    }
    CLI_PRINT(
        cli, RULES_CASES, cli_number((int64_t)rule_cases_count(cases)),
        cli_number((int64_t)failed));
    cli_set_number(cli, "cases", (int64_t)rule_cases_count(cases));
    cli_set_number(cli, "failed", (int64_t)failed);
    return failed == 0 ? EXIT_DONE : EXIT_REFUSED;
}

int rules_test(struct cli *cli, const char *folder)
{
    static struct testing testing; /* large: not for the stack */
    struct rulebook *book = NULL;
    struct rule_cases *cases = NULL;
    struct error error;
    char path[LIMIT_PATH];
    int code = EXIT_FAULT;
    bool done = path_join(path, sizeof path, folder, "cases", &error) &&
                rules_folder_read(cli, folder, &testing.rules, &error) &&
                rulebook_load(testing.rules.files, testing.rules.count, &book, &error) &&
                rules_folder_read(cli, path, &testing.cases, &error) &&
                rule_cases_load(book, testing.cases.files, testing.cases.count, &cases, &error);
    code = done ? run(cli, book, cases) : cli_fault(cli, &error);
    rule_cases_close(cases);
    rulebook_close(book);
    rules_folder_close(&testing.cases);
    rules_folder_close(&testing.rules);
    return code;
}
