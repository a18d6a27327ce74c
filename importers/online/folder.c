#include "importers/online/folder.h"

#include <stdio.h>
#include <string.h>

#include "importers/online/folder_inside.h"

#define PROBE_NAME "totsugo-probe.tmp"

enum {
    PIECE_BYTES = 4096
};

static const struct {
    const char *prefix;
    size_t limit;
} kinds[FOLDER_KIND_COUNT] = {

#define FOLDER_KIND(kind, prefix, limit, inquiry, step) [FOLDER_##kind] = {prefix, limit},
#include "importers/online/folder_kinds.def"
#undef FOLDER_KIND
};

const char *folder_prefix(enum folder_kind kind)
{
    require(kind < FOLDER_KIND_COUNT);
    return kinds[kind].prefix;
}

size_t folder_limit(enum folder_kind kind)
{
    require(kind < FOLDER_KIND_COUNT);
    return kinds[kind].limit;
}

bool folder_sees(const struct folder_sights *sights, enum folder_sight sight)
{
    return sights->names[sight].found[0] != '\0';
}

bool folder_line_down(struct error *error)
{
    struct error down;
    switch ((int)error->fault) {
    case FAULT_FILE_MISSING:
    case FAULT_FILE_IS_FOLDER:
    case FAULT_FOLDER_MISSING:
    case FAULT_FOLDER_IS_FILE:
    case FAULT_FILE_DENIED:
    case FAULT_FILE_BROKEN:
    case FAULT_DISK_READ_ONLY:
        error_set(&down, FAULT_LINE_DOWN);
        error_set_place(&down, error->place.file, 0, 0);
        *error = down;
        break;
    default:
        break;
    }
    return false;
}

bool folder_join(char path[LIMIT_PATH], const char *folder, const char *name, struct error *error)
{
    return path_join(path, LIMIT_PATH, folder, name, error);
}

/* ---- opening ---- */

static bool find_folders(struct folder *folder, const char *root, struct error *error)
{
    struct folder_name names[2] = {{"req", ""}, {"res", ""}};
    if (!folder_names_look(&folder->disk, root, names, 2, error)) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        if (names[i].found[0] == '\0') {
            error_set(error, FAULT_FILE_MISSING);
            return error_set_place(error, root, 0, 0);
        }
    }
    return folder_join(folder->request, root, names[0].found, error) &&
           folder_join(folder->answer, root, names[1].found, error);
}

static bool copy_path(char to[LIMIT_PATH], const char *path, struct error *error)
{
    return slice_copy_text(slice_of(path), to, LIMIT_PATH) ||
           error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
}

static bool try_writing(const struct folder *folder, struct error *error)
{
    const struct disk_port *disk = &folder->disk;
    char path[LIMIT_PATH];
    int handle = -1;
    if (!folder_join(path, folder->request, PROBE_NAME, error) ||
        !disk->remove(disk->context, path, error) ||
        !disk->create(disk->context, path, &handle, error)) {
        return false;
    }
    disk->close(disk->context, handle);
    return disk->remove(disk->context, path, error);
}

static bool try_listing(const struct folder *folder, struct error *error)
{
    return folder_names_look(&folder->disk, folder->request, NULL, 0, error) &&
           folder_names_look(&folder->disk, folder->answer, NULL, 0, error);
}

static bool
open_folders(struct folder *folder, const struct folder_settings *settings, struct error *error)
{
    bool is_found = settings->root != NULL ? find_folders(folder, settings->root, error)
                                           : copy_path(folder->request, settings->request, error) &&
                                                 copy_path(folder->answer, settings->answer, error);
    return is_found && try_listing(folder, error) && try_writing(folder, error);
}

bool folder_open(
    struct folder *folder,
    const struct folder_settings *settings,
    const struct disk_port *disk,
    const struct clock_port *clock,
    struct error *error)
{
    const char *encrypted = settings->encrypted == NULL ? "" : settings->encrypted;
    *folder = (struct folder){
        .disk = *disk,
        .clock = *clock,
        .encrypt = settings->encrypt,
        .decrypt = settings->decrypt,
    };
    if (!slice_copy_text(slice_of(encrypted), folder->encrypted, FOLDER_ENCRYPTED)) {
        return error_set_number(error, FAULT_TOO_BIG, FOLDER_ENCRYPTED);
    }
    return open_folders(folder, settings, error) || folder_line_down(error);
}

/* ---- one key ---- */

static bool is_key(const char *key)
{
    return strlen(key) == FOLDER_KEY_DIGITS && strspn(key, "0123456789") == FOLDER_KEY_DIGITS;
}

static void
name_files(struct folder_sights *sights, enum folder_kind kind, const char *key, bool is_encrypted)
{
    static const struct {
        const char *before;
        const char *between;
        const char *after;
    } forms[SIGHT_COUNT] = {
        [SIGHT_TEMPORARY] = {"totsugo-", "req_", ".tmp"},
        [SIGHT_REQUEST] = {"", "req_", ".xml"},
        [SIGHT_XML] = {"", "res_", ".xml"},
        [SIGHT_ZIP] = {"", "res_", ".zip"},
        [SIGHT_REJECTION] = {"", "req_", ".err"},
    };

    require(kind < FOLDER_KIND_COUNT && is_key(key));
    for (size_t i = 0; i < SIGHT_COUNT; i++) {
        (void)snprintf(
            sights->names[i].wanted, FOLDER_NAME, "%s%s%s%s%s", forms[i].before,
            folder_prefix(kind), forms[i].between, key,
            i == SIGHT_REQUEST && is_encrypted ? ".zip" : forms[i].after);
    }
}

/* A word of the setting means every function whose name it begins. */
bool folder_is_encrypted(const struct folder *folder, enum folder_kind kind)
{
    const char *word = folder->encrypted + strspn(folder->encrypted, " \t");
    while (*word != '\0') {
        char prefix[FOLDER_PREFIX];
        size_t size = strcspn(word, " \t");
        /* A word that is too long begins no name. */
        if (slice_copy_text((struct slice){(const uint8_t *)word, size}, prefix, sizeof prefix) &&
            folder_names_start(folder_prefix(kind), prefix)) {
            return true;
        }
        word += size;
        word += strspn(word, " \t");
    }
    return false;
}

/* req is looked at before res: what is on its way from one to the other is seen in either. */
bool folder_look(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct folder_sights *sights,
    struct error *error)
{
    struct folder_name *names = sights->names;
    bool is_encrypted = folder_is_encrypted(folder, kind);
    name_files(sights, kind, key, is_encrypted);
    if (is_encrypted && (folder->encrypt == NULL || folder->decrypt == NULL)) {
        return error_set_text(error, FAULT_FOLDER_ENCRYPTED, folder_prefix(kind));
    }
    return folder_names_look(&folder->disk, folder->request, names, SIGHT_REQUEST_COUNT, error) &&
           folder_names_look(
               &folder->disk, folder->answer, names + SIGHT_REQUEST_COUNT,
               SIGHT_COUNT - SIGHT_REQUEST_COUNT, error);
}

bool folder_compare(
    const struct disk_port *disk,
    const char *path,
    struct slice bytes,
    bool *same,
    struct error *error)
{
    int handle = -1;
    bool done = true;
    size_t got = 1;
    *same = false;
    if (!disk->open(disk->context, path, &handle, error)) {
        return false;
    }
    *same = true;
    while (done && *same && got > 0) {
        uint8_t piece[PIECE_BYTES];
        done = disk->read(disk->context, handle, piece, sizeof piece, &got, error);
        *same = done && slice_equal((struct slice){piece, got}, slice_part(bytes, 0, got));
        bytes = slice_part(bytes, got, bytes.size);
    }
    *same = *same && bytes.size == 0;
    disk->close(disk->context, handle);
    return done || error_set_place(error, path, 0, 0);
}

/* ---- watching ---- */

static enum folder_state state_of(const struct folder_sights *sights)
{
    if (folder_sees(sights, SIGHT_XML) || folder_sees(sights, SIGHT_ZIP)) {
        return FOLDER_ANSWERED;
    }
    if (folder_sees(sights, SIGHT_REJECTION)) {
        return FOLDER_REJECTED;
    }
    if (folder_sees(sights, SIGHT_REQUEST)) {
        return FOLDER_WAITING;
    }
    return folder_sees(sights, SIGHT_TEMPORARY) ? FOLDER_PREPARED : FOLDER_GONE;
}

bool folder_state(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    enum folder_state *state,
    struct error *error)
{
    struct folder_sights sights;
    if (!folder_look(folder, kind, key, &sights, error)) {
        return folder_line_down(error);
    }
    *state = state_of(&sights);
    return true;
}
