#include "engine/storage/pairing_sum.h"

#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/law/situation.h"
#include "engine/storage/answers.h"

/* The visits' person must be the receipt's: birth date equal, sex not different (decision 8). */
static bool same_person(const struct receipt_key *key, const struct evidence *evidence)
{
    struct person there = situation_person(evidence);
    struct person here = {.birth = key->birth, .sex = key->sex};
    return person_births(&here, &there) == RESEMBLANCE_EQUAL &&
           person_sexes(&here, &there) != RESEMBLANCE_DIFFERENT;
}

static bool read_evidence(
    struct summing *summing,
    int64_t visit,
    struct evidence *evidence,
    struct error *error)
{
    struct visit_row row;
    bool found = false;
    if (!visits_get(summing->store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return error_set_number(error, FAULT_VISIT_MISSING, visit);
    }
    return visits_merged_evidence(
        summing->store, summing->cache, &row, summing->arena, evidence, error);
}

static unsigned paths_with(unsigned paths, unsigned path)
{
    unsigned one = path == PATH_CURRENT ? PATHS_CURRENT
                   : path == PATH_PAST  ? PATHS_PAST
                                        : PATHS_UNKNOWN;
    return paths == PATHS_NONE || paths == one ? one : PATHS_MIXED;
}

/*
 * 負担割合 of the answer: percent in three digits, as the domain names it without the zeros.  That of
 * 高齢受給者証 counts in its own days only; a blank end is open.
 */
static unsigned share_of(const struct qualification *insurance, struct date day)
{
    struct interval days = interval_to_last_covered(
        insurance->dates[ANSWER_ELDERLY_FROM_DATE], insurance->dates[ANSWER_ELDERLY_TO_DATE]);
    struct slice text = insurance->texts[ANSWER_SHARE_RATIO];
    unsigned share = SHARE_UNRECORDED;
    if (text.size == 0 && interval_covers(days, day)) {
        text = insurance->texts[ANSWER_ELDERLY_RATIO];
    }
    while (text.size > 1 && text.data[0] == '0') {
        text = slice_part(text, 1, text.size);
    }
    return text.size > 0 && domain_value_find(DOMAIN_SHARE, text, &share) ? share
                                                                          : SHARE_UNRECORDED;
}

/* What the answer says, else what was shown. */
static bool read_terms(
    struct summing *summing,
    const struct verdict_record *record,
    const struct evidence *evidence,
    struct date day,
    struct summed_terms *terms,
    struct error *error)
{
    struct answer_row row;
    struct answer answer;
    const struct qualification *insurance = NULL;
    bool found = false;
    terms->relation = evidence_choice(evidence, FIELD_RELATION);
    terms->share = evidence_choice(evidence, FIELD_RATIO_SHOWN);
    if (record->answer == 0) {
        return true;
    }
    if (!answers_get(summing->store, record->answer, &row, &found, error)) {
        return false;
    }
    if (!found || !answers_open(summing->cache, &row, &answer, error)) {
        return !found;
    }
    insurance = answer_insurance(&answer);
    if (insurance != NULL) {
        unsigned share = share_of(insurance, day);
        terms->relation =
            insurance->relation != RELATION_UNRECORDED ? insurance->relation : terms->relation;
        terms->share = share != SHARE_UNRECORDED ? share : terms->share;
    }
    return true;
}

/* Notes a value; true when another one was known before. */
static bool note_term(unsigned *known, unsigned term)
{
    bool differs = *known != 0 && term != 0 && *known != term;
    *known = term != 0 ? term : *known;
    return differs;
}

/* Those of the newest visit stand; that they changed within the month is told (decision 22). */
static bool add_terms(
    struct summing *summing,
    const struct verdict_record *record,
    const struct evidence *evidence,
    struct date day,
    bool is_newest,
    struct error *error)
{
    struct receipt_visits *visits = summing->visits;
    struct summed_terms terms;
    if (!read_terms(summing, record, evidence, day, &terms, error)) {
        return false;
    }
    if (note_term(&summing->known.relation, terms.relation)) {
        visits->terms_differ = true;
    }
    if (note_term(&summing->known.share, terms.share)) {
        visits->terms_differ = true;
    }
    if (is_newest) {
        visits->relation = terms.relation;
        visits->share = terms.share;
    }
    return true;
}

static bool parameter_text(
    struct summing *summing,
    const char *name,
    const char *key,
    struct slice *text,
    struct error *error)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(summing->book, name, key, month_first_day(summing->key->month));
    *text = (struct slice){NULL, 0};
    return row == NULL || arena_copy(summing->arena, slice_of(row->value), text, error);
}

static bool copy_field(
    struct summing *summing,
    const struct evidence *evidence,
    enum field field,
    enum claim_text text,
    struct error *error)
{
    struct slice value = evidence->values[field];
    return value.size == 0 ||
           arena_copy(summing->arena, value, &summing->visits->texts[text], error);
}

static bool
copy_contact_date(struct summing *summing, const struct evidence *evidence, struct error *error)
{
    char text[WAREKI_TEXT];
    struct date date = DATE_NONE;
    if (!date_from_digits(evidence->values[FIELD_CONTACT_DATE], &date) ||
        !date_write_wareki(date, text)) {
        return true;
    }
    return arena_copy(
        summing->arena, slice_of(text), &summing->visits->texts[CLAIM_TEXT_CONTACT_DATE], error);
}

static bool add_texts(struct summing *summing, const struct evidence *evidence, struct error *error)
{
    unsigned scheme = evidence_choice(evidence, FIELD_DECLARED_SCHEME);
    enum field kana =
        evidence->values[FIELD_DECLARED_KANA].size > 0 ? FIELD_DECLARED_KANA : FIELD_KANA_NAME;
    summing->visits->scheme = scheme;
    memset(summing->visits->texts, 0, sizeof summing->visits->texts);
    return copy_field(summing, evidence, kana, CLAIM_TEXT_KANA, error) &&
           parameter_text(
               summing, "declaration.scheme.text", domain_value_name(DOMAIN_SCHEME, scheme),
               &summing->visits->texts[CLAIM_TEXT_SCHEME], error) &&
           copy_field(summing, evidence, FIELD_DECLARED_INSURER, CLAIM_TEXT_INSURER, error) &&
           copy_field(summing, evidence, FIELD_DECLARED_EMPLOYER, CLAIM_TEXT_EMPLOYER, error) &&
           copy_field(summing, evidence, FIELD_DECLARED_ADDRESS_1, CLAIM_TEXT_ADDRESS_1, error) &&
           copy_field(summing, evidence, FIELD_DECLARED_ADDRESS_2, CLAIM_TEXT_ADDRESS_2, error) &&
           copy_field(summing, evidence, FIELD_DECLARED_CONTACT, CLAIM_TEXT_CONTACT, error) &&
           copy_contact_date(summing, evidence, error);
}

/* Numbers of the newest visit stand; another insurer on any day makes several. */
static void add_identifiers(
    struct summing *summing,
    const struct verdict *verdict,
    struct date day,
    bool *is_newest)
{
    struct receipt_visits *visits = summing->visits;
    *is_newest = !date_is_some(summing->newest) || date_compare(day, summing->newest) > 0;
    if (verdict->path != PATH_UNKNOWN) {
        if (visits->insurers == RESULTS_NONE) {
            visits->insurers = RESULTS_ONE;
        } else if (!insurer_same(
                       visits->identifiers.insurer_number, verdict->identifiers.insurer_number)) {
            visits->insurers = RESULTS_SEVERAL;
        }
    }
    if (*is_newest) {
        visits->identifiers = verdict->identifiers;
        summing->newest = day;
    }
}

static bool add_newest(
    struct summing *summing,
    const struct verdict *verdict,
    const struct evidence *evidence,
    struct date day,
    struct error *error)
{
    struct receipt_visits *visits = summing->visits;
    visits->rule = verdict->rule_count > 0 ? verdict->rules[verdict->rule_count - 1] : "";
    if (verdict->path == PATH_UNKNOWN) {
        visits->payer = verdict->facts.values[FACT_PAYER];
        return add_texts(summing, evidence, error);
    }
    visits->scheme = situation_scheme(summing->book, verdict->identifiers.insurer_number, day);
    visits->payer = situation_payer(summing->book, visits->scheme, day);
    return true;
}

bool summing_add(struct summing *summing, int64_t visit, struct date day, struct error *error)
{
    struct receipt_visits *visits = summing->visits;
    struct evidence evidence;
    struct verdict_row row;
    struct verdict_record record;
    bool found = false;
    bool is_newest = false;
    if (!date_is_some(summing->counted) || date_compare(day, summing->counted) != 0) {
        visits->count++; /* 診療実日数 counts days; one day may have a visit not linked yet */
        summing->counted = day;
    }
    visits->days |= (uint32_t)1 << (date_civil(day).day - 1);
    visits->first_visit = visits->first_visit == 0 ? visit : visits->first_visit;
    if (!read_evidence(summing, visit, &evidence, error) ||
        !verdicts_get(summing->store, visit, &row, &found, error)) {
        return false;
    }
    summing->differs = !same_person(summing->key, &evidence);
    if (summing->differs) {
        /* the one to look at is named */
        visits->first_visit = visits->pairing == PAIRING_DIFFERS ? visits->first_visit : visit;
        visits->pairing = PAIRING_DIFFERS;
        return true;
    }
    visits->days_accepted =
        visits->days_accepted || evidence_choice(&evidence, FIELD_DAYS_ACCEPTED) == YES_NO_YES;
    visits->type_accepted =
        visits->type_accepted || evidence_choice(&evidence, FIELD_TYPE_ACCEPTED) == YES_NO_YES;
    if (!found || !verdict_is_claimable(row.path)) {
        visits->held = true;
        return true;
    }
    if (!verdicts_open(summing->reader, &row, summing->arena, &record, error)) {
        return false;
    }
    visits->paths = paths_with(visits->paths, row.path);
    add_identifiers(summing, &record.verdict, day, &is_newest);
    return (row.path == PATH_UNKNOWN ||
            add_terms(summing, &record, &evidence, day, is_newest, error)) &&
           (!is_newest || add_newest(summing, &record.verdict, &evidence, day, error));
}
