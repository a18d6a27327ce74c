/* Tags of the bodies of inquiry entries, and columns: shared by inquiries.c and inquiry_*.c only. */
#ifndef ENGINE_STORAGE_INQUIRY_TAGS_H
#define ENGINE_STORAGE_INQUIRY_TAGS_H

#include "engine/storage/inquiries.h"

enum {
    INQUIRY_FORMAT = 1
};

enum inquiry_tag {
    TAG_KEY = 1,
    TAG_DAY = 2,
    TAG_VISIT = 3, /* repeated, in the order of positions */
    TAG_REQUEST = 4,
    TAG_STATE = 5,
    TAG_RECEPTION = 6,
    TAG_FETCH_KEY = 7,
    TAG_DETAIL = 8,
    TAG_ANSWERS = 9,
    TAG_KIND = 10,    /* left out: a batch */
    TAG_CHANNEL = 11, /* left out: the folder */
    TAG_LAST_DAY = 12,
    TAG_DONE = 13 /* repeated: positions that are registered */
};

bool inquiry_state_find(struct slice name, enum inquiry_state *state) MUST_CHECK;

#define INQUIRY_COLUMNS                                                                            \
    "entry, key, day, state, since_ms, people, reception, fetch_key, fetches, kind, channel, "     \
    "detail"

/* Inside inquiries: rows of people (inquiry_people.c). */
bool inquiry_add_visit(
    struct store *store,
    int64_t inquiry,
    int64_t visit,
    int64_t position,
    struct error *error) MUST_CHECK;

/*
 * An end: each person has an answer in that bulk, or none.  A second end (an answer after a failure
 * was noted) takes back what the first one counted.
 */
bool inquiry_settle(struct store *store, const char *key, int64_t answers, struct error *error)
    MUST_CHECK;

#endif
