#include "engine/vocabulary/finding.h"

struct finding_row {
    const char *name;
    const char *japanese;
    const char *english;
};

static const struct finding_row finding_rows[FINDING_COUNT] = {
    [FINDING_NONE] = {"none", "", ""},
#define FINDING(finding, name, japanese, english) [FINDING_##finding] = {name, japanese, english},
#include "engine/vocabulary/findings.def"
#undef FINDING
};

const char *finding_name(enum finding finding)
{
    require(finding < FINDING_COUNT);
    return finding_rows[finding].name;
}

const char *finding_wording(enum finding finding, enum language language)
{
    require(finding < FINDING_COUNT);
    return language == LANGUAGE_JAPANESE ? finding_rows[finding].japanese
                                         : finding_rows[finding].english;
}

bool finding_find(struct slice name, enum finding *finding)
{
    for (unsigned i = 0; i < FINDING_COUNT; i++) {
        if (slice_equal_text(name, finding_rows[i].name)) {
            *finding = (enum finding)i;
            return true;
        }
    }
    return false;
}
