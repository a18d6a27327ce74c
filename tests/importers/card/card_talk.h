/*
 * The double's chip at the other end of the script, without a reader: what tests of the script share.
 */
#ifndef TESTS_IMPORTERS_CARD_CARD_TALK_H
#define TESTS_IMPORTERS_CARD_CARD_TALK_H

#include "importers/card/script.h"
#include "tests/doubles/card.h"

enum {
    TALK_COMMANDS = 200
};

struct card_talk {
    struct card_authority *authority;
    struct card_double card;
    struct card_roots *roots;
    struct card_request request;
    long today;
    int ends_at;    /* the command (from 1) at which the exchange fails; 0: none */
    int dies_at;    /* the command before which the card loses its power for a moment */
    int empties_at; /* the command whose reply is empty */
    int count;

    struct {
        uint8_t bytes[300];
        size_t size;
    } commands[TALK_COMMANDS];
};

void card_talk_open(struct card_talk *talk, const char *profile);
void card_talk_close(struct card_talk *talk);

/* Takes the power from the card and lays another one on the reader. */
void card_talk_lay(struct card_talk *talk, const char *profile);
enum card_end card_talk_run(struct card_talk *talk, struct card_reading *reading);

/* How often a command with this instruction and data (hexadecimal) was sent. */
int card_talk_sent(const struct card_talk *talk, uint8_t instruction, const char *data);

#endif
