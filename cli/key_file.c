#include "cli/key_file.h"

static bool write_key_file(struct cli *cli, const char *path, const char *text, struct error *error)
{
    const struct disk_port *disk = &cli->world.disk;
    char folder[LIMIT_PATH];
    int handle = -1;
    bool done = false;
    if (!path_folder(path, folder, error) || !disk->create(disk->context, path, &handle, error)) {
        return false;
    }
    done = disk->write(disk->context, handle, slice_of(text), error) &&
           disk->sync(disk->context, handle, error);
    disk->close(disk->context, handle);
    done = done && disk->sync_folder(disk->context, folder, error);
    if (!done) {
        key_file_take_back(cli, path);
    }
    return done;
}

bool key_file_make(struct cli *cli, const char *path, struct error *error)
{
    char text[KEY_FILE_TEXT];
    bool done =
        vault_make_key_file(cli->store, text, error) && write_key_file(cli, path, text, error);
    bytes_wipe(text, sizeof text);
    return done;
}

void key_file_take_back(struct cli *cli, const char *path)
{
    struct error ignored;
    (void)cli->world.disk.remove(cli->world.disk.context, path, &ignored);
}
