/* Inside sync: the run's state, and the one step of one inquiry (sync_step.c). */
#ifndef ENGINE_STORAGE_SYNC_INSIDE_H
#define ENGINE_STORAGE_SYNC_INSIDE_H

#include "engine/storage/sync.h"

struct sync_timing {
    int64_t fetch_after_ms;
    int64_t fetch_spacing_ms;
    int64_t park_after_ms;
    int64_t link_down_ms;
    int64_t poll_ms;
};

struct syncing {
    struct store *store;
    const struct sync_options *options;
    struct sync_summary *summary;
    struct sync_timing timing;
    struct part_cache *cache;
};

void sync_tell(struct syncing *syncing, const struct sync_event *event);

/* Appends one move in a transaction of its own; move may be NULL. */
bool sync_move(
    struct syncing *syncing,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error) MUST_CHECK;

/* Prepares and releases a batch that was begun; *sent false: the key was taken, it has failed. */
bool sync_let_go(
    struct syncing *syncing,
    int64_t inquiry,
    const char *key,
    int64_t people,
    struct slice bytes,
    bool *sent,
    struct error *error) MUST_CHECK;

/* Takes an inquiry as far as it goes now; *is_open false: it has come to an end. */
bool sync_advance(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    bool *is_open,
    struct error *error) MUST_CHECK;

#endif
