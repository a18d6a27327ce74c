/* Answers and rejections out of the terminal's folder. */
#include <stdio.h>
#include <string.h>

#include "importers/online/filter.h"
#include "importers/online/folder_inside.h"
#include "importers/online/message.h"
#include "importers/online/unzip.h"

struct slice folder_answer_message(const struct folder_answer *answer)
{
    return buffer_slice(answer->unpacked.size > 0 ? &answer->unpacked : &answer->file);
}

void folder_answer_close(struct folder_answer *answer)
{
    buffer_close_wiped(&answer->file);
    buffer_close_wiped(&answer->unpacked);
}

/* Two reads agree; the file may have been moved away by then, which is not ready either. */
static bool read_settled(
    const struct folder *folder,
    const char *path,
    size_t limit,
    struct buffer *bytes,
    bool *is_settled,
    struct error *error)
{
    *is_settled = false;
    if (!disk_read_all(&folder->disk, path, limit, bytes, error)) {
        return error->fault == FAULT_FILE_MISSING;
    }
    if (!folder->clock.wait_ms(folder->clock.context, FOLDER_SETTLE_MS)) {
        return error_set(error, FAULT_CANCELLED);
    }
    return folder_compare(&folder->disk, path, buffer_slice(bytes), is_settled, error) ||
           error->fault == FAULT_FILE_MISSING;
}

static bool check_whole(
    struct folder_answer *answer,
    enum folder_kind kind,
    bool is_zip,
    bool *is_whole,
    struct error *error)
{
    char prefix[FOLDER_PREFIX];
    if (!is_zip) {
        *is_whole = message_is_whole(buffer_slice(&answer->file));
        return true;
    }
    (void)snprintf(prefix, sizeof prefix, "%sres_", folder_prefix(kind));
    return unzip_message(buffer_slice(&answer->file), prefix, &answer->unpacked, is_whole, error);
}

/* What the program refuses may still be growing; that there is no such program is a fault. */
static bool decrypt(
    const struct folder *folder,
    struct folder_answer *answer,
    bool *is_whole,
    struct error *error)
{
    *is_whole = false;
    if (!filter_run(folder->decrypt, buffer_slice(&answer->file), &answer->unpacked, error)) {
        buffer_clear(&answer->unpacked);
        return error->fault == FAULT_FILTER_FAILED;
    }
    *is_whole = message_is_whole(buffer_slice(&answer->unpacked));
    return true;
}

static bool take(
    const struct folder *folder,
    enum folder_kind kind,
    enum folder_sight sight,
    struct folder_answer *answer,
    bool *is_ready,
    struct error *error)
{
    char path[LIMIT_PATH];
    bool is_settled = false;
    if (!folder_join(path, folder->answer, answer->name, error) ||
        !read_settled(folder, path, folder_limit(kind), &answer->file, &is_settled, error)) {
        return false;
    }
    if (!is_settled) {
        return true;
    }
    if (!(folder_is_encrypted(folder, kind)
              ? decrypt(folder, answer, is_ready, error)
              : check_whole(answer, kind, sight == SIGHT_ZIP, is_ready, error))) {
        return error_set_place(error, path, 0, 0);
    }
    return true;
}

bool folder_take(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct folder_answer *answer,
    bool *is_ready,
    struct error *error)
{
    struct folder_sights sights;
    enum folder_sight sight = SIGHT_XML;
    bool done = false;
    *is_ready = false;
    *answer = (struct folder_answer){0};
    if (!folder_look(folder, kind, key, &sights, error)) {
        return folder_line_down(error);
    }
    sight = folder_sees(&sights, SIGHT_XML) ? SIGHT_XML : SIGHT_ZIP;
    if (!folder_sees(&sights, sight)) {
        return true;
    }
    memcpy(answer->name, sights.names[sight].found, FOLDER_NAME);
    answer->unpacked = buffer_open(folder_limit(kind));
    done = take(folder, kind, sight, answer, is_ready, error) || folder_line_down(error);
    if (!done || !*is_ready) {
        *is_ready = false;
        folder_answer_close(answer);
    }
    return done;
}

static bool append_file(
    const struct folder *folder,
    const char *name,
    struct buffer *bytes,
    struct error *error)
{
    struct buffer file;
    char path[LIMIT_PATH];
    bool done = false;
    if (!folder_join(path, folder->answer, name, error) ||
        !disk_read_all(&folder->disk, path, LIMIT_REJECTION_BYTES, &file, error)) {
        return false;
    }
    done = buffer_append(bytes, buffer_slice(&file), error);
    buffer_close_wiped(&file);
    return done;
}

bool folder_take_rejection(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct buffer *bytes,
    struct error *error)
{
    struct folder_sights sights;
    if (!folder_look(folder, kind, key, &sights, error)) {
        return folder_line_down(error);
    }
    return append_file(folder, sights.names[SIGHT_REJECTION].found, bytes, error) ||
           folder_line_down(error);
}
