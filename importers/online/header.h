/*
 * What a message says about the file as a whole, while it is being read: values of the header, the
 * kind of the message, its counts.  Only for the reader (message_read.c).
 */
#ifndef IMPORTERS_ONLINE_HEADER_H
#define IMPORTERS_ONLINE_HEADER_H

#include "importers/online/elements.h"

/* What the body has shown, as bits; two of them in one file are no message. */
enum header_shape {
    HEADER_SHAPE_ACCEPTANCE = 1,
    HEADER_SHAPE_BATCH = 2,
    HEADER_SHAPE_SINGLE = 4
};

/*
 * The value of one element of the file.  Faults: MESSAGE_VALUE, MESSAGE_TWICE (two reception numbers
 * that differ), MESSAGE_ENCODING_DISAGREES.
 */
bool header_take(
    struct message *message,
    const struct element *element,
    struct slice value,
    struct arena *arena,
    struct error *error) MUST_CHECK;

/* Kind, units and counts.  Faults: MESSAGE_SHAPE, MESSAGE_MIXED, MESSAGE_VALUE. */
bool header_finish(
    struct message *message,
    unsigned shape,
    uint64_t units,
    bool has_header,
    struct error *error) MUST_CHECK;

#endif
