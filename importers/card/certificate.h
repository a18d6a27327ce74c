/*
 * The authentication certificate (利用者証明用電子証明書): its days, its issuer, and a token of it.
 *
 * Read with OpenSSL, under bounds.  What comes out is dates and an enumerator; subject, serial and key
 * never do.  "Known issuer" means: signed by one of the configured roots, which was itself in force
 * when the certificate began.  Generations of roots share one name, so the signature chooses; a root
 * that has run out since then still tells who signed.  It never means "not revoked": nobody offline
 * can know that.
 *
 * Cards for trying out come from a hierarchy of their own, which its organisation tells (files.def).  Where
 * tests are not taken (every store that is not for practice) its roots are left out, and a certificate
 * of it is one of a test whatever else it says.
 */
#ifndef IMPORTERS_CARD_CERTIFICATE_H
#define IMPORTERS_CARD_CERTIFICATE_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/domain.h"

enum {
    CARD_TOKEN_BYTES = 16,
    CARD_TOKEN_KEY = 32,
    CARD_ROOTS = 16
};

struct card_roots;

/*
 * Roots as PEM or DER, one file after the other.  False when the bytes hold no certificate, or there
 * are more than CARD_ROOTS.  No roots at all (NULL) take no tests.
 */
struct card_roots *card_roots_open(bool takes_tests);
bool card_roots_add(struct card_roots *roots, struct slice bytes) MUST_CHECK;
size_t card_roots_count(const struct card_roots *roots);
size_t card_roots_left_out(
    const struct card_roots *roots); /* roots of tests, where none are taken */
void card_roots_close(struct card_roots *roots);

struct card_certificate {
    struct date first; /* Japanese days, both covered */
    struct date last;
    unsigned chain; /* CERTIFICATE_CHAIN_... */
    /* HMAC of issuer and serial under a key of this run: tells one card from another, for as long as
     * the run lasts.  Never kept. */
    uint8_t token[CARD_TOKEN_BYTES];
};

/* False for anything but one certificate with dates that exist, without bytes after it. */
bool card_certificate_read(
    struct slice der,
    const struct card_roots *roots,
    const uint8_t key[CARD_TOKEN_KEY],
    struct card_certificate *certificate) MUST_CHECK;

#endif
