#include "cli/rules_folder.h"

#include <stdio.h>
#include <string.h>

struct listing {
    struct rules_folder *folder;
    bool too_many;
};

static bool take_name(void *taker, const char *name)
{
    struct listing *listing = taker;
    struct rules_folder *folder = listing->folder;
    size_t length = strlen(name);
    if (length < 6 || strcmp(name + length - 5, ".yaml") != 0 || name[0] == '.') {
        return true;
    }
    if (folder->count == LIMIT_RULE_FILES || length >= sizeof folder->names[0]) {
        listing->too_many = true;
        return false;
    }
    memcpy(folder->names[folder->count++], name, length + 1);
    return true;
}

static bool read_file(
    struct cli *cli,
    const char *path,
    struct rules_folder *folder,
    size_t index,
    struct error *error)
{
    char full[LIMIT_PATH];
    if (!path_join(full, sizeof full, path, folder->names[index], error) ||
        !disk_read_all(
            &cli->world.disk, full, LIMIT_RULE_FILE_BYTES, &folder->bytes[index], error)) {
        return false;
    }
    folder->files[index] =
        (struct rule_file){folder->names[index], buffer_slice(&folder->bytes[index])};
    return true;
}

bool rules_folder_read(
    struct cli *cli,
    const char *path,
    struct rules_folder *folder,
    struct error *error)
{
    const struct disk_port *disk = &cli->world.disk;
    struct listing listing = {folder, false};
    memset(folder, 0, sizeof *folder);
    if (!disk->list(disk->context, path, take_name, &listing, error)) {
        return false;
    }
    if (listing.too_many) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_RULE_FILES);
    }
    if (folder->count == 0) {
        error_set(error, FAULT_RULES_FOLDER);
        return error_set_place(error, path, 0, 0);
    }
    for (size_t i = 0; i < folder->count; i++) {
        if (!read_file(cli, path, folder, i, error)) {
            return false;
        }
    }
    return true;
}

void rules_folder_close(struct rules_folder *folder)
{
    for (size_t i = 0; i < LIMIT_RULE_FILES; i++) {
        buffer_close(&folder->bytes[i]);
    }
    folder->count = 0;
}

static void pass_over(void *context, const struct proof_finding *finding)
{
    (void)context;
    (void)finding;
}

bool rules_folder_prove(
    const struct rules_folder *folder,
    struct rulebook **book,
    struct proof_summary *summary,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct error *error)
{
    if (!rulebook_load(folder->files, folder->count, book, error)) {
        return false;
    }
    return rulebook_check(*book, take == NULL ? pass_over : take, context, summary, error);
}

/* What was said, else what was installed, else the folder of a checkout. */
const char *rules_folder_default(const struct cli *cli)
{
    const struct disk_port *disk = &cli->world.disk;
    if (cli->rules_folder != NULL) {
        return cli->rules_folder;
    }
    return disk->exists(disk->context, TOTSUGO_RULES_FOLDER) ? TOTSUGO_RULES_FOLDER : "rules";
}
