#include "engine/storage/deciding.h"

#include <string.h>

#include "engine/storage/inside.h"
#include "engine/storage/settings.h"

enum {
    DECIDING_ARENA = 256 * 1024
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
    struct arena arena;
    struct buffer row;
    struct deciding_result *result;
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

static bool decide_case(struct run *run, const struct visit_case *visit_case, struct error *error)
{
    struct verdict verdict;
    struct decision decision;
    struct visit_reference reference;
    struct verdict_row old;
    bool found = false;
    int64_t digest = 0;
    arena_reset(&run->arena);
    buffer_clear(&run->row);
    if (!deciding_verdict(
            run->gatherer, &run->decider, visit_case, &run->arena, &verdict, &decision, error) ||
        !visits_reference(run->store, visit_case->visit.id, &reference, error) ||
        !verdicts_pack_row(
            run->store, &reference, visit_case->has_answer ? visit_case->answer.id : 0, &verdict,
            &decision, &run->row, &digest, error) ||
        !verdicts_get(run->store, visit_case->visit.id, &old, &found, error)) {
        return false;
    }
    run->result->looked_at++;
    run->result->counts[verdict.path]++;
    if (found && old.digest == digest) {
        return true;
    }
    run->result->made++;
    run->result->changed += found ? 1 : 0;
    return (run->writer != NULL || open_writer(run, error)) &&
           bulk_add_row(
               run->writer, buffer_slice(&run->row), month_of(visit_case->visit.day), error);
}

static bool decide_all(struct run *run, struct error *error)
{
    for (;;) {
        struct visit_case visit_case;
        bool found = false;
        if (!cases_next(run->gatherer, &visit_case, &found, error)) {
            return false;
        }
        if (!found) {
            return true;
        }
        if (!decide_case(run, &visit_case, error)) {
            return false;
        }
    }
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

bool deciding_run(struct store *store, struct deciding_result *result, struct error *error)
{
    struct run run = {
        .store = store,
        .arena = arena_open(DECIDING_ARENA),
        .row = buffer_open(LIMIT_PART_BYTES),
        .result = result,
    };
    struct rulebook *book = NULL;
    bool confirm = false;
    bool done = false;
    *result = (struct deciding_result){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!store_take_role(store, "decide", error)) {
        return false;
    }
    done = settings_get_flag(store, SETTING_CONFIRM_INFERRED, &confirm, error) &&
           rulebooks_load(store, &book, &run.identity, error) &&
           decider_open(book, confirm, &run.decider, error) && run_with_book(&run, error);
    rulebook_close(book);
    arena_close(&run.arena);
    buffer_close_wiped(&run.row);
    store_leave_role(store);
    return done;
}
