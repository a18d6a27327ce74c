#include "tests/exporters/odd_disk.h"

#include <string.h>

void odd_disk_open(struct odd_disk *disk)
{
    memset(disk, 0, sizeof *disk);
    disk->real = disk_real();
    disk->room = -1;
}

static bool fails(struct odd_disk *disk, struct error *error)
{
    disk->calls++;
    return disk->calls == disk->fail_at && !error_set_text(error, FAULT_FILE_BROKEN, "test");
}

static bool odd_create(void *context, const char *path, int *handle, struct error *error)
{
    struct odd_disk *disk = context;
    if (fails(disk, error) || !disk->real.create(NULL, path, handle, error)) {
        return false;
    }
    disk->opened++;
    return true;
}

static bool odd_open(void *context, const char *path, int *handle, struct error *error)
{
    struct odd_disk *disk = context;
    if (fails(disk, error) || !disk->real.open(NULL, path, handle, error)) {
        return false;
    }
    disk->opened++;
    return true;
}

static bool
odd_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct odd_disk *disk = context;
    if (fails(disk, error) || !disk->real.read(NULL, handle, bytes, size, got, error)) {
        return false;
    }
    disk->reads++;
    if (disk->reads == disk->spoil_at && *got > 0) {
        bytes[*got / 2] ^= 1;
    }
    return true;
}

/* A full disk takes what fits and then says so, as a real one does. */
static bool odd_write(void *context, int handle, struct slice bytes, struct error *error)
{
    struct odd_disk *disk = context;
    struct slice fits = bytes;
    if (fails(disk, error)) {
        return false;
    }
    if (disk->room >= 0 && (int64_t)bytes.size > disk->room) {
        fits = slice_part(bytes, 0, (size_t)disk->room);
    }
    if (disk->room >= 0) {
        disk->room -= (int64_t)fits.size;
    }
    return disk->real.write(NULL, handle, fits, error) &&
           (fits.size == bytes.size || error_set(error, FAULT_DISK_FULL));
}

static bool odd_sync(void *context, int handle, struct error *error)
{
    struct odd_disk *disk = context;
    return !fails(disk, error) && disk->real.sync(NULL, handle, error);
}

static void odd_close(void *context, int handle)
{
    struct odd_disk *disk = context;
    disk->opened--;
    disk->real.close(NULL, handle);
}

static bool
odd_rename(void *context, const char *from, const char *to, bool replace, struct error *error)
{
    struct odd_disk *disk = context;
    return !fails(disk, error) && disk->real.rename(NULL, from, to, replace, error);
}

static bool odd_sync_folder(void *context, const char *path, struct error *error)
{
    struct odd_disk *disk = context;
    return !fails(disk, error) && disk->real.sync_folder(NULL, path, error);
}

struct disk_port odd_disk_port(struct odd_disk *disk)
{
    struct disk_port port = disk->real;
    port.context = disk;
    port.create = odd_create;
    port.open = odd_open;
    port.read = odd_read;
    port.write = odd_write;
    port.sync = odd_sync;
    port.close = odd_close;
    port.rename = odd_rename;
    port.sync_folder = odd_sync_folder;
    return port;
}
