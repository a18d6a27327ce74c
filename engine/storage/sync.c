#include "engine/storage/sync.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/asking.h"
#include "engine/storage/settings.h"
#include "engine/storage/sync_inside.h"

/* ---- telling ---- */

void sync_tell(struct syncing *syncing, const struct sync_event *event)
{
    if (syncing->options->told != NULL) {
        syncing->options->told(syncing->options->context, event);
    }
}

bool sync_move(
    struct syncing *syncing,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error)
{
    static const struct inquiry_move nothing = {{NULL, 0}, {NULL, 0}, {NULL, 0}, 0};
    if (!store_begin(syncing->store, error)) {
        return false;
    }
    if (!inquiries_move(syncing->store, inquiry, state, move == NULL ? &nothing : move, error)) {
        store_rollback(syncing->store);
        return false;
    }
    return store_commit(syncing->store, error);
}

/* ---- beginning ---- */

struct batch {
    struct date day;
    int64_t visits[LIMIT_BATCH_PEOPLE];
    struct inquiry_person people[LIMIT_BATCH_PEOPLE];
    size_t count;
    struct arena arena;
};

static void name_people(struct batch *batch, const char *key)
{
    for (size_t i = 0; i < batch->count; i++) {
        inquiries_identifier(key, i + 1, batch->people[i].identifier);
    }
}

/* The key and the bytes are durable before anything is put outside. */
static bool begin_batch(
    struct syncing *syncing,
    struct batch *batch,
    struct buffer *bytes,
    int64_t *inquiry,
    char key[INQUIRY_KEY],
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct date today = date_of_utc_ms(world_now_ms(store_world(syncing->store)));
    if (!inquiries_next_key(syncing->store, today, key, error)) {
        return false;
    }
    name_people(batch, key);
    buffer_clear(bytes);
    if (!verifier->write_batch(
            verifier->context, key, batch->day, batch->people, batch->count, bytes, error) ||
        !store_begin(syncing->store, error)) {
        return false;
    }
    if (!inquiries_begin(
            syncing->store, key, batch->day, batch->visits, batch->count, buffer_slice(bytes),
            inquiry, error)) {
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
    int64_t inquiry,
    int64_t people,
    const struct error *fault,
    struct error *error)
{
    struct inquiry_move move = {.detail = slice_of(error_name(fault->fault))};
    if (fault->fault != FAULT_FOLDER_KEY_TAKEN) {
        *error = *fault;
        return false;
    }
    syncing->summary->failed += people;
    return sync_move(syncing, inquiry, INQUIRY_FAILED, &move, error);
}

bool sync_let_go(
    struct syncing *syncing,
    int64_t inquiry,
    const char *key,
    int64_t people,
    struct slice bytes,
    bool *sent,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct error fault = {.fault = FAULT_NONE};
    *sent = false;
    if (!verifier->prepare(verifier->context, REQUEST_BATCH, key, bytes, &fault)) {
        return give_up_key(syncing, inquiry, people, &fault, error);
    }
    if (!sync_move(syncing, inquiry, INQUIRY_WRITTEN, NULL, error)) {
        return false;
    }
    if (!verifier->release(verifier->context, REQUEST_BATCH, key, &fault)) {
        return give_up_key(syncing, inquiry, people, &fault, error);
    }
    *sent = true;
    return sync_move(syncing, inquiry, INQUIRY_SENT, NULL, error);
}

static bool send_batch(struct syncing *syncing, struct batch *batch, struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_BODY_BYTES / 2);
    char key[INQUIRY_KEY];
    int64_t inquiry = 0;
    bool sent = false;
    bool done = true;
    if (batch->count > 0) {
        done =
            begin_batch(syncing, batch, &bytes, &inquiry, key, error) &&
            sync_let_go(
                syncing, inquiry, key, (int64_t)batch->count, buffer_slice(&bytes), &sent, error);
    }
    if (done && sent) {
        struct sync_event event = {
            .kind = SYNC_SENT, .day = batch->day, .key = key, .people = (int64_t)batch->count};
        syncing->summary->sent += (int64_t)batch->count;
        sync_tell(syncing, &event);
    }
    batch->count = 0;
    arena_reset(&batch->arena);
    buffer_close_wiped(&bytes);
    return done;
}

static bool add_person(
    struct syncing *syncing,
    struct batch *batch,
    const struct asking_visit *visit,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct inquiry_person *person = &batch->people[batch->count];
    const char *why = NULL;
    if (!asking_person(
            syncing->store, syncing->cache, visit->visit, &batch->arena, person, error)) {
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
    batch->visits[batch->count] = visit->visit;
    batch->day = visit->day;
    batch->count++;
    return true;
}

static bool send_list(
    struct syncing *syncing,
    const struct asking_list *list,
    struct batch *batch,
    struct error *error)
{
    for (size_t i = 0; i < list->count; i++) {
        bool other_day = batch->count > 0 && date_compare(batch->day, list->visits[i].day) != 0;
        if ((other_day || batch->count == LIMIT_BATCH_PEOPLE) &&
            !send_batch(syncing, batch, error)) {
            return false;
        }
        if (!add_person(syncing, batch, &list->visits[i], error)) {
            return false;
        }
    }
    return send_batch(syncing, batch, error);
}

static bool send_waiting(struct syncing *syncing, struct error *error)
{
    struct asking_list list;
    struct batch *batch = NULL;
    bool done = false;
    if (!asking_collect(syncing->store, &list, error)) {
        return false;
    }
    batch = calloc(1, sizeof *batch);
    if (batch == NULL) {
        asking_close(&list);
        return error_set(error, FAULT_MEMORY);
    }
    batch->arena = arena_open(LIMIT_BODY_BYTES);
    syncing->summary->cannot_ask = 0;
    done = send_list(syncing, &list, batch, error);
    arena_close(&batch->arena);
    bytes_wipe(batch, sizeof *batch);
    free(batch);
    asking_close(&list);
    return done;
}

/* ---- the run ---- */

static bool read_timing(struct syncing *syncing, struct error *error)
{
    struct store *store = syncing->store;
    struct sync_timing *timing = &syncing->timing;
    return settings_get_number(store, SETTING_FETCH_AFTER_MS, &timing->fetch_after_ms, error) &&
           settings_get_number(store, SETTING_FETCH_SPACING_MS, &timing->fetch_spacing_ms, error) &&
           settings_get_number(store, SETTING_PARK_AFTER_MS, &timing->park_after_ms, error) &&
           settings_get_number(store, SETTING_LINK_DOWN_MS, &timing->link_down_ms, error) &&
           settings_get_number(store, SETTING_POLL_MS, &timing->poll_ms, error);
}

/* One look at every inquiry without an end; *pending counts those that may still move in this run. */
static bool advance_all(struct syncing *syncing, int64_t *pending, struct error *error)
{
    int64_t after = 0;
    *pending = 0;
    syncing->summary->still_open = 0;
    for (;;) {
        struct inquiry_row inquiry;
        bool found = false;
        bool is_open = false;
        if (!inquiries_next_open(syncing->store, after, &inquiry, &found, error)) {
            return false;
        }
        if (!found) {
            return true;
        }
        after = inquiry.entry;
        if (!sync_advance(syncing, &inquiry, &is_open, error)) {
            return false;
        }
        syncing->summary->still_open += is_open ? 1 : 0;
        *pending += is_open && inquiry.state != INQUIRY_PARKED ? 1 : 0;
    }
}

static bool run_rounds(struct syncing *syncing, struct error *error)
{
    const struct clock_port *clock = &store_world(syncing->store)->clock;
    int64_t end = world_now_ms(store_world(syncing->store)) + syncing->options->budget_ms;
    for (;;) {
        int64_t pending = 0;
        int64_t sent = syncing->summary->sent;
        if (!advance_all(syncing, &pending, error) || !send_waiting(syncing, error)) {
            return false;
        }
        if (pending == 0 && syncing->summary->sent == sent) {
            return true;
        }
        if (world_now_ms(store_world(syncing->store)) >= end ||
            !clock->wait_ms(clock->context, syncing->timing.poll_ms)) {
            return advance_all(syncing, &pending, error);
        }
    }
}

bool sync_run(
    struct store *store,
    const struct sync_options *options,
    struct sync_summary *summary,
    struct error *error)
{
    struct syncing syncing = {.store = store, .options = options, .summary = summary};
    struct verifier *verifier = options->verifier;
    bool done = false;
    *summary = (struct sync_summary){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!verifier->reachable(verifier->context, error) || !store_take_role(store, "sync", error)) {
        return false;
    }
    done = bulk_abandon_open(store, BULK_ANSWERS, error) && read_timing(&syncing, error) &&
           part_cache_open(store, &syncing.cache, error) && run_rounds(&syncing, error);
    part_cache_close(syncing.cache);
    store_leave_role(store);
    return done;
}

bool sync_count_waiting(struct store *store, int64_t *count, struct error *error)
{
    struct asking_list list;
    *count = 0;
    if (!asking_collect(store, &list, error)) {
        return false;
    }
    *count = (int64_t)list.count;
    asking_close(&list);
    return true;
}
