/* Numbers that only the double's own files share. */
#ifndef TESTS_DOUBLES_CARD_INSIDE_H
#define TESTS_DOUBLES_CARD_INSIDE_H

enum {
    APPLICATION_JPKI,
    APPLICATION_TEXT,
    APPLICATION_FACE,
    APPLICATION_COMMON,
    APPLICATION_RESIDENT,
    APPLICATIONS
};

enum {
    KEY_NONE,
    KEY_AUTH,
    KEY_SIGN,
    KEY_TEXT_PIN,
    KEY_NUMBER_A,
    KEY_FACE_B
};

#endif
