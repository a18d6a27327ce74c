#include "tests/importers/card/card_talk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/check.h"

enum {
    TODAY = 20543 /* 2026-03-31 */
};

void card_talk_lay(struct card_talk *talk, const char *profile)
{
    require(card_double_open(&talk->card, profile, talk->authority, talk->today));
    talk->count = 0;
}

void card_talk_open(struct card_talk *talk, const char *profile)
{
    char *roots = NULL;
    *talk = (struct card_talk){.authority = card_authority_new(), .today = TODAY};
    require(talk->authority != NULL);
    talk->roots = card_roots_open(true);
    roots = card_authority_roots(talk->authority, talk->today);
    require(talk->roots != NULL && roots != NULL && card_roots_add(talk->roots, slice_of(roots)));
    free(roots);
    card_talk_lay(talk, profile);
}

void card_talk_close(struct card_talk *talk)
{
    card_roots_close(talk->roots);
    card_authority_free(talk->authority);
}

static bool exchange(void *context, struct slice command, uint8_t *reply, size_t *size)
{
    struct card_talk *talk = context;
    int now = talk->count;
    require(now < TALK_COMMANDS && command.size <= sizeof talk->commands[now].bytes);
    memcpy(talk->commands[now].bytes, command.data, command.size);
    talk->commands[now].size = command.size;
    talk->count++;
    if (talk->count == talk->ends_at) {
        return false;
    }
    if (talk->count == talk->dies_at) {
        card_double_power(&talk->card);
    }
    *size = card_double_answer(&talk->card, command.data, command.size, reply);
    if (talk->count == talk->empties_at) {
        *size = 0;
    }
    return true;
}

enum card_end card_talk_run(struct card_talk *talk, struct card_reading *reading)
{
    const struct card_exchange port = {talk, exchange};
    talk->count = 0;
    return card_script_run(&port, &talk->request, talk->roots, reading);
}

int card_talk_sent(const struct card_talk *talk, uint8_t instruction, const char *data)
{
    int sent = 0;
    for (int i = 0; i < talk->count; i++) {
        char hexadecimal[600] = "";
        for (size_t k = 5; k < talk->commands[i].size; k++) {
            (void)snprintf(
                hexadecimal + 2 * (k - 5), 3, "%02X", (unsigned)talk->commands[i].bytes[k]);
        }
        if (talk->commands[i].bytes[1] == instruction && strcmp(hexadecimal, data) == 0) {
            sent++;
        }
    }
    return sent;
}
