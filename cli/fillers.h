/*
 * The numbers that unknown claims are filled with, of the adopted rulebook: what no insurer has.
 *
 * Without an adopted rulebook that loads there are none, and capturing goes on: nothing may keep the desk from
 * writing down what happened.
 */
#ifndef CLI_FILLERS_H
#define CLI_FILLERS_H

#include "cli/cli.h"
#include "engine/law/rulebook.h"

enum {
    FILLERS = 8
};

struct fillers {
    struct rulebook *book;
    struct slice numbers[FILLERS];
    size_t count;
};

/* Of every date.  The store must be open.  Close it in any case. */
bool fillers_open(struct cli *cli, struct fillers *fillers, struct error *error) MUST_CHECK;
void fillers_close(struct fillers *fillers);

#endif
