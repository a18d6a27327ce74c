/*
 * A screen of lines with one line at the bottom that is drawn again: 80 columns, no colour, nothing but
 * carriage returns and blanks, so that it works over ssh and on any terminal.
 *
 * Keys come one by one, without Enter; full-width ones (an input method left on) count as their plain
 * ones.  While a person is asked with whole lines the screen is lent out.
 */
#ifndef CLI_SCREEN_H
#define CLI_SCREEN_H

#include <termios.h>

#include "engine/foundation/bytes.h"

enum {
    SCREEN_COLUMNS = 79,
    SCREEN_BOTTOM = 512,
    SCREEN_KEYS = 64
};

/* Keys that are no character. */
enum {
    KEY_NONE = 0,
    KEY_ENTER = '\n',
    KEY_END = 4, /* end of input */
    KEY_F1 = 0x101,
    KEY_F2,
    KEY_F3,
    KEY_F4
};

struct screen {
    struct termios before;
    bool is_terminal;
    bool is_raw;
    char bottom[SCREEN_BOTTOM];
    size_t columns; /* of the bottom line as drawn */
    int keys[SCREEN_KEYS];
    size_t key_count;
};

/* Takes the terminal of standard input and output; close it in any case. */
void screen_open(struct screen *screen);
void screen_close(struct screen *screen);

/* A line above the bottom line. */
void screen_say(struct screen *screen, const char *line);

/* Draws the bottom line where it differs from what is there; what is too long is cut. */
void screen_set_bottom(struct screen *screen, const char *text);

/* Reads what was typed without waiting; then the next key, or KEY_NONE. */
void screen_take_keys(struct screen *screen);
int screen_next_key(struct screen *screen);

/* For questions with whole lines. */
void screen_lend(struct screen *screen);
void screen_take_back(struct screen *screen);

void screen_bell(const struct screen *screen);

#endif
