/*
 * The world as arguments: clock, randomness and disk, so that a day can be simulated from a seed
 * and a power cut can be taken out of a recording.
 *
 * Only cli/ makes the real ones; everything else receives a struct world.  The SQLite file goes to
 * the same disk: a test registers a VFS whose writes enter the same recording (store.h).
 */
#ifndef ENGINE_FOUNDATION_WORLD_H
#define ENGINE_FOUNDATION_WORLD_H

#include "engine/foundation/bytes.h"
#include "engine/foundation/limits.h"

struct clock_port {
    void *context;
    /* Milliseconds since 1970-01-01 UTC. */
    int64_t (*now_ms)(void *context);
    /* Waits, or lets simulated time pass; false when the wait was cancelled (a signal). */
    bool (*wait_ms)(void *context, int64_t milliseconds);
};

struct random_port {
    void *context;
    bool (*fill)(void *context, uint8_t *bytes, size_t size, struct error *error);
};

/*
 * Files outside the store.  Paths are UTF-8 bytes as the system takes them.  Handles are small
 * numbers owned by whoever opened them; each must be closed.  Faults carry the path as place.
 */
struct disk_port {
    void *context;
    /* A new file for writing only, mode 0600; FILE_EXISTS when the name is taken, FOLDER_MISSING. */
    bool (*create)(void *context, const char *path, int *handle, struct error *error);
    bool (*open)(void *context, const char *path, int *handle, struct error *error);
    /* Up to size bytes from where the last read ended; got 0 means the end. */
    bool (*read)(
        void *context,
        int handle,
        uint8_t *bytes,
        size_t size,
        size_t *got,
        struct error *error);
    /* All of the bytes, at the end of the file. */
    bool (*write)(void *context, int handle, struct slice bytes, struct error *error);
    bool (*sync)(void *context, int handle, struct error *error);
    void (*close)(void *context, int handle);
    /* Within one file system.  Without replace, FILE_EXISTS when the target is there. */
    bool (*rename)(
        void *context,
        const char *from,
        const char *to,
        bool replace,
        struct error *error);
    /* Removing what is not there is no fault. */
    bool (*remove)(void *context, const char *path, struct error *error);
    bool (*sync_folder)(void *context, const char *path, struct error *error);
    /*
     * Mode 0700; being there already is no fault.  FOLDER_IS_FILE, FOLDER_MISSING of the one it is to
     * be in.  disk_settle_folder makes one that stays.
     */
    bool (*make_folder)(void *context, const char *path, struct error *error);
    bool (*exists)(void *context, const char *path);
    /* Calls found with each name in no set order, "." and ".." left out; stops when it says false. */
    bool (*list)(
        void *context,
        const char *path,
        bool (*found)(void *taker, const char *name),
        void *taker,
        struct error *error);
};

struct world {
    struct clock_port clock;
    struct random_port random;
    struct disk_port disk;
    bool in_turn; /* nothing is done on a second core: recordings and simulated days */
};

int64_t world_now_ms(const struct world *world);

/* The whole file in a fresh buffer (close it); FILE_TOO_BIG over the limit. */
bool disk_read_all(
    const struct disk_port *disk,
    const char *path,
    size_t limit,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/*
 * Calls take with the bytes of the file in order, piece by piece; a false of it stops.  Faults get
 * the path as their file unless they name another one.
 */
bool disk_stream(
    const struct disk_port *disk,
    const char *path,
    bool (*take)(void *taker, struct slice bytes, struct error *error),
    void *taker,
    struct error *error) MUST_CHECK;

/* folder + "/" + name; TOO_BIG when it does not fit in size. */
bool path_join(char *path, size_t size, const char *folder, const char *name, struct error *error)
    MUST_CHECK;

/* The folder that a path lies in; a slash at the path's end does not count.  TOO_BIG for a long path. */
bool path_folder(const char *path, char folder[LIMIT_PATH], struct error *error) MUST_CHECK;

/*
 * Makes a folder, and syncs the one that it lies in: a power cut does not take away a new folder with
 * all that was synced inside it.  For one that was there the sync is tried only.
 */
bool disk_settle_folder(const struct disk_port *disk, const char *path, struct error *error)
    MUST_CHECK;

/* The real ones.  The disk is POSIX, the randomness the kernel's, the clock the wall clock. */
struct disk_port disk_real(void);
struct random_port random_real(void);
struct clock_port clock_real(void);

#endif
