/*
 * Ports: what a way of asking the qualification service is, seen from the engine.
 *
 * An adapter (importers/online) fills a struct verifier with functions of its own; sync.h drives it.
 * The adapter knows files, folders, connections and messages; the engine knows keys, states and
 * visits.  No function of a verifier is called inside a transaction.
 *
 * There are two sorts.  One that does not repeat (files) is driven step by step: what was let go is
 * never let go again.  One that repeats (a service that answers the same key once, however often it
 * is sent) holds many inquiries at a time and has further functions at the end.
 */
#ifndef ENGINE_STORAGE_PORTS_H
#define ENGINE_STORAGE_PORTS_H

#include "engine/storage/inquiries.h"
#include "engine/vocabulary/answer.h"
#include "engine/vocabulary/finding.h"

/* One person to ask about. */
struct inquiry_person {
    struct identifiers identifiers;
    struct date birth;
    bool limit_consent;
    struct slice chart_number;           /* 照会番号 of a registration */
    char identifier[INQUIRY_IDENTIFIER]; /* our name for this person in this batch */
};

enum request_step {
    REQUEST_ASK,
    REQUEST_FETCH /* the result of what was accepted */
};

/* A request by its name. */
struct request {
    enum inquiry_kind kind;
    enum request_step step;
    const char *key;
};

/* What a request says.  A pull has no people. */
struct request_content {
    enum inquiry_kind kind;
    const char *key; /* goes along as file identifier */
    struct interval days;
    const struct inquiry_person *people;
    size_t count;
};

/* What has become of a request that was prepared under a key. */
enum request_state {
    REQUEST_ABSENT,   /* never prepared, or prepared and the file lost before it was let go */
    REQUEST_PREPARED, /* written under a name that nobody reads */
    REQUEST_LYING,    /* let go, still where it was put: nobody has taken it */
    REQUEST_TAKEN,    /* let go and taken, no answer yet */
    REQUEST_ANSWERED,
    REQUEST_REJECTED
};

enum reply_kind {
    REPLY_ACCEPTED,   /* reception is filled */
    REPLY_PROCESSING, /* not yet: fetch again later */
    REPLY_ANSWERS,    /* the people were handed over */
    REPLY_ERROR,      /* the service refuses the whole file; detail says what it said */
    REPLY_NOT_OURS    /* a key of the file is not the one asked with; detail names it */
};

struct reply {
    enum reply_kind kind;
    char reception[RECEPTION_TEXT];
    char detail[256]; /* codes and names of elements, never a person's value */
};

/* Answers as they are read.  position: the person in the batch, 0 when nobody was asked for so. */
typedef bool reply_taker(
    void *taker,
    int64_t position,
    enum finding finding,
    const struct answer *answer,
    struct error *error);

struct verifier {
    void *context;
    const char *name; /* for messages: "資格確認端末" */
    enum inquiry_channel channel;
    bool is_repeating;
    bool kinds[INQUIRY_KIND_COUNT]; /* what it can do */

    /* True when requests can be given now; else a fault of the kind TRY_LATER that says why. */
    bool (*reachable)(void *context, struct error *error);

    /* Whether a person can be asked about; *why is a wording, NULL when it can. */
    void (*check)(
        void *context,
        const struct inquiry_person *person,
        enum language language,
        const char **why);

    /* Appends the bytes of a request for people who passed check. */
    bool (*write)(
        void *context,
        const struct request_content *content,
        struct buffer *bytes,
        struct error *error);
    bool (*write_fetch)(
        void *context,
        const char *reception,
        struct buffer *bytes,
        struct error *error);

    /*
     * Puts the bytes where they can be let go, durably; doing it again does no harm.  FOLDER_KEY_TAKEN,
     * of release too: another program has used that key, nothing was sent.
     */
    bool (*prepare)(
        void *context,
        const struct request *request,
        struct slice bytes,
        struct error *error);

    /* Lets a prepared request go, durably; a request that is gone already was let go. */
    bool (*release)(void *context, const struct request *request, struct error *error);
    bool (*look)(
        void *context,
        const struct request *request,
        enum request_state *state,
        struct error *error);

    /* The answer's bytes, or what came with a rejection; empty: not whole yet. */
    bool (*take)(
        void *context,
        const struct request *request,
        struct buffer *bytes,
        struct error *error);

    /*
     * What the bytes say.  asked holds the people of the inquiry in order of position, for matching.
     * Bytes that are no message at all are REPLY_ERROR, not a fault.
     */
    bool (*read)(
        void *context,
        enum request_step step,
        const struct inquiry_row *inquiry,
        const struct inquiry_person *asked,
        size_t count,
        struct slice bytes,
        reply_taker *take_answer,
        void *taker,
        struct reply *reply,
        struct error *error);

    /*
     * Waits until something may have happened, at most so long; false: a signal says stop.  NULL: the
     * world's clock.
     */
    bool (*wait)(void *context, int64_t wait_ms);

    /* ---- of one that repeats; else NULL ---- */

    /* How many there may be to ask about; said before reachable, so that it can make ready for them. */
    void (*expect)(void *context, size_t people);

    /* How many further inquiries it takes now. */
    size_t (*room)(void *context);

    /* The key of one that has ended, in no set order; false: none.  The same one until forgotten. */
    bool (*ended)(void *context, char key[INQUIRY_KEY]);
    void (*forget)(void *context, const char *key);

    /* False with why when the line is down for longer than a hiccup: the run ends, all is kept. */
    bool (*is_well)(void *context, struct error *error);
};

#endif
