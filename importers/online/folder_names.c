#include "importers/online/folder_names.h"

#include <string.h>

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

bool folder_names_start(const char *text, const char *prefix)
{
    size_t i = 0;
    while (prefix[i] != '\0' && lower(text[i]) == lower(prefix[i])) {
        i++;
    }
    return prefix[i] == '\0';
}

bool folder_names_equal(const char *left, const char *right)
{
    return strlen(left) == strlen(right) && folder_names_start(left, right);
}

struct search {
    struct folder_name *names;
    size_t count;
    const char *doubled;
};

static bool take_name(void *taker, const char *name)
{
    struct search *search = taker;
    for (size_t i = 0; i < search->count; i++) {
        struct folder_name *one = &search->names[i];
        if (!folder_names_equal(name, one->wanted)) {
            continue;
        }
        if (one->found[0] != '\0') {
            search->doubled = one->wanted;
            return false;
        }
        /* It has as many bytes as the wanted one, which fits. */
        memcpy(one->found, name, strlen(name) + 1);
    }
    return true;
}

bool folder_names_look(
    const struct disk_port *disk,
    const char *path,
    struct folder_name *names,
    size_t count,
    struct error *error)
{
    struct search search = {names, count, NULL};
    for (size_t i = 0; i < count; i++) {
        names[i].found[0] = '\0';
    }
    if (!disk->list(disk->context, path, take_name, &search, error)) {
        return false;
    }
    if (search.doubled != NULL) {
        error_set_text(error, FAULT_FOLDER_AMBIGUOUS, search.doubled);
        return error_set_place(error, path, 0, 0);
    }
    return true;
}
