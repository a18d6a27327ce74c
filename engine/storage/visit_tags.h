/*
 * Inside visits: tags of bodies beside the fields of fields.def (which are below 100), and what
 * visits.c, visit_read.c and visit_match.c share.
 */
#ifndef ENGINE_STORAGE_VISIT_TAGS_H
#define ENGINE_STORAGE_VISIT_TAGS_H

#include "engine/storage/visits.h"

enum {
    VISIT_FORMAT = 1
};

enum visit_tag {
    VISIT_TAG_REFERENCE = 100,  /* the visit that a capture belongs to; absent: it opens one */
    VISIT_TAG_CAPTURE = 101,    /* captures.def */
    VISIT_TAG_INTO = 102,       /* the visit that another became part of */
    VISIT_TAG_REASON = 103,     /* why it was withdrawn */
    VISIT_TAG_SUPERSEDES = 104, /* the receipt file that it may stand in is made anew */
    VISIT_TAG_ANSWER = 105      /* the answer that whoever confirmed a person had before them */
};

/* Packed fields without a format byte; slices point into fields. */
bool visit_read_row(struct slice fields, struct evidence *evidence) MUST_CHECK;

/* As visits_each, with the visits of one bulk that has no end yet. */
bool visits_each_with(
    struct store *store,
    int64_t open_bulk,
    visit_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* The visits of one day that a bulk brought, gone or not, in order of id. */
bool visits_each_of_bulk(
    struct store *store,
    int64_t bulk,
    struct date day,
    visit_taker *take,
    void *taker,
    struct error *error) MUST_CHECK;

/* Parts of applying.  gone is the visit it became part of, or VISIT_WITHDRAWN. */
bool visit_set_gone(struct store *store, int64_t visit, int64_t gone, struct error *error)
    MUST_CHECK;
bool visit_set_content(struct store *store, int64_t visit, int64_t content, struct error *error)
    MUST_CHECK;
bool visit_add_evidence(
    struct store *store,
    int64_t visit,
    int64_t entry,
    int64_t row,
    struct error *error) MUST_CHECK;
/* Fingerprints and alias anew; answer is the one that a person was confirmed by just now, or 0. */
bool visit_renew_prints(struct store *store, int64_t visit, int64_t answer, struct error *error)
    MUST_CHECK;

/* The visit that one has become part of, over any number of steps; else itself. */
bool visit_became(struct store *store, int64_t visit, int64_t *became, struct error *error)
    MUST_CHECK;

/* Makes a visit of a bulk part of another one. */
bool visit_apply_same(struct store *store, int64_t visit, int64_t into, struct error *error)
    MUST_CHECK;

/* Makes the values of a visit of a bulk further evidence of the one it became part of. */
bool visit_apply_correction(struct store *store, int64_t visit, int64_t into, struct error *error)
    MUST_CHECK;

#endif
