/*
 * "name=value" lines as evidence for one capture: how personal values reach the program without being
 * arguments of a command (decision 40).
 *
 *   カルテ番号=12345
 *   birth_date=昭和55年1月1日
 *
 * Names are the names, labels and aliases of fields.def, the equals sign may be full width, empty lines
 * mean nothing, blanks around names and values are left out.  UTF-8, with or without BOM; lines end in
 * LF or CR LF.  An empty value is a value that was not given.
 */
#ifndef IMPORTERS_DESK_VALUES_INPUT_H
#define IMPORTERS_DESK_VALUES_INPUT_H

#include "engine/vocabulary/evidence.h"
#include "importers/desk/value.h"
#include "importers/table_report.h"

enum {
    VALUES_BYTES = LIMIT_LINE_BYTES, /* of all lines */
    VALUES_PROBLEMS = 2 * FIELD_COUNT
};

struct values_input {
    struct evidence evidence; /* lives until values_input_close */
    bool is_refused;          /* a problem that refuses: the evidence is not to be used */
    size_t problem_count;
    struct table_finding problems[VALUES_PROBLEMS]; /* line and name, never a value */
    struct buffer text;
};

/*
 * Reads the lines.  A field that the capture does not ask for (but for the visit's date and numbers) is a
 * problem of its line, as is a bad value or an unknown name; a zero that was restored is noted.
 * Faults: VALUES_TWICE, VALUES_ENCODING with their line, TOO_BIG.  Close it in any case.
 */
bool values_input_read(
    struct slice lines,
    enum capture capture,
    const struct value_rules *rules,
    struct values_input *input,
    struct error *error) MUST_CHECK;

/* The same from a file descriptor, up to its end.  Faults of reading: FILE_BROKEN. */
bool values_input_read_from(
    int descriptor,
    enum capture capture,
    const struct value_rules *rules,
    struct values_input *input,
    struct error *error) MUST_CHECK;

/* Wipes the values. */
void values_input_close(struct values_input *input);

/* A field that the capture needs and the evidence lacks; false when it has all. */
bool values_missing(enum capture capture, const struct evidence *evidence, enum field *missing);

#endif
