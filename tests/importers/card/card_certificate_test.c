#include "importers/card/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "tests/doubles/card.h"
#include "tests/support/check.h"

enum {
    TODAY = 20543 /* 2026-03-31 */
};

static const uint8_t key[CARD_TOKEN_KEY] = {1};

/* A root of an organisation that is none of tests, as PEM. */
static char *root_of(const char *organisation)
{
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    X509 *root = X509_new();
    X509_NAME *name = X509_get_issuer_name(root);
    BIO *text = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    char *copy = NULL;
    long size = 0;
    assert_true(pair != NULL && text != NULL && X509_set_version(root, 2) == 1);
    assert_int_equal(
        X509_NAME_add_entry_by_txt(
            name, "O", MBSTRING_UTF8, (const unsigned char *)organisation, -1, -1, 0),
        1);
    assert_int_equal(X509_set_subject_name(root, name), 1);
    (void)ASN1_TIME_set(X509_getm_notBefore(root), 0);
    (void)ASN1_TIME_set(X509_getm_notAfter(root), (time_t)4000000000);
    assert_int_equal(X509_set_pubkey(root, pair), 1);
    assert_true(X509_sign(root, pair, EVP_sha256()) > 0);
    assert_int_equal(PEM_write_bio_X509(text, root), 1);
    size = BIO_get_mem_data(text, &bytes);
    copy = calloc(1, (size_t)size + 1);
    assert_non_null(copy);
    memcpy(copy, bytes, (size_t)size);
    BIO_free(text);
    X509_free(root);
    EVP_PKEY_free(pair);
    return copy;
}

static unsigned chain_of(struct card_authority *authority, int root, const struct card_roots *roots)
{
    struct card_certificate certificate;
    uint8_t der[CARD_FILE_ROOM];
    size_t size = card_authority_issue(authority, root, TODAY - 100, TODAY + 100, der);
    assert_true(card_certificate_read((struct slice){der, size}, roots, key, &certificate));
    return certificate.chain;
}

static void roots_of_tests_are_left_out_where_none_are_taken(void **state)
{
    struct card_authority *authority = card_authority_new();
    char *tests = card_authority_roots(authority, TODAY);
    char *real = root_of("見本認証局");
    struct card_roots *roots = card_roots_open(false);
    struct card_roots *practice = card_roots_open(true);
    (void)state;
    assert_true(card_roots_add(roots, slice_of(tests)));
    assert_int_equal(card_roots_count(roots), 0);
    assert_int_equal(card_roots_left_out(roots), CARD_DOUBLE_ROOTS);
    assert_true(card_roots_add(roots, slice_of(real)));
    assert_int_equal(card_roots_count(roots), 1);
    assert_true(card_roots_add(practice, slice_of(tests)));
    assert_true(card_roots_add(practice, slice_of(real)));
    assert_int_equal(card_roots_count(practice), CARD_DOUBLE_ROOTS + 1);
    assert_int_equal(card_roots_left_out(practice), 0);
    card_roots_close(roots);
    card_roots_close(practice);
    free(real);
    free(tests);
    card_authority_free(authority);
}

static void a_card_of_tests_is_known_only_where_tests_are_taken(void **state)
{
    struct card_authority *authority = card_authority_new();
    char *tests = card_authority_roots(authority, TODAY);
    struct card_roots *roots = card_roots_open(false);
    struct card_roots *practice = card_roots_open(true);
    (void)state;
    assert_true(card_roots_add(roots, slice_of(tests)));
    assert_true(card_roots_add(practice, slice_of(tests)));
    for (int i = 0; i < 2; i++) {
        assert_int_equal(chain_of(authority, i, practice), CERTIFICATE_CHAIN_KNOWN);
        assert_int_equal(chain_of(authority, i, roots), CERTIFICATE_CHAIN_TEST);
        assert_int_equal(chain_of(authority, i, NULL), CERTIFICATE_CHAIN_TEST);
    }
    assert_int_equal(chain_of(authority, CARD_ROOT_FORGED, practice), CERTIFICATE_CHAIN_FORGED);
    assert_int_equal(chain_of(authority, CARD_ROOT_FORGED, roots), CERTIFICATE_CHAIN_TEST);
    card_roots_close(roots);
    card_roots_close(practice);
    free(tests);
    card_authority_free(authority);
}

static void what_holds_no_certificate_is_no_file_of_roots(void **state)
{
    struct card_roots *roots = card_roots_open(true);
    (void)state;
    assert_false(card_roots_add(roots, slice_of("")));
    assert_false(card_roots_add(roots, slice_of("-----BEGIN CERTIFICATE-----\nAAAA\n")));
    assert_int_equal(card_roots_count(roots), 0);
    card_roots_close(roots);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_of_tests_are_left_out_where_none_are_taken),
        cmocka_unit_test(a_card_of_tests_is_known_only_where_tests_are_taken),
        cmocka_unit_test(what_holds_no_certificate_is_no_file_of_roots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
