/* What came back, into the journal: answers of one or many inquiries as one bulk. */
#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/sync_inside.h"

bool sync_is_unusable(const struct reply *reply)
{
    return reply->kind == REPLY_NOT_OURS || reply->kind == REPLY_ERROR;
}

/* ---- who was asked about ---- */

void sync_answer_close(struct sync_answer *answer)
{
    arena_close(&answer->arena);
    free(answer->people);
    free(answer->visits);
    free(answer->parts);
    answer->people = NULL;
    answer->visits = NULL;
    answer->parts = NULL;
}

/*
 * What was asked is what stood in the request; a visit whose numbers were typed anew since then is
 * compared with the new ones and its answer put aside, which is right: it is not about them.
 */
static bool open_asked(struct syncing *syncing, struct sync_answer *answer, struct error *error)
{
    const struct inquiry_row *inquiry = &answer->inquiry;
    answer->people = calloc(answer->count + 1, sizeof *answer->people);
    answer->visits = calloc(answer->count + 1, sizeof *answer->visits);
    answer->parts = calloc(answer->count + 1, sizeof *answer->parts);
    if (answer->people == NULL || answer->visits == NULL || answer->parts == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < answer->count; i++) {
        if (!inquiries_visit(
                syncing->store, inquiry->entry, (int64_t)i + 1, &answer->visits[i], error) ||
            !asking_person(
                syncing->store, syncing->cache, answer->visits[i], &answer->arena,
                &answer->people[i], error)) {
            return false;
        }
        inquiries_identifier(inquiry->key, i + 1, answer->people[i].identifier);
    }
    return true;
}

static bool read_reply(
    struct syncing *syncing,
    enum request_step step,
    struct sync_answer *answer,
    reply_taker *take,
    void *taker,
    struct error *error)
{
    struct verifier *verifier = syncing->options->verifier;
    memset(&answer->reply, 0, sizeof answer->reply);
    return verifier->read(
        verifier->context, step, &answer->inquiry, answer->people, answer->count, answer->bytes,
        take, taker, &answer->reply, error);
}

static bool count_part(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *read,
    struct error *error)
{
    struct sync_answer *answer = taker;
    (void)finding;
    (void)read;
    (void)error;
    if (position >= 1 && (size_t)position <= answer->count) {
        answer->parts[position - 1]++;
    }
    return true;
}

bool sync_answer_open(
    struct syncing *syncing,
    const struct inquiry_row *inquiry,
    enum request_step step,
    struct slice bytes,
    struct sync_answer *answer,
    struct error *error)
{
    *answer = (struct sync_answer){
        .inquiry = *inquiry,
        .bytes = bytes,
        .count = (size_t)inquiry->people,
        .arena = arena_open(LIMIT_BODY_BYTES),
    };
    return open_asked(syncing, answer, error) &&
           read_reply(syncing, step, answer, count_part, answer, error);
}

/* ---- rows ---- */

struct taking {
    struct syncing *syncing;
    struct sync_answer *answer;
    struct bulk_writer *writer;
    struct answer_place place;
    int64_t usable;
    int64_t odd;
};

/* What a pull brings was not asked for by name: it finds its visits by its numbers, as a list does. */
static enum finding judge_part(const struct taking *taking, int64_t position, enum finding finding)
{
    const struct sync_answer *answer = taking->answer;
    bool is_asked = position >= 1 && (size_t)position <= answer->count;
    if (inquiry_purpose(answer->inquiry.kind) == INQUIRY_PULLS) {
        return finding;
    }
    if (!is_asked) {
        return FINDING_ANSWER_NOT_ASKED;
    }
    return finding == FINDING_NONE && answer->parts[position - 1] > 1 ? FINDING_ANSWER_TWICE
                                                                      : finding;
}

static bool write_part(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *read,
    struct error *error)
{
    struct taking *taking = taker;
    struct sync_answer *answer = taking->answer;
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    struct visit_reference reference;
    bool is_asked = position >= 1 && (size_t)position <= answer->count;
    bool done =
        !is_asked ||
        visits_reference(taking->syncing->store, answer->visits[position - 1], &reference, error);
    finding = judge_part(taking, position, finding);
    done = done &&
           answers_pack_row(
               is_asked ? &reference : NULL, &taking->place, finding, read, &row, error) &&
           bulk_add_row(taking->writer, buffer_slice(&row), month_of(answer->inquiry.day), error);
    taking->usable += finding == FINDING_NONE ? 1 : 0;
    taking->odd += finding == FINDING_NONE ? 0 : 1;
    buffer_close_wiped(&row);
    return done;
}

/* ---- the bulk ---- */

static bool content_of(
    struct syncing *syncing,
    const struct sync_answer *answer,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error)
{
    uint8_t hash[HASH_BYTES];
    return hash_bytes(answer->bytes, hash, error) &&
           bulk_content(syncing->store, hash, answer->inquiry.key, content, error);
}

struct group {
    struct syncing *syncing;
    struct sync_answer *answers;
    size_t count;
};

static bool mark_answered(void *context, int64_t bulk, struct error *error)
{
    struct group *group = context;
    struct inquiry_move move = {.answers = bulk};
    for (size_t i = 0; i < group->count; i++) {
        if (!inquiries_move(
                group->syncing->store, group->answers[i].inquiry.entry, INQUIRY_ANSWERED, &move,
                error)) {
            return false;
        }
    }
    return true;
}

static bool write_group(struct group *group, struct taking *taking, struct error *error)
{
    for (size_t i = 0; i < group->count; i++) {
        struct sync_answer *answer = &group->answers[i];
        enum request_step step =
            inquiry_has_two_steps(answer->inquiry.kind) ? REQUEST_FETCH : REQUEST_ASK;
        taking->answer = answer;
        taking->place.first += taking->place.size;
        taking->place.size = (int64_t)answer->bytes.size;
        if (!bulk_add_raw(taking->writer, answer->bytes, error) ||
            !read_reply(taking->syncing, step, answer, write_part, taking, error)) {
            return false;
        }
    }
    return true;
}

/* Those whom the answer leaves out have none: they are asked about again. */
static int64_t count_left_out(const struct group *group)
{
    int64_t count = 0;
    for (size_t i = 0; i < group->count; i++) {
        for (size_t k = 0; k < group->answers[i].count; k++) {
            count += group->answers[i].parts[k] == 0 ? 1 : 0;
        }
    }
    return count;
}

static void tell_answered(struct syncing *syncing, const struct group *group, struct taking *taking)
{
    const struct inquiry_row *first = &group->answers[0].inquiry;
    syncing->summary->answered += taking->usable;
    syncing->summary->odd += taking->odd;
    syncing->summary->failed += count_left_out(group);
    sync_tell_inquiry(syncing, first, SYNC_ANSWERED, taking->usable, NULL);
    if (taking->odd > 0) {
        sync_tell_inquiry(syncing, first, SYNC_ODD, taking->odd, NULL);
    }
}

bool sync_store_answers(
    struct syncing *syncing,
    struct sync_answer *answers,
    size_t count,
    struct error *error)
{
    struct group group = {syncing, answers, count};
    struct taking taking = {.syncing = syncing};
    uint8_t content[FINGERPRINT_BYTES];
    struct slice print = {content, sizeof content};
    const char *name = answers[0].inquiry.fetch_key[0] == '\0' ? answers[0].inquiry.key
                                                               : answers[0].inquiry.fetch_key;
    if (!content_of(syncing, &answers[0], content, error) ||
        !bulk_open(
            syncing->store, BULK_ANSWERS, count == 1 ? print : (struct slice){NULL, 0},
            slice_of(name), &taking.writer, error)) {
        return false;
    }
    bulk_finish_with(taking.writer, mark_answered, &group);
    if (!write_group(&group, &taking, error)) {
        bulk_cancel(taking.writer);
        return false;
    }
    if (!bulk_close(taking.writer, (struct slice){NULL, 0}, error)) {
        return false;
    }
    tell_answered(syncing, &group, &taking);
    return true;
}

/* ---- registrations ---- */

struct registered {
    int64_t positions[LIMIT_BATCH_PEOPLE];
    size_t count;
};

static bool note_registered(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *read,
    struct error *error)
{
    struct registered *registered = taker;
    (void)error;
    if (position > 0 && finding == FINDING_NONE && read->delivery == DELIVERY_ANSWERED &&
        registered->count < LIMIT_BATCH_PEOPLE) {
        registered->positions[registered->count++] = position;
    }
    return true;
}

bool sync_store_registration(
    struct syncing *syncing,
    struct sync_answer *answer,
    struct error *error)
{
    struct registered registered = {.count = 0};
    enum request_step step =
        inquiry_has_two_steps(answer->inquiry.kind) ? REQUEST_FETCH : REQUEST_ASK;
    struct inquiry_move move = {.detail = answer->bytes};
    if (!read_reply(syncing, step, answer, note_registered, &registered, error)) {
        return false;
    }
    move.done = registered.positions;
    move.done_count = registered.count;
    if (!sync_move(syncing, answer->inquiry.entry, INQUIRY_ANSWERED, &move, error)) {
        return false;
    }
    sync_tell_inquiry(syncing, &answer->inquiry, SYNC_ANSWERED, (int64_t)registered.count, NULL);
    return true;
}
