/*
 * Many inquiries at a time, by a verifier that repeats (ports.h): a key is durable before its first
 * send, a crash sends it again under the same key, and the service answers it once.  So that a state
 * between "begun" and an end is not needed.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/sync_inside.h"

enum {
    GROUP_MOST = 256 /* begun or stored in one transaction: some 20 ms */
};

static struct request request_of(const char *key)
{
    return (struct request){INQUIRY_SINGLE, REQUEST_ASK, key};
}

static bool
hand_over(struct syncing *syncing, const char *key, struct slice bytes, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = request_of(key);
    return verifier->prepare(verifier->context, &request, bytes, error) &&
           verifier->release(verifier->context, &request, error);
}

/* ---- what was open before this run ---- */

static bool
send_again(struct syncing *syncing, const struct inquiry_row *inquiry, struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_BODY_BYTES);
    bool done = inquiries_request(syncing->store, inquiry->entry, &bytes, error) &&
                hand_over(syncing, inquiry->key, buffer_slice(&bytes), error);
    buffer_close_wiped(&bytes);
    return done;
}

/* More than fit are resumed when others have ended. */
static bool resume(struct syncing *syncing, int64_t *pending, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    int64_t after = 0;
    *pending = 0;
    for (;;) {
        struct inquiry_row inquiry;
        enum request_state state = REQUEST_ABSENT;
        bool found = false;
        if (!inquiries_next_open(
                syncing->store, verifier->channel, after, &inquiry, &found, error)) {
            return false;
        }
        if (!found) {
            syncing->is_resumed = true;
            return true;
        }
        after = inquiry.entry;
        (*pending)++;
        {
            const struct request request = request_of(inquiry.key);
            if (!verifier->look(verifier->context, &request, &state, error)) {
                return false;
            }
        }
        if (state == REQUEST_ABSENT && verifier->room(verifier->context) == 0) {
            return true;
        }
        if (state == REQUEST_ABSENT && !send_again(syncing, &inquiry, error)) {
            return false;
        }
    }
}

/* ---- what has ended ---- */

struct ended {
    struct sync_answer answers[GROUP_MOST];
    struct buffer bytes[GROUP_MOST];
    size_t count;
};

static struct slice most_of(const struct buffer *bytes)
{
    return slice_part(buffer_slice(bytes), 0, LIMIT_PART_BYTES);
}

/* Ends the reading that take_one has begun. */
static bool judge(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct buffer *bytes,
    struct ended *ended,
    struct error *error)
{
    struct sync_answer *answer = &ended->answers[ended->count];
    bool is_answer = false;
    bool done = sync_answer_open(syncing, inquiry, REQUEST_ASK, buffer_slice(bytes), answer, error);
    store_end_read(syncing->store);
    is_answer = done && answer->reply.kind == REPLY_ANSWERS;
    if (is_answer) {
        ended->bytes[ended->count] = *bytes;
        ended->count++;
        return true;
    }
    if (done) {
        syncing->summary->unusable += sync_is_unusable(&answer->reply) ? inquiry->people : 0;
        done = sync_fail(
            syncing, inquiry, INQUIRY_FAILED, most_of(bytes), answer->reply.detail, error);
    }
    sync_answer_close(answer);
    buffer_close_wiped(bytes);
    return done;
}

static bool
take_one(struct syncing *syncing, const char *key, struct ended *ended, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = request_of(key);
    struct buffer bytes = buffer_open(LIMIT_SINGLE_ANSWER_BYTES);
    enum request_state state = REQUEST_ABSENT;
    struct inquiry_row inquiry;
    bool found = false;
    bool done = store_begin_read(syncing->store, error) &&
                inquiries_find(syncing->store, key, &inquiry, &found, error) &&
                verifier->look(verifier->context, &request, &state, error) &&
                verifier->take(verifier->context, &request, &bytes, error);
    bool is_open = found && (inquiry.state < INQUIRY_ANSWERED || inquiry.state == INQUIRY_PARKED);
    if (done && is_open && state == REQUEST_ANSWERED) {
        return judge(syncing, &inquiry, &bytes, ended, error);
    }
    store_end_read(syncing->store);
    if (done && is_open) {
        done = sync_fail(syncing, &inquiry, INQUIRY_REJECTED, most_of(&bytes), "", error);
    }
    buffer_close_wiped(&bytes);
    return done;
}

static bool gather(struct syncing *syncing, struct ended *ended, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    char key[INQUIRY_KEY];
    while (ended->count < GROUP_MOST && verifier->ended(verifier->context, key)) {
        if (!take_one(syncing, key, ended, error)) {
            return false;
        }
        verifier->forget(verifier->context, key);
    }
    return true;
}

static void close_ended(struct ended *ended)
{
    for (size_t i = 0; i < ended->count; i++) {
        sync_answer_close(&ended->answers[i]);
        buffer_close_wiped(&ended->bytes[i]);
    }
    free(ended);
}

static bool take_ended(struct syncing *syncing, size_t *stored, struct error *error)
{
    struct ended *ended = calloc(1, sizeof *ended);
    bool done = false;
    if (ended == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    done = gather(syncing, ended, error) &&
           (ended->count == 0 || sync_store_answers(syncing, ended->answers, ended->count, error));
    *stored = ended->count;
    close_ended(ended);
    return done;
}

/* ---- more ---- */

struct beginning {
    struct sync_people *people;
    struct inquiry_row inquiries[GROUP_MOST];
    size_t ends[GROUP_MOST]; /* in bytes: where each request ends */
    struct buffer bytes;
};

static struct slice request_bytes(const struct beginning *beginning, size_t index)
{
    size_t first = index == 0 ? 0 : beginning->ends[index - 1];
    return slice_part(buffer_slice(&beginning->bytes), first, beginning->ends[index] - first);
}

static bool next_key(
    struct syncing *syncing,
    const struct beginning *beginning,
    size_t index,
    char key[INQUIRY_KEY],
    struct error *error)
{
    struct date today = date_of_utc_ms(world_now_ms(store_world(syncing->store)));
    return index == 0 ? inquiries_next_key(syncing->store, today, key, error)
                      : inquiries_key_after(beginning->inquiries[index - 1].key, key, error);
}

/* Those for whom there is a key; the others stay in the list. */
static bool give_keys(struct syncing *syncing, struct beginning *beginning, struct error *error)
{
    struct sync_people *people = beginning->people;
    for (size_t i = 0; i < people->count; i++) {
        struct inquiry_row *inquiry = &beginning->inquiries[i];
        *inquiry =
            (struct inquiry_row){.kind = INQUIRY_SINGLE, .day = people->days[i], .people = 1};
        if (!next_key(syncing, beginning, i, inquiry->key, error)) {
            syncing->is_out_of_keys = error->fault == FAULT_TOO_BIG;
            syncing->list_at -= people->count - i;
            people->count = i;
            return syncing->is_out_of_keys;
        }
        inquiries_identifier(inquiry->key, 1, people->people[i].identifier);
    }
    return true;
}

static bool
write_requests(struct syncing *syncing, struct beginning *beginning, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct sync_people *people = beginning->people;
    for (size_t i = 0; i < people->count; i++) {
        struct request_content content = {
            .kind = INQUIRY_SINGLE,
            .key = beginning->inquiries[i].key,
            .days = {people->days[i], DATE_NONE},
            .people = &people->people[i],
            .count = 1,
        };
        if (!verifier->write(verifier->context, &content, &beginning->bytes, error)) {
            return false;
        }
        beginning->ends[i] = beginning->bytes.size;
    }
    return true;
}

static bool begin_all(struct syncing *syncing, struct beginning *beginning, struct error *error)
{
    struct sync_people *people = beginning->people;
    for (size_t i = 0; i < people->count; i++) {
        struct inquiry_row *inquiry = &beginning->inquiries[i];
        struct inquiry_plan plan = {
            .kind = INQUIRY_SINGLE,
            .channel = syncing->options->verifier->channel,
            .key = inquiry->key,
            .day = inquiry->day,
            .last_day = DATE_NONE,
            .visits = &people->visits[i],
            .count = 1,
        };
        if (!inquiries_begin(
                syncing->store, &plan, request_bytes(beginning, i), &inquiry->entry, error)) {
            return false;
        }
    }
    return true;
}

static bool begin_group(struct syncing *syncing, struct beginning *beginning, struct error *error)
{
    const struct sync_people *people = beginning->people;
    if (!give_keys(syncing, beginning, error)) {
        return false;
    }
    if (people->count == 0) {
        return true;
    }
    if (!write_requests(syncing, beginning, error) || !store_begin(syncing->store, error)) {
        return false;
    }
    if (!begin_all(syncing, beginning, error)) {
        store_rollback(syncing->store);
        return false;
    }
    if (!store_commit(syncing->store, error)) {
        return false;
    }
    for (size_t i = 0; i < people->count; i++) {
        if (!hand_over(syncing, beginning->inquiries[i].key, request_bytes(beginning, i), error)) {
            return false;
        }
    }
    syncing->summary->sent += (int64_t)people->count;
    sync_tell_inquiry(syncing, &beginning->inquiries[0], SYNC_SENT, (int64_t)people->count, NULL);
    return true;
}

static bool
fill_group(struct syncing *syncing, struct sync_people *people, size_t room, struct error *error)
{
    const struct asking_list *list = &syncing->list;
    bool done = store_begin_read(syncing->store, error);
    while (done && people->count < room && syncing->list_at < list->count) {
        done = sync_add_person(syncing, people, &list->visits[syncing->list_at], error);
        syncing->list_at += done ? 1 : 0;
    }
    store_end_read(syncing->store);
    return done;
}

static bool begin_some(struct syncing *syncing, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    size_t room = verifier->room(verifier->context);
    struct beginning *beginning = NULL;
    bool done = false;
    if (room == 0 || syncing->is_out_of_keys || syncing->list_at >= syncing->list.count) {
        return true;
    }
    beginning = calloc(1, sizeof *beginning);
    if (beginning == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    beginning->bytes = buffer_open(LIMIT_BODY_BYTES);
    done = sync_people_open(&beginning->people, error) &&
           fill_group(syncing, beginning->people, room < GROUP_MOST ? room : GROUP_MOST, error) &&
           begin_group(syncing, beginning, error);
    sync_people_close(beginning->people);
    buffer_close_wiped(&beginning->bytes);
    free(beginning);
    return done;
}

/* As many as there is room for: the line must have something to do while others are stored. */
static bool begin_more(struct syncing *syncing, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    do {
        if (!begin_some(syncing, error)) {
            return false;
        }
    } while (!syncing->is_out_of_keys && syncing->list_at < syncing->list.count &&
             verifier->room(verifier->context) >= GROUP_MOST);
    return true;
}

bool sync_many_round(struct syncing *syncing, int64_t *pending, struct error *error)
{
    const struct verifier *verifier = syncing->options->verifier;
    size_t stored = 0;
    do {
        if (!take_ended(syncing, &stored, error)) {
            return false;
        }
    } while (stored == GROUP_MOST);
    if (!syncing->is_resumed && !resume(syncing, pending, error)) {
        return false;
    }
    if (syncing->is_resumed && !syncing->options->only_answers && !begin_more(syncing, error)) {
        return false;
    }
    return inquiries_count_open(syncing->store, verifier->channel, pending, error) &&
           (*pending == 0 || verifier->is_well(verifier->context, error));
}
