/* One sync with the site's channels, for sync and day. */
#ifndef CLI_SYNCING_H
#define CLI_SYNCING_H

#include "cli/cli.h"

/* The store must be unlocked.  once: one look, no waiting for answers. */
int syncing_run(struct cli *cli, bool once);

#endif
