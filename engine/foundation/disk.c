/* The real disk behind struct disk_port: POSIX files, errno translated once, here. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/foundation/machine.h"
#include "engine/foundation/world.h"

static bool fail(struct error *error, const char *path)
{
    switch (errno) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        error_set(error, FAULT_DISK_FULL);
        break;
    case EROFS:
        error_set(error, FAULT_DISK_READ_ONLY);
        break;
    case ENOENT:
    case ENOTDIR:
        error_set(error, FAULT_FILE_MISSING);
        break;
    case EACCES:
    case EPERM:
        error_set(error, FAULT_FILE_DENIED);
        break;
    case EEXIST:
        error_set(error, FAULT_FILE_EXISTS);
        break;
    case ELOOP:
        error_set(error, FAULT_FILE_LINK_LOOP);
        break;
    case EISDIR:
        error_set(error, FAULT_FILE_IS_FOLDER);
        break;
    default:
        error_set_text(error, FAULT_FILE_BROKEN, strerror(errno));
        break;
    }
    return error_set_place(error, path, 0, 0);
}

/* As fail; what is missing is the folder in which something was to be made or looked at. */
static bool fail_in_folder(struct error *error, const char *path)
{
    (void)fail(error, path);
    if (error->fault == FAULT_FILE_MISSING) {
        error_set(error, FAULT_FOLDER_MISSING);
        return error_set_place(error, path, 0, 0);
    }
    return false;
}

static bool disk_create(void *context, const char *path, int *handle, struct error *error)
{
    (void)context;
    *handle = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    return *handle >= 0 || fail_in_folder(error, path);
}

static void refuse_kind(struct error *error, const char *path, const struct stat *status)
{
    error_set(error, S_ISDIR(status->st_mode) ? FAULT_FILE_IS_FOLDER : FAULT_FILE_NOT_REGULAR);
    (void)error_set_place(error, path, 0, 0);
}

static bool disk_open(void *context, const char *path, int *handle, struct error *error)
{
    struct stat status = {.st_mode = 0};
    (void)context;
    *handle =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not wait */
    if (*handle < 0) {
        return fail(error, path);
    }
    if (fstat(*handle, &status) != 0 || !S_ISREG(status.st_mode)) {
        refuse_kind(error, path, &status);
        (void)close(*handle);
        *handle = -1;
        return false;
    }
    return true;
}

static bool
disk_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    (void)context;
    *got = 0;
    while (*got < size) {
        ssize_t count = read(handle, bytes + *got, size - *got);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return fail(error, NULL);
        }
        if (count == 0) {
            break;
        }
        *got += (size_t)count;
    }
    return true;
}

static bool disk_write(void *context, int handle, struct slice bytes, struct error *error)
{
    (void)context;
    while (bytes.size > 0) {
        ssize_t count = write(handle, bytes.data, bytes.size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return fail(error, NULL);
        }
        bytes = slice_part(bytes, (size_t)count, bytes.size);
    }
    return true;
}

static bool disk_sync(void *context, int handle, struct error *error)
{
    (void)context;
    return fsync(handle) == 0 || fail(error, NULL);
}

static void disk_close(void *context, int handle)
{
    (void)context;
    (void)close(handle);
}

static bool
disk_rename(void *context, const char *from, const char *to, bool replace, struct error *error)
{
    int result = replace ? rename(from, to) : machine_rename_new(from, to);
    (void)context;
    return result == 0 || fail(error, to);
}

static bool disk_remove(void *context, const char *path, struct error *error)
{
    (void)context;
    return unlink(path) == 0 || errno == ENOENT || fail(error, path);
}

static bool disk_sync_folder(void *context, const char *path, struct error *error)
{
    int handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool done = false;
    (void)context;
    if (handle < 0) {
        return fail(error, path);
    }
    /* A network share may not know how to sync a folder; that is not a lost write. */
    done = fsync(handle) == 0 || errno == EINVAL || fail(error, path);
    (void)close(handle);
    return done;
}

static bool disk_make_folder(void *context, const char *path, struct error *error)
{
    struct stat status;
    (void)context;
    if (mkdir(path, 0700) == 0) {
        return true;
    }
    if (errno == EEXIST) {
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
            return true;
        }
        error_set(error, FAULT_FOLDER_IS_FILE);
        return error_set_place(error, path, 0, 0);
    }
    return fail_in_folder(error, path);
}

static bool disk_exists(void *context, const char *path)
{
    struct stat status;
    (void)context;
    return stat(path, &status) == 0;
}

static bool disk_list(
    void *context,
    const char *path,
    bool (*found)(void *taker, const char *name),
    void *taker,
    struct error *error)
{
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;
    (void)context;
    if (folder == NULL) {
        return fail_in_folder(error, path);
    }
    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        bool is_dots = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        if (!is_dots && !found(taker, entry->d_name)) {
            break;
        }
        errno = 0;
    }
    if (entry == NULL && errno != 0) {
        fail(error, path);
        (void)closedir(folder);
        return false;
    }
    (void)closedir(folder);
    return true;
}

struct disk_port disk_real(void)
{
    return (struct disk_port){
        .create = disk_create,
        .open = disk_open,
        .read = disk_read,
        .write = disk_write,
        .sync = disk_sync,
        .close = disk_close,
        .rename = disk_rename,
        .remove = disk_remove,
        .sync_folder = disk_sync_folder,
        .make_folder = disk_make_folder,
        .exists = disk_exists,
        .list = disk_list,
    };
}
