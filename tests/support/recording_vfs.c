#include "tests/support/recording_vfs.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

static struct recording *target;
static sqlite3_vfs *real_vfs;
static sqlite3_vfs recording_vfs;

/* The real file lies behind it in the same memory. */
struct handle {
    sqlite3_file base;
    int file;
    int folder; /* to be synced with the first sync of the file; else -1 */
};

static struct handle *handle_of(sqlite3_file *file)
{
    return (struct handle *)(void *)file;
}

static sqlite3_file *real_of(sqlite3_file *file)
{
    return (sqlite3_file *)(void *)(handle_of(file) + 1);
}

/* What a failing disk says, by turns: full, or broken. */
static int failure(int broken)
{
    return target->calls % 2 == 0 ? SQLITE_FULL : broken;
}

static int file_close(sqlite3_file *file)
{
    return real_of(file)->pMethods->xClose(real_of(file));
}

static int file_read(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset)
{
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset)
{
    bool fails = recording_fails(target);
    int taken = fails ? size / 2 : size;
    int code = real_of(file)->pMethods->xWrite(real_of(file), bytes, taken, offset);
    if (code == SQLITE_OK) {
        recording_write(target, handle_of(file)->file, offset, bytes, (size_t)taken);
    }
    return fails ? failure(SQLITE_IOERR_WRITE) : code;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    int code = SQLITE_OK;
    if (recording_fails(target)) {
        return SQLITE_IOERR_TRUNCATE;
    }
    code = real_of(file)->pMethods->xTruncate(real_of(file), size);
    if (code == SQLITE_OK) {
        recording_truncate(target, handle_of(file)->file, size);
    }
    return code;
}

static int file_sync(sqlite3_file *file, int flags)
{
    struct handle *handle = handle_of(file);
    (void)flags;
    if (recording_fails(target)) {
        return SQLITE_IOERR_FSYNC;
    }
    recording_sync(target, handle->file);
    if (handle->folder >= 0) {
        recording_folder_sync(target, handle->folder);
        handle->folder = -1;
    }
    return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}

static int file_lock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xLock(real_of(file), lock);
}

static int file_unlock(sqlite3_file *file, int lock)
{
    return real_of(file)->pMethods->xUnlock(real_of(file), lock);
}

static int file_check_lock(sqlite3_file *file, int *result)
{
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument)
{
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}

static int file_sector(sqlite3_file *file)
{
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}

static int file_device(sqlite3_file *file)
{
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}

static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_device,
};

static int
vfs_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
    struct handle *handle = handle_of(file);
    bool is_new = path != NULL && (flags & SQLITE_OPEN_CREATE) != 0 && access(path, F_OK) != 0;
    int name = recording_name(target, path);
    int code = SQLITE_OK;
    (void)vfs;
    handle->base.pMethods = NULL;
    handle->folder = -1;
    if (is_new && recording_fails(target)) {
        return SQLITE_CANTOPEN;
    }
    code = real_vfs->xOpen(real_vfs, path, real_of(file), flags, out_flags);
    if (code != SQLITE_OK) {
        return code;
    }
    handle->file = is_new ? recording_create(target, name) : recording_file(target, name);
    if (is_new && name >= 0 && (flags & SQLITE_OPEN_MAIN_JOURNAL) != 0) {
        handle->folder = recording_folder_of(target, name);
    }
    handle->base.pMethods = &methods;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
    int name = recording_name(target, path);
    int code = SQLITE_OK;
    (void)vfs;
    if (recording_fails(target)) {
        return SQLITE_IOERR_DELETE;
    }
    code = real_vfs->xDelete(real_vfs, path, 0);
    if (code == SQLITE_OK) {
        recording_remove(target, name);
        if (sync_folder != 0 && name >= 0) {
            recording_folder_sync(target, recording_folder_of(target, name));
        }
    }
    return code;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result)
{
    (void)vfs;
    return real_vfs->xAccess(real_vfs, path, flags, result);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *full)
{
    (void)vfs;
    return real_vfs->xFullPathname(real_vfs, path, size, full);
}

const char *recording_vfs_open(struct recording *recording)
{
    target = recording;
    if (real_vfs != NULL) {
        return recording_vfs.zName;
    }
    real_vfs = sqlite3_vfs_find(NULL);
    recording_vfs = *real_vfs;
    recording_vfs.zName = "recording";
    recording_vfs.szOsFile = (int)sizeof(struct handle) + real_vfs->szOsFile;
    recording_vfs.xOpen = vfs_open;
    recording_vfs.xDelete = vfs_delete;
    recording_vfs.xAccess = vfs_access;
    recording_vfs.xFullPathname = vfs_full_path;
    if (sqlite3_vfs_register(&recording_vfs, 0) != SQLITE_OK) {
        abort();
    }
    return recording_vfs.zName;
}

void recording_vfs_close(void)
{
    if (real_vfs != NULL) {
        (void)sqlite3_vfs_unregister(&recording_vfs);
        real_vfs = NULL;
    }
    target = NULL;
}
