/*
 * The web by libcurl: TLS 1.3 (1.2 by a setting) with a certificate of ours, one pinned set of authorities,
 * HTTP/2 where the server has it, connections kept.  The only file that names libcurl.
 *
 * There is no way to leave verification out.
 */
#ifndef IMPORTERS_ONLINE_GATEWAY_CURL_H
#define IMPORTERS_ONLINE_GATEWAY_CURL_H

#include "importers/online/gateway_web.h"

struct gateway_curl_settings {
    struct slice certificate; /* PEM, with its chain */
    struct slice private_key; /* PEM without a passphrase */
    struct slice authorities; /* PEM; only these are trusted */
    bool allows_tls12;
    size_t at_once; /* slots */
    int64_t connect_ms;
    int64_t answer_ms;
};

struct gateway_curl;

/* The bytes of the settings must live until it is closed. */
bool gateway_curl_open(
    const struct gateway_curl_settings *settings,
    struct gateway_curl **curl,
    struct error *error) MUST_CHECK;
void gateway_curl_close(struct gateway_curl *curl); /* NULL is taken */

struct web_port gateway_curl_port(struct gateway_curl *curl);

#endif
