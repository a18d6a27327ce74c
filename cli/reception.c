#include "cli/reception.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/reception_inside.h"
#include "cli/standing.h"

enum {
    ROUND_MS = 250,
    STATUS_MS = 5000 /* how old the numbers of the bottom line may be */
};

static volatile sig_atomic_t is_told_to_end;

static void note_end(int signal_number)
{
    (void)signal_number;
    is_told_to_end = 1;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = note_end};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGHUP, &action, NULL);
}

static void say_on_screen(void *context, const char *line)
{
    screen_say(context, line);
}

void reception_say(
    struct reception *reception,
    enum message_id message,
    const char *const *arguments,
    size_t count)
{
    card_say(&reception->speaker, reception->desk->cli->language, message, arguments, count);
}

void reception_say_fault(struct reception *reception, const struct error *error)
{
    char line[1024];
    error_render(error, reception->desk->cli->language, line, sizeof line);
    screen_say(&reception->screen, line);
}

/* ---- the bottom line ---- */

/* The time where it was today, else the day. */
static void write_contact(int64_t contact_ms, int64_t now_ms, char text[INSTANT_TEXT])
{
    char instant[INSTANT_TEXT];
    bool is_today = date_compare(date_of_utc_ms(contact_ms), date_of_utc_ms(now_ms)) == 0;
    instant_write_jst(contact_ms, instant);
    (void)snprintf(text, INSTANT_TEXT, "%.5s", instant + (is_today ? 11 : 5));
}

static void renew_status(struct reception *reception)
{
    struct cli *cli = reception->desk->cli;
    int64_t now = world_now_ms(&cli->world);
    struct standing standing;
    char contact[INSTANT_TEXT] = "";
    const char *arguments[4] = {NULL};
    struct error error;
    if (reception->status_ms != 0 && now - reception->status_ms < STATUS_MS) {
        return;
    }
    reception->status_ms = now;
    if (!standing_read(cli, &standing, &error)) {
        return;
    }
    (void)snprintf(
        contact, sizeof contact, "%s", message_wording(MESSAGE_ID_STATUS_NEVER, cli->language));
    if (standing.last_contact_ms != 0) {
        write_contact(standing.last_contact_ms, now, contact);
    }
    arguments[0] = cli_number(standing.unsent + standing.waiting);
    arguments[1] = cli_number(standing.answered);
    arguments[2] = cli_number(standing.for_people);
    arguments[3] = contact;
    wording_fill(
        message_wording(MESSAGE_ID_RECEPTION_STATUS, cli->language), arguments, 4,
        reception->status, sizeof reception->status);
}

static void draw(struct reception *reception)
{
    char offer[256];
    char line[SCREEN_BOTTOM];
    const char *visit = reception->visit == 0 ? "" : cli_visit(reception->visit);
    renew_status(reception);
    reception_write_offer(reception, offer, sizeof offer);
    (void)snprintf(
        line, sizeof line, "%s|%s%s%s", reception->status, visit, visit[0] == '\0' ? "" : " ",
        reception->is_reading
            ? message_wording(MESSAGE_ID_RECEPTION_READING, reception->desk->cli->language)
            : offer);
    screen_set_bottom(&reception->screen, line);
}

/* ---- the loop ---- */

static void wait_for_something(const struct reception *reception)
{
    struct pollfd waiting[2] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = card_worker_descriptor(reception->desk->worker), .events = POLLIN}};
    if (poll(waiting, 2, ROUND_MS) < 0 && errno != EINTR) {
        clearerr(stdin);
    }
}

static void take_cards(struct reception *reception)
{
    struct card_event event;
    do {
        card_worker_take(reception->desk->worker, &event);
        if (event.kind == CARD_EVENT_NONE) {
            return;
        }
        reception_take_event(reception, &event);
    } while (!reception->ends);
}

static void take_keys(struct reception *reception)
{
    int key = KEY_NONE;
    screen_take_keys(&reception->screen);
    while ((key = screen_next_key(&reception->screen)) != KEY_NONE && !reception->ends) {
        reception_take_key(reception, key);
        /* a person may have typed for minutes */
        card_worker_forgive(reception->desk->worker);
    }
}

bool reception_run(struct card_desk *desk, int64_t *visits, struct error *error)
{
    static struct reception reception; /* large: not for the stack */
    (void)error;
    reception = (struct reception){.desk = desk};
    reception.speaker = (struct card_speaker){&reception.screen, say_on_screen};
    is_told_to_end = 0;
    catch_signals();
    screen_open(&reception.screen);
    card_worker_forgive(desk->worker);
    while (!reception.ends && is_told_to_end == 0) {
        draw(&reception);
        wait_for_something(&reception);
        take_cards(&reception);
        take_keys(&reception);
    }
    screen_close(&reception.screen);
    *visits = reception.visits;
    bytes_wipe(&reception, sizeof reception);
    return true;
}
