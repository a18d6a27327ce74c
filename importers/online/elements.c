#include "importers/online/elements.h"

#include <string.h>

#include "importers/online/codes.h"

static const struct element elements[] = {
#define ELEMENT(parent, name, times, action, which)                                                \
    {CONTEXT_##parent, name, ELEMENT_##times, ELEMENT_##action, which},
#include "importers/online/elements.def"
#undef ELEMENT
};

enum {
    ELEMENT_COUNT = sizeof elements / sizeof elements[0]
};

_Static_assert(
    (size_t)ELEMENT_COUNT <= (size_t)ELEMENTS_MAXIMUM,
    "a set has a bit for every element");

const struct element *element_find(enum element_context parent, const char *name)
{
    for (size_t i = 0; i < ELEMENT_COUNT; i++) {
        if (elements[i].parent == parent && strcmp(elements[i].name, name) == 0) {
            return &elements[i];
        }
    }
    return NULL;
}

bool element_is_of_file(const struct element *element)
{
    switch (element->action) {
    case ELEMENT_OPEN:
        return element->parent == CONTEXT_FILE || element->parent == CONTEXT_MESSAGE;
    case ELEMENT_FILE_TEXT:
    case ELEMENT_FILE_DATE:
    case ELEMENT_FILE_CODE:
    case ELEMENT_FILE_COUNT:
        return true;
    case ELEMENT_ASIDE:
    case ELEMENT_STATUS:
    case ELEMENT_RESULT_CODE:
    case ELEMENT_RESULT_MESSAGE:
    case ELEMENT_VALIDITY:
    case ELEMENT_REFERENCE:
    case ELEMENT_ECHO_TEXT:
    case ELEMENT_ECHO_BIRTH:
    case ELEMENT_TEXT:
    case ELEMENT_DATE:
    case ELEMENT_OTHER_TEXT:
    case ELEMENT_RELATION:
    case ELEMENT_FIRST_SEX:
    case ELEMENT_SECOND_SEX:
    case ELEMENT_LOSS_REASON:
        return false;
    }
    return false;
}

bool element_set_add(struct element_set *set, const struct element *element)
{
    size_t index = (size_t)(element - elements);
    uint64_t bit = UINT64_C(1) << index % 64;
    bool is_new = (set->bits[index / 64] & bit) == 0;
    set->bits[index / 64] |= bit;
    return is_new;
}
