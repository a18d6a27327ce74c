/*
 * Certificates and keys as people hand them over (PEM): whether they are what they should be.
 */
#ifndef IMPORTERS_ONLINE_GATEWAY_PEM_H
#define IMPORTERS_ONLINE_GATEWAY_PEM_H

#include "engine/foundation/bytes.h"
#include "engine/foundation/error.h"

/*
 * A certificate (the first one) and the key that belongs to it.  Faults: CERTIFICATE_BAD,
 * CERTIFICATE_WEAK (below RSA 2048 and P-256), PRIVATE_KEY_BAD, PRIVATE_KEY_OTHER.
 */
bool gateway_pem_check_pair(struct slice certificate, struct slice private_key, struct error *error)
    MUST_CHECK;

/* Authorities alone: libcurl would trust a server's own certificate if it stood among them. */
bool gateway_pem_check_authorities(struct slice authorities, struct error *error) MUST_CHECK;

#endif
