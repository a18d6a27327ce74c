#include "exporters/split_reason.h"

struct reason_row {
    const char *name;
    const char *japanese;
    const char *english;
};

static const struct reason_row reason_rows[SPLIT_REASON_COUNT] = {
    [SPLIT_REASON_NONE] = {"none", "", ""},
#define REASON(reason, name, japanese, english) [SPLIT_REASON_##reason] = {name, japanese, english},
#include "exporters/split_reasons.def"
#undef REASON
};

const char *split_reason_name(enum split_reason reason)
{
    require(reason < SPLIT_REASON_COUNT);
    return reason_rows[reason].name;
}

const char *split_reason_label(enum split_reason reason, enum language language)
{
    require(reason < SPLIT_REASON_COUNT);
    return language == LANGUAGE_JAPANESE ? reason_rows[reason].japanese
                                         : reason_rows[reason].english;
}
