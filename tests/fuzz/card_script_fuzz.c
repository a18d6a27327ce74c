/*
 * Whatever a card answers, the conversation ends, asks for nothing that it may not, presents each secret
 * at most once, and gives either a reading that holds together or nothing at all.
 *
 * The input is the card's replies in order, each after its length in one byte (255: 257 bytes).
 */
#include <string.h>

#include "importers/card/command.h"
#include "importers/card/script.h"
#include "tests/fuzz/fuzz.h"

struct replies {
    const uint8_t *data;
    size_t size;
    unsigned presented;
    struct card_gate gate;
};

static bool exchange(void *context, struct slice command, uint8_t *reply, size_t *size)
{
    struct replies *replies = context;
    require(card_gate_passes(&replies->gate, command));
    replies->presented += command.data[1] == 0x20 && command.size > 5 ? 1U : 0U;
    if (replies->size == 0) {
        return false;
    }
    *size = replies->data[0] == UINT8_MAX ? 258 : replies->data[0];
    replies->data++;
    replies->size--;
    *size = *size < replies->size ? *size : replies->size;
    memcpy(reply, replies->data, *size);
    replies->data += *size;
    replies->size -= *size;
    card_gate_answered(&replies->gate, (struct slice){reply, *size});
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct replies replies = {.data = data, .size = size};
    const struct card_exchange port = {&replies, exchange};
    const struct card_request request = {.face_code = "55021720352285", .pin = "7391"};
    struct card_reading reading;
    enum card_end end = card_script_run(&port, &request, NULL, &reading);
    require(replies.presented <= 2);
    if (end != CARD_END_READ) {
        static const struct card_reading nothing;
        require(memcmp(&reading, &nothing, sizeof reading) == 0);
        return 0;
    }
    require(reading.kind != CHIP_KIND_UNRECORDED);
    require(!reading.has_person || (reading.name[0] != '\0' && date_is_some(reading.birth)));
    require(reading.has_person == (reading.face_code == CARD_SECRET_RIGHT));
    require(
        reading.found != CARD_CERTIFICATE_READ ||
        date_compare(reading.certificate.first, reading.certificate.last) <= 0);
    return 0;
}
