/*
 * card_driver ROOTS LIMIT-MS: the worker and the reader as a program, for tests with a real service.
 *
 * Prints one line for each event.  A line "ask FACE-CODE PIN" on standard input ("-" for none) reads the
 * card that lies there; "quit" and the end of input end it.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "importers/card/worker.h"

static const char *const fault_names[CARD_FAULT_COUNT] = {
    "none",  "no-service", "denied", "no-reader", "no-card", "pulled",
    "reset", "busy",       "mute",   "stuck",     "broken",  "other"};

static void print_reading(const struct card_event *event)
{
    const struct card_reading *reading = &event->reading;
    char last[DATE_TEXT] = "-";
    char birth[DATE_TEXT] = "-";
    if (date_is_some(reading->card_last)) {
        date_write_digits(reading->card_last, last);
    }
    if (reading->has_person) {
        date_write_digits(reading->birth, birth);
    }
    (void)printf(
        "read asked=%d there=%d kind=%s found=%d chain=%s pin=%s presented=%d face=%d signs=%d "
        "card_last=%s name=%s birth=%s\n",
        (int)event->was_asked, (int)event->was_there,
        domain_value_name(DOMAIN_CHIP_KIND, reading->kind), (int)reading->found,
        domain_value_name(
            DOMAIN_CERTIFICATE_CHAIN,
            reading->found == CARD_CERTIFICATE_READ ? reading->certificate.chain : 0),
        domain_value_name(DOMAIN_PIN_STATE, reading->pin_state), (int)reading->pin,
        (int)reading->face_code, (int)reading->has_signature_certificate, last,
        reading->has_person ? reading->name : "-", birth);
}

static void print_event(const struct card_event *event)
{
    switch (event->kind) {
    case CARD_EVENT_READERS:
        (void)printf("readers %u %s\n", event->readers, fault_names[event->fault]);
        break;
    case CARD_EVENT_CARD_IN:
        (void)printf("in\n");
        break;
    case CARD_EVENT_CARD_OUT:
        (void)printf("out\n");
        break;
    case CARD_EVENT_FAILED:
        (void)printf("failed %s\n", fault_names[event->fault]);
        break;
    case CARD_EVENT_READ:
        print_reading(event);
        break;
    case CARD_EVENT_NONE:
    case CARD_EVENT_ALIVE:
        break;
    }
    (void)fflush(stdout);
}

static bool obey(struct card_worker *worker)
{
    struct card_request request = {.pin = ""};
    char line[128];
    if (fgets(line, sizeof line, stdin) == NULL || strncmp(line, "quit", 4) == 0) {
        return false;
    }
    if (sscanf(line, "ask %15s %15s", request.face_code, request.pin) == 2) {
        if (strcmp(request.face_code, "-") == 0) {
            request.face_code[0] = '\0';
        }
        if (strcmp(request.pin, "-") == 0) {
            request.pin[0] = '\0';
        }
        card_worker_ask(worker, &request);
    }
    return true;
}

static struct card_roots *read_roots(const char *name)
{
    static uint8_t bytes[LIMIT_PART_BYTES];
    struct card_roots *roots = card_roots_open(true);
    FILE *file = fopen(name, "rb");
    size_t size = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file != NULL) {
        (void)fclose(file);
    }
    if (size > 0 && !card_roots_add(roots, (struct slice){bytes, size})) {
        (void)fputs("no roots\n", stderr);
    }
    return roots;
}

int main(int count, char **words)
{
    struct card_worker_options options = {.wanted_reader = ""};
    struct card_roots *roots = NULL;
    struct card_worker *worker = NULL;
    struct error error;
    bool goes_on = count == 3;
    (void)setvbuf(stdin, NULL, _IONBF, 0);
    if (!goes_on) {
        return 2;
    }
    roots = read_roots(words[1]);
    options.roots = roots;
    options.limit_ms = (unsigned)strtoul(words[2], NULL, 10);
    goes_on = card_worker_start(&options, &worker, &error);
    while (goes_on) {
        static struct card_event event;
        struct pollfd waiting[2] = {
            {.fd = STDIN_FILENO, .events = POLLIN},
            {.fd = card_worker_descriptor(worker), .events = POLLIN}};
        (void)poll(waiting, 2, 100);
        do {
            card_worker_take(worker, &event);
            print_event(&event);
        } while (event.kind != CARD_EVENT_NONE);
        goes_on = (waiting[0].revents & (POLLIN | POLLHUP)) == 0 || obey(worker);
    }
    card_worker_stop(worker);
    card_roots_close(roots);
    return 0;
}
