/* explain --raw: what went out about a visit and what came back, as the bytes were. */
#ifndef CLI_EXPLAIN_RAW_H
#define CLI_EXPLAIN_RAW_H

#include "cli/cli.h"
#include "engine/storage/part_cache.h"

/* Of a batch only the part of this visit is shown: the others are other people's records. */
bool explain_raw(struct cli *cli, int64_t visit, struct part_cache *cache, struct error *error)
    MUST_CHECK;

#endif
