#include "importers/online/face.h"

#include <stdlib.h>
#include <string.h>

#include "importers/online/answer_message.h"
#include "importers/online/folder_inside.h"
#include "importers/online/message.h"

#define FACE_PREFIX "OQSsiquc01res_face_"

enum {
    STAMP_DIGITS = 14, /* yyyyMMddHHmmss, the end of the name */
    EXTENSION = 4,
    FOLDERS = 2
};

struct face {
    struct store *store;
    const struct disk_port *disk;
    char face[LIMIT_PATH];
    char trash[LIMIT_PATH]; /* "" when there is none */
    struct date first;
    char (*names)[FOLDER_NAME];
    size_t count;
    size_t capacity;
    bool no_memory;
    struct face_report *report;
    void (*told)(void *context, const char *name, const struct error *why);
    void *context;
};

/* ---- names ---- */

/* The day that a name ends with; false when it is none of a card answer. */
static bool read_stamp(const char *name, struct date *day)
{
    size_t size = strlen(name);
    const char *stamp = NULL;
    if (size >= FOLDER_NAME || size < strlen(FACE_PREFIX) + STAMP_DIGITS + EXTENSION ||
        !folder_names_start(name, FACE_PREFIX) ||
        !folder_names_equal(name + size - EXTENSION, ".xml")) {
        return false;
    }
    stamp = name + size - EXTENSION - STAMP_DIGITS;
    return date_from_digits((struct slice){(const uint8_t *)stamp, DATE_DIGITS}, day);
}

static bool add_name(struct face *face, const char *name)
{
    if (face->count == face->capacity) {
        size_t capacity = face->capacity == 0 ? 64 : 2 * face->capacity;
        void *grown = realloc(face->names, capacity * sizeof *face->names);
        if (grown == NULL) {
            face->no_memory = true;
            return false;
        }
        face->names = grown;
        face->capacity = capacity;
    }
    memcpy(face->names[face->count++], name, strlen(name) + 1);
    return true;
}

static bool take_name(void *taker, const char *name)
{
    struct face *face = taker;
    struct date day = DATE_NONE;
    return !read_stamp(name, &day) || date_compare(day, face->first) < 0 || add_name(face, name);
}

static int by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* ---- one file ---- */

static bool copy_from(
    const struct face *face,
    const char *folder,
    const char *name,
    struct buffer *bytes,
    struct error *error)
{
    char path[LIMIT_PATH];
    return folder_join(path, folder, name, error) &&
           disk_read_all(face->disk, path, LIMIT_SINGLE_ANSWER_BYTES, bytes, error);
}

/* Moved away between the list and the look: it is in trash, or gone. */
static bool
copy_file(const struct face *face, const char *name, struct buffer *bytes, struct error *error)
{
    return copy_from(face, face->face, name, bytes, error) ||
           (error->fault == FAULT_FILE_MISSING && face->trash[0] != '\0' &&
            copy_from(face, face->trash, name, bytes, error));
}

/* What is wrong with this file alone leaves the others as they are. */
static bool pass_over(struct face *face, const char *name, struct error *error)
{
    switch ((int)error_kind(error)) {
    case ERROR_LOOK_AT_INPUT:
    case ERROR_TOO_BIG:
    case ERROR_NOT_ALLOWED:
        break;
    default:
        return false;
    }
    if (error->fault == FAULT_FILE_MISSING) {
        return true;
    }
    face->report->broken++;
    if (face->told != NULL) {
        face->told(face->context, name, error);
    }
    return true;
}

static bool take_file(struct face *face, const char *name, struct error *error)
{
    struct answer_message_report report = {0};
    struct buffer bytes;
    bool done = true;
    if (!copy_file(face, name, &bytes, error)) {
        return pass_over(face, name, error);
    }
    if (message_is_whole(buffer_slice(&bytes))) {
        done = answer_message_keep(
                   face->store, BULK_CARDS, name, buffer_slice(&bytes), &report, error) ||
               pass_over(face, name, error);
    }
    buffer_close_wiped(&bytes);
    face->report->taken += report.people > 0 ? 1 : 0;
    face->report->people += report.people;
    face->report->odd += report.odd;
    return done;
}

/* ---- the look ---- */

static bool find_folders(struct face *face, const char *root, struct error *error)
{
    struct folder_name names[FOLDERS] = {{"face", ""}, {"trash", ""}};
    if (!folder_names_look(face->disk, root, names, FOLDERS, error)) {
        return folder_line_down(error);
    }
    face->report->is_there = names[0].found[0] != '\0';
    return (names[0].found[0] == '\0' || folder_join(face->face, root, names[0].found, error)) &&
           (names[1].found[0] == '\0' || folder_join(face->trash, root, names[1].found, error));
}

static bool look(struct face *face, struct error *error)
{
    if (!face->disk->list(face->disk->context, face->face, take_name, face, error)) {
        return folder_line_down(error);
    }
    if (face->no_memory) {
        return error_set(error, FAULT_MEMORY);
    }
    if (face->count > 1) {
        qsort(face->names, face->count, sizeof *face->names, by_name);
    }
    for (size_t i = 0; i < face->count; i++) {
        if (!take_file(face, face->names[i], error)) {
            return false;
        }
    }
    return true;
}

bool face_look(
    struct store *store,
    const char *root,
    int64_t days,
    struct face_report *report,
    void (*told)(void *context, const char *name, const struct error *why),
    void *context,
    struct error *error)
{
    const struct world *world = store_world(store);
    struct face face = {
        .store = store,
        .disk = &world->disk,
        .first = date_add_days(date_of_utc_ms(world_now_ms(world)), -(int32_t)days),
        .report = report,
        .told = told,
        .context = context,
    };
    bool done = false;
    *report = (struct face_report){0};
    if (days == 0) {
        return true;
    }
    done = find_folders(&face, root, error) && (!report->is_there || look(&face, error));
    free(face.names);
    return done;
}
