/* What stands in the files of each profile. */
#include <stdio.h>
#include <string.h>

#include "tests/doubles/card.h"
#include "tests/doubles/card_inside.h"

struct person {
    const char *name;
    const char *address;
    const char *birth;
    const char *sex;
    const char *card_last;
    const char *face_code; /* era year, month, day; year of the card's end; security code */
};

/* The security code is always 2285. */
static const struct person people[] = {
    {"資格　太郎", "架空県見本市架空町１－１", "19800217", "1", "20350217", "55021720352285"},
    {"資格　小夏", "架空県見本市架空町１－１", "20251231", "2", "20301231", "07123120302285"},
};

static const struct card_profile profiles[] = {
#define CARD_PROFILE(profile_name, ...) {.name = (profile_name), __VA_ARGS__},
#include "tests/doubles/card_profiles.def"
#undef CARD_PROFILE
};

enum {
    PROFILES = sizeof profiles / sizeof profiles[0]
};

const struct card_profile *card_profile_at(size_t index)
{
    return index < PROFILES ? &profiles[index] : NULL;
}

const struct card_profile *card_profile_find(const char *name)
{
    for (size_t i = 0; i < PROFILES; i++) {
        if (strcmp(profiles[i].name, name) == 0) {
            return &profiles[i];
        }
    }
    return NULL;
}

static struct card_double_file *
add(struct card_double *card, int application, unsigned id, const void *bytes, size_t size)
{
    struct card_double_file *file = &card->files[card->file_count++];
    *file = (struct card_double_file){.application = application, .id = id, .size = size};
    memcpy(file->bytes, bytes, size);
    return file;
}

static void lock(struct card_double_file *file, int first_key, int second_key)
{
    file->first_key = first_key;
    file->second_key = second_key;
}

/* ---- 公的個人認証 ---- */

static void add_certificate(struct card_double *card, struct card_authority *authority, long today)
{
    const struct card_profile *profile = card->profile;
    uint8_t der[CARD_FILE_ROOM] = {0};
    long last = today + profile->ends;
    long first = profile->begins != 0 ? today + profile->begins : last - 1800;
    size_t size = card_authority_issue(authority, profile->root, first, last, der);
    struct card_double_file *file = NULL;
    switch (profile->certificate) {
    case CARD_DOUBLE_NONE:
        return;
    case CARD_DOUBLE_EMPTY:
        memset(der, 0, sizeof der);
        break;
    case CARD_DOUBLE_LYING:
        der[2] = 0xFF;
        der[3] = 0xFF;
        break;
    case CARD_DOUBLE_TRUNCATED:
        size -= 300;
        break;
    case CARD_DOUBLE_ORDINARY:
    case CARD_DOUBLE_CLOSED:
        break;
    }
    file = add(card, APPLICATION_JPKI, 0x000A, der, size);
    if (profile->certificate == CARD_DOUBLE_CLOSED) {
        lock(file, KEY_AUTH, KEY_AUTH);
    }
}

static void add_jpki(struct card_double *card, struct card_authority *authority, long today)
{
    const char *label = card->profile->label == NULL ? "JPKIAPICCTOKEN2" : card->profile->label;
    uint8_t token[160];
    uint8_t available[3] = {0x8F, 0x8F, 0x00};
    memset(token, ' ', sizeof token);
    memcpy(token, label, strlen(label));
    if (card->profile->without_signature != 0) {
        available[0] = 0;
    }
    if (card->profile->certificate == CARD_DOUBLE_NONE) {
        available[1] = 0;
    }
    (void)add(card, APPLICATION_JPKI, 0x0006, token, sizeof token);
    (void)add(card, APPLICATION_JPKI, 0x0008, available, sizeof available);
    lock(add(card, APPLICATION_JPKI, 0x0001, "SIGNATURE-CERTIFICATE", 21), KEY_SIGN, KEY_SIGN);
    add_certificate(card, authority, today);
}

/* ---- 券面事項 ---- */

static size_t put(uint8_t *to, unsigned tag, const char *value)
{
    size_t size = strlen(value);
    size_t at = 0;
    to[at++] = (uint8_t)(tag >> 8);
    to[at++] = (uint8_t)tag;
    if (size >= 128) {
        to[at++] = 0x81;
    }
    to[at++] = (uint8_t)size;
    memcpy(to + at, value, size);
    return at + size;
}

static void add_four_facts(struct card_double *card)
{
    const struct person *person = &people[card->profile->person];
    uint8_t inside[700];
    uint8_t file[800] = {0};
    size_t size = put(inside, 0xDF21, "--------");
    size_t at = card->profile->prefix;
    size += put(inside + size, 0xDF22, person->name);
    size += put(inside + size, 0xDF23, person->address);
    size += put(inside + size, 0xDF24, person->birth);
    size += put(inside + size, 0xDF25, person->sex);
    file[at++] = 0xFF;
    file[at++] = 0x20;
    file[at++] = 0x82;
    file[at++] = (uint8_t)(size >> 8);
    file[at++] = (uint8_t)size;
    memcpy(file + at, inside, size);
    /* the file has more room than its content, as on a card */
    lock(add(card, APPLICATION_TEXT, 0x0002, file, at + size + 20), KEY_TEXT_PIN, KEY_FACE_B);
}

static void add_faces(struct card_double *card)
{
    static const char number[] = "\xFF\x10\x11INDIVIDUAL-NUMBER";
    lock(
        add(card, APPLICATION_TEXT, 0x0001, number, sizeof number - 1), KEY_TEXT_PIN, KEY_NUMBER_A);
    lock(
        add(card, APPLICATION_FACE, 0x0005, "INDIVIDUAL-NUMBER-IMAGE", 23), KEY_NUMBER_A,
        KEY_NUMBER_A);
    lock(add(card, APPLICATION_FACE, 0x0002, "PHOTO", 5), KEY_FACE_B, KEY_NUMBER_A);
    add_four_facts(card);
}

static void add_common(struct card_double *card)
{
    char facts[31];
    (void)snprintf(
        facts, sizeof facts,
        "\x01\x1C"
        "999999999999999"
        "13999"
        "%s",
        people[card->profile->person].card_last);
    (void)add(card, APPLICATION_COMMON, 0x0001, facts, sizeof facts - 1);
}

/* ---- keys ---- */

static void add_keys(struct card_double *card)
{
    const struct card_profile *profile = card->profile;
    const char *code = people[profile->person].face_code;
    unsigned pin = profile->pin_tries == 0 ? 3 : profile->pin_tries % CARD_TRIES_NONE;
    unsigned face = profile->face_tries == 0 ? 10 : profile->face_tries;
    card->keys[KEY_AUTH] =
        (struct card_double_key){APPLICATION_JPKI, 0x0018, "7391", pin, 3, false};
    card->keys[KEY_SIGN] =
        (struct card_double_key){APPLICATION_JPKI, 0x001B, "SIGN7391", 5, 5, false};
    card->keys[KEY_TEXT_PIN] =
        (struct card_double_key){APPLICATION_TEXT, 0x0011, "7391", 3, 3, false};
    card->keys[KEY_NUMBER_A] =
        (struct card_double_key){APPLICATION_TEXT, 0x0014, "NO-NUMBER-AT-ALL", 10, 10, false};
    card->keys[KEY_FACE_B] =
        (struct card_double_key){APPLICATION_TEXT, 0x0015, code, face, 10, false};
}

bool card_double_open(
    struct card_double *card,
    const char *profile,
    struct card_authority *authority,
    long today)
{
    *card = (struct card_double){.profile = card_profile_find(profile)};
    if (card->profile == NULL) {
        return false;
    }
    if (card->profile->without_jpki == 0) {
        add_jpki(card, authority, today);
        add_faces(card);
        add_common(card);
    }
    add_keys(card);
    card_double_power(card);
    return true;
}
