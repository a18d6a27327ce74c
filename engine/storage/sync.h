/*
 * Sync: asking what is waiting, taking what has been answered.
 *
 * Every step outside is preceded by a durable entry that says so; a crash at any point goes on where
 * it was (inquiries.h).  A request whose outcome is not known is made again by the machine only where
 * the service answers a key once (ports.h).  Nothing is begun while the line is down.  Takes the role
 * "sync".
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

/* A group of inquiries that went out or came back together is one event under its first key. */
struct sync_event {
    enum sync_event_kind kind;
    enum inquiry_kind inquiry;
    struct date day;
    const char *key;
    int64_t people;
    int64_t visit;      /* with CANNOT_ASK */
    const char *detail; /* never a person's value */
};

struct sync_summary {
    int64_t sent; /* people in this run */
    int64_t answered;
    int64_t odd;
    int64_t failed;   /* people of rejected and failed inquiries */
    int64_t unusable; /* of those: an answer came that cannot be taken; somebody must look at it */
    int64_t cannot_ask;
    int64_t linked;        /* answers to cards that found their visits */
    int64_t still_open;    /* inquiries without an end */
    int64_t to_send;       /* people who are due and not sent yet */
    struct error no_rules; /* of the rulebook: nobody was asked about; FAULT_NONE: it was there */
};

struct sync_options {
    struct verifier *verifier;
    enum language language;
    int64_t budget_ms; /* how long to wait for answers; 0: one round, no waiting */
    bool only_answers; /* nothing new is asked about */
    bool registers;    /* chart numbers are registered after asking */
    bool pulls;        /* people are pulled, of these kinds and that month */
    bool pull_kinds[INQUIRY_KIND_COUNT];
    struct month pull_month;
    /* Called with the role taken before anything is asked: answers that come by another way.  NULL. */
    bool (*look_aside)(void *context, struct store *store, struct error *error);
    void (*told)(void *context, const struct sync_event *event);
    void (
        *progress)(void *context, const struct sync_summary *summary); /* after each round; NULL */
    void *context;
};

/*
 * Without a rulebook that can be read nobody new is asked about, and what was asked is still taken:
 * summary->no_rules.  Faults: those of reachable (nothing was done), ROLE_BUSY, the store's.
 */
bool sync_run(
    struct store *store,
    const struct sync_options *options,
    struct sync_summary *summary,
    struct error *error) MUST_CHECK;

/* How many visits would be asked about if the line were up. */
bool sync_count_waiting(struct store *store, int64_t *count, struct error *error) MUST_CHECK;

#endif
