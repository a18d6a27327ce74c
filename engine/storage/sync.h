/*
 * Sync: asking what is waiting, taking what has been answered.
 *
 * Every step outside is preceded by a durable entry that says so; a crash at any point goes on where
 * it was (inquiries.h).  A request whose outcome is not known is never made again by the machine.
 * Nothing is begun while the line is down.  Takes the role "sync".
 */
#ifndef ENGINE_STORAGE_SYNC_H
#define ENGINE_STORAGE_SYNC_H

#include "engine/storage/ports.h"

enum sync_event_kind {
    SYNC_SENT,     /* people of a day */
    SYNC_ACCEPTED, /* reception number */
    SYNC_PROCESSING,
    SYNC_ANSWERED, /* people */
    SYNC_ODD,      /* people whose part of the answer cannot be used */
    SYNC_REJECTED,
    SYNC_FAILED,
    SYNC_PARKED,
    SYNC_LYING,     /* nobody takes the request */
    SYNC_CANNOT_ASK /* a visit whose numbers cannot be written; detail says why */
};

struct sync_event {
    enum sync_event_kind kind;
    struct date day;
    const char *key;
    int64_t people;
    int64_t visit;      /* with CANNOT_ASK */
    const char *detail; /* never a person's value */
};

struct sync_options {
    struct verifier *verifier;
    enum language language;
    int64_t budget_ms; /* how long to wait for answers; 0: one round, no waiting */
    void (*told)(void *context, const struct sync_event *event);
    void *context;
};

struct sync_summary {
    int64_t sent; /* people in this run */
    int64_t answered;
    int64_t odd;
    int64_t failed; /* people of rejected and failed batches */
    int64_t cannot_ask;
    int64_t still_open; /* inquiries without an end */
};

/* Faults: those of reachable (nothing was done), ROLE_BUSY, the store's. */
bool sync_run(
    struct store *store,
    const struct sync_options *options,
    struct sync_summary *summary,
    struct error *error) MUST_CHECK;

/* How many visits would be asked about if the line were up. */
bool sync_count_waiting(struct store *store, int64_t *count, struct error *error) MUST_CHECK;

#endif
