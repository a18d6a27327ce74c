/*
 * The code lists of the service as values of our domains (codes.def).
 *
 * A code that is not in its list is not guessed: the reader makes it UNKNOWN_CODE or an oddity.
 */
#ifndef IMPORTERS_ONLINE_CODES_H
#define IMPORTERS_ONLINE_CODES_H

#include "engine/foundation/bytes.h"

enum code_list {
    CODE_LIST_ASKED_BY,    /* ASKED_BY_... */
    CODE_LIST_SEGMENT,     /* DELIVERY_... */
    CODE_LIST_STATUS,      /* DELIVERY_... */
    CODE_LIST_CHARACTERS,  /* enum message_encoding */
    CODE_LIST_VALIDITY,    /* VALIDITY_... */
    CODE_LIST_SEX,         /* SEX_... */
    CODE_LIST_RELATION,    /* RELATION_... */
    CODE_LIST_CARD_CLASS,  /* CARD_CLASS_... */
    CODE_LIST_LOSS_REASON, /* LOSS_REASON_... */
    CODE_LIST_COUNT
};

/* False when the list has no such code; *value is then what the list has for that, if anything. */
bool code_read(enum code_list list, struct slice code, unsigned *value) MUST_CHECK;

#endif
