/*
 * Fillers: digits that notices have written where a number is not known (不詳, disasters).  Nobody's number.
 *
 * At the desk they are refused as they are typed; what was typed while no rulebook loaded is found here
 * again, so that no filler ever becomes the number of a claim as somebody's own.
 */
#ifndef ENGINE_LAW_FILLER_H
#define ENGINE_LAW_FILLER_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/answer.h"

/* Whether a parameter is an insurer number of that kind. */
bool filler_is_insurer(const struct rule_parameter *parameter);

/* Whether the insurer number or the insured person's is a filler on that day, in any width. */
bool filler_stands_in(
    const struct rulebook *book,
    const struct identifiers *identifiers,
    struct date day);

#endif
