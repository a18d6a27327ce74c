/* Wordings of the program in both languages (messages.def), compiled in: no locale is needed. */
#ifndef CLI_MESSAGES_H
#define CLI_MESSAGES_H

#include "engine/foundation/error.h"

enum message_id {
#define MESSAGE(message, japanese, english) MESSAGE_ID_##message,
#include "cli/messages.def"
#undef MESSAGE
    MESSAGE_ID_COUNT
};

const char *message_wording(enum message_id message, enum language language);

#endif
