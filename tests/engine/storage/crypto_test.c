/* The primitives against the answers that their standards print, and what must not open. */
#include "engine/storage/crypto.h"

#include <string.h>

#include "tests/support/check.h"

enum {
    HEX_BYTES = 128
};

struct hex {
    size_t size;
    uint8_t bytes[HEX_BYTES];
};

static struct hex hex(const char *text)
{
    struct hex made = {0};
    for (size_t i = 0; text[i] != '\0'; i += 2) {
        unsigned value = 0;
        for (size_t k = 0; k < 2; k++) {
            char c = text[i + k];
            value = value * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        made.bytes[made.size++] = (uint8_t)value;
    }
    return made;
}

static struct slice slice_of_hex(const struct hex *from)
{
    return (struct slice){from->bytes, from->size};
}

static void check_hex(const uint8_t *bytes, size_t size, const char *expected)
{
    struct hex wanted = hex(expected);
    assert_int_equal(size, wanted.size);
    assert_memory_equal(bytes, wanted.bytes, size);
}

/* ---- SHA-256: FIPS 180-4, appendix ---- */

static void sha256_gives_the_published_digests(void **state)
{
    static const char *const rows[][2] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    uint8_t hash[HASH_BYTES];
    struct error error = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(hash_bytes(slice_of(rows[i][0]), hash, &error));
        check_hex(hash, sizeof hash, rows[i][1]);
    }
    assert_true(hash_bytes((struct slice){NULL, 0}, hash, &error));
    check_hex(hash, sizeof hash, rows[0][1]);
}

static void sha256_in_pieces_is_the_same_and_starts_anew(void **state)
{
    struct hasher *hasher = NULL;
    uint8_t hash[HASH_BYTES];
    struct error error = {0};
    (void)state;
    assert_true(hasher_open(&hasher, &error));
    for (int round = 0; round < 2; round++) {
        assert_true(hasher_add(hasher, LITERAL("a"), &error));
        assert_true(hasher_add(hasher, (struct slice){NULL, 0}, &error));
        assert_true(hasher_add(hasher, LITERAL("bc"), &error));
        assert_true(hasher_finish(hasher, hash, &error));
        check_hex(
            hash, sizeof hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
    hasher_close(hasher);
    hasher_close(NULL);
}

/* ---- HMAC-SHA-256: RFC 4231.  A shorter key is filled up with zeros by HMAC itself. ---- */

static void fingerprints_are_hmac_cut_to_128_bits(void **state)
{
    static const char *const rows[][3] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
         "b0344c61d8db38535ca8afceaf0bf12b"},
        {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
         "5bdcc146bf60754e6a042426089575c7"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "dddddddddddddddddddddddddddddddddddddddddddddddddd"
         "dddddddddddddddddddddddddddddddddddddddddddddddddd",
         "773ea91e36800e46854db8ebd09181a7"},
        {"0102030405060708090a0b0c0d0e0f10111213141516171819",
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
         "82558a389a443c0ea4cc819899f2083a"},
        {"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c", "546573742057697468205472756e636174696f6e",
         "a3b6167473100ee06e0c796c2955552b"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct hex key = hex(rows[i][0]);
        struct hex message = hex(rows[i][1]);
        struct fingerprinter *printer = NULL;
        uint8_t print[FINGERPRINT_BYTES];
        struct error error = {0};
        assert_true(fingerprinter_open(key.bytes, &printer, &error));
        for (int round = 0; round < 2; round++) {
            assert_true(fingerprint(printer, slice_of_hex(&message), print, &error));
            check_hex(print, sizeof print, rows[i][2]);
        }
        fingerprinter_close(printer);
    }
    fingerprinter_close(NULL);
}

/* ---- AES-256-GCM: test cases 13, 14 and 16 of the GCM specification ---- */

struct gcm {
    const char *key;
    const char *nonce;
    const char *associated;
    const char *plain;
    const char *sealed; /* ciphertext and tag */
};

static const struct gcm gcm_rows[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
     "49a6b525b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
     "56828838c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

static void sealing_is_aes_256_gcm_led_by_its_nonce(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(gcm_rows); i++) {
        const struct gcm *row = &gcm_rows[i];
        struct hex key = hex(row->key);
        struct hex nonce = hex(row->nonce);
        struct hex associated = hex(row->associated);
        struct hex plain = hex(row->plain);
        struct buffer sealed = buffer_open(256);
        struct buffer back = buffer_open(256);
        struct sealer *sealer = NULL;
        struct error error = {0};
        assert_true(sealer_open(key.bytes, &sealer, &error));
        assert_true(sealer_seal(
            sealer, nonce.bytes, slice_of_hex(&associated), slice_of_hex(&plain), &sealed, &error));
        assert_memory_equal(sealed.data, nonce.bytes, NONCE_BYTES);
        check_hex(sealed.data + NONCE_BYTES, sealed.size - NONCE_BYTES, row->sealed);
        assert_true(
            sealer_unseal(sealer, slice_of_hex(&associated), buffer_slice(&sealed), &back, &error));
        assert_slice(buffer_slice(&back), slice_of_hex(&plain));
        sealer_close(sealer);
        buffer_close(&sealed);
        buffer_close(&back);
    }
    sealer_close(NULL);
}

static const uint8_t some_key[KEY_BYTES] = {1, 2, 3};
static const uint8_t some_nonce[NONCE_BYTES] = {9, 8, 7};

static void no_bit_of_what_was_sealed_can_change(void **state)
{
    struct buffer sealed = buffer_open(256);
    struct buffer back = buffer_open(256);
    struct sealer *sealer = NULL;
    struct error error = {0};
    (void)state;
    assert_true(sealer_open(some_key, &sealer, &error));
    assert_true(
        sealer_seal(sealer, some_nonce, LITERAL("entry 7"), LITERAL("資格 太郎"), &sealed, &error));
    assert_true(buffer_append_text(&back, "before", &error));
    for (size_t bit = 0; bit < sealed.size * 8; bit++) {
        sealed.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        assert_false(
            sealer_unseal(sealer, LITERAL("entry 7"), buffer_slice(&sealed), &back, &error));
        assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
        assert_text(buffer_slice(&back), "before");
        sealed.data[bit / 8] ^= (uint8_t)(1U << (bit % 8));
    }
    assert_true(sealer_unseal(sealer, LITERAL("entry 7"), buffer_slice(&sealed), &back, &error));
    sealer_close(sealer);
    buffer_close(&sealed);
    buffer_close(&back);
}

static void another_name_another_key_or_a_cut_one_does_not_open(void **state)
{
    static const uint8_t other_key[KEY_BYTES] = {1, 2, 4};
    struct buffer sealed = buffer_open(256);
    struct buffer back = buffer_open(256);
    struct sealer *sealer = NULL;
    struct sealer *other = NULL;
    struct error error = {0};
    (void)state;
    assert_true(sealer_open(some_key, &sealer, &error));
    assert_true(sealer_open(other_key, &other, &error));
    assert_true(
        sealer_seal(sealer, some_nonce, LITERAL("entry 7"), LITERAL("body"), &sealed, &error));
    assert_false(sealer_unseal(sealer, LITERAL("entry 8"), buffer_slice(&sealed), &back, &error));
    assert_false(sealer_unseal(other, LITERAL("entry 7"), buffer_slice(&sealed), &back, &error));
    for (size_t size = 0; size < sealed.size; size++) {
        struct slice cut = {sealed.data, size};
        assert_false(sealer_unseal(sealer, LITERAL("entry 7"), cut, &back, &error));
        assert_int_equal(error.fault, FAULT_SEAL_BROKEN);
    }
    assert_int_equal(back.size, 0);
    sealer_close(sealer);
    sealer_close(other);
    buffer_close(&sealed);
    buffer_close(&back);
}

static void a_seal_that_does_not_fit_changes_nothing(void **state)
{
    struct buffer sealed = buffer_open(SEAL_OVERHEAD + 3);
    struct buffer back = buffer_open(4);
    struct sealer *sealer = NULL;
    struct error error = {0};
    (void)state;
    assert_true(sealer_open(some_key, &sealer, &error));
    assert_false(sealer_seal(sealer, some_nonce, LITERAL("x"), LITERAL("body"), &sealed, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    assert_int_equal(sealed.size, 0);
    assert_true(sealer_seal(sealer, some_nonce, LITERAL("x"), LITERAL("bod"), &sealed, &error));
    assert_true(sealer_unseal(sealer, LITERAL("x"), buffer_slice(&sealed), &back, &error));
    assert_false(sealer_unseal(sealer, LITERAL("x"), buffer_slice(&sealed), &back, &error));
    assert_int_equal(error.fault, FAULT_TOO_BIG);
    sealer_close(sealer);
    buffer_close(&sealed);
    buffer_close(&back);
}

/* ---- scrypt ---- */

/*
 * The vectors of RFC 7914 have other salts than the 16 bytes of this store.  An implementation of
 * its own, which gives those vectors, gave this one: "SodiumChloride" and two zero bytes, N = 1024.
 */
static void a_passphrase_becomes_a_key_by_scrypt(void **state)
{
    uint8_t salt[SALT_BYTES] = "SodiumChloride";
    uint8_t key[KEY_BYTES];
    uint8_t other[KEY_BYTES];
    struct error error = {0};
    (void)state;
    assert_true(key_from_passphrase(LITERAL("pleaseletmein"), salt, 10, key, &error));
    check_hex(key, sizeof key, "62d22ee665a7a13521db6d8eb057b7723f83348d9621435379f695d2e2a91799");
    assert_true(key_from_passphrase(LITERAL("pleaseletmein"), salt, 11, other, &error));
    assert_memory_not_equal(key, other, KEY_BYTES);
    assert_true(key_from_passphrase(LITERAL("pleaseletmein "), salt, 10, other, &error));
    assert_memory_not_equal(key, other, KEY_BYTES);
    salt[15] = 1;
    assert_true(key_from_passphrase(LITERAL("pleaseletmein"), salt, 10, other, &error));
    assert_memory_not_equal(key, other, KEY_BYTES);
    assert_true(key_from_passphrase((struct slice){NULL, 0}, salt, 10, other, &error));
}

/* ---- HKDF-SHA-256: RFC 5869, cases 1 and 3, the first 32 bytes; a salt is filled with zeros ---- */

static void a_secret_becomes_a_key_by_hkdf(void **state)
{
    static const char info[] = "\xF0\xF1\xF2\xF3\xF4\xF5\xF6\xF7\xF8\xF9";
    struct hex secret = hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    struct hex salt = hex("000102030405060708090a0b0c");
    uint8_t none[SALT_BYTES] = {0};
    uint8_t key[KEY_BYTES];
    struct error error = {0};
    (void)state;
    assert_true(key_from_secret(slice_of_hex(&secret), salt.bytes, info, key, &error));
    check_hex(key, sizeof key, "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    assert_true(key_from_secret(slice_of_hex(&secret), none, "", key, &error));
    check_hex(key, sizeof key, "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

/* ---- Ed25519: RFC 8032, 7.1, tests 1 to 3 ---- */

static void signatures_are_ed25519(void **state)
{
    static const char *const rows[][4] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
         "1cf9b46bd25bf5f0595bbe24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613"
         "d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760"
         "984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct hex private_key = hex(rows[i][0]);
        struct hex message = hex(rows[i][2]);
        uint8_t public_key[SIGNING_KEY_BYTES];
        uint8_t signature[SIGNATURE_BYTES];
        struct error error = {0};
        assert_true(signing_public(private_key.bytes, public_key, &error));
        check_hex(public_key, sizeof public_key, rows[i][1]);
        assert_true(signing_sign(private_key.bytes, slice_of_hex(&message), signature, &error));
        check_hex(signature, sizeof signature, rows[i][3]);
        assert_true(signing_verify(public_key, slice_of_hex(&message), signature));
        signature[i] ^= 1;
        assert_false(signing_verify(public_key, slice_of_hex(&message), signature));
        signature[i] ^= 1;
        public_key[0] ^= 1;
        assert_false(signing_verify(public_key, slice_of_hex(&message), signature));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(sha256_in_pieces_is_the_same_and_starts_anew),
        cmocka_unit_test(fingerprints_are_hmac_cut_to_128_bits),
        cmocka_unit_test(sealing_is_aes_256_gcm_led_by_its_nonce),
        cmocka_unit_test(no_bit_of_what_was_sealed_can_change),
        cmocka_unit_test(another_name_another_key_or_a_cut_one_does_not_open),
        cmocka_unit_test(a_seal_that_does_not_fit_changes_nothing),
        cmocka_unit_test(a_passphrase_becomes_a_key_by_scrypt),
        cmocka_unit_test(a_secret_becomes_a_key_by_hkdf),
        cmocka_unit_test(signatures_are_ed25519),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
