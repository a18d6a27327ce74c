#include "cli/explain_site.h"

#include "cli/rules_words.h"
#include "cli/site_words.h"

enum {
    SITE_TEXT = 512,
    RULES_MOST = 32
};

struct explained {
    struct cli *cli;
    const struct rulebook *book;
    const struct visit_row *visit;
    struct part_cache *cache;   /* of the verdict */
    struct part_cache *tickets; /* of its own: what stands in the other one must not go */
    struct site_decider decider;
    struct site_verdict_row row;
    struct site_verdict verdict;
    struct ticket ticket;
};

static const char *text_of(struct slice slice, char text[SITE_TEXT])
{
    return slice_copy_text(slice, text, SITE_TEXT) ? text : "";
}

static void print_head(struct explained *explained)
{
    struct cli *cli = explained->cli;
    const struct site_verdict *verdict = &explained->verdict;
    enum site_question question = explained->row.question;
    char texts[3][SITE_TEXT];
    const char *result =
        domain_value_label(DOMAIN_SITE_RESULT, explained->row.result, cli->language);
    CLI_PRINT(
        cli, EXPLAIN_SITE_HEAD, cli_visit(explained->visit->id), cli_date(explained->visit->day),
        result,
        text_of(
            site_words_class(cli, &explained->decider, question, verdict->class_name), texts[0]));
    if (verdict->todo_name.size > 0 && !slice_equal_text(verdict->todo_name, "none")) {
        CLI_PRINT(
            cli, EXPLAIN_NEXT,
            text_of(
                site_words_todo(cli, &explained->decider, question, verdict->todo_name), texts[1]));
    }
    site_words_returns(
        cli, explained->book, verdict->returns, explained->visit->day, texts[2], SITE_TEXT);
    if (texts[2][0] != '\0') {
        CLI_PRINT(cli, EXPLAIN_RETURNS, texts[2]);
    }
    cli_set_number(cli, "visit", explained->visit->id);
    cli_set_text(cli, "result", domain_value_name(DOMAIN_SITE_RESULT, explained->row.result));
    cli_set_text(cli, "class", text_of(verdict->class_name, texts[0]));
    cli_set_text(cli, "todo", text_of(verdict->todo_name, texts[0]));
    cli_set_text(cli, "returns", text_of(verdict->returns, texts[0]));
}

/* Choices by their label, days as days, everything else as it was written. */
static const char *
value_words(const struct explained *explained, enum ticket_field field, char text[SITE_TEXT])
{
    enum domain domain = ticket_form_domain(ticket_field_form(field));
    struct date day = ticket_date(&explained->ticket, field);
    bool is_day = ticket_field_form(field) == TICKET_FORM_DATE ||
                  ticket_field_form(field) == TICKET_FORM_BIRTH;
    if (domain != DOMAIN_NONE) {
        return domain_value_label(
            domain, ticket_choice(&explained->ticket, field), explained->cli->language);
    }
    return is_day && date_is_some(day) ? cli_date(day)
                                       : text_of(explained->ticket.values[field], text);
}

/* What the ticket says, to be held against what was captured and answered. */
static bool print_ticket(struct explained *explained, struct error *error)
{
    struct cli *cli = explained->cli;
    char text[SITE_TEXT];
    bool found = false;
    if (!site_words_ticket(
            cli, explained->tickets, explained->verdict.ticket, &explained->ticket, &found,
            error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    CLI_PRINT(cli, EXPLAIN_TICKET, NULL);
    for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
        enum ticket_field field = (enum ticket_field)i;
        if (explained->ticket.values[field].size > 0) {
            CLI_PRINT(
                cli, EXPLAIN_VALUE, ticket_field_label(field), value_words(explained, field, text));
        }
    }
    return true;
}

/* The last table first, as for visits of a clinic. */
static void print_rules(struct explained *explained)
{
    struct cli *cli = explained->cli;
    struct slice rest = explained->verdict.rules;
    struct slice ids[RULES_MOST];
    char text[SITE_TEXT];
    size_t count = 0;
    while (rest.size > 0 && count < RULES_MOST) {
        size_t at = slice_find_byte(rest, ' ');
        ids[count] = slice_part(rest, 0, at);
        count++;
        rest = slice_part(rest, at + 1, rest.size);
    }
    cli_set_text(cli, "rules", text_of(explained->verdict.rules, text));
    CLI_PRINT(cli, EXPLAIN_RULES, NULL);
    for (size_t i = count; i > 0; i--) {
        const char *id = text_of(ids[i - 1], text);
        const struct rule *rule = rulebook_find_rule(explained->book, id);
        if (rule != NULL) {
            rules_print_rule(cli, rule);
        } else {
            CLI_PRINT(cli, EXPLAIN_RULE, id, "-");
        }
    }
    if (explained->verdict.problem.size > 0) {
        CLI_PRINT(cli, EXPLAIN_PROBLEM, text_of(explained->verdict.problem, text));
    }
}

static bool print_all(struct explained *explained, struct error *error)
{
    if (!site_decider_open(explained->book, &explained->decider, error) ||
        !part_cache_open(explained->cli->store, &explained->cache, error) ||
        !part_cache_open(explained->cli->store, &explained->tickets, error) ||
        !site_verdicts_open(explained->cache, &explained->row, &explained->verdict, error)) {
        return false;
    }
    print_head(explained);
    if (!print_ticket(explained, error)) {
        return false;
    }
    print_rules(explained);
    return true;
}

bool explain_site(
    struct cli *cli,
    const struct rulebook *book,
    const struct visit_row *visit,
    bool *found,
    struct error *error)
{
    struct explained explained = {.cli = cli, .book = book, .visit = visit};
    bool done = site_verdicts_get(
        cli->store, SITE_SUBJECT_SESSION, visit->id, &explained.row, found, error);
    if (done && *found) {
        done = print_all(&explained, error);
        part_cache_close(explained.cache);
        part_cache_close(explained.tickets);
    }
    return done;
}
