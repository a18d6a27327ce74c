#include "importers/online/gateway_curl.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slot {
    CURL *easy;
    struct curl_slist *headers;
    bool is_busy;
    bool is_ended;
    CURLcode code;
    struct buffer body;
    bool is_full; /* more came than an answer may have */
    char location[LIMIT_GATEWAY_URL];
    char trouble[CURL_ERROR_SIZE];
};

struct gateway_curl {
    struct gateway_curl_settings settings;
    CURLM *multi;
    struct slot *slots;
};

/* ---- what comes ---- */

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct slot *slot = context;
    struct slice piece = {(const uint8_t *)bytes, size * count};
    struct error ignored;
    if (!buffer_append(&slot->body, piece, &ignored)) {
        slot->is_full = true;
        return CURL_WRITEFUNC_ERROR;
    }
    return piece.size;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    static const char name[] = "location:";
    struct slot *slot = context;
    struct slice line = {(const uint8_t *)bytes, size * count};
    struct slice value = slice_part(line, sizeof name - 1, line.size);
    size_t at = 0;
    while (at + 1 < sizeof name && at < line.size &&
           (line.data[at] | (line.data[at] >= 'A' && line.data[at] <= 'Z' ? 0x20 : 0)) ==
               (uint8_t)name[at]) {
        at++;
    }
    if (at + 1 == sizeof name) {
        while (value.size > 0 &&
               (value.data[value.size - 1] == '\r' || value.data[value.size - 1] == '\n')) {
            value.size--;
        }
        if (!slice_copy_text(slice_trim(value), slot->location, sizeof slot->location)) {
            slot->location[0] = '\0';
        }
    }
    return size * count;
}

/* ---- opening ---- */

static bool put_blob(CURL *easy, CURLoption option, struct slice bytes)
{
    struct curl_blob blob = {.len = bytes.size, .flags = CURL_BLOB_NOCOPY};
    /* The struct has no const; libcurl does not write into it. */
    memcpy(&blob.data, &bytes.data, sizeof blob.data);
    return curl_easy_setopt(easy, option, &blob) == CURLE_OK;
}

/* Ways of ciphering of the 高セキュリティ型 guideline for 1.2; those of 1.3 are all of them. */
#define CIPHERS_TLS12 "ECDHE+AESGCM:ECDHE+CHACHA20"

static bool set_security(const struct gateway_curl *curl, CURL *easy)
{
    const struct gateway_curl_settings *settings = &curl->settings;
    long least = settings->allows_tls12 ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3;
    return curl_easy_setopt(easy, CURLOPT_SSLVERSION, least) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, CIPHERS_TLS12) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAINFO, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CAPATH, NULL) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLCERTTYPE, "PEM") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_SSLKEYTYPE, "PEM") == CURLE_OK &&
           put_blob(easy, CURLOPT_CAINFO_BLOB, settings->authorities) &&
           put_blob(easy, CURLOPT_SSLCERT_BLOB, settings->certificate) &&
           put_blob(easy, CURLOPT_SSLKEY_BLOB, settings->private_key) &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROXY, "") == CURLE_OK;
}

static bool set_transfer(const struct gateway_curl *curl, CURL *easy, struct slot *slot)
{
    const struct gateway_curl_settings *settings = &curl->settings;
    return curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)settings->connect_ms) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)settings->answer_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HEADERDATA, slot) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, slot->trouble) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK;
}

static bool open_slots(struct gateway_curl *curl)
{
    for (size_t i = 0; i < curl->settings.at_once; i++) {
        struct slot *slot = &curl->slots[i];
        slot->easy = curl_easy_init();
        if (slot->easy == NULL || !set_security(curl, slot->easy) ||
            !set_transfer(curl, slot->easy, slot)) {
            return false;
        }
    }
    return true;
}

bool gateway_curl_open(
    const struct gateway_curl_settings *settings,
    struct gateway_curl **curl,
    struct error *error)
{
    struct gateway_curl *made = calloc(1, sizeof *made);
    *curl = NULL;
    if (made == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(made);
        return error_set(error, FAULT_MEMORY);
    }
    made->settings = *settings;
    made->multi = curl_multi_init();
    made->slots = calloc(settings->at_once, sizeof *made->slots);
    if (made->multi == NULL || made->slots == NULL || !open_slots(made)) {
        gateway_curl_close(made);
        return error_set_text(error, FAULT_GATEWAY_TLS, "libcurl");
    }
    (void)curl_multi_setopt(made->multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    (void)curl_multi_setopt(made->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)settings->at_once);
    (void)curl_multi_setopt(made->multi, CURLMOPT_MAX_CONCURRENT_STREAMS, (long)settings->at_once);
    *curl = made;
    return true;
}

void gateway_curl_close(struct gateway_curl *curl)
{
    if (curl == NULL) {
        return;
    }
    for (size_t i = 0; curl->slots != NULL && i < curl->settings.at_once; i++) {
        struct slot *slot = &curl->slots[i];
        if (slot->is_busy) {
            (void)curl_multi_remove_handle(curl->multi, slot->easy);
        }
        curl_easy_cleanup(slot->easy);
        curl_slist_free_all(slot->headers);
        buffer_close_wiped(&slot->body);
    }
    free(curl->slots);
    (void)curl_multi_cleanup(curl->multi);
    free(curl);
    curl_global_cleanup();
}

/* ---- requests ---- */

static bool add_header(struct slot *slot, const char *text)
{
    struct curl_slist *longer = curl_slist_append(slot->headers, text);
    if (longer == NULL) {
        return false;
    }
    slot->headers = longer;
    return true;
}

static bool set_headers(struct slot *slot, const struct web_request *request)
{
    char key[64];
    curl_slist_free_all(slot->headers);
    slot->headers = NULL;
    if (request->key != NULL) {
        (void)snprintf(key, sizeof key, "Idempotency-Key: %.40s", request->key);
    }
    return add_header(slot, "Accept: application/xml") && add_header(slot, "Expect:") &&
           (!request->is_post || add_header(slot, "Content-Type: application/xml")) &&
           (request->key == NULL || add_header(slot, key)) &&
           curl_easy_setopt(slot->easy, CURLOPT_HTTPHEADER, slot->headers) == CURLE_OK;
}

static bool set_request(struct slot *slot, const struct web_request *request)
{
    CURL *easy = slot->easy;
    if (!set_headers(slot, request) ||
        curl_easy_setopt(easy, CURLOPT_PIPEWAIT, request->has_own_connection ? 0L : 1L) !=
            CURLE_OK ||
        curl_easy_setopt(easy, CURLOPT_URL, request->url) != CURLE_OK) {
        return false;
    }
    if (!request->is_post) {
        return curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L) == CURLE_OK;
    }
    return curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, (const char *)request->body.data) ==
               CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size) ==
               CURLE_OK;
}

static bool
start(void *context, size_t index, const struct web_request *request, struct error *error)
{
    struct gateway_curl *curl = context;
    struct slot *slot = &curl->slots[index];
    require(index < curl->settings.at_once && !slot->is_busy);
    slot->body = buffer_open(LIMIT_SINGLE_ANSWER_BYTES);
    slot->is_full = false;
    slot->is_ended = false;
    slot->location[0] = '\0';
    slot->trouble[0] = '\0';
    if (!set_request(slot, request) || curl_multi_add_handle(curl->multi, slot->easy) != CURLM_OK) {
        return error_set(error, FAULT_MEMORY);
    }
    slot->is_busy = true;
    return true;
}

/* ---- what has ended ---- */

static bool note_ended(struct gateway_curl *curl)
{
    bool any = false;
    int left = 0;
    CURLMsg *message = curl_multi_info_read(curl->multi, &left);
    while (message != NULL) {
        struct slot *slot = NULL;
        CURLcode code = message->data.result;
        CURL *easy = message->easy_handle;
        (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&slot);
        slot->is_ended = true;
        slot->code = code;
        any = true;
        message = curl_multi_info_read(curl->multi, &left);
    }
    return any;
}

static bool wait_for_any(void *context, int64_t wait_ms)
{
    struct gateway_curl *curl = context;
    int running = 0;
    if (curl_multi_perform(curl->multi, &running) != CURLM_OK || note_ended(curl)) {
        return true;
    }
    if (curl_multi_poll(curl->multi, NULL, 0, (int)wait_ms, NULL) == CURLM_OK) {
        (void)curl_multi_perform(curl->multi, &running);
        (void)note_ended(curl);
    }
    return true;
}

static bool says(const struct slot *slot, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(slot->trouble, words[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* An alert of the server during the handshake, by the words of OpenSSL. */
static enum web_end end_of_handshake(const struct slot *slot)
{
    static const char *const certificate[] = {"certificate", "unknown ca", "access denied"};
    static const char *const version[] = {"version", "protocol", "cipher", "handshake failure"};
    if (says(slot, certificate, sizeof certificate / sizeof certificate[0])) {
        return WEB_CLIENT_REFUSED;
    }
    return says(slot, version, sizeof version / sizeof version[0]) ? WEB_TLS : WEB_CUT;
}

static enum web_end end_of(const struct slot *slot)
{
    switch ((int)slot->code) {
    case CURLE_OK:
        return WEB_ANSWERED;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
        return WEB_UNREACHABLE;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
        return WEB_SERVER_REFUSED;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CLIENTCERT:
        return WEB_CLIENT_REFUSED;
    case CURLE_SSL_CIPHER:
        return WEB_TLS;
    case CURLE_SSL_CONNECT_ERROR:
        return end_of_handshake(slot);
    default:
        return slot->is_full ? WEB_TOO_BIG : WEB_CUT;
    }
}

/* With TLS 1.3 a server says no to our certificate only after the handshake, as an alert. */
static bool is_alert(const struct slot *slot)
{
    return (slot->code == CURLE_RECV_ERROR || slot->code == CURLE_SEND_ERROR) &&
           slot->body.size == 0 && strstr(slot->trouble, "alert") != NULL &&
           end_of_handshake(slot) == WEB_CLIENT_REFUSED;
}

static const char *detail_of(const struct slot *slot)
{
    return slot->trouble[0] != '\0' ? slot->trouble : curl_easy_strerror(slot->code);
}

static bool take(void *context, size_t *index, struct web_reply *reply)
{
    struct gateway_curl *curl = context;
    for (size_t i = 0; i < curl->settings.at_once; i++) {
        struct slot *slot = &curl->slots[i];
        curl_off_t retry_s = 0;
        if (!slot->is_busy || !slot->is_ended) {
            continue;
        }
        *index = i;
        *reply = (struct web_reply){
            .end = is_alert(slot) ? WEB_CLIENT_REFUSED : end_of(slot),
            .retry_after_s = WEB_NO_WAIT,
            .body = slot->body,
        };
        (void)curl_easy_getinfo(slot->easy, CURLINFO_RESPONSE_CODE, &reply->status);
        if (curl_easy_getinfo(slot->easy, CURLINFO_RETRY_AFTER, &retry_s) == CURLE_OK &&
            retry_s > 0) {
            reply->retry_after_s = (int64_t)retry_s;
        }
        memcpy(reply->location, slot->location, sizeof reply->location);
        (void)snprintf(reply->detail, sizeof reply->detail, "%.90s", detail_of(slot));
        (void)curl_multi_remove_handle(curl->multi, slot->easy);
        slot->body = buffer_open(0);
        slot->is_busy = false;
        slot->is_ended = false;
        return true;
    }
    return false;
}

struct web_port gateway_curl_port(struct gateway_curl *curl)
{
    return (struct web_port){curl, start, wait_for_any, take};
}
