/*
 * A reading as evidence of one capture: what may be kept of it, in the fields of CAPTURE_CARD.
 *
 * How the certificate stands is judged on the day, by the book (NULL: there is none).  A certificate
 * beyond its time is also why the card could not be used.  A right PIN is how identity was checked.
 * A name or address in which twelve digits pass as an individual number is left out.
 */
#ifndef IMPORTERS_CARD_CARD_EVIDENCE_H
#define IMPORTERS_CARD_CARD_EVIDENCE_H

#include "engine/law/rulebook.h"
#include "engine/vocabulary/evidence.h"
#include "importers/card/reading.h"

unsigned card_certificate_state(
    const struct card_reading *reading,
    const struct rulebook *book,
    struct date day);

/* Values are copied into the arena. */
bool card_evidence(
    const struct card_reading *reading,
    const struct rulebook *book,
    struct date day,
    struct arena *arena,
    struct evidence *evidence,
    struct error *error) MUST_CHECK;

#endif
