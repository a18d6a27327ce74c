/* One step of one inquiry (sync.h): what its state asks for now. */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/asking.h"
#include "engine/storage/settings.h"
#include "engine/storage/sync_inside.h"

static int64_t age_ms(const struct syncing *syncing, const struct inquiry_row *inquiry)
{
    return world_now_ms(store_world(syncing->store)) - inquiry->since_ms;
}

static void tell(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum sync_event_kind kind,
    int64_t people,
    const char *detail)
{
    struct sync_event event = {
        .kind = kind,
        .day = inquiry->day,
        .key = inquiry->key,
        .people = people,
        .detail = detail,
    };
    sync_tell(syncing, &event);
}

static bool move_to(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum inquiry_state state,
    const struct inquiry_move *move,
    struct error *error)
{
    if (!sync_move(syncing, inquiry->entry, state, move, error)) {
        return false;
    }
    inquiry->state = state;
    inquiry->since_ms = world_now_ms(store_world(syncing->store));
    return true;
}

/* ---- the people of the batch, for matching ---- */

struct asked {
    struct inquiry_person *people;
    int64_t *visits;
    unsigned *parts; /* of the answer, by position: how many units named it */
    size_t count;
    struct arena arena;
};

static void close_asked(struct asked *asked)
{
    arena_close(&asked->arena);
    free(asked->people);
    free(asked->visits);
    free(asked->parts);
}

/*
 * What was asked is what stood in the request; a visit whose numbers were typed anew since then is
 * compared with the new ones and its answer put aside, which is right: it is not about them.
 */
static bool open_asked(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct asked *asked,
    struct error *error)
{
    size_t count = (size_t)inquiry->people;
    *asked = (struct asked){.count = count, .arena = arena_open(LIMIT_BODY_BYTES)};
    asked->people = calloc(count + 1, sizeof *asked->people);
    asked->visits = calloc(count + 1, sizeof *asked->visits);
    asked->parts = calloc(count + 1, sizeof *asked->parts);
    if (asked->people == NULL || asked->visits == NULL || asked->parts == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < count; i++) {
        if (!inquiries_visit(
                syncing->store, inquiry->entry, (int64_t)i + 1, &asked->visits[i], error) ||
            !asking_person(
                syncing->store, syncing->cache, asked->visits[i], &asked->arena, &asked->people[i],
                error)) {
            return false;
        }
        inquiries_identifier(inquiry->key, i + 1, asked->people[i].identifier);
    }
    return true;
}

/* ---- answers into the journal ---- */

struct taking {
    struct syncing *syncing;
    struct asked *asked;
    struct bulk_writer *writer;
    struct month month;
    int64_t usable;
    int64_t odd;
};

static bool count_part(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *answer,
    struct error *error)
{
    struct asked *asked = taker;
    (void)finding;
    (void)answer;
    (void)error;
    if (position >= 1 && (size_t)position <= asked->count) {
        asked->parts[position - 1]++;
    }
    return true;
}

static bool write_part(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *answer,
    struct error *error)
{
    struct taking *taking = taker;
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    struct visit_reference reference;
    bool is_asked = position >= 1 && (size_t)position <= taking->asked->count;
    bool done = true;
    if (finding == FINDING_NONE && is_asked && taking->asked->parts[position - 1] > 1) {
        finding = FINDING_ANSWER_TWICE;
    }
    if (!is_asked) {
        finding = FINDING_ANSWER_NOT_ASKED;
    } else {
        done = visits_reference(
            taking->syncing->store, taking->asked->visits[position - 1], &reference, error);
    }
    done = done && answers_pack_row(is_asked ? &reference : NULL, finding, answer, &row, error) &&
           bulk_add_row(taking->writer, buffer_slice(&row), taking->month, error);
    taking->usable += finding == FINDING_NONE ? 1 : 0;
    taking->odd += finding == FINDING_NONE ? 0 : 1;
    buffer_close_wiped(&row);
    return done;
}

static bool read_reply(
    struct syncing *syncing,
    enum request_kind kind,
    const struct inquiry_row *inquiry,
    const struct asked *asked,
    struct slice bytes,
    reply_taker *take,
    void *taker,
    struct reply *reply,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    memset(reply, 0, sizeof *reply);
    return verifier->read(
        verifier->context, kind, inquiry, asked == NULL ? NULL : asked->people,
        asked == NULL ? 0 : asked->count, bytes, take, taker, reply, error);
}

static bool content_of(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct slice bytes,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error)
{
    uint8_t hash[HASH_BYTES];
    return hash_bytes(bytes, hash, error) &&
           bulk_content(syncing->store, hash, inquiry->key, content, error);
}

/* A crash after the bulk's end and before the move finds the bulk whole: it is not written twice. */
static bool store_answers(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    struct slice bytes,
    struct taking *taking,
    int64_t *bulk,
    struct error *error)
{
    uint8_t content[FINGERPRINT_BYTES];
    struct slice print = {content, sizeof content};
    struct reply reply;
    bool done = content_of(syncing, inquiry, bytes, content, error) &&
                bulk_find(syncing->store, BULK_ANSWERS, print, bulk, error);
    if (!done || *bulk != 0) {
        return done;
    }
    if (!bulk_open(
            syncing->store, BULK_ANSWERS, print, slice_of(inquiry->fetch_key), &taking->writer,
            error)) {
        return false;
    }
    *bulk = bulk_entry(taking->writer);
    done = bulk_add_raw(taking->writer, bytes, error) &&
           read_reply(
               syncing, REQUEST_FETCH, inquiry, taking->asked, bytes, write_part, taking, &reply,
               error);
    if (!done) {
        bulk_cancel(taking->writer);
        return false;
    }
    return bulk_close(taking->writer, (struct slice){NULL, 0}, error);
}

static bool take_answers(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    struct asked *asked,
    struct slice bytes,
    struct error *error)
{
    struct taking taking = {.syncing = syncing, .asked = asked, .month = month_of(inquiry->day)};
    struct inquiry_move move = {.answers = 0};
    if (!store_answers(syncing, inquiry, bytes, &taking, &move.answers, error) ||
        !move_to(syncing, inquiry, INQUIRY_ANSWERED, &move, error)) {
        return false;
    }
    syncing->summary->answered += taking.usable;
    syncing->summary->odd += taking.odd;
    tell(syncing, inquiry, SYNC_ANSWERED, taking.usable, NULL);
    if (taking.odd > 0) {
        tell(syncing, inquiry, SYNC_ODD, taking.odd, NULL);
    }
    return true;
}

/* ---- ends without answers ---- */

static bool fail_inquiry(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum inquiry_state state,
    struct slice bytes,
    const char *detail,
    struct error *error)
{
    struct inquiry_move move = {.detail = bytes};
    if (!move_to(syncing, inquiry, state, &move, error)) {
        return false;
    }
    syncing->summary->failed += inquiry->people;
    tell(
        syncing, inquiry, state == INQUIRY_REJECTED ? SYNC_REJECTED : SYNC_FAILED, inquiry->people,
        detail);
    return true;
}

/* ---- what came back ---- */

static bool handle_acceptance(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    struct slice bytes,
    struct error *error)
{
    struct reply reply;
    struct inquiry_move move = {.detail = bytes};
    if (!read_reply(syncing, REQUEST_BATCH, inquiry, NULL, bytes, NULL, NULL, &reply, error)) {
        return false;
    }
    if (reply.kind != REPLY_ACCEPTED) {
        return fail_inquiry(syncing, inquiry, INQUIRY_FAILED, bytes, reply.detail, error);
    }
    move.reception = slice_of(reply.reception);
    if (!move_to(syncing, inquiry, INQUIRY_ACCEPTED, &move, error)) {
        return false;
    }
    memcpy(inquiry->reception, reply.reception, sizeof inquiry->reception);
    tell(syncing, inquiry, SYNC_ACCEPTED, inquiry->people, reply.reception);
    return true;
}

static bool handle_result(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    struct slice bytes,
    struct error *error)
{
    struct asked asked;
    struct reply reply = {.kind = REPLY_ERROR};
    bool done =
        open_asked(syncing, inquiry, &asked, error) &&
        read_reply(
            syncing, REQUEST_FETCH, inquiry, &asked, bytes, count_part, &asked, &reply, error);
    if (done) {
        switch (reply.kind) {
        case REPLY_PROCESSING:
            done = move_to(syncing, inquiry, INQUIRY_ACCEPTED, NULL, error);
            tell(syncing, inquiry, SYNC_PROCESSING, inquiry->people, NULL);
            break;
        case REPLY_ANSWERS:
            done = take_answers(syncing, inquiry, &asked, bytes, error);
            break;
        case REPLY_ACCEPTED:
        case REPLY_ERROR:
        case REPLY_NOT_OURS:
            done = fail_inquiry(syncing, inquiry, INQUIRY_FAILED, bytes, reply.detail, error);
            break;
        }
    }
    close_asked(&asked);
    return done;
}

static bool handle_answer(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_kind kind,
    enum request_state state,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const char *key = kind == REQUEST_FETCH ? inquiry->fetch_key : inquiry->key;
    struct buffer bytes = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    bool done = verifier->take(verifier->context, kind, key, &bytes, error);
    if (done && bytes.size > 0) {
        if (state == REQUEST_REJECTED && kind == REQUEST_BATCH) {
            done = fail_inquiry(
                syncing, inquiry, INQUIRY_REJECTED,
                slice_part(buffer_slice(&bytes), 0, LIMIT_PART_BYTES), "", error);
        } else if (state == REQUEST_REJECTED) {
            /* Fetching again does no harm: the batch itself was accepted. */
            done = move_to(syncing, inquiry, INQUIRY_ACCEPTED, NULL, error);
        } else {
            done = kind == REQUEST_FETCH
                       ? handle_result(syncing, inquiry, buffer_slice(&bytes), error)
                       : handle_acceptance(syncing, inquiry, buffer_slice(&bytes), error);
        }
    }
    buffer_close_wiped(&bytes);
    return done;
}

/* ---- waiting ---- */

static bool keep_waiting(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_state state,
    struct error *error)
{
    int64_t lying_ms = age_ms(syncing, inquiry) - syncing->timing.link_down_ms;
    if (state == REQUEST_LYING && lying_ms >= 0 && lying_ms < 2 * syncing->timing.poll_ms) {
        tell(syncing, inquiry, SYNC_LYING, inquiry->people, NULL);
    }
    if (inquiry->state == INQUIRY_PARKED ||
        age_ms(syncing, inquiry) < syncing->timing.park_after_ms) {
        return true;
    }
    tell(syncing, inquiry, SYNC_PARKED, inquiry->people, NULL);
    return move_to(syncing, inquiry, INQUIRY_PARKED, NULL, error);
}

static bool look_for(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_kind kind,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const char *key = kind == REQUEST_FETCH ? inquiry->fetch_key : inquiry->key;
    enum request_state state = REQUEST_ABSENT;
    if (!verifier->look(verifier->context, kind, key, &state, error)) {
        return false;
    }
    switch (state) {
    case REQUEST_ANSWERED:
    case REQUEST_REJECTED:
        return handle_answer(syncing, inquiry, kind, state, error);
    case REQUEST_PREPARED:
        return verifier->release(verifier->context, kind, key, error);
    case REQUEST_LYING:
    case REQUEST_TAKEN:
    case REQUEST_ABSENT:
        return keep_waiting(syncing, inquiry, state, error);
    }
    return true;
}

/* ---- fetching ---- */

static bool begin_fetch(struct syncing *syncing, struct inquiry_row *inquiry, struct error *error)
{
    struct date today = date_of_utc_ms(world_now_ms(store_world(syncing->store)));
    struct inquiry_move move = {.answers = 0};
    int64_t due =
        inquiry->fetches == 0 ? syncing->timing.fetch_after_ms : syncing->timing.fetch_spacing_ms;
    if (age_ms(syncing, inquiry) < due) {
        return true;
    }
    if (!inquiries_next_key(syncing->store, today, inquiry->fetch_key, error)) {
        return false;
    }
    move.fetch_key = slice_of(inquiry->fetch_key);
    inquiry->fetches++;
    return move_to(syncing, inquiry, INQUIRY_FETCH_WRITTEN, &move, error);
}

/*
 * Asking twice for the same result does no harm, so a crash in between is simply done again; a key
 * that is there already was let go before the crash.
 */
static bool release_fetch(struct syncing *syncing, struct inquiry_row *inquiry, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    struct buffer bytes = buffer_open(LIMIT_PART_BYTES);
    const char *key = inquiry->fetch_key;
    bool done = verifier->write_fetch(verifier->context, inquiry->reception, &bytes, error);
    error->fault = done ? FAULT_NONE : error->fault;
    done =
        done &&
        ((verifier->prepare(verifier->context, REQUEST_FETCH, key, buffer_slice(&bytes), error) &&
          verifier->release(verifier->context, REQUEST_FETCH, key, error)) ||
         error->fault == FAULT_FOLDER_KEY_TAKEN) &&
        move_to(syncing, inquiry, INQUIRY_FETCHING, NULL, error);
    buffer_close(&bytes);
    return done;
}

/* ---- after a crash ---- */

static bool
send_again(struct syncing *syncing, struct inquiry_row *inquiry, bool *sent, struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_BODY_BYTES);
    bool done = inquiries_request(syncing->store, inquiry->entry, &bytes, error) &&
                sync_let_go(
                    syncing, inquiry->entry, inquiry->key, inquiry->people, buffer_slice(&bytes),
                    sent, error);
    buffer_close_wiped(&bytes);
    return done;
}

/*
 * Nothing was let go before "written" was durable, so the bytes of a begun batch may be put there
 * again; a written one is let go by its temporary name, or was let go before.
 */
static bool
finish_sending(struct syncing *syncing, struct inquiry_row *inquiry, struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    bool sent = true;
    bool done = true;
    if (inquiry->state == INQUIRY_BEGUN) {
        done = send_again(syncing, inquiry, &sent, error);
    } else {
        done = verifier->release(verifier->context, REQUEST_BATCH, inquiry->key, error) &&
               sync_move(syncing, inquiry->entry, INQUIRY_SENT, NULL, error);
    }
    if (!done) {
        return false;
    }
    inquiry->state = sent ? INQUIRY_SENT : INQUIRY_FAILED;
    inquiry->since_ms = world_now_ms(store_world(syncing->store));
    if (sent) {
        syncing->summary->sent += inquiry->people;
        tell(syncing, inquiry, SYNC_SENT, inquiry->people, NULL);
    }
    return true;
}

bool sync_advance(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    bool *is_open,
    struct error *error)
{
    bool done = true;
    switch (inquiry->state) {
    case INQUIRY_BEGUN:
    case INQUIRY_WRITTEN:
        done = finish_sending(syncing, inquiry, error);
        break;
    case INQUIRY_SENT:
        done = look_for(syncing, inquiry, REQUEST_BATCH, error);
        break;
    case INQUIRY_ACCEPTED:
        done = begin_fetch(syncing, inquiry, error);
        break;
    case INQUIRY_FETCH_WRITTEN:
        done = release_fetch(syncing, inquiry, error);
        break;
    case INQUIRY_FETCHING:
        done = look_for(syncing, inquiry, REQUEST_FETCH, error);
        break;
    case INQUIRY_PARKED:
        done = look_for(
            syncing, inquiry, inquiry->fetch_key[0] == '\0' ? REQUEST_BATCH : REQUEST_FETCH, error);
        break;
    case INQUIRY_ANSWERED:
    case INQUIRY_REJECTED:
    case INQUIRY_FAILED:
        break;
    }
    if (done && inquiry->state == INQUIRY_FETCH_WRITTEN) {
        done = release_fetch(syncing, inquiry, error);
    }
    *is_open = inquiry->state != INQUIRY_ANSWERED && inquiry->state != INQUIRY_REJECTED &&
               inquiry->state != INQUIRY_FAILED;
    return done;
}
