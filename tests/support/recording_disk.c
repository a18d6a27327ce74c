#include "tests/support/recording_disk.h"

#include <stdlib.h>
#include <string.h>

static int keep_handle(struct recording_disk *disk, int real, int file)
{
    for (int i = 0; i < RECORDING_HANDLES; i++) {
        if (!disk->handles[i].used) {
            disk->handles[i].used = true;
            disk->handles[i].real = real;
            disk->handles[i].file = file;
            disk->handles[i].offset = 0;
            return i;
        }
    }
    abort();
}

static bool refuse(struct error *error, const char *path)
{
    error_set(error, FAULT_DISK_FULL);
    return error_set_place(error, path, 0, 0);
}

static bool disk_create(void *context, const char *path, int *handle, struct error *error)
{
    struct recording_disk *disk = context;
    int real = -1;
    if (recording_fails(disk->recording)) {
        return refuse(error, path);
    }
    if (!disk->real.create(disk->real.context, path, &real, error)) {
        return false;
    }
    *handle = keep_handle(
        disk, real, recording_create(disk->recording, recording_name(disk->recording, path)));
    return true;
}

static bool disk_open(void *context, const char *path, int *handle, struct error *error)
{
    struct recording_disk *disk = context;
    int real = -1;
    if (!disk->real.open(disk->real.context, path, &real, error)) {
        return false;
    }
    *handle = keep_handle(disk, real, -1);
    return true;
}

static bool
disk_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct recording_disk *disk = context;
    return disk->real.read(disk->real.context, disk->handles[handle].real, bytes, size, got, error);
}

/* A disk that is full takes half of what it is given. */
static bool disk_write(void *context, int handle, struct slice bytes, struct error *error)
{
    struct recording_disk *disk = context;
    bool fails = recording_fails(disk->recording);
    struct slice taken = fails ? slice_part(bytes, 0, bytes.size / 2) : bytes;
    if (!disk->real.write(disk->real.context, disk->handles[handle].real, taken, error)) {
        return false;
    }
    recording_write(
        disk->recording, disk->handles[handle].file, disk->handles[handle].offset, taken.data,
        taken.size);
    disk->handles[handle].offset += (int64_t)taken.size;
    return !fails || refuse(error, NULL);
}

static bool disk_sync(void *context, int handle, struct error *error)
{
    struct recording_disk *disk = context;
    if (recording_fails(disk->recording)) {
        return refuse(error, NULL);
    }
    recording_sync(disk->recording, disk->handles[handle].file);
    return true;
}

static void disk_close(void *context, int handle)
{
    struct recording_disk *disk = context;
    disk->real.close(disk->real.context, disk->handles[handle].real);
    disk->handles[handle].used = false;
}

static bool
disk_rename(void *context, const char *from, const char *to, bool replace, struct error *error)
{
    struct recording_disk *disk = context;
    if (recording_fails(disk->recording)) {
        return refuse(error, to);
    }
    if (!disk->real.rename(disk->real.context, from, to, replace, error)) {
        return false;
    }
    recording_rename(
        disk->recording, recording_name(disk->recording, from),
        recording_name(disk->recording, to));
    return true;
}

static bool disk_remove(void *context, const char *path, struct error *error)
{
    struct recording_disk *disk = context;
    if (recording_fails(disk->recording)) {
        return refuse(error, path);
    }
    if (!disk->real.remove(disk->real.context, path, error)) {
        return false;
    }
    recording_remove(disk->recording, recording_name(disk->recording, path));
    return true;
}

static bool disk_sync_folder(void *context, const char *path, struct error *error)
{
    struct recording_disk *disk = context;
    if (recording_fails(disk->recording)) {
        return refuse(error, path);
    }
    recording_folder_sync(disk->recording, recording_name(disk->recording, path));
    return true;
}

static bool disk_make_folder(void *context, const char *path, struct error *error)
{
    struct recording_disk *disk = context;
    if (recording_fails(disk->recording)) {
        return refuse(error, path);
    }
    if (!disk->real.make_folder(disk->real.context, path, error)) {
        return false;
    }
    recording_make_folder(disk->recording, recording_name(disk->recording, path));
    return true;
}

static bool disk_exists(void *context, const char *path)
{
    struct recording_disk *disk = context;
    return disk->real.exists(disk->real.context, path);
}

static bool disk_list(
    void *context,
    const char *path,
    bool (*found)(void *taker, const char *name),
    void *taker,
    struct error *error)
{
    struct recording_disk *disk = context;
    return disk->real.list(disk->real.context, path, found, taker, error);
}

struct disk_port recording_disk_open(struct recording_disk *disk, struct recording *recording)
{
    memset(disk, 0, sizeof *disk);
    disk->recording = recording;
    disk->real = disk_real();
    return (struct disk_port){
        .context = disk,
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
