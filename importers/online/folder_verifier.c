#include "importers/online/folder_verifier.h"

#include <string.h>

/* Which function of the link software does what. */
static const struct {
    enum inquiry_kind inquiry;
    enum request_step step;
} functions[FOLDER_KIND_COUNT] = {

#define FOLDER_KIND(kind, prefix, limit, inquiry, step)                                            \
    [FOLDER_##kind] = {INQUIRY_##inquiry, REQUEST_##step},
#include "importers/online/folder_kinds.def"
#undef FOLDER_KIND
};

static enum folder_kind folder_kind_of(const struct request *request)
{
    unsigned kind = 0;
    while (kind < FOLDER_KIND_COUNT &&
           (functions[kind].inquiry != request->kind || functions[kind].step != request->step)) {
        kind++;
    }
    require(kind < FOLDER_KIND_COUNT);
    return (enum folder_kind)kind;
}

static const char *or_none(const char *text)
{
    return text[0] == '\0' ? NULL : text;
}

/* ---- the folder ---- */

static bool reachable(void *context, struct error *error)
{
    struct folder_verifier *self = context;
    const struct folder_settings settings = {
        .root = self->root,
        .encrypted = or_none(self->encrypted),
        .encrypt = or_none(self->encrypt),
        .decrypt = or_none(self->decrypt),
    };
    self->is_open =
        folder_open(&self->folder, &settings, &self->world->disk, &self->world->clock, error);
    return self->is_open;
}

static bool
prepare(void *context, const struct request *request, struct slice bytes, struct error *error)
{
    struct folder_verifier *self = context;
    return folder_prepare(&self->folder, folder_kind_of(request), request->key, bytes, error);
}

static bool release(void *context, const struct request *request, struct error *error)
{
    struct folder_verifier *self = context;
    return folder_release(&self->folder, folder_kind_of(request), request->key, error);
}

static bool
look(void *context, const struct request *request, enum request_state *state, struct error *error)
{
    static const enum request_state states[] = {
        [FOLDER_PREPARED] = REQUEST_PREPARED, [FOLDER_WAITING] = REQUEST_LYING,
        [FOLDER_GONE] = REQUEST_TAKEN,        [FOLDER_ANSWERED] = REQUEST_ANSWERED,
        [FOLDER_REJECTED] = REQUEST_REJECTED,
    };
    struct folder_verifier *self = context;
    enum folder_state found = FOLDER_PREPARED;
    if (!folder_state(&self->folder, folder_kind_of(request), request->key, &found, error)) {
        return false;
    }
    *state = states[found];
    return true;
}

static bool take_rejection(
    struct folder_verifier *self,
    const struct request *request,
    struct buffer *bytes,
    struct error *error)
{
    if (!folder_take_rejection(
            &self->folder, folder_kind_of(request), request->key, bytes, error)) {
        return false;
    }
    /* An empty .err is a rejection all the same; what is kept must not be empty. */
    return bytes->size > 0 || buffer_append_text(bytes, "(empty)", error);
}

static bool
take(void *context, const struct request *request, struct buffer *bytes, struct error *error)
{
    struct folder_verifier *self = context;
    enum request_state state = REQUEST_ABSENT;
    struct folder_answer answer;
    bool is_ready = false;
    bool done = false;
    if (!look(self, request, &state, error)) {
        return false;
    }
    if (state == REQUEST_REJECTED) {
        return take_rejection(self, request, bytes, error);
    }
    if (!folder_take(
            &self->folder, folder_kind_of(request), request->key, &answer, &is_ready, error)) {
        return false;
    }
    if (!is_ready) {
        return true;
    }
    done = buffer_append(bytes, folder_answer_message(&answer), error);
    folder_answer_close(&answer);
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
        !settings_get(store, SETTING_FOLDER_ENCRYPT_COMMAND, verifier->encrypt, error) ||
        !settings_get(store, SETTING_FOLDER_DECRYPT_COMMAND, verifier->decrypt, error) ||
        !settings_get(store, SETTING_FACILITY_CODE, verifier->dialogue.institution, error) ||
        !settings_get(store, SETTING_FOLDER_ENCODING, encoding, error)) {
        return false;
    }
    verifier->dialogue.encoding = strcmp(encoding, "cp932") == 0 ? MESSAGE_SHIFT_JIS : MESSAGE_UTF8;
    verifier->verifier = (struct verifier){
        .context = verifier,
        .name = "資格確認端末",
        .channel = INQUIRY_BY_FOLDER,
        .reachable = reachable,
        .prepare = prepare,
        .release = release,
        .look = look,
        .take = take,
    };
    dialogue_fill(&verifier->verifier);
    for (unsigned i = 0; i < FOLDER_KIND_COUNT; i++) {
        verifier->verifier.kinds[functions[i].inquiry] = true;
    }
    return true;
}
