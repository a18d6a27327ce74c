#include "cli/typing.h"

#include <errno.h>
#include <iconv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "engine/foundation/machine.h"

enum {
    CHARSET = 32,
    SENTENCE = 1024
};

/* ---- Ctrl-C ---- */

static volatile sig_atomic_t stopped;

static void note_stop(int signal_number)
{
    (void)signal_number;
    stopped = 1;
}

/* Holds Ctrl-C back; what was blocked before is kept. */
static void hold(sigset_t *before)
{
    sigset_t interrupt;
    (void)sigemptyset(&interrupt);
    (void)sigaddset(&interrupt, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &interrupt, before);
}

void typing_hold(void)
{
    hold(NULL);
}

/* The terminal as it was, and what Ctrl-C did. */
struct session {
    bool is_terminal;
    bool took_utf8;
    struct termios shown;
    struct sigaction action;
    sigset_t
        mask; /* Ctrl-C is held back but for the waiting, so that none is lost just before it */
};

static void begin(struct session *session, bool hidden)
{
    struct sigaction action;
    struct termios wanted;
    memset(&action, 0, sizeof action);
    action.sa_handler = note_stop; /* without SA_RESTART: the read ends */
    (void)sigemptyset(&action.sa_mask);
    stopped = 0;
    (void)sigaction(SIGINT, &action, &session->action);
    hold(&session->mask);
    (void)sigdelset(&session->mask, SIGINT);
    session->is_terminal = tcgetattr(STDIN_FILENO, &session->shown) == 0;
    session->took_utf8 = machine_terminal_takes_utf8(STDIN_FILENO, true);
    if (session->is_terminal && hidden) {
        wanted = session->shown;
        wanted.c_lflag &= ~(tcflag_t)ECHO;
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &wanted);
        (void)machine_terminal_takes_utf8(STDIN_FILENO, true);
    }
}

static void end(const struct session *session)
{
    if (session->is_terminal) {
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &session->shown);
        (void)machine_terminal_takes_utf8(STDIN_FILENO, session->took_utf8);
    }
    (void)sigprocmask(SIG_SETMASK, &session->mask, NULL);
    (void)sigaction(SIGINT, &session->action, NULL);
}

/* ---- lines ---- */

/* Until there is something to read, or Ctrl-C. */
static void wait_for_input(const struct session *session)
{
    fd_set input;
    int ready = -1;
    do {
        FD_ZERO(&input);
        FD_SET(STDIN_FILENO, &input);
        ready = pselect(STDIN_FILENO + 1, &input, NULL, NULL, NULL, &session->mask);
    } while (ready < 0 && errno == EINTR && !stopped);
}

/* One byte at a time: what comes after the line is somebody else's. */
static enum typed read_bytes(const struct session *session, char *text, size_t size)
{
    size_t used = 0;
    bool fits = true;
    for (;;) {
        char byte = '\0';
        ssize_t got = 0;
        wait_for_input(session);
        if (stopped) {
            return TYPED_STOPPED;
        }
        got = read(STDIN_FILENO, &byte, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return TYPED_ENDED;
        }
        if (got == 0 && used == 0) {
            return TYPED_ENDED;
        }
        if (got == 0 || byte == '\n') {
            text[used] = '\0';
            return fits ? TYPED_LINE : TYPED_TOO_LONG;
        }
        fits = fits && used + 1 < size;
        if (fits && byte != '\r') {
            text[used++] = byte;
        }
    }
}

static enum typed read_typed(const char *prompt, char *text, size_t size, bool hidden)
{
    struct session session;
    enum typed typed = TYPED_ENDED;
    text[0] = '\0';
    (void)fflush(stdout);
    begin(&session, hidden);
    (void)fputs(prompt, stderr);
    typed = read_bytes(&session, text, size);
    end(&session);
    if (hidden || typed == TYPED_STOPPED || typed == TYPED_ENDED) {
        (void)fputc('\n', stderr);
    }
    return typed;
}

enum typed typing_read(char *text, size_t size)
{
    return read_typed("", text, size, false);
}

enum typed typing_read_hidden(const char *prompt, char *text, size_t size)
{
    return read_typed(prompt, text, size, true);
}

/* ---- encodings ---- */

/* "eucJP" of ja_JP.eucJP; ja_JP alone is eucJP as well.  False: nothing is said. */
static bool find_charset(char charset[CHARSET])
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        const char *dot = value == NULL ? NULL : strchr(value, '.');
        if (value == NULL || value[0] == '\0') {
            continue;
        }
        if (dot == NULL) {
            (void)snprintf(charset, CHARSET, "%s", "eucJP");
            return strncmp(value, "ja_JP", 5) == 0;
        }
        (void)snprintf(charset, CHARSET, "%.*s", (int)strcspn(dot + 1, "@"), dot + 1);
        return true;
    }
    return false;
}

/* What iconv calls the encodings of Japanese locales. */
static const char *iconv_name(const char *charset)
{
    static const char *const names[][2] = {
        {"eucJP", "EUC-JP"}, {"ujis", "EUC-JP"}, {"SJIS", "CP932"},
        {"PCK", "CP932"},    {"MS932", "CP932"}, {"Windows-31J", "CP932"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(charset, names[i][0]) == 0) {
            return names[i][1];
        }
    }
    return charset;
}

static bool recode(const char *charset, char *text, char *recoded, size_t size)
{
    iconv_t converter = iconv_open(iconv_name(charset), "UTF-8");
    size_t left = strlen(text);
    size_t room = size - 1;
    char *to = recoded;
    bool done = false;
    if (converter == (iconv_t)-1) {
        return false;
    }
    done = iconv(converter, &text, &left, &to, &room) != (size_t)-1;
    *to = '\0';
    (void)iconv_close(converter);
    return done;
}

bool typing_is_readable(const struct cli *cli)
{
    char charset[CHARSET];
    char text[SENTENCE];
    char recoded[SENTENCE];
    const char *const arguments[] = {charset};
    if (!find_charset(charset) || strcasecmp(charset, "UTF-8") == 0 ||
        strcasecmp(charset, "utf8") == 0) {
        return true;
    }
    wording_fill(
        message_wording(MESSAGE_ID_TERMINAL_ENCODING, cli->language), arguments, 1, text,
        sizeof text);
    if (!recode(charset, text, recoded, sizeof recoded)) {
        wording_fill(
            message_wording(MESSAGE_ID_TERMINAL_ENCODING, LANGUAGE_ENGLISH), arguments, 1, recoded,
            sizeof recoded);
    }
    cli_tell_text(recoded);
    return false;
}
