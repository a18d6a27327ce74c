/* One step of one inquiry (sync.h): what its state asks for now. */
#include <string.h>

#include "engine/storage/sync_inside.h"

#define LONG_AGE_MS (INT64_C(24) * 60 * 60 * 1000)
#define CLOCK_STEP_MS (INT64_C(60) * 1000) /* clocks are put right by seconds all the time */

/* A clock that was set back since then says nothing about the age: what is due by age is due. */
static int64_t age_ms(const struct syncing *syncing, const struct inquiry_row *inquiry)
{
    int64_t age = world_now_ms(store_world(syncing->store)) - inquiry->since_ms;
    return age >= 0 ? age : age < -CLOCK_STEP_MS ? LONG_AGE_MS : 0;
}

static void
note_state(const struct syncing *syncing, struct inquiry_row *inquiry, enum inquiry_state state)
{
    inquiry->state = state;
    inquiry->since_ms = world_now_ms(store_world(syncing->store));
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
    note_state(syncing, inquiry, state);
    return true;
}

static struct request request_of(const struct inquiry_row *inquiry, enum request_step step)
{
    return (struct request){
        inquiry->kind, step, step == REQUEST_FETCH ? inquiry->fetch_key : inquiry->key};
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
    if (!sync_fail(syncing, inquiry, state, bytes, detail, error)) {
        return false;
    }
    note_state(syncing, inquiry, state);
    return true;
}

/* ---- what came back ---- */

static bool accept(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    const struct sync_answer *answer,
    struct error *error)
{
    struct inquiry_move move = {
        .detail = answer->bytes, .reception = slice_of(answer->reply.reception)};
    if (!move_to(syncing, inquiry, INQUIRY_ACCEPTED, &move, error)) {
        return false;
    }
    memcpy(inquiry->reception, answer->reply.reception, sizeof inquiry->reception);
    sync_tell_inquiry(syncing, inquiry, SYNC_ACCEPTED, inquiry->people, answer->reply.reception);
    return true;
}

static bool store_result(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    struct sync_answer *answer,
    struct error *error)
{
    bool done = inquiry_purpose(inquiry->kind) == INQUIRY_REGISTERS
                    ? sync_store_registration(syncing, answer, error)
                    : sync_store_answers(syncing, answer, 1, error);
    if (done) {
        inquiry->state = INQUIRY_ANSWERED;
    }
    return done;
}

/* A result that is not ready is fetched again; a single answer that is not ready is asked for anew. */
static bool handle_reply(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_step step,
    struct sync_answer *answer,
    struct error *error)
{
    enum reply_kind kind = answer->reply.kind;
    bool is_acceptance = step == REQUEST_ASK && inquiry_has_two_steps(inquiry->kind);
    if (kind == REPLY_ACCEPTED && is_acceptance) {
        return accept(syncing, inquiry, answer, error);
    }
    if (kind == REPLY_ANSWERS && !is_acceptance) {
        return store_result(syncing, inquiry, answer, error);
    }
    if (kind == REPLY_PROCESSING && step == REQUEST_FETCH) {
        sync_tell_inquiry(syncing, inquiry, SYNC_PROCESSING, inquiry->people, NULL);
        return move_to(syncing, inquiry, INQUIRY_ACCEPTED, NULL, error);
    }
    syncing->summary->unusable += sync_is_unusable(&answer->reply) ? inquiry->people : 0;
    return fail_inquiry(
        syncing, inquiry, INQUIRY_FAILED, slice_part(answer->bytes, 0, LIMIT_BODY_BYTES / 2),
        answer->reply.detail, error);
}

static bool handle_bytes(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_step step,
    struct slice bytes,
    struct error *error)
{
    struct sync_answer answer;
    bool done = sync_answer_open(syncing, inquiry, step, bytes, &answer, error) &&
                handle_reply(syncing, inquiry, step, &answer, error);
    sync_answer_close(&answer);
    return done;
}

/*
 * An answer that is too big, packed in a way that cannot be opened, or there twice: this inquiry has
 * failed and the others go on.  What is wrong with the machine or the line is wrong for all.
 */
static bool is_of_this_answer(const struct error *error)
{
    enum error_kind kind = error_kind(error);
    return kind == ERROR_LOOK_AT_INPUT || kind == ERROR_TOO_BIG ||
           error->fault == FAULT_FOLDER_AMBIGUOUS;
}

static bool fail_by_answer(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    const struct error *fault,
    struct error *error)
{
    struct error shown = *fault;
    char text[LIMIT_ERROR_FILE];
    shown.place = (struct place){.line = 0};
    syncing->summary->unusable += inquiry->people;
    error_render(&shown, syncing->options->language, text, sizeof text);
    return fail_inquiry(syncing, inquiry, INQUIRY_FAILED, slice_of(text), text, error);
}

/* Fetching again does no harm: the batch itself was accepted. */
static bool handle_rejection(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_step step,
    struct slice bytes,
    struct error *error)
{
    return step == REQUEST_FETCH ? move_to(syncing, inquiry, INQUIRY_ACCEPTED, NULL, error)
                                 : fail_inquiry(
                                       syncing, inquiry, INQUIRY_REJECTED,
                                       slice_part(bytes, 0, LIMIT_PART_BYTES), "", error);
}

static bool handle_answer(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_step step,
    enum request_state state,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = request_of(inquiry, step);
    struct buffer bytes = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    struct error fault = {.fault = FAULT_NONE};
    bool done = true;
    if (!verifier->take(verifier->context, &request, &bytes, &fault)) {
        done = is_of_this_answer(&fault) && fail_by_answer(syncing, inquiry, &fault, error);
        if (!done && !is_of_this_answer(&fault)) {
            *error = fault;
        }
    } else if (bytes.size > 0) {
        done = state == REQUEST_REJECTED
                   ? handle_rejection(syncing, inquiry, step, buffer_slice(&bytes), error)
                   : handle_bytes(syncing, inquiry, step, buffer_slice(&bytes), error);
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
        sync_tell_inquiry(syncing, inquiry, SYNC_LYING, inquiry->people, NULL);
    }
    if (inquiry->state == INQUIRY_PARKED ||
        age_ms(syncing, inquiry) < syncing->timing.park_after_ms) {
        return true;
    }
    sync_tell_inquiry(syncing, inquiry, SYNC_PARKED, inquiry->people, NULL);
    return move_to(syncing, inquiry, INQUIRY_PARKED, NULL, error);
}

static bool look_for(
    struct syncing *syncing,
    struct inquiry_row *inquiry,
    enum request_step step,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    const struct request request = request_of(inquiry, step);
    enum request_state state = REQUEST_ABSENT;
    struct error fault = {.fault = FAULT_NONE};
    if (!verifier->look(verifier->context, &request, &state, &fault)) {
        if (fault.fault == FAULT_FOLDER_AMBIGUOUS) {
            return fail_by_answer(syncing, inquiry, &fault, error);
        }
        *error = fault;
        return false;
    }
    switch (state) {
    case REQUEST_ANSWERED:
    case REQUEST_REJECTED:
        return handle_answer(syncing, inquiry, step, state, error);
    case REQUEST_PREPARED:
        return verifier->release(verifier->context, &request, error);
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
    const struct request request = request_of(inquiry, REQUEST_FETCH);
    bool done = verifier->write_fetch(verifier->context, inquiry->reception, &bytes, error);
    error->fault = done ? FAULT_NONE : error->fault;
    done = done &&
           ((verifier->prepare(verifier->context, &request, buffer_slice(&bytes), error) &&
             verifier->release(verifier->context, &request, error)) ||
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
                sync_let_go(syncing, inquiry, buffer_slice(&bytes), sent, error);
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
    bool sent = false;
    if (!(inquiry->state == INQUIRY_BEGUN ? send_again(syncing, inquiry, &sent, error)
                                          : sync_release(syncing, inquiry, &sent, error))) {
        return false;
    }
    inquiry->state = sent ? INQUIRY_SENT : INQUIRY_FAILED;
    inquiry->since_ms = world_now_ms(store_world(syncing->store));
    if (sent) {
        syncing->summary->sent +=
            inquiry_purpose(inquiry->kind) == INQUIRY_ASKS ? inquiry->people : 0;
        sync_tell_inquiry(syncing, inquiry, SYNC_SENT, inquiry->people, NULL);
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
        done = look_for(syncing, inquiry, REQUEST_ASK, error);
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
            syncing, inquiry, inquiry->fetch_key[0] == '\0' ? REQUEST_ASK : REQUEST_FETCH, error);
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
