/* gateway: registers what this site shows and trusts when it asks through the gateway. */
#include "cli/cli.h"
#include "engine/foundation/packed.h"
#include "engine/storage/settings.h"
#include "importers/online/gateway_verifier.h"

enum {
    VAULT_CHANGED_FORMAT = 1,
    VAULT_CHANGED_TAG_WHAT = 1
};

struct gateway_files {
    const char *certificate;
    const char *private_key;
    const char *authority;
    struct buffer bytes[3];
};

static bool read_files(struct cli *cli, struct gateway_files *files, struct error *error)
{
    const char *const paths[] = {files->certificate, files->private_key, files->authority};
    for (size_t i = 0; i < 3; i++) {
        if (!disk_read_all(
                &cli->world.disk, paths[i], LIMIT_CERTIFICATE_BYTES, &files->bytes[i], error)) {
            return false;
        }
    }
    return true;
}

static bool note_registered(struct cli *cli, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, VAULT_CHANGED_FORMAT, error) &&
                packed_add_text(&body, VAULT_CHANGED_TAG_WHAT, "gateway_registered", error) &&
                journal_append(
                    cli->store, ENTRY_VAULT_CHANGED, RETAIN_HOUSEKEEPING, MONTH_NONE,
                    buffer_slice(&body), &entry, error);
    buffer_close(&body);
    return done;
}

static bool keep(struct cli *cli, struct gateway_files *files, struct error *error)
{
    if (!store_begin(cli->store, error)) {
        return false;
    }
    if (!gateway_register(
            cli->store, buffer_slice(&files->bytes[0]), buffer_slice(&files->bytes[1]),
            buffer_slice(&files->bytes[2]), error) ||
        !note_registered(cli, error)) {
        store_rollback(cli->store);
        return false;
    }
    return store_commit(cli->store, error);
}

int cmd_gateway(struct cli *cli)
{
    struct gateway_files files = {.certificate = NULL};
    const struct option options[] = {
        {"--certificate", &files.certificate, NULL},
        {"--private-key", &files.private_key, NULL},
        {"--authority", &files.authority, NULL},
    };
    struct error error;
    size_t words = 0;
    bool done = false;
    for (size_t i = 0; i < 3; i++) {
        files.bytes[i] = buffer_open(0);
    }
    if (!cli_options(cli, options, 3, NULL, 0, &words)) {
        return EXIT_USAGE;
    }
    for (size_t i = 0; i < 3; i++) {
        if (*options[i].value == NULL) {
            CLI_TELL(cli, MISSING_ARGUMENT, options[i].name);
            return EXIT_USAGE;
        }
    }
    done = cli_unlock(cli, &error) && read_files(cli, &files, &error) && keep(cli, &files, &error);
    for (size_t i = 0; i < 3; i++) {
        buffer_close_wiped(&files.bytes[i]);
    }
    if (!done) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, GATEWAY_REGISTERED, files.private_key);
    return EXIT_DONE;
}
