#include "cli/messages.h"

static const char *const wordings[MESSAGE_ID_COUNT][2] = {
#define MESSAGE(message, japanese, english) [MESSAGE_ID_##message] = {japanese, english},
#include "cli/messages.def"
#undef MESSAGE
};

const char *message_wording(enum message_id message, enum language language)
{
    require(message < MESSAGE_ID_COUNT);
    return wordings[message][language == LANGUAGE_JAPANESE ? 0 : 1];
}
