/*
 * Parts of the folder adapter that its three files share: one key's files as they lie there.
 */
#ifndef IMPORTERS_ONLINE_FOLDER_INSIDE_H
#define IMPORTERS_ONLINE_FOLDER_INSIDE_H

#include "importers/online/folder_names.h"

/* What is there of one key. */
enum folder_sight {
    SIGHT_TEMPORARY, /* in req */
    SIGHT_REQUEST,
    SIGHT_REQUEST_COUNT,
    SIGHT_XML = SIGHT_REQUEST_COUNT, /* in res */
    SIGHT_ZIP,
    SIGHT_REJECTION,
    SIGHT_COUNT
};

struct folder_sights {
    struct folder_name names[SIGHT_COUNT];
};

enum {
    FOLDER_PREFIX = 32
};

/* "OQSmuquc01" */
const char *folder_prefix(enum folder_kind kind);
size_t folder_limit(enum folder_kind kind);

/* Whether the site encrypts files of that kind. */
bool folder_is_encrypted(const struct folder *folder, enum folder_kind kind);

/* FOLDER_ENCRYPTED for a kind that the site encrypts without commands for it; the disk's. */
bool folder_look(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct folder_sights *sights,
    struct error *error) MUST_CHECK;

bool folder_sees(const struct folder_sights *sights, enum folder_sight sight);

bool folder_join(char path[LIMIT_PATH], const char *folder, const char *name, struct error *error)
    MUST_CHECK;

/* A share that went away shows itself in many ways; all mean that everything is kept for later. */
bool folder_line_down(struct error *error);

/* Compares a file with bytes without taking memory for it. */
bool folder_compare(
    const struct disk_port *disk,
    const char *path,
    struct slice bytes,
    bool *same,
    struct error *error) MUST_CHECK;

#endif
