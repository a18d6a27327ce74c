/*
 * A recording of everything that is written under one folder, whoever writes it: the disk port
 * (recording_disk.h) and SQLite (recording_vfs.h) put their steps into the same list, in one order.
 *
 * A file is not its name: names come and go, are renamed and removed, and each of that is a step of
 * its own.  What a power cut may have left of it is power_cut.h.  The recording can also make the
 * n-th write or sync fail, as a full or dying disk does.
 */
#ifndef TESTS_SUPPORT_RECORDING_H
#define TESTS_SUPPORT_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum recorded_kind {
    RECORDED_CREATE, /* name becomes file */
    RECORDED_WRITE,
    RECORDED_TRUNCATE, /* to offset */
    RECORDED_SYNC,
    RECORDED_RENAME, /* name becomes to */
    RECORDED_REMOVE,
    RECORDED_MAKE_FOLDER,
    RECORDED_FOLDER_SYNC /* name is the folder's */
};

enum {
    RECORDED_FOLDER = -2 /* what a name of a folder denotes */
};

struct recorded_step {
    enum recorded_kind kind;
    int file;
    int name;
    int to;
    int64_t offset;
    size_t size;
    uint8_t *bytes;
};

struct recorded_file {
    uint8_t *bytes; /* at the start, durable; NULL for a file that came later */
    size_t size;
};

struct recording {
    char root[512];
    bool running;
    bool syncs_are_lies; /* asked to sync, the disk says yes and does nothing */

    struct recorded_step *steps;
    size_t count;
    size_t capacity;

    char **names; /* relative to root */
    int *now;     /* per name: the file that it denotes, RECORDED_FOLDER, or -1 */
    int *start;   /* the same when the recording began */
    int name_count;
    struct recorded_file *files;
    int file_count;

    int64_t calls;   /* writes, truncations, syncs, renames, removals so far */
    int64_t fail_at; /* the call that fails; 0: none */
    bool fails_on;   /* and all after it */
};

/* Takes what lies under root as durable and begins. */
void recording_open(struct recording *recording, const char *root);
void recording_close(struct recording *recording);

/* Counts a call; true when it is to fail. */
bool recording_fails(struct recording *recording);

/* The number of a name; paths outside the root give -1 and are not recorded. */
int recording_name(struct recording *recording, const char *path);

/* The file that a name denotes now, or below 0. */
int recording_file(const struct recording *recording, int name);

/* A new file under a name; returns the file. */
int recording_create(struct recording *recording, int name);
void recording_write(
    struct recording *recording,
    int file,
    int64_t offset,
    const void *bytes,
    size_t size);
void recording_truncate(struct recording *recording, int file, int64_t size);
void recording_sync(struct recording *recording, int file);
void recording_rename(struct recording *recording, int from, int to);
void recording_remove(struct recording *recording, int name);
void recording_make_folder(struct recording *recording, int name);

/* The folder is named by a path in it or by its own; "" is the root. */
void recording_folder_sync(struct recording *recording, int folder);

/* The name of the folder that a name lies in. */
int recording_folder_of(struct recording *recording, int name);

#endif
