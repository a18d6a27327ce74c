#include "engine/law/identity_check.h"

#include "engine/law/rulebook_ask.h"

static uint64_t bit(unsigned value)
{
    return UINT64_C(1) << value;
}

uint64_t identity_card_kinds(unsigned chip_kind, unsigned card_kind, unsigned method)
{
    uint64_t seen = bit(CARD_KIND_WITH_PHOTO) | bit(CARD_KIND_FACE_ONLY);
    if (chip_kind == CHIP_KIND_PHONE) {
        return bit(CARD_KIND_PHONE);
    }
    if (card_kind != CARD_KIND_UNRECORDED) {
        return bit(card_kind);
    }
    return method == IDENTITY_METHOD_VISUAL || method == IDENTITY_METHOD_FACE
               ? seen
               : seen | bit(CARD_KIND_NO_PHOTO);
}

/* What the rules that may apply say, taken together. */
struct tally {
    size_t count;
    size_t refusing;
    size_t plain; /* it may be done, and nothing more */
    bool needs_reason;
    const struct rule *last;
};

static void give(struct ask *ask, const struct identity_question *question)
{
    ask->base[FACT_CARD_KIND] = question->card_kinds;
    ask->base[FACT_IDENTITY_METHOD] = bit(question->method);
    ask->base[FACT_VISUAL_REASON] = bit(question->reason);
    ask->base[FACT_EQUIPMENT] = question->equipment;
    ask->base[FACT_PASSCODE] = bit(question->has_passcode ? 1 : 0);
}

static void count_rule(struct tally *tally, const struct rule *rule, unsigned field)
{
    struct slice word = slice_of(rule->table->outcomes[field].values[rule->then[field]].name);
    tally->count++;
    tally->last = rule;
    tally->refusing +=
        slice_equal_text(word, "refused") || slice_equal_text(word, "no_equipment") ? 1 : 0;
    tally->plain += slice_equal_text(word, "ok") ? 1 : 0;
    tally->needs_reason = tally->needs_reason || slice_equal_text(word, "reason");
}

static void
count_rules(const struct rule_table *table, const struct ask_step *step, struct tally *tally)
{
    unsigned field = 0;
    size_t from = 0;
    const struct rule *rule = NULL;
    if (step->kind != RULING_RULED || !rule_table_find_outcome(table, "identity", &field)) {
        return;
    }
    while ((rule = ask_step_next(step, &from)) != NULL) {
        count_rule(tally, rule, field);
    }
}

void identity_check(
    const struct rulebook *book,
    const struct identity_question *question,
    struct date day,
    struct identity_answer *answer)
{
    static const struct ask nothing;
    const struct rule_table *table =
        book == NULL ? NULL : rulebook_find_table(book, "identity-check");
    struct tally tally = {.count = 0};
    *answer = (struct identity_answer){.rule = NULL};
    if (table != NULL) {
        struct ask ask = nothing;
        struct ask_answer said;
        give(&ask, question);
        rulebook_ask(book, table, &ask, day, month_add(month_of(day), 1), &said);
        count_rules(table, ask_answer_last(&said), &tally);
    }
    answer->is_refused = tally.count > 0 && tally.refusing == tally.count;
    answer->needs_reason = tally.needs_reason;
    answer->needs_words = tally.plain < tally.count;
    answer->rule = tally.count == 1 ? tally.last : NULL;
}
