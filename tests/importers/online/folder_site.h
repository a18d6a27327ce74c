/*
 * A site for tests of the folder adapter: fresh folders on the real disk and no terminal.
 */
#ifndef TESTS_IMPORTERS_ONLINE_FOLDER_SITE_H
#define TESTS_IMPORTERS_ONLINE_FOLDER_SITE_H

#include <stdio.h>
#include <sys/stat.h>

#include "importers/online/folder.h"
#include "tests/support/check.h"
#include "tests/support/world_fixture.h"

#define KEY "202603310001"
#define BATCH_REQUEST "OQSmuquc01req_" KEY ".xml"
#define BATCH_TEMPORARY "totsugo-OQSmuquc01req_" KEY ".tmp"
#define WHOLE "<XmlMsg></XmlMsg>"

struct site {
    struct test_world world;
    struct folder folder;
    const char *request;
    const char *answer;
};

static inline struct folder_settings settings_of(const struct site *site)
{
    return (struct folder_settings){.root = site->world.folder};
}

static inline void open_site(struct site *site, const char *request, const char *answer)
{
    struct folder_settings settings;
    struct error error;
    test_world_open(&site->world, 7);
    site->request = request;
    site->answer = answer;
    assert_int_equal(mkdir(test_path(&site->world, request), 0700), 0);
    assert_int_equal(mkdir(test_path(&site->world, answer), 0700), 0);
    settings = settings_of(site);
    assert_true(folder_open(
        &site->folder, &settings, &site->world.world.disk, &site->world.world.clock, &error));
}

static inline void close_site(struct site *site)
{
    test_world_close(&site->world);
}

static inline const char *path_in(const struct site *site, const char *folder, const char *name)
{
    char both[256];
    (void)snprintf(both, sizeof both, "%s/%s", folder, name);
    return test_path(&site->world, both);
}

static inline void
put(const struct site *site, const char *folder, const char *name, struct slice bytes)
{
    FILE *file = fopen(path_in(site, folder, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static inline bool is_there(const struct site *site, const char *folder, const char *name)
{
    struct stat status;
    return stat(path_in(site, folder, name), &status) == 0;
}

static inline enum folder_state state_of(const struct site *site, enum folder_kind kind)
{
    enum folder_state state = FOLDER_GONE;
    struct error error;
    assert_true(folder_state(&site->folder, kind, KEY, &state, &error));
    return state;
}

#endif
