/*
 * Every maximum of the program, each with its reason.
 *
 * A limit that the law sets (bytes of a comment, months of a grace period) is not here: it is a
 * dated parameter under rules/.  A duration that a site may want to change is a setting whose
 * lowest and highest values are here.
 */
#ifndef ENGINE_FOUNDATION_LIMITS_H
#define ENGINE_FOUNDATION_LIMITS_H

enum {
    /* Error texts hold a path and a few short words, never a person's value. */
    LIMIT_ERROR_FILE = 256,
    LIMIT_ERROR_ARGUMENT = 128,
    LIMIT_ERROR_ARGUMENTS = 4,

    LIMIT_PATH = 1024,

    /* One value typed at the desk or read from a table: an address is the longest in the field. */
    LIMIT_FIELD_BYTES = 1024,

    /* One line of a CSV or UKE file.  The longest lawful record, SJ, carries 2,400 bytes. */
    LIMIT_LINE_BYTES = 64 * 1024,
    LIMIT_CSV_COLUMNS = 128,
    LIMIT_CSV_TITLE_ROWS = 8,
    LIMIT_CSV_ROW_LINES = 32,   /* a cell with more line ends than this is a quote left open */
    LIMIT_TABLE_FINDINGS = 300, /* listed; all are counted, nobody reads more at once */

    /* What a packed table may become: a million tickets are about 200 MB, and pack some 10 to 1. */
    LIMIT_UNPACKED_BYTES = 1024 * 1024 * 1024,
    LIMIT_GZIP_RATIO = 200,

    /* A settlement archive: one file per person, some 10 KB each; the largest sites send a few thousand. */
    LIMIT_ARCHIVE_FILE_BYTES = 128 * 1024 * 1024,
    LIMIT_ARCHIVE_ENTRIES = 50 * 1000,
    LIMIT_ARCHIVE_ENTRY_BYTES = 8 * 1024 * 1024,
    LIMIT_ARCHIVE_BYTES = 512 * 1024 * 1024,

    /* Journal bodies.  A bulk file is cut into parts of this size (decision 29). */
    LIMIT_PART_BYTES = 64 * 1024,
    LIMIT_BODY_BYTES = 4 * 1024 * 1024,

    /*
     * Entries of one file.  Nonces are random (96 bits): up to 2^32 bodies under one key the chance of
     * the same one twice stays below 2^-32 (NIST SP 800-38D 8.3).  No key seals more bodies than the
     * file has entries; half of the bound is left to a copy that goes on with the same keys.
     */
    LIMIT_JOURNAL_ENTRIES = 2147483647,

    /* A transaction stays below about 200 ms so that capture is never kept waiting. */
    LIMIT_TRANSACTION_MS = 200,
    LIMIT_BUSY_WAIT_MS = 10 * 1000,

    /* Rules. */
    LIMIT_RULE_FILE_BYTES = 1024 * 1024,
    LIMIT_RULE_FILES = 64,
    LIMIT_TABLES = 32,
    LIMIT_TABLE_FACTS = 16,
    LIMIT_FACT_VALUES = 64,
    LIMIT_TABLE_RULES = 512,
    LIMIT_TABLE_SITUATIONS = 100 * 1000,
    LIMIT_OUTCOME_FIELDS = 6,
    LIMIT_RULE_DEPTH = 8,     /* the deepest place of a rule file, a value of a fact, is 5 */
    LIMIT_RULE_ENTRIES = 256, /* keys of one mapping; the longest is the labels of an outcome */
    LIMIT_RULE_NAME = 64,     /* ids and names; two of them fit into one fault */
    LIMIT_RULE_TEXT = 2048,   /* one sentence of the law */
    LIMIT_RULE_CITATIONS = 16,
    LIMIT_PARAMETERS = 4096,
    LIMIT_SOURCES = 1024,
    LIMIT_RULEBOOK_BYTES = 64 * 1024 * 1024, /* the book, and its files while they are read */
    LIMIT_PROOF_GAPS = 100, /* gaps shown per table; all are counted, nobody reads more */

    /* One answer file of the qualification service (reference/oqs.md 6.2). */
    LIMIT_ANSWER_FILE_BYTES = 64 * 1024 * 1024,
    LIMIT_BATCH_PEOPLE = 500,
    LIMIT_SINGLE_ANSWER_BYTES = 4 * 1024 * 1024,
    LIMIT_REJECTION_BYTES = 64 * 1024, /* an .err file is a few lines */
    LIMIT_XML_DEPTH = 16,
    LIMIT_XML_TOKEN_BYTES = 64 * 1024, /* a tag or comment; the parser reads a cut one again */
    LIMIT_ANSWER_BYTES = 256 * 1024,   /* one person: 4 results of 20 fields and an echo */
    LIMIT_FILTER_MS = 60 * 1000, /* a program of the site that encrypts or decrypts one file */
    LIMIT_ZIP_ENTRIES = 8,       /* an answer is one entry; others are passed over */
    LIMIT_ZIP_RATIO = 200,       /* XML of people packs about 30 to 1 */

    /* Text of the card app: one person's screen, or some saved one after another. */
    LIMIT_APP_TEXT_BYTES = 256 * 1024,
    LIMIT_APP_LINE_BYTES = 4 * 1024,

    /* The gateway (docs/formats/gateway.md). */
    LIMIT_GATEWAY_AT_ONCE = 100, /* what servers of HTTP/2 allow on one connection as a rule */
    LIMIT_GATEWAY_JOBS = 512,    /* held in memory: at once and waiting their turn */
    LIMIT_GATEWAY_URL = 512,
    LIMIT_GATEWAY_PAUSE_S = 24 * 60 * 60, /* a longer Retry-After is a mistake */
    LIMIT_CERTIFICATE_BYTES =
        256 * 1024, /* a client certificate with its chain, or the authorities */

    /* One receipt with all its records; the largest inpatient stays are about 300 KiB. */
    LIMIT_RECEIPT_BYTES = 4 * 1024 * 1024,
    LIMIT_RECEIPT_RECORDS = 20000,
    LIMIT_RECORD_ITEMS = 256,
    LIMIT_RECEIPTS = 999999, /* RE item 2 has six digits */

    /* Memory of one matching pass, whatever the number of visits (decision 36). */
    LIMIT_MATCH_PASS_ROWS = 1000 * 1000, /* of 32 bytes */

    /* A card: certificates have about 1.5 KiB, a reading about 30 commands. */
    LIMIT_CARD_FILE_BYTES = 4096,
    LIMIT_CARD_COMMANDS = 120,

    LIMIT_OPERATOR_NAME = 32,
    LIMIT_PASSPHRASE_BYTES = 256,
    LIMIT_PASSPHRASE_MINIMUM = 13,
    LIMIT_OPERATORS = 64
};

#endif
