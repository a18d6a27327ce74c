#include "tests/support/power_cut.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    SECTOR = 512
};

enum fate {
    FATE_LOST,
    FATE_TORN,
    FATE_KEPT
};

/* How much of what is not durable comes through; a kill of the program alone keeps all. */
enum luck {
    LUCK_NONE,
    LUCK_HALF,
    LUCK_MOST,
    LUCK_ALL
};

struct image {
    uint8_t *bytes;
    size_t size;
    size_t capacity;
};

struct cut {
    const struct recording *recording;
    size_t at;
    uint64_t random;
    enum luck luck;
    bool journaled;
    bool names_end;    /* journaled: no further change of names comes through */
    size_t *last_sync; /* per file: steps before it are durable */
    struct image *images;
    int *names; /* per name: the file, RECORDED_FOLDER, or -1 */
};

uint64_t power_cut_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state >> 11;
}

static unsigned draw(struct cut *cut, unsigned below)
{
    return (unsigned)(power_cut_random(&cut->random) % below);
}

static void *fresh(size_t count, size_t size)
{
    void *memory = calloc(count == 0 ? 1 : count, size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}

/* ---- bytes ---- */

static void resize(struct image *image, size_t size)
{
    if (size > image->capacity) {
        image->capacity = 2 * size;
        image->bytes = realloc(image->bytes, image->capacity);
        if (image->bytes == NULL) {
            abort();
        }
    }
    if (size > image->size) {
        memset(image->bytes + image->size, 0, size - image->size);
    }
    image->size = size;
}

static void put(struct image *image, size_t offset, const uint8_t *bytes, size_t size)
{
    if (offset + size > image->size) {
        resize(image, offset + size);
    }
    if (size > 0) {
        memcpy(image->bytes + offset, bytes, size);
    }
}

/* Each sector that a write touches is there or not. */
static void put_torn(struct cut *cut, struct image *image, const struct recorded_step *step)
{
    size_t from = (size_t)step->offset;
    size_t end = from + step->size;
    while (from < end) {
        size_t next = (from / SECTOR + 1) * SECTOR;
        size_t size = (next < end ? next : end) - from;
        if (draw(cut, 2) == 0) {
            put(image, from, step->bytes + (from - (size_t)step->offset), size);
        }
        from += size;
    }
}

static enum fate bytes_fate(struct cut *cut, size_t index)
{
    const struct recorded_step *step = &cut->recording->steps[index];
    if (index < cut->last_sync[step->file]) {
        return FATE_KEPT;
    }
    switch (cut->luck) {
    case LUCK_NONE:
        return FATE_LOST;
    case LUCK_HALF:
        return draw(cut, 2) == 0 ? FATE_KEPT : draw(cut, 2) == 0 ? FATE_TORN : FATE_LOST;
    case LUCK_MOST:
        return draw(cut, 16) != 0 ? FATE_KEPT : FATE_TORN;
    case LUCK_ALL:
        return FATE_KEPT;
    }
    return FATE_LOST;
}

static void apply_write(struct cut *cut, size_t index)
{
    const struct recorded_step *step = &cut->recording->steps[index];
    struct image *image = &cut->images[step->file];
    size_t end = (size_t)step->offset + step->size;
    switch (bytes_fate(cut, index)) {
    case FATE_KEPT:
        put(image, (size_t)step->offset, step->bytes, step->size);
        break;
    case FATE_TORN:
        put_torn(cut, image, step);
        break;
    case FATE_LOST:
        if (cut->luck != LUCK_NONE && end > image->size && draw(cut, 4) == 0) {
            resize(image, end);
        }
        break;
    }
}

static void apply_truncate(struct cut *cut, size_t index)
{
    const struct recorded_step *step = &cut->recording->steps[index];
    if (bytes_fate(cut, index) == FATE_KEPT) {
        resize(&cut->images[step->file], (size_t)step->offset);
    }
}

/* ---- names ---- */

static bool name_is_durable(struct cut *cut, size_t index)
{
    const struct recording *recording = cut->recording;
    char folder[512];
    char *slash = NULL;
    (void)snprintf(folder, sizeof folder, "%s", recording->names[recording->steps[index].name]);
    slash = strrchr(folder, '/');
    *(slash == NULL ? folder : slash) = '\0';
    for (size_t i = index + 1; i < cut->at; i++) {
        const struct recorded_step *step = &recording->steps[i];
        if (step->kind == RECORDED_FOLDER_SYNC &&
            (cut->journaled || strcmp(recording->names[step->name], folder) == 0)) {
            return true;
        }
        if (cut->journaled && step->kind == RECORDED_SYNC) {
            return true;
        }
    }
    return false;
}

static bool name_comes_through(struct cut *cut, size_t index)
{
    if (name_is_durable(cut, index)) {
        return true;
    }
    if (cut->luck == LUCK_ALL) {
        return true;
    }
    if (!cut->journaled) {
        return draw(cut, 2) == 0;
    }
    cut->names_end = cut->names_end || draw(cut, 2) == 0;
    return !cut->names_end;
}

static void apply_name(struct cut *cut, size_t index)
{
    const struct recorded_step *step = &cut->recording->steps[index];
    if (!name_comes_through(cut, index)) {
        return;
    }
    if (step->kind == RECORDED_CREATE) {
        cut->names[step->name] = step->file;
    } else if (step->kind == RECORDED_MAKE_FOLDER) {
        cut->names[step->name] = RECORDED_FOLDER;
    } else if (step->kind == RECORDED_REMOVE) {
        cut->names[step->name] = -1;
    } else if (cut->names[step->name] >= 0) {
        cut->names[step->to] = cut->names[step->name];
        cut->names[step->name] = -1;
    }
}

/* ---- the disk ---- */

static void open_cut(struct cut *cut)
{
    const struct recording *recording = cut->recording;
    cut->last_sync = fresh((size_t)recording->file_count, sizeof *cut->last_sync);
    cut->images = fresh((size_t)recording->file_count, sizeof *cut->images);
    cut->names = fresh((size_t)recording->name_count, sizeof *cut->names);
    cut->luck = (enum luck)draw(cut, 4);
    cut->journaled = draw(cut, 2) == 0;
    for (int i = 0; i < recording->file_count; i++) {
        put(&cut->images[i], 0, recording->files[i].bytes, recording->files[i].size);
    }
    for (int i = 0; i < recording->name_count; i++) {
        cut->names[i] = recording->start[i];
    }
    for (size_t i = 0; i < cut->at; i++) {
        if (recording->steps[i].kind == RECORDED_SYNC) {
            cut->last_sync[recording->steps[i].file] = i;
        }
    }
}

static void apply(struct cut *cut, size_t index)
{
    switch (cut->recording->steps[index].kind) {
    case RECORDED_WRITE:
        apply_write(cut, index);
        break;
    case RECORDED_TRUNCATE:
        apply_truncate(cut, index);
        break;
    case RECORDED_CREATE:
    case RECORDED_RENAME:
    case RECORDED_REMOVE:
    case RECORDED_MAKE_FOLDER:
        apply_name(cut, index);
        break;
    case RECORDED_SYNC:
    case RECORDED_FOLDER_SYNC:
        break;
    }
}

static bool is_folder(const struct cut *cut, const char *name)
{
    for (int i = 0; i < cut->recording->name_count; i++) {
        if (strcmp(cut->recording->names[i], name) == 0) {
            return cut->names[i] == RECORDED_FOLDER;
        }
    }
    return false;
}

/* Makes the folders that a name lies in; false when one of them did not come through. */
static bool make_folders(const struct cut *cut, const char *name, const char *root)
{
    char inside[512];
    char path[1200];
    (void)snprintf(inside, sizeof inside, "%s", name);
    for (char *at = inside; *at != '\0'; at++) {
        if (*at == '/') {
            *at = '\0';
            if (!is_folder(cut, inside)) {
                return false;
            }
            (void)snprintf(path, sizeof path, "%s/%s", root, inside);
            (void)mkdir(path, 0700);
            *at = '/';
        }
    }
    return true;
}

static void write_file(const char *path, const struct image *image)
{
    FILE *file = fopen(path, "wb");
    bool done = file != NULL;
    if (done && image->size > 0) {
        done = fwrite(image->bytes, 1, image->size, file) == image->size;
    }
    if (!done || fclose(file) != 0) {
        abort();
    }
}

static void write_files(const struct cut *cut, const char *folder)
{
    for (int i = 0; i < cut->recording->name_count; i++) {
        char path[1200];
        (void)snprintf(path, sizeof path, "%s/%s", folder, cut->recording->names[i]);
        if (cut->names[i] == -1 || !make_folders(cut, cut->recording->names[i], folder)) {
            continue;
        }
        if (cut->names[i] == RECORDED_FOLDER) {
            (void)mkdir(path, 0700);
        } else {
            write_file(path, &cut->images[cut->names[i]]);
        }
    }
}

void power_cut_leave(
    const struct recording *recording,
    size_t at,
    uint64_t seed,
    const char *folder)
{
    struct cut cut = {.recording = recording, .at = at, .random = seed};
    cut.random = cut.random * UINT64_C(0x9E3779B97F4A7C15) + 0x1234567;
    open_cut(&cut);
    for (size_t i = 0; i < at; i++) {
        apply(&cut, i);
    }
    write_files(&cut, folder);
    for (int i = 0; i < recording->file_count; i++) {
        free(cut.images[i].bytes);
    }
    free(cut.images);
    free(cut.names);
    free(cut.last_sync);
}
