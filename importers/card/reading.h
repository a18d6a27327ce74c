/*
 * What one reading of a card gave: plain values that may be copied, and nothing that may not be kept
 * but the person's four facts.  No PIN, no 照合番号, no serial number, no photo, no bytes of files.
 */
#ifndef IMPORTERS_CARD_READING_H
#define IMPORTERS_CARD_READING_H

#include "importers/card/certificate.h"

enum {
    CARD_NAME_BYTES = 256,
    CARD_ADDRESS_BYTES = 512,
    CARD_SECRET_BYTES = 16
};

/* What is asked of a card beside what it tells everybody.  Wipe it with card_request_wipe. */
struct card_request {
    char face_code[CARD_SECRET_BYTES]; /* 照合番号B, 14 digits; "": not asked */
    char pin[CARD_SECRET_BYTES];       /* 4 digits; "": not asked */
    uint8_t token_key[CARD_TOKEN_KEY];
};

enum card_certificate_found {
    CARD_CERTIFICATE_NONE, /* there is none on this card */
    CARD_CERTIFICATE_READ,
    CARD_CERTIFICATE_BROKEN, /* cut, of a lying length, or no certificate at all */
    CARD_CERTIFICATE_CLOSED  /* behind a secret: as on phones */
};

enum card_secret_result {
    CARD_SECRET_NOT_ASKED,
    CARD_SECRET_RIGHT,
    CARD_SECRET_WRONG,
    CARD_SECRET_LOCKED,
    CARD_SECRET_LAST,   /* refused before trying: one try is left, or nobody can tell */
    CARD_SECRET_USELESS /* accepted, but what it opens cannot be read */
};

struct card_reading {
    unsigned kind; /* CHIP_KIND_... */
    enum card_certificate_found found;
    struct card_certificate certificate; /* when READ */
    bool has_signature_certificate;      /* absent on cards of children */
    unsigned pin_state;                  /* PIN_STATE_... */
    struct date card_last;               /* DATE_NONE: not told */
    enum card_secret_result pin;
    enum card_secret_result face_code;
    bool has_person; /* the four facts below */
    char name[CARD_NAME_BYTES];
    char address[CARD_ADDRESS_BYTES];
    struct date birth;
    unsigned sex; /* SEX_... */
};

#endif
