/*
 * The reception loop: cards are recorded as they are laid down, keys answer what is asked about the
 * visit of the last one, and nothing that a card, a reader or its service does ends the loop.
 *
 * What is recorded is durable before its line appears.  Each answer is a capture of its own, so that
 * nothing is held back for a form to be finished.
 */
#ifndef CLI_RECEPTION_H
#define CLI_RECEPTION_H

#include "cli/card_desk.h"

/* Runs until "q", the end of input, or a signal to end; *visits: how many were recorded. */
bool reception_run(struct card_desk *desk, int64_t *visits, struct error *error) MUST_CHECK;

#endif
