/*
 * Evidence: the values that one capture (or one row of a bulk file) wrote down.
 *
 * A set of fields with their canonical values, nothing more: what the values mean together is
 * engine/law/situation.  Slices are borrowed from whoever filled the set (a body, an arena).
 */
#ifndef ENGINE_VOCABULARY_EVIDENCE_H
#define ENGINE_VOCABULARY_EVIDENCE_H

#include "engine/foundation/arena.h"
#include "engine/vocabulary/field.h"

struct evidence {
    struct slice values[FIELD_COUNT]; /* data NULL: the field was not given */
};

bool evidence_has(const struct evidence *evidence, enum field field);

/* The number of a choice within its domain; 0, "nothing recorded", when the field is not given. */
unsigned evidence_choice(const struct evidence *evidence, enum field field);

/* Fields as packed fields with the tags of fields.def, in table order.  Appends to body. */
bool evidence_write(const struct evidence *evidence, struct buffer *body, struct error *error)
    MUST_CHECK;

/* Takes one packed field; unknown tags are passed over.  Later values replace earlier ones. */
void evidence_take(struct evidence *evidence, uint32_t tag, struct slice bytes);

/*
 * Every field that newer gives replaces the one in evidence; values are copied into the arena.
 * An empty value takes the field away.  Numbers go together: newer insurer's or insured numbers take an older symbol and branch away.
 */
bool evidence_overlay(
    struct evidence *evidence,
    const struct evidence *newer,
    struct arena *arena,
    struct error *error) MUST_CHECK;

#endif
