#include "cli/screen.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"

static void set_raw(struct screen *screen, bool raw)
{
    struct termios mode = screen->before;
    if (!screen->is_terminal || raw == screen->is_raw) {
        return;
    }
    if (raw) {
        mode.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        mode.c_cc[VMIN] = 1;
        mode.c_cc[VTIME] = 0;
    }
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &mode);
    screen->is_raw = raw;
}

void screen_open(struct screen *screen)
{
    *screen = (struct screen){.columns = 0};
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    screen->is_terminal = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 &&
                          tcgetattr(STDIN_FILENO, &screen->before) == 0;
    set_raw(screen, true);
}

/* ---- the bottom line ---- */

static void wipe_bottom(struct screen *screen)
{
    if (screen->is_terminal && screen->columns > 0) {
        (void)printf("\r%*s\r", (int)screen->columns, "");
    }
    screen->columns = 0;
}

/* Cut at a character so that it stays on one line. */
static void cut_to_columns(char *text)
{
    struct slice whole = slice_of(text);
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(whole, &at, &character)) {
        if (text_columns(slice_part(whole, 0, at)) > SCREEN_COLUMNS) {
            size_t back = at - 1;
            while (back > 0 && ((unsigned char)text[back] & 0xC0U) == 0x80U) {
                back--;
            }
            text[back] = '\0';
            return;
        }
    }
}

static void draw_bottom(struct screen *screen)
{
    if (screen->is_terminal && screen->is_raw) {
        screen->columns = text_columns(slice_of(screen->bottom));
        (void)fputs(screen->bottom, stdout);
    }
    (void)fflush(stdout);
}

void screen_set_bottom(struct screen *screen, const char *text)
{
    char cut[SCREEN_BOTTOM];
    (void)snprintf(cut, sizeof cut, "%s", text);
    cut_to_columns(cut);
    if (strcmp(cut, screen->bottom) == 0 && screen->columns > 0) {
        return;
    }
    wipe_bottom(screen);
    memcpy(screen->bottom, cut, sizeof screen->bottom);
    draw_bottom(screen);
}

void screen_say(struct screen *screen, const char *line)
{
    wipe_bottom(screen);
    (void)printf("%s\n", line);
    draw_bottom(screen);
}

void screen_lend(struct screen *screen)
{
    wipe_bottom(screen);
    set_raw(screen, false);
    (void)fflush(stdout);
}

void screen_take_back(struct screen *screen)
{
    clearerr(stdin);
    set_raw(screen, true);
    draw_bottom(screen);
}

void screen_close(struct screen *screen)
{
    screen_lend(screen);
}

void screen_bell(const struct screen *screen)
{
    if (screen->is_terminal) {
        (void)fputc('\a', stdout);
        (void)fflush(stdout);
    }
}

/* ---- keys ---- */

static void add_key(struct screen *screen, int key)
{
    if (screen->key_count < SCREEN_KEYS) {
        screen->keys[screen->key_count++] = key;
    }
}

struct function_key {
    const char *sent;
    int key;
};

/* What terminals send for F1 to F4 (xterm, linux console, vt220). */
static const struct function_key function_keys[] = {
    {"OP", KEY_F1},   {"OQ", KEY_F2},   {"OR", KEY_F3},   {"OS", KEY_F4},
    {"[[A", KEY_F1},  {"[[B", KEY_F2},  {"[[C", KEY_F3},  {"[[D", KEY_F4},
    {"[11~", KEY_F1}, {"[12~", KEY_F2}, {"[13~", KEY_F3}, {"[14~", KEY_F4},
};

/* Other sequences (arrows) mean nothing here and are passed over whole. */
static void take_sequence(struct screen *screen, struct slice rest)
{
    for (size_t i = 0; i < sizeof function_keys / sizeof function_keys[0]; i++) {
        if (slice_equal_text(rest, function_keys[i].sent)) {
            add_key(screen, function_keys[i].key);
        }
    }
}

static void take_text(struct screen *screen, struct slice typed)
{
    struct folded folded;
    if (!fold_width(typed, &folded)) {
        return;
    }
    for (size_t i = 0; i < folded.size; i++) {
        uint8_t byte = folded.bytes[i];
        if (byte < 0x80) {
            add_key(screen, byte == '\r' ? KEY_ENTER : byte);
        }
    }
}

void screen_take_keys(struct screen *screen)
{
    uint8_t typed[SCREEN_KEYS];
    struct pollfd waiting = {.fd = STDIN_FILENO, .events = POLLIN};
    ssize_t size = 0;
    if (poll(&waiting, 1, 0) <= 0) {
        return;
    }
    size = read(STDIN_FILENO, typed, sizeof typed);
    if (size == 0 || (size < 0 && errno != EAGAIN && errno != EINTR)) {
        add_key(screen, KEY_END);
    } else if (size > 1 && typed[0] == 0x1B) {
        take_sequence(screen, (struct slice){typed + 1, (size_t)size - 1});
    } else if (size > 0) {
        take_text(screen, (struct slice){typed, (size_t)size});
    }
    bytes_wipe(typed, sizeof typed);
}

int screen_next_key(struct screen *screen)
{
    int key = KEY_NONE;
    if (screen->key_count > 0) {
        key = screen->keys[0];
        screen->key_count--;
        memmove(screen->keys, screen->keys + 1, screen->key_count * sizeof screen->keys[0]);
    }
    return key;
}
