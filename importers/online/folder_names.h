/*
 * Names in a folder, compared without case (ASCII): what is there of the files wanted.
 */
#ifndef IMPORTERS_ONLINE_FOLDER_NAMES_H
#define IMPORTERS_ONLINE_FOLDER_NAMES_H

#include "importers/online/folder.h"

struct folder_name {
    char wanted[FOLDER_NAME];
    char found[FOLDER_NAME]; /* as it is written there; "" when it is not */
};

bool folder_names_equal(const char *left, const char *right);

/* Whether text begins with prefix, in any case. */
bool folder_names_start(const char *text, const char *prefix);

/*
 * Goes through the folder once and fills in what is found.  FOLDER_AMBIGUOUS when two names fit one
 * that is wanted.
 */
bool folder_names_look(
    const struct disk_port *disk,
    const char *path,
    struct folder_name *names,
    size_t count,
    struct error *error) MUST_CHECK;

#endif
