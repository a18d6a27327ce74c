#include "importers/online/gateway_verifier.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/vault_secret.h"
#include "importers/online/gateway_pem.h"

#define NAME_CERTIFICATE "gateway/certificate"
#define NAME_KEY "gateway/key"
#define NAME_AUTHORITIES "gateway/authorities"

/* ---- the gateway ---- */

static bool reachable(void *context, struct error *error)
{
    struct gateway_verifier *self = context;
    return gateway_reach(&self->gateway, error);
}

static bool
prepare(void *context, const struct request *request, struct slice bytes, struct error *error)
{
    struct gateway_verifier *self = context;
    return gateway_prepare(&self->gateway, request->key, bytes, error);
}

static bool release(void *context, const struct request *request, struct error *error)
{
    struct gateway_verifier *self = context;
    return gateway_release(&self->gateway, request->key, error);
}

static bool
look(void *context, const struct request *request, enum request_state *state, struct error *error)
{
    static const enum request_state states[] = {
        [GATEWAY_FREE] = REQUEST_ABSENT,       [GATEWAY_READY] = REQUEST_PREPARED,
        [GATEWAY_DUE] = REQUEST_TAKEN,         [GATEWAY_FLYING] = REQUEST_TAKEN,
        [GATEWAY_ANSWERED] = REQUEST_ANSWERED, [GATEWAY_REJECTED] = REQUEST_REJECTED,
    };
    struct gateway_verifier *self = context;
    const struct gateway_job *job = gateway_find(&self->gateway, request->key);
    (void)error;
    *state = job == NULL ? REQUEST_ABSENT : states[job->phase];
    return true;
}

static bool
take(void *context, const struct request *request, struct buffer *bytes, struct error *error)
{
    struct gateway_verifier *self = context;
    const struct gateway_job *job = gateway_find(&self->gateway, request->key);
    return job == NULL || buffer_append(bytes, buffer_slice(&job->answer), error);
}

static bool wait_for_any(void *context, int64_t wait_ms)
{
    struct gateway_verifier *self = context;
    return gateway_wait(&self->gateway, wait_ms);
}

static size_t room(void *context)
{
    struct gateway_verifier *self = context;
    return gateway_room(&self->gateway);
}

static bool ended(void *context, char key[INQUIRY_KEY])
{
    struct gateway_verifier *self = context;
    const struct gateway_job *job = gateway_next_ended(&self->gateway);
    if (job != NULL) {
        memcpy(key, job->key, INQUIRY_KEY);
    }
    return job != NULL;
}

static void forget(void *context, const char *key)
{
    struct gateway_verifier *self = context;
    gateway_forget(&self->gateway, key);
}

static void expect(void *context, size_t people)
{
    struct gateway_verifier *self = context;
    gateway_expect(&self->gateway, people);
}

static bool is_well(void *context, struct error *error)
{
    struct gateway_verifier *self = context;
    return gateway_is_well(&self->gateway, error);
}

/* ---- opening ---- */

struct numbers {
    int64_t at_once;
    int64_t connect_ms;
    int64_t answer_ms;
    int64_t backoff_ms;
    int64_t backoff_most_ms;
    bool allows_tls12;
};

static bool read_settings(
    struct store *store,
    struct gateway_verifier *verifier,
    struct numbers *numbers,
    struct error *error)
{
    return settings_get(store, SETTING_GATEWAY_URL, verifier->url, error) &&
           settings_get(store, SETTING_FACILITY_CODE, verifier->dialogue.institution, error) &&
           settings_get_number(store, SETTING_GATEWAY_AT_ONCE, &numbers->at_once, error) &&
           settings_get_number(store, SETTING_GATEWAY_CONNECT_MS, &numbers->connect_ms, error) &&
           settings_get_number(store, SETTING_GATEWAY_ANSWER_MS, &numbers->answer_ms, error) &&
           settings_get_number(store, SETTING_GATEWAY_BACKOFF_MS, &numbers->backoff_ms, error) &&
           settings_get_number(
               store, SETTING_GATEWAY_BACKOFF_MOST_MS, &numbers->backoff_most_ms, error) &&
           settings_get_flag(store, SETTING_GATEWAY_TLS12, &numbers->allows_tls12, error);
}

static bool
take_secret(struct store *store, const char *name, struct buffer *bytes, struct error *error)
{
    bool found = false;
    *bytes = buffer_open(LIMIT_CERTIFICATE_BYTES);
    return vault_take_secret(store, name, bytes, &found, error) &&
           (found || error_set(error, FAULT_GATEWAY_UNSET));
}

static bool open_curl(
    struct store *store,
    struct gateway_verifier *verifier,
    const struct numbers *numbers,
    struct web_port *web,
    struct error *error)
{
    struct gateway_curl_settings settings = {
        .allows_tls12 = numbers->allows_tls12,
        .at_once = (size_t)numbers->at_once,
        .connect_ms = numbers->connect_ms,
        .answer_ms = numbers->answer_ms,
    };
    if (!take_secret(store, NAME_CERTIFICATE, &verifier->certificate, error) ||
        !take_secret(store, NAME_KEY, &verifier->private_key, error) ||
        !take_secret(store, NAME_AUTHORITIES, &verifier->authorities, error)) {
        return false;
    }
    settings.certificate = buffer_slice(&verifier->certificate);
    settings.private_key = buffer_slice(&verifier->private_key);
    settings.authorities = buffer_slice(&verifier->authorities);
    if (!gateway_curl_open(&settings, &verifier->curl, error)) {
        return false;
    }
    *web = gateway_curl_port(verifier->curl);
    return true;
}

static void fill_port(struct gateway_verifier *verifier)
{
    verifier->verifier = (struct verifier){
        .context = verifier,
        .name = "中継サービス",
        .channel = INQUIRY_BY_GATEWAY,
        .is_repeating = true,
        .reachable = reachable,
        .prepare = prepare,
        .release = release,
        .look = look,
        .take = take,
        .wait = wait_for_any,
        .room = room,
        .ended = ended,
        .forget = forget,
        .expect = expect,
        .is_well = is_well,
    };
    dialogue_fill(&verifier->verifier);
    verifier->verifier.kinds[INQUIRY_SINGLE] = true;
}

bool gateway_verifier_open(
    struct store *store,
    const struct web_port *web,
    struct gateway_verifier *verifier,
    struct error *error)
{
    struct numbers numbers;
    struct gateway_settings settings;
    struct web_port used = {.context = NULL};
    memset(verifier, 0, sizeof *verifier);
    if (!read_settings(store, verifier, &numbers, error)) {
        return false;
    }
    if (web != NULL) {
        used = *web;
    } else if (!open_curl(store, verifier, &numbers, &used, error)) {
        return false;
    }
    verifier->dialogue.encoding = MESSAGE_UTF8;
    settings = (struct gateway_settings){
        .url = verifier->url,
        .at_once = (size_t)numbers.at_once,
        .backoff_ms = numbers.backoff_ms,
        .backoff_most_ms = numbers.backoff_most_ms,
    };
    fill_port(verifier);
    return gateway_open(&verifier->gateway, &settings, store_world(store), &used, error);
}

void gateway_verifier_close(struct gateway_verifier *verifier)
{
    gateway_curl_close(verifier->curl);
    verifier->curl = NULL;
    gateway_close(&verifier->gateway);
    buffer_close_wiped(&verifier->certificate);
    buffer_close_wiped(&verifier->private_key);
    buffer_close_wiped(&verifier->authorities);
}

bool gateway_register(
    struct store *store,
    struct slice certificate,
    struct slice private_key,
    struct slice authorities,
    struct error *error)
{
    return gateway_pem_check_pair(certificate, private_key, error) &&
           gateway_pem_check_authorities(authorities, error) &&
           vault_keep_secret(store, NAME_CERTIFICATE, certificate, error) &&
           vault_keep_secret(store, NAME_KEY, private_key, error) &&
           vault_keep_secret(store, NAME_AUTHORITIES, authorities, error);
}
