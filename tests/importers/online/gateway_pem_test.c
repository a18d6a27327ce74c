/* Certificates and keys as people hand them over: made here, right and wrong. */
#include "importers/online/gateway_pem.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "tests/support/check.h"

enum {
    PEM = 2048,
    A_DAY = 24 * 3600
};

struct identity {
    EVP_PKEY *key;
    char certificate[PEM];
    char private_key[PEM];
};

static void take_pem(BIO *bytes, char text[PEM])
{
    int size = BIO_read(bytes, text, PEM - 1);
    assert_true(size > 0);
    text[size] = '\0';
    (void)BIO_free(bytes);
}

static void extend(X509 *certificate, int which, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, which, value);
    assert_non_null(extension);
    assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
    X509_EXTENSION_free(extension);
}

/* Signed by itself; takes the key. */
static void make(struct identity *identity, EVP_PKEY *key, bool is_authority)
{
    X509 *certificate = X509_new();
    BIO *bytes = BIO_new(BIO_s_mem());
    identity->key = key;
    assert_non_null(key);
    assert_int_equal(X509_set_version(certificate, 2), 1);
    (void)X509_gmtime_adj(X509_getm_notBefore(certificate), -A_DAY);
    (void)X509_gmtime_adj(X509_getm_notAfter(certificate), A_DAY);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(
            X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
            (const unsigned char *)"fictional", -1, -1, 0),
        1);
    (void)X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    (void)X509_set_pubkey(certificate, key);
    extend(certificate, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "CA:FALSE");
    assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_bio_X509(bytes, certificate), 1);
    take_pem(bytes, identity->certificate);
    bytes = BIO_new(BIO_s_mem());
    assert_int_equal(PEM_write_bio_PrivateKey(bytes, key, NULL, NULL, 0, NULL, NULL), 1);
    take_pem(bytes, identity->private_key);
    X509_free(certificate);
}

static void forget(struct identity *identity)
{
    EVP_PKEY_free(identity->key);
}

static enum fault check_pair(const char *certificate, const char *private_key)
{
    struct error error = {.fault = FAULT_NONE};
    bool done = gateway_pem_check_pair(slice_of(certificate), slice_of(private_key), &error);
    return done ? FAULT_NONE : error.fault;
}

static enum fault check_authorities(const char *text)
{
    struct error error = {.fault = FAULT_NONE};
    return gateway_pem_check_authorities(slice_of(text), &error) ? FAULT_NONE : error.fault;
}

static void a_certificate_and_its_key_are_taken(void **state)
{
    struct identity curve;
    struct identity rsa;
    struct identity larger;
    (void)state;
    make(&curve, EVP_EC_gen("P-256"), false);
    make(&rsa, EVP_RSA_gen(2048), false);
    assert_int_equal(check_pair(curve.certificate, curve.private_key), FAULT_NONE);
    assert_int_equal(check_pair(rsa.certificate, rsa.private_key), FAULT_NONE);
    make(&larger, EVP_EC_gen("P-384"), false);
    assert_int_equal(check_pair(larger.certificate, larger.private_key), FAULT_NONE);
    forget(&curve);
    forget(&rsa);
    forget(&larger);
}

static void a_weak_key_is_refused(void **state)
{
    struct identity curve;
    struct identity rsa;
    (void)state;
    make(&curve, EVP_EC_gen("P-224"), false);
    make(&rsa, EVP_RSA_gen(1024), false);
    assert_int_equal(check_pair(curve.certificate, curve.private_key), FAULT_CERTIFICATE_WEAK);
    assert_int_equal(check_pair(rsa.certificate, rsa.private_key), FAULT_CERTIFICATE_WEAK);
    forget(&curve);
    forget(&rsa);
}

static void the_key_of_another_is_refused(void **state)
{
    struct identity one;
    struct identity other;
    (void)state;
    make(&one, EVP_EC_gen("P-256"), false);
    make(&other, EVP_EC_gen("P-256"), false);
    assert_int_equal(check_pair(one.certificate, other.private_key), FAULT_PRIVATE_KEY_OTHER);
    forget(&one);
    forget(&other);
}

static void a_key_with_a_passphrase_is_none(void **state)
{
    struct identity one;
    BIO *bytes = BIO_new(BIO_s_mem());
    char locked[PEM];
    (void)state;
    make(&one, EVP_EC_gen("P-256"), false);
    assert_int_equal(
        PEM_write_bio_PKCS8PrivateKey(
            bytes, one.key, EVP_aes_256_cbc(), "fictional", 9, NULL, NULL),
        1);
    take_pem(bytes, locked);
    assert_int_equal(check_pair(one.certificate, locked), FAULT_PRIVATE_KEY_BAD);
    forget(&one);
}

static void what_is_no_pem_is_refused(void **state)
{
    static const char *const texts[] = {
        "", "架空", "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n"};
    struct identity one;
    (void)state;
    make(&one, EVP_EC_gen("P-256"), false);
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_row(check_pair(texts[i], one.private_key) == FAULT_CERTIFICATE_BAD, texts[i]);
        assert_row(check_pair(one.certificate, texts[i]) == FAULT_PRIVATE_KEY_BAD, texts[i]);
        assert_row(check_authorities(texts[i]) == FAULT_CERTIFICATE_BAD, texts[i]);
    }
    forget(&one);
}

static void only_authorities_are_trusted(void **state)
{
    struct identity authority;
    struct identity server;
    char both[2 * PEM];
    (void)state;
    make(&authority, EVP_EC_gen("P-256"), true);
    make(&server, EVP_EC_gen("P-256"), false);
    assert_int_equal(check_authorities(authority.certificate), FAULT_NONE);
    assert_int_equal(check_authorities(server.certificate), FAULT_CERTIFICATE_NO_AUTHORITY);
    (void)snprintf(both, sizeof both, "%s%s", authority.certificate, authority.certificate);
    assert_int_equal(check_authorities(both), FAULT_NONE);
    (void)snprintf(both, sizeof both, "%s%s", authority.certificate, server.certificate);
    assert_int_equal(check_authorities(both), FAULT_CERTIFICATE_NO_AUTHORITY);
    forget(&authority);
    forget(&server);
}

/* libcurl would read on where this reader stopped, or trust less than what was registered. */
static void a_broken_certificate_behind_a_good_one_is_seen(void **state)
{
    struct identity authority;
    char both[2 * PEM];
    char *middle = NULL;
    (void)state;
    make(&authority, EVP_EC_gen("P-256"), true);
    (void)snprintf(both, sizeof both, "%s%s", authority.certificate, authority.certificate);
    middle = both + strlen(authority.certificate) + strlen(authority.certificate) / 2;
    *middle = '?';
    assert_int_equal(check_authorities(both), FAULT_CERTIFICATE_BAD);
    (void)snprintf(both, sizeof both, "%s%s", authority.certificate, authority.certificate);
    both[strlen(authority.certificate) * 3 / 2] = '\0';
    assert_int_equal(check_authorities(both), FAULT_CERTIFICATE_BAD);
    (void)snprintf(both, sizeof both, "%s架空の注記\n", authority.certificate);
    assert_int_equal(check_authorities(both), FAULT_NONE);
    forget(&authority);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_and_its_key_are_taken),
        cmocka_unit_test(a_weak_key_is_refused),
        cmocka_unit_test(the_key_of_another_is_refused),
        cmocka_unit_test(a_key_with_a_passphrase_is_none),
        cmocka_unit_test(what_is_no_pem_is_refused),
        cmocka_unit_test(only_authorities_are_trusted),
        cmocka_unit_test(a_broken_certificate_behind_a_good_one_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
