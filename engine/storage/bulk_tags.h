/* Tags of the bodies of bulk entries: shared by bulk.c and bulk_view.c only. */
#ifndef ENGINE_STORAGE_BULK_TAGS_H
#define ENGINE_STORAGE_BULK_TAGS_H

enum {
    BULK_FORMAT = 1
};

enum bulk_tag {
    BULK_TAG_SEQ = 1, /* seq of the BULK_BEGUN entry of the same terminal and incarnation */
    BULK_TAG_KIND = 2,
    BULK_TAG_CONTENT = 3,
    BULK_TAG_NAME = 4,
    BULK_TAG_STREAM = 5,
    BULK_TAG_FIRST = 6,
    BULK_TAG_COUNT = 7,
    BULK_TAG_BYTES = 8,
    BULK_TAG_RAW_BYTES = 9,
    BULK_TAG_RAW_HASH = 10,
    BULK_TAG_FIRST_FREE = 20 /* from here on: fields of the bulk's own kind */
};

#endif
