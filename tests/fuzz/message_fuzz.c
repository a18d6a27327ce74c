/*
 * Whatever the bytes are, reading them ends with a fault that has a place and nobody handed over, or
 * with as many people as the message says, each an answer that can be kept in a body.  What reads as
 * a message is a file that was written to its end.
 */
#include "importers/online/message.h"
#include "tests/fuzz/fuzz.h"

struct seen {
    uint64_t units;
    struct buffer body;
};

static bool take(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    struct seen *seen = context;
    struct answer again;
    seen->units++;
    require(unit->number == seen->units && unit->number <= message->units);
    require((unit->oddities == 0) == (unit->element == NULL));
    require(unit->answer->delivery != DELIVERY_NONE);
    buffer_clear(&seen->body);
    require(answer_write(unit->answer, &seen->body, error));
    require(answer_read(buffer_slice(&seen->body), &again));
    require(again.qualification_count == unit->answer->qualification_count);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {data, size};
    struct seen seen = {.body = buffer_open(LIMIT_BODY_BYTES)};
    struct message_taker taker = {&seen, take};
    struct arena arena = arena_open(LIMIT_ANSWER_BYTES);
    struct message message;
    struct error error = {0};
    bool is_whole = message_is_whole(bytes);
    if (message_read(bytes, "fuzz", &arena, &message, &taker, &error)) {
        require(is_whole);
        require(seen.units == message.units);
        require(message.kind < MESSAGE_KIND_COUNT);
    } else {
        require(error.fault != FAULT_NONE && seen.units == 0);
    }
    arena_close(&arena);
    buffer_close(&seen.body);
    return 0;
}
