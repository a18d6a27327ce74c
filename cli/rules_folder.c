#include "cli/rules_folder.h"

#include <stdio.h>
#include <string.h>

struct listing {
    struct rules_folder *folder;
    bool too_many;
};

bool rules_folder_is_file(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".yaml") == 0;
}

static bool take_name(void *taker, const char *name)
{
    struct listing *listing = taker;
    struct rules_folder *folder = listing->folder;
    size_t length = strlen(name);
    if (!rules_folder_is_file(name) || name[0] == '.') {
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

static size_t find_name(const struct rules_folder *folder, const char *name)
{
    for (size_t i = 0; i < folder->count; i++) {
        if (strcmp(folder->names[i], name) == 0) {
            return i;
        }
    }
    return folder->count;
}

bool rules_folder_replace(
    struct cli *cli,
    const char *file,
    struct rules_folder *folder,
    struct error *error)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash == NULL ? file : slash + 1;
    size_t at = find_name(folder, name);
    if (at == LIMIT_RULE_FILES || strlen(name) >= sizeof folder->names[0]) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_RULE_FILES);
    }
    folder->count += at == folder->count ? 1 : 0;
    memcpy(folder->names[at], name, strlen(name) + 1);
    buffer_close(&folder->bytes[at]);
    folder->bytes[at] = (struct buffer){0};
    if (!disk_read_all(&cli->world.disk, file, LIMIT_RULE_FILE_BYTES, &folder->bytes[at], error)) {
        return false;
    }
    folder->files[at] = (struct rule_file){folder->names[at], buffer_slice(&folder->bytes[at])};
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
