/*
 * What is said about a card: one line for what was read, and a line for each thing that the desk has to
 * know or to ask next.  Never a serial number; the person only where the desk asked for it.
 */
#ifndef CLI_CARD_WORDS_H
#define CLI_CARD_WORDS_H

#include "cli/card_desk.h"

/* Where lines go: standard output, or a screen that redraws its last line. */
struct card_speaker {
    void *context;
    void (*say)(void *context, const char *line);
};

void card_say(
    const struct card_speaker *speaker,
    enum language language,
    enum message_id message,
    const char *const *arguments,
    size_t count);
#define CARD_SAY(speaker, language, message, ...)                                                  \
    card_say(                                                                                      \
        speaker, language, MESSAGE_ID_##message, (const char *const[]){"", __VA_ARGS__} + 1,       \
        sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *) - 1)

enum message_id card_fault_words(enum card_fault fault);

/* Not a card that opens a visit: an old card, or any other. */
bool card_is_strange(const struct card_reading *reading);

/* The states after which another document has to be asked for. */
bool card_needs_document(const struct card_reading *reading, unsigned certificate_state);

void card_say_reading(
    const struct card_speaker *speaker,
    const struct card_desk *desk,
    const struct card_reading *reading,
    int64_t visit);

/* What became of a secret that was asked for; nothing when there was none. */
void card_say_secrets(
    const struct card_speaker *speaker,
    enum language language,
    const struct card_reading *reading);

#endif
