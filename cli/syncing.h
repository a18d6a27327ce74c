/* One sync with the site's channels, for sync and day. */
#ifndef CLI_SYNCING_H
#define CLI_SYNCING_H

#include "cli/cli.h"
#include "engine/storage/sync.h"

struct syncing_wishes {
    bool once; /* one look, no waiting for answers */
    bool watches;
    bool registers; /* chart numbers as 照会番号 */
    bool pulls;
    bool pull_kinds[INQUIRY_KIND_COUNT];
    struct month pull_month;
};

/* The store must be unlocked. */
int syncing_run(struct cli *cli, const struct syncing_wishes *wishes);

/* Again and again until a signal says stop: by events in the folders and by looking. */
int syncing_watch(struct cli *cli, const struct syncing_wishes *wishes);

#endif
