/*
 * What is said and what comes back, in messages: the part of a verifier (engine/storage/ports.h) that
 * is the same whichever way the messages travel.
 */
#ifndef IMPORTERS_ONLINE_DIALOGUE_H
#define IMPORTERS_ONLINE_DIALOGUE_H

#include "engine/storage/ports.h"
#include "engine/storage/settings.h"
#include "importers/online/message.h"

struct dialogue {
    char institution[SETTING_VALUE];
    enum message_encoding encoding;
};

/* As check, write, write_fetch and read of a verifier. */
const char *dialogue_check(
    const struct dialogue *dialogue,
    const struct inquiry_person *person,
    enum language language);
bool dialogue_write(
    const struct dialogue *dialogue,
    const struct request_content *content,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;
bool dialogue_write_fetch(
    const struct dialogue *dialogue,
    const char *reception,
    struct buffer *bytes,
    struct error *error) MUST_CHECK;

/* An answer on its way to being read. */
struct dialogue_answer {
    enum request_step step;
    const struct inquiry_row *inquiry;
    const struct inquiry_person *asked;
    size_t count;
    struct slice bytes;
};

bool dialogue_read(
    const struct dialogue *dialogue,
    const struct dialogue_answer *answer,
    reply_taker *take,
    void *taker,
    struct reply *reply,
    struct error *error) MUST_CHECK;

#endif
