/*
 * Asking by files: the shared folder of the terminal (資格確認端末経由方式).
 *
 * A request is a file in req; the link software takes it away within seconds, asks, and puts the
 * answer into res under the same name with req turned into res.  A request that it refuses comes
 * back into res beside a file of the same name ending in .err.  Everything goes through the disk and
 * clock ports.  Files of others are never moved or removed, answers neither.  Names are compared
 * without case.  What stands in the files is message.h, when to ask and for whom is the caller's.
 *
 * The caller keeps a journal of its own, in this order, each durable before the next:
 *     key taken -> folder_prepare -> written -> folder_release -> sent
 * Until "written" stands, nothing was sent and prepare may be repeated; from then on only release
 * is, which finds out by the temporary name whether the request was let go before a crash.
 *
 * A struct folder holds nothing open; there is no folder_close.
 */
#ifndef IMPORTERS_ONLINE_FOLDER_H
#define IMPORTERS_ONLINE_FOLDER_H

#include "engine/foundation/world.h"

enum folder_kind {
#define FOLDER_KIND(kind, prefix, limit, inquiry, step) FOLDER_##kind,
#include "importers/online/folder_kinds.def"
#undef FOLDER_KIND
    FOLDER_KIND_COUNT
};

enum {
    FOLDER_KEY_DIGITS = 12, /* YYYYMMDDNNNN */
    FOLDER_NAME = 128,      /* a name that is longer is none of ours */
    FOLDER_ENCRYPTED = 512,
    FOLDER_SETTLE_MS = 300 /* two reads so far apart must agree (reference: oqs.md 6.2) */
};

struct folder_settings {
    const char *root;    /* req and res are looked for in it, in any case; NULL: they are given */
    const char *request; /* used when root is NULL */
    const char *answer;
    /* Prefixes whose files the site encrypts ("OQSsiquc OQSmuquc01"), by blanks; NULL: none.  Without
     * both commands these are refused; never plain text instead. */
    const char *encrypted;
    const char *encrypt; /* paths of programs (filter.h); NULL: none */
    const char *decrypt;
};

struct folder {
    struct disk_port disk;
    struct clock_port clock;
    char request[LIMIT_PATH];
    char answer[LIMIT_PATH];
    char encrypted[FOLDER_ENCRYPTED];
    const char *encrypt; /* of the settings, whose texts must outlive this */
    const char *decrypt;
};

/*
 * Finds the folders and tries that they can be listed and written to (a file that is removed again
 * at once).  Faults: LINE_DOWN (TRY_LATER), FOLDER_AMBIGUOUS.  Every function below has these too.
 */
bool folder_open(
    struct folder *folder,
    const struct folder_settings *settings,
    const struct disk_port *disk,
    const struct clock_port *clock,
    struct error *error) MUST_CHECK;

/*
 * Writes the request into req under a name that the link software does not take, and syncs file and
 * folder.  Replaces what an earlier call left.  Faults: FOLDER_KEY_TAKEN when a request, answer or
 * rejection of that key is there (another program counts its keys in the same way);
 * FOLDER_ENCRYPTED; the disk's.
 */
bool folder_prepare(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct slice bytes,
    struct error *error) MUST_CHECK;

/*
 * Gives the prepared request its name, without replacing, and syncs the folder.  Where nothing is
 * prepared any more it was released before, and that is no fault.  Faults: as folder_prepare; after
 * FOLDER_KEY_TAKEN nothing was sent, and the prepared file stays as the sign of it.
 */
bool folder_release(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct error *error) MUST_CHECK;

enum folder_state {
    FOLDER_PREPARED, /* not sent */
    FOLDER_WAITING,  /* still in req: the link software is not running or not logged in */
    FOLDER_GONE,     /* taken away, no answer yet */
    FOLDER_ANSWERED, /* there is an answer; it may not be written to its end */
    FOLDER_REJECTED
};

/* Of a key for which folder_prepare was done. */
bool folder_state(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    enum folder_state *state,
    struct error *error) MUST_CHECK;

struct folder_answer {
    char name[FOLDER_NAME];
    struct buffer file;     /* the bytes as they lie in res */
    struct buffer unpacked; /* of a .zip, or of an encrypted file: the message in it */
};

struct slice folder_answer_message(const struct folder_answer *answer);
void folder_answer_close(struct folder_answer *answer);

/*
 * Reads the answer, *is_ready false when it is not there, still changing (two reads FOLDER_SETTLE_MS
 * apart), or not written to its end.  Only a ready answer must be closed.  The file stays where it
 * is.  An encrypted one that the program cannot open may not be written to its end: not ready.
 * Faults: FILE_TOO_BIG, those of unzip.h, FOLDER_ENCRYPTED, FILTER_MISSING, CANCELLED.
 */
bool folder_take(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct folder_answer *answer,
    bool *is_ready,
    struct error *error) MUST_CHECK;

/* Appends the bytes of the .err file, at most LIMIT_REJECTION_BYTES (message_append_opaque). */
bool folder_take_rejection(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

#endif
