/*
 * Why a receipt could not be split, as data (split_reasons.def).  Not for faults, which stop.
 */
#ifndef EXPORTERS_SPLIT_REASON_H
#define EXPORTERS_SPLIT_REASON_H

#include "engine/foundation/bytes.h"

enum split_reason {
    SPLIT_REASON_NONE,
#define REASON(reason, name, japanese, english) SPLIT_REASON_##reason,
#include "exporters/split_reasons.def"
#undef REASON
    SPLIT_REASON_COUNT
};

/* "undated"; "none" */
const char *split_reason_name(enum split_reason reason);

/* In words; "" for none. */
const char *split_reason_label(enum split_reason reason, enum language language);

#endif
