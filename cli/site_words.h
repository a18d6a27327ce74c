/* Verdicts of sites that file no receipts in words: shared by export lists, explain and work. */
#ifndef CLI_SITE_WORDS_H
#define CLI_SITE_WORDS_H

#include "cli/cli.h"
#include "engine/storage/site_deciding.h"

/* All visits that count, in order; free(rows) in any case.  Begins as {0}. */
struct site_visits {
    struct visit_row *rows;
    size_t count;
    size_t room;
    bool no_memory;
};

bool site_visits_read(struct cli *cli, struct site_visits *visits, struct error *error) MUST_CHECK;

/* "01 記号・番号の誤り; 06 資格喪失後の受診" of "01 06". */
void site_words_returns(
    const struct cli *cli,
    const struct rulebook *book,
    struct slice codes,
    struct date day,
    char *text,
    size_t size);

/* A class or next step as a text for a person; the name itself when the rules do not know it. */
struct slice site_words_class(
    const struct cli *cli,
    const struct site_decider *decider,
    enum site_question question,
    struct slice name);
struct slice site_words_todo(
    const struct cli *cli,
    const struct site_decider *decider,
    enum site_question question,
    struct slice name);

/* The ticket that a verdict's reference names; *found false when it names none. */
bool site_words_ticket(
    struct cli *cli,
    struct part_cache *cache,
    struct slice reference,
    struct ticket *ticket,
    bool *found,
    struct error *error) MUST_CHECK;

#endif
