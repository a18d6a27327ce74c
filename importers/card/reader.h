/*
 * Card readers through PC/SC: the one place that knows what that is.
 *
 * Tells what comes and goes on all readers, and reads one card: one connection, one transaction, one
 * reading, from start to end.  Whatever goes wrong drops the whole reading; nothing is tried again, and
 * nothing of two connections ever meets.  After a secret was presented the power is taken from the card.
 * Waits without end where the system does (a mute card, another program's transaction): whoever calls
 * must be watched (worker.h).
 */
#ifndef IMPORTERS_CARD_READER_H
#define IMPORTERS_CARD_READER_H

#include "importers/card/script.h"

enum {
    CARD_READER_NAME = 128,
    CARD_READERS = 15
};

enum card_fault {
    CARD_FAULT_NONE,
    CARD_FAULT_NO_SERVICE, /* pcscd is not running, or went away */
    CARD_FAULT_DENIED,     /* pcscd runs and lets this user do nothing */
    CARD_FAULT_NO_READER,
    CARD_FAULT_NO_CARD,
    CARD_FAULT_PULLED,
    CARD_FAULT_RESET,  /* by another program */
    CARD_FAULT_BUSY,   /* another program has the card to itself */
    CARD_FAULT_MUTE,   /* the card does not answer when power comes */
    CARD_FAULT_STUCK,  /* nothing came back in time (worker.h) */
    CARD_FAULT_BROKEN, /* replies that are none */
    CARD_FAULT_OTHER,
    CARD_FAULT_COUNT
};

struct card_reader;

/* wanted: part of the name of the readers to use; "" for all.  NULL: no memory. */
struct card_reader *card_reader_open(const char *wanted);
void card_reader_close(struct card_reader *reader);

enum card_change {
    CARD_CHANGE_NONE,
    CARD_CHANGE_READERS, /* the number of readers, or the fault, changed */
    CARD_CHANGE_IN,
    CARD_CHANGE_OUT
};

struct card_look {
    enum card_change change;
    enum card_fault fault; /* NO_SERVICE, DENIED, NO_READER or NONE */
    unsigned readers;
    uint32_t presence; /* counts the times that a card was laid on any reader; names this one */
    bool was_there;    /* with IN: on the first look after a reader was found */
};

/* One change at a time, in order; waits at most so long for it. */
void card_reader_look(struct card_reader *reader, unsigned wait_ms, struct card_look *look);

/* How it stands, without looking. */
void card_reader_state(const struct card_reader *reader, struct card_look *look);

/*
 * Reads the card that was laid down last, if it is still the one of that presence.  alive is called
 * before each command.  reading is zero unless the result is CARD_FAULT_NONE.
 */
enum card_fault card_reader_read(
    struct card_reader *reader,
    uint32_t presence,
    const struct card_request *request,
    const struct card_roots *roots,
    void (*alive)(void *context),
    void *context,
    struct card_reading *reading);

#endif
