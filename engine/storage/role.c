/* Role locks (store.h): a file for each, held open and locked. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "engine/storage/inside.h"

bool store_take_role(struct store *store, const char *role, struct error *error)
{
    char name[64];
    char path[LIMIT_PATH];
    require(store->role_handle < 0);
    (void)snprintf(name, sizeof name, "%s.lock", role);
    if (!path_join(path, sizeof path, store->folder, name, error)) {
        return false;
    }
    store->role_handle = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (store->role_handle < 0) {
        error_set(error, FAULT_DISK_READ_ONLY);
        return error_set_place(error, path, 0, 0);
    }
    if (flock(store->role_handle, LOCK_EX | LOCK_NB) != 0) {
        int why = errno;
        store_leave_role(store);
        return why == EWOULDBLOCK ? error_set_text(error, FAULT_ROLE_BUSY, role)
                                  : error_set_text(error, FAULT_FILE_BROKEN, strerror(why));
    }
    return true;
}

void store_leave_role(struct store *store)
{
    if (store->role_handle >= 0) {
        (void)close(store->role_handle);
        store->role_handle = -1;
    }
}
