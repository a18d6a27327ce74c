#include "importers/online/answer_kinds.h"

#include "engine/vocabulary/answer.h"

enum field_kind answer_text_kind(unsigned which)
{
    switch (which) {
    case ANSWER_INSURER_NUMBER:
        return KIND_INSURER;
    case ANSWER_SYMBOL:
    case ANSWER_NUMBER:
        return KIND_NUMBER;
    case ANSWER_BRANCH:
        return KIND_BRANCH;
    case ANSWER_KANA_NAME:
    case ANSWER_OTHER_KANA_NAME:
        return KIND_KANA;
    default:
        return KIND_TEXT;
    }
}
