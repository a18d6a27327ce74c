#include "importers/online/dialogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "importers/online/matching.h"

enum {
    DIALOGUE_ARENA = 256 * 1024
};

/* ---- writing ---- */

static struct message_request
request_of(const struct dialogue *dialogue, const char *key, struct date day)
{
    return (struct message_request){
        .encoding = dialogue->encoding,
        .institution_code = slice_of(dialogue->institution),
        .file_identifier = slice_of(key),
        .confirmed_for = day,
    };
}

static struct message_inquiry inquiry_of(const struct inquiry_person *person)
{
    return (struct message_inquiry){
        .identifiers = person->identifiers,
        .birth = person->birth,
        .limit_consent = person->limit_consent,
        .arbitrary_identifier = slice_of(person->identifier),
        .reference_number = person->chart_number,
    };
}

static void
check(void *context, const struct inquiry_person *person, enum language language, const char **why)
{
    const struct dialogue *dialogue = context;
    struct message_inquiry inquiry = inquiry_of(person);
    enum message_inquiry_fault fault = MESSAGE_INQUIRY_RIGHT;
    if (person->identifier[0] == '\0') {
        /* The name is given with the batch's key; any name that could be given will do here. */
        inquiry.arbitrary_identifier = slice_of("0");
    }
    fault = message_check(&inquiry, dialogue->encoding);
    *why = fault == MESSAGE_INQUIRY_RIGHT ? NULL : message_inquiry_fault_wording(fault, language);
}

static bool write_people(
    const struct request_content *content,
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    struct buffer *bytes,
    struct error *error)
{
    switch (content->kind) {
    case INQUIRY_SINGLE:
        return message_write_single(request, inquiries, bytes, error);
    case INQUIRY_REGISTER_ONE:
    case INQUIRY_REGISTER:
        return message_write_registration(request, inquiries, content->count, bytes, error);
    case INQUIRY_BATCH:
    case INQUIRY_ASSISTANCE:
    case INQUIRY_VISITING:
    case INQUIRY_ONLINE:
    case INQUIRY_KIND_COUNT:
        break;
    }
    return message_write_batch(request, inquiries, content->count, bytes, error);
}

static enum message_pull pull_of(enum inquiry_kind kind)
{
    return kind == INQUIRY_ASSISTANCE ? MESSAGE_PULL_ASSISTANCE
           : kind == INQUIRY_VISITING ? MESSAGE_PULL_VISITING
                                      : MESSAGE_PULL_ONLINE;
}

static bool write_request(
    void *context,
    const struct request_content *content,
    struct buffer *bytes,
    struct error *error)
{
    const struct dialogue *dialogue = context;
    struct message_request request = request_of(dialogue, content->key, content->days.first);
    struct message_inquiry *inquiries = NULL;
    bool done = false;
    if (inquiry_purpose(content->kind) == INQUIRY_PULLS) {
        return message_write_pull(&request, pull_of(content->kind), content->days, bytes, error);
    }
    inquiries = calloc(content->count, sizeof *inquiries);
    if (inquiries == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < content->count; i++) {
        inquiries[i] = inquiry_of(&content->people[i]);
    }
    done = write_people(content, &request, inquiries, bytes, error);
    free(inquiries);
    return done;
}

static bool
write_fetch(void *context, const char *reception, struct buffer *bytes, struct error *error)
{
    struct message_request request = request_of(context, "", DATE_NONE);
    return message_write_fetch(&request, slice_of(reception), bytes, error);
}

/* ---- people ---- */

/* An answer on its way to being read. */
struct dialogue_answer {
    enum request_step step;
    const struct inquiry_row *inquiry;
    const struct inquiry_person *asked;
    size_t count;
    struct slice bytes;
};

struct reading {
    const struct dialogue_answer *answer;
    reply_taker *take;
    void *taker;
};

/* A single message is about the one who was asked about; a batch says who by the name it came with. */
static int64_t position_of(const struct dialogue_answer *asked, const struct answer *answer)
{
    struct slice identifier = answer->echo.arbitrary_identifier;
    if (!inquiry_has_two_steps(asked->inquiry->kind)) {
        return 1;
    }
    for (size_t i = 0; i < asked->count; i++) {
        if (slice_equal_text(identifier, asked->asked[i].identifier)) {
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static enum finding judge_unit(
    const struct dialogue_answer *asked,
    const struct message *message,
    const struct message_unit *unit,
    int64_t position)
{
    const struct answer *answer = unit->answer;
    if (message->counts == MESSAGE_COUNTS_DISAGREE) {
        return FINDING_ANSWER_COUNTS;
    }
    if (position > 0) {
        struct message_inquiry inquiry = inquiry_of(&asked->asked[position - 1]);
        if (matching_of_person(answer, &inquiry, inquiry_has_two_steps(asked->inquiry->kind)) !=
            MATCHING_RIGHT) {
            return FINDING_ANSWER_KEYS_DIFFER;
        }
    } else if (inquiry_purpose(asked->inquiry->kind) != INQUIRY_PULLS) {
        return FINDING_NONE; /* nobody's: the caller says so */
    }
    return answer->delivery == DELIVERY_UNKNOWN_CODE && unit->oddities != 0
               ? FINDING_ANSWER_UNREADABLE
               : FINDING_NONE;
}

static bool take_unit(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    struct reading *reading = context;
    struct answer answer = *unit->answer;
    int64_t position = position_of(reading->answer, &answer);
    enum finding finding = judge_unit(reading->answer, message, unit, position);
    if (answer.asked_by == ASKED_BY_UNRECORDED) {
        /* We ask by number; the header need not repeat it. */
        answer.asked_by = ASKED_BY_NUMBER;
    }
    return reading->take(reading->taker, position, finding, &answer, error);
}

/* ---- the file ---- */

static void set_detail(struct reply *reply, enum reply_kind kind, const char *detail)
{
    reply->kind = kind;
    (void)snprintf(reply->detail, sizeof reply->detail, "%.200s", detail);
}

static void error_detail(const struct message *message, struct reply *reply)
{
    struct slice code = message->texts[MESSAGE_ERROR_CODE];
    char text[64];
    if (!slice_copy_text(code, text, sizeof text)) {
        text[0] = '\0';
    }
    set_detail(reply, REPLY_ERROR, text);
}

static enum matching match_file(
    const struct dialogue *dialogue,
    const struct dialogue_answer *answer,
    const struct message *message)
{
    const struct inquiry_row *inquiry = answer->inquiry;
    struct matching_file asked = {
        .institution_code = slice_of(dialogue->institution),
        .file_identifier = slice_of(inquiry->key),
        .confirmed_for = DATE_NONE,
    };
    bool is_result = answer->step == REQUEST_FETCH || !inquiry_has_two_steps(inquiry->kind);
    if (is_result && inquiry_purpose(inquiry->kind) == INQUIRY_ASKS) {
        asked.confirmed_for = inquiry->day;
    }
    if (answer->step == REQUEST_FETCH) {
        asked.reception_number = slice_of(inquiry->reception);
    }
    return matching_of_file(message, &asked);
}

/* Whether the message is of the kind that this step has. */
static bool is_result(const struct dialogue_answer *answer, const struct message *message)
{
    bool is_two_steps = inquiry_has_two_steps(answer->inquiry->kind);
    enum message_kind wanted = is_two_steps ? MESSAGE_BATCH_RESULT : MESSAGE_SINGLE_RESULT;
    return (answer->step == REQUEST_FETCH) == is_two_steps && message->kind == wanted &&
           message->delivery == DELIVERY_ANSWERED;
}

/* What kind of reply the header makes of it; the people come only with REPLY_ANSWERS. */
static void judge(
    const struct dialogue *dialogue,
    const struct dialogue_answer *answer,
    const struct message *message,
    struct reply *reply)
{
    enum matching matching = match_file(dialogue, answer, message);
    struct slice reception = message->texts[MESSAGE_RECEPTION_NUMBER];
    if (matching != MATCHING_RIGHT) {
        set_detail(reply, REPLY_NOT_OURS, matching_wording(matching, LANGUAGE_JAPANESE));
    } else if (message->delivery == DELIVERY_PROCESSING) {
        reply->kind = REPLY_PROCESSING;
    } else if (message->delivery == DELIVERY_FILE_ERROR) {
        error_detail(message, reply);
    } else if (
        answer->step == REQUEST_ASK && message->kind == MESSAGE_ACCEPTANCE && reception.size > 0 &&
        slice_copy_text(reception, reply->reception, sizeof reply->reception)) {
        reply->kind = REPLY_ACCEPTED;
    } else if (is_result(answer, message)) {
        reply->kind = REPLY_ANSWERS;
    } else {
        error_detail(message, reply);
    }
}

static bool read_message(
    const struct dialogue *dialogue,
    const struct dialogue_answer *answer,
    struct arena *arena,
    struct reply *reply,
    struct error *error)
{
    struct message message;
    struct error fault;
    char text[200];
    if (message_read(answer->bytes, answer->inquiry->key, arena, &message, NULL, &fault)) {
        judge(dialogue, answer, &message, reply);
        return true;
    }
    if (error_kind(&fault) == ERROR_LOOK_AT_MACHINE) {
        *error = fault;
        return false;
    }
    error_render(&fault, LANGUAGE_JAPANESE, text, sizeof text);
    set_detail(reply, REPLY_ERROR, text);
    return true;
}

static bool read_reply(
    void *context,
    enum request_step step,
    const struct inquiry_row *inquiry,
    const struct inquiry_person *asked,
    size_t count,
    struct slice bytes,
    reply_taker *take,
    void *taker,
    struct reply *reply,
    struct error *error)
{
    const struct dialogue_answer answer = {step, inquiry, asked, count, bytes};
    struct arena arena = arena_open(DIALOGUE_ARENA);
    struct reading reading = {&answer, take, taker};
    const struct message_taker message_taker = {&reading, take_unit};
    struct message message;
    bool done = read_message(context, &answer, &arena, reply, error);
    if (done && reply->kind == REPLY_ANSWERS && take != NULL) {
        arena_reset(&arena);
        done = message_read(bytes, inquiry->key, &arena, &message, &message_taker, error);
    }
    arena_close(&arena);
    return done;
}

void dialogue_fill(struct verifier *verifier)
{
    verifier->check = check;
    verifier->write = write_request;
    verifier->write_fetch = write_fetch;
    verifier->read = read_reply;
}
