/*
 * One document of a settlement archive: XML in, what it says about a ticket and about money out.  Pure.
 *
 * What a document is follows from its root element and namespace, never from the name of its file:
 * three generations of schemas share their file names.  No document type, no entities.
 */
#ifndef IMPORTERS_TICKETS_ARCHIVE_DOCUMENT_H
#define IMPORTERS_TICKETS_ARCHIVE_DOCUMENT_H

#include "engine/foundation/arena.h"
#include "engine/vocabulary/finding.h"
#include "engine/vocabulary/ticket.h"

enum document_kind {
    DOCUMENT_UNKNOWN, /* another root or namespace */
    DOCUMENT_SCHEMA,  /* an XSD: passed over */
    DOCUMENT_INDEX,   /* ix08 */
    DOCUMENT_SUMMARY, /* su08 */
    DOCUMENT_CHECKUP_CLAIM,
    DOCUMENT_GUIDANCE_CLAIM,
    DOCUMENT_RESULT /* hc08, hg08 */
};

enum document_amount {
    AMOUNT_CEILING_BASIC,
    AMOUNT_CEILING_DETAIL,
    AMOUNT_CEILING_OTHER,
    AMOUNT_CEILING_DOCK,
    AMOUNT_UNIT_BASIC,
    AMOUNT_UNIT_DETAIL,
    AMOUNT_UNIT_OTHER,
    AMOUNT_UNIT_DOCK,
    AMOUNT_PAID_BASIC,
    AMOUNT_PAID_DETAIL,
    AMOUNT_PAID_OTHER,
    AMOUNT_PAID_DOCK,
    AMOUNT_UNIT_SUM,
    AMOUNT_PAID_SUM,
    AMOUNT_OTHER_SUM,
    AMOUNT_CLAIM_SUM,
    AMOUNT_COUNT,
    AMOUNTS
};

enum {
    DOCUMENT_FINDINGS = 24,
    DOCUMENT_ELEMENT = 64,
    DOCUMENT_DEPTH = 64 /* the deepest of a result is about 20 */
};

struct document_finding {
    enum finding finding;
    char element[DOCUMENT_ELEMENT]; /* "insuranceCard/number" */
};

struct document {
    enum document_kind kind;
    int generation;       /* of the namespace: 2008, 2024, 0 for results */
    struct ticket ticket; /* values live in the arena */
    bool given[AMOUNTS];
    int64_t amounts[AMOUNTS];
    size_t finding_count; /* all; those beyond the array are counted only */
    struct document_finding findings[DOCUMENT_FINDINGS];
};

void document_note(struct document *document, enum finding finding, const char *element);

/*
 * Reads one document.  A finding ARCHIVE_UNREADABLE is for XML that is damaged, too deep, has a
 * document type or is neither UTF-8 nor Shift_JIS; what was read before it stays out.  Faults: MEMORY,
 * TOO_BIG.
 */
bool document_read(
    struct slice bytes,
    struct arena *arena,
    struct document *document,
    struct error *error) MUST_CHECK;

#endif
