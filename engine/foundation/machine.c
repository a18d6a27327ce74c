#define _GNU_SOURCE // NOLINT(bugprone-reserved-identifier): renameat2 and the keyring

#include "engine/foundation/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/keyctl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

bool machine_random(uint8_t *bytes, size_t size)
{
    while (size > 0) {
        size_t piece = size < 256 ? size : 256;
        ssize_t got = getrandom(bytes, piece, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        bytes += got;
        size -= (size_t)got;
    }
    return true;
}

int machine_rename_new(const char *from, const char *to)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
        return 0;
    }
    if (errno != EINVAL && errno != ENOSYS) {
        return -1;
    }
    if (link(from, to) != 0) {
        return -1;
    }
    return unlink(from);
}

void machine_harden(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

void machine_lock_memory(void *memory, size_t size)
{
    (void)mlock(memory, size);
}

int64_t machine_uptime_ms(void)
{
    struct timespec now = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void machine_end_with_parent(void)
{
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static long find_key(const char *name)
{
    return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, "user", name, 0);
}

bool machine_keyring_keep(const char *name, const uint8_t *bytes, size_t size, unsigned seconds)
{
    long key = syscall(SYS_add_key, "user", name, bytes, size, KEY_SPEC_USER_KEYRING);
    if (key < 0) {
        return false;
    }
    if (syscall(SYS_keyctl, KEYCTL_SET_TIMEOUT, key, seconds) != 0) {
        machine_keyring_forget(name);
        return false;
    }
    return true;
}

bool machine_keyring_take(const char *name, uint8_t *bytes, size_t size)
{
    long key = find_key(name);
    return key >= 0 && syscall(SYS_keyctl, KEYCTL_READ, key, bytes, size) == (long)size;
}

void machine_keyring_forget(const char *name)
{
    long key = find_key(name);
    if (key >= 0) {
        (void)syscall(SYS_keyctl, KEYCTL_INVALIDATE, key);
    }
}

int machine_watch_open(const char *const *paths, size_t count)
{
    int handle = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (size_t i = 0; handle >= 0 && i < count; i++) {
        if (inotify_add_watch(handle, paths[i], IN_CLOSE_WRITE | IN_MOVED_TO | IN_MODIFY) < 0) {
            (void)close(handle);
            handle = -1;
        }
    }
    return handle;
}

bool machine_watch_changed(int handle, int wait_ms)
{
    struct pollfd wait = {handle, POLLIN, 0};
    char events[4096];
    bool changed = poll(&wait, handle >= 0 ? 1 : 0, wait_ms) > 0;
    while (changed && read(handle, events, sizeof events) > 0) {
    }
    return changed;
}

void machine_watch_close(int handle)
{
    if (handle >= 0) {
        (void)close(handle);
    }
}

bool machine_terminal_takes_utf8(int handle, bool takes)
{
    struct termios state;
    bool took = false;
    if (tcgetattr(handle, &state) != 0) {
        return false;
    }
    took = (state.c_iflag & IUTF8) != 0;
    if (took != takes) {
        state.c_iflag ^= IUTF8;
        (void)tcsetattr(handle, TCSANOW, &state);
    }
    return took;
}
