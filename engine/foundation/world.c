#include "engine/foundation/world.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "engine/foundation/machine.h"

int64_t world_now_ms(const struct world *world)
{
    return world->clock.now_ms(world->clock.context);
}

static bool
read_to_end(const struct disk_port *disk, int handle, struct buffer *bytes, struct error *error)
{
    for (;;) {
        size_t got = 0;
        uint8_t piece[4096];
        if (!disk->read(disk->context, handle, piece, sizeof piece, &got, error)) {
            return false;
        }
        if (got == 0) {
            return true;
        }
        if (got > bytes->limit - bytes->size) {
            return error_set_number(error, FAULT_FILE_TOO_BIG, (int64_t)bytes->limit);
        }
        if (!buffer_append(bytes, (struct slice){piece, got}, error)) {
            return false;
        }
    }
}

bool disk_read_all(
    const struct disk_port *disk,
    const char *path,
    size_t limit,
    struct buffer *bytes,
    struct error *error)
{
    int handle = -1;
    bool done = false;
    *bytes = buffer_open(limit);
    if (!disk->open(disk->context, path, &handle, error)) {
        return false;
    }
    done = read_to_end(disk, handle, bytes, error);
    disk->close(disk->context, handle);
    if (!done) {
        error_set_place(error, path, 0, 0);
        buffer_close(bytes);
    }
    return done;
}

static bool stream_handle(
    const struct disk_port *disk,
    int handle,
    bool (*take)(void *taker, struct slice bytes, struct error *error),
    void *taker,
    struct error *error)
{
    for (;;) {
        size_t got = 0;
        uint8_t piece[8192];
        if (!disk->read(disk->context, handle, piece, sizeof piece, &got, error)) {
            return false;
        }
        if (got == 0) {
            return true;
        }
        if (!take(taker, (struct slice){piece, got}, error)) {
            return false;
        }
    }
}

bool disk_stream(
    const struct disk_port *disk,
    const char *path,
    bool (*take)(void *taker, struct slice bytes, struct error *error),
    void *taker,
    struct error *error)
{
    int handle = -1;
    bool done = false;
    if (!disk->open(disk->context, path, &handle, error)) {
        return false;
    }
    done = stream_handle(disk, handle, take, taker, error);
    disk->close(disk->context, handle);
    if (!done && error->place.file[0] == '\0') {
        error_set_place(error, path, error->place.line, error->place.column);
    }
    return done;
}

bool path_join(char *path, size_t size, const char *folder, const char *name, struct error *error)
{
    int length = snprintf(path, size, "%s/%s", folder, name);
    if (length < 0 || (size_t)length >= size) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)size);
    }
    return true;
}

bool path_folder(const char *path, char folder[LIMIT_PATH], struct error *error)
{
    size_t size = strlen(path);
    while (size > 1 && path[size - 1] == '/') {
        size--;
    }
    while (size > 0 && path[size - 1] != '/') {
        size--;
    }
    while (size > 1 && path[size - 1] == '/') {
        size--;
    }
    return slice_copy_text(
               size == 0 ? slice_of(".") : (struct slice){(const uint8_t *)path, size}, folder,
               LIMIT_PATH) ||
           error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
}

bool disk_settle_folder(const struct disk_port *disk, const char *path, struct error *error)
{
    bool was_there = disk->exists(disk->context, path);
    char folder[LIMIT_PATH];
    struct error why;
    if (!disk->make_folder(disk->context, path, error) || !path_folder(path, folder, error)) {
        return false;
    }
    if (!disk->sync_folder(disk->context, folder, &why) && !was_there) {
        *error = why;
        return false;
    }
    return true;
}

static bool fill_random(void *context, uint8_t *bytes, size_t size, struct error *error)
{
    (void)context;
    return machine_random(bytes, size) || error_set(error, FAULT_RANDOM);
}

struct random_port random_real(void)
{
    return (struct random_port){NULL, fill_random};
}

static int64_t wall_clock_ms(void *context)
{
    struct timespec now = {0};
    (void)context;
    require(clock_gettime(CLOCK_REALTIME, &now) == 0);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool sleep_ms(void *context, int64_t milliseconds)
{
    struct timespec length = {
        .tv_sec = (time_t)(milliseconds / 1000),
        .tv_nsec = (long)(milliseconds % 1000) * 1000000L,
    };
    (void)context;
    return nanosleep(&length, NULL) == 0 || errno != EINTR;
}

struct clock_port clock_real(void)
{
    return (struct clock_port){NULL, wall_clock_ms, sleep_ms};
}
