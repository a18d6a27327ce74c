#include "cli/site_words.h"

#include <stdio.h>
#include <stdlib.h>

static bool take_visit(void *taker, const struct visit_row *row)
{
    struct site_visits *visits = taker;
    if (visits->count == visits->room) {
        size_t room = visits->room == 0 ? 1024 : visits->room * 2;
        struct visit_row *grown = realloc(visits->rows, room * sizeof *grown);
        if (grown == NULL) {
            visits->no_memory = true;
            return false;
        }
        visits->rows = grown;
        visits->room = room;
    }
    visits->rows[visits->count] = *row;
    visits->count++;
    return true;
}

bool site_visits_read(struct cli *cli, struct site_visits *visits, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    return visits_each(cli->store, 0, always, take_visit, visits, error) &&
           (!visits->no_memory || error_set(error, FAULT_MEMORY));
}

void site_words_returns(
    const struct cli *cli,
    const struct rulebook *book,
    struct slice codes,
    struct date day,
    char *text,
    size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    while (codes.size > 0 && used < size) {
        size_t at = slice_find_byte(codes, ' ');
        char code[8];
        const struct rule_parameter *row = NULL;
        int length = 0;
        if (slice_copy_text(slice_part(codes, 0, at), code, sizeof code)) {
            row = rulebook_find_parameter(book, "return.reason", code, day);
        }
        if (row != NULL) {
            const char *says = cli->language == LANGUAGE_JAPANESE ? row->value : row->english;
            length =
                snprintf(text + used, size - used, "%s%s %s", used == 0 ? "" : "; ", code, says);
            used += length < 0 ? 0 : (size_t)length;
        }
        codes = slice_part(codes, at + 1, codes.size);
    }
}

typedef const char *labeller(
    const struct site_decider *decider,
    enum site_question question,
    const char *name,
    enum language language);

static struct slice label_of(
    const struct cli *cli,
    const struct site_decider *decider,
    enum site_question question,
    struct slice name,
    labeller *labels)
{
    char text[LIMIT_RULE_NAME + 1];
    const char *label = NULL;
    if (name.size == 0 || !slice_copy_text(name, text, sizeof text)) {
        return name;
    }
    label = labels(decider, question, text, cli->language);
    return label == text ? name : slice_of(label);
}

struct slice site_words_class(
    const struct cli *cli,
    const struct site_decider *decider,
    enum site_question question,
    struct slice name)
{
    return label_of(cli, decider, question, name, site_class_label);
}

struct slice site_words_todo(
    const struct cli *cli,
    const struct site_decider *decider,
    enum site_question question,
    struct slice name)
{
    return label_of(cli, decider, question, name, site_todo_label);
}

/* Of tickets as of visits the numbers of rows follow one another. */
bool site_words_ticket(
    struct cli *cli,
    struct part_cache *cache,
    struct slice reference,
    struct ticket *ticket,
    bool *found,
    struct error *error)
{
    struct visit_reference place;
    struct ticket_row row;
    int64_t id = 0;
    *found = false;
    if (reference.size == 0) {
        return true;
    }
    if (!reference_read(reference, &place)) {
        return error_set_text(error, FAULT_STORE_BROKEN, "ticket");
    }
    return visits_resolve(cli->store, &place, &id, error) &&
           tickets_get(cli->store, id, &row, found, error) &&
           (!*found || tickets_open(cache, &row, ticket, error));
}
