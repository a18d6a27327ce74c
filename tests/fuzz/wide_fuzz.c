/*
 * The first byte says how much is read at a time; the rest is a file.  However it is read, the same text
 * comes out, which is that of the whole decoded at once; a file without the mark comes out as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "importers/wide.h"
#include "tests/fuzz/fuzz.h"

static bool open_file(void *context, const char *path, int *handle, struct error *error)
{
    (void)context;
    (void)path;
    (void)error;
    *handle = 1;
    return true;
}

static bool
read_file(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct slice *left = context;
    (void)handle;
    (void)error;
    *got = left->size < size ? left->size : size;
    if (*got > 0) {
        memcpy(bytes, left->data, *got);
    }
    *left = slice_part(*left, *got, left->size);
    return true;
}

static void close_file(void *context, int handle)
{
    (void)context;
    (void)handle;
}

static void check_read(struct slice file, size_t step, struct slice expected)
{
    const struct disk_port disk = {
        .context = &file, .open = open_file, .read = read_file, .close = close_file};
    struct buffer text = buffer_open(expected.size + step);
    struct wide *wide = NULL;
    struct error error;
    size_t got = 1;
    int handle = 0;
    require(wide_open(&disk, &wide, &error));
    require(wide_port(wide)->open(wide_port(wide)->context, "f", &handle, &error));
    require(buffer_reserve(&text, expected.size + step, &error));
    while (got > 0) {
        require(wide_port(wide)->read(
            wide_port(wide)->context, handle, text.data + text.size, step, &got, &error));
        text.size += got;
        require(text.size <= expected.size);
    }
    wide_port(wide)->close(wide_port(wide)->context, handle);
    wide_close(wide);
    require(slice_equal(buffer_slice(&text), expected));
    buffer_close(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct slice file = slice_part((struct slice){data, size}, 1, size);
    struct buffer whole = buffer_open(2 * size + 16);
    struct error error;
    if (size == 0) {
        return 0;
    }
    require(wide_decode(file, &whole, &error));
    require(wide_has_mark(file) || slice_equal(buffer_slice(&whole), file));
    check_read(file, data[0] + (size_t)1, buffer_slice(&whole));
    check_read(file, 65536, buffer_slice(&whole));
    buffer_close(&whole);
    return 0;
}
