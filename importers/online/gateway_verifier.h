/*
 * The gateway as a way to ask (engine/storage/ports.h).
 *
 * Puts dialogue.h and gateway.h together.  Its certificates and key are those that were registered
 * (gateway_register); they are held in memory until it is closed.
 */
#ifndef IMPORTERS_ONLINE_GATEWAY_VERIFIER_H
#define IMPORTERS_ONLINE_GATEWAY_VERIFIER_H

#include "importers/online/dialogue.h"
#include "importers/online/gateway.h"
#include "importers/online/gateway_curl.h"

struct gateway_verifier {
    struct dialogue dialogue; /* first: what the verifier says */
    char url[SETTING_VALUE];
    struct buffer certificate;
    struct buffer private_key;
    struct buffer authorities;
    struct gateway_curl *curl; /* NULL with a web of the caller's */
    struct gateway gateway;
    struct verifier verifier; /* what the engine is given */
};

/*
 * Reads settings and secrets.  web NULL: libcurl.  Faults: GATEWAY_UNSET, GATEWAY_ADDRESS, the
 * store's.  Close it in any case.
 */
bool gateway_verifier_open(
    struct store *store,
    const struct web_port *web,
    struct gateway_verifier *verifier,
    struct error *error) MUST_CHECK;
void gateway_verifier_close(struct gateway_verifier *verifier);

/*
 * Keeps certificate, key and authorities in the vault, in the open transaction, after looking whether
 * they are what they should be.  Faults: CERTIFICATE_..., PRIVATE_KEY_...
 */
bool gateway_register(
    struct store *store,
    struct slice certificate,
    struct slice private_key,
    struct slice authorities,
    struct error *error) MUST_CHECK;

#endif
