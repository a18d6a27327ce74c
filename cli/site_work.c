#include "cli/site_work.h"

#include <stdlib.h>

#include "cli/site_words.h"
#include "cli/verdict_words.h"
#include "engine/storage/acts.h"
#include "engine/storage/rulebooks.h"

enum {
    WORK_TEXT = 512,
    ARENA_BYTES = 256 * 1024
};

struct site_work {
    struct cli *cli;
    bool all;
    int64_t printed;
    int64_t held;
    struct rulebook *book;
    struct site_decider decider;
    struct part_cache *verdicts;
    struct part_cache *captures; /* of its own: what stands in the other one must not go */
    struct arena arena;
    struct evidence evidence;
    struct site_visits visits;
};

static void add_item(
    struct site_work *work,
    const struct visit_row *visit,
    unsigned result,
    const char *who,
    const char *todo)
{
    if (work->cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(work->cli->document, "work"),
            json_pack(
                "{s:I,s:s,s:s,s:s,s:s}", "visit", (json_int_t)visit->id, "day",
                cli_date(visit->day), "who", who, "result",
                domain_value_name(DOMAIN_SITE_RESULT, result), "todo", todo));
    }
}

/* "class: next step", or one of the two. */
static bool words_of(
    struct site_work *work,
    const struct site_verdict_row *row,
    char text[WORK_TEXT],
    struct error *error)
{
    struct site_verdict verdict;
    char words[2][WORK_TEXT];
    const char *const arguments[] = {words[0], words[1]};
    if (!site_verdicts_open(work->verdicts, row, &verdict, error)) {
        return false;
    }
    if (!slice_copy_text(
            site_words_class(work->cli, &work->decider, row->question, verdict.class_name),
            words[0], WORK_TEXT) ||
        !slice_copy_text(
            site_words_todo(work->cli, &work->decider, row->question, verdict.todo_name), words[1],
            WORK_TEXT)) {
        words[1][0] = '\0';
    }
    wording_fill(
        message_wording(MESSAGE_ID_WORK_SITE, work->cli->language), arguments, 2, text, WORK_TEXT);
    return true;
}

static bool print_visit(struct site_work *work, const struct visit_row *visit, struct error *error)
{
    const struct cli *cli = work->cli;
    struct site_verdict_row row = {.result = SITE_RESULT_UNDECIDED};
    char who[WORK_TEXT];
    char text[WORK_TEXT] = "";
    bool found = false;
    bool is_open = false;
    if (!site_verdicts_get(cli->store, SITE_SUBJECT_SESSION, visit->id, &row, &found, error)) {
        return false;
    }
    is_open = row.result == SITE_RESULT_CHECK || row.result == SITE_RESULT_UNDECIDED;
    work->held += is_open ? 1 : 0;
    if (!is_open && !work->all) {
        return true;
    }
    arena_reset(&work->arena);
    if (!visits_merged_evidence(
            cli->store, work->captures, visit, &work->arena, &work->evidence, error) ||
        (found && !words_of(work, &row, text, error))) {
        return false;
    }
    words_who(&work->evidence, who, sizeof who);
    CLI_PRINT(
        cli, WORK_ITEM, cli_visit(visit->id), cli_date(visit->day), who,
        domain_value_label(DOMAIN_SITE_RESULT, row.result, cli->language), text);
    add_item(work, visit, row.result, who, text);
    work->printed++;
    return true;
}

static bool print_all(struct site_work *work, struct error *error)
{
    struct rulebook_identity identity;
    struct store *store = work->cli->store;
    bool done = acts_opened_list(store, "worklist", error) &&
                rulebooks_load(store, &work->book, &identity, error) &&
                site_decider_open(work->book, &work->decider, error) &&
                part_cache_open(store, &work->verdicts, error) &&
                part_cache_open(store, &work->captures, error) &&
                site_visits_read(work->cli, &work->visits, error);
    for (size_t i = 0; done && i < work->visits.count; i++) {
        done = print_visit(work, &work->visits.rows[i], error);
    }
    return done;
}

bool site_work_print(struct cli *cli, bool all, int64_t *held, struct error *error)
{
    struct site_work work = {.cli = cli, .all = all, .arena = arena_open(ARENA_BYTES)};
    bool done = false;
    cli_set(cli, "work", json_array());
    done = print_all(&work, error);
    part_cache_close(work.verdicts);
    part_cache_close(work.captures);
    rulebook_close(work.book);
    arena_close(&work.arena);
    free(work.visits.rows);
    if (done && work.printed == 0) {
        CLI_PRINT(cli, WORK_NONE, NULL);
    } else if (done) {
        CLI_PRINT(cli, WORK_COUNT, cli_number(work.held));
    }
    *held = work.held;
    return done;
}
