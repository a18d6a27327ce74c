/*
 * The export of receipts: a file of the receipt computer in, the file that may be submitted out.
 *
 * Before it, every receipt is announced to whoever pairs.  First reading: every receipt is decided
 * (receipt_path.h) with what its visits say, and the totals of the file are shown to be right before
 * anything is changed.  Second reading: the new file is written,
 * withheld receipts left out, receipts after them renumbered, GO recomputed, the patch list beside it.
 * Then the new file is read as a receipt file again and compared, record by record and in its totals;
 * only then do the files get their names.  Nothing else of the file is touched, and the same input,
 * visits, rules and choices give the same bytes.
 *
 * Pairing receipts with visits is the caller's (engine/storage/pairing); so is what to remember of it.
 */
#ifndef EXPORTERS_RECEIPT_EXPORT_H
#define EXPORTERS_RECEIPT_EXPORT_H

#include "engine/foundation/world.h"
#include "engine/law/receipt_path.h"
#include "engine/vocabulary/receipt_file.h"
#include "exporters/receipt_split.h"

enum receipt_outcome {
    OUTCOME_UNCHANGED, /* but for its number */
    OUTCOME_CHANGED,
    OUTCOME_WITHHELD,
    OUTCOME_SPLIT, /* two receipts in its place, one for each insurer of the month */
    OUTCOME_MOVED, /* into the other payer's file, which is written at the same time */
    OUTCOME_COUNT
};

/* One of the two receipts that a split one becomes. */
struct receipt_piece {
    struct interval days; /* of its first and last visit */
    int64_t day_count;
    struct receipt_visits visits; /* of these days alone */
    struct receipt receipt;       /* as it goes out, its number not yet changed */
    struct receipt_key key;       /* of that */
    struct receipt_rewrite rewrite;
    bool moves; /* into the other payer's file */
};

/* What was decided for one receipt; everything lives during the call only. */
struct receipt_decided {
    enum receipt_outcome outcome;
    const struct receipt_key *key;
    const struct receipt_visits *visits;
    const struct receipt_ruling *ruling;
    const struct receipt_rewrite *rewrite; /* its trouble, when that is why it is withheld */
    struct slice bytes;                    /* the receipt as it was read */
    enum split_reason split_reason;        /* of several insurers or paths: why it is not split */
    uint64_t split_line;                   /* of the record in doubt; 0: none */
    const struct receipt_piece *pieces;    /* SPLIT_PARTS of them where it is split */
};

struct receipt_export_order {
    const struct disk_port *disk;
    const char *source;
    const char *target;      /* NULL: decide only, write nothing */
    const char *patch_utf8;  /* NULL: not wanted */
    const char *patch_cp932; /* the same */
    enum language language;  /* of the patch list */
    const struct receipt_decider *decider;
    struct receipt_choices choices;
    bool accept_totals; /* a person has looked at a GO that was wrong before */
    /*
     * Of a re-claim: the rows that begin a file of the claim month (receipt_export_read_head).  The source
     * is then a file of returned claims of the same payer; its receipts lose their HR rows, are numbered
     * from 1 and get a GO; history rows stay byte for byte.  Empty: an ordinary export.
     */
    struct slice reclaim_head;
    void *context; /* of the five below */

    /* Each receipt of all files, before anything is asked; may be NULL. */
    bool (*announced)(void *context, const struct receipt_key *key, struct error *error);

    /*
     * Fills in what the visits of a receipt say (zeroed before).  Asked twice for each receipt, with the
     * same answer: another one stops the export with RECEIPT_CHANGED.  Slices live to the next call.
     */
    bool (*visits_of)(
        void *context,
        const struct receipt_key *key,
        struct receipt_visits *visits,
        struct error *error);

    /*
     * The visits of a receipt one by one, and what those of some days say together.  Asked for receipts
     * of several insurers or paths only; slices live to the next visits_of.  NULL: none is split.
     */
    bool (*days_of)(
        void *context,
        const struct receipt_key *key,
        struct receipt_day *days,
        size_t room,
        size_t *count,
        struct error *error);
    bool (*visits_between)(
        void *context,
        const struct receipt_key *key,
        struct interval days,
        struct receipt_visits *visits,
        struct error *error);

    /*
     * The claim month with which a receipt was submitted before and did not come back since; MONTH_NONE
     * before.  Such a one is withheld whatever its visits say, with trouble SUBMITTED; of returned claims
     * one whose return was settled otherwise, with trouble SETTLED.  Asked twice, as above, and of a receipt
     * that would be split for each of its pieces; may be NULL.
     */
    bool (*submitted)(
        void *context,
        const struct receipt *receipt,
        const struct receipt_key *key,
        struct month *month,
        struct error *error);

    /* Each receipt in order, during the first reading; may be NULL. */
    bool (*told)(void *context, const struct receipt_decided *decided, struct error *error);
    /* Each finding of the first reading; may be NULL. */
    bool (*found)(void *context, const struct receipt_finding *finding, struct error *error);
};

struct receipt_export_result {
    int64_t receipts; /* = the sum of counts: the proof of the export */
    int64_t counts[OUTCOME_COUNT];
    int64_t moved_in;    /* of the other file, pieces of split receipts included */
    int64_t split_moved; /* pieces of split receipts that went into the other file */
    int64_t written;     /* receipts of the new file: the second proof */
    int64_t unnamed;     /* of the unchanged: no visit was recorded for them */
    int64_t renumbered;  /* unchanged or changed ones with another number */
    int64_t troubled;    /* of the withheld: could not be written (TROUBLE_OF_WRITING) */
    int64_t changes;     /* items and records */
    int64_t findings;
    struct receipt_total before;  /* as the file's GO says */
    struct receipt_total counted; /* as its receipts add up */
    struct receipt_total after;   /* as the new file's GO says */
    enum receipt_kind kind;
    struct month claim_month;
    unsigned payer; /* PAYER_... of the file */
    char facility[RECEIPT_FACILITY_TEXT];
    uint64_t bytes; /* of the new file */
};

/*
 * Faults: those of the file and the disk; RECEIPT_TOTAL when GO was wrong before; RECEIPT_CHANGED;
 * READ_BACK_DIFFERS.  After a fault nothing has got a name but what had one before.
 */
bool receipt_export_run(
    const struct receipt_export_order *order,
    struct receipt_export_result *result,
    struct error *error) MUST_CHECK;

/*
 * The files of both payers at once (at most RECEIPT_EXPORT_FILES): a receipt whose insurer belongs to
 * the other payer leaves one file and stands behind the others in the second.  EXPORT_PAIR when the
 * two are not of one institution, claim month, kind and edition, or of the same payer.  Either all
 * files get their names or, but for a disk that fails while naming, none.
 */
enum {
    RECEIPT_EXPORT_FILES = 2
};

bool receipt_export_run_all(
    const struct receipt_export_order *orders,
    struct receipt_export_result *results,
    size_t count,
    struct error *error) MUST_CHECK;

/* Why a receipt is withheld by the rules, with why it could not be split where that was asked. */
void receipt_decided_reason(
    const struct receipt_decided *decided,
    enum language language,
    char text[TROUBLE_TEXT]);

/* Appends the rows before the first receipt of a file. */
bool receipt_export_read_head(
    const struct disk_port *disk,
    const char *path,
    struct buffer *head,
    struct error *error) MUST_CHECK;

#endif
