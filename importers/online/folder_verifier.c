#include "importers/online/folder_verifier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "importers/online/matching.h"

enum {
    VERIFIER_ARENA = 256 * 1024
};

static enum folder_kind folder_kind_of(enum request_kind kind)
{
    return kind == REQUEST_BATCH ? FOLDER_BATCH : FOLDER_FETCH;
}

/* ---- reaching ---- */

static bool reachable(void *context, struct error *error)
{
    struct folder_verifier *self = context;
    const struct folder_settings settings = {
        .root = self->root,
        .encrypted = self->encrypted[0] == '\0' ? NULL : self->encrypted,
    };
    self->is_open =
        folder_open(&self->folder, &settings, &self->world->disk, &self->world->clock, error);
    return self->is_open;
}

/* ---- writing ---- */

static struct message_request
request_of(const struct folder_verifier *self, const char *key, struct date day)
{
    return (struct message_request){
        .encoding = self->encoding,
        .institution_code = slice_of(self->institution),
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
    };
}

static void
check(void *context, const struct inquiry_person *person, enum language language, const char **why)
{
    struct folder_verifier *self = context;
    struct message_inquiry inquiry = inquiry_of(person);
    enum message_inquiry_fault fault = MESSAGE_INQUIRY_RIGHT;
    if (person->identifier[0] == '\0') {
        /* The name is given with the batch's key; any name that could be given will do here. */
        inquiry.arbitrary_identifier = slice_of("0");
    }
    fault = message_check(&inquiry, self->encoding);
    *why = fault == MESSAGE_INQUIRY_RIGHT ? NULL : message_inquiry_fault_wording(fault, language);
}

static bool write_batch(
    void *context,
    const char *key,
    struct date day,
    const struct inquiry_person *people,
    size_t count,
    struct buffer *bytes,
    struct error *error)
{
    struct folder_verifier *self = context;
    struct message_request request = request_of(self, key, day);
    struct message_inquiry *inquiries = calloc(count, sizeof *inquiries);
    bool done = false;
    if (inquiries == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < count; i++) {
        inquiries[i] = inquiry_of(&people[i]);
    }
    done = message_write_batch(&request, inquiries, count, bytes, error);
    free(inquiries);
    return done;
}

static bool
write_fetch(void *context, const char *reception, struct buffer *bytes, struct error *error)
{
    struct folder_verifier *self = context;
    struct message_request request = request_of(self, "", DATE_NONE);
    return message_write_fetch(&request, slice_of(reception), bytes, error);
}

/* ---- the folder ---- */

static bool prepare(
    void *context,
    enum request_kind kind,
    const char *key,
    struct slice bytes,
    struct error *error)
{
    struct folder_verifier *self = context;
    return folder_prepare(&self->folder, folder_kind_of(kind), key, bytes, error);
}

static bool release(void *context, enum request_kind kind, const char *key, struct error *error)
{
    struct folder_verifier *self = context;
    return folder_release(&self->folder, folder_kind_of(kind), key, error);
}

static bool look(
    void *context,
    enum request_kind kind,
    const char *key,
    enum request_state *state,
    struct error *error)
{
    static const enum request_state states[] = {
        [FOLDER_PREPARED] = REQUEST_PREPARED, [FOLDER_WAITING] = REQUEST_LYING,
        [FOLDER_GONE] = REQUEST_TAKEN,        [FOLDER_ANSWERED] = REQUEST_ANSWERED,
        [FOLDER_REJECTED] = REQUEST_REJECTED,
    };
    struct folder_verifier *self = context;
    enum folder_state found = FOLDER_PREPARED;
    if (!folder_state(&self->folder, folder_kind_of(kind), key, &found, error)) {
        return false;
    }
    *state = states[found];
    return true;
}

static bool take_rejection(
    struct folder_verifier *self,
    enum folder_kind kind,
    const char *key,
    struct buffer *bytes,
    struct error *error)
{
    if (!folder_take_rejection(&self->folder, kind, key, bytes, error)) {
        return false;
    }
    /* An empty .err is a rejection all the same; what is kept must not be empty. */
    return bytes->size > 0 || buffer_append_text(bytes, "(empty)", error);
}

static bool take(
    void *context,
    enum request_kind request_kind,
    const char *key,
    struct buffer *bytes,
    struct error *error)
{
    struct folder_verifier *self = context;
    enum folder_kind kind = folder_kind_of(request_kind);
    enum folder_state state = FOLDER_PREPARED;
    struct folder_answer answer;
    bool is_ready = false;
    bool done = false;
    if (!folder_state(&self->folder, kind, key, &state, error)) {
        return false;
    }
    if (state == FOLDER_REJECTED) {
        return take_rejection(self, kind, key, bytes, error);
    }
    if (!folder_take(&self->folder, kind, key, &answer, &is_ready, error)) {
        return false;
    }
    if (!is_ready) {
        return true;
    }
    done = buffer_append(bytes, folder_answer_message(&answer), error);
    folder_answer_close(&answer);
    return done;
}

/* ---- reading ---- */

struct reading {
    const struct inquiry_row *inquiry;
    const struct inquiry_person *asked;
    size_t count;
    reply_taker *take;
    void *taker;
};

/* The person whose name came back: 0 when nobody has that name. */
static int64_t position_of(const struct reading *reading, const struct answer *answer)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (slice_equal_text(answer->echo.arbitrary_identifier, reading->asked[i].identifier)) {
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static bool take_unit(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    struct reading *reading = context;
    struct answer answer = *unit->answer;
    int64_t position = position_of(reading, &answer);
    enum finding finding = FINDING_NONE;
    if (answer.asked_by == ASKED_BY_UNRECORDED) {
        /* A batch is asked by number; its header need not repeat it. */
        answer.asked_by = ASKED_BY_NUMBER;
    }
    if (message->counts == MESSAGE_COUNTS_DISAGREE) {
        finding = FINDING_ANSWER_COUNTS;
    } else if (position > 0) {
        struct message_inquiry inquiry = inquiry_of(&reading->asked[position - 1]);
        if (matching_of_person(&answer, &inquiry, true) != MATCHING_RIGHT) {
            finding = FINDING_ANSWER_KEYS_DIFFER;
        } else if (answer.delivery == DELIVERY_UNKNOWN_CODE && unit->oddities != 0) {
            finding = FINDING_ANSWER_UNREADABLE;
        }
    }
    return reading->take(reading->taker, position, finding, &answer, error);
}

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
    const struct folder_verifier *self,
    enum request_kind kind,
    const struct inquiry_row *inquiry,
    const struct message *message)
{
    struct matching_file asked = {
        .institution_code = slice_of(self->institution),
        .file_identifier = slice_of(inquiry->key),
        .confirmed_for = inquiry->day,
    };
    if (kind == REQUEST_BATCH) {
        asked.confirmed_for = DATE_NONE;
    } else {
        asked.reception_number = slice_of(inquiry->reception);
    }
    return matching_of_file(message, &asked);
}

/* What kind of reply the header makes of it; the people come only with REPLY_ANSWERS. */
static void judge(
    const struct folder_verifier *self,
    enum request_kind kind,
    const struct inquiry_row *inquiry,
    const struct message *message,
    struct reply *reply)
{
    enum matching matching = match_file(self, kind, inquiry, message);
    struct slice reception = message->texts[MESSAGE_RECEPTION_NUMBER];
    if (matching != MATCHING_RIGHT) {
        set_detail(reply, REPLY_NOT_OURS, matching_wording(matching, LANGUAGE_JAPANESE));
    } else if (message->delivery == DELIVERY_PROCESSING) {
        reply->kind = REPLY_PROCESSING;
    } else if (message->delivery == DELIVERY_FILE_ERROR) {
        error_detail(message, reply);
    } else if (
        kind == REQUEST_BATCH && message->kind == MESSAGE_ACCEPTANCE && reception.size > 0 &&
        slice_copy_text(reception, reply->reception, sizeof reply->reception)) {
        reply->kind = REPLY_ACCEPTED;
    } else if (
        kind == REQUEST_FETCH && message->kind == MESSAGE_BATCH_RESULT &&
        message->delivery == DELIVERY_ANSWERED) {
        reply->kind = REPLY_ANSWERS;
    } else {
        error_detail(message, reply);
    }
}

static bool read_message(
    struct folder_verifier *self,
    enum request_kind kind,
    const struct inquiry_row *inquiry,
    struct slice bytes,
    struct arena *arena,
    struct reply *reply,
    struct error *error)
{
    struct message message;
    struct error fault;
    if (message_read(bytes, inquiry->key, arena, &message, NULL, &fault)) {
        judge(self, kind, inquiry, &message, reply);
        return true;
    }
    if (error_kind(&fault) == ERROR_LOOK_AT_MACHINE) {
        *error = fault;
        return false;
    }
    {
        char text[200];
        error_render(&fault, LANGUAGE_JAPANESE, text, sizeof text);
        set_detail(reply, REPLY_ERROR, text);
    }
    return true;
}

static bool read_reply(
    void *context,
    enum request_kind kind,
    const struct inquiry_row *inquiry,
    const struct inquiry_person *asked,
    size_t count,
    struct slice bytes,
    reply_taker *take_answer,
    void *taker,
    struct reply *reply,
    struct error *error)
{
    struct folder_verifier *self = context;
    struct arena arena = arena_open(VERIFIER_ARENA);
    struct reading reading = {inquiry, asked, count, take_answer, taker};
    const struct message_taker message_taker = {&reading, take_unit};
    struct message message;
    bool done = read_message(self, kind, inquiry, bytes, &arena, reply, error);
    if (done && reply->kind == REPLY_ANSWERS && take_answer != NULL) {
        arena_reset(&arena);
        done = message_read(bytes, inquiry->key, &arena, &message, &message_taker, error);
    }
    arena_close(&arena);
    return done;
}

/* ---- opening ---- */

bool folder_verifier_open(
    struct store *store,
    struct folder_verifier *verifier,
    struct error *error)
{
    char encoding[SETTING_VALUE];
    memset(verifier, 0, sizeof *verifier);
    verifier->world = store_world(store);
    if (!settings_get(store, SETTING_FOLDER_ROOT, verifier->root, error) ||
        !settings_get(store, SETTING_FOLDER_ENCRYPTED, verifier->encrypted, error) ||
        !settings_get(store, SETTING_FACILITY_CODE, verifier->institution, error) ||
        !settings_get(store, SETTING_FOLDER_ENCODING, encoding, error)) {
        return false;
    }
    verifier->encoding = strcmp(encoding, "cp932") == 0 ? MESSAGE_SHIFT_JIS : MESSAGE_UTF8;
    verifier->verifier = (struct verifier){
        .context = verifier,
        .name = "資格確認端末",
        .reachable = reachable,
        .check = check,
        .write_batch = write_batch,
        .write_fetch = write_fetch,
        .prepare = prepare,
        .release = release,
        .look = look,
        .take = take,
        .read = read_reply,
    };
    return true;
}
