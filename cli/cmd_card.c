/* capture card: one card, or (--watch) the reception loop. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "cli/card_words.h"
#include "cli/reception.h"

enum {
    ROUND_MS = 250
};

static void print_line(void *context, const char *line)
{
    cli_print_text(context, line);
}

static void set_document(struct card_desk *desk, const struct card_reading *reading, int64_t visit)
{
    struct cli *cli = desk->cli;
    unsigned state = card_certificate_state(reading, card_desk_book(desk), card_desk_today(desk));
    cli_set_number(cli, "visit", visit);
    cli_set_text(cli, "chip_kind", domain_value_name(DOMAIN_CHIP_KIND, reading->kind));
    cli_set_text(cli, "certificate_state", domain_value_name(DOMAIN_CERTIFICATE_STATE, state));
    cli_set_text(cli, "pin_state", domain_value_name(DOMAIN_PIN_STATE, reading->pin_state));
}

static int keep(struct card_desk *desk, const struct card_reading *reading, int64_t visit)
{
    const struct card_speaker speaker = {desk->cli, print_line};
    struct error error = {.fault = FAULT_NONE};
    if (!card_is_strange(reading) &&
        !card_desk_keep_reading(desk, reading, false, &visit, &error)) {
        return cli_fault(desk->cli, &error);
    }
    card_say_reading(&speaker, desk, reading, visit);
    set_document(desk, reading, visit);
    return card_is_strange(reading) ? EXIT_REFUSED : EXIT_DONE;
}

static int tell_fault(struct card_desk *desk, enum card_fault fault)
{
    cli_tell(desk->cli, card_fault_words(fault), NULL, 0);
    return EXIT_UNREACHABLE;
}

/* Nothing is tried again: a failure is the end of the command. */
static int read_one(struct card_desk *desk, int64_t visit, int64_t wait_ms)
{
    int64_t end_ms = world_now_ms(&desk->cli->world) + wait_ms;
    enum card_fault state = CARD_FAULT_NONE;
    card_worker_forgive(desk->worker);
    while (world_now_ms(&desk->cli->world) < end_ms) {
        static struct card_event event;
        struct pollfd waiting = {.fd = card_worker_descriptor(desk->worker), .events = POLLIN};
        (void)poll(&waiting, 1, ROUND_MS);
        card_worker_take(desk->worker, &event);
        if (event.kind == CARD_EVENT_READERS) {
            state = event.fault;
            CLI_TELL(desk->cli, CARD_READY, NULL);
        } else if (event.kind == CARD_EVENT_FAILED) {
            return tell_fault(desk, event.fault);
        } else if (event.kind == CARD_EVENT_READ) {
            int code = keep(desk, &event.reading, visit);
            bytes_wipe(&event, sizeof event);
            return code;
        }
    }
    if (state != CARD_FAULT_NONE) {
        return tell_fault(desk, state);
    }
    CLI_TELL(desk->cli, CARD_NONE_CAME, NULL);
    return EXIT_UNREACHABLE;
}

static int watch(struct card_desk *desk)
{
    struct error error;
    int64_t visits = 0;
    if (!reception_run(desk, &visits, &error)) {
        return cli_fault(desk->cli, &error);
    }
    CLI_PRINT(desk->cli, RECEPTION_END, cli_number(visits));
    cli_set_number(desk->cli, "visits", visits);
    return EXIT_DONE;
}

static bool read_words(struct cli *cli, bool *watches, int64_t *visit, int64_t *seconds)
{
    const char *seconds_word = "30";
    const struct option options[] = {
        {"--watch", NULL, watches}, {"--seconds", &seconds_word, NULL}};
    const char *words[2] = {NULL, NULL};
    size_t count = 0;
    if (!cli_options(cli, options, 2, words, 2, &count)) {
        return false;
    }
    if (words[1] != NULL && !cli_read_visit(words[1], visit)) {
        CLI_TELL(cli, UNKNOWN_OPTION, words[1], cli->command);
        return false;
    }
    if (!slice_read_number(slice_of(seconds_word), seconds) || *seconds < 1 || *seconds > 3600) {
        CLI_TELL(cli, OPTION_VALUE, "--seconds", seconds_word);
        return false;
    }
    return true;
}

int cmd_capture_card(struct cli *cli)
{
    static struct card_desk desk; /* large: not for the stack */
    struct error error;
    bool watches = false;
    int64_t visit = 0;
    int64_t seconds = 0;
    int code = EXIT_DONE;
    if (!read_words(cli, &watches, &visit, &seconds)) {
        return EXIT_USAGE;
    }
    if (!card_desk_open(cli, &desk, &error)) {
        code = cli_fault(cli, &error);
    } else {
        code = watches ? watch(&desk) : read_one(&desk, visit, seconds * 1000);
    }
    card_desk_close(&desk);
    return code;
}
