/*
 * One person's part of an answer while it is being read: the reader (message_read.c) says which
 * elements come by, this puts them together into a struct answer and notes what is odd.
 */
#ifndef IMPORTERS_ONLINE_UNIT_H
#define IMPORTERS_ONLINE_UNIT_H

#include "importers/online/elements.h"

struct unit {
    struct arena arena; /* of the texts; empty again at the next unit_begin */
    struct answer answer;
    struct message_unit handed; /* number, line and oddities */
    struct qualification surplus;
    struct qualification *qualification; /* the one being read, or the surplus */
    struct slice other_texts[ANSWER_TEXT_COUNT];
    const char *other_names[ANSWER_TEXT_COUNT];
    unsigned second_sex;
    bool has_status;
};

/* Takes no memory yet; unit_close gives back what the texts took. */
void unit_open(struct unit *unit);
void unit_close(struct unit *unit);

void unit_begin(struct unit *unit, uint64_t number, uint64_t line);
void unit_begin_search(struct unit *unit);
void unit_begin_result(struct unit *unit);
void unit_end_result(struct unit *unit);

void unit_note(struct unit *unit, enum message_oddity oddity, const char *element);

/* The value of one element of a person or a qualification; it is copied. */
bool unit_take(
    struct unit *unit,
    const struct element *element,
    struct slice value,
    struct error *error) MUST_CHECK;

/* Fills in what the file says and hands out the finished part, which lives until unit_begin. */
const struct message_unit *unit_end(struct unit *unit, const struct message *message);

#endif
