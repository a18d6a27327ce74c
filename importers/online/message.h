/*
 * Messages of the qualification service (XmlMsg): bytes of requests out, bytes of answers in.
 *
 * Pure: no file, no clock, no store.  The interface is known by observation only; which element
 * and code was observed, inferred or chosen by us stands in docs/formats/online.md.  How messages
 * travel is folder.h, whether an answer belongs to what was asked is matching.h, what it means for
 * a visit is engine/law.
 */
#ifndef IMPORTERS_ONLINE_MESSAGE_H
#define IMPORTERS_ONLINE_MESSAGE_H

#include "engine/foundation/arena.h"
#include "engine/vocabulary/answer.h"

enum message_encoding {
    MESSAGE_UTF8,
    MESSAGE_SHIFT_JIS /* CP932 */
};

/* ---- writing ---- */

enum {
    MESSAGE_INSTITUTION_DIGITS = 10,
    MESSAGE_KEY_CHARACTERS = 20, /* 記号, 番号 */
    MESSAGE_IDENTIFIER_CHARACTERS = 50 /* 任意の識別子, 任意のファイル識別子, 受付番号 */
};

struct message_request {
    enum message_encoding encoding;
    struct slice institution_code; /* 医療機関コード, 10 digits */
    struct slice file_identifier;  /* 任意のファイル識別子; empty: left out */
    struct date confirmed_for;     /* 資格確認日: the day the qualification is tested for */
};

struct message_inquiry {
    struct identifiers identifiers; /* as written; symbol and branch may be absent */
    struct date birth;
    bool limit_consent;                /* 限度額適用認定証提供同意 */
    struct slice arbitrary_identifier; /* our name for the inquiry: ASCII letters, digits, - _ . */
    struct slice reference_number;     /* 照会番号, of a registration only */
};

/* Why one person cannot be asked for.  The table is inquiry_faults.def. */
enum message_inquiry_fault {
#define INQUIRY_FAULT(fault, japanese, english) MESSAGE_INQUIRY_##fault,
#include "importers/online/inquiry_faults.def"
#undef INQUIRY_FAULT
    MESSAGE_INQUIRY_FAULT_COUNT
};

enum message_inquiry_fault message_check(
    const struct message_inquiry *inquiry,
    enum message_encoding encoding);
const char *message_inquiry_fault_wording(enum message_inquiry_fault fault, enum language language);

/*
 * Each appends one message.  The insurer number is written with zeros to 8 digits, a branch with
 * zeros to 2, symbol and number as they were captured.  A character that the encoding does not hold
 * is never written in another way.  Faults: MESSAGE_CANNOT_WRITE with the element and, for people,
 * the number of the person (from 1), and the buffer's.  After a fault the buffer is worthless.
 */
bool message_write_single(
    const struct message_request *request,
    const struct message_inquiry *inquiry,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* OQSmuquc01req; at least one and at most LIMIT_BATCH_PEOPLE people. */
bool message_write_batch(
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    size_t count,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* OQSsiimm01req and OQSmuimm01req: each person needs a reference number. */
bool message_write_registration(
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    size_t count,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* People to be pulled: OQSmutic01req by month, OQSmuhvq01req and OQSmuonq01req by days of consent. */
enum message_pull {
    MESSAGE_PULL_ASSISTANCE,
    MESSAGE_PULL_VISITING,
    MESSAGE_PULL_ONLINE
};

bool message_write_pull(
    const struct message_request *request,
    enum message_pull pull,
    struct interval days,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* The 02req of any of these; of the request only encoding and institution code are used. */
bool message_write_fetch(
    const struct message_request *request,
    struct slice reception_number,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* ---- reading ---- */

enum message_kind {
    MESSAGE_BARE,          /* a header without a body that says more: error or 処理中 */
    MESSAGE_ACCEPTANCE,    /* 01res: 受付番号; not yet a result */
    MESSAGE_BATCH_RESULT,  /* 02res: BulkConfirmUnit, or a header with the reception number */
    MESSAGE_SINGLE_RESULT, /* one person, by number or card */
    MESSAGE_KIND_COUNT
};

/* Texts of the header (reception number and time may stand in the body), by enumerator. */
enum message_text {
    MESSAGE_EXECUTED_AT, /* 処理実行日時, YYYYMMDDhhmmss of the service's clock, not checked */
    MESSAGE_INSTITUTION_CODE,
    MESSAGE_FILE_IDENTIFIER,
    MESSAGE_RECEPTION_NUMBER,
    MESSAGE_RECEPTION_AT,
    MESSAGE_ERROR_CODE,
    MESSAGE_ERROR_TEXT,
    MESSAGE_TEXT_COUNT
};

enum message_count {
    MESSAGE_COUNT_RESULTS, /* NumberOfProcessingResult */
    MESSAGE_COUNT_NORMAL,
    MESSAGE_COUNT_ERRORS,
    MESSAGE_COUNT_COUNT
};

enum message_counts {
    MESSAGE_COUNTS_ABSENT,
    MESSAGE_COUNTS_AGREE,   /* those that are there: results = units, normal + errors = results */
    MESSAGE_COUNTS_DISAGREE /* the file needs a person */
};

struct message {
    enum message_kind kind;
    enum message_encoding encoding;
    struct slice texts[MESSAGE_TEXT_COUNT]; /* UTF-8; data NULL: absent or empty */
    struct date confirmed_for;              /* DATE_NONE: absent or blank */
    unsigned asked_by;                      /* ASKED_BY_...; an unknown code is UNRECORDED */
    unsigned delivery;                      /* of the file; absent is DELIVERY_NONE */
    bool is_count_stated[MESSAGE_COUNT_COUNT];
    int64_t stated_counts[MESSAGE_COUNT_COUNT];
    enum message_counts counts;
    uint64_t units;            /* people in the file */
    uint64_t unknown_elements; /* nobody read them; they are in the bytes that the caller keeps */
};

/* What is odd about one person's part; the table is oddities.def. */
enum message_oddity {
#define ODDITY(oddity, spoils, japanese, english) MESSAGE_ODDITY_##oddity,
#include "importers/online/oddities.def"
#undef ODDITY
    MESSAGE_ODDITY_COUNT
};

struct message_unit {
    const struct answer *answer;
    uint64_t number; /* from 1, in the order of the file */
    uint64_t line;
    unsigned oddities;   /* bits 1 << MESSAGE_ODDITY_... */
    const char *element; /* where the first oddity is; NULL without one.  Never a value. */
};

/* {1} is the element. */
const char *message_oddity_wording(enum message_oddity oddity, enum language language);

/*
 * Called once for each person.  Answer and slices live until it returns.  False stops the reading;
 * it must then have filled the error.
 */
struct message_taker {
    void *context;
    bool (*take)(
        void *context,
        const struct message *message,
        const struct message_unit *unit,
        struct error *error);
};

/*
 * Reads an answer in UTF-8 or CP932, with or without BOM.  The whole file is looked through before
 * the first person is handed over, so that after a fault of the file nobody was; what the header
 * says is true for every person, wherever it stands.  Memory does not grow with the number of
 * people.  Texts of the message are copied to the arena; taker may be NULL.
 *
 * The delivery of an answer is the file's unless the file is ANSWERED, then the person's; something
 * that spoils the part (oddities.def) makes it UNKNOWN_CODE.  Of an element that must stand once the
 * first is read, never the last.  Elements are read by name and parent, their order means nothing.
 *
 * name is for the place of faults.  Faults: MESSAGE_... of faults.def (LOOK_AT_INPUT), TOO_BIG,
 * MEMORY.
 */
bool message_read(
    struct slice bytes,
    const char *name,
    struct arena *arena,
    struct message *message,
    const struct message_taker *taker,
    struct error *error) MUST_CHECK;

/*
 * Whether the bytes are a file that has been written to its end, as far as one can tell: not empty,
 * not ending in the middle of the XML or in zeros.  Broken in another way counts as whole: that is
 * for message_read to say.
 */
bool message_is_whole(struct slice bytes) MUST_CHECK;

/*
 * Text that belongs to no message (the .err file of a rejected request): UTF-8 if it is that, else
 * from CP932, else nothing is appended.
 */
bool message_append_opaque(struct slice bytes, struct buffer *text, struct error *error) MUST_CHECK;

#endif
