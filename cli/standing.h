/* How the store stands, without a key: what status and the reception loop show. */
#ifndef CLI_STANDING_H
#define CLI_STANDING_H

#include "cli/cli.h"

struct standing {
    int64_t unsent;  /* visits that nobody was asked about yet */
    int64_t waiting; /* asked, no answer yet */
    int64_t answered;
    int64_t for_people;
    int64_t last_contact_ms; /* 0: never */
};

bool standing_read(struct cli *cli, struct standing *standing, struct error *error) MUST_CHECK;

#endif
