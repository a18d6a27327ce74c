/* The double's own certificate authority: three generations of roots under one name, as the real one has. */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "tests/doubles/card.h"

enum {
    KEYS = 5, /* of three roots, a stranger's, and the card's own */
    CARD_KEY = 4,
    SECONDS_OF_DAY = 86400,
    JAPAN = 9 * 3600
};

struct card_authority {
    EVP_PKEY *keys[KEYS];
    long serial;
};

static const long first_serial = 0x5E71A1C0FFEE0000; /* easy to find where it must not be */

/* Days of each root before and after today: the last generation has run out a little while ago. */
static const long root_days[CARD_DOUBLE_ROOTS][2] = {{-2500, 2600}, {-2600, 1000}, {-3700, -10}};

struct card_authority *card_authority_new(void)
{
    struct card_authority *authority = calloc(1, sizeof *authority);
    for (int i = 0; authority != NULL && i < KEYS; i++) {
        authority->keys[i] = EVP_EC_gen("P-256");
        if (authority->keys[i] == NULL) {
            card_authority_free(authority);
            return NULL;
        }
    }
    return authority;
}

void card_authority_free(struct card_authority *authority)
{
    for (int i = 0; authority != NULL && i < KEYS; i++) {
        EVP_PKEY_free(authority->keys[i]);
    }
    free(authority);
}

static void name_authority(X509_NAME *name, const char *unit)
{
    const struct {
        const char *field;
        const char *value;
    } parts[] = {{"C", "JP"}, {"O", "JPKI-TEST"}, {"OU", unit}};

    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        (void)X509_NAME_add_entry_by_txt(
            name, parts[i].field, MBSTRING_ASC, (const unsigned char *)parts[i].value, -1, -1, 0);
    }
}

/* A day of Japan from its first to its last second. */
static void set_days(X509 *certificate, long first_day, long last_day)
{
    (void)ASN1_TIME_set(
        X509_getm_notBefore(certificate), (time_t)first_day * SECONDS_OF_DAY - JAPAN);
    (void)ASN1_TIME_set(
        X509_getm_notAfter(certificate), (time_t)(last_day + 1) * SECONDS_OF_DAY - JAPAN - 1);
}

/* A comment makes the certificate as long as a real one. */
static void add_length(X509 *certificate)
{
    char comment[1000];
    X509_EXTENSION *extension = NULL;
    memset(comment, 'x', sizeof comment);
    comment[sizeof comment - 1] = '\0';
    extension = X509V3_EXT_conf_nid(NULL, NULL, NID_netscape_comment, comment);
    if (extension != NULL) {
        (void)X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

static X509 *make(
    struct card_authority *authority,
    int root,
    int subject_key,
    int signing_key,
    long first_day,
    long last_day)
{
    const char *issuer =
        root == CARD_ROOT_STRANGE ? "A stranger" : "JPKI TEST for user authentication";
    X509 *certificate = X509_new();
    if (certificate == NULL) {
        return NULL;
    }
    (void)X509_set_version(certificate, 2);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(certificate), first_serial + ++authority->serial);
    name_authority(X509_get_issuer_name(certificate), issuer);
    name_authority(
        X509_get_subject_name(certificate),
        subject_key == CARD_KEY ? "SUBJECT-OF-THE-CARD" : issuer);
    set_days(certificate, first_day, last_day);
    (void)X509_set_pubkey(certificate, authority->keys[subject_key]);
    add_length(certificate);
    if (X509_sign(certificate, authority->keys[signing_key], EVP_sha256()) == 0) {
        X509_free(certificate);
        return NULL;
    }
    return certificate;
}

size_t card_authority_issue(
    struct card_authority *authority,
    int root,
    long first_day,
    long last_day,
    uint8_t der[CARD_FILE_ROOM])
{
    int key = root == CARD_ROOT_FORGED ? CARD_ROOT_STRANGE : root;
    X509 *certificate = make(authority, root, CARD_KEY, key, first_day, last_day);
    uint8_t *at = der;
    int size = certificate == NULL ? 0 : i2d_X509(certificate, NULL);
    if (size <= 0 || size > CARD_FILE_ROOM) {
        X509_free(certificate);
        return 0;
    }
    size = i2d_X509(certificate, &at);
    X509_free(certificate);
    return size > 0 ? (size_t)size : 0;
}

char *card_authority_roots(struct card_authority *authority, long today)
{
    BIO *text = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    char *copy = NULL;
    long size = 0;
    for (int i = 0; text != NULL && i < CARD_DOUBLE_ROOTS; i++) {
        X509 *root = make(authority, i, i, i, today + root_days[i][0], today + root_days[i][1]);
        if (root != NULL) {
            (void)PEM_write_bio_X509(text, root);
            X509_free(root);
        }
    }
    size = text == NULL ? 0 : BIO_get_mem_data(text, &bytes);
    copy = size <= 0 ? NULL : calloc(1, (size_t)size + 1);
    if (copy != NULL) {
        memcpy(copy, bytes, (size_t)size);
    }
    BIO_free(text);
    return copy;
}
