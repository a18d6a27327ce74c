/*
 * Commands to a card (APDUs): only those that files.def allows can be made or sent.
 *
 * A command names a file by an enumerator of files.def; there is no function that takes a number.  What
 * goes out is looked at once more as bytes by a gate that keeps track of what is selected: whatever is
 * not a reading of an allowed file, a presenting of an allowed secret, or an asking for its tries,
 * is refused.  Pure.
 */
#ifndef IMPORTERS_CARD_COMMAND_H
#define IMPORTERS_CARD_COMMAND_H

#include "engine/foundation/bytes.h"

enum card_application {
#define CARD_APPLICATION(application, count, ...) CARD_APPLICATION_##application,
#include "importers/card/files.def"
    CARD_APPLICATION_COUNT
};

enum card_file {
#define CARD_FILE(application, file, id, access) CARD_FILE_##file,
#include "importers/card/files.def"
    CARD_FILE_COUNT
};

enum card_tag {
#define CARD_TAG(tag, number) CARD_TAG_##tag = (number),
#include "importers/card/files.def"
};

enum card_mark {
#define CARD_MARK(mark, value) CARD_MARK_##mark = (value),
#include "importers/card/files.def"
};

enum card_access {
    CARD_ACCESS_READ,   /* READ BINARY */
    CARD_ACCESS_RECORD, /* READ RECORD */
    CARD_ACCESS_SECRET  /* VERIFY, with a secret or without (asks for the tries) */
};

enum {
    CARD_COMMAND_BYTES = 5 + 255 + 1,
    CARD_REPLY_BYTES = 256 + 2,
    CARD_PIECE_BYTES = 256 /* of one READ BINARY */
};

struct card_command {
    size_t size;
    uint8_t bytes[CARD_COMMAND_BYTES];
};

enum card_application card_file_application(enum card_file file);
enum card_access card_file_access(enum card_file file);

/* ---- making ---- */

struct card_command card_select_application(enum card_application application);
struct card_command card_select_file(enum card_file file);
struct card_command card_read_binary(size_t offset);  /* below 32768; up to 256 bytes */
struct card_command card_read_record(void);           /* record 1 of the selected file */
struct card_command card_ask_tries(void);             /* VERIFY without data: spends nothing */
struct card_command card_verify(struct slice secret); /* never empty: that would only ask */
struct card_command card_get_response(uint8_t size);

/* After 6Cxx: only a reading ends in a size; the last byte of any other command is data. */
bool card_command_has_size(const struct card_command *command);
struct card_command card_again_with(struct card_command command, uint8_t size);

/* ---- the gate ---- */

struct card_gate {
    bool has_application;
    bool has_file;
    bool selects; /* the last command that passed was a selection */
    enum card_application application;
    enum card_file file;
};

/*
 * Whether these bytes may be sent to the card now; notes what they select.  Zeroed to begin with, and
 * after anything that resets the card.
 */
bool card_gate_passes(struct card_gate *gate, struct slice command) MUST_CHECK;

/* Tells how the card answered: what it did not select does not count as selected. */
void card_gate_answered(struct card_gate *gate, struct slice reply);

/* Whether a file (by number) of an application may be selected at all. */
bool card_file_may_be_read(enum card_application application, uint16_t id);

/* ---- replies ---- */

enum card_status {
    CARD_STATUS_DONE,       /* 9000 */
    CARD_STATUS_END,        /* 6282, 6B00: nothing (more) there */
    CARD_STATUS_MISSING,    /* 6A82: no such application or file */
    CARD_STATUS_CLOSED,     /* 6982: a secret is needed */
    CARD_STATUS_TRIES,      /* 63Cx: tries hold */
    CARD_STATUS_LOCKED,     /* 63C0, 6983, 6984 */
    CARD_STATUS_MORE,       /* 61xx: size more bytes wait */
    CARD_STATUS_SIZE,       /* 6Cxx: ask again for size bytes */
    CARD_STATUS_UNSELECTED, /* 6986: nothing is selected (any more) */
    CARD_STATUS_CONFUSED,   /* 6F00: some cards, once after power came */
    CARD_STATUS_OTHER,
    CARD_STATUS_NONE /* fewer than two bytes: not a reply at all */
};

struct card_answer {
    enum card_status status;
    unsigned number; /* tries or size */
    struct slice data;
};

/* Looks for the status word only where there is room for one. */
struct card_answer card_answer_of(struct slice reply);

#endif
