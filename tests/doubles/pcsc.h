/*
 * A double of the PC/SC library, linked in its place: readers that are plugged in and out, cards that come
 * and go, and any code at any call.  For what no real service can be brought to do on demand.
 *
 * Nothing waits: a wait that would not end before its time is over at once.  What a client may not do
 * (a command outside its transaction, a handle that is none) aborts.
 */
#ifndef TESTS_DOUBLES_PCSC_H
#define TESTS_DOUBLES_PCSC_H

#include <winscard.h>

#include "tests/doubles/card.h"

enum {
    PCSC_READERS = 20,
    PCSC_NAME = 40
};

enum pcsc_call {
    PCSC_ESTABLISH,
    PCSC_RELEASE,
    PCSC_LIST,
    PCSC_STATUS,
    PCSC_CONNECT,
    PCSC_BEGIN,
    PCSC_TRANSMIT,
    PCSC_END,
    PCSC_DISCONNECT,
    PCSC_CALLS
};

struct pcsc_reader {
    char name[PCSC_NAME];
    bool is_there;
    bool has_card;
    unsigned events; /* cards that came and went */
};

struct pcsc_double {
    struct pcsc_reader readers[PCSC_READERS];
    struct card_double *card; /* the one card of this world */
    bool hides_first_reader;  /* as some services: the first one is never told of */
    int counts[PCSC_CALLS];

    /* what goes wrong: at the n-th of these calls from now on; 0 never */
    enum pcsc_call bad_call;
    int bad_at;
    LONG bad_code;
    int short_at; /* transmit: success, with so few bytes */
    size_t short_size;
    void (*at_call)(enum pcsc_call call, int count); /* before each */

    bool has_service;
    bool is_connected;
    bool is_in_transaction;
    DWORD share;       /* of the last connection */
    DWORD disposition; /* of the last disconnection */
};

extern struct pcsc_double pcsc;

/* Everything unplugged, nothing wrong; the card stays. */
void pcsc_reset(struct card_double *card);
void pcsc_plug(int reader, const char *name);
void pcsc_unplug(int reader);
void pcsc_lay(int reader);
void pcsc_take(int reader);

#endif
