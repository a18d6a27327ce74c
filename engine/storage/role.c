/* Role locks (store.h): a file for each, held open and locked. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/storage/inside.h"

static void leave(int *handle)
{
    if (*handle >= 0) {
        (void)close(*handle);
        *handle = -1;
    }
}

static bool take(struct store *store, const char *role, int *handle, struct error *error)
{
    char name[64];
    char path[LIMIT_PATH];
    require(*handle < 0);
    (void)snprintf(name, sizeof name, "%s.lock", role);
    if (!path_join(path, sizeof path, store->folder, name, error)) {
        return false;
    }
    *handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*handle < 0) {
        error_set(error, FAULT_DISK_READ_ONLY);
        return error_set_place(error, path, 0, 0);
    }
    if (flock(*handle, LOCK_EX | LOCK_NB) != 0) {
        int why = errno;
        leave(handle);
        return why == EWOULDBLOCK ? error_set_text(error, FAULT_ROLE_BUSY, role)
                                  : error_set_text(error, FAULT_FILE_BROKEN, strerror(why));
    }
    return true;
}

bool store_take_role(struct store *store, const char *role, struct error *error)
{
    return take(store, role, &store->role_handle, error);
}

void store_leave_role(struct store *store)
{
    leave(&store->role_handle);
}

bool store_take_every_role(struct store *store, struct error *error)
{
    static const char *const roles[STORE_ROLES] = {"sync", "decide", "export", "import", "rebuild"};
    for (size_t i = 0; i < STORE_ROLES; i++) {
        if (!take(store, roles[i], &store->role_handles[i], error)) {
            store_leave_every_role(store);
            return false;
        }
    }
    return true;
}

void store_leave_every_role(struct store *store)
{
    for (size_t i = 0; i < STORE_ROLES; i++) {
        leave(&store->role_handles[i]);
    }
}
