#include "tests/doubles/card.h"

#include <string.h>

#include "tests/doubles/card_inside.h"

static const struct {
    const char *name;
    size_t size;
} names[APPLICATIONS] = {
    [APPLICATION_JPKI] = {"\xD3\x92\xF0\x00\x26\x01\x00\x00\x00\x01", 10},
    [APPLICATION_TEXT] = {"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x08", 10},
    [APPLICATION_FACE] = {"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x02", 10},
    [APPLICATION_COMMON] = {"\xD3\x92\x10\x00\x31\x00\x01\x01\x01\x00", 10},
    [APPLICATION_RESIDENT] = {"\xD3\x92\x10\x00\x31\x00\x01\x01\x04\x01", 10},
};

enum {
    NONE = -1,
    DONE = 0x9000,
    KEYS = 6
};

struct replying {
    struct card_double *card;
    const uint8_t *command;
    size_t size;
    uint8_t *answer;
};

static size_t say(const struct replying *replying, size_t data, unsigned word)
{
    replying->answer[data] = (uint8_t)(word >> 8);
    replying->answer[data + 1] = (uint8_t)word;
    return data + 2;
}

/* ---- selecting ---- */

static bool has_application(const struct card_double *card, int application)
{
    if (application == APPLICATION_RESIDENT) {
        return card->profile->has_resident != 0;
    }
    return card->profile->without_jpki == 0;
}

static size_t select_application(const struct replying *replying, const uint8_t *name, size_t size)
{
    struct card_double *card = replying->card;
    for (int i = 0; i < APPLICATIONS; i++) {
        if (has_application(card, i) && size == names[i].size &&
            memcmp(name, names[i].name, size) == 0) {
            card->application = i;
            card->file = NONE;
            card->key = NONE;
            return say(replying, 0, DONE);
        }
    }
    return say(replying, 0, 0x6A82);
}

static size_t select_file(const struct replying *replying, unsigned id)
{
    struct card_double *card = replying->card;
    if (card->application == NONE) {
        return say(replying, 0, 0x6986);
    }
    for (int i = 0; i < (int)card->file_count; i++) {
        if (card->files[i].application == card->application && card->files[i].id == id) {
            card->file = i;
            card->key = NONE;
            return say(replying, 0, DONE);
        }
    }
    for (int i = 1; i < KEYS; i++) {
        if (card->keys[i].application == card->application && card->keys[i].id == id) {
            card->key = i;
            card->file = NONE;
            return say(replying, 0, DONE);
        }
    }
    return say(replying, 0, 0x6A82);
}

static size_t do_select(const struct replying *replying)
{
    const uint8_t *command = replying->command;
    size_t size = replying->size < 5 ? 0 : replying->size - 5;
    if (replying->size < 5 || command[4] != size) {
        return say(replying, 0, 0x6700);
    }
    if (command[2] == 4) {
        return select_application(replying, command + 5, size);
    }
    if (command[2] == 2 && size == 2) {
        return select_file(replying, (unsigned)command[5] << 8 | command[6]);
    }
    return say(replying, 0, 0x6A86);
}

/* ---- reading ---- */

static bool is_open(const struct card_double *card, const struct card_double_file *file)
{
    return file->first_key == KEY_NONE || card->keys[file->first_key].is_open ||
           card->keys[file->second_key].is_open;
}

static size_t min(size_t left, size_t right)
{
    return left < right ? left : right;
}

static size_t give(const struct replying *replying, const uint8_t *bytes, size_t size)
{
    struct card_double *card = replying->card;
    if (card->profile->says_more != 0 && size > 0) {
        memcpy(card->waiting, bytes, size);
        card->waiting_size = size;
        return say(replying, 0, 0x6100 | (unsigned)(size & 0xFF));
    }
    memcpy(replying->answer, bytes, size);
    return say(replying, size, DONE);
}

static size_t do_read(const struct replying *replying)
{
    const struct card_double *card = replying->card;
    const struct card_double_file *file = card->file == NONE ? NULL : &card->files[card->file];
    size_t offset = (size_t)(replying->command[2] & 0x7F) << 8 | replying->command[3];
    size_t wanted = replying->size < 5 || replying->command[4] == 0 ? 256 : replying->command[4];
    size_t left = 0;
    if (file == NULL || (replying->command[2] & 0x80) != 0) {
        return say(replying, 0, 0x6986);
    }
    if (!is_open(card, file)) {
        return say(replying, 0, 0x6982);
    }
    if (offset >= file->size) {
        return say(replying, 0, card->profile->iso_end != 0 ? 0x6282 : 0x6B00);
    }
    left = file->size - offset;
    if (card->profile->asks_size != 0 && left < wanted) {
        return say(replying, 0, 0x6C00 | (unsigned)left);
    }
    wanted = min(wanted, left);
    wanted = card->profile->piece == 0 ? wanted : min(wanted, card->profile->piece);
    return give(replying, file->bytes + offset, wanted);
}

static size_t do_record(const struct replying *replying)
{
    const struct card_double *card = replying->card;
    const struct card_double_file *file = card->file == NONE ? NULL : &card->files[card->file];
    if (card->application == NONE) {
        return say(replying, 0, 0x6986);
    }
    if (file == NULL || file->application != APPLICATION_COMMON) {
        return say(replying, 0, 0x6981);
    }
    return give(replying, file->bytes, file->size);
}

static size_t do_response(const struct replying *replying)
{
    struct card_double *card = replying->card;
    size_t size = card->waiting_size;
    memcpy(replying->answer, card->waiting, size);
    card->waiting_size = 0;
    return say(replying, size, DONE);
}

/* ---- secrets ---- */

static unsigned locked_word(const struct card_double *card)
{
    return card->profile->locked_word == 0 ? 0x6984 : card->profile->locked_word;
}

static size_t do_verify(const struct replying *replying)
{
    struct card_double *card = replying->card;
    struct card_double_key *key = card->key == NONE ? NULL : &card->keys[card->key];
    size_t size = replying->size < 5 ? 0 : replying->command[4];
    if (card->application == NONE) {
        return say(replying, 0, 0x6986);
    }
    if (key == NULL || replying->size < 4 || replying->command[3] != 0x80) {
        return say(replying, 0, 0x6A86);
    }
    if (key->tries == 0) {
        return say(replying, 0, locked_word(card));
    }
    if (replying->size == 4) {
        unsigned word = card->profile->tries_word;
        return say(replying, 0, word == 0 ? 0x63C0 | key->tries : word);
    }
    if (size == strlen(key->secret) && replying->size == size + 5 &&
        memcmp(replying->command + 5, key->secret, size) == 0) {
        key->tries = key->most;
        key->is_open = true;
        return say(replying, 0, DONE);
    }
    key->tries--;
    return say(replying, 0, 0x63C0 | key->tries);
}

/* ---- the whole ---- */

void card_double_reset(struct card_double *card)
{
    card->application = NONE;
    card->file = NONE;
    card->key = NONE;
    card->waiting_size = 0;
}

/* A reset leaves presented secrets as they are, on this card; only the power takes them. */
void card_double_power(struct card_double *card)
{
    card_double_reset(card);
    card->is_fresh = true;
    for (int i = 0; i < KEYS; i++) {
        card->keys[i].is_open = false;
    }
}

size_t card_double_atr(const struct card_double *card, uint8_t atr[33])
{
    static const char contact[] = "\x3B\xE0\x00\xFF\x81\x31\xFE\x45\x14";
    const char *from = card->profile->atr == NULL ? contact : card->profile->atr;
    size_t size = card->profile->atr == NULL ? sizeof contact - 1 : card->profile->atr_size;
    memcpy(atr, from, size);
    return size;
}

size_t card_double_answer(
    struct card_double *card,
    const uint8_t *command,
    size_t size,
    uint8_t answer[CARD_ANSWER_ROOM])
{
    const struct replying replying = {card, command, size, answer};
    bool was_fresh = card->is_fresh;
    card->is_fresh = false;
    if (was_fresh && card->profile->is_confused != 0) {
        return say(&replying, 0, 0x6F00);
    }
    if (size < 4) {
        return say(&replying, 0, 0x6700);
    }
    switch (command[1]) {
    case 0xA4:
        return do_select(&replying);
    case 0xB0:
        return do_read(&replying);
    case 0xB2:
        return do_record(&replying);
    case 0xC0:
        return do_response(&replying);
    case 0x20:
        return do_verify(&replying);
    default:
        return say(&replying, 0, 0x6D00);
    }
}
