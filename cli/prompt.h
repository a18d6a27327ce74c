/*
 * Asking at the terminal: one field after the other, one key per choice.
 *
 * Japanese labels; Enter alone skips what may be left out.  What was understood is shown where it
 * differs from what was typed.  Only used when standard input is a terminal.
 */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include "cli/cli.h"
#include "engine/foundation/arena.h"
#include "engine/vocabulary/evidence.h"
#include "importers/desk/value.h"

struct prompting {
    struct cli *cli;
    const struct value_rules *rules;
    struct arena *arena;
    struct evidence *evidence;
};

/* Asks for one field until it is right or skipped; a field that is given already is not asked. */
bool prompt_field(struct prompting *prompting, enum field field, bool needed, struct error *error)
    MUST_CHECK;

/* One value of a domain, until a right one is typed. */
bool prompt_choice(struct cli *cli, enum domain domain, unsigned *value, struct error *error)
    MUST_CHECK;

/* One question of several; given is filled in. */
struct prompt_step {
    enum field field;
    bool needed;
    bool given; /* by an option: not asked */
};

/*
 * Several in turn; "<" goes back to the one before and asks it anew.  TYPING_STOPPED when the user ends it by
 * Ctrl-C or the end of input, and nothing may be kept then.
 */
bool prompt_steps(
    struct prompting *prompting,
    struct prompt_step *steps,
    size_t count,
    struct error *error) MUST_CHECK;

#endif
