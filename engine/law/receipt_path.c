#include "engine/law/receipt_path.h"

#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/law/receipt_type.h"

static const char two_insurers[] =
    "two_insurers"; /* the reason that the second table is asked for */

static bool map_fates(struct receipt_table *table, struct error *error)
{
    static const char *const names[] = {
        [FATE_PASS] = "pass",       [FATE_CURRENT] = "current", [FATE_PAST] = "past",
        [FATE_UNKNOWN] = "unknown", [FATE_SPLIT] = "split",     [FATE_WITHHOLD] = "withhold",
    };
    const struct outcome_field *field = &table->table->outcomes[table->fate_field];
    for (unsigned i = 0; i < field->size; i++) {
        unsigned fate = 0;
        while (fate <= FATE_WITHHOLD && strcmp(names[fate], field->values[i].name) != 0) {
            fate++;
        }
        if (fate > FATE_WITHHOLD) {
            return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, field->values[i].name);
        }
        table->fates[i] = (uint8_t)fate;
    }
    return true;
}

static bool open_table(
    const struct rulebook *book,
    const char *name,
    struct receipt_table *table,
    struct error *error)
{
    table->table = rulebook_find_table(book, name);
    if (table->table == NULL ||
        !rule_table_find_outcome(table->table, "fate", &table->fate_field) ||
        !rule_table_find_outcome(table->table, "reason", &table->reason_field)) {
        return error_set_text(error, FAULT_RULEBOOK_INCOMPLETE, name);
    }
    return map_fates(table, error);
}

bool receipt_decider_open(
    const struct rulebook *book,
    bool unnamed_pass,
    struct receipt_decider *decider,
    struct error *error)
{
    *decider = (struct receipt_decider){.book = book, .unnamed_pass = unnamed_pass};
    return open_table(book, "receipt-path", &decider->path, error) &&
           open_table(book, "receipt-split", &decider->split, error);
}

/* ---- facts ---- */

static unsigned days_fact(const struct receipt_key *key, const struct receipt_visits *visits)
{
    bool is_elsewhere = (key->named_days & ~visits->days) != 0;
    if (key->days < 0) {
        return visits->days_accepted ? DAYS_ACCEPTED : DAYS_UNKNOWN;
    }
    if (key->days == visits->count && !is_elsewhere) {
        return DAYS_EQUAL;
    }
    return visits->days_accepted ? DAYS_ACCEPTED : DAYS_UNEQUAL;
}

static bool same_text(struct slice left, struct slice right)
{
    return (left.size == 0 && right.size == 0) ||
           number_resemblance(left, right) == RESEMBLANCE_EQUAL;
}

static unsigned change_fact(const struct receipt_key *key, const struct receipt_visits *visits)
{
    const struct identifiers *old = &key->identifiers;
    const struct identifiers *new = &visits->identifiers;
    if (visits->paths == PATHS_UNKNOWN || !key->has_insurance ||
        !insurer_same(old->insurer_number, new->insurer_number)) {
        return NUMBERS_CHANGE_OTHER_INSURER;
    }
    if (same_text(old->symbol, new->symbol) && same_text(old->number, new->number) &&
        same_text(old->branch, new->branch)) {
        return NUMBERS_CHANGE_NONE;
    }
    return NUMBERS_CHANGE_SAME_INSURER;
}

static bool has_carried_mark(const struct receipt_decider *decider, const struct receipt_key *key)
{
    const struct rule_parameter *row = NULL;
    struct slice listed;
    if (!month_is_some(key->month)) {
        return key->marks.size > 0;
    }
    row = rulebook_find_parameter(decider->book, "carried.marks", "", month_first_day(key->month));
    if (row == NULL) {
        return key->marks.size > 0;
    }
    listed = slice_of(row->value);
    for (size_t i = 0; i + 2 <= key->marks.size; i += 2) {
        for (size_t k = 0; k + 2 <= listed.size; k += 3) {
            if (memcmp(key->marks.data + i, listed.data + k, 2) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void put(struct facts *facts, enum fact fact, unsigned value)
{
    require(value < domain_size(fact_domain(fact)));
    facts->values[fact] = (uint8_t)value;
}

static unsigned flag(bool condition)
{
    return condition ? FLAG_YES : FLAG_NO;
}

/* A receipt that somebody has still to make is made to fit; what the visits contradict stays. */
static void put_no_receipt(struct facts *facts, const struct receipt_visits *visits)
{
    put(facts, FACT_DAYS, DAYS_EQUAL);
    put(facts, FACT_NUMBERS_CHANGE, NUMBERS_CHANGE_SAME_INSURER);
    put(facts, FACT_TYPE_CHANGE, flag(visits->terms_differ && !visits->type_accepted));
    put(facts, FACT_CARRIED_ITEMS, FLAG_NO);
}

struct facts receipt_facts(
    const struct receipt_decider *decider,
    const struct receipt_key *key,
    const struct receipt_visits *visits,
    const struct receipt_prospect *prospect)
{
    struct facts facts = {0};
    bool carried = key->has_public || key->has_assistance || key->has_desk_amount ||
                   key->marks_hidden || has_carried_mark(decider, key);
    bool other_payer = prospect->file_payer != PAYER_UNRECORDED &&
                       visits->payer != PAYER_UNRECORDED && prospect->file_payer != visits->payer;
    bool named = visits->pairing == PAIRING_SURE;
    put(&facts, FACT_PAIRING, visits->pairing);
    put(&facts, FACT_UNNAMED_PASS, flag(decider->unnamed_pass));
    put(&facts, FACT_STAY, key->inpatient ? STAY_INPATIENT : STAY_OUTPATIENT);
    put(&facts, FACT_VISITS_HELD, flag(visits->held || (named && visits->paths == PATHS_NONE)));
    put(&facts, FACT_VISITS_PATHS, visits->paths);
    put(&facts, FACT_VISITS_INSURERS, visits->insurers);
    put(&facts, FACT_DAYS, days_fact(key, visits));
    put(&facts, FACT_NUMBERS_CHANGE, change_fact(key, visits));
    put(&facts, FACT_TYPE_CHANGE,
        flag(
            (visits->terms_differ && !visits->type_accepted) ||
            receipt_type_of(decider->book, key, visits).fate == TYPE_NEEDS_PERSON));
    put(&facts, FACT_CARRIED_ITEMS, flag(carried));
    put(&facts, FACT_WRITABLE, flag(prospect->writable));
    put(&facts, FACT_SPLIT, prospect->split);
    put(&facts, FACT_FILE_PAYER, other_payer ? FILE_PAYER_OTHER : FILE_PAYER_SAME);
    if (prospect->without_receipt) {
        put_no_receipt(&facts, visits);
    }
    return facts;
}

/* ---- the ruling ---- */

static struct receipt_ruling decide_by(
    const struct receipt_decider *decider,
    const struct receipt_table *table,
    const struct facts *facts,
    struct month month,
    struct month claim_month)
{
    struct receipt_ruling result = {.fate = FATE_WITHHOLD, .rule = ""};
    struct decision decision;
    const struct ruling *ruling = NULL;
    const struct outcome_value *reason = NULL;
    rulebook_decide(
        decider->book, table->table, facts, month_first_day(month), claim_month, &decision);
    ruling = decision_ruling(&decision);
    if (ruling->kind != RULING_RULED) {
        result.reason = ruling_kind_name(ruling->kind);
        result.japanese = ruling_kind_label(ruling->kind, LANGUAGE_JAPANESE);
        result.english = ruling_kind_label(ruling->kind, LANGUAGE_ENGLISH);
        return result;
    }
    reason = ruling_outcome_value(ruling, table->reason_field);
    result.fate = (enum receipt_fate)table->fates[ruling_outcome(ruling, table->fate_field)];
    result.rule = ruling->rule->id;
    result.reason = reason->name;
    result.japanese = reason->japanese;
    result.english = reason->english;
    return result;
}

struct receipt_ruling receipt_decide(
    const struct receipt_decider *decider,
    const struct receipt_key *key,
    const struct receipt_visits *visits,
    const struct receipt_prospect *prospect,
    struct month claim_month)
{
    struct receipt_ruling result = {.fate = FATE_WITHHOLD, .rule = "", .reason = "gap"};
    struct facts facts = receipt_facts(decider, key, visits, prospect);
    result.japanese = ruling_kind_label(RULING_GAP, LANGUAGE_JAPANESE);
    result.english = ruling_kind_label(RULING_GAP, LANGUAGE_ENGLISH);
    if (!month_is_some(key->month) || !month_is_some(claim_month)) {
        return result;
    }
    result = decide_by(decider, &decider->path, &facts, key->month, claim_month);
    if (result.fate == FATE_WITHHOLD && strcmp(result.reason, two_insurers) == 0) {
        result = decide_by(decider, &decider->split, &facts, key->month, claim_month);
    }
    return result;
}
