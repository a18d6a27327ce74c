/*
 * Findings: oddities of single records, as data (findings.def).  Not for faults, which stop.
 */
#ifndef ENGINE_VOCABULARY_FINDING_H
#define ENGINE_VOCABULARY_FINDING_H

#include "engine/foundation/bytes.h"

enum finding {
    FINDING_NONE,
#define FINDING(finding, name, japanese, english) FINDING_##finding,
#include "engine/vocabulary/findings.def"
#undef FINDING
    FINDING_COUNT
};

const char *finding_name(enum finding finding);

/* The wording with {1} {2}; fill it with wording_fill. */
const char *finding_wording(enum finding finding, enum language language);
bool finding_find(struct slice name, enum finding *finding) MUST_CHECK;

#endif
