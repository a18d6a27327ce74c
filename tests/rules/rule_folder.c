#include "tests/rules/rule_folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PATH_BYTES = 1024
};

struct folder {
    struct rule_file files[LIMIT_RULE_FILES];
    char names[LIMIT_RULE_FILES][128];
    uint8_t *bytes[LIMIT_RULE_FILES];
    size_t count;
};

static void give_up(const char *what)
{
    (void)fprintf(stderr, "%s\n", what);
    exit(2);
}

static void give_up_on(const struct error *error)
{
    char text[1024];
    error_render(error, LANGUAGE_ENGLISH, text, sizeof text);
    give_up(text);
}

static void read_file(struct folder *folder, const char *path)
{
    FILE *file = fopen(path, "rb");
    size_t at = folder->count;
    size_t size = 0;
    uint8_t *bytes = malloc(LIMIT_RULE_FILE_BYTES);
    if (file == NULL || bytes == NULL) {
        give_up(path);
        return;
    }
    size = fread(bytes, 1, LIMIT_RULE_FILE_BYTES, file);
    (void)fclose(file);
    folder->bytes[at] = bytes;
    folder->files[at] = (struct rule_file){folder->names[at], {bytes, size}};
    folder->count++;
}

static void read_folder(struct folder *folder, const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *entry = NULL;
    folder->count = 0;
    if (directory == NULL) {
        give_up(path);
        return;
    }
    while ((entry = readdir(directory)) != NULL) {
        size_t length = strlen(entry->d_name);
        char full[PATH_BYTES];
        if (length < 6 || strcmp(entry->d_name + length - 5, ".yaml") != 0) {
            continue;
        }
        (void)snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
        (void)snprintf(
            folder->names[folder->count], sizeof folder->names[0], "%.100s", entry->d_name);
        read_file(folder, full);
    }
    (void)closedir(directory);
}

static void free_folder(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++) {
        free(folder->bytes[i]);
    }
}

void shipped_open(struct shipped *shipped, const char *path)
{
    static struct folder rules;
    static struct folder cases;
    char beside[PATH_BYTES];
    struct error error;
    (void)snprintf(beside, sizeof beside, "%s/cases", path);
    read_folder(&rules, path);
    read_folder(&cases, beside);
    if (!rulebook_load(rules.files, rules.count, &shipped->book, &error) ||
        !rule_cases_load(shipped->book, cases.files, cases.count, &shipped->cases, &error)) {
        give_up_on(&error);
    }
    free_folder(&rules);
    free_folder(&cases);
}

void shipped_close(struct shipped *shipped)
{
    rule_cases_close(shipped->cases);
    rulebook_close(shipped->book);
}
