/*
 * Inside sync: the run's state, one step of one inquiry (sync_step.c), many at a time (sync_many.c),
 * beginning (sync_begin.c) and storing what came (sync_answers.c).
 */
#ifndef ENGINE_STORAGE_SYNC_INSIDE_H
#define ENGINE_STORAGE_SYNC_INSIDE_H

#include "engine/storage/asking.h"
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

    /* Who is to be asked about, and how far that has come. */
    struct asking_list list;
    size_t list_at;
    int64_t collected_ms;
    bool is_stale; /* something failed since: it may be due again */
    bool is_collected;
    bool is_out_of_keys; /* of this day: whoever is left is asked about on the next one */
    bool is_resumed;     /* many at a time: what was open before was sent again */
};

void sync_tell(struct syncing *syncing, const struct sync_event *event);
void sync_tell_inquiry(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum sync_event_kind kind,
    int64_t people,
    const char *detail);

/* Appends one move in a transaction of its own; move may be NULL. */
bool sync_move(
    struct syncing *syncing,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error) MUST_CHECK;

/* Ends an inquiry without answers, REJECTED or FAILED, and tells it; bytes: what came, as much as is kept. */
bool sync_fail(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum inquiry_state state,
    struct slice bytes,
    const char *detail,
    struct error *error) MUST_CHECK;

/* ---- beginning ---- */

/* Releases what was written; *sent false: the key was taken, it has failed. */
bool sync_release(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    bool *sent,
    struct error *error) MUST_CHECK;

/* Prepares and releases what was begun. */
bool sync_let_go(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct slice bytes,
    bool *sent,
    struct error *error) MUST_CHECK;

/* Begins and lets go of everybody who waits; for a verifier that does not repeat. */
bool sync_send_waiting(struct syncing *syncing, struct error *error) MUST_CHECK;

/* Those of the list from list_at on that can be asked about, at most limit; texts in the arena. */
struct sync_people {
    int64_t visits[LIMIT_BATCH_PEOPLE];
    struct date days[LIMIT_BATCH_PEOPLE];
    struct inquiry_person people[LIMIT_BATCH_PEOPLE];
    size_t count;
    struct arena arena;
};

bool sync_people_open(struct sync_people **people, struct error *error) MUST_CHECK;
void sync_people_close(struct sync_people *people);
bool sync_add_person(
    struct syncing *syncing,
    struct sync_people *people,
    const struct asking_visit *visit,
    struct error *error) MUST_CHECK;

/* Pulls and registrations that the options ask for. */
bool sync_begin_pulls(struct syncing *syncing, struct error *error) MUST_CHECK;
bool sync_begin_registrations(struct syncing *syncing, struct error *error) MUST_CHECK;

/* ---- one step of one inquiry ---- */

/* Takes an inquiry as far as it goes now; *is_open false: it has come to an end. */
bool sync_advance(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    bool *is_open,
    struct error *error) MUST_CHECK;

/* ---- many at a time ---- */

/* One round: what has ended is stored, more is begun.  *pending counts those without an end. */
bool sync_many_round(struct syncing *syncing, int64_t *pending, struct error *error) MUST_CHECK;

/* ---- what came ---- */

/* A reply that somebody must look at: it is somebody else's, or says what only a person understands. */
bool sync_is_unusable(const struct reply *reply);

/* One answer on its way into the store, with the people who were asked about. */
struct sync_answer {
    struct inquiry_row inquiry;
    struct slice bytes;
    struct inquiry_person *people;
    int64_t *visits;
    unsigned *parts; /* by position: how many units named it */
    size_t count;
    struct arena arena;
    struct reply reply; /* as it was judged */
};

/* Reads who was asked about, judges the bytes and counts parts.  Close it either way. */
bool sync_answer_open(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum request_step step,
    struct slice bytes,
    struct sync_answer *answer,
    struct error *error) MUST_CHECK;
void sync_answer_close(struct sync_answer *answer);

/*
 * Stores answers (REPLY_ANSWERS) as one bulk, and that their inquiries are answered in the transaction
 * of its end: both are there or neither.
 */
bool sync_store_answers(
    struct syncing *syncing,
    struct sync_answer *answers,
    size_t count,
    struct error *error) MUST_CHECK;

/* A registration's result: which positions are registered. */
bool sync_store_registration(
    struct syncing *syncing,
    struct sync_answer *answer,
    struct error *error) MUST_CHECK;

#endif
