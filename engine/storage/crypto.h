/*
 * Sealing, fingerprints, digests, key derivation and signatures: OpenSSL behind our own words.
 *
 * The only file that names OpenSSL's EVP.  What is sealed with which key is vault.h; formats are in
 * docs/FORMATS.md ("Sealed bodies", "Fingerprints").
 */
#ifndef ENGINE_STORAGE_CRYPTO_H
#define ENGINE_STORAGE_CRYPTO_H

#include "engine/foundation/bytes.h"

enum {
    KEY_BYTES = 32,
    NONCE_BYTES = 12,
    TAG_BYTES = 16,
    SEAL_OVERHEAD = NONCE_BYTES + TAG_BYTES,
    SALT_BYTES = 16,
    HASH_BYTES = 32,
    FINGERPRINT_BYTES = 16,
    SIGNATURE_BYTES = 64,
    SIGNING_KEY_BYTES = 32, /* Ed25519, private and public alike */
    SCRYPT_COST_FLOOR = 17 /* log2 N with r = 8, p = 1: 128 MiB, about 0.3 s (performance.md 4.4) */
};

/* SHA-256 of one slice, and in pieces. */
bool hash_bytes(struct slice bytes, uint8_t hash[HASH_BYTES], struct error *error) MUST_CHECK;

struct hasher;
bool hasher_open(struct hasher **hasher, struct error *error) MUST_CHECK;
void hasher_close(struct hasher *hasher);
bool hasher_add(struct hasher *hasher, struct slice bytes, struct error *error) MUST_CHECK;

/* The digest of all that was added; the hasher then starts anew. */
bool hasher_finish(struct hasher *hasher, uint8_t hash[HASH_BYTES], struct error *error) MUST_CHECK;

/*
 * AES-256-GCM under one key, its context kept between calls.  Sealed form: nonce, ciphertext, tag.
 * The caller gives a fresh random nonce; the associated data says what and whose the bytes are, so
 * that sealed bodies cannot be swapped.
 */
struct sealer;
bool sealer_open(const uint8_t key[KEY_BYTES], struct sealer **sealer, struct error *error)
    MUST_CHECK;
void sealer_close(struct sealer *sealer);

/* Appends plain.size + SEAL_OVERHEAD bytes. */
bool sealer_seal(
    struct sealer *sealer,
    const uint8_t nonce[NONCE_BYTES],
    struct slice associated,
    struct slice plain,
    struct buffer *sealed,
    struct error *error) MUST_CHECK;

/* Appends the plain bytes; SEAL_BROKEN when key, associated data or bytes do not belong together. */
bool sealer_unseal(
    struct sealer *sealer,
    struct slice associated,
    struct slice sealed,
    struct buffer *plain,
    struct error *error) MUST_CHECK;

/* HMAC-SHA-256 cut to 128 bits, the key kept between calls. */
struct fingerprinter;
bool fingerprinter_open(
    const uint8_t key[KEY_BYTES],
    struct fingerprinter **printer,
    struct error *error) MUST_CHECK;
void fingerprinter_close(struct fingerprinter *printer);

/* Another one with the same key: two threads never share one. */
bool fingerprinter_copy(
    const struct fingerprinter *printer,
    struct fingerprinter **copy,
    struct error *error) MUST_CHECK;
bool fingerprint(
    struct fingerprinter *printer,
    struct slice bytes,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* scrypt with N = 2^cost, r = 8, p = 1. */
bool key_from_passphrase(
    struct slice passphrase,
    const uint8_t salt[SALT_BYTES],
    unsigned cost,
    uint8_t key[KEY_BYTES],
    struct error *error) MUST_CHECK;

/* HKDF-SHA-256 from a secret that is random already. */
bool key_from_secret(
    struct slice secret,
    const uint8_t salt[SALT_BYTES],
    const char *purpose,
    uint8_t key[KEY_BYTES],
    struct error *error) MUST_CHECK;

/* Ed25519.  A signing key is 32 random bytes. */
bool signing_public(
    const uint8_t private_key[SIGNING_KEY_BYTES],
    uint8_t public_key[SIGNING_KEY_BYTES],
    struct error *error) MUST_CHECK;
bool signing_sign(
    const uint8_t private_key[SIGNING_KEY_BYTES],
    struct slice message,
    uint8_t signature[SIGNATURE_BYTES],
    struct error *error) MUST_CHECK;
bool signing_verify(
    const uint8_t public_key[SIGNING_KEY_BYTES],
    struct slice message,
    const uint8_t signature[SIGNATURE_BYTES]) MUST_CHECK;

#endif
