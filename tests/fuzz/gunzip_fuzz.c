/*
 * The first byte says how much is read at a time; the rest is a file.  However it is read, the same
 * bytes come out or the same fault; a file that is not gzip comes out as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "importers/gunzip.h"
#include "tests/fuzz/fuzz.h"

enum {
    MOST = 4 * 1024 * 1024
};

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

struct outcome {
    enum fault fault;
    uint64_t sum;
    uint64_t size;
};

static struct outcome read_all(struct slice file, size_t step)
{
    struct disk_port disk = {
        .context = &file, .open = open_file, .read = read_file, .close = close_file};
    struct outcome outcome = {FAULT_NONE, BYTES_SUM, 0};
    struct gunzip *gunzip = NULL;
    struct error error = {.fault = FAULT_NONE};
    uint8_t *piece = malloc(step);
    size_t got = 1;
    int handle = 0;
    require(piece != NULL && gunzip_open(&disk, &gunzip, &error));
    require(gunzip_port(gunzip)->open(gunzip_port(gunzip)->context, "f", &handle, &error));
    while (got > 0 && outcome.size < MOST) {
        if (!gunzip_port(gunzip)->read(
                gunzip_port(gunzip)->context, handle, piece, step, &got, &error)) {
            outcome.fault = error.fault;
            break;
        }
        outcome.sum = bytes_sum(outcome.sum, (struct slice){piece, got});
        outcome.size += got;
    }
    gunzip_port(gunzip)->close(gunzip_port(gunzip)->context, handle);
    gunzip_close(gunzip);
    free(piece);
    return outcome;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice file = {data, size};
    struct outcome whole;
    if (size == 0) {
        return 0;
    }
    file = slice_part(file, 1, size);
    whole = read_all(file, 65536);
    if (!gunzip_is_packed(file)) {
        require(whole.fault == FAULT_NONE && whole.size == file.size);
        require(whole.sum == bytes_sum(BYTES_SUM, file));
    }
    if (whole.fault == FAULT_NONE && whole.size < 4096) {
        struct outcome small = read_all(file, data[0] + (size_t)1);
        require(small.fault == FAULT_NONE && small.size == whole.size && small.sum == whole.sum);
    }
    return 0;
}
