#include "engine/storage/deciding.h"

#include <string.h>

#include "engine/storage/behind.h"
#include "engine/storage/inside.h"
#include "engine/storage/judging.h"
#include "engine/storage/settings.h"

struct month deciding_claim_month(struct date visit_day)
{
    return month_add(month_of(visit_day), 1);
}

/* ---- one verdict ---- */

static bool take_answered(
    const struct visit_case *visit_case,
    struct identifiers *identifiers,
    struct error *error)
{
    *identifiers = visit_case->answered;
    return visit_case->has_answered ||
           error_set_number(error, FAULT_JOURNAL_BODY, visit_case->answer.entry);
}

static bool fill_identifiers(
    const struct visit_case *visit_case,
    const struct situation_result *result,
    struct verdict *verdict,
    struct error *error)
{
    const struct situation *situation = &visit_case->situation;
    struct identifiers *to = &verdict->identifiers;
    switch (verdict->numbers) {
    case CLAIM_NUMBERS_ANSWER:
        return take_answered(visit_case, to, error);
    case CLAIM_NUMBERS_TYPED:
        *to = situation->typed[result->current_source].identifiers;
        return true;
    case CLAIM_NUMBERS_PAST:
        if (situation->answer.has_old_numbers) {
            return take_answered(visit_case, to, error);
        }
        *to = situation->typed[result->past_source].identifiers;
        return true;
    default:
        return true;
    }
}

bool deciding_verdict(
    const struct decider *decider,
    const struct visit_case *visit_case,
    struct verdict *verdict,
    struct decision *decision,
    struct error *error)
{
    struct situation_result result;
    decide_visit(decider, &visit_case->situation, &result, verdict, decision);
    return fill_identifiers(visit_case, &result, verdict, error);
}

/* ---- the run ---- */

struct run {
    struct store *store;
    struct case_gatherer *gatherer;
    struct decider decider;
    struct rulebook_identity identity;
    struct bulk_writer *writer; /* opened with the first new verdict */
    struct reference_cache references;
    struct deciding_result *result;
    struct judging_block *blocks[2]; /* one is gathered while the other is judged */
    struct behind *behind;           /* judges; NULL: the caller does */

    stale_taker *stale; /* told what is not as it was, instead of writing; NULL: writing */
    void *taker;
    bool ended; /* the taker wants no more */
};

static bool open_writer(struct run *run, struct error *error)
{
    struct buffer legend = buffer_open(LIMIT_BODY_BYTES);
    bool done = verdicts_legend(run->decider.book, &run->identity, &legend, error) &&
                bulk_open(
                    run->store, BULK_VERDICTS, (struct slice){NULL, 0}, buffer_slice(&legend),
                    &run->writer, error);
    buffer_close(&legend);
    return done;
}

/* ---- gathering a block ---- */

struct standing {
    struct judging_block *block;
    const struct visit_row *visits;
    size_t count;
    size_t at;
};

/* Verdicts come in the order of the visits. */
static bool take_old(void *taker, const struct verdict_row *row)
{
    struct standing *standing = taker;
    while (standing->at < standing->count && standing->visits[standing->at].id < row->visit) {
        standing->at++;
    }
    if (standing->at < standing->count && standing->visits[standing->at].id == row->visit) {
        standing->block->old[standing->at] = *row;
    }
    return true;
}

static bool read_old(
    struct run *run,
    struct judging_block *block,
    const struct visit_row *visits,
    size_t count,
    struct error *error)
{
    struct standing standing = {block, visits, count, 0};
    memset(block->old, 0, count * sizeof block->old[0]);
    return verdicts_each(
        run->store, visits[0].id, visits[count - 1].id, take_old, &standing, error);
}

static bool gather_cases(struct run *run, struct judging_block *block, struct error *error)
{
    bool found = true;
    for (;;) {
        struct visit_case *next = &block->cases[block->count];
        if (!cases_next(run->gatherer, next, &found, error)) {
            return false;
        }
        if (!found) {
            return true;
        }
        if (!visits_reference_cached(
                run->store, &next->visit, &run->references, &block->references[block->count],
                error)) {
            return false;
        }
        block->count++;
    }
}

static bool gather(struct run *run, struct judging_block *block, struct error *error)
{
    const struct visit_row *visits = NULL;
    size_t count = 0;
    bool done = false;
    judging_clear(block);
    cases_keep_in(run->gatherer, &block->arena);
    if (!cases_begin_block(run->gatherer, &visits, &count, error)) {
        return false;
    }
    done = count == 0 ||
           (read_old(run, block, visits, count, error) && gather_cases(run, block, error));
    cases_end_block(run->gatherer);
    return done;
}

/* ---- what was judged ---- */

/* Between blocks, so that nobody waits for the lock of the reading while this writes. */
static bool write_rows(struct run *run, const struct judging_block *block, struct error *error)
{
    if (block->judged_count > 0 && run->writer == NULL && !open_writer(run, error)) {
        return false;
    }
    for (size_t i = 0; i < block->judged_count; i++) {
        if (!bulk_add_row(run->writer, judging_row(block, i), block->judged[i].month, error)) {
            return false;
        }
    }
    return true;
}

static void tell_stale(struct run *run, const struct judging_block *block)
{
    for (size_t i = 0; i < block->judged_count && !run->ended; i++) {
        run->ended = !run->stale(run->taker, block->judged[i].visit);
    }
}

static bool take_judged(struct run *run, const struct judging_block *block, struct error *error)
{
    struct deciding_result *result = run->result;
    result->looked_at += (int64_t)block->count;
    result->made += (int64_t)block->judged_count;
    for (size_t i = 0; i < block->judged_count; i++) {
        result->changed += block->judged[i].is_change ? 1 : 0;
    }
    for (unsigned path = 0; path <= PATH_NONE; path++) {
        result->counts[path] += block->counts[path];
    }
    if (run->stale != NULL) {
        tell_stale(run, block);
        return true;
    }
    return write_rows(run, block, error);
}

/* ---- all blocks ---- */

static bool open_blocks(struct run *run, struct error *error)
{
    const struct fingerprinter *printer = vault_fingerprinter(run->store);
    return judging_open(&run->decider, printer, &run->blocks[0], error) &&
           judging_open(&run->decider, printer, &run->blocks[1], error) &&
           (store_world(run->store)->in_turn || behind_open(&run->behind, error));
}

/* Waits for what is being judged. */
static void close_blocks(struct run *run)
{
    behind_close(run->behind);
    judging_close(run->blocks[0]);
    judging_close(run->blocks[1]);
}

static bool judge(struct run *run, struct judging_block *block, struct error *error)
{
    if (run->behind == NULL) {
        return judging_run(block, error);
    }
    behind_start(run->behind, judging_run, block);
    return true;
}

static bool settle(struct run *run, struct error *error)
{
    return run->behind == NULL || behind_wait(run->behind, error);
}

/* While one block is judged the one before is written and the next one gathered. */
static bool decide_all(struct run *run, struct error *error)
{
    unsigned filling = 0;
    bool goes_on = true;
    if (!open_blocks(run, error)) {
        return false;
    }
    while (goes_on && !run->ended) {
        struct judging_block *next = run->blocks[filling];
        filling = 1 - filling;
        if (!gather(run, next, error) || !settle(run, error) || !judge(run, next, error) ||
            !take_judged(run, run->blocks[filling], error)) {
            return false;
        }
        goes_on = next->count > 0;
    }
    return settle(run, error);
}

static bool run_with_book(struct run *run, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    bool done = bulk_abandon_open(run->store, BULK_VERDICTS, error) &&
                cases_open(run->store, always, &run->gatherer, error) && decide_all(run, error);
    if (done && run->writer != NULL) {
        struct bulk_writer *writer = run->writer;
        run->writer = NULL;
        done = bulk_close(writer, (struct slice){NULL, 0}, error);
    }
    close_blocks(run);
    bulk_cancel(run->writer);
    cases_close(run->gatherer);
    return done;
}

static bool run_as_decider(struct run *run, struct error *error)
{
    struct rulebook *book = NULL;
    bool confirm = false;
    bool done = settings_get_flag(run->store, SETTING_CONFIRM_INFERRED, &confirm, error) &&
                rulebooks_load(run->store, &book, &run->identity, error) &&
                decider_open(book, confirm, &run->decider, error) && run_with_book(run, error);
    rulebook_close(book);
    return done;
}

bool deciding_run(struct store *store, struct deciding_result *result, struct error *error)
{
    struct run run = {.store = store, .result = result};
    bool done = false;
    *result = (struct deciding_result){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (store_take_role(store, "decide", error)) {
        done = run_as_decider(&run, error);
        store_leave_role(store);
    }
    return done;
}

bool deciding_stale(
    struct store *store,
    const struct rulebook *book,
    struct interval days,
    stale_taker *take,
    void *taker,
    struct error *error)
{
    struct deciding_result counted = {0};
    struct run run = {.store = store, .result = &counted, .stale = take, .taker = taker};
    bool confirm = false;
    bool done = settings_get_flag(store, SETTING_CONFIRM_INFERRED, &confirm, error) &&
                decider_open(book, confirm, &run.decider, error) &&
                cases_open(store, days, &run.gatherer, error) && decide_all(&run, error);
    close_blocks(&run);
    cases_close(run.gatherer);
    return done;
}
