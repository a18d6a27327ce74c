/*
 * A double of the chip: what a card of one profile answers to each command.  Written from the
 * observations in docs/formats/card.md alone; nothing of the product goes in.
 *
 * It holds what a real card holds, the files of the individual number and the photo too (filled with
 * words that say so), so that a reader that touched them would be seen.
 */
#ifndef TESTS_DOUBLES_CARD_H
#define TESTS_DOUBLES_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    CARD_DOUBLE_ROOTS = 3,
    CARD_ROOT_STRANGE = 3,
    CARD_ROOT_FORGED = 4,
    CARD_TRIES_NONE = 255,
    CARD_FILE_ROOM = 2048,
    CARD_FILES = 24,
    CARD_ANSWER_ROOM = 258
};

enum card_double_certificate {
    CARD_DOUBLE_ORDINARY,
    CARD_DOUBLE_NONE,
    CARD_DOUBLE_EMPTY,
    CARD_DOUBLE_CLOSED,
    CARD_DOUBLE_LYING,
    CARD_DOUBLE_TRUNCATED
};

struct card_profile {
    const char *name;
    const char *label; /* NULL: that of an ordinary card */
    const char *atr;   /* NULL: contact, as OpenSC knows it */
    size_t atr_size;
    enum card_double_certificate certificate;
    int begins; /* 0: five years before it ends */
    int ends;
    int root;
    int person;
    unsigned pin_tries; /* 0: as many as a new card has */
    unsigned face_tries;
    unsigned locked_word; /* 0: 6984 */
    unsigned tries_word;  /* 0: 63Cx */
    size_t piece;         /* longest answer; 0: what is asked for */
    size_t prefix;        /* bytes before the four facts */
    int without_signature;
    int without_jpki;
    int has_resident;
    int is_confused; /* 6F00 to the first command after power */
    int asks_size;   /* 6Cxx to a reading of 256 bytes that has fewer */
    int says_more;   /* 61xx, the bytes by GET RESPONSE */
    int iso_end;     /* 6282 at the end of a file instead of 6B00 */
};

const struct card_profile *card_profile_find(const char *name);
const struct card_profile *card_profile_at(size_t index); /* NULL after the last */

struct card_double_file {
    int application;
    unsigned id;
    int first_key; /* number of the key that opens it; 0: free, -1: nothing does */
    int second_key;
    size_t size;
    uint8_t bytes[CARD_FILE_ROOM];
};

struct card_double_key {
    int application;
    unsigned id;
    const char *secret;
    unsigned tries;
    unsigned most;
    bool is_open;
};

/* Certificates of the double's own authority; NULL where libcrypto fails. */
struct card_authority;
struct card_authority *card_authority_new(void);
void card_authority_free(struct card_authority *authority);

/* Days since 1970. */
size_t card_authority_issue(
    struct card_authority *authority,
    int root,
    long first_day,
    long last_day,
    uint8_t der[CARD_FILE_ROOM]);

/* The roots as PEM; the caller frees. */
char *card_authority_roots(struct card_authority *authority, long today);

struct card_double {
    const struct card_profile *profile;
    struct card_double_file files[CARD_FILES];
    size_t file_count;
    struct card_double_key keys[6];
    int application; /* -1: none */
    int file;        /* -1: none */
    int key;         /* -1: none */
    bool is_fresh;   /* no command since power came */
    uint8_t waiting[CARD_ANSWER_ROOM];
    size_t waiting_size;
};

bool card_double_open(
    struct card_double *card,
    const char *profile,
    struct card_authority *authority,
    long today);
void card_double_power(struct card_double *card);
void card_double_reset(struct card_double *card);
size_t card_double_atr(const struct card_double *card, uint8_t atr[33]);

/* The answer with its status word; at least two bytes. */
size_t card_double_answer(
    struct card_double *card,
    const uint8_t *command,
    size_t size,
    uint8_t answer[CARD_ANSWER_ROOM]);

#endif
