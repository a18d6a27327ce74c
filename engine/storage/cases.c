#include "engine/storage/cases.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/reconcile.h"
#include "engine/storage/choosing.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/inside.h"
#include "engine/storage/settings.h"
#include "engine/vocabulary/verdict.h"

enum {
    CASE_BLOCK = 512, /* visits read at a time */
    CASE_ARENA = 1024 * 1024
};

struct case_gatherer {
    struct store *store;
    struct part_cache *cache;
    struct arena arena;
    struct interval days;
    bool can_ask;
    unsigned site_payer;
    unsigned passes;
    unsigned pass;
    struct keyed *listed; /* answers of lists in this pass, by numbers */
    size_t listed_count;
    size_t listed_capacity;
    bool listed_full;
    bool pass_open;
    int64_t after;
    struct visit_row block[CASE_BLOCK];
    size_t block_count;
    size_t block_next;
};

struct part_cache *cases_cache(struct case_gatherer *gatherer)
{
    return gatherer->cache;
}

/* ---- opening ---- */

static bool read_site(struct case_gatherer *gatherer, struct error *error)
{
    char payer[SETTING_VALUE];
    if (!settings_get_flag(gatherer->store, SETTING_CHANNEL_FOLDER, &gatherer->can_ask, error) ||
        !settings_get(gatherer->store, SETTING_UNKNOWN_PAYER, payer, error)) {
        return false;
    }
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
    int64_t listed = 0;
    *gatherer = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->days = days;
    made->arena = arena_open(CASE_ARENA);
    if (!vault_is_unlocked(store)) {
        cases_close(made);
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!part_cache_open(store, &made->cache, error) || !read_site(made, error) ||
        !sql_query_number(store, "SELECT count(*) FROM answer WHERE visit = 0", &listed, error)) {
        cases_close(made);
        return false;
    }
    made->passes = reconcile_passes(listed, LIMIT_MATCH_PASS_ROWS);
    made->listed_capacity = (size_t)(listed / made->passes + listed / made->passes / 4 + 1024);
    *gatherer = made;
    return true;
}

void cases_close(struct case_gatherer *gatherer)
{
    if (gatherer != NULL) {
        part_cache_close(gatherer->cache);
        arena_close(&gatherer->arena);
        free(gatherer->listed);
        free(gatherer);
    }
}

/* ---- answers of lists ---- */

static bool collect_listed(void *taker, const struct answer_row *row)
{
    struct case_gatherer *gatherer = taker;
    struct keyed *keyed = NULL;
    if (row->visit != 0 || !print_is_some(row->prints + ANSWER_PRINT_NUMBERS) ||
        reconcile_pass_of(row->prints, gatherer->passes) != gatherer->pass) {
        return true;
    }
    if (gatherer->listed_count == gatherer->listed_capacity) {
        gatherer->listed_full = true;
        return false;
    }
    keyed = &gatherer->listed[gatherer->listed_count++];
    memcpy(keyed->key, row->prints + ANSWER_PRINT_NUMBERS, RECONCILE_KEY_BYTES);
    keyed->id = row->id;
    keyed->payload = 0;
    return true;
}

static bool open_pass(struct case_gatherer *gatherer, struct error *error)
{
    if (gatherer->listed == NULL) {
        gatherer->listed = calloc(gatherer->listed_capacity, sizeof *gatherer->listed);
        if (gatherer->listed == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
    }
    gatherer->listed_count = 0;
    gatherer->listed_full = false;
    gatherer->after = 0;
    gatherer->block_count = 0;
    gatherer->block_next = 0;
    if (!answers_each(gatherer->store, collect_listed, gatherer, error)) {
        return false;
    }
    if (gatherer->listed_full) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)gatherer->listed_capacity);
    }
    reconcile_sort(gatherer->listed, gatherer->listed_count);
    gatherer->pass_open = true;
    return true;
}

/* ---- choosing the answer ---- */

static bool consider(void *taker, const struct answer_row *row)
{
    choosing_consider(taker, row);
    return true;
}

static bool consider_listed(
    struct case_gatherer *gatherer,
    const struct visit_row *visit,
    struct choosing *choosing,
    struct error *error)
{
    const uint8_t *print = visit->prints + PRINT_NUMBERS;
    size_t at = gatherer->listed_count;
    if (print_is_some(print)) {
        at = reconcile_find(gatherer->listed, gatherer->listed_count, print);
    }
    for (; at < gatherer->listed_count &&
           memcmp(gatherer->listed[at].key, print, RECONCILE_KEY_BYTES) == 0;
         at++) {
        struct answer_row row;
        bool found = false;
        if (!answers_get(gatherer->store, gatherer->listed[at].id, &row, &found, error)) {
            return false;
        }
        if (found) {
            choosing_consider(choosing, &row);
        }
    }
    return true;
}

static bool choose_answer(
    struct case_gatherer *gatherer,
    const struct visit_row *visit,
    struct visit_case *into,
    struct error *error)
{
    struct choosing choosing;
    choosing_begin(&choosing, visit);
    if (!answers_of_visit(gatherer->store, visit->id, consider, &choosing, error) ||
        !consider_listed(gatherer, visit, &choosing, error)) {
        return false;
    }
    into->has_answer = choosing_end(&choosing, &into->answer);
    into->spoiled = choosing.spoiled;
    return true;
}

/* ---- what the answer says of this visit ---- */

static unsigned results(unsigned count)
{
    return count == 0 ? RESULTS_NONE : count == 1 ? RESULTS_ONE : RESULTS_SEVERAL;
}

static struct identifiers merged_numbers(const struct evidence *evidence)
{
    return (struct identifiers){
        .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
        .symbol = evidence->values[FIELD_SYMBOL],
        .number = evidence->values[FIELD_NUMBER],
        .branch = evidence->values[FIELD_BRANCH],
    };
}

static bool is_negative(unsigned validity)
{
    return validity == VALIDITY_INVALID || validity == VALIDITY_INVALID_NEWER;
}

/*
 * All four agree by fingerprint: nothing has to be opened.  But for a qualification that was lost,
 * where it matters whether the answer itself carries its numbers: those of the print may be those
 * that were asked with.
 */
static bool agrees_by_print(
    const struct visit_row *visit,
    const struct answer_row *answer,
    const struct evidence *evidence)
{
    return !is_negative(answer->codes.validity) && print_is_some(visit->prints + PRINT_NUMBERS) &&
           print_is_some(visit->prints + PRINT_PERSON) &&
           memcmp(
               visit->prints + PRINT_NUMBERS, answer->prints + ANSWER_PRINT_NUMBERS,
               2 * FINGERPRINT_BYTES) == 0 &&
           number_zeros(evidence->values[FIELD_NUMBER]) == answer->codes.zeros;
}

static bool
compare_opened(struct case_gatherer *gatherer, struct visit_case *into, struct error *error)
{
    struct answer answer;
    struct identifiers typed = merged_numbers(&into->situation.evidence);
    struct answer_facts *facts = &into->situation.answer;
    const struct qualification *insurance = NULL;
    if (!answers_open(gatherer->cache, &into->answer, &answer, error)) {
        return false;
    }
    situation_compare(&into->situation.evidence, &typed, &answer, facts);
    insurance = answer_insurance(&answer);
    facts->has_old_numbers = is_negative(facts->validity) && insurance != NULL &&
                             insurance->texts[ANSWER_INSURER_NUMBER].size > 0 &&
                             insurance->texts[ANSWER_NUMBER].size > 0;
    return true;
}

static bool
fill_answer(struct case_gatherer *gatherer, struct visit_case *into, struct error *error)
{
    const struct answer_codes *codes = &into->answer.codes;
    struct answer_facts *facts = &into->situation.answer;
    if (!into->has_answer) {
        /* An answer came that cannot be used: a person looks at it. */
        facts->given = into->spoiled;
        facts->delivery = into->spoiled ? DELIVERY_PERSON_ERROR : DELIVERY_NONE;
        return true;
    }
    *facts = (struct answer_facts){
        .given = true,
        .asked_by = codes->asked_by,
        .delivery = codes->delivery,
        .validity = codes->validity,
        .loss_reason = codes->loss_reason,
        .card_class = codes->card_class,
        .insurance_results = results(codes->insurance_results),
        .assistance_results = results(codes->assistance_results),
        .confirmed_for = situation_confirmed_for(
            into->visit.day, into->answer.confirmed_for, codes->validity, into->answer.covers),
    };
    if (agrees_by_print(&into->visit, &into->answer, &into->situation.evidence)) {
        facts->number_match = MATCH_EQUAL;
        facts->birth_match = MATCH_EQUAL;
        facts->name_match = MATCH_EQUAL;
        facts->sex_match = MATCH_EQUAL;
        return true;
    }
    return compare_opened(gatherer, into, error);
}

/* ---- captures ---- */

struct merging {
    struct case_gatherer *gatherer;
    struct visit_case *into;
};

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

static bool
merge(void *taker, int64_t entry, int64_t row, const struct evidence *evidence, struct error *error)
{
    struct merging *merging = taker;
    struct situation *situation = &merging->into->situation;
    (void)entry;
    (void)row;
    if (!evidence_overlay(&situation->evidence, evidence, &merging->gatherer->arena, error)) {
        return false;
    }
    if (evidence_has(evidence, FIELD_NUMBER) || evidence_has(evidence, FIELD_INSURER_NUMBER)) {
        struct typed_numbers *typed = &situation->typed[source_of(evidence)];
        typed->given = true;
        typed->identifiers = merged_numbers(&situation->evidence);
    }
    return true;
}

/* Numbers that the answer is about and does not call valid are not current ones. */
static bool
mark_refuted(struct case_gatherer *gatherer, struct visit_case *into, struct error *error)
{
    struct date birth = situation_person(&into->situation.evidence).birth;
    if (!into->has_answer || !is_negative(into->answer.codes.validity)) {
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

static bool fill_case(
    struct case_gatherer *gatherer,
    const struct visit_row *visit,
    struct visit_case *into,
    struct error *error)
{
    struct merging merging = {gatherer, into};
    struct inquiry_history history = {0};
    arena_reset(&gatherer->arena);
    memset(into, 0, sizeof *into);
    into->visit = *visit;
    into->situation.day = visit->day;
    into->situation.claim_month = month_add(month_of(visit->day), 1);
    into->situation.can_ask = gatherer->can_ask;
    into->situation.site_payer = gatherer->site_payer;
    if (!visits_each_evidence(gatherer->store, gatherer->cache, visit, merge, &merging, error) ||
        !inquiries_of_visit(gatherer->store, visit->id, &history, error) ||
        !choose_answer(gatherer, visit, into, error)) {
        return false;
    }
    into->situation.asked = history.waiting > 0;
    into->failed_attempts = history.failed;
    into->last_asked_ms = history.last_ms;
    return fill_answer(gatherer, into, error) && mark_refuted(gatherer, into, error);
}

/* ---- walking ---- */

static bool fill_block(void *taker, const struct visit_row *row)
{
    struct case_gatherer *gatherer = taker;
    gatherer->after = row->id;
    if (reconcile_pass_of(row->prints + PRINT_NUMBERS, gatherer->passes) == gatherer->pass) {
        gatherer->block[gatherer->block_count++] = *row;
    }
    return gatherer->block_count < CASE_BLOCK;
}

/* Fills the block with the next visits of this pass, or of the next one. */
static bool next_block(struct case_gatherer *gatherer, struct error *error)
{
    for (;;) {
        if (!gatherer->pass_open && !open_pass(gatherer, error)) {
            return false;
        }
        gatherer->block_count = 0;
        gatherer->block_next = 0;
        if (!visits_each(
                gatherer->store, gatherer->after, gatherer->days, fill_block, gatherer, error)) {
            return false;
        }
        if (gatherer->block_count > 0 || gatherer->pass + 1 == gatherer->passes) {
            return true;
        }
        gatherer->pass++;
        gatherer->pass_open = false;
    }
}

bool cases_next(
    struct case_gatherer *gatherer,
    struct visit_case *visit_case,
    bool *found,
    struct error *error)
{
    *found = false;
    if (gatherer->block_next == gatherer->block_count && !next_block(gatherer, error)) {
        return false;
    }
    if (gatherer->block_next == gatherer->block_count) {
        return true;
    }
    *found = true;
    return fill_case(gatherer, &gatherer->block[gatherer->block_next++], visit_case, error);
}

/* The answers of lists that carry the visit's numbers: its own small pass. */
static bool collect_for_one(void *taker, const struct answer_row *row)
{
    struct case_gatherer *gatherer = taker;
    if (memcmp(
            row->prints + ANSWER_PRINT_NUMBERS, gatherer->block[0].prints + PRINT_NUMBERS,
            FINGERPRINT_BYTES) != 0) {
        return true;
    }
    return collect_listed(taker, row);
}

bool cases_of_visit(
    struct case_gatherer *gatherer,
    int64_t visit,
    struct visit_case *visit_case,
    struct error *error)
{
    bool found = false;
    if (!visits_get(gatherer->store, visit, &gatherer->block[0], &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    if (gatherer->listed == NULL) {
        gatherer->listed = calloc(gatherer->listed_capacity, sizeof *gatherer->listed);
        if (gatherer->listed == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
    }
    gatherer->pass = reconcile_pass_of(gatherer->block[0].prints + PRINT_NUMBERS, gatherer->passes);
    gatherer->pass_open = false;
    gatherer->listed_count = 0;
    if (!answers_each(gatherer->store, collect_for_one, gatherer, error)) {
        return false;
    }
    reconcile_sort(gatherer->listed, gatherer->listed_count);
    return fill_case(gatherer, &gatherer->block[0], visit_case, error);
}
