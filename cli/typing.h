/*
 * Lines typed at a terminal: read whole, without leaving anything behind.
 *
 * Ctrl-C ends the typing and not the program, so that the terminal is left as it was found and the user is
 * told what was kept.  Erasing takes whole characters.  What is typed ahead stays for the next question.
 */
#ifndef CLI_TYPING_H
#define CLI_TYPING_H

#include "cli/cli.h"

enum typed {
    TYPED_LINE,
    TYPED_TOO_LONG, /* all of it is thrown away */
    TYPED_ENDED,    /* Ctrl-D */
    TYPED_STOPPED   /* Ctrl-C */
};

/* Call before a question is shown: Ctrl-C from here on is for the line that is read next. */
void typing_hold(void);

/* A line of standard input without its end, cut nowhere. */
enum typed typing_read(char *text, size_t size);

/* The same after a prompt; nothing that is typed once the prompt stands there is shown. */
enum typed typing_read_hidden(const char *prompt, char *text, size_t size);

/*
 * Whether the environment says UTF-8, or nothing.  Else tells the user, in the encoding that it names as far
 * as this machine knows it.
 */
bool typing_is_readable(const struct cli *cli);

#endif
