#include "importers/gunzip.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    PIECE_BYTES = 64 * 1024,
    WINDOW_WITH_GZIP = 15 + 16, /* zlib: the largest window, gzip trailer checked */
    FREE_BYTES = 1024 * 1024,   /* unpacked before the ratio means anything */
    SIGNATURE_BYTES = 2
};

struct gunzip {
    const struct disk_port *disk;
    struct disk_port port;
    z_stream stream;
    bool is_open;
    bool is_packed;
    bool in_member; /* begun and without its end */
    bool at_end;    /* of the file below */
    uint64_t packed;
    uint64_t unpacked;
    char path[LIMIT_PATH]; /* of the file, for faults; "" when it is longer */
    uint8_t piece[PIECE_BYTES];
};

bool gunzip_is_packed(struct slice beginning)
{
    return beginning.size >= SIGNATURE_BYTES && beginning.data[0] == 0x1F &&
           beginning.data[1] == 0x8B;
}

static bool fail(const struct gunzip *gunzip, enum fault fault, struct error *error)
{
    error_set(error, fault);
    return error_set_place(error, gunzip->path, 0, 0);
}

/* ---- bytes from below ---- */

static bool fill(struct gunzip *gunzip, int handle, struct error *error)
{
    size_t got = 0;
    if (gunzip->at_end || gunzip->stream.avail_in > 0) {
        return true;
    }
    if (!gunzip->disk->read(
            gunzip->disk->context, handle, gunzip->piece, sizeof gunzip->piece, &got, error)) {
        return false;
    }
    gunzip->at_end = got == 0;
    gunzip->packed += got;
    gunzip->stream.next_in = gunzip->piece;
    gunzip->stream.avail_in = (uInt)got;
    return true;
}

/* The first piece has at least the signature, however few bytes the disk gives at once. */
static bool look(struct gunzip *gunzip, int handle, struct error *error)
{
    size_t size = 0;
    size_t got = 1;
    while (size < SIGNATURE_BYTES && got > 0) {
        if (!gunzip->disk->read(
                gunzip->disk->context, handle, gunzip->piece + size, sizeof gunzip->piece - size,
                &got, error)) {
            return false;
        }
        size += got;
    }
    gunzip->packed = size;
    gunzip->stream.next_in = gunzip->piece;
    gunzip->stream.avail_in = (uInt)size;
    gunzip->is_packed = gunzip_is_packed((struct slice){gunzip->piece, size});
    gunzip->in_member = gunzip->is_packed;
    return true;
}

/* ---- the port ---- */

static void shut(struct gunzip *gunzip)
{
    if (gunzip->is_open) {
        (void)inflateEnd(&gunzip->stream);
        gunzip->is_open = false;
    }
}

static bool port_open(void *context, const char *path, int *handle, struct error *error)
{
    struct gunzip *gunzip = context;
    require(!gunzip->is_open);
    memset(&gunzip->stream, 0, sizeof gunzip->stream);
    gunzip->at_end = false;
    gunzip->unpacked = 0;
    if (!slice_copy_text(slice_of(path), gunzip->path, sizeof gunzip->path)) {
        gunzip->path[0] = '\0';
    }
    if (!gunzip->disk->open(gunzip->disk->context, path, handle, error)) {
        return false;
    }
    if (inflateInit2(&gunzip->stream, WINDOW_WITH_GZIP) != Z_OK) {
        gunzip->disk->close(gunzip->disk->context, *handle);
        return error_set(error, FAULT_MEMORY);
    }
    gunzip->is_open = true;
    if (!look(gunzip, *handle, error)) {
        shut(gunzip);
        gunzip->disk->close(gunzip->disk->context, *handle);
        return false;
    }
    return true;
}

static void port_close(void *context, int handle)
{
    struct gunzip *gunzip = context;
    shut(gunzip);
    bytes_wipe(gunzip->piece, sizeof gunzip->piece);
    gunzip->disk->close(gunzip->disk->context, handle);
}

static bool read_plain(
    struct gunzip *gunzip,
    int handle,
    uint8_t *bytes,
    size_t size,
    size_t *got,
    struct error *error)
{
    size_t left = gunzip->stream.avail_in;
    if (left == 0) {
        return gunzip->disk->read(gunzip->disk->context, handle, bytes, size, got, error);
    }
    *got = left < size ? left : size;
    memcpy(bytes, gunzip->stream.next_in, *got);
    gunzip->stream.next_in += *got;
    gunzip->stream.avail_in -= (uInt)*got;
    return true;
}

/* After the end of a member: another one, or the end of the file. */
static bool next_member(struct gunzip *gunzip, int handle, bool *has_one, struct error *error)
{
    *has_one = false;
    if (!fill(gunzip, handle, error)) {
        return false;
    }
    if (gunzip->stream.avail_in == 0) {
        return true;
    }
    if (inflateReset(&gunzip->stream) != Z_OK) {
        return fail(gunzip, FAULT_GZIP_DAMAGED, error);
    }
    gunzip->in_member = true;
    *has_one = true;
    return true;
}

static bool inflate_some(struct gunzip *gunzip, int handle, struct error *error)
{
    int result = Z_OK;
    if (!fill(gunzip, handle, error)) {
        return false;
    }
    if (gunzip->stream.avail_in == 0) {
        return fail(gunzip, FAULT_GZIP_CUT, error);
    }
    result = inflate(&gunzip->stream, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
        gunzip->in_member = false;
    } else if (result == Z_MEM_ERROR) {
        return error_set(error, FAULT_MEMORY);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return fail(gunzip, FAULT_GZIP_DAMAGED, error);
    }
    return true;
}

static bool check_size(const struct gunzip *gunzip, struct error *error)
{
    bool bomb =
        gunzip->unpacked > LIMIT_UNPACKED_BYTES ||
        (gunzip->unpacked > FREE_BYTES && gunzip->unpacked / LIMIT_GZIP_RATIO > gunzip->packed);
    if (bomb) {
        error_set_number(error, FAULT_GZIP_BOMB, LIMIT_UNPACKED_BYTES);
        return error_set_place(error, gunzip->path, 0, 0);
    }
    return true;
}

static bool
port_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct gunzip *gunzip = context;
    bool more = true;
    if (!gunzip->is_packed) {
        return read_plain(gunzip, handle, bytes, size, got, error);
    }
    gunzip->stream.next_out = bytes;
    gunzip->stream.avail_out = (uInt)size;
    while (more && gunzip->stream.avail_out == size) {
        bool done = gunzip->in_member ? inflate_some(gunzip, handle, error)
                                      : next_member(gunzip, handle, &more, error);
        if (!done) {
            return false;
        }
    }
    *got = size - gunzip->stream.avail_out;
    gunzip->unpacked += *got;
    return check_size(gunzip, error);
}

/* ---- life ---- */

bool gunzip_open(const struct disk_port *disk, struct gunzip **gunzip, struct error *error)
{
    struct gunzip *made = calloc(1, sizeof *made);
    *gunzip = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->disk = disk;
    made->port = (struct disk_port){
        .context = made, .open = port_open, .read = port_read, .close = port_close};
    return true;
}

void gunzip_close(struct gunzip *gunzip)
{
    if (gunzip != NULL) {
        shut(gunzip);
        free(gunzip);
    }
}

const struct disk_port *gunzip_port(struct gunzip *gunzip)
{
    return &gunzip->port;
}
