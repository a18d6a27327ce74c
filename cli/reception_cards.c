/* What cards and readers do, and what of it is recorded. */
#include <string.h>

#include "cli/reception_inside.h"

/* ---- marks ---- */

static bool has_mark(const struct card_event *event)
{
    return event->reading.found == CARD_CERTIFICATE_READ;
}

static bool is_same_card(const struct card_event *left, const struct card_event *right)
{
    return has_mark(left) && has_mark(right) &&
           memcmp(
               left->reading.certificate.token, right->reading.certificate.token,
               CARD_TOKEN_BYTES) == 0;
}

static bool
is_mark_of(const struct reception_mark *mark, const struct card_event *event, struct date today)
{
    return mark->visit != 0 && has_mark(event) && date_compare(mark->day, today) == 0 &&
           memcmp(mark->token, event->reading.certificate.token, CARD_TOKEN_BYTES) == 0;
}

/*
 * The visit of this card, where that is known: of any card of today when the site wants it, else of the one
 * that lay there already when its reader was found again (a cable that came loose is no second visit).
 */
static int64_t visit_of_mark(const struct reception *reception, const struct card_event *event)
{
    struct date today = card_desk_today(reception->desk);
    if (event->was_there && is_mark_of(&reception->last, event, today)) {
        return reception->last.visit;
    }
    for (size_t i = 0; i < reception->mark_count; i++) {
        if (is_mark_of(&reception->marks[i], event, today)) {
            return reception->marks[i].visit;
        }
    }
    return 0;
}

static void set_mark(
    const struct reception *reception,
    const struct card_event *event,
    int64_t visit,
    struct reception_mark *mark)
{
    *mark = (struct reception_mark){.visit = 0};
    if (has_mark(event)) {
        mark->day = card_desk_today(reception->desk);
        mark->visit = visit;
        memcpy(mark->token, event->reading.certificate.token, CARD_TOKEN_BYTES);
    }
}

/* The oldest make room: a day has fewer. */
static void add_mark(struct reception *reception, const struct card_event *event, int64_t visit)
{
    if (!reception->desk->joins_same_day || !has_mark(event)) {
        return;
    }
    if (reception->mark_count == RECEPTION_MARKS) {
        memmove(
            reception->marks, reception->marks + 1,
            (RECEPTION_MARKS - 1) * sizeof reception->marks[0]);
        reception->mark_count--;
    }
    set_mark(reception, event, visit, &reception->marks[reception->mark_count++]);
}

/* ---- readings ---- */

/* The card lay there all the time since the visit was opened, and it is that card. */
static bool belongs_to_current(const struct reception *reception, const struct card_event *event)
{
    const struct card_event *current = &reception->current;
    return reception->visit != 0 && current->kind == CARD_EVENT_READ &&
           event->worker == current->worker && event->presence == current->presence &&
           is_same_card(current, event);
}

static enum reception_stage first_stage(
    const struct reception *reception,
    const struct card_event *event)
{
    const struct card_desk *desk = reception->desk;
    unsigned state =
        card_certificate_state(&event->reading, card_desk_book(desk), card_desk_today(desk));
    if (event->reading.kind == CHIP_KIND_PHONE) {
        return STAGE_SHOWN_WITH_PHONE;
    }
    if (card_needs_document(&event->reading, state)) {
        return STAGE_SHOWN;
    }
    return STAGE_IDENTITY;
}

void reception_leave(struct reception *reception)
{
    if (reception->visit != 0 && reception->stage == STAGE_IDENTITY && !reception->has_identity) {
        RECEPTION_SAY(reception, RECEPTION_LEFT_OPEN, cli_visit(reception->visit));
    }
    if (reception->visit != 0 && reception->stage == STAGE_REASON) {
        RECEPTION_SAY(reception, RECEPTION_LEFT_REASON, cli_visit(reception->visit));
    }
}

static void make_current(struct reception *reception, struct card_event *event, int64_t visit)
{
    bool was_checked = visit == reception->visit && reception->has_identity;
    if (visit != reception->visit) {
        reception->card_kind = CARD_KIND_UNRECORDED;
        reception->apart = 0;
    }
    reception->has_identity = was_checked || event->reading.pin == CARD_SECRET_RIGHT;
    reception->visit = visit;
    reception->current = *event;
    set_mark(reception, event, visit, &reception->last);
    /* the person was said and recorded: the loop has no more use for it */
    bytes_wipe(reception->current.reading.name, CARD_NAME_BYTES);
    bytes_wipe(reception->current.reading.address, CARD_ADDRESS_BYTES);
    reception->current.reading.has_person = false;
    if (was_checked) {
        return; /* the question that stood there stands there still */
    }
    reception->stage = first_stage(reception, event);
    if (event->reading.pin == CARD_SECRET_RIGHT) {
        reception->stage =
            reception_identity_after(reception, IDENTITY_METHOD_PIN, VISUAL_REASON_UNRECORDED);
    } else if (reception->stage == STAGE_IDENTITY) {
        reception->stage = reception_identity_begin(reception);
    }
}

static void keep(struct reception *reception, struct card_event *event)
{
    struct card_desk *desk = reception->desk;
    bool adds = belongs_to_current(reception, event);
    int64_t visit = adds ? reception->visit : visit_of_mark(reception, event);
    bool is_new = visit == 0;
    bool has_person = event->reading.has_person;
    struct error error = {.fault = FAULT_NONE};
    if (!adds) {
        reception_leave(reception);
    }
    if (!card_desk_keep_reading(desk, &event->reading, !is_new, &visit, &error)) {
        reception_say_fault(reception, &error);
        RECEPTION_SAY(reception, RECEPTION_PENDING, NULL);
        reception->pending = *event;
        reception->has_pending = true;
        return;
    }
    reception->has_pending = false;
    bytes_wipe(&reception->pending, sizeof reception->pending);
    reception->visits += is_new ? 1 : 0;
    reception->status_ms = 0;
    if (is_new) {
        add_mark(reception, event, visit);
    } else if (!adds) {
        RECEPTION_SAY(reception, CARD_SAME_VISIT, cli_visit(visit));
    }
    card_say_reading(&reception->speaker, desk, &event->reading, visit);
    card_say_secrets(&reception->speaker, desk->cli->language, &event->reading);
    make_current(reception, event, visit);
    if (has_person) {
        reception_join_person(reception);
    }
    if (desk->has_sound) {
        screen_bell(&reception->screen);
    }
}

/* A reader of another kind of card may have one in it all day (its own): said when somebody lays it down. */
static void take_strange(struct reception *reception, const struct card_event *event)
{
    if (event->was_there) {
        return;
    }
    reception_leave(reception);
    reception->visit = 0;
    reception->stage = STAGE_IDLE;
    card_say_reading(&reception->speaker, reception->desk, &event->reading, 0);
}

static void take_reading(struct reception *reception, struct card_event *event)
{
    if (card_is_strange(&event->reading)) {
        take_strange(reception, event);
        return;
    }
    if (reception->has_pending) {
        reception_keep_pending(reception);
    }
    if (reception->has_pending) {
        RECEPTION_SAY(reception, RECEPTION_PENDING_FIRST, NULL);
        return;
    }
    keep(reception, event);
}

void reception_keep_pending(struct reception *reception)
{
    struct card_event event = reception->pending;
    keep(reception, &event);
    bytes_wipe(&event, sizeof event);
}

void reception_take_event(struct reception *reception, struct card_event *event)
{
    switch (event->kind) {
    case CARD_EVENT_NONE:
    case CARD_EVENT_ALIVE:
    case CARD_EVENT_CARD_OUT:
        break;
    case CARD_EVENT_READERS:
        reception_say(reception, card_fault_words(event->fault), NULL, 0);
        break;
    case CARD_EVENT_CARD_IN:
        reception->is_reading = true;
        break;
    case CARD_EVENT_FAILED:
        reception->is_reading = false;
        reception_say(reception, card_fault_words(event->fault), NULL, 0);
        break;
    case CARD_EVENT_READ:
        reception->is_reading = false;
        take_reading(reception, event);
        break;
    }
    bytes_wipe(event, sizeof *event);
}
