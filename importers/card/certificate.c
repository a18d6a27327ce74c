#include "importers/card/certificate.h"

#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

struct card_roots {
    bool takes_tests;
    size_t left_out;
    size_t count;
    X509 *roots[CARD_ROOTS];
};

/* ---- tests ---- */

static const char test_organisation[] =
#define CARD_TEST_AUTHORITY(organisation) organisation
#include "importers/card/files.def"
    ;

static bool is_of_tests(const X509_NAME *name)
{
    int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1);
    const ASN1_STRING *value =
        at < 0 ? NULL : X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    return value != NULL &&
           slice_equal_text(
               (struct slice){ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value)},
               test_organisation);
}

/* ---- roots ---- */

struct card_roots *card_roots_open(bool takes_tests)
{
    struct card_roots *roots = calloc(1, sizeof *roots);
    if (roots != NULL) {
        roots->takes_tests = takes_tests;
    }
    return roots;
}

size_t card_roots_left_out(const struct card_roots *roots)
{
    return roots->left_out;
}

size_t card_roots_count(const struct card_roots *roots)
{
    return roots == NULL ? 0 : roots->count;
}

static bool add(struct card_roots *roots, X509 *root)
{
    if (!roots->takes_tests && is_of_tests(X509_get_subject_name(root))) {
        roots->left_out++;
        X509_free(root);
        return true;
    }
    if (roots->count == CARD_ROOTS) {
        X509_free(root);
        return false;
    }
    roots->roots[roots->count++] = root;
    return true;
}

static bool add_pem(struct card_roots *roots, struct slice bytes)
{
    BIO *text = BIO_new_mem_buf(bytes.data, (int)bytes.size);
    X509 *root = NULL;
    size_t before = roots->count + roots->left_out;
    bool fits = text != NULL;
    while (fits && (root = PEM_read_bio_X509(text, NULL, NULL, NULL)) != NULL) {
        fits = add(roots, root);
    }
    BIO_free(text);
    return fits && roots->count + roots->left_out > before;
}

bool card_roots_add(struct card_roots *roots, struct slice bytes)
{
    const uint8_t *at = bytes.data;
    X509 *root = NULL;
    if (bytes.size == 0 || bytes.size > LIMIT_PART_BYTES) {
        return false;
    }
    root = d2i_X509(NULL, &at, (long)bytes.size);
    return root != NULL ? add(roots, root) : add_pem(roots, bytes);
}

void card_roots_close(struct card_roots *roots)
{
    for (size_t i = 0; i < card_roots_count(roots); i++) {
        X509_free(roots->roots[i]);
    }
    free(roots);
}

/* ---- days ---- */

static bool day_of(const ASN1_TIME *instant, struct date *day)
{
    struct tm utc;
    struct date midnight = DATE_NONE;
    int64_t seconds = 0;
    if (instant == NULL || ASN1_TIME_to_tm(instant, &utc) != 1 ||
        !date_make(utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, &midnight)) {
        return false;
    }
    seconds = utc.tm_hour * 3600 + utc.tm_min * 60 + utc.tm_sec;
    *day = date_of_utc_ms((int64_t)midnight.days * 86400000 + seconds * 1000);
    return true;
}

static bool days_of(const X509 *certificate, struct interval *days)
{
    return day_of(X509_get0_notBefore(certificate), &days->first) &&
           day_of(X509_get0_notAfter(certificate), &days->last) &&
           date_compare(days->first, days->last) <= 0;
}

/* ---- the issuer ---- */

static bool was_in_force(const X509 *root, struct date day)
{
    struct interval days;
    return days_of(root, &days) && interval_covers(days, day);
}

static unsigned chain_of(X509 *certificate, const struct card_roots *roots, struct date first)
{
    bool named = false;
    if ((roots == NULL || !roots->takes_tests) && is_of_tests(X509_get_issuer_name(certificate))) {
        return CERTIFICATE_CHAIN_TEST;
    }
    if (card_roots_count(roots) == 0) {
        return CERTIFICATE_CHAIN_UNRECORDED;
    }
    for (size_t i = 0; i < roots->count; i++) {
        X509 *root = roots->roots[i];
        if (X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(root)) != 0) {
            continue;
        }
        if (X509_verify(certificate, X509_get0_pubkey(root)) == 1) {
            return was_in_force(root, first) ? CERTIFICATE_CHAIN_KNOWN : CERTIFICATE_CHAIN_UNKNOWN;
        }
        named = true;
    }
    return named ? CERTIFICATE_CHAIN_FORGED : CERTIFICATE_CHAIN_UNKNOWN;
}

/* ---- the token ---- */

static bool token_of(
    const X509 *certificate,
    const uint8_t key[CARD_TOKEN_KEY],
    uint8_t token[CARD_TOKEN_BYTES])
{
    uint8_t *issuer = NULL;
    uint8_t *serial = NULL;
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned mac_size = 0;
    int issuer_size = i2d_X509_NAME(X509_get_issuer_name(certificate), &issuer);
    int serial_size = i2d_ASN1_INTEGER(X509_get0_serialNumber(certificate), &serial);
    struct buffer both = buffer_open(LIMIT_PART_BYTES);
    struct error error;
    bool done =
        issuer_size > 0 && serial_size > 0 &&
        buffer_append(&both, (struct slice){issuer, (size_t)issuer_size}, &error) &&
        buffer_append(&both, (struct slice){serial, (size_t)serial_size}, &error) &&
        HMAC(EVP_sha256(), key, CARD_TOKEN_KEY, both.data, both.size, mac, &mac_size) != NULL;
    if (done) {
        memcpy(token, mac, CARD_TOKEN_BYTES);
    }
    if (serial != NULL && serial_size > 0) {
        bytes_wipe(serial, (size_t)serial_size);
    }
    bytes_wipe(mac, sizeof mac);
    buffer_close_wiped(&both);
    OPENSSL_free(issuer);
    OPENSSL_free(serial);
    return done;
}

bool card_certificate_read(
    struct slice der,
    const struct card_roots *roots,
    const uint8_t key[CARD_TOKEN_KEY],
    struct card_certificate *certificate)
{
    const uint8_t *at = der.data;
    struct interval days;
    X509 *read = der.size == 0 || der.size > LIMIT_CARD_FILE_BYTES
                     ? NULL
                     : d2i_X509(NULL, &at, (long)der.size);
    bool done = read != NULL && at == der.data + der.size && days_of(read, &days) &&
                token_of(read, key, certificate->token);
    if (done) {
        certificate->first = days.first;
        certificate->last = days.last;
        certificate->chain = chain_of(read, roots, days.first);
    }
    X509_free(read);
    return done;
}
