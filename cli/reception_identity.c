/* How identity was checked: what is offered, and what the rulebook adds to it. */
#include "cli/reception_inside.h"
#include "engine/law/identity_check.h"

/* checked: IDENTITY_METHOD_UNRECORDED as long as nobody was checked. */
static uint64_t kinds_of(const struct reception *reception, unsigned checked)
{
    return identity_card_kinds(reception->current.reading.kind, reception->card_kind, checked);
}

static void ask_book(
    const struct reception *reception,
    uint64_t kinds,
    unsigned method,
    unsigned reason,
    struct identity_answer *answer)
{
    const struct card_desk *desk = reception->desk;
    const struct identity_question question = {
        .card_kinds = kinds,
        .method = method,
        .reason = reason,
        .equipment = desk->equipment,
        .has_passcode = desk->has_passcode};
    identity_check(card_desk_book(desk), &question, card_desk_today(desk), answer);
}

static void say_rule(struct reception *reception, const struct identity_answer *answer)
{
    if (answer->rule != NULL && answer->needs_words) {
        RECEPTION_SAY(
            reception, RECEPTION_RULE, answer->rule->id,
            rule_says(answer->rule, reception->desk->cli->language));
    }
}

/* A locked PIN can be presented to nobody, whatever the book allows. */
bool reception_identity_offers(const struct reception *reception, unsigned method)
{
    struct identity_answer answer;
    if (method == IDENTITY_METHOD_PIN && reception->current.reading.pin_state == PIN_STATE_LOCKED) {
        return false;
    }
    ask_book(
        reception, kinds_of(reception, IDENTITY_METHOD_UNRECORDED), method,
        VISUAL_REASON_UNRECORDED, &answer);
    return !answer.is_refused;
}

/* Where nothing can be offered there is nothing to ask; the rule about the usual way says why. */
enum reception_stage reception_identity_begin(struct reception *reception)
{
    static const unsigned methods[] = {
        IDENTITY_METHOD_VISUAL, IDENTITY_METHOD_PIN, IDENTITY_METHOD_FACE};
    struct identity_answer answer;
    ask_book(
        reception, kinds_of(reception, IDENTITY_METHOD_UNRECORDED), IDENTITY_METHOD_VISUAL,
        VISUAL_REASON_UNRECORDED, &answer);
    if (answer.is_refused) {
        say_rule(reception, &answer);
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (reception_identity_offers(reception, methods[i])) {
            return STAGE_IDENTITY;
        }
    }
    return STAGE_SHOWN;
}

enum reception_stage
reception_identity_after(struct reception *reception, unsigned method, unsigned reason)
{
    struct identity_answer answer;
    ask_book(reception, kinds_of(reception, method), method, reason, &answer);
    say_rule(reception, &answer);
    return answer.needs_reason ? STAGE_REASON : STAGE_SHOWN;
}
