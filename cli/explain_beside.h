/* What the tables say of a visit that no verdict is made of: share, asking again, certificate ... */
#ifndef CLI_EXPLAIN_BESIDE_H
#define CLI_EXPLAIN_BESIDE_H

#include "cli/cli.h"
#include "engine/law/situation.h"

/*
 * Asks them with the facts of the verdict and what the captures say of the card; tables that have
 * nothing to say of this visit are passed over.
 */
void explain_beside(
    struct cli *cli,
    const struct rulebook *book,
    const struct situation *situation,
    const struct facts *facts,
    struct date day);

#endif
