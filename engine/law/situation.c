#include "engine/law/situation.h"

#include <string.h>

#include "engine/law/filler.h"

/* ---- numbers of the law ---- */

static int law_number(
    const struct rulebook *book,
    const char *name,
    const char *key,
    struct date day,
    int missing)
{
    const struct rule_parameter *row = rulebook_find_parameter(book, name, key, day);
    int64_t number = 0;
    if (row == NULL || !slice_read_number(slice_of(row->value), &number)) {
        return missing;
    }
    return (int)number;
}

unsigned situation_scheme(const struct rulebook *book, struct slice number, struct date day)
{
    struct insurer_number insurer;
    char key[3] = "6";
    const struct rule_parameter *row = NULL;
    unsigned scheme = SCHEME_UNKNOWN;
    if (insurer_read(number, &insurer) != INSURER_RIGHT) {
        return number.size == 0 ? SCHEME_UNRECORDED : SCHEME_UNKNOWN;
    }
    if (strlen(insurer.digits) == INSURER_DIGITS) {
        memcpy(key, insurer.digits, 2);
    }
    row = rulebook_find_parameter(book, "insurer.scheme", key, day);
    if (row == NULL || !domain_value_find(DOMAIN_SCHEME, slice_of(row->value), &scheme)) {
        return SCHEME_UNKNOWN;
    }
    return scheme;
}

unsigned situation_payer(const struct rulebook *book, unsigned scheme, struct date day)
{
    const struct rule_parameter *row = rulebook_find_parameter(
        book, "scheme.payer", domain_value_name(DOMAIN_SCHEME, scheme), day);
    unsigned payer = PAYER_UNRECORDED;
    if (row == NULL || !domain_value_find(DOMAIN_PAYER, slice_of(row->value), &payer)) {
        return PAYER_UNRECORDED;
    }
    return payer;
}

unsigned situation_numbers(
    const struct rulebook *book,
    const struct identifiers *identifiers,
    struct date day)
{
    struct insurer_number insurer;
    unsigned scheme = SCHEME_UNKNOWN;
    if (identifiers->insurer_number.size == 0 && identifiers->number.size == 0) {
        return NUMBERS_NONE;
    }
    if (identifiers->number.size == 0 ||
        insurer_read(identifiers->insurer_number, &insurer) != INSURER_RIGHT) {
        return NUMBERS_INCOMPLETE;
    }
    scheme = situation_scheme(book, identifiers->insurer_number, day);
    return scheme == SCHEME_UNKNOWN || filler_stands_in(book, identifiers, day) ? NUMBERS_INCOMPLETE
                                                                                : NUMBERS_USABLE;
}

/* ---- days ---- */

static struct date date_field(const struct evidence *evidence, enum field field)
{
    struct date date = DATE_NONE;
    if (!evidence_has(evidence, field) || !date_from_digits(evidence->values[field], &date)) {
        return DATE_NONE;
    }
    return date;
}

unsigned situation_confirmed_for(
    struct date visit_day,
    struct date confirmed,
    unsigned validity,
    struct interval covers)
{
    if (!date_is_some(confirmed)) {
        return CONFIRMED_FOR_NONE;
    }
    if (date_compare(confirmed, visit_day) == 0) {
        return validity == VALIDITY_VALID && !interval_covers(covers, visit_day)
                   ? CONFIRMED_FOR_OUTSIDE
                   : CONFIRMED_FOR_VISIT_DAY;
    }
    /* In force from before the visit until the later day on which it was seen to be valid. */
    if (validity == VALIDITY_VALID && date_is_some(covers.first) &&
        interval_covers(covers, visit_day) && date_compare(visit_day, confirmed) < 0) {
        return CONFIRMED_FOR_COVERS;
    }
    return CONFIRMED_FOR_OTHER_DAY;
}

/* ---- the declaration ---- */

enum field declaration_field(enum declaration_item item)
{
    static const enum field fields[ITEM_COUNT] = {
        [ITEM_PAPER] = FIELD_DECLARATION_PAPER,    [ITEM_KANA] = FIELD_DECLARED_KANA,
        [ITEM_SCHEME] = FIELD_DECLARED_SCHEME,     [ITEM_INSURER] = FIELD_DECLARED_INSURER,
        [ITEM_EMPLOYER] = FIELD_DECLARED_EMPLOYER, [ITEM_ADDRESS] = FIELD_DECLARED_ADDRESS_1,
        [ITEM_CONTACT] = FIELD_DECLARED_CONTACT,   [ITEM_CONTACT_DATE] = FIELD_CONTACT_DATE,
    };

    require(item < ITEM_COUNT);
    return fields[item];
}

static unsigned missing_items(const struct evidence *evidence)
{
    unsigned missing = 0;
    for (unsigned i = 0; i < ITEM_COUNT; i++) {
        struct slice value = evidence->values[declaration_field((enum declaration_item)i)];
        bool has = value.size > 0;
        if (i == ITEM_PAPER) {
            has = evidence_choice(evidence, FIELD_DECLARATION_PAPER) == YES_NO_YES;
        }
        if (i == ITEM_KANA) {
            has = has || evidence->values[FIELD_KANA_NAME].size > 0;
        }
        missing |= has ? 0U : 1U << i;
    }
    return missing;
}

/* 後期高齢者 by the form and by age must agree; the contact lies between visit and claim. */
static bool
contradicts(const struct rulebook *book, const struct situation *situation, struct date contact)
{
    const struct evidence *evidence = &situation->evidence;
    unsigned scheme = evidence_choice(evidence, FIELD_DECLARED_SCHEME);
    struct date birth = date_field(evidence, FIELD_BIRTH_DATE);
    int elderly = law_number(book, "age.elderly", "", situation->day, INT32_MAX);
    int early = law_number(book, "age.elderly.early", "", situation->day, elderly);
    if (date_is_some(contact) &&
        (date_compare(contact, situation->day) < 0 ||
         date_compare(contact, month_last_day(situation->claim_month)) > 0)) {
        return true;
    }
    if (!date_is_some(birth)) {
        return false;
    }
    if (scheme == SCHEME_ELDERLY) {
        return age_on(birth, situation->day) < early;
    }
    return (scheme == SCHEME_EMPLOYEE || scheme == SCHEME_NATIONAL) &&
           age_on(birth, situation->day) >= elderly;
}

static unsigned
declaration_fact(const struct rulebook *book, const struct situation *situation, unsigned missing)
{
    struct date contact = date_field(&situation->evidence, FIELD_CONTACT_DATE);
    if ((missing & 1U << ITEM_PAPER) != 0) {
        return DECLARATION_NONE;
    }
    if (contradicts(book, situation, contact)) {
        return DECLARATION_CONTRADICTORY;
    }
    return missing == 0 ? DECLARATION_COMPLETE : DECLARATION_PAPER;
}

/* ---- documents ---- */

static unsigned in_date_fact(const struct situation *situation)
{
    struct date expiry = date_field(&situation->evidence, FIELD_DOCUMENT_EXPIRY);
    if (!date_is_some(expiry)) {
        return IN_DATE_UNRECORDED;
    }
    return date_compare(situation->day, expiry) <= 0 ? IN_DATE_IN_DATE : IN_DATE_EXPIRED;
}

/* The kind of insurance of the paper: of its own numbers, else of whatever was typed. */
static unsigned document_scheme(const struct rulebook *book, const struct situation *situation)
{
    static const unsigned sources[] = {
        SOURCE_CERTIFICATE, SOURCE_OLD_CARD, SOURCE_NOTICE, SOURCE_PORTAL};
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        const struct typed_numbers *typed = &situation->typed[sources[i]];
        if (typed->given) {
            return situation_scheme(book, typed->identifiers.insurer_number, situation->day);
        }
    }
    return situation_scheme(book, situation->evidence.values[FIELD_INSURER_NUMBER], situation->day);
}

/* The threshold of 70 takes effect in the month after the birthday, for those born on the 1st in
 * the same month (rules.md DT-6); it ends where the insurance of the elderly begins. */
static bool needs_ratio(const struct rulebook *book, const struct situation *situation)
{
    struct date birth = date_field(&situation->evidence, FIELD_BIRTH_DATE);
    int first = law_number(book, "age.ratio.first", "", situation->day, INT32_MAX);
    int last = law_number(book, "age.ratio.last", "", situation->day, -1);
    struct month from;
    if (!date_is_some(birth)) {
        return true;
    }
    if (first == INT32_MAX || age_on(birth, situation->day) > last) {
        return false;
    }
    from = month_of(date_add_months_to_shorter(date_add_days(birth, -1), first * 12));
    return month_compare(month_of(situation->day), from) > 0;
}

static unsigned ratio_fact(const struct rulebook *book, const struct situation *situation)
{
    const struct evidence *evidence = &situation->evidence;
    if (evidence_choice(evidence, FIELD_BROUGHT) != BROUGHT_CERTIFICATE ||
        !needs_ratio(book, situation)) {
        return RATIO_NOT_NEEDED;
    }
    if (evidence_has(evidence, FIELD_RATIO_SHOWN) ||
        evidence_choice(evidence, FIELD_ELDERLY_CERTIFICATE) == YES_NO_YES) {
        return RATIO_SHOWN;
    }
    return RATIO_MISSING;
}

/* ---- numbers ---- */

/*
 * Whose word counts more for the current path *(ours)*: the insurer's own answer, the outage screen,
 * papers, then what was heard and what earlier visits left.  Numbers that the service was asked with
 * and did not call valid are not current ones.
 */
static const unsigned current_sources[] = {
    SOURCE_INSURER, SOURCE_OUTAGE, SOURCE_CERTIFICATE, SOURCE_PORTAL,
    SOURCE_NOTICE,  SOURCE_HEARD,  SOURCE_OLD_CARD,    SOURCE_RECORDS,
};

static const unsigned past_sources[] = {SOURCE_INVALID_SCREEN, SOURCE_RECORDS, SOURCE_OLD_CARD,
                                        SOURCE_HEARD,          SOURCE_NOTICE,  SOURCE_PORTAL,
                                        SOURCE_CERTIFICATE};

/*
 * Numbers that the service did not call valid are not current ones.  Those of an earlier receipt never
 * go against an answer, and need the patient's word that nothing changed.
 */
static bool may_be_current(const struct situation *situation, const struct typed_numbers *typed)
{
    return !typed->refuted && !typed->spoiled &&
           (!typed->seen ||
            (!situation->answer.given &&
             evidence_choice(&situation->evidence, FIELD_VERBAL) == VERBAL_UNCHANGED));
}

static unsigned
current_fact(const struct rulebook *book, const struct situation *situation, unsigned *source)
{
    unsigned best = NUMBERS_NONE;
    for (size_t i = 0; i < sizeof current_sources / sizeof current_sources[0]; i++) {
        const struct typed_numbers *typed = &situation->typed[current_sources[i]];
        unsigned numbers = NUMBERS_NONE;
        if (!typed->given || !may_be_current(situation, typed)) {
            continue;
        }
        numbers = situation_numbers(book, &typed->identifiers, situation->day);
        if (numbers == NUMBERS_USABLE) {
            *source = current_sources[i];
            return numbers;
        }
        best = numbers > best ? numbers : best;
    }
    return best;
}

/*
 * What the desk said.  Where it said nothing of records but had the patient say that nothing changed,
 * an earlier receipt with usable numbers is the record; without that word it stays with what was said.
 */
static unsigned records_fact(const struct rulebook *book, const struct situation *situation)
{
    const struct typed_numbers *records = &situation->typed[SOURCE_RECORDS];
    unsigned said = evidence_choice(&situation->evidence, FIELD_RECORDS);
    if (said != RECORDS_UNRECORDED || !records->seen || !may_be_current(situation, records)) {
        return said;
    }
    return situation_numbers(book, &records->identifiers, situation->day) == NUMBERS_USABLE
               ? RECORDS_USABLE
               : RECORDS_UNRECORDED;
}

/* A card speaks for all that its holder has: what an earlier receipt carried is lost as well. */
static bool nothing_valid(const struct answer_facts *answer)
{
    return answer->given && answer->asked_by == ASKED_BY_CARD &&
           (answer->validity == VALIDITY_INVALID || answer->validity == VALIDITY_INVALID_NEWER);
}

static unsigned
past_fact(const struct rulebook *book, const struct situation *situation, unsigned *source)
{
    if (situation->answer.has_old_numbers) {
        return NUMBERS_USABLE;
    }
    for (size_t i = 0; i < sizeof past_sources / sizeof past_sources[0]; i++) {
        const struct typed_numbers *typed = &situation->typed[past_sources[i]];
        bool lost = typed->refuted || past_sources[i] == SOURCE_INVALID_SCREEN ||
                    (typed->seen && nothing_valid(&situation->answer));
        if (typed->given && lost &&
            situation_numbers(book, &typed->identifiers, situation->day) == NUMBERS_USABLE) {
            *source = past_sources[i];
            return NUMBERS_USABLE;
        }
    }
    return NUMBERS_NONE;
}

/* ---- all of them ---- */

static unsigned flag(bool condition)
{
    return condition ? FLAG_YES : FLAG_NO;
}

/* Nobody settles before the visit what was taken in full on it: that day is a typing error. */
static unsigned charged_fact(const struct situation *situation)
{
    const struct evidence *evidence = &situation->evidence;
    unsigned share = evidence_choice(evidence, FIELD_SHARE_CHARGED);
    struct date settled = date_field(evidence, FIELD_SETTLED_DATE);
    if (share == SHARE_UNRECORDED) {
        return CHARGED_UNRECORDED;
    }
    if (share != SHARE_FULL) {
        return CHARGED_SHARE;
    }
    return date_is_some(settled) && date_compare(settled, situation->day) >= 0 ? CHARGED_SETTLED
                                                                               : CHARGED_FULL;
}

/* An insurer that was called before the visit did not confirm its day. */
static unsigned phone_fact(const struct situation *situation)
{
    struct date called = date_field(&situation->evidence, FIELD_PHONE_DATE);
    unsigned said = evidence_choice(&situation->evidence, FIELD_INSURER_PHONE);
    bool too_early = date_is_some(called) && date_compare(called, situation->day) < 0;
    return too_early && said == INSURER_PHONE_CONFIRMED ? INSURER_PHONE_UNRECORDED : said;
}

/* What was said about this visit goes before what was said about an earlier one. */
static unsigned confirmed_fact(const struct situation *situation)
{
    unsigned said = evidence_choice(&situation->evidence, FIELD_PERSON_CONFIRMED);
    bool confirmed = said == YES_NO_YES && !situation->confirmed_other;
    return flag(confirmed || (said != YES_NO_NO && situation->alias));
}

static unsigned payer_fact(const struct rulebook *book, const struct situation *situation)
{
    unsigned choice = evidence_choice(&situation->evidence, FIELD_PAYER_CHOICE);
    unsigned scheme = evidence_choice(&situation->evidence, FIELD_DECLARED_SCHEME);
    unsigned payer = PAYER_UNRECORDED;
    if (choice != PAYER_UNRECORDED) {
        return choice;
    }
    if (scheme != SCHEME_UNRECORDED) {
        payer = situation_payer(book, scheme, situation->day);
    }
    return payer != PAYER_UNRECORDED ? payer : situation->site_payer;
}

static unsigned askable_fact(const struct situation *situation)
{
    const struct evidence *evidence = &situation->evidence;
    bool has_numbers = evidence->values[FIELD_INSURER_NUMBER].size > 0 &&
                       evidence->values[FIELD_NUMBER].size > 0 &&
                       evidence->values[FIELD_BIRTH_DATE].size > 0;
    if (!has_numbers) {
        return ASKABLE_NOTHING;
    }
    return situation->can_ask ? ASKABLE_YES : ASKABLE_NO_CHANNEL;
}

static void put(struct facts *facts, enum fact fact, unsigned value)
{
    require(value < domain_size(fact_domain(fact)));
    facts->values[fact] = (uint8_t)value;
}

static void put_answer(const struct situation *situation, struct facts *facts)
{
    const struct answer_facts *answer = &situation->answer;
    put(facts, FACT_DELIVERY,
        answer->given      ? answer->delivery
        : situation->asked ? DELIVERY_PROCESSING
                           : DELIVERY_NONE);
    put(facts, FACT_ASKED_BY, answer->asked_by);
    put(facts, FACT_VALIDITY, answer->validity);
    put(facts, FACT_LOSS_REASON, answer->loss_reason);
    put(facts, FACT_CARD_CLASS, answer->card_class);
    put(facts, FACT_INSURANCE_RESULTS, answer->insurance_results);
    put(facts, FACT_ASSISTANCE_RESULTS, answer->assistance_results);
    put(facts, FACT_CONFIRMED_FOR, answer->confirmed_for);
    put(facts, FACT_NAME_MATCH, answer->name_match);
    put(facts, FACT_BIRTH_MATCH, answer->birth_match);
    put(facts, FACT_SEX_MATCH, answer->sex_match);
    put(facts, FACT_NUMBER_MATCH, answer->number_match);
}

static void put_choices(const struct evidence *evidence, struct facts *facts)
{
    put(facts, FACT_VISIT_KIND, evidence_choice(evidence, FIELD_VISIT_KIND));
    put(facts, FACT_BROUGHT, evidence_choice(evidence, FIELD_BROUGHT));
    put(facts, FACT_VERBAL, evidence_choice(evidence, FIELD_VERBAL));
    put(facts, FACT_CURRENT_ATTEMPT, evidence_choice(evidence, FIELD_CURRENT_ATTEMPT));
    put(facts, FACT_PAST_ATTEMPT, evidence_choice(evidence, FIELD_PAST_ATTEMPT));
    put(facts, FACT_OUTAGE, evidence_choice(evidence, FIELD_OUTAGE));
    put(facts, FACT_GIVEN_UP, flag(evidence_choice(evidence, FIELD_GIVE_UP) != 0));
    put(facts, FACT_LEAD_CONFIRMED,
        flag(evidence_choice(evidence, FIELD_LEAD_CONFIRMED) == YES_NO_YES));
    put(facts, FACT_PAST_DESPITE_NEWER,
        flag(evidence_choice(evidence, FIELD_PAST_DESPITE_NEWER) == YES_NO_YES));
}

void situation_facts(
    const struct rulebook *book,
    const struct situation *situation,
    struct situation_result *result)
{
    struct facts *facts = &result->facts;
    memset(result, 0, sizeof *result);
    result->missing_items = missing_items(&situation->evidence);
    put_choices(&situation->evidence, facts);
    put_answer(situation, facts);
    put(facts, FACT_INSURER_PHONE, phone_fact(situation));
    put(facts, FACT_RECORDS, records_fact(book, situation));
    put(facts, FACT_PERSON_CONFIRMED, confirmed_fact(situation));
    put(facts, FACT_DECLARATION, declaration_fact(book, situation, result->missing_items));
    put(facts, FACT_ASKABLE, askable_fact(situation));
    put(facts, FACT_DOCUMENT_IN_DATE, in_date_fact(situation));
    put(facts, FACT_DOCUMENT_SCHEME, document_scheme(book, situation));
    put(facts, FACT_RATIO, ratio_fact(book, situation));
    put(facts, FACT_CHARGED, charged_fact(situation));
    put(facts, FACT_PAYER, payer_fact(book, situation));
    put(facts, FACT_CURRENT_NUMBERS, current_fact(book, situation, &result->current_source));
    put(facts, FACT_PAST_NUMBERS, past_fact(book, situation, &result->past_source));
}
