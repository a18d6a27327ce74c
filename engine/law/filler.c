#include "engine/law/filler.h"

#include <string.h>

#include "engine/foundation/fold.h"

struct filler {
    const char *parameter;
    const char *key;
};

static const struct filler insurers[] = {
    {"unknown.insurer", ""},
    {"unknown.insurer.alternative", ""},
    {"disaster.insurer", ""}};
static const struct filler numbers[] = {
    {"unknown.number", "other"},
    {"unknown.number", "elderly"},
    {"disaster.number", ""}};

enum {
    INSURERS = sizeof insurers / sizeof insurers[0],
    NUMBERS = sizeof numbers / sizeof numbers[0]
};

bool filler_is_insurer(const struct rule_parameter *parameter)
{
    for (size_t i = 0; i < INSURERS; i++) {
        if (strcmp(parameter->name, insurers[i].parameter) == 0) {
            return true;
        }
    }
    return false;
}

static bool stands_in(
    const struct rulebook *book,
    const struct filler *fillers,
    size_t count,
    struct slice text,
    struct date day)
{
    struct folded folded;
    if (!fold_number(text, &folded)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct rule_parameter *row =
            rulebook_find_parameter(book, fillers[i].parameter, fillers[i].key, day);
        if (row != NULL && slice_equal_text(folded_slice(&folded), row->value)) {
            return true;
        }
    }
    return false;
}

bool filler_stands_in(
    const struct rulebook *book,
    const struct identifiers *identifiers,
    struct date day)
{
    return stands_in(book, insurers, INSURERS, identifiers->insurer_number, day) ||
           stands_in(book, numbers, NUMBERS, identifiers->number, day);
}
