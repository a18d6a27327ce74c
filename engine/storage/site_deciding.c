#include "engine/storage/site_deciding.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/law/ticket_session.h"
#include "engine/storage/cases.h"
#include "engine/storage/inside.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"
#include "engine/storage/site_tickets.h"
#include "engine/storage/verdicts.h"

enum {
    ROWS_BYTES = 16 * 1024 * 1024, /* far above the verdicts of a block */
    CANDIDATES = 64                /* of one visit; more are several in any case */
};

struct run {
    struct store *store;
    struct site_deciding_result *result;
    struct rulebook *book;
    struct rulebook_identity identity;
    struct site_decider decider;
    struct case_gatherer *gatherer;
    struct site_tickets *tickets;
    struct part_cache *cache;
    struct keyed *examinations; /* person; id: visit, payload: day */
    size_t examination_count;
    size_t examination_room;
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
    struct ticket ticket;
    struct ticket_row ticket_row;
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

/* ---- the first pass: who looks for which ticket ---- */

static struct date year_day(const struct situation *situation)
{
    struct date first = DATE_NONE;
    bool guidance =
        evidence_choice(&situation->evidence, FIELD_TICKET_PURPOSE) == TICKET_PURPOSE_GUIDANCE;
    return guidance && date_from_digits(situation->evidence.values[FIELD_FIRST_INTERVIEW], &first)
               ? first
               : situation->day;
}

static const uint8_t *either(const uint8_t *first, const uint8_t *second)
{
    return print_is_some(first) ? first : second;
}

static const uint8_t *person_print(const struct visit_case *visit_case)
{
    return visit_case->has_answer ? either(
                                        visit_case->visit.prints + PRINT_PERSON,
                                        visit_case->answer.prints + ANSWER_PRINT_PERSON)
                                  : visit_case->visit.prints + PRINT_PERSON;
}

static bool
note_examination(struct run *run, const struct visit_case *visit_case, struct error *error)
{
    const uint8_t *person = person_print(visit_case);
    struct keyed *to = NULL;
    if (!print_is_some(person) ||
        evidence_choice(&visit_case->situation.evidence, FIELD_TICKET_PURPOSE) !=
            TICKET_PURPOSE_CHECKUP) {
        return true;
    }
    if (run->examination_count == run->examination_room) {
        size_t room = run->examination_room == 0 ? 1024 : run->examination_room * 2;
        struct keyed *grown = realloc(run->examinations, room * sizeof *grown);
        if (grown == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
        run->examinations = grown;
        run->examination_room = room;
    }
    to = &run->examinations[run->examination_count];
    run->examination_count++;
    memcpy(to->key, person, sizeof to->key);
    to->id = visit_case->visit.id;
    to->payload = visit_case->visit.day.days;
    return true;
}

static bool typed_print(
    struct run *run,
    const struct evidence *evidence,
    struct date day,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct slice number = evidence->values[FIELD_TICKET_NUMBER];
    return run->kind == SITE_KIND_TREATMENT
               ? tickets_issue_print(run->store, number, month_of(day), print, error)
               : tickets_serial_print(run->store, number, print, error);
}

static bool seek_step(struct run *run, struct visit_case *visit_case, struct error *error)
{
    const struct evidence *evidence = &visit_case->situation.evidence;
    struct ticket_seeker seeker = {
        .visit = visit_case->visit.id,
        .fiscal_year = fiscal_year_of(year_day(&visit_case->situation))};
    const uint8_t *numbers = visit_case->visit.prints + PRINT_NUMBERS;
    if (visit_case->has_answer) {
        numbers = either(numbers, visit_case->answer.prints + ANSWER_PRINT_NUMBERS);
    }
    memcpy(seeker.numbers, numbers, FINGERPRINT_BYTES);
    memcpy(seeker.person, person_print(visit_case), FINGERPRINT_BYTES);
    return typed_print(run, evidence, visit_case->visit.day, seeker.serial, error) &&
           site_tickets_add(run->tickets, &seeker, error) &&
           note_examination(run, visit_case, error);
}

/* ---- the ticket of a visit ---- */

struct choice {
    size_t count;
    int64_t tickets[CANDIDATES];
    bool by_number[CANDIDATES];
    bool fits_year[CANDIDATES];
    bool fits_purpose[CANDIDATES];
    bool conflict[CANDIDATES];
    uint8_t keys[CANDIDATES][FINGERPRINT_BYTES];
};

static bool fits_purpose(const struct run *run, const struct situation *situation)
{
    struct slice serial = run->ticket.values[TICKET_SERIAL];
    const struct rule_parameter *row = NULL;
    char digit[2] = "";
    bool guidance =
        evidence_choice(&situation->evidence, FIELD_TICKET_PURPOSE) == TICKET_PURPOSE_GUIDANCE;
    bool is_checkup = false;
    if (serial.size != TICKET_SERIAL_DIGITS) {
        return true;
    }
    digit[0] = (char)serial.data[2];
    row = rulebook_find_parameter(run->book, "ticket.digit", digit, situation->day);
    if (row == NULL ||
        slice_equal_text(
            slice_of(row->value), domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_SET))) {
        return true;
    }
    is_checkup = slice_equal_text(
        slice_of(row->value), domain_value_name(DOMAIN_TICKET_KIND, TICKET_KIND_CHECKUP));
    return is_checkup != guidance;
}

static bool fits_year(const struct run *run, const struct situation *situation)
{
    struct date day = year_day(situation);
    struct month month = ticket_month(&run->ticket, TICKET_MONTH);
    int year = 0;
    if (run->ticket.family == TICKET_FAMILY_TREATMENT) {
        return month_is_some(month) && month_compare(month, month_of(situation->day)) == 0;
    }
    return !ticket_fiscal_year(&run->ticket, day, &year) || year == fiscal_year_of(day);
}

static bool is_typed_number(const struct run *run, const struct evidence *evidence)
{
    enum ticket_field field =
        run->ticket.family == TICKET_FAMILY_TREATMENT ? TICKET_ISSUE_NUMBER : TICKET_SERIAL;
    return evidence_has(evidence, FIELD_TICKET_NUMBER) &&
           slice_equal(evidence->values[FIELD_TICKET_NUMBER], run->ticket.values[field]) &&
           !ticket_serial_is_placeholder(run->ticket.values[field]);
}

static bool load_ticket(struct run *run, int64_t id, struct error *error)
{
    bool found = false;
    if (!tickets_get(run->store, id, &run->ticket_row, &found, error)) {
        return false;
    }
    return found ? tickets_open(run->cache, &run->ticket_row, &run->ticket, error)
                 : error_set_text(error, FAULT_STORE_BROKEN, "ticket");
}

static bool gather_choice(
    struct run *run,
    const struct visit_case *visit_case,
    struct choice *choice,
    struct error *error)
{
    size_t count = 0;
    const struct ticket_candidate *candidates =
        site_tickets_of(run->tickets, visit_case->visit.id, &count);
    choice->count = count < CANDIDATES ? count : CANDIDATES;
    for (size_t i = 0; i < choice->count; i++) {
        if (!load_ticket(run, candidates[i].ticket, error)) {
            return false;
        }
        choice->tickets[i] = candidates[i].ticket;
        choice->conflict[i] = candidates[i].is_conflict;
        memcpy(choice->keys[i], candidates[i].key, FINGERPRINT_BYTES);
        choice->by_number[i] = is_typed_number(run, &visit_case->situation.evidence);
        choice->fits_year[i] = fits_year(run, &visit_case->situation);
        choice->fits_purpose[i] = fits_purpose(run, &visit_case->situation);
    }
    return true;
}

/* Keeps those for which keep says so, unless that leaves none. */
static void narrow(struct choice *choice, const bool keep[CANDIDATES])
{
    struct choice kept = {.count = 0};
    for (size_t i = 0; i < choice->count; i++) {
        if (!keep[i]) {
            continue;
        }
        kept.tickets[kept.count] = choice->tickets[i];
        kept.by_number[kept.count] = choice->by_number[i];
        kept.fits_year[kept.count] = choice->fits_year[i];
        kept.fits_purpose[kept.count] = choice->fits_purpose[i];
        kept.conflict[kept.count] = choice->conflict[i];
        memcpy(kept.keys[kept.count], choice->keys[i], FINGERPRINT_BYTES);
        kept.count++;
    }
    if (kept.count > 0) {
        *choice = kept;
    }
}

static bool has_two_keys(const struct choice *choice)
{
    for (size_t i = 1; i < choice->count; i++) {
        if (memcmp(choice->keys[i], choice->keys[0], FINGERPRINT_BYTES) != 0) {
            return true;
        }
    }
    return false;
}

static bool has_conflict(const struct choice *choice)
{
    for (size_t i = 0; i < choice->count; i++) {
        if (choice->conflict[i]) {
            return true;
        }
    }
    return false;
}

/* Number first, then year, then purpose; two that are left are never chosen from. */
static bool choose_ticket(
    struct run *run,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error)
{
    struct choice choice = {.count = 0};
    struct choice all;
    bool keep[CANDIDATES];
    if (!gather_choice(run, visit_case, &choice, error)) {
        return false;
    }
    all = choice;
    memcpy(keep, all.fits_year, sizeof keep);
    narrow(&all, keep);
    memcpy(keep, all.fits_purpose, sizeof keep);
    narrow(&all, keep);
    memcpy(keep, choice.by_number, sizeof keep);
    narrow(&choice, keep);
    if (choice.count == 0 || !choice.by_number[0]) {
        choice = all;
    }
    session->other_tickets = has_two_keys(&all) && choice.count > 0 && choice.by_number[0];
    session->found = choice.count == 0       ? TICKET_FOUND_NONE
                     : has_conflict(&choice) ? TICKET_FOUND_CONFLICT
                     : has_two_keys(&choice) ? TICKET_FOUND_SEVERAL
                                             : TICKET_FOUND_ONE;
    if (session->found == TICKET_FOUND_ONE) {
        if (!load_ticket(run, choice.tickets[0], error)) {
            return false;
        }
        session->ticket = &run->ticket;
    }
    return true;
}

/* ---- the qualification of a visit ---- */

static bool is_document(unsigned brought)
{
    return brought == BROUGHT_CERTIFICATE || brought == BROUGHT_OLD_CARD ||
           brought == BROUGHT_NOTICE || brought == BROUGHT_CARD_PORTAL ||
           brought == BROUGHT_CARD_NOTICE;
}

static void take_document(const struct situation *situation, struct session *session)
{
    const struct evidence *evidence = &situation->evidence;
    if (is_document(evidence_choice(evidence, FIELD_BROUGHT)) &&
        evidence_has(evidence, FIELD_INSURER_NUMBER) && evidence_has(evidence, FIELD_NUMBER)) {
        session->source = SESSION_DOCUMENT;
        session->identifiers = (struct identifiers){
            .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
            .symbol = evidence->values[FIELD_SYMBOL],
            .number = evidence->values[FIELD_NUMBER],
            .branch = evidence->values[FIELD_BRANCH]};
    }
}

static bool take_qualification(
    struct run *run,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error)
{
    const struct answer_facts *said = &visit_case->situation.answer;
    const struct qualification *insurance = NULL;
    bool usable = said->delivery == DELIVERY_ANSWERED &&
                  (said->validity == VALIDITY_VALID || said->validity == VALIDITY_INVALID ||
                   said->validity == VALIDITY_INVALID_NEWER);
    if (!visit_case->has_answer || !usable) {
        /* An answer that says otherwise is not outdone by a paper. */
        if (!said->given || said->delivery != DELIVERY_ANSWERED) {
            take_document(&visit_case->situation, session);
        }
        return true;
    }
    if (!answers_open(cases_cache(run->gatherer), &visit_case->answer, &run->answer, error)) {
        return false;
    }
    insurance = answer_insurance(&run->answer);
    if (insurance != NULL) {
        session->source = SESSION_ANSWER;
        session->identifiers = qualification_identifiers(insurance);
        session->covers = qualification_interval(insurance);
        session->person = (struct person){
            .kana = insurance->texts[ANSWER_KANA_NAME],
            .name = insurance->texts[ANSWER_NAME],
            .other_kana = insurance->texts[ANSWER_OTHER_KANA_NAME],
            .other_name = insurance->texts[ANSWER_OTHER_NAME],
            .birth = insurance->dates[ANSWER_BIRTH_DATE],
            .sex = insurance->sex};
    }
    return true;
}

static bool was_examined(const struct run *run, const struct visit_case *visit_case)
{
    const uint8_t *person = person_print(visit_case);
    size_t from = 0;
    size_t to = 0;
    if (!print_is_some(person)) {
        return false;
    }
    from = reconcile_find(run->examinations, run->examination_count, person);
    to = from < run->examination_count
             ? reconcile_group_end(run->examinations, run->examination_count, from)
             : from;
    for (size_t i = from; i < to; i++) {
        struct date day = {(int32_t)run->examinations[i].payload};
        if (run->examinations[i].id != visit_case->visit.id &&
            date_compare(day, visit_case->visit.day) < 0 &&
            fiscal_year_of(day) == fiscal_year_of(visit_case->visit.day)) {
            return true;
        }
    }
    return false;
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
    case SITE_QUESTIONS:
        break;
    }
}

static bool
rule(struct run *run, struct visit_case *visit_case, struct session *session, struct error *error)
{
    struct situation_result result;
    enum site_question question = SITE_QUESTION_CHECKUP;
    if (run->kind != SITE_KIND_MIDWIFE && !choose_ticket(run, visit_case, session, error)) {
        return false;
    }
    if (!take_qualification(run, visit_case, session, error)) {
        return false;
    }
    session->examined = was_examined(run, visit_case);
    question = question_of(run, session);
    if (question == SITE_QUESTION_TREATMENT) {
        session_take_screen(&visit_case->situation);
    }
    situation_facts(run->book, &visit_case->situation, &result);
    add_facts(run, question, session, &result.facts);
    site_decide(&run->decider, question, &result.facts, visit_case->visit.day, &run->ruling);
    return true;
}

static bool pack(
    struct run *run,
    const struct visit_case *visit_case,
    const struct session *session,
    int64_t *digest,
    struct error *error)
{
    const struct visit_row place = {
        .entry = run->ticket_row.entry, .row = run->ticket_row.row, .bulk = run->ticket_row.bulk};
    struct visit_reference subject;
    struct visit_reference ticket;
    bool has_ticket = session->ticket != NULL;
    buffer_clear(&run->row);
    return visits_reference_cached(
               run->store, &visit_case->visit, &run->references, &subject, error) &&
           (!has_ticket ||
            visits_reference_cached(run->store, &place, &run->ticket_references, &ticket, error)) &&
           site_verdicts_pack_row(
               run->store, SITE_SUBJECT_SESSION, &subject, has_ticket ? &ticket : NULL,
               &run->ruling, &run->row, digest, error);
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
    struct site_verdict_row old;
    bool found = false;
    int64_t digest = 0;
    if (!rule(run, visit_case, &session, error) ||
        !pack(run, visit_case, &session, &digest, error) ||
        !site_verdicts_get(
            run->store, SITE_SUBJECT_SESSION, visit_case->visit.id, &old, &found, error)) {
        return false;
    }
    run->result->looked_at++;
    run->result->counts[run->ruling.result]++;
    if (found && old.digest == digest) {
        return true;
    }
    run->result->made++;
    if (!buffer_append(&run->rows, buffer_slice(&run->row), error)) {
        return false;
    }
    run->ends[run->new_count] = run->rows.size;
    run->months[run->new_count] = month_of(visit_case->visit.day);
    run->new_count++;
    return true;
}

/* ---- the run ---- */

typedef bool case_step(struct run *run, struct visit_case *visit_case, struct error *error);

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

static bool read_settings(struct run *run, struct error *error)
{
    return site_kind(run->store, &run->kind, error) &&
           settings_get(run->store, SETTING_CONTRACT_INSURERS, run->contract_insurers, error) &&
           settings_get_flag(run->store, SETTING_CONTRACT_AGREED, &run->contract_agreed, error) &&
           settings_get_flag(run->store, SETTING_CHANNEL_FOLDER, &run->has_terminal, error) &&
           settings_get_number(run->store, SETTING_REGISTRATION_DAY, &run->registration_day, error);
}

static bool decide_all(struct run *run, struct error *error)
{
    enum ticket_family family =
        run->kind == SITE_KIND_TREATMENT ? TICKET_FAMILY_TREATMENT : TICKET_FAMILY_CHECKUP;
    if (!bulk_abandon_open(run->store, BULK_SITE_VERDICTS, error) ||
        !site_tickets_open(run->store, family, &run->tickets, error) ||
        !part_cache_open(run->store, &run->cache, error) || !walk(run, seek_step, error)) {
        return false;
    }
    reconcile_sort(run->examinations, run->examination_count);
    if (!site_tickets_sweep(run->tickets, error) || !walk(run, decide_case, error)) {
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
    site_tickets_close(run->tickets);
    part_cache_close(run->cache);
    rulebook_close(run->book);
    free(run->examinations);
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
