/*
 * A desk with a card reader: opening it by the site's settings, and keeping what was read as captures.
 *
 * A reading opens a visit of today under a local number of its own (the desk links the chart number
 * later), or is further evidence of the visit that it is meant for.
 */
#ifndef CLI_CARD_DESK_H
#define CLI_CARD_DESK_H

#include "cli/cli.h"
#include "cli/fillers.h"
#include "engine/foundation/arena.h"
#include "importers/card/card_evidence.h"
#include "importers/card/worker.h"
#include "importers/desk/value.h"

struct card_desk {
    struct cli *cli;
    struct fillers fillers;
    struct value_rules rules;
    struct card_roots *roots;
    struct card_worker *worker;
    char wanted_reader[256];
    bool takes_pin;
    bool joins_same_day;
    bool has_sound;
    bool has_passcode;  /* for checks by sight */
    uint64_t equipment; /* settings_equipment */
    struct arena arena; /* of one capture; forgotten after it */
};

/* Unlocks the store, reads the settings, starts the worker.  Close it in any case. */
bool card_desk_open(struct cli *cli, struct card_desk *desk, struct error *error) MUST_CHECK;
void card_desk_close(struct card_desk *desk);

struct date card_desk_today(const struct card_desk *desk);

/* The book in force, or NULL. */
const struct rulebook *card_desk_book(const struct card_desk *desk);

/* Appends a capture durably: to a visit, or (visit 0) to a new one of today, which *visit then is. */
bool card_desk_keep(
    struct card_desk *desk,
    enum capture capture,
    struct evidence *evidence,
    int64_t *visit,
    struct error *error) MUST_CHECK;

/*
 * The same with what a card said.  again: the visit has a reading of this card already, and what was
 * brought may have been corrected since by a person, who knows better.
 */
bool card_desk_keep_reading(
    struct card_desk *desk,
    const struct card_reading *reading,
    bool again,
    int64_t *visit,
    struct error *error) MUST_CHECK;

#endif
