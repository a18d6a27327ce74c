#include "engine/storage/site_deciding.h"

#include <stdlib.h>

#include "engine/storage/inside.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"
#include "engine/storage/site_choice.h"
#include "engine/storage/site_claims.h"
#include "engine/storage/site_examinations.h"
#include "engine/storage/site_qualification.h"
#include "engine/storage/verdicts.h"

enum {
    ROWS_BYTES = 16 * 1024 * 1024 /* far above the verdicts of a block */
};

struct run {
    struct store *store;
    struct site_deciding_result *result;
    struct rulebook *book;
    struct rulebook_identity identity;
    struct site_decider decider;
    struct case_gatherer *gatherer;
    struct site_chooser chooser;
    struct site_examinations examinations;
    struct site_claims *claims; /* NULL but at check-up sites */
    struct bulk_writer *writer;
    struct reference_cache references;
    struct reference_cache ticket_references;
    struct buffer row;
    struct buffer rows;
    size_t ends[CASES_BLOCK];
    struct month months[CASES_BLOCK];
    size_t new_count;
    /* of the site */
    unsigned kind;
    char contract_insurers[SETTING_VALUE];
    bool contract_agreed;
    bool has_terminal;
    int64_t registration_day;
    /* of the visit; large */
    struct answer answer;
    struct site_ruling ruling;
};

bool site_kind(struct store *store, unsigned *kind, struct error *error)
{
    char text[SETTING_VALUE];
    *kind = SITE_KIND_CLINIC;
    if (!settings_get(store, SETTING_SITE_KIND, text, error)) {
        return false;
    }
    return domain_value_find(DOMAIN_SITE_KIND, slice_of(text), kind) ||
           error_set_text(error, FAULT_STORE_BROKEN, "site_kind");
}

/* ---- one verdict ---- */

static bool concerns_assistance(const struct session *session)
{
    const struct situation *situation = session->situation;
    return session->found != TICKET_FOUND_NONE ||
           evidence_has(&situation->evidence, FIELD_OFFICE_SHOWN) ||
           situation->answer.assistance_results != RESULTS_NONE ||
           situation->answer.loss_reason == LOSS_REASON_ASSISTANCE;
}

static enum site_question question_of(const struct run *run, const struct session *session)
{
    switch (run->kind) {
    case SITE_KIND_TREATMENT:
        return concerns_assistance(session) ? SITE_QUESTION_TREATMENT : SITE_QUESTION_INSURED;
    case SITE_KIND_MIDWIFE:
        return SITE_QUESTION_CHILDBIRTH;
    default:
        return SITE_QUESTION_CHECKUP;
    }
}

static void add_facts(
    const struct run *run,
    enum site_question question,
    const struct session *session,
    struct facts *facts)
{
    switch (question) {
    case SITE_QUESTION_CHECKUP:
        session_checkup_facts(run->book, session, facts);
        break;
    case SITE_QUESTION_TREATMENT:
        session_treatment_facts(run->book, session, facts);
        break;
    case SITE_QUESTION_CHILDBIRTH:
        session_birth_facts(run->book, session, facts);
        break;
    case SITE_QUESTION_INSURED:
    case SITE_QUESTION_SETTLEMENT:
    case SITE_QUESTIONS:
        break;
    }
}

static bool
rule(struct run *run, struct visit_case *visit_case, struct session *session, struct error *error)
{
    struct situation_result result;
    enum site_question question = SITE_QUESTION_CHECKUP;
    if (run->kind != SITE_KIND_MIDWIFE &&
        !site_choice_make(&run->chooser, visit_case, session, error)) {
        return false;
    }
    if (!site_qualification_take(
            cases_cache(run->gatherer), &run->answer, visit_case, session, error)) {
        return false;
    }
    session->examined = site_examinations_before(&run->examinations, visit_case);
    question = question_of(run, session);
    if (question == SITE_QUESTION_TREATMENT) {
        session_take_screen(&visit_case->situation);
    }
    situation_facts(run->book, &visit_case->situation, &result);
    add_facts(run, question, session, &result.facts);
    site_decide(&run->decider, question, &result.facts, visit_case->visit.day, &run->ruling);
    return true;
}

/* Rows of tickets are referred to as those of visits. */
static struct visit_row row_of_ticket(const struct ticket_row *ticket)
{
    return (struct visit_row){
        .id = ticket->id, .entry = ticket->entry, .row = ticket->row, .bulk = ticket->bulk};
}

static bool pack(
    struct run *run,
    enum site_subject kind,
    const struct visit_row *subject,
    const struct ticket_row *ticket,
    int64_t *digest,
    struct error *error)
{
    struct reference_cache *cache =
        kind == SITE_SUBJECT_TICKET ? &run->ticket_references : &run->references;
    struct visit_reference subject_reference;
    struct visit_reference ticket_reference;
    struct visit_row place;
    buffer_clear(&run->row);
    if (!visits_reference_cached(run->store, subject, cache, &subject_reference, error)) {
        return false;
    }
    if (ticket == NULL) {
        return site_verdicts_pack_row(
            run->store, kind, &subject_reference, NULL, &run->ruling, &run->row, digest, error);
    }
    place = row_of_ticket(ticket);
    return visits_reference_cached(
               run->store, &place, &run->ticket_references, &ticket_reference, error) &&
           site_verdicts_pack_row(
               run->store, kind, &subject_reference, &ticket_reference, &run->ruling, &run->row,
               digest, error);
}

/* Kept when it is another one than the last. */
static bool keep_ruling(
    struct run *run,
    enum site_subject kind,
    const struct visit_row *subject,
    const struct ticket_row *ticket,
    struct month month,
    struct error *error)
{
    struct site_verdict_row old;
    bool found = false;
    int64_t digest = 0;
    if (!pack(run, kind, subject, ticket, &digest, error) ||
        !site_verdicts_get(run->store, kind, subject->id, &old, &found, error)) {
        return false;
    }
    if (found && old.digest == digest) {
        return true;
    }
    run->result->made++;
    if (!buffer_append(&run->rows, buffer_slice(&run->row), error)) {
        return false;
    }
    run->ends[run->new_count] = run->rows.size;
    run->months[run->new_count] = month;
    run->new_count++;
    return true;
}

static bool decide_case(struct run *run, struct visit_case *visit_case, struct error *error)
{
    struct session session = {
        .situation = &visit_case->situation,
        .covers = {DATE_NONE, DATE_NONE},
        .person = {.birth = DATE_NONE},
        .contract_insurers = slice_of(run->contract_insurers),
        .contract_agreed = run->contract_agreed,
        .has_terminal = run->has_terminal,
        .registration_day = run->registration_day};
    const struct ticket_row *ticket = NULL;
    if (!rule(run, visit_case, &session, error)) {
        return false;
    }
    ticket = session.ticket != NULL ? &run->chooser.row : NULL;
    run->result->looked_at++;
    run->result->counts[run->ruling.result]++;
    return keep_ruling(
               run, SITE_SUBJECT_SESSION, &visit_case->visit, ticket,
               month_of(visit_case->visit.day), error) &&
           (run->claims == NULL ||
            site_claims_note(run->claims, &visit_case->visit, run->ruling.result, ticket, error));
}

/* What does not say its day is held without a verdict: no rule is of no day. */
static bool decide_claim(struct run *run, const struct site_claim *claim, struct error *error)
{
    const struct visit_row place = row_of_ticket(&claim->row);
    struct facts facts = {{0}};
    if (!date_is_some(claim->day)) {
        run->result->claim_counts[SITE_RESULT_CHECK]++;
        return true;
    }
    session_settlement_facts(&claim->settled, &facts);
    site_decide(&run->decider, SITE_QUESTION_SETTLEMENT, &facts, claim->day, &run->ruling);
    run->result->claim_counts[run->ruling.result]++;
    return keep_ruling(run, SITE_SUBJECT_TICKET, &place, NULL, month_of(claim->day), error);
}

/* ---- the run ---- */

typedef bool case_step(struct run *run, struct visit_case *visit_case, struct error *error);

static bool seek_step(struct run *run, struct visit_case *visit_case, struct error *error)
{
    return site_choice_seek(&run->chooser, visit_case, error) &&
           site_examinations_note(&run->examinations, visit_case, error);
}

static bool open_writer(struct run *run, struct error *error)
{
    struct buffer legend = buffer_open(LIMIT_BODY_BYTES);
    bool done = verdicts_legend(run->book, &run->identity, &legend, error) &&
                bulk_open(
                    run->store, BULK_SITE_VERDICTS, (struct slice){NULL, 0}, buffer_slice(&legend),
                    &run->writer, error);
    buffer_close(&legend);
    return done;
}

static bool write_rows(struct run *run, struct error *error)
{
    size_t from = 0;
    if (run->new_count > 0 && run->writer == NULL && !open_writer(run, error)) {
        return false;
    }
    for (size_t i = 0; i < run->new_count; i++) {
        if (!bulk_add_row(
                run->writer, slice_part(buffer_slice(&run->rows), from, run->ends[i] - from),
                run->months[i], error)) {
            return false;
        }
        from = run->ends[i];
    }
    return true;
}

static bool walk_block(struct run *run, case_step *step, size_t *visit_count, struct error *error)
{
    const struct visit_row *visits = NULL;
    struct visit_case visit_case;
    bool found = true;
    bool done = true;
    buffer_clear(&run->rows);
    run->new_count = 0;
    if (!cases_begin_block(run->gatherer, &visits, visit_count, error)) {
        return false;
    }
    while (done && found && *visit_count > 0) {
        done = cases_next(run->gatherer, &visit_case, &found, error) &&
               (!found || step(run, &visit_case, error));
    }
    cases_end_block(run->gatherer);
    return done && write_rows(run, error);
}

static bool walk(struct run *run, case_step *step, struct error *error)
{
    const struct interval always = {DATE_NONE, DATE_NONE};
    size_t visit_count = 1;
    bool done = cases_open(run->store, always, &run->gatherer, error);
    while (done && visit_count > 0) {
        done = walk_block(run, step, &visit_count, error);
    }
    cases_close(run->gatherer);
    run->gatherer = NULL;
    return done;
}

static bool decide_claims(struct run *run, struct error *error)
{
    struct site_claim claim;
    bool found = true;
    bool done = true;
    while (done && found) {
        buffer_clear(&run->rows);
        run->new_count = 0;
        while (done && found && run->new_count < CASES_BLOCK) {
            done = site_claims_next(run->claims, &claim, &found, error) &&
                   (!found || decide_claim(run, &claim, error));
            run->result->claims += done && found ? 1 : 0;
        }
        done = done && write_rows(run, error);
    }
    return done;
}

static bool read_settings(struct run *run, struct error *error)
{
    return site_kind(run->store, &run->kind, error) &&
           settings_get(run->store, SETTING_CONTRACT_INSURERS, run->contract_insurers, error) &&
           settings_get_flag(run->store, SETTING_CONTRACT_AGREED, &run->contract_agreed, error) &&
           settings_get_flag(run->store, SETTING_CHANNEL_FOLDER, &run->has_terminal, error) &&
           settings_get_number(run->store, SETTING_REGISTRATION_DAY, &run->registration_day, error);
}

static bool open_claims(struct run *run, struct error *error)
{
    return site_tickets_open(run->store, TICKET_FAMILY_ARCHIVE, &run->chooser.claims, error) &&
           site_claims_open(
               run->store, run->chooser.cache, run->chooser.claims, &run->claims, error);
}

static bool sweep(struct run *run, struct error *error)
{
    return site_tickets_sweep(run->chooser.tickets, error) &&
           (run->claims == NULL || site_tickets_sweep(run->chooser.claims, error));
}

static bool open_chooser(struct run *run, struct error *error)
{
    enum ticket_family family =
        run->kind == SITE_KIND_TREATMENT ? TICKET_FAMILY_TREATMENT : TICKET_FAMILY_CHECKUP;
    run->chooser.store = run->store;
    run->chooser.book = run->book;
    run->chooser.kind = run->kind;
    return site_tickets_open(run->store, family, &run->chooser.tickets, error) &&
           part_cache_open(run->store, &run->chooser.cache, error) &&
           (run->kind != SITE_KIND_CHECKUP || open_claims(run, error));
}

static bool decide_all(struct run *run, struct error *error)
{
    if (!bulk_abandon_open(run->store, BULK_SITE_VERDICTS, error) || !open_chooser(run, error) ||
        !walk(run, seek_step, error)) {
        return false;
    }
    site_examinations_sort(&run->examinations);
    if (!sweep(run, error) || !walk(run, decide_case, error) ||
        (run->claims != NULL && !decide_claims(run, error))) {
        return false;
    }
    if (run->writer != NULL) {
        struct bulk_writer *writer = run->writer;
        run->writer = NULL;
        return bulk_close(writer, (struct slice){NULL, 0}, error);
    }
    return true;
}

static void free_run(struct run *run)
{
    bulk_cancel(run->writer);
    site_claims_close(run->claims);
    site_tickets_close(run->chooser.claims);
    site_tickets_close(run->chooser.tickets);
    part_cache_close(run->chooser.cache);
    rulebook_close(run->book);
    site_examinations_free(&run->examinations);
    buffer_close_wiped(&run->row);
    buffer_close_wiped(&run->rows);
    free(run);
}

bool site_deciding_run(
    struct store *store,
    struct site_deciding_result *result,
    struct error *error)
{
    struct run *run = NULL;
    bool done = false;
    *result = (struct site_deciding_result){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    run = calloc(1, sizeof *run);
    if (run == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    run->store = store;
    run->result = result;
    run->row = buffer_open(LIMIT_PART_BYTES);
    run->rows = buffer_open(ROWS_BYTES);
    if (store_take_role(store, "decide", error)) {
        done = read_settings(run, error) &&
               rulebooks_load(store, &run->book, &run->identity, error) &&
               site_decider_open(run->book, &run->decider, error) && decide_all(run, error);
        store_leave_role(store);
    }
    free_run(run);
    return done;
}
