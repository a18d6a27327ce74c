#include "tests/support/recording.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void *grown(void *memory, size_t count, size_t size)
{
    void *more = realloc(memory, (count == 0 ? 1 : count) * size);
    if (more == NULL) {
        abort();
    }
    return more;
}

/* ---- names ---- */

static int find_name(struct recording *recording, const char *relative)
{
    size_t size = strlen(relative) + 1;
    for (int i = 0; i < recording->name_count; i++) {
        if (strcmp(recording->names[i], relative) == 0) {
            return i;
        }
    }
    recording->name_count++;
    recording->names =
        grown(recording->names, (size_t)recording->name_count, sizeof *recording->names);
    recording->now = grown(recording->now, (size_t)recording->name_count, sizeof *recording->now);
    recording->start =
        grown(recording->start, (size_t)recording->name_count, sizeof *recording->start);
    recording->names[recording->name_count - 1] = memcpy(grown(NULL, size, 1), relative, size);
    recording->now[recording->name_count - 1] = -1;
    recording->start[recording->name_count - 1] = -1;
    return recording->name_count - 1;
}

int recording_name(struct recording *recording, const char *path)
{
    size_t size = strlen(recording->root);
    if (path == NULL || strncmp(path, recording->root, size) != 0 ||
        (path[size] != '/' && path[size] != '\0')) {
        return -1;
    }
    return find_name(recording, path[size] == '/' ? path + size + 1 : "");
}

int recording_folder_of(struct recording *recording, int name)
{
    char folder[512];
    char *slash = NULL;
    (void)snprintf(folder, sizeof folder, "%s", recording->names[name]);
    slash = strrchr(folder, '/');
    if (slash == NULL) {
        return find_name(recording, "");
    }
    *slash = '\0';
    return find_name(recording, folder);
}

int recording_file(const struct recording *recording, int name)
{
    return name < 0 ? -1 : recording->now[name];
}

static int new_file(struct recording *recording)
{
    recording->file_count++;
    recording->files =
        grown(recording->files, (size_t)recording->file_count, sizeof *recording->files);
    recording->files[recording->file_count - 1] = (struct recorded_file){NULL, 0};
    return recording->file_count - 1;
}

/* ---- the start ---- */

static void take_file(struct recording *recording, const char *path, size_t size)
{
    int name = recording_name(recording, path);
    int file = new_file(recording);
    uint8_t *bytes = grown(NULL, size, 1);
    FILE *from = fopen(path, "rb");
    if (from == NULL || fread(bytes, 1, size, from) != size) {
        abort();
    }
    (void)fclose(from);
    recording->files[file] = (struct recorded_file){bytes, size};
    recording->now[name] = file;
    recording->start[name] = file;
}

static void take_folder(struct recording *recording, const char *path)
{
    DIR *folder = opendir(path);
    const struct dirent *entry = NULL;
    int name = -1;
    if (folder == NULL) {
        return;
    }
    name = recording_name(recording, path);
    recording->now[name] = RECORDED_FOLDER;
    recording->start[name] = RECORDED_FOLDER;
    while ((entry = readdir(folder)) != NULL) {
        char inside[1024];
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        (void)snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
        if (stat(inside, &status) != 0) {
            continue;
        }
        if (S_ISDIR(status.st_mode)) {
            take_folder(recording, inside);
        } else {
            take_file(recording, inside, (size_t)status.st_size);
        }
    }
    (void)closedir(folder);
}

void recording_open(struct recording *recording, const char *root)
{
    memset(recording, 0, sizeof *recording);
    (void)snprintf(recording->root, sizeof recording->root, "%s", root);
    take_folder(recording, root);
    recording->running = true;
}

void recording_close(struct recording *recording)
{
    for (size_t i = 0; i < recording->count; i++) {
        free(recording->steps[i].bytes);
    }
    for (int i = 0; i < recording->name_count; i++) {
        free(recording->names[i]);
    }
    for (int i = 0; i < recording->file_count; i++) {
        free(recording->files[i].bytes);
    }
    free(recording->steps);
    free(recording->names);
    free(recording->now);
    free(recording->start);
    free(recording->files);
    memset(recording, 0, sizeof *recording);
}

/* ---- steps ---- */

bool recording_fails(struct recording *recording)
{
    recording->calls++;
    return recording->fail_at != 0 &&
           (recording->calls == recording->fail_at ||
            (recording->fails_on && recording->calls > recording->fail_at));
}

static struct recorded_step *add(struct recording *recording, enum recorded_kind kind)
{
    struct recorded_step *step = NULL;
    if (recording->count == recording->capacity) {
        recording->capacity = recording->capacity == 0 ? 1024 : 2 * recording->capacity;
        recording->steps = grown(recording->steps, recording->capacity, sizeof *recording->steps);
    }
    step = &recording->steps[recording->count++];
    *step = (struct recorded_step){.kind = kind, .file = -1, .name = -1, .to = -1};
    return step;
}

int recording_create(struct recording *recording, int name)
{
    int file = -1;
    if (name < 0) {
        return -1;
    }
    file = new_file(recording);
    recording->now[name] = file;
    if (recording->running) {
        struct recorded_step *step = add(recording, RECORDED_CREATE);
        step->name = name;
        step->file = file;
    }
    return file;
}

void recording_write(
    struct recording *recording,
    int file,
    int64_t offset,
    const void *bytes,
    size_t size)
{
    struct recorded_step *step = NULL;
    if (file < 0 || size == 0 || !recording->running) {
        return;
    }
    step = add(recording, RECORDED_WRITE);
    step->file = file;
    step->offset = offset;
    step->size = size;
    step->bytes = memcpy(grown(NULL, size, 1), bytes, size);
}

void recording_truncate(struct recording *recording, int file, int64_t size)
{
    if (file >= 0 && recording->running) {
        struct recorded_step *step = add(recording, RECORDED_TRUNCATE);
        step->file = file;
        step->offset = size;
    }
}

void recording_sync(struct recording *recording, int file)
{
    if (file >= 0 && recording->running && !recording->syncs_are_lies) {
        add(recording, RECORDED_SYNC)->file = file;
    }
}

void recording_rename(struct recording *recording, int from, int to)
{
    if (from < 0 || to < 0) {
        return;
    }
    recording->now[to] = recording->now[from];
    recording->now[from] = -1;
    if (recording->running) {
        struct recorded_step *step = add(recording, RECORDED_RENAME);
        step->name = from;
        step->to = to;
    }
}

void recording_remove(struct recording *recording, int name)
{
    if (name < 0) {
        return;
    }
    recording->now[name] = -1;
    if (recording->running) {
        add(recording, RECORDED_REMOVE)->name = name;
    }
}

void recording_make_folder(struct recording *recording, int name)
{
    if (name < 0 || recording->now[name] == RECORDED_FOLDER) {
        return;
    }
    recording->now[name] = RECORDED_FOLDER;
    if (recording->running) {
        add(recording, RECORDED_MAKE_FOLDER)->name = name;
    }
}

void recording_folder_sync(struct recording *recording, int folder)
{
    if (folder >= 0 && recording->running && !recording->syncs_are_lies) {
        add(recording, RECORDED_FOLDER_SYNC)->name = folder;
    }
}
