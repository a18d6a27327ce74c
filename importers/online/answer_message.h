/*
 * A message that nobody asked for in the store: the answer to a card that was read, or a saved answer.
 *
 * Kept as a bulk of answers with its bytes.  Its people find their visits by the chart number that the
 * service gave back (照会番号) and the day, else by their numbers, as those of a list do.
 */
#ifndef IMPORTERS_ONLINE_ANSWER_MESSAGE_H
#define IMPORTERS_ONLINE_ANSWER_MESSAGE_H

#include "engine/storage/answers.h"
#include "engine/storage/bulk.h"

struct answer_message_report {
    bool was_there; /* the same bytes under the same name; nothing was done */
    bool conflicts; /* the name was there with other bytes: kept, not used */
    int64_t people;
    int64_t odd; /* people whose part cannot be used */
};

/*
 * kind is BULK_CARDS or BULK_LISTED, with its role taken; what is there of either is the same answer.
 * name is that of the file without its folder, for places and for telling files apart.  Faults: those
 * of message_read, MESSAGE_OTHER_INSTITUTION, MESSAGE_NO_PEOPLE, the store's.
 */
bool answer_message_keep(
    struct store *store,
    enum bulk_kind kind,
    const char *name,
    struct slice bytes,
    struct answer_message_report *report,
    struct error *error) MUST_CHECK;

/* Reads the file and keeps it. */
bool answer_message_import(
    struct store *store,
    const char *path,
    struct answer_message_report *report,
    struct error *error) MUST_CHECK;

#endif
