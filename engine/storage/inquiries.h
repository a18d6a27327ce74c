/*
 * Inquiries: batches of people asked about at the qualification service, and how far each has come.
 *
 *   begun -> written -> sent -> accepted -> fetching -> answered
 *                         |        |           |
 *                         +-> rejected, parked +-> failed
 *
 * Each move is an entry that is durable before the next step is taken outside (decision 15 of the
 * design: a key is stored before the first send).  Written means: the request lies on the disk under
 * a name that nobody reads, so that after a crash it is certain whether it was let go.  A parked
 * inquiry keeps being looked for and is never sent again by the machine.
 */
#ifndef ENGINE_STORAGE_INQUIRIES_H
#define ENGINE_STORAGE_INQUIRIES_H

#include "engine/storage/visits.h"

enum inquiry_state {
    INQUIRY_BEGUN = 1,
    INQUIRY_WRITTEN = 2,
    INQUIRY_SENT = 3,
    INQUIRY_ACCEPTED = 4, /* a reception number is known */
    INQUIRY_FETCH_WRITTEN = 5,
    INQUIRY_FETCHING = 6,
    INQUIRY_ANSWERED = 7,
    INQUIRY_REJECTED = 8,
    INQUIRY_PARKED = 9, /* no answer in time: looked for, not sent again */
    INQUIRY_FAILED = 10
};

enum inquiry_outcome {
    INQUIRY_WAITING = 0,
    INQUIRY_HAS_ANSWER = 1,
    INQUIRY_NO_ANSWER = 2
};

enum {
    INQUIRY_KEY = 13,        /* YYYYMMDDNNNN and NUL */
    INQUIRY_IDENTIFIER = 17, /* key and four digits: one person of the batch */
    RECEPTION_TEXT = 64
};

/* "begun", "待ち" ...: for listings. */
const char *inquiry_state_name(enum inquiry_state state);
const char *inquiry_state_label(enum inquiry_state state);

struct inquiry_row {
    int64_t entry;
    char key[INQUIRY_KEY];
    struct date day;
    enum inquiry_state state;
    int64_t since_ms;
    int64_t people;
    char reception[RECEPTION_TEXT];
    char fetch_key[INQUIRY_KEY];
    int64_t fetches;
};

/* The next unused key of a day: its date and a number that counts from 1 within it. */
bool inquiries_next_key(
    struct store *store,
    struct date today,
    char key[INQUIRY_KEY],
    struct error *error) MUST_CHECK;

/* The name of a person within a batch: the key and the position from 1, in four digits. */
void inquiries_identifier(const char *key, size_t position, char identifier[INQUIRY_IDENTIFIER]);

/*
 * Appends the beginning in the open transaction: key, day, the visits in the order of their
 * identifiers, and the bytes of the request.  *inquiry is its entry.
 */
bool inquiries_begin(
    struct store *store,
    const char *key,
    struct date day,
    const int64_t *visits,
    size_t count,
    struct slice request,
    int64_t *inquiry,
    struct error *error) MUST_CHECK;

/* What a move tells beside the state; empty where it does not apply. */
struct inquiry_move {
    struct slice reception; /* with ACCEPTED */
    struct slice fetch_key; /* with FETCH_WRITTEN */
    struct slice detail;    /* a returned .err, an error code: kept, sealed */
    int64_t answers;        /* with ANSWERED: the bulk that holds them */
};

bool inquiries_move(
    struct store *store,
    int64_t inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error) MUST_CHECK;

bool inquiries_get(
    struct store *store,
    int64_t inquiry,
    struct inquiry_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* The first inquiry with an entry above after that has not come to an end; *found false: none. */
bool inquiries_next_open(
    struct store *store,
    int64_t after,
    struct inquiry_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* The bytes of the request, as they were begun with; appended to request. */
bool inquiries_request(
    struct store *store,
    int64_t inquiry,
    struct buffer *request,
    struct error *error) MUST_CHECK;

/* The visit asked for under a number of the batch (1 and up); 0 when there is none. */
bool inquiries_visit(
    struct store *store,
    int64_t inquiry,
    int64_t position,
    int64_t *visit,
    struct error *error) MUST_CHECK;

/* How it stands with one visit: attempts without an end, and those that gave no answer. */
struct inquiry_history {
    int64_t waiting;
    int64_t failed;
    int64_t last_ms; /* when the newest attempt came into its state; 0: never asked */
};

/* Calls take for those of the visits first to last that were ever asked about, in order. */
typedef bool history_taker(void *taker, int64_t visit, const struct inquiry_history *history);
bool inquiries_of_visits(
    struct store *store,
    int64_t first,
    int64_t last,
    history_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

struct inquiry_counts {
    int64_t sent; /* people, ever */
    int64_t answered;
    int64_t waiting;
    int64_t failed;
    int64_t last_contact_ms; /* 0: never */
};

bool inquiries_count(struct store *store, struct inquiry_counts *counts, struct error *error)
    MUST_CHECK;

bool inquiries_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
