/*
 * Inside the reader of documents: archive_document.c walks the XML, archive_elements.c knows which value an
 * element holds, archive_value.c reads the value.
 */
#ifndef IMPORTERS_TICKETS_DOCUMENT_INSIDE_H
#define IMPORTERS_TICKETS_DOCUMENT_INSIDE_H

#include "importers/tickets/archive_document.h"
#include "importers/tickets/ticket_value.h"

struct document_level {
    char name[DOCUMENT_ELEMENT];
    bool has_value; /* an attribute gave it */
};

struct document_reader {
    struct document *document;
    struct arena *arena; /* of the values */
    struct error *error;
    bool failed;  /* error is filled; nothing more is taken */
    size_t depth; /* elements that are open */
    struct document_level levels[DOCUMENT_DEPTH];
    bool is_checkup_ticket; /* the open participant is about a 受診券 */
    struct ticket_value value;
};

/* Whether the innermost element stands somewhere below one of that name. */
bool document_is_under(const struct document_reader *reader, const char *name);

/* The text of the innermost element, if it is one that is known. */
void document_take_element(struct document_reader *reader, struct slice text);

/* What the attributes of the innermost element say; pairs of name and value, NULL at the end. */
void document_take_attributes(struct document_reader *reader, const char *const *attributes);

/* Where there is no 利用券 the 受診券 is the ticket; else it is the one that guidance goes back to. */
void document_settle_tickets(struct ticket *ticket);

/* under and name say where the value stands, for what is found about it. */
void document_take_value(
    struct document_reader *reader,
    enum ticket_field field,
    struct slice text,
    const char *under,
    const char *name);
void document_take_amount(
    struct document_reader *reader,
    enum document_amount amount,
    struct slice text,
    const char *under,
    const char *name);

#endif
