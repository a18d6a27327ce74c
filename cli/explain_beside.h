/* What the tables say of a visit that no verdict is made of: share, asking again, certificate ... */
#ifndef CLI_EXPLAIN_BESIDE_H
#define CLI_EXPLAIN_BESIDE_H

#include "cli/cli.h"
#include "engine/law/situation.h"
#include "engine/storage/visits.h"

struct beside {
    const struct rulebook *book;
    const struct visit_row *visit;
    const struct evidence *evidence; /* what was captured about it */
    const struct facts *facts;       /* of its verdict */
};

/*
 * Asks them with the facts of the verdict, what the captures say of the card and what earlier visits say
 * of the leniency; prints the rules.  Tables that have nothing to say of this visit are passed over.
 */
bool explain_beside(struct cli *cli, const struct beside *beside, struct error *error) MUST_CHECK;

/* For the work list: prints what a person has to do or to say now, and adds the rules' ids to acts (NULL: nowhere). */
bool beside_print_acts(
    struct cli *cli,
    const struct beside *beside,
    json_t *acts,
    struct error *error) MUST_CHECK;

#endif
