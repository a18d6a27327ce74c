/*
 * The watched worker: a process of its own that waits for cards and reads them, so that no card, reader
 * or service can keep the desk waiting.
 *
 * The worker gives a sign of life at least every half second, and before each command to a card.  When
 * none has come for limit_ms, it is killed and another takes its place, which leaves alone whatever card
 * is on a reader by then: nothing is read twice by the machine.  It closes every file of the program,
 * holds no key, and ends when the program does.
 *
 * One reading is one event; an event is whole or it is not there.
 */
#ifndef IMPORTERS_CARD_WORKER_H
#define IMPORTERS_CARD_WORKER_H

#include "importers/card/reader.h"

struct card_worker_options {
    const char *wanted_reader;
    const struct card_roots *roots;
    unsigned limit_ms;
    uint8_t token_key[CARD_TOKEN_KEY];
};

enum card_event_kind {
    CARD_EVENT_NONE,
    CARD_EVENT_ALIVE, /* never handed out */
    CARD_EVENT_READERS,
    CARD_EVENT_CARD_IN, /* its reading or failure follows */
    CARD_EVENT_CARD_OUT,
    CARD_EVENT_READ,
    CARD_EVENT_FAILED
};

struct card_event {
    enum card_event_kind kind;
    enum card_fault fault; /* with READERS and FAILED */
    unsigned readers;
    uint32_t worker;   /* which worker: presences of two of them are not comparable */
    uint32_t presence; /* the same number: the card lay there all the time */
    bool was_there;    /* before the worker looked for the first time */
    bool was_asked;    /* the reading is an answer to card_worker_ask */
    struct card_reading reading;
};

struct card_worker;

/* The options' pointers must live as long as the worker.  Fault: MEMORY, or that no process starts. */
bool card_worker_start(
    const struct card_worker_options *options,
    struct card_worker **worker,
    struct error *error) MUST_CHECK;
void card_worker_stop(struct card_worker *worker);

/* To poll for reading; changes when a worker takes the place of another. */
int card_worker_descriptor(const struct card_worker *worker);

/*
 * The next event, or CARD_EVENT_NONE; never waits.  Call it at least every second: a worker that was
 * silent for too long is replaced here, and told as FAILED with CARD_FAULT_STUCK.  Wipe the reading.
 */
void card_worker_take(struct card_worker *worker, struct card_event *event);

/* The program itself was busy (a person was typing): silence from before now does not count. */
void card_worker_forgive(struct card_worker *worker);

/* Reads the card that lies there, with secrets; the answer is an event.  Wipes the request. */
void card_worker_ask(struct card_worker *worker, struct card_request *request);

#endif
