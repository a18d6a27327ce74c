/*
 * The conversation with a card: what to ask, in which order, and how to read what comes back.
 *
 * One call is one reading of one card under one power: kind, certificates, tries of the PIN, expiry of
 * the card, and, when the request holds them, the four facts by 照合番号B and the PIN.  The card is known by
 * its application, never by its ATR.  States that are normal (locked PIN, expired certificate, phone,
 * old card, another card, no certificate) are values of the reading.  Whatever is not understood makes
 * the part in question absent; whatever breaks the conversation ends it, and nothing is kept.
 *
 * A secret is tried at most once, and only when the card says that two tries or more are left.
 * Knows nothing of PC/SC: bytes go through the exchange.
 */
#ifndef IMPORTERS_CARD_SCRIPT_H
#define IMPORTERS_CARD_SCRIPT_H

#include "importers/card/reading.h"

/*
 * Sends a command and takes the reply (status word included) into reply, at most CARD_REPLY_BYTES.
 * False: the card or the reader is gone.  Everything that is sent has passed the gate of command.h.
 */
struct card_exchange {
    void *context;
    bool (*exchange)(void *context, struct slice command, uint8_t *reply, size_t *size);
};

enum card_end {
    CARD_END_READ,  /* the reading is whole */
    CARD_END_LOST,  /* the exchange failed */
    CARD_END_BROKEN /* replies without a status word, or without an end */
};

/* True when a secret went to the card: power has to be taken from it afterwards. */
bool card_request_has_secret(const struct card_request *request);
void card_request_wipe(struct card_request *request);

/* Of a form that the card would take: otherwise it is never sent. */
bool card_pin_is_one(struct slice text);
bool card_face_code_is_one(struct slice text);

/*
 * The 照合番号B as it is composed on the face of a card: the birth date with the year of its era, the
 * year in which the card ends, the four digits of the security code.  False before the first era.
 */
bool card_face_code_compose(
    struct date birth,
    struct date card_last,
    struct slice security_code,
    char face_code[CARD_SECRET_BYTES]) MUST_CHECK;

/* reading is zero unless the end is CARD_END_READ. */
enum card_end card_script_run(
    const struct card_exchange *exchange,
    const struct card_request *request,
    const struct card_roots *roots,
    struct card_reading *reading);

#endif
