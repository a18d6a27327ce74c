/*
 * Faults: what stopped a function, told so that a person knows what to do next.
 *
 * A function that can fail returns bool, is MUST_CHECK, and takes a caller-owned struct error as
 * its last argument.  False means: failed, and the error says how.  On success the error is left
 * as it was.  Lower layers fill it once; upper layers may add the place, never overwrite the fault.
 *
 * The wording stands in faults.def in Japanese and English.  Arguments are counts, file names,
 * column names, rule ids: never a value that belongs to a person.
 *
 * Not for findings about one record of a batch: those are data (findings.def), the batch goes on.
 */
#ifndef ENGINE_FOUNDATION_ERROR_H
#define ENGINE_FOUNDATION_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/foundation/limits.h"
#include "engine/foundation/require.h"

enum language {
    LANGUAGE_JAPANESE,
    LANGUAGE_ENGLISH
};

/* Named after what a person does next. */
enum error_kind {
    ERROR_TRY_LATER,
    ERROR_LOOK_AT_INPUT,
    ERROR_LOOK_AT_RULES,
    ERROR_LOOK_AT_MACHINE,
    ERROR_TOO_BIG,
    ERROR_NOT_ALLOWED,
    ERROR_CANCELLED
};

enum fault {
    FAULT_NONE,
#define FAULT(name, kind, japanese, english) FAULT_##name,
#include "engine/foundation/faults.def"
#undef FAULT
    FAULT_COUNT
};

/* Where in the *input* the fault lies.  Line and column count from 1; 0 means not known. */
struct place {
    char file[LIMIT_ERROR_FILE];
    uint64_t line;
    uint64_t column;
};

struct error {
    enum fault fault;
    struct place place;
    size_t argument_count;
    char arguments[LIMIT_ERROR_ARGUMENTS][LIMIT_ERROR_ARGUMENT];
};

/* Starts an error anew.  Each of these returns false, so that a caller may `return error_set(...)`. */
bool error_set(struct error *error, enum fault fault);
bool error_set_text(struct error *error, enum fault fault, const char *argument);
bool error_set_number(struct error *error, enum fault fault, int64_t argument);

/* Adds one more argument; too many or too long ones are cut.  Returns false. */
bool error_add_text(struct error *error, const char *argument);
bool error_add_number(struct error *error, int64_t argument);

/* Sets the place; a NULL file keeps the file that is already there.  Returns false. */
bool error_set_place(struct error *error, const char *file, uint64_t line, uint64_t column);

enum error_kind error_kind(const struct error *error);

/* The short stable name of a fault, as in faults.def ("DISK_FULL"): for --json and tests. */
const char *error_name(enum fault fault);

/* Writes "file:line:column: message" with a final NUL, cut at a character if it does not fit. */
void error_render(const struct error *error, enum language language, char *text, size_t size);

/* Puts arguments into a wording: {1} is the first.  Shared by every table of wordings. */
void wording_fill(
    const char *wording,
    const char *const *arguments,
    size_t count,
    char *text,
    size_t size);

#endif
