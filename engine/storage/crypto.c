#include "engine/storage/crypto.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

struct hasher {
    EVP_MD_CTX *context;
};

struct sealer {
    EVP_CIPHER_CTX *sealing;
    EVP_CIPHER_CTX *unsealing;
};

struct fingerprinter {
    EVP_MAC_CTX *context;
};

static bool fail(struct error *error)
{
    return error_set(error, FAULT_CRYPTO);
}

/* ---- digests ---- */

bool hash_bytes(struct slice bytes, uint8_t hash[HASH_BYTES], struct error *error)
{
    return EVP_Digest(bytes.data, bytes.size, hash, NULL, EVP_sha256(), NULL) == 1 || fail(error);
}

bool hasher_open(struct hasher **hasher, struct error *error)
{
    struct hasher *made = calloc(1, sizeof *made);
    *hasher = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->context = EVP_MD_CTX_new();
    if (made->context == NULL || EVP_DigestInit_ex(made->context, EVP_sha256(), NULL) != 1) {
        hasher_close(made);
        return fail(error);
    }
    *hasher = made;
    return true;
}

void hasher_close(struct hasher *hasher)
{
    if (hasher != NULL) {
        EVP_MD_CTX_free(hasher->context);
        free(hasher);
    }
}

bool hasher_add(struct hasher *hasher, struct slice bytes, struct error *error)
{
    return EVP_DigestUpdate(hasher->context, bytes.data, bytes.size) == 1 || fail(error);
}

bool hasher_finish(struct hasher *hasher, uint8_t hash[HASH_BYTES], struct error *error)
{
    return (EVP_DigestFinal_ex(hasher->context, hash, NULL) == 1 &&
            EVP_DigestInit_ex(hasher->context, EVP_sha256(), NULL) == 1) ||
           fail(error);
}

/* ---- sealing ---- */

bool sealer_open(const uint8_t key[KEY_BYTES], struct sealer **sealer, struct error *error)
{
    struct sealer *made = calloc(1, sizeof *made);
    *sealer = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->sealing = EVP_CIPHER_CTX_new();
    made->unsealing = EVP_CIPHER_CTX_new();
    if (made->sealing == NULL || made->unsealing == NULL ||
        EVP_EncryptInit_ex(made->sealing, EVP_aes_256_gcm(), NULL, key, NULL) != 1 ||
        EVP_DecryptInit_ex(made->unsealing, EVP_aes_256_gcm(), NULL, key, NULL) != 1) {
        sealer_close(made);
        return fail(error);
    }
    *sealer = made;
    return true;
}

void sealer_close(struct sealer *sealer)
{
    if (sealer != NULL) {
        EVP_CIPHER_CTX_free(sealer->sealing);
        EVP_CIPHER_CTX_free(sealer->unsealing);
        free(sealer);
    }
}

bool sealer_seal(
    struct sealer *sealer,
    const uint8_t nonce[NONCE_BYTES],
    struct slice associated,
    struct slice plain,
    struct buffer *sealed,
    struct error *error)
{
    EVP_CIPHER_CTX *context = sealer->sealing;
    uint8_t *to = NULL;
    int length = 0;
    require(plain.size <= INT32_MAX && associated.size <= INT32_MAX);
    if (!buffer_reserve(sealed, plain.size + SEAL_OVERHEAD, error)) {
        return false;
    }
    to = sealed->data + sealed->size;
    memcpy(to, nonce, NONCE_BYTES);
    if (EVP_EncryptInit_ex(context, NULL, NULL, NULL, nonce) != 1 ||
        EVP_EncryptUpdate(context, NULL, &length, associated.data, (int)associated.size) != 1 ||
        EVP_EncryptUpdate(context, to + NONCE_BYTES, &length, plain.data, (int)plain.size) != 1 ||
        EVP_EncryptFinal_ex(context, to + NONCE_BYTES + plain.size, &length) != 1 ||
        EVP_CIPHER_CTX_ctrl(
            context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, to + NONCE_BYTES + plain.size) != 1) {
        return fail(error);
    }
    sealed->size += plain.size + SEAL_OVERHEAD;
    return true;
}

bool sealer_unseal(
    struct sealer *sealer,
    struct slice associated,
    struct slice sealed,
    struct buffer *plain,
    struct error *error)
{
    EVP_CIPHER_CTX *context = sealer->unsealing;
    size_t size = sealed.size < SEAL_OVERHEAD ? 0 : sealed.size - SEAL_OVERHEAD;
    uint8_t tag[TAG_BYTES];
    int length = 0;
    if (sealed.size < SEAL_OVERHEAD || size > INT32_MAX) {
        return error_set(error, FAULT_SEAL_BROKEN);
    }
    if (!buffer_reserve(plain, size + 1, error)) {
        return false;
    }
    memcpy(tag, sealed.data + NONCE_BYTES + size, TAG_BYTES);
    if (EVP_DecryptInit_ex(context, NULL, NULL, NULL, sealed.data) != 1 ||
        EVP_DecryptUpdate(context, NULL, &length, associated.data, (int)associated.size) != 1 ||
        EVP_DecryptUpdate(
            context, plain->data + plain->size, &length, sealed.data + NONCE_BYTES, (int)size) !=
            1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, tag) != 1) {
        return fail(error);
    }
    if (EVP_DecryptFinal_ex(context, plain->data + plain->size + size, &length) != 1) {
        bytes_wipe(plain->data + plain->size, size);
        return error_set(error, FAULT_SEAL_BROKEN);
    }
    plain->size += size;
    return true;
}

/* ---- fingerprints ---- */

bool fingerprinter_open(
    const uint8_t key[KEY_BYTES],
    struct fingerprinter **printer,
    struct error *error)
{
    struct fingerprinter *made = calloc(1, sizeof *made);
    EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
    char digest[] = "SHA256";
    OSSL_PARAM params[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    *printer = NULL;
    if (made != NULL && mac != NULL) {
        made->context = EVP_MAC_CTX_new(mac);
    }
    EVP_MAC_free(mac);
    if (made == NULL || made->context == NULL ||
        EVP_MAC_init(made->context, key, KEY_BYTES, params) != 1) {
        fingerprinter_close(made);
        return fail(error);
    }
    *printer = made;
    return true;
}

void fingerprinter_close(struct fingerprinter *printer)
{
    if (printer != NULL) {
        EVP_MAC_CTX_free(printer->context);
        free(printer);
    }
}

bool fingerprinter_copy(
    const struct fingerprinter *printer,
    struct fingerprinter **copy,
    struct error *error)
{
    struct fingerprinter *made = calloc(1, sizeof *made);
    *copy = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->context = EVP_MAC_CTX_dup(printer->context);
    if (made->context == NULL) {
        fingerprinter_close(made);
        return fail(error);
    }
    *copy = made;
    return true;
}

bool fingerprint(
    struct fingerprinter *printer,
    struct slice bytes,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    uint8_t whole[HASH_BYTES];
    size_t length = 0;
    if (EVP_MAC_init(printer->context, NULL, 0, NULL) != 1 ||
        EVP_MAC_update(printer->context, bytes.data, bytes.size) != 1 ||
        EVP_MAC_final(printer->context, whole, &length, sizeof whole) != 1) {
        return fail(error);
    }
    memcpy(print, whole, FINGERPRINT_BYTES);
    return true;
}

/* ---- keys ---- */

bool key_from_passphrase(
    struct slice passphrase,
    const uint8_t salt[SALT_BYTES],
    unsigned cost,
    uint8_t key[KEY_BYTES],
    struct error *error)
{
    const uint64_t memory = UINT64_C(1) << 31;
    require(cost >= 1 && cost < 24);
    return EVP_PBE_scrypt(
               (const char *)passphrase.data, passphrase.size, salt, SALT_BYTES,
               UINT64_C(1) << cost, 8, 1, memory, key, KEY_BYTES) == 1 ||
           fail(error);
}

static bool derive(EVP_KDF_CTX *context, const OSSL_PARAM *params, uint8_t key[KEY_BYTES])
{
    return context != NULL && EVP_KDF_derive(context, key, KEY_BYTES, params) == 1;
}

bool key_from_secret(
    struct slice secret,
    const uint8_t salt[SALT_BYTES],
    const char *purpose,
    uint8_t key[KEY_BYTES],
    struct error *error)
{
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
    EVP_KDF_CTX *context = kdf == NULL ? NULL : EVP_KDF_CTX_new(kdf);
    char digest[] = "SHA256";
    uint8_t salt_copy[SALT_BYTES];
    uint8_t secret_copy[256];
    char purpose_copy[64];
    bool done = false;
    OSSL_PARAM params[5];
    require(secret.size <= sizeof secret_copy && strlen(purpose) < sizeof purpose_copy);
    memcpy(salt_copy, salt, SALT_BYTES);
    memcpy(secret_copy, secret.data, secret.size);
    memcpy(purpose_copy, purpose, strlen(purpose) + 1);
    params[0] = OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0);
    params[1] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret_copy, secret.size);
    params[2] = OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, salt_copy, SALT_BYTES);
    params[3] =
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, purpose_copy, strlen(purpose_copy));
    params[4] = OSSL_PARAM_construct_end();
    done = derive(context, params, key);
    bytes_wipe(secret_copy, sizeof secret_copy);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    return done || fail(error);
}

/* ---- signatures ---- */

bool signing_public(
    const uint8_t private_key[SIGNING_KEY_BYTES],
    uint8_t public_key[SIGNING_KEY_BYTES],
    struct error *error)
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, SIGNING_KEY_BYTES);
    size_t size = SIGNING_KEY_BYTES;
    bool done = key != NULL && EVP_PKEY_get_raw_public_key(key, public_key, &size) == 1;
    EVP_PKEY_free(key);
    return done || fail(error);
}

bool signing_sign(
    const uint8_t private_key[SIGNING_KEY_BYTES],
    struct slice message,
    uint8_t signature[SIGNATURE_BYTES],
    struct error *error)
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, private_key, SIGNING_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    size_t size = SIGNATURE_BYTES;
    bool done = key != NULL && context != NULL &&
                EVP_DigestSignInit(context, NULL, NULL, NULL, key) == 1 &&
                EVP_DigestSign(context, signature, &size, message.data, message.size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return done || fail(error);
}

bool signing_verify(
    const uint8_t public_key[SIGNING_KEY_BYTES],
    struct slice message,
    const uint8_t signature[SIGNATURE_BYTES])
{
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_key, SIGNING_KEY_BYTES);
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool right =
        key != NULL && context != NULL &&
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, SIGNATURE_BYTES, message.data, message.size) == 1;
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return right;
}
