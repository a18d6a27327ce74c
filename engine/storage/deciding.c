#include "engine/storage/deciding.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/settings.h"

enum {
    DECIDING_ARENA = 256 * 1024,
    DECIDING_ROWS_BYTES = 16 * 1024 * 1024 /* far above the verdicts of a block */
};

struct month deciding_claim_month(struct date visit_day)
{
    return month_add(month_of(visit_day), 1);
}

/* ---- the numbers of a claim ---- */

static struct slice branch_text(unsigned branch, char text[3])
{
    if (branch >= ANSWER_NO_BRANCH) {
        return (struct slice){NULL, 0};
    }
    text[0] = (char)('0' + branch / 10);
    text[1] = (char)('0' + branch % 10);
    text[2] = '\0';
    return (struct slice){(const uint8_t *)text, 2};
}

static bool copy_identifiers(
    struct arena *arena,
    const struct identifiers *from,
    struct identifiers *to,
    struct error *error)
{
    return arena_copy(arena, from->insurer_number, &to->insurer_number, error) &&
           arena_copy(arena, from->symbol, &to->symbol, error) &&
           arena_copy(arena, from->number, &to->number, error) &&
           arena_copy(arena, from->branch, &to->branch, error);
}

static struct identifiers typed_now(const struct evidence *evidence)
{
    return (struct identifiers){
        .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
        .symbol = evidence->values[FIELD_SYMBOL],
        .number = evidence->values[FIELD_NUMBER],
        .branch = evidence->values[FIELD_BRANCH],
    };
}

/*
 * The answer's own numbers.  Where everything agreed by fingerprint, and the leading zeros that it
 * leaves out did as well, they are the typed ones, and only the branch, which may have been left out,
 * is the answer's.
 */
static bool answer_identifiers(
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    struct arena *arena,
    struct identifiers *identifiers,
    struct error *error)
{
    const struct answer_row *row = &visit_case->answer;
    const struct qualification *insurance = NULL;
    struct identifiers from = typed_now(&visit_case->situation.evidence);
    struct answer answer;
    char text[3];
    bool by_print = memcmp(
                        visit_case->visit.prints + PRINT_NUMBERS,
                        row->prints + ANSWER_PRINT_NUMBERS, FINGERPRINT_BYTES) == 0 &&
                    row->codes.asked_by == ASKED_BY_NUMBER && row->visit == 0 &&
                    number_zeros(from.number) == row->codes.zeros;
    if (by_print) {
        from.branch = branch_text(row->codes.branch, text);
        return copy_identifiers(arena, &from, identifiers, error);
    }
    if (!answers_open(cases_cache(gatherer), row, &answer, error)) {
        return false;
    }
    insurance = answer_insurance(&answer);
    if (insurance == NULL) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    from = qualification_identifiers(insurance);
    return copy_identifiers(arena, &from, identifiers, error);
}

static bool fill_identifiers(
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    const struct situation_result *result,
    struct arena *arena,
    struct verdict *verdict,
    struct error *error)
{
    const struct situation *situation = &visit_case->situation;
    struct identifiers *to = &verdict->identifiers;
    switch (verdict->numbers) {
    case CLAIM_NUMBERS_ANSWER:
        return answer_identifiers(gatherer, visit_case, arena, to, error);
    case CLAIM_NUMBERS_TYPED:
        return copy_identifiers(
            arena, &situation->typed[result->current_source].identifiers, to, error);
    case CLAIM_NUMBERS_PAST:
        if (situation->answer.has_old_numbers) {
            return answer_identifiers(gatherer, visit_case, arena, to, error);
        }
        return copy_identifiers(
            arena, &situation->typed[result->past_source].identifiers, to, error);
    default:
        return true;
    }
}

bool deciding_verdict(
    struct case_gatherer *gatherer,
    const struct decider *decider,
    const struct visit_case *visit_case,
    struct arena *arena,
    struct verdict *verdict,
    struct decision *decision,
    struct error *error)
{
    struct situation_result result;
    decide_visit(decider, &visit_case->situation, &result, verdict, decision);
    return fill_identifiers(gatherer, visit_case, &result, arena, verdict, error);
}

/* ---- the run ---- */

struct run {
    struct store *store;
    struct case_gatherer *gatherer;
    struct decider decider;
    struct rulebook_identity identity;
    struct bulk_writer *writer; /* opened with the first new verdict */
    struct reference_cache references;
    struct arena arena;
    struct buffer row;
    struct deciding_result *result;
    /* of the block */
    const struct visit_row *visits;
    size_t visit_count;
    struct verdict_row old[CASES_BLOCK]; /* that stand; visit 0: none yet */
    size_t old_at;
    struct buffer rows; /* new ones, one after the other */

    struct new_row {
        size_t end;
        struct month month;
    } ends[CASES_BLOCK];

    size_t new_count;

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

/* ---- one block ---- */

/* Moves to the place of a visit; they come in order.  False when the block has no such visit. */
static bool find_place(struct run *run, int64_t visit)
{
    while (run->old_at < run->visit_count && run->visits[run->old_at].id < visit) {
        run->old_at++;
    }
    return run->old_at < run->visit_count && run->visits[run->old_at].id == visit;
}

static bool take_old(void *taker, const struct verdict_row *row)
{
    struct run *run = taker;
    if (find_place(run, row->visit)) {
        run->old[run->old_at] = *row;
    }
    return true;
}

static bool read_old(struct run *run, struct error *error)
{
    memset(run->old, 0, run->visit_count * sizeof run->old[0]);
    run->old_at = 0;
    if (!verdicts_each(
            run->store, run->visits[0].id, run->visits[run->visit_count - 1].id, take_old, run,
            error)) {
        return false;
    }
    run->old_at = 0;
    return true;
}

static bool keep_row(struct run *run, struct date day, struct error *error)
{
    if (!buffer_append(&run->rows, buffer_slice(&run->row), error)) {
        return false;
    }
    run->ends[run->new_count] = (struct new_row){run->rows.size, month_of(day)};
    run->new_count++;
    return true;
}

static bool decide_case(struct run *run, const struct visit_case *visit_case, struct error *error)
{
    const struct verdict_row *old = NULL;
    struct verdict verdict;
    struct decision decision;
    struct visit_reference reference;
    int64_t digest = 0;
    require(find_place(run, visit_case->visit.id));
    old = &run->old[run->old_at];
    arena_reset(&run->arena);
    buffer_clear(&run->row);
    if (!deciding_verdict(
            run->gatherer, &run->decider, visit_case, &run->arena, &verdict, &decision, error) ||
        !visits_reference_cached(
            run->store, &visit_case->visit, &run->references, &reference, error) ||
        !verdicts_pack_row(
            run->store, &reference, visit_case->has_answer ? visit_case->answer.id : 0, &verdict,
            &decision, &run->row, &digest, error)) {
        return false;
    }
    run->result->looked_at++;
    run->result->counts[verdict.path]++;
    if (old->visit != 0 && old->digest == digest) {
        return true;
    }
    run->result->made++;
    run->result->changed += old->visit != 0 ? 1 : 0;
    if (run->stale != NULL) {
        run->ended = run->ended || !run->stale(run->taker, visit_case->visit.id);
        return true;
    }
    return keep_row(run, visit_case->visit.day, error);
}

static bool decide_cases(struct run *run, struct error *error)
{
    struct visit_case visit_case;
    bool found = true;
    while (found) {
        if (!cases_next(run->gatherer, &visit_case, &found, error) ||
            (found && !decide_case(run, &visit_case, error))) {
            return false;
        }
    }
    return true;
}

/* Between blocks, so that nobody waits for the lock of the reading while this writes. */
static bool write_rows(struct run *run, struct error *error)
{
    size_t from = 0;
    if (run->new_count > 0 && run->writer == NULL && !open_writer(run, error)) {
        return false;
    }
    for (size_t i = 0; i < run->new_count; i++) {
        const struct new_row *row = &run->ends[i];
        if (!bulk_add_row(
                run->writer, slice_part(buffer_slice(&run->rows), from, row->end - from),
                row->month, error)) {
            return false;
        }
        from = row->end;
    }
    return true;
}

static bool decide_block(struct run *run, struct error *error)
{
    bool done = false;
    buffer_clear(&run->rows);
    run->new_count = 0;
    if (!cases_begin_block(run->gatherer, &run->visits, &run->visit_count, error)) {
        return false;
    }
    done = run->visit_count == 0 || (read_old(run, error) && decide_cases(run, error));
    cases_end_block(run->gatherer);
    return done && write_rows(run, error);
}

static bool decide_all(struct run *run, struct error *error)
{
    do {
        if (!decide_block(run, error)) {
            return false;
        }
    } while (run->visit_count > 0 && !run->ended);
    return true;
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
    bulk_cancel(run->writer);
    cases_close(run->gatherer);
    return done;
}

static struct run *make_run(struct store *store, struct deciding_result *result)
{
    struct run *run = calloc(1, sizeof *run);
    if (run != NULL) {
        run->store = store;
        run->result = result;
        run->arena = arena_open(DECIDING_ARENA);
        run->row = buffer_open(LIMIT_PART_BYTES);
        run->rows = buffer_open(DECIDING_ROWS_BYTES);
    }
    return run;
}

static void free_run(struct run *run)
{
    arena_close(&run->arena);
    buffer_close_wiped(&run->row);
    buffer_close_wiped(&run->rows);
    free(run);
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
    struct run *run = NULL;
    bool done = false;
    *result = (struct deciding_result){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    run = make_run(store, result);
    if (run == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    if (store_take_role(store, "decide", error)) {
        done = run_as_decider(run, error);
        store_leave_role(store);
    }
    free_run(run);
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
    struct run *run = make_run(store, &counted);
    bool confirm = false;
    bool done = false;
    if (run == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    run->stale = take;
    run->taker = taker;
    done = settings_get_flag(store, SETTING_CONFIRM_INFERRED, &confirm, error) &&
           decider_open(book, confirm, &run->decider, error) &&
           cases_open(store, days, &run->gatherer, error) && decide_all(run, error);
    cases_close(run->gatherer);
    free_run(run);
    return done;
}
