/*
 * Claims: what a receipt says, what its visits say, and what becomes of it.
 *
 * The words that the reader of receipt files, the store and the overlay speak to each other.  A
 * receipt is one レセプト of a file; its visits are those of the same person in its 診療年月.
 */
#ifndef ENGINE_VOCABULARY_CLAIM_H
#define ENGINE_VOCABULARY_CLAIM_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/insurer.h"

/* One receipt as its file has it.  Texts are UTF-8, borrowed; data NULL: the item is empty. */
struct receipt_key {
    int64_t number;     /* RE レセプト番号 */
    uint64_t line;      /* of its first record in the file, from 1 */
    struct month month; /* RE 診療年月; MONTH_NONE: cannot be read */
    struct slice type;  /* RE レセプト種別, 4 digits */
    struct slice chart_number;
    struct slice name;
    struct slice kana;
    struct date birth; /* DATE_NONE: cannot be read */
    unsigned sex;      /* SEX_... */
    bool inpatient;
    bool has_insurance;             /* an HO record is there */
    struct identifiers identifiers; /* of HO, with the branch of SN */
    int64_t days;                   /* 診療実日数 of HO, else of the first KO; -1: not given */
    uint32_t named_days;  /* that it names as days of a visit: bit 0 is the first of the month */
    bool has_public;      /* a KO record */
    int64_t publics;      /* how many */
    bool has_assistance;  /* a KO record of 医療扶助 */
    bool has_desk_amount; /* MF, or HO 負担金額 */
    struct slice marks;   /* RE 特記事項: codes of two digits, one after the other */
    bool marks_hidden;    /* their place is not known, and they may be there */
    struct slice ratio;   /* RE 給付割合, digits */
    struct slice search_number; /* RE 検索番号 of a returned claim */
};

/* The texts of a declaration that an unknown claim carries, in the order of the comments. */
enum claim_text {
    CLAIM_TEXT_KANA,
    CLAIM_TEXT_SCHEME,
    CLAIM_TEXT_INSURER,
    CLAIM_TEXT_EMPLOYER,
    CLAIM_TEXT_ADDRESS_1,
    CLAIM_TEXT_ADDRESS_2,
    CLAIM_TEXT_CONTACT,
    CLAIM_TEXT_CONTACT_DATE,
    CLAIM_TEXT_COUNT
};

/* What the store knows about the visits of a receipt. */
struct receipt_visits {
    unsigned pairing;  /* PAIRING_... */
    unsigned paths;    /* PATHS_... */
    unsigned insurers; /* RESULTS_... */
    bool held;         /* a visit is held, waiting, undecided or charged in full */
    bool days_accepted;
    bool type_accepted;             /* a person says: type and ratio as they stand */
    int64_t count;                  /* days on which there was a visit */
    uint32_t days;                  /* which: bit 0 is the first of the month */
    struct identifiers identifiers; /* to claim with; empty for unknown */
    unsigned relation;              /* RELATION_... where it is known */
    unsigned scheme;                /* SCHEME_... of the claim: of the insurer, or as declared */
    unsigned payer;                 /* PAYER_... */
    unsigned share;                 /* SHARE_... as the answer or the document says; UNRECORDED */
    bool terms_differ;              /* relation or share were not the same on all days */
    struct slice texts[CLAIM_TEXT_COUNT]; /* of an unknown claim */
    int64_t first_visit;                  /* V number of one of the visits, for lists; 0: none */
    int64_t twin; /* V number of another person's visit with the same numbers and branch; 0: none */
    const char *rule; /* id of the rule that decided the visits */
};

/* One day of a receipt whose visits do not say the same: whose it is. */
struct receipt_day {
    struct date day;
    int64_t visit;
    unsigned path;                  /* PATH_... */
    struct identifiers identifiers; /* of its verdict */
};

/* What becomes of a receipt, as the table receipt-path says. */
enum receipt_fate {
    FATE_PASS,
    FATE_CURRENT,
    FATE_PAST,
    FATE_UNKNOWN,
    FATE_SPLIT, /* two receipts, one for each insurer */
    FATE_WITHHOLD
};

struct receipt_ruling {
    enum receipt_fate fate;
    const char *rule;     /* id */
    const char *reason;   /* name of the outcome "reason", or a kind of ruling: gap, conflict ... */
    const char *japanese; /* its label */
    const char *english;
};

#endif
