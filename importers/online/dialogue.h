/*
 * What is said and what comes back, in messages: the part of a verifier (engine/storage/ports.h) that
 * is the same whichever way the messages travel.  An adapter adds the way.
 */
#ifndef IMPORTERS_ONLINE_DIALOGUE_H
#define IMPORTERS_ONLINE_DIALOGUE_H

#include "engine/storage/ports.h"
#include "engine/storage/settings.h"
#include "importers/online/message.h"

struct dialogue {
    char institution[SETTING_VALUE];
    enum message_encoding encoding;
};

/* Sets what a verifier says and hears; its context must begin with a struct dialogue. */
void dialogue_fill(struct verifier *verifier);

#endif
