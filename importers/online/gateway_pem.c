#include "importers/online/gateway_pem.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

enum {
    RSA_BITS = 2048,
    CURVE_BITS = 256
};

static BIO *open_bytes(struct slice bytes)
{
    return bytes.size > INT_MAX ? NULL : BIO_new_mem_buf(bytes.data, (int)bytes.size);
}

/* A key with a passphrase is none: nobody is there to type it. */
static int no_passphrase(char *text, int size, int is_write, void *context)
{
    (void)text;
    (void)size;
    (void)is_write;
    (void)context;
    return -1;
}

static bool is_strong(X509 *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate);
    int bits = key == NULL ? 0 : EVP_PKEY_get_bits(key);
    return key != NULL &&
           bits >= (EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA ? RSA_BITS : CURVE_BITS - 4);
}

static bool check_key(X509 *certificate, struct slice private_key, struct error *error)
{
    BIO *bytes = open_bytes(private_key);
    EVP_PKEY *key = NULL;
    bool done = false;
    if (bytes != NULL) {
        key = PEM_read_bio_PrivateKey(bytes, NULL, no_passphrase, NULL);
    }
    if (key == NULL) {
        error_set(error, FAULT_PRIVATE_KEY_BAD);
    } else {
        done = X509_check_private_key(certificate, key) == 1 ||
               error_set(error, FAULT_PRIVATE_KEY_OTHER);
    }
    EVP_PKEY_free(key);
    (void)BIO_free(bytes);
    return done;
}

bool gateway_pem_check_pair(struct slice certificate, struct slice private_key, struct error *error)
{
    BIO *bytes = open_bytes(certificate);
    X509 *first = bytes == NULL ? NULL : PEM_read_bio_X509(bytes, NULL, no_passphrase, NULL);
    bool done = false;
    if (first == NULL) {
        error_set(error, FAULT_CERTIFICATE_BAD);
    } else if (!is_strong(first)) {
        error_set(error, FAULT_CERTIFICATE_WEAK);
    } else {
        done = check_key(first, private_key, error);
    }
    X509_free(first);
    (void)BIO_free(bytes);
    return done;
}

/* Nothing more begins; anything else is a certificate that is broken. */
static bool is_end(unsigned long code)
{
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

bool gateway_pem_check_authorities(struct slice authorities, struct error *error)
{
    BIO *bytes = open_bytes(authorities);
    size_t count = 0;
    bool done = bytes != NULL;
    while (done) {
        X509 *one = PEM_read_bio_X509(bytes, NULL, no_passphrase, NULL);
        if (one == NULL) {
            done = is_end(ERR_peek_last_error()) || error_set(error, FAULT_CERTIFICATE_BAD);
            break;
        }
        count++;
        done = X509_check_ca(one) == 1 || error_set(error, FAULT_CERTIFICATE_NO_AUTHORITY);
        X509_free(one);
    }
    (void)BIO_free(bytes);
    if (done && count == 0) {
        return error_set(error, FAULT_CERTIFICATE_BAD);
    }
    return done;
}
