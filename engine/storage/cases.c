#include "engine/storage/cases.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/case_answer.h"
#include "engine/storage/case_block.h"
#include "engine/storage/case_listed.h"
#include "engine/storage/confirming.h"
#include "engine/storage/inside.h"
#include "engine/storage/settings.h"
#include "engine/vocabulary/verdict.h"

enum {
    CASE_ARENA = 1024 * 1024
};

struct case_gatherer {
    struct store *store;
    struct part_cache *cache;
    struct arena own;    /* for one case */
    struct arena *arena; /* where cases live: own, or the caller's */
    struct interval days;
    bool can_ask;
    unsigned site_payer;
    int64_t history_months; /* how far back earlier receipts count; 0: not at all */
    struct case_listed listed;
    bool pass_open;
    int64_t after; /* the visit that the walk of this pass has come to */
    struct case_block block;
    size_t next; /* the place in the block */
};

struct part_cache *cases_cache(struct case_gatherer *gatherer)
{
    return gatherer->cache;
}

/* ---- opening ---- */

static bool read_site(struct case_gatherer *gatherer, struct error *error)
{
    char payer[SETTING_VALUE];
    struct month newest = MONTH_NONE;
    if (!settings_can_ask(gatherer->store, &gatherer->can_ask, error) ||
        !settings_get_number(
            gatherer->store, SETTING_HISTORY_MONTHS, &gatherer->history_months, error) ||
        !seen_newest(gatherer->store, &newest, error) ||
        !settings_get(gatherer->store, SETTING_UNKNOWN_PAYER, payer, error)) {
        return false;
    }
    gatherer->history_months = month_is_some(newest) ? gatherer->history_months : 0;
    return domain_value_find(DOMAIN_PAYER, slice_of(payer), &gatherer->site_payer) ||
           error_set_text(error, FAULT_STORE_BROKEN, "unknown_payer");
}

bool cases_open(
    struct store *store,
    struct interval days,
    struct case_gatherer **gatherer,
    struct error *error)
{
    struct case_gatherer *made = calloc(1, sizeof *made);
    *gatherer = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->days = days;
    made->own = arena_open(CASE_ARENA);
    made->arena = &made->own;
    if (!vault_is_unlocked(store)) {
        cases_close(made);
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!part_cache_open(store, &made->cache, error) || !read_site(made, error) ||
        !case_listed_open(store, &made->listed, error)) {
        cases_close(made);
        return false;
    }
    *gatherer = made;
    return true;
}

void cases_close(struct case_gatherer *gatherer)
{
    if (gatherer != NULL) {
        part_cache_close(gatherer->cache);
        arena_close(&gatherer->own);
        case_listed_close(&gatherer->listed);
        case_block_close(&gatherer->block);
        free(gatherer);
    }
}

void cases_keep_in(struct case_gatherer *gatherer, struct arena *arena)
{
    gatherer->arena = arena;
}

/* ---- choosing the answer ---- */

static void
choose_answer(const struct case_gatherer *gatherer, size_t index, struct visit_case *into)
{
    const struct case_block *block = &gatherer->block;
    struct choosing choosing;
    choosing_begin(&choosing, &block->visits[index]);
    for (size_t i = block->answers_from; i < block->answers_end; i++) {
        choosing_consider(&choosing, &block->answers[i]);
    }
    case_listed_consider(&gatherer->listed, index, &choosing);
    into->has_answer = choosing_end(&choosing, &into->answer);
    into->spoiled = choosing.spoiled;
}

/* ---- captures ---- */

/* Where the numbers of a capture come from, when it does not say: from what was brought. */
static unsigned source_of(const struct evidence *evidence)
{
    unsigned source = evidence_choice(evidence, FIELD_NUMBERS_FROM);
    if (source != SOURCE_UNRECORDED) {
        return source;
    }
    if (evidence_choice(evidence, FIELD_INSURER_PHONE) == INSURER_PHONE_CONFIRMED) {
        return SOURCE_INSURER;
    }
    if (evidence_choice(evidence, FIELD_OUTAGE) == OUTAGE_CONFIRMED) {
        return SOURCE_OUTAGE;
    }
    switch (evidence_choice(evidence, FIELD_BROUGHT)) {
    case BROUGHT_CERTIFICATE:
        return SOURCE_CERTIFICATE;
    case BROUGHT_OLD_CARD:
        return SOURCE_OLD_CARD;
    case BROUGHT_NOTICE:
    case BROUGHT_CARD_NOTICE:
        return SOURCE_NOTICE;
    case BROUGHT_CARD_PORTAL:
    case BROUGHT_PHONE_PORTAL:
        return SOURCE_PORTAL;
    default:
        return SOURCE_UNRECORDED;
    }
}

/* What stands at one place of the journal, over what was there before. */
static bool merge(
    struct case_gatherer *gatherer,
    int64_t entry,
    int64_t row,
    struct visit_case *into,
    struct error *error)
{
    struct situation *situation = &into->situation;
    struct evidence evidence;
    if (!visits_read_evidence(gatherer->cache, entry, row, &evidence, error) ||
        !evidence_overlay(&situation->evidence, &evidence, gatherer->arena, error)) {
        return false;
    }
    if (evidence_has(&evidence, FIELD_NUMBER) || evidence_has(&evidence, FIELD_INSURER_NUMBER)) {
        struct typed_numbers *typed = &situation->typed[source_of(&evidence)];
        typed->given = true;
        typed->identifiers = situation_identifiers(&situation->evidence);
    }
    if (evidence_has(&evidence, FIELD_PERSON_CONFIRMED)) {
        into->confirmed = (struct evidence_pointer){into->visit.id, entry, row};
    }
    return true;
}

static bool merge_captures(
    struct case_gatherer *gatherer,
    const struct visit_row *visit,
    struct visit_case *into,
    struct error *error)
{
    const struct case_block *block = &gatherer->block;
    if (!merge(gatherer, visit->entry, visit->row, into, error)) {
        return false;
    }
    for (size_t i = block->pointers_from; i < block->pointers_end; i++) {
        const struct evidence_pointer *pointer = &block->pointers[i];
        if (!merge(gatherer, pointer->entry, pointer->row, into, error)) {
            return false;
        }
    }
    return true;
}

/* ---- earlier receipts ---- */

/* Looked at where the tables may ask for them: on a repeat visit, and where a qualification was lost. */
static bool needs_seen(const struct case_gatherer *gatherer, const struct visit_case *into)
{
    const struct evidence *evidence = &into->situation.evidence;
    bool is_lost = case_answer_is_negative(into) && !into->situation.answer.has_old_numbers;
    return gatherer->history_months > 0 && !into->situation.typed[SOURCE_RECORDS].given &&
           (is_lost || evidence_choice(evidence, FIELD_VISIT_KIND) == VISIT_KIND_REPEAT);
}

static bool fill_seen(struct case_gatherer *gatherer, struct visit_case *into, struct error *error)
{
    const struct evidence *evidence = &into->situation.evidence;
    const struct person person = situation_person(evidence);
    struct typed_numbers *typed = &into->situation.typed[SOURCE_RECORDS];
    struct month month = month_of(into->visit.day);
    const struct seen_question question = {
        .visit = &into->visit,
        .birth = person.birth,
        .sex = person.sex,
        .oldest = month_add(month, -(int)gatherer->history_months),
        .before = month,
    };
    bool found = false;
    if (!needs_seen(gatherer, into)) {
        return true;
    }
    if (!seen_find(
            gatherer->store, gatherer->cache, &question, gatherer->arena, &into->seen, &found,
            error)) {
        return false;
    }
    if (found) {
        *typed = (struct typed_numbers){
            .given = true,
            .identifiers = into->seen.identifiers,
            .seen = true,
            .spoiled = into->seen.kind == SEEN_RETURNED ||
                       evidence_choice(evidence, FIELD_RECORDS) == RECORDS_NONE,
        };
    }
    return true;
}

/* Numbers that the answer is about and does not call valid are not current ones. */
static bool
mark_refuted(struct case_gatherer *gatherer, struct visit_case *into, struct error *error)
{
    struct date birth = situation_person(&into->situation.evidence).birth;
    if (!case_answer_is_negative(into)) {
        return true;
    }
    for (unsigned i = 0; i < SITUATION_SOURCES; i++) {
        struct typed_numbers *typed = &into->situation.typed[i];
        uint8_t print[FINGERPRINT_BYTES];
        if (!typed->given) {
            continue;
        }
        if (!print_numbers(
                vault_fingerprinter(gatherer->store), &typed->identifiers, birth, print, error)) {
            return false;
        }
        typed->refuted =
            print_is_some(print) &&
            memcmp(print, into->answer.prints + ANSWER_PRINT_NUMBERS, FINGERPRINT_BYTES) == 0;
    }
    return true;
}

/* The case of the index-th visit of the block; from the first to the last. */
static bool fill_case(
    struct case_gatherer *gatherer,
    size_t index,
    struct visit_case *into,
    struct error *error)
{
    const struct visit_row *visit = &gatherer->block.visits[index];
    const struct inquiry_history *history = &gatherer->block.histories[index];
    case_block_move(&gatherer->block, index);
    if (gatherer->arena == &gatherer->own) {
        arena_reset(gatherer->arena);
    }
    memset(into, 0, sizeof *into);
    into->visit = *visit;
    into->situation.day = visit->day;
    into->situation.claim_month = month_add(month_of(visit->day), 1);
    into->situation.can_ask = gatherer->can_ask;
    into->situation.site_payer = gatherer->site_payer;
    into->situation.asked = history->waiting > 0;
    into->failed_attempts = history->failed;
    into->last_asked_ms = history->last_ms;
    choose_answer(gatherer, index, into);
    return merge_captures(gatherer, visit, into, error) &&
           confirming_settle(gatherer->store, gatherer->cache, into, error) &&
           case_answer_fill(gatherer->store, gatherer->cache, gatherer->arena, into, error) &&
           fill_seen(gatherer, into, error) && mark_refuted(gatherer, into, error);
}

/* ---- walking ---- */

static bool load_block(struct case_gatherer *gatherer, struct error *error)
{
    struct case_block *block = &gatherer->block;
    return case_block_load(gatherer->store, block, error) &&
           case_listed_load(&gatherer->listed, block->visits, block->count, error);
}

static bool add_visit(void *taker, const struct visit_row *row)
{
    struct case_gatherer *gatherer = taker;
    struct case_block *block = &gatherer->block;
    gatherer->after = row->id;
    if (case_listed_covers(&gatherer->listed, row)) {
        block->visits[block->count] = *row;
        block->count++;
    }
    return block->count < CASES_BLOCK;
}

static bool open_pass(struct case_gatherer *gatherer, struct error *error)
{
    gatherer->after = 0;
    gatherer->pass_open = case_listed_read(&gatherer->listed, error);
    return gatherer->pass_open;
}

/* The next visits of this pass, or of the next one. */
static bool next_visits(struct case_gatherer *gatherer, struct error *error)
{
    struct case_listed *listed = &gatherer->listed;
    for (;;) {
        if (!gatherer->pass_open && !open_pass(gatherer, error)) {
            return false;
        }
        if (!visits_each(
                gatherer->store, gatherer->after, gatherer->days, add_visit, gatherer, error)) {
            return false;
        }
        if (gatherer->block.count > 0 || listed->pass + 1 == listed->passes) {
            return true;
        }
        listed->pass++;
        gatherer->pass_open = false;
    }
}

bool cases_begin_block(
    struct case_gatherer *gatherer,
    const struct visit_row **visits,
    size_t *count,
    struct error *error)
{
    struct case_block *block = &gatherer->block;
    block->count = 0;
    gatherer->next = 0;
    if (!store_begin_read(gatherer->store, error)) {
        return false;
    }
    if (!next_visits(gatherer, error) || !load_block(gatherer, error)) {
        cases_end_block(gatherer);
        return false;
    }
    *visits = block->visits;
    *count = block->count;
    return true;
}

bool cases_next(
    struct case_gatherer *gatherer,
    struct visit_case *visit_case,
    bool *found,
    struct error *error)
{
    *found = gatherer->next < gatherer->block.count;
    if (!*found) {
        return true;
    }
    gatherer->next++;
    return fill_case(gatherer, gatherer->next - 1, visit_case, error);
}

void cases_end_block(struct case_gatherer *gatherer)
{
    store_end_read(gatherer->store);
}

bool cases_of_visit(
    struct case_gatherer *gatherer,
    int64_t visit,
    struct visit_case *visit_case,
    struct error *error)
{
    struct case_block *block = &gatherer->block;
    bool found = false;
    if (!visits_get(gatherer->store, visit, &block->visits[0], &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    block->count = 1;
    gatherer->next = 1;
    gatherer->pass_open = false;
    return case_listed_read_of(&gatherer->listed, &block->visits[0], error) &&
           load_block(gatherer, error) && fill_case(gatherer, 0, visit_case, error);
}
