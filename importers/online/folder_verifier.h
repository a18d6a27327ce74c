/*
 * The folder of the terminal as a way to ask (engine/storage/ports.h): messages over files.
 *
 * Puts dialogue.h and folder.h together.  Holds nothing open but the texts of its settings.
 */
#ifndef IMPORTERS_ONLINE_FOLDER_VERIFIER_H
#define IMPORTERS_ONLINE_FOLDER_VERIFIER_H

#include "importers/online/dialogue.h"
#include "importers/online/folder.h"

struct folder_verifier {
    struct dialogue dialogue; /* first: what the verifier says */
    const struct world *world;
    struct folder folder;
    bool is_open;
    char root[SETTING_VALUE];
    char encrypted[SETTING_VALUE];
    char encrypt[SETTING_VALUE];
    char decrypt[SETTING_VALUE];
    struct verifier verifier; /* what the engine is given */
};

/* Reads the settings.  Whether the folders are there is asked later, by verifier.reachable. */
bool folder_verifier_open(
    struct store *store,
    struct folder_verifier *verifier,
    struct error *error) MUST_CHECK;

#endif
