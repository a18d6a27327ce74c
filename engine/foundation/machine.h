/*
 * What the machine offers beyond POSIX: the one file that may use GNU and Linux extensions
 * (decision 38).  Each function says what happens where the machine does not offer it.
 */
#ifndef ENGINE_FOUNDATION_MACHINE_H
#define ENGINE_FOUNDATION_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/foundation/require.h"

/* Random bytes from the kernel; false only on a machine without any. */
bool machine_random(uint8_t *bytes, size_t size) MUST_CHECK;

/*
 * Renames without replacing; errno is EEXIST when the target is there.  Where the file system has
 * no such call (some network shares), by link and unlink, which has the same effect.
 */
int machine_rename_new(const char *from, const char *to);

/* No core dumps and no reading by a debugger of another process; best effort. */
void machine_harden(void);

/* Keeps memory out of the swap area; best effort, a machine may refuse. */
void machine_lock_memory(void *memory, size_t size);

/* Milliseconds that only go up, whatever happens to the clock: for waits, never for records. */
int64_t machine_uptime_ms(void);

/* This process is killed when the one that made it ends. */
void machine_end_with_parent(void);

/*
 * Whether erasing at a terminal takes a whole character of UTF-8, which is set; what it was before.
 * Nothing happens to what is no terminal.
 */
bool machine_terminal_takes_utf8(int handle, bool takes);

/*
 * The kernel keyring of this login (user session).  Keep stores bytes under a name for so many
 * seconds; take reads them back and false means: not there, or the machine has none: ask again.
 */
bool machine_keyring_keep(const char *name, const uint8_t *bytes, size_t size, unsigned seconds)
    MUST_CHECK;
bool machine_keyring_take(const char *name, uint8_t *bytes, size_t size) MUST_CHECK;
void machine_keyring_forget(const char *name);

/*
 * Changes in folders: a handle for up to some folders, or -1 where the machine has no such events (the
 * caller then looks again by itself).  Changes made by other machines on a share are not seen.
 */
int machine_watch_open(const char *const *paths, size_t count);
bool machine_watch_changed(int handle, int wait_ms) MUST_CHECK; /* waits at most so long */
void machine_watch_close(int handle);

#endif
