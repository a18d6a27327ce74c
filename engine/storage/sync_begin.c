/* Beginning inquiries one at a time: key and bytes durable, then prepared, then let go. */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/settings.h"
#include "engine/storage/sync_inside.h"

/* ---- people ---- */

bool sync_people_open(struct sync_people **people, struct error *error)
{
    *people = calloc(1, sizeof **people);
    if (*people == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    (*people)->arena = arena_open(LIMIT_BODY_BYTES);
    return true;
}

void sync_people_close(struct sync_people *people)
{
    if (people != NULL) {
        arena_close(&people->arena);
        bytes_wipe(people, sizeof *people);
        free(people);
    }
}

static void forget_people(struct sync_people *people)
{
    people->count = 0;
    arena_reset(&people->arena);
}

static struct date today_of(const struct syncing *syncing)
{
    return date_of_utc_ms(world_now_ms(store_world(syncing->store)));
}

bool sync_add_person(
    struct syncing *syncing,
    struct sync_people *people,
    const struct asking_visit *visit,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct inquiry_person *person = &people->people[people->count];
    const char *why = NULL;
    if (!asking_person(
            syncing->store, syncing->cache, visit->visit, &people->arena, person, error)) {
        return false;
    }
    verifier->check(verifier->context, person, syncing->options->language, &why);
    if (why != NULL) {
        struct sync_event event = {
            .kind = SYNC_CANNOT_ASK, .day = visit->day, .visit = visit->visit, .detail = why};
        syncing->summary->cannot_ask++;
        sync_tell(syncing, &event);
        return true;
    }
    people->visits[people->count] = visit->visit;
    people->days[people->count] = visit->day;
    people->count++;
    return true;
}

/* ---- one inquiry ---- */

/* What the caller has filled in of the plan is completed by a key; the bytes are written with it. */
static bool begin(
    struct syncing *syncing,
    struct inquiry_plan *plan,
    struct inquiry_person *people,
    struct buffer *bytes,
    struct inquiry_row *inquiry,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct request_content content = {
        .kind = plan->kind,
        .key = inquiry->key,
        .days = {plan->day, plan->last_day},
        .people = people,
        .count = plan->count,
    };
    *inquiry = (struct inquiry_row){
        .kind = plan->kind,
        .channel = verifier->channel,
        .day = plan->day,
        .people = (int64_t)plan->count,
        .state = INQUIRY_BEGUN,
    };
    if (!inquiries_next_key(syncing->store, today_of(syncing), inquiry->key, error)) {
        return false;
    }
    plan->key = inquiry->key;
    plan->channel = verifier->channel;
    for (size_t i = 0; i < plan->count; i++) {
        inquiries_identifier(inquiry->key, i + 1, people[i].identifier);
    }
    if (!verifier->write(verifier->context, &content, bytes, error) ||
        !store_begin(syncing->store, error)) {
        return false;
    }
    if (!inquiries_begin(syncing->store, plan, buffer_slice(bytes), &inquiry->entry, error)) {
        store_rollback(syncing->store);
        return false;
    }
    return store_commit(syncing->store, error);
}

/*
 * A key that another program has used in the same folder: nothing was sent under it, the people are
 * asked for again under the next one.
 */
static bool give_up_key(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    const struct error *fault,
    struct error *error)
{
    char text[LIMIT_ERROR_FILE];
    struct inquiry_move move = {.detail = {NULL, 0}};
    if (fault->fault != FAULT_FOLDER_KEY_TAKEN) {
        *error = *fault;
        return false;
    }
    error_render(fault, syncing->options->language, text, sizeof text);
    move.detail = slice_of(text);
    syncing->summary->failed += inquiry->people;
    syncing->is_stale = true;
    return sync_move(syncing, inquiry->entry, INQUIRY_FAILED, &move, error);
}

bool sync_release(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    bool *sent,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = {inquiry->kind, REQUEST_ASK, inquiry->key};
    struct error fault = {.fault = FAULT_NONE};
    *sent = verifier->release(verifier->context, &request, &fault);
    return *sent ? sync_move(syncing, inquiry->entry, INQUIRY_SENT, NULL, error)
                 : give_up_key(syncing, inquiry, &fault, error);
}

bool sync_let_go(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct slice bytes,
    bool *sent,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = {inquiry->kind, REQUEST_ASK, inquiry->key};
    struct error fault = {.fault = FAULT_NONE};
    *sent = false;
    if (!verifier->prepare(verifier->context, &request, bytes, &fault)) {
        return give_up_key(syncing, inquiry, &fault, error);
    }
    return sync_move(syncing, inquiry->entry, INQUIRY_WRITTEN, NULL, error) &&
           sync_release(syncing, inquiry, sent, error);
}

static bool send_plan(
    struct syncing *syncing,
    struct inquiry_plan *plan, /* its key lives as long as this call */
    struct inquiry_person *people,
    struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_BODY_BYTES / 2);
    struct inquiry_row inquiry = {.entry = 0};
    bool sent = false;
    bool done = begin(syncing, plan, people, &bytes, &inquiry, error) &&
                sync_let_go(syncing, &inquiry, buffer_slice(&bytes), &sent, error);
    if (done && sent) {
        syncing->summary->sent += inquiry_purpose(plan->kind) == INQUIRY_ASKS ? inquiry.people : 0;
        sync_tell_inquiry(syncing, &inquiry, SYNC_SENT, inquiry.people, NULL);
    }
    plan->key = NULL;
    buffer_close_wiped(&bytes);
    return done;
}

/* ---- asking ---- */

static bool send_people(
    struct syncing *syncing,
    struct sync_people *people,
    enum inquiry_kind kind,
    struct error *error)
{
    struct inquiry_plan plan = {
        .kind = kind,
        .day = people->days[0],
        .last_day = DATE_NONE,
        .visits = people->visits,
        .count = people->count,
    };
    bool done = people->count == 0 || send_plan(syncing, &plan, people->people, error);
    forget_people(people);
    return done;
}

/*
 * A batch result has no 限度額 detail, so that who consented to it is asked about alone.  Both gather
 * people of one day.
 */
static bool send_list(
    struct syncing *syncing,
    struct sync_people *batch,
    struct sync_people *single,
    struct error *error)
{
    const struct asking_list *list = &syncing->list;
    for (; syncing->list_at < list->count; syncing->list_at++) {
        const struct asking_visit *visit = &list->visits[syncing->list_at];
        bool other_day = batch->count > 0 && date_compare(batch->days[0], visit->day) != 0;
        if ((other_day || batch->count == LIMIT_BATCH_PEOPLE) &&
            !send_people(syncing, batch, INQUIRY_BATCH, error)) {
            return false;
        }
        if (!sync_add_person(syncing, visit->limit_consent ? single : batch, visit, error) ||
            !send_people(syncing, single, INQUIRY_SINGLE, error)) {
            return false;
        }
    }
    return send_people(syncing, batch, INQUIRY_BATCH, error);
}

bool sync_send_waiting(struct syncing *syncing, struct error *error)
{
    struct sync_people *batch = NULL;
    struct sync_people *single = NULL;
    bool done = true;
    if (syncing->list_at >= syncing->list.count) {
        return true;
    }
    done = sync_people_open(&batch, error) && sync_people_open(&single, error) &&
           send_list(syncing, batch, single, error);
    sync_people_close(batch);
    sync_people_close(single);
    return done;
}

/* ---- pulling ---- */

static bool begin_pull(struct syncing *syncing, enum inquiry_kind kind, struct error *error)
{
    struct inquiry_plan plan = {
        .kind = kind,
        .day = month_first_day(syncing->options->pull_month),
        .last_day = month_last_day(syncing->options->pull_month),
    };
    bool is_open = false;
    if (!inquiries_is_open(syncing->store, kind, plan.day, &is_open, error)) {
        return false;
    }
    return is_open || send_plan(syncing, &plan, NULL, error);
}

bool sync_begin_pulls(struct syncing *syncing, struct error *error)
{
    const struct sync_options *options = syncing->options;
    for (unsigned i = 0; i < INQUIRY_KIND_COUNT; i++) {
        enum inquiry_kind kind = (enum inquiry_kind)i;
        if (options->pulls && options->pull_kinds[i] && options->verifier->kinds[i] &&
            inquiry_purpose(kind) == INQUIRY_PULLS && !begin_pull(syncing, kind, error)) {
            return false;
        }
    }
    return true;
}

/* ---- registering ---- */

static bool
register_people(struct syncing *syncing, struct sync_people *people, struct error *error)
{
    return send_people(
        syncing, people, people->count == 1 ? INQUIRY_REGISTER_ONE : INQUIRY_REGISTER, error);
}

bool sync_begin_registrations(struct syncing *syncing, struct error *error)
{
    struct asking_list list;
    struct sync_people *people = NULL;
    bool done = asking_collect_unregistered(syncing->store, &list, error);
    if (!done) {
        return false;
    }
    done = sync_people_open(&people, error);
    for (size_t i = 0; done && i < list.count; i++) {
        done = sync_add_person(syncing, people, &list.visits[i], error) &&
               (people->count < LIMIT_BATCH_PEOPLE || register_people(syncing, people, error));
    }
    done = done && register_people(syncing, people, error);
    sync_people_close(people);
    asking_close(&list);
    return done;
}
