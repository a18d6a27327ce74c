#include "engine/storage/sync.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/answer_links.h"
#include "engine/storage/bulk.h"
#include "engine/storage/settings.h"
#include "engine/storage/sync_inside.h"

enum {
    COLLECT_AGAIN_MS = 10000 /* who has come to the desk meanwhile is looked for so often */
};

/* ---- telling ---- */

void sync_tell(struct syncing *syncing, const struct sync_event *event)
{
    if (syncing->options->told != NULL) {
        syncing->options->told(syncing->options->context, event);
    }
}

void sync_tell_inquiry(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum sync_event_kind kind,
    int64_t people,
    const char *detail)
{
    struct sync_event event = {
        .kind = kind,
        .inquiry = inquiry->kind,
        .day = inquiry->day,
        .key = inquiry->key,
        .people = people,
        .detail = detail,
    };
    sync_tell(syncing, &event);
}

bool sync_move(
    struct syncing *syncing,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error)
{
    static const struct inquiry_move nothing = {.answers = 0};
    if (!store_begin(syncing->store, error)) {
        return false;
    }
    if (!inquiries_move(syncing->store, inquiry, state, move == NULL ? &nothing : move, error)) {
        store_rollback(syncing->store);
        return false;
    }
    return store_commit(syncing->store, error);
}

bool sync_fail(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum inquiry_state state,
    struct slice bytes,
    const char *detail,
    struct error *error)
{
    struct inquiry_move move = {.detail = bytes};
    if (!sync_move(syncing, inquiry->entry, state, &move, error)) {
        return false;
    }
    syncing->summary->failed += inquiry->people;
    syncing->is_stale = true;
    sync_tell_inquiry(
        syncing, inquiry, state == INQUIRY_REJECTED ? SYNC_REJECTED : SYNC_FAILED, inquiry->people,
        detail);
    return true;
}

/* ---- who is waiting ---- */

static int64_t now_of(const struct syncing *syncing)
{
    return world_now_ms(store_world(syncing->store));
}

/* Looking through the visits of two months takes time: not at every look at a folder. */
static bool is_to_be_collected(const struct syncing *syncing)
{
    return !syncing->is_collected ||
           (syncing->list_at >= syncing->list.count &&
            (syncing->is_stale || now_of(syncing) < syncing->collected_ms ||
             now_of(syncing) - syncing->collected_ms >= COLLECT_AGAIN_MS));
}

/* Rules that do not load tell nobody whom to ask about; answers are taken all the same. */
static bool collect_list(struct syncing *syncing, struct error *error)
{
    if (asking_collect(syncing->store, &syncing->list, error)) {
        return true;
    }
    if (error_kind(error) != ERROR_LOOK_AT_RULES) {
        return false;
    }
    syncing->summary->no_rules = *error;
    return true;
}

static bool collect(struct syncing *syncing, struct error *error)
{
    if (syncing->options->only_answers || !is_to_be_collected(syncing)) {
        return true;
    }
    asking_close(&syncing->list);
    syncing->list_at = 0;
    syncing->summary->cannot_ask = 0;
    syncing->is_stale = false;
    syncing->is_collected = true;
    syncing->collected_ms = now_of(syncing);
    return collect_list(syncing, error);
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
    enum inquiry_channel channel = syncing->options->verifier->channel;
    int64_t after = 0;
    *pending = 0;
    syncing->summary->still_open = 0;
    for (;;) {
        struct inquiry_row inquiry;
        bool found = false;
        bool is_open = false;
        if (!inquiries_next_open(syncing->store, channel, after, &inquiry, &found, error)) {
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

static bool step_round(struct syncing *syncing, int64_t *pending, struct error *error)
{
    return advance_all(syncing, pending, error) && collect(syncing, error) &&
           sync_send_waiting(syncing, error);
}

static bool many_round(struct syncing *syncing, int64_t *pending, struct error *error)
{
    bool done = collect(syncing, error) && sync_many_round(syncing, pending, error);
    syncing->summary->still_open = *pending;
    return done;
}

static bool run_round(struct syncing *syncing, int64_t *pending, struct error *error)
{
    bool done = syncing->options->verifier->is_repeating ? many_round(syncing, pending, error)
                                                         : step_round(syncing, pending, error);
    syncing->summary->to_send = (int64_t)(syncing->list.count - syncing->list_at);
    if (done && syncing->options->progress != NULL) {
        syncing->options->progress(syncing->options->context, syncing->summary);
    }
    return done;
}

static bool wait_for_more(struct syncing *syncing)
{
    const struct verifier *verifier = syncing->options->verifier;
    const struct clock_port *clock = &store_world(syncing->store)->clock;
    return verifier->wait != NULL ? verifier->wait(verifier->context, syncing->timing.poll_ms)
                                  : clock->wait_ms(clock->context, syncing->timing.poll_ms);
}

static bool is_done(const struct syncing *syncing, int64_t pending, int64_t sent_before)
{
    return pending == 0 && syncing->summary->sent == sent_before &&
           (syncing->is_out_of_keys ||
            (!syncing->is_stale && syncing->list_at >= syncing->list.count));
}

/* How long a run has lasted; a clock that is set back meanwhile does not make it longer. */
struct lasting {
    int64_t looked_ms;
    int64_t lasted_ms;
};

static int64_t lasted_ms(const struct syncing *syncing, struct lasting *lasting)
{
    int64_t now = now_of(syncing);
    lasting->lasted_ms += now > lasting->looked_ms ? now - lasting->looked_ms : 0;
    lasting->looked_ms = now;
    return lasting->lasted_ms;
}

static bool run_rounds(struct syncing *syncing, struct error *error)
{
    struct lasting lasting = {.looked_ms = now_of(syncing)};
    for (;;) {
        int64_t pending = 0;
        int64_t sent = syncing->summary->sent;
        if (!run_round(syncing, &pending, error)) {
            return false;
        }
        if (is_done(syncing, pending, sent)) {
            return true;
        }
        if (lasted_ms(syncing, &lasting) >= syncing->options->budget_ms ||
            !wait_for_more(syncing)) {
            return syncing->options->verifier->is_repeating ||
                   advance_all(syncing, &pending, error);
        }
    }
}

/* What came by another way, or was linked, may have settled some of those who were to be asked about. */
static bool look_aside(struct syncing *syncing, struct error *error)
{
    const struct sync_options *options = syncing->options;
    if ((options->look_aside != NULL &&
         !options->look_aside(options->context, syncing->store, error)) ||
        !answer_links_make(syncing->store, syncing->cache, &syncing->summary->linked, error)) {
        return false;
    }
    syncing->is_collected =
        syncing->is_collected && options->look_aside == NULL && syncing->summary->linked == 0;
    return true;
}

/* One that holds many is told how many there will be before it is asked whether it takes any. */
static bool reach(struct syncing *syncing, struct error *error)
{
    const struct verifier *verifier = syncing->options->verifier;
    int64_t open = 0;
    if (verifier->is_repeating) {
        if (!collect(syncing, error) ||
            !inquiries_count_open(syncing->store, verifier->channel, &open, error)) {
            return false;
        }
        verifier->expect(verifier->context, syncing->list.count + (size_t)open);
    }
    return verifier->reachable(verifier->context, error);
}

static bool begin_others(struct syncing *syncing, struct error *error)
{
    return sync_begin_pulls(syncing, error) &&
           (!syncing->options->registers || !syncing->options->verifier->kinds[INQUIRY_REGISTER] ||
            sync_begin_registrations(syncing, error));
}

bool sync_run(
    struct store *store,
    const struct sync_options *options,
    struct sync_summary *summary,
    struct error *error)
{
    struct syncing syncing = {.store = store, .options = options, .summary = summary};
    bool done = false;
    *summary = (struct sync_summary){0};
    if (!vault_is_unlocked(store)) {
        return error_set(error, FAULT_NOT_UNLOCKED);
    }
    if (!store_take_role(store, "sync", error)) {
        return false;
    }
    done = reach(&syncing, error) && bulk_abandon_open(store, BULK_ANSWERS, error) &&
           bulk_abandon_open(store, BULK_CARDS, error) && read_timing(&syncing, error) &&
           part_cache_open(store, &syncing.cache, error) && look_aside(&syncing, error) &&
           begin_others(&syncing, error) && run_rounds(&syncing, error);
    asking_close(&syncing.list);
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
