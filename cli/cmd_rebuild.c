/* rebuild: the views anew from the journal; with --reread, kept files read again and compared. */
#include <string.h>

#include "cli/cli.h"
#include "cli/fillers.h"
#include "engine/storage/kept_file.h"
#include "engine/storage/views.h"
#include "importers/desk/value.h"
#include "importers/registry.h"
#include "importers/table_reread.h"

static int rebuild(struct cli *cli)
{
    uint8_t before[HASH_BYTES];
    uint8_t after[HASH_BYTES];
    struct error error;
    bool same = false;
    if (!cli_unlock(cli, &error) || !views_digest(cli->store, before, &error) ||
        !views_rebuild(cli->store, &error) || !views_digest(cli->store, after, &error)) {
        return cli_fault(cli, &error);
    }
    same = memcmp(before, after, HASH_BYTES) == 0;
    if (same) {
        CLI_PRINT(cli, REBUILD_SAME, NULL);
    } else {
        CLI_PRINT(cli, REBUILD_OTHER, NULL);
    }
    cli_set(cli, "same", json_boolean(same));
    return EXIT_DONE;
}

/* ---- reading again ---- */

struct rereading {
    struct cli *cli;
    struct value_rules rules;
    int64_t files;
    int64_t others; /* no tables: not read again */
    int64_t differing;
};

static void tell_reread(struct rereading *rereading, const char *name, const struct reread *reread)
{
    struct cli *cli = rereading->cli;
    bool differs = reread->changed + reread->now_read + reread->not_read > 0;
    rereading->differing += differs ? 1 : 0;
    CLI_PRINT(
        cli, REREAD_FILE, name, cli_number((int64_t)reread->same),
        cli_number((int64_t)reread->changed), cli_number((int64_t)reread->now_read),
        cli_number((int64_t)reread->not_read));
    for (size_t i = 0; i < reread->line_count; i++) {
        CLI_PRINT(cli, REREAD_LINE, name, cli_number((int64_t)reread->lines[i]));
    }
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "files"),
            json_pack(
                "{s:s,s:I,s:I,s:I,s:I}", "name", name, "same", (json_int_t)reread->same, "changed",
                (json_int_t)reread->changed, "now_read", (json_int_t)reread->now_read, "not_read",
                (json_int_t)reread->not_read));
    }
}

/* What kind of table the kept bytes are; NULL: none. */
static bool
find_kind(struct store *store, int64_t bulk, const struct table_kind **kind, struct error *error)
{
    struct kept_file *file = NULL;
    enum file_kind found = FILE_KIND_UNKNOWN;
    bool done = kept_file_open(store, bulk, &file, error) &&
                registry_recognise(kept_file_port(file), "", &found, error);
    kept_file_close(file);
    *kind = done ? registry_table(found) : NULL;
    return done;
}

/* A file that today's reader refuses as a whole is a difference, too, and no end of the run. */
static bool read_one(struct rereading *rereading, int64_t bulk, struct error *error)
{
    struct store *store = rereading->cli->store;
    const struct table_kind *kind = NULL;
    struct reread reread;
    char name[KEPT_NAME];
    if (!find_kind(store, bulk, &kind, error)) {
        return false;
    }
    rereading->files++;
    if (kind == NULL) {
        rereading->others++;
        return true;
    }
    if (!kept_file_name(store, bulk, name, error)) {
        return false;
    }
    if (table_reread(store, bulk, kind, &rereading->rules, &reread, error)) {
        tell_reread(rereading, name, &reread);
        return true;
    }
    if (error->place.file[0] == '\0') {
        return false;
    }
    (void)cli_fault(rereading->cli, error);
    rereading->differing++;
    return true;
}

static bool read_all(struct rereading *rereading, struct error *error)
{
    enum bulk_kind kind = BULK_CAPTURES;
    int64_t bulk = 0;
    do {
        if (!kept_file_next(rereading->cli->store, &bulk, &kind, error) ||
            (bulk != 0 && kind != BULK_RECEIPTS && !read_one(rereading, bulk, error))) {
            return false;
        }
    } while (bulk != 0);
    return true;
}

static int reread(struct cli *cli)
{
    struct fillers fillers = {.book = NULL};
    struct rereading rereading = {.cli = cli};
    struct error error;
    bool done = false;
    cli_set(cli, "files", json_array());
    done = cli_unlock(cli, &error) && fillers_open(cli, &fillers, &error);
    if (done) {
        rereading.rules = (struct value_rules){
            .fillers = fillers.numbers, .filler_count = fillers.count, .restores_zeros = true};
        done = read_all(&rereading, &error);
    }
    fillers_close(&fillers);
    if (!done) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(
        cli, REREAD_DONE, cli_number(rereading.files), cli_number(rereading.differing),
        cli_number(rereading.others));
    cli_set_number(cli, "differing", rereading.differing);
    return rereading.differing > 0 ? EXIT_PEOPLE : EXIT_DONE;
}

int cmd_rebuild(struct cli *cli)
{
    bool again = false;
    const struct option options[] = {{"--reread", NULL, &again}};
    size_t words = 0;
    if (!cli_options(cli, options, 1, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    return again ? reread(cli) : rebuild(cli);
}
