/*
 * Bodies of PURGED entries (purge.h), for purge.c, which writes them, and purge_apply.c, which reads them.
 */
#ifndef ENGINE_STORAGE_PURGE_TAGS_H
#define ENGINE_STORAGE_PURGE_TAGS_H

enum {
    PURGE_FORMAT = 1,
    PURGE_TAG_UNTIL = 1, /* only in the last one of a purge */
    PURGE_TAG_LEFT = 2,
    PURGE_TAG_KIND = 3,
    PURGE_TAG_VISITS = 4,
    PURGE_TAG_ERASED = 5
};

#endif
