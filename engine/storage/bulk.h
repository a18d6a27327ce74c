/*
 * Bulk: how a file, a batch answer or a run of verdicts enters the journal (decision 29).
 *
 *   BULK_BEGUN   kind, content, name            its entry number names the bulk
 *   BULK_PART*   stream, first, count, bytes    at most LIMIT_PART_BYTES and one row
 *   BULK_ENDED   rows, bytes, SHA-256, ...      only now does the bulk count
 *
 * Stream raw holds the file's bytes in blocks, each a zlib stream of its own, compressed on a second
 * core; stream rows holds what this version read: rows of packed fields, each led by its size.
 * No transaction stays open between calls.  A bulk that was cut off is abandoned by the next
 * run of the same role and the file is read anew.
 */
#ifndef ENGINE_STORAGE_BULK_H
#define ENGINE_STORAGE_BULK_H

#include "engine/storage/journal.h"

/* What the rows are; the number stands in bodies for ever. */
enum bulk_kind {
    BULK_CAPTURES = 1,
    BULK_ANSWERS = 2, /* to what was asked: role "sync" */
    BULK_VERDICTS = 3,
    BULK_RECEIPTS = 4,
    BULK_TICKETS = 5,
    BULK_LISTED = 6, /* answers of a file that a person imports: role "import" */
    BULK_CARDS = 7,  /* answers to cards, taken from the terminal: role "sync" */
    BULK_SITE_VERDICTS = 8,
    BULK_AGENCY = 9 /* findings of the payment agency: role "import" */
};

enum bulk_stream {
    BULK_RAW = 0,
    BULK_ROWS = 1,
    BULK_MATCHES = 2 /* captures: rows that belong to a visit which is there already */
};

enum bulk_state {
    BULK_OPEN = 0,
    BULK_WHOLE = 1,
    BULK_DROPPED = 2,
    BULK_PURGED = 3 /* its rows have numbers and nothing else: purge.h */
};

enum {
    BULK_GROUP_PARTS = 16 /* parts of one transaction: 1 MiB, some 30 ms */
};

struct bulk_writer;

/*
 * Begins a bulk.  content identifies what was read and by which reader
 * (bulk_content); empty for bulks that no file stands behind.  name is the file's name without its
 * folder; it is sealed.
 */
bool bulk_open(
    struct store *store,
    enum bulk_kind kind,
    struct slice content,
    struct slice name,
    struct bulk_writer **writer,
    struct error *error) MUST_CHECK;

/*
 * From now on parts are written on a second core.  The store is the writer's until the bulk is closed,
 * cancelled or its rows are flushed; the caller keeps off it.
 */
bool bulk_write_behind(struct bulk_writer *writer, struct error *error) MUST_CHECK;

/* The bulk's number. */
int64_t bulk_entry(const struct bulk_writer *writer);

/* The next bytes of the file. */
bool bulk_add_raw(struct bulk_writer *writer, struct slice bytes, struct error *error) MUST_CHECK;

/* One row: packed fields without a format byte.  month is what it is about, for retention. */
bool bulk_add_row(
    struct bulk_writer *writer,
    struct slice row,
    struct month month,
    struct error *error) MUST_CHECK;

/* One row of stream matches; after the last row of stream rows. */
bool bulk_add_match(struct bulk_writer *writer, struct slice match, struct error *error) MUST_CHECK;

/* Writes out the rows so far, so that views hold all of them. */
bool bulk_flush_rows(struct bulk_writer *writer, struct error *error) MUST_CHECK;

/*
 * Has look called by bulk_close inside the transaction of the end, before it: for what others did
 * after the entry since, while the rows did not count yet.  It may add matches.
 */
typedef bool
bulk_last_look(struct store *store, struct bulk_writer *writer, int64_t since, struct error *error);
void bulk_look_again(struct bulk_writer *writer, bulk_last_look *look, int64_t since);

/* Has finish called in the transaction of the end, after it: what follows from the bulk's being whole. */
typedef bool bulk_finish(void *context, int64_t bulk, struct error *error);
void bulk_finish_with(struct bulk_writer *writer, bulk_finish *finish, void *context);

int64_t bulk_row_count(const struct bulk_writer *writer);

/*
 * Writes what is left, then the end with the caller's fields (packed fields without a format byte,
 * tags from 20 up, may be empty), and commits.  The writer is gone afterwards either way.
 */
bool bulk_close(struct bulk_writer *writer, struct slice fields, struct error *error) MUST_CHECK;

/* Gives up: rolls back the open transaction, leaves the rest to bulk_abandon_open.  NULL is taken. */
void bulk_cancel(struct bulk_writer *writer);

/*
 * Abandons every bulk of a kind that has no end.  Call with the role of its writers taken: a kind has
 * one role, or one run would cut off another's.
 */
bool bulk_abandon_open(struct store *store, enum bulk_kind kind, struct error *error) MUST_CHECK;

/* A whole bulk of that kind with that content; *bulk is 0 when there is none. */
bool bulk_find(
    struct store *store,
    enum bulk_kind kind,
    struct slice content,
    int64_t *bulk,
    struct error *error) MUST_CHECK;

/* The same by the beginning of its content: the first of them. */
bool bulk_find_starting(
    struct store *store,
    enum bulk_kind kind,
    struct slice beginning,
    int64_t *bulk,
    struct error *error) MUST_CHECK;

/* The content print of a file: fingerprint of its SHA-256 and of the reader's name and version. */
bool bulk_content(
    struct store *store,
    const uint8_t file_hash[HASH_BYTES],
    const char *reader,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error) MUST_CHECK;

/* Calls take with the raw bytes of a bulk in order, as they were added. */
bool bulk_read_raw(
    struct store *store,
    int64_t bulk,
    bool (*take)(void *taker, struct slice bytes, struct error *error),
    void *taker,
    struct error *error) MUST_CHECK;

/* The next part of a stream after *entry, or 0. */
bool bulk_next_part(
    struct store *store,
    int64_t bulk,
    enum bulk_stream stream,
    int64_t *entry,
    struct error *error) MUST_CHECK;

/* ---- bodies, for whoever applies or reads parts ---- */

struct bulk_part {
    int64_t bulk;
    int64_t stream;
    int64_t first;
    int64_t count;
    struct slice bytes; /* inside the body */
};

bool bulk_part_read(struct slice body, struct bulk_part *part) MUST_CHECK;

/* Steps through the rows of a part's bytes; false at the end, or *broken. */
bool bulk_next_row(struct slice *bytes, struct slice *row, bool *broken) MUST_CHECK;

bool bulk_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
