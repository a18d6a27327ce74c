#include "engine/storage/asking.h"

#include <stdlib.h>
#include <string.h>

#include "engine/law/ask_again.h"
#include "engine/storage/cases.h"
#include "engine/storage/deciding.h"
#include "engine/storage/registrations.h"
#include "engine/storage/returns.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"

struct asking_rules {
    int64_t now_ms;
    struct date today;
    int64_t retry_ms;
    int32_t reask_days;
    struct ask_again again;
};

static bool read_rules(struct store *store, struct asking_rules *rules, struct error *error)
{
    int64_t days = 0;
    rules->now_ms = world_now_ms(store_world(store));
    if (!settings_get_number(store, SETTING_RETRY_MS, &rules->retry_ms, error) ||
        !settings_get_number(store, SETTING_REASK_DAYS, &days, error)) {
        return false;
    }
    rules->today = date_of_utc_ms(rules->now_ms);
    rules->reask_days = (int32_t)days;
    return true;
}

/*
 * The numbers were typed anew since the answer: it is about other numbers.  One without fingerprint names
 * none, so that it cannot be told by it (numbers_entry).
 */
static bool has_new_numbers(const struct visit_case *visit_case)
{
    if (!print_is_some(visit_case->answer.prints + ANSWER_PRINT_NUMBERS)) {
        return false;
    }
    for (size_t i = 0; i < FINGERPRINT_BYTES; i++) {
        if (visit_case->visit.prints[PRINT_NUMBERS + i] !=
            visit_case->answer.prints[ANSWER_PRINT_NUMBERS + i]) {
            return true;
        }
    }
    return false;
}

/*
 * What the rulebook says.  An answer to numbers that are no longer those of the visit is none: the
 * others were never asked about.
 */
static bool is_settled(const struct asking_rules *rules, const struct visit_case *visit_case)
{
    struct situation situation;
    if (!visit_case->has_answer || visit_case->situation.answer.number_match != MATCH_DIFFERENT ||
        !has_new_numbers(visit_case)) {
        return ask_again_is_over(&rules->again, &visit_case->situation);
    }
    situation = visit_case->situation;
    situation.answer = (struct answer_facts){.given = false};
    return ask_again_is_over(&rules->again, &situation);
}

/* With a yes, and nobody having given up the asking. */
static bool is_confirmed(const struct asking_rules *rules, const struct visit_case *visit_case)
{
    return visit_case->has_answer && visit_case->answer.codes.validity == VALIDITY_VALID &&
           evidence_choice(&visit_case->situation.evidence, FIELD_GIVE_UP) == GIVE_UP_UNRECORDED &&
           is_settled(rules, visit_case);
}

/*
 * By days of the calendar: who asks each evening asks again each evening, a minute earlier or later.
 * What was answered after today was answered by a clock that has been set back since.
 */
static bool is_day_of_reask(const struct asking_rules *rules, int64_t answered_ms)
{
    struct date answered = date_of_utc_ms(answered_ms);
    struct date due = date_add_days(answered, rules->reask_days);
    return date_compare(rules->today, due) >= 0 || date_compare(rules->today, answered) < 0;
}

static bool is_due(const struct asking_rules *rules, const struct visit_case *visit_case)
{
    if (visit_case->has_answer && visit_case->answer.visit != 0) {
        return has_new_numbers(visit_case) || is_day_of_reask(rules, visit_case->answer.at_ms);
    }
    return visit_case->last_asked_ms == 0 || rules->now_ms < visit_case->last_asked_ms ||
           rules->now_ms - visit_case->last_asked_ms >= rules->retry_ms;
}

/*
 * What may be asked about at all, and has no answer that settles it.  A visit that was written down
 * ahead waits for its day: what is valid today says nothing about it.
 */
static bool is_open(const struct asking_rules *rules, const struct visit_case *visit_case)
{
    const struct situation *situation = &visit_case->situation;
    struct date close = month_last_day(deciding_claim_month(situation->day));
    if (!situation->can_ask || situation->asked ||
        !print_is_some(visit_case->visit.prints + PRINT_NUMBERS) ||
        date_compare(rules->today, close) > 0 || date_compare(rules->today, situation->day) < 0) {
        return false;
    }
    return !is_settled(rules, visit_case);
}

static bool append_visit(struct asking_list *list, struct asking_visit visit, struct error *error)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        struct asking_visit *grown = realloc(list->visits, capacity * sizeof *grown);
        if (grown == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
        list->visits = grown;
        list->capacity = capacity;
    }
    list->visits[list->count++] = visit;
    return true;
}

static bool
add_visit(struct asking_list *list, const struct visit_case *visit_case, struct error *error)
{
    const struct evidence *evidence = &visit_case->situation.evidence;
    struct asking_visit visit = {
        .visit = visit_case->visit.id,
        .day = visit_case->visit.day,
        .limit_consent = evidence_choice(evidence, FIELD_LIMIT_CONSENT) == YES_NO_YES,
    };
    return append_visit(list, visit, error);
}

static int compare_visits(const void *left, const void *right)
{
    const struct asking_visit *a = left;
    const struct asking_visit *b = right;
    int order = date_compare(a->day, b->day);
    return order != 0 ? order : a->visit < b->visit ? -1 : 1;
}

/* Which visits are wanted; false without a fault: not this one. */
struct wanted {
    struct store *store;
    bool with_returned; /* visits of claims that came back as well */
    struct asking_rules rules;
    bool (*wants)(
        struct wanted *wanted,
        struct case_gatherer *gatherer,
        const struct visit_case *visit_case,
        bool *is_wanted,
        struct error *error);
};

static bool note_numbers(
    void *taker,
    int64_t entry,
    int64_t row,
    const struct evidence *evidence,
    struct error *error)
{
    static const enum field fields[] = {
        FIELD_INSURER_NUMBER, FIELD_SYMBOL, FIELD_NUMBER, FIELD_BRANCH, FIELD_BIRTH_DATE};

    int64_t *last = taker;
    (void)row;
    (void)error;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        *last = evidence_has(evidence, fields[i]) ? entry : *last;
    }
    return true;
}

/* The entry that last said anything a visit is asked about with. */
static bool numbers_entry(
    struct store *store,
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    int64_t *entry,
    struct error *error)
{
    *entry = 0;
    return visits_each_evidence(
        store, cases_cache(gatherer), &visit_case->visit, note_numbers, entry, error);
}

/*
 * There is something new to find since the answer: 健康保険証利用登録 was done, or numbers were typed and the
 * answer does not say which ones it is about.
 */
static bool is_new_since(
    struct store *store,
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    bool *is_since,
    struct error *error)
{
    unsigned use = evidence_choice(&visit_case->situation.evidence, FIELD_INSURANCE_USE);
    const struct answer_row *answer = &visit_case->answer;
    int64_t registered = 0;
    int64_t typed = 0;
    *is_since = false;
    if (!visit_case->has_answer) {
        return true;
    }
    if (use == INSURANCE_USE_DONE &&
        !registrations_entry(
            store, cases_cache(gatherer), &visit_case->visit, &registered, error)) {
        return false;
    }
    if (answer->visit != 0 && !print_is_some(answer->prints + ANSWER_PRINT_NUMBERS) &&
        !numbers_entry(store, gatherer, visit_case, &typed, error)) {
        return false;
    }
    *is_since = registered > answer->entry || typed > answer->entry;
    return true;
}

static bool wants_to_ask(
    struct wanted *wanted,
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    bool *is_wanted,
    struct error *error)
{
    bool is_since = false;
    *is_wanted = false;
    if (!is_open(&wanted->rules, visit_case)) {
        return true;
    }
    if (!is_new_since(wanted->store, gatherer, visit_case, &is_since, error)) {
        return false;
    }
    *is_wanted = is_since || is_due(&wanted->rules, visit_case);
    return true;
}

static bool collect_block(
    struct case_gatherer *gatherer,
    struct wanted *wanted,
    struct asking_list *list,
    struct error *error)
{
    struct visit_case visit_case;
    bool found = true;
    while (found) {
        bool is_wanted = false;
        if (!cases_next(gatherer, &visit_case, &found, error) ||
            (found && !wanted->wants(wanted, gatherer, &visit_case, &is_wanted, error)) ||
            (is_wanted && !add_visit(list, &visit_case, error))) {
            return false;
        }
    }
    return true;
}

static bool collect_from(
    struct case_gatherer *gatherer,
    struct wanted *wanted,
    struct asking_list *list,
    struct error *error)
{
    const struct visit_row *visits = NULL;
    size_t count = 1;
    while (count > 0) {
        bool done = cases_begin_block(gatherer, &visits, &count, error) &&
                    collect_block(gatherer, wanted, list, error);
        cases_end_block(gatherer);
        if (!done) {
            return false;
        }
    }
    return true;
}

/* ---- returned claims ---- */

static bool has_visit(const struct asking_list *list, int64_t visit)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->visits[i].visit == visit) {
            return true;
        }
    }
    return false;
}

/* A claim that came back opens its visits again, however old they are. */
static bool take_returned(void *taker, const struct visit_row *visit, struct error *error)
{
    struct asking_list *list = taker;
    if (!print_is_some(visit->prints + PRINT_NUMBERS) || has_visit(list, visit->id)) {
        return true;
    }
    return append_visit(list, (struct asking_visit){.visit = visit->id, .day = visit->day}, error);
}

/* Only where the site can ask by number at all. */
static bool collect_returned(struct store *store, struct asking_list *list, struct error *error)
{
    bool can_ask = false;
    if (!settings_can_ask(store, &can_ask, error)) {
        return false;
    }
    return !can_ask || returns_each_unasked(store, take_returned, list, error);
}

static bool collect_open(struct wanted *wanted, struct asking_list *list, struct error *error)
{
    struct interval days = {DATE_NONE, DATE_NONE};
    struct case_gatherer *gatherer = NULL;
    struct rulebook_identity identity;
    struct rulebook *book = NULL;
    bool done = false;
    /* Older visits are closed, unless their claim came back: their claim month is over. */
    days.first = month_first_day(month_add(month_of(wanted->rules.today), -1));
    done = rulebooks_load(wanted->store, &book, &identity, error) &&
           ask_again_open(book, &wanted->rules.again, error) &&
           cases_open(wanted->store, days, &gatherer, error) &&
           collect_from(gatherer, wanted, list, error);
    cases_close(gatherer);
    rulebook_close(book);
    return done;
}

static bool collect(struct wanted *wanted, struct asking_list *list, struct error *error)
{
    *list = (struct asking_list){0};
    if (!read_rules(wanted->store, &wanted->rules, error)) {
        return false;
    }
    if (!collect_open(wanted, list, error) ||
        (wanted->with_returned && !collect_returned(wanted->store, list, error))) {
        asking_close(list);
        return false;
    }
    if (list->count > 1) {
        qsort(list->visits, list->count, sizeof *list->visits, compare_visits);
    }
    return true;
}

bool asking_collect(struct store *store, struct asking_list *list, struct error *error)
{
    struct wanted wanted = {.store = store, .with_returned = true, .wants = wants_to_ask};
    return collect(&wanted, list, error);
}

/* ---- chart numbers that the service does not know ---- */

struct charts {
    struct wanted wanted;                 /* first: it is what collect knows */
    uint8_t (*prints)[FINGERPRINT_BYTES]; /* of those registered, and those wanted so far */
    size_t count;
    size_t capacity;
};

static bool has_chart(const struct charts *charts, const uint8_t *print)
{
    for (size_t i = 0; i < charts->count; i++) {
        if (memcmp(charts->prints[i], print, FINGERPRINT_BYTES) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_chart(void *taker, const uint8_t print[FINGERPRINT_BYTES], struct error *error)
{
    struct charts *charts = taker;
    if (charts->count == charts->capacity) {
        size_t capacity = charts->capacity == 0 ? 64 : 2 * charts->capacity;
        void *grown = realloc(charts->prints, capacity * sizeof *charts->prints);
        if (grown == NULL) {
            return error_set(error, FAULT_MEMORY);
        }
        charts->prints = grown;
        charts->capacity = capacity;
    }
    memcpy(charts->prints[charts->count++], print, FINGERPRINT_BYTES);
    return true;
}

static bool wants_to_register(
    struct wanted *wanted,
    struct case_gatherer *gatherer,
    const struct visit_case *visit_case,
    bool *is_wanted,
    struct error *error)
{
    struct charts *charts = (struct charts *)wanted;
    const uint8_t *print = visit_case->visit.prints + PRINT_CHART;
    struct answer answer;
    if (!visit_case->situation.can_ask || !is_confirmed(&wanted->rules, visit_case) ||
        !print_is_some(print) || !print_is_some(visit_case->visit.prints + PRINT_NUMBERS) ||
        has_chart(charts, print)) {
        return true;
    }
    if (!answers_open(cases_cache(gatherer), &visit_case->answer, &answer, error)) {
        return false;
    }
    *is_wanted = answer.reference_number.size == 0;
    return !*is_wanted || add_chart(charts, print, error);
}

bool asking_collect_unregistered(struct store *store, struct asking_list *list, struct error *error)
{
    struct charts charts = {.wanted = {.store = store, .wants = wants_to_register}};
    bool done = inquiries_each_registered(store, add_chart, &charts, error) &&
                collect(&charts.wanted, list, error);
    free(charts.prints);
    return done;
}

void asking_close(struct asking_list *list)
{
    free(list->visits);
    *list = (struct asking_list){0};
}

bool asking_person(
    struct store *store,
    struct part_cache *cache,
    int64_t visit,
    struct arena *arena,
    struct inquiry_person *person,
    struct error *error)
{
    struct visit_row row;
    struct evidence evidence;
    bool found = false;
    *person = (struct inquiry_person){.birth = DATE_NONE};
    if (!visits_get(store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    if (!visits_merged_evidence(store, cache, &row, arena, &evidence, error)) {
        return false;
    }
    person->identifiers = (struct identifiers){
        .insurer_number = evidence.values[FIELD_INSURER_NUMBER],
        .symbol = evidence.values[FIELD_SYMBOL],
        .number = evidence.values[FIELD_NUMBER],
        .branch = evidence.values[FIELD_BRANCH],
    };
    person->birth = situation_person(&evidence).birth;
    person->chart_number = evidence.values[FIELD_CHART_NUMBER];
    person->limit_consent = evidence_choice(&evidence, FIELD_LIMIT_CONSENT) == YES_NO_YES;
    return true;
}
