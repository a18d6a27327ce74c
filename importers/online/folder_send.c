/* Requests on their way into the terminal's folder: prepare and release. */
#include "importers/online/filter.h"
#include "importers/online/folder_inside.h"

static bool has_outcome(const struct folder_sights *sights)
{
    return folder_sees(sights, SIGHT_XML) || folder_sees(sights, SIGHT_ZIP) ||
           folder_sees(sights, SIGHT_REJECTION);
}

static bool refuse_key(const char *key, struct error *error)
{
    return error_set_text(error, FAULT_FOLDER_KEY_TAKEN, key);
}

static bool
write_file(const struct disk_port *disk, const char *path, struct slice bytes, struct error *error)
{
    int handle = -1;
    bool done = false;
    if (!disk->create(disk->context, path, &handle, error)) {
        return false;
    }
    done = disk->write(disk->context, handle, bytes, error) &&
           disk->sync(disk->context, handle, error);
    disk->close(disk->context, handle);
    if (!done) {
        struct error ignored;
        (void)disk->remove(disk->context, path, &ignored);
    }
    return done;
}

static bool write_prepared(
    const struct folder *folder,
    const struct folder_sights *sights,
    struct slice bytes,
    struct error *error)
{
    const struct disk_port *disk = &folder->disk;
    char path[LIMIT_PATH];
    return folder_join(path, folder->request, sights->names[SIGHT_TEMPORARY].wanted, error) &&
           disk->remove(disk->context, path, error) && write_file(disk, path, bytes, error) &&
           disk->sync_folder(disk->context, folder->request, error);
}

static bool write_encrypted(
    const struct folder *folder,
    const struct folder_sights *sights,
    struct slice bytes,
    struct error *error)
{
    struct buffer sealed = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    bool done = filter_run(folder->encrypt, bytes, &sealed, error) &&
                write_prepared(folder, sights, buffer_slice(&sealed), error);
    buffer_close_wiped(&sealed);
    return done;
}

static bool prepare(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct slice bytes,
    struct error *error)
{
    struct folder_sights sights;
    if (!folder_look(folder, kind, key, &sights, error)) {
        return false;
    }
    if (folder_sees(&sights, SIGHT_REQUEST) || has_outcome(&sights)) {
        return refuse_key(key, error);
    }
    return folder_is_encrypted(folder, kind) ? write_encrypted(folder, &sights, bytes, error)
                                             : write_prepared(folder, &sights, bytes, error);
}

bool folder_prepare(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct slice bytes,
    struct error *error)
{
    return prepare(folder, kind, key, bytes, error) || folder_line_down(error);
}

/*
 * Both names are there.  Where a disk knows no renaming without replacing, a crash leaves one file
 * under both, and it was sent; otherwise another program's request has the name.
 */
static bool settle_both(
    const struct folder *folder,
    const char *key,
    const char *temporary,
    const char *request,
    struct error *error)
{
    const struct disk_port *disk = &folder->disk;
    struct buffer bytes;
    bool same = false;
    bool done = disk_read_all(disk, request, LIMIT_ANSWER_FILE_BYTES, &bytes, error);
    if (!done) {
        return false;
    }
    done = folder_compare(disk, temporary, buffer_slice(&bytes), &same, error);
    buffer_close_wiped(&bytes);
    if (!done) {
        return false;
    }
    return same ? disk->remove(disk->context, temporary, error) : refuse_key(key, error);
}

static bool release_prepared(
    const struct folder *folder,
    const struct folder_sights *sights,
    const char *key,
    struct error *error)
{
    const struct disk_port *disk = &folder->disk;
    char temporary[LIMIT_PATH];
    char request[LIMIT_PATH];
    if (has_outcome(sights)) {
        return refuse_key(key, error);
    }
    if (!folder_join(temporary, folder->request, sights->names[SIGHT_TEMPORARY].found, error)) {
        return false;
    }
    if (folder_sees(sights, SIGHT_REQUEST)) {
        return folder_join(request, folder->request, sights->names[SIGHT_REQUEST].found, error) &&
               settle_both(folder, key, temporary, request, error);
    }
    if (!folder_join(request, folder->request, sights->names[SIGHT_REQUEST].wanted, error)) {
        return false;
    }
    return disk->rename(disk->context, temporary, request, false, error) ||
           (error->fault == FAULT_FILE_EXISTS && refuse_key(key, error));
}

static bool
release(const struct folder *folder, enum folder_kind kind, const char *key, struct error *error)
{
    struct folder_sights sights;
    if (!folder_look(folder, kind, key, &sights, error)) {
        return false;
    }
    if (folder_sees(&sights, SIGHT_TEMPORARY) && !release_prepared(folder, &sights, key, error)) {
        return false;
    }
    return folder->disk.sync_folder(folder->disk.context, folder->request, error);
}

bool folder_release(
    const struct folder *folder,
    enum folder_kind kind,
    const char *key,
    struct error *error)
{
    return release(folder, kind, key, error) || folder_line_down(error);
}
