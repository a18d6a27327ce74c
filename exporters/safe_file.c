#include "exporters/safe_file.h"

#include <stdio.h>
#include <string.h>

enum {
    PENDING_BYTES = 64 * 1024
};

static bool fail_at(const struct safe_file *file, struct error *error)
{
    return error_set_place(error, file->path, 0, 0);
}

/* What stands there can be replaced unless it is a folder: that is seen before anything is written. */
static bool refuse_folder(struct safe_file *file, struct error *error)
{
    int handle = -1;
    if (!file->disk->open(file->disk->context, file->path, &handle, error)) {
        return error->fault == FAULT_FILE_MISSING || error->fault == FAULT_FILE_DENIED;
    }
    file->disk->close(file->disk->context, handle);
    return true;
}

bool safe_file_begin(
    const struct disk_port *disk,
    const char *path,
    struct safe_file *file,
    struct error *error)
{
    int length = 0;
    memset(file, 0, sizeof *file);
    file->disk = disk;
    file->sum = BYTES_SUM;
    file->pending = buffer_open(PENDING_BYTES);
    length = snprintf(file->temporary, sizeof file->temporary, "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof file->temporary) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
    }
    memcpy(file->path, path, strlen(path) + 1); /* shorter than the temporary name */
    if (!path_folder(path, file->folder, error) || !refuse_folder(file, error) ||
        !disk->remove(disk->context, file->temporary, error) ||
        !disk->create(disk->context, file->temporary, &file->handle, error)) {
        return fail_at(file, error);
    }
    file->is_open = true;
    file->is_there = true;
    return true;
}

static bool flush(struct safe_file *file, struct error *error)
{
    struct slice bytes = buffer_slice(&file->pending);
    bool done =
        bytes.size == 0 || file->disk->write(file->disk->context, file->handle, bytes, error);
    buffer_clear(&file->pending);
    return done || fail_at(file, error);
}

bool safe_file_write(struct safe_file *file, struct slice bytes, struct error *error)
{
    require(file->is_open);
    file->size += bytes.size;
    file->sum = bytes_sum(file->sum, bytes);
    while (bytes.size > 0) {
        struct slice piece = slice_part(bytes, 0, PENDING_BYTES - file->pending.size);
        if (!buffer_append(&file->pending, piece, error)) {
            return fail_at(file, error);
        }
        bytes = slice_part(bytes, piece.size, bytes.size);
        if (file->pending.size == PENDING_BYTES && !flush(file, error)) {
            return false;
        }
    }
    return true;
}

/* ---- reading back ---- */

struct read_back {
    uint64_t size;
    uint64_t sum;
};

static bool take_back(void *taker, struct slice bytes, struct error *error)
{
    struct read_back *back = taker;
    (void)error;
    back->size += bytes.size;
    back->sum = bytes_sum(back->sum, bytes);
    return true;
}

static bool compare(struct safe_file *file, struct error *error)
{
    struct read_back back = {0, BYTES_SUM};
    if (!disk_stream(file->disk, file->temporary, take_back, &back, error)) {
        return fail_at(file, error);
    }
    if (back.size != file->size || back.sum != file->sum) {
        error_set(error, FAULT_READ_BACK_DIFFERS);
        return fail_at(file, error);
    }
    return true;
}

/* After a sync that failed nobody knows what is on the disk: it is not tried again. */
bool safe_file_settle(struct safe_file *file, struct error *error)
{
    require(file->is_open);
    if (!flush(file, error)) {
        return false;
    }
    if (!file->disk->sync(file->disk->context, file->handle, error)) {
        return fail_at(file, error);
    }
    file->disk->close(file->disk->context, file->handle);
    file->is_open = false;
    file->is_settled = compare(file, error);
    return file->is_settled;
}

bool safe_file_keep(struct safe_file *file, struct error *error)
{
    require(file->is_settled);
    if (!file->disk->rename(file->disk->context, file->temporary, file->path, true, error)) {
        return fail_at(file, error);
    }
    file->is_there = false;
    file->is_kept = true;
    return file->disk->sync_folder(file->disk->context, file->folder, error) ||
           fail_at(file, error);
}

void safe_file_undo(struct safe_file *file)
{
    struct error ignored;
    if (file->is_kept && file->disk->remove(file->disk->context, file->path, &ignored)) {
        file->is_kept = false;
    }
}

void safe_file_drop(struct safe_file *file)
{
    struct error ignored;
    if (file->is_open) {
        file->disk->close(file->disk->context, file->handle);
    }
    if (file->is_there && !file->disk->remove(file->disk->context, file->temporary, &ignored)) {
        /* The next run removes it; the name itself was never touched. */
        file->is_there = false;
    }
    buffer_close_wiped(&file->pending);
    memset(file, 0, sizeof *file);
}
