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

enum inquiry_kind {
#define INQUIRY_KIND(kind, name, purpose, two_steps, japanese, english) INQUIRY_##kind,
#include "engine/storage/inquiry_kinds.def"
#undef INQUIRY_KIND
    INQUIRY_KIND_COUNT
};

enum inquiry_purpose {
    INQUIRY_ASKS,
    INQUIRY_PULLS,
    INQUIRY_REGISTERS
};

/* By which way it went out: its answer comes by the same. */
enum inquiry_channel {
    INQUIRY_BY_FOLDER = 0,
    INQUIRY_BY_GATEWAY = 1
};

const char *inquiry_kind_name(enum inquiry_kind kind);
const char *inquiry_kind_label(enum inquiry_kind kind, enum language language);
bool inquiry_kind_find(struct slice name, enum inquiry_kind *kind) MUST_CHECK;
enum inquiry_purpose inquiry_purpose(enum inquiry_kind kind);
bool inquiry_has_two_steps(enum inquiry_kind kind);

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
    enum inquiry_kind kind;
    enum inquiry_channel channel;
    struct date day;
    enum inquiry_state state;
    int64_t since_ms;
    int64_t people;
    char reception[RECEPTION_TEXT];
    char fetch_key[INQUIRY_KEY];
    int64_t fetches;
    int64_t detail; /* the entry of the last move that kept bytes; 0: none */
};

/* The next unused key of a day: its date and a number that counts from 1 within it. */
bool inquiries_next_key(
    struct store *store,
    struct date today,
    char key[INQUIRY_KEY],
    struct error *error) MUST_CHECK;

/* The key after a key of the same day; TOO_BIG after the last one. */
bool inquiries_key_after(const char *key, char next[INQUIRY_KEY], struct error *error) MUST_CHECK;

/* The name of a person within a batch: the key and the position from 1, in four digits. */
void inquiries_identifier(const char *key, size_t position, char identifier[INQUIRY_IDENTIFIER]);

/* What is begun.  A pull has no visits and asks for the days first to last. */
struct inquiry_plan {
    enum inquiry_kind kind;
    enum inquiry_channel channel;
    const char *key;
    struct date day; /* the day asked for; of a pull its first */
    struct date last_day;
    const int64_t *visits; /* in the order of their identifiers */
    size_t count;
};

/* Appends the beginning and the bytes of the request in the open transaction. */
bool inquiries_begin(
    struct store *store,
    const struct inquiry_plan *plan,
    struct slice request,
    int64_t *inquiry,
    struct error *error) MUST_CHECK;

/* What a move tells beside the state; empty where it does not apply. */
struct inquiry_move {
    struct slice reception; /* with ACCEPTED */
    struct slice fetch_key; /* with FETCH_WRITTEN */
    struct slice detail;    /* a returned .err, an error code: kept, sealed */
    int64_t answers;        /* with ANSWERED: the bulk that holds them */
    const int64_t *done;    /* a registration, with ANSWERED: positions that are registered */
    size_t done_count;
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

/* The first one of a channel with an entry above after that has not come to an end. */
bool inquiries_next_open(
    struct store *store,
    enum inquiry_channel channel,
    int64_t after,
    struct inquiry_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

bool inquiries_count_open(
    struct store *store,
    enum inquiry_channel channel,
    int64_t *count,
    struct error *error) MUST_CHECK;

/* The one with that key. */
bool inquiries_find(
    struct store *store,
    const char *key,
    struct inquiry_row *row,
    bool *found,
    struct error *error) MUST_CHECK;

/* Whether one of that kind for that day has no end yet. */
bool inquiries_is_open(
    struct store *store,
    enum inquiry_kind kind,
    struct date day,
    bool *is_open,
    struct error *error) MUST_CHECK;

/* Calls take with the fingerprint of each chart number that is registered, or is being. */
typedef bool chart_taker(void *taker, const uint8_t print[FINGERPRINT_BYTES], struct error *error);
bool inquiries_each_registered(
    struct store *store,
    chart_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* Calls take with each inquiry that asked about a visit, in order. */
typedef bool inquiry_taker(void *taker, const struct inquiry_row *row);
bool inquiries_each_of_visit(
    struct store *store,
    int64_t visit,
    inquiry_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* Appends what that move kept: the bytes of a rejection, an acceptance or a failure. */
bool inquiries_detail(
    struct store *store,
    const struct inquiry_row *inquiry,
    struct buffer *detail,
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

/* How it stands with one visit: attempts to ask without an end, and those that gave no answer. */
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
    int64_t sent; /* people asked about, ever */
    int64_t answered;
    int64_t waiting;
    int64_t failed;
    int64_t unwanted;        /* of those waiting: no visit that counts waits for the answer */
    int64_t last_contact_ms; /* 0: never */
};

bool inquiries_count(struct store *store, struct inquiry_counts *counts, struct error *error)
    MUST_CHECK;

/*
 * A visit no longer counts, and what was asked for it is for the one that it became part of, or for
 * nobody (VISIT_WITHDRAWN); applying only.
 */
bool inquiries_part_visit(struct store *store, int64_t visit, int64_t into, struct error *error)
    MUST_CHECK;

/* The inquiry that an entry begins or moves; 0 for one that is not known. */
bool inquiries_of_entry(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    int64_t *inquiry,
    struct error *error) MUST_CHECK;

bool inquiries_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
