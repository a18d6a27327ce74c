/* Which value an element holds: by its name and what it stands under, or by its attributes. */
#include <string.h>

#include "importers/tickets/document_inside.h"

enum {
    PARTS = 2 /* an attribute: name and value */
};

struct value_row {
    enum document_kind kind;
    const char *under;
    const char *name;
    enum ticket_field field;
};

struct money_row {
    enum document_kind kind;
    const char *under;
    const char *name;
    enum document_amount amount;
};

struct identifier_row {
    const char *root;
    enum ticket_field field;
};

static const struct value_row value_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field) {DOCUMENT_##kind, under, name, TICKET_##field},
#define MONEY(kind, under, name, amount)
#define IDENTIFIER(root, field)
#define ISSUED_UNDER(root)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

static const struct money_row money_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount) {DOCUMENT_##kind, under, name, AMOUNT_##amount},
#define IDENTIFIER(root, field)
#define ISSUED_UNDER(root)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

static const struct identifier_row identifier_rows[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#define IDENTIFIER(root, field) {root, TICKET_##field},
#define ISSUED_UNDER(root)
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

static const char *const issuer_roots[] = {
#define NAMESPACE(uri, generation)
#define ROOT(name, kind)
#define VALUE_OF(kind, under, name, field)
#define MONEY(kind, under, name, amount)
#define IDENTIFIER(root, field)
#define ISSUED_UNDER(root) root,
#include "importers/tickets/archive_elements.def"
#undef NAMESPACE
#undef ROOT
#undef VALUE_OF
#undef MONEY
#undef IDENTIFIER
#undef ISSUED_UNDER
};

bool document_is_under(const struct document_reader *reader, const char *name)
{
    for (size_t i = 0; i + 1 < reader->depth; i++) {
        if (strcmp(reader->levels[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void take_known(struct document_reader *reader, const char *name, struct slice text)
{
    for (size_t i = 0; i < sizeof value_rows / sizeof value_rows[0]; i++) {
        const struct value_row *row = &value_rows[i];
        if (row->kind == reader->document->kind && strcmp(row->name, name) == 0 &&
            document_is_under(reader, row->under)) {
            document_take_value(reader, row->field, text, row->under, name);
            return;
        }
    }
    for (size_t i = 0; i < sizeof money_rows / sizeof money_rows[0]; i++) {
        const struct money_row *row = &money_rows[i];
        if (row->kind == reader->document->kind && strcmp(row->name, name) == 0 &&
            document_is_under(reader, row->under)) {
            document_take_amount(reader, row->amount, text, row->under, name);
            return;
        }
    }
}

static const char *innermost(const struct document_reader *reader)
{
    return reader->levels[reader->depth - 1].name;
}

void document_take_element(struct document_reader *reader, struct slice text)
{
    take_known(reader, innermost(reader), text);
}

static const char *attribute_of(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += PARTS) {
        if (strcmp(attributes[i], name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}

static void take_issuer(struct document_reader *reader, const char *root)
{
    for (size_t i = 0; i < sizeof issuer_roots / sizeof issuer_roots[0]; i++) {
        size_t size = strlen(issuer_roots[i]);
        if (root != NULL && strncmp(root, issuer_roots[i], size) == 0 && root[size] != '\0') {
            document_take_value(reader, TICKET_ISSUER, slice_of(root + size), "id", "root");
        }
    }
}

/* Tickets of a result: by the code of the participant, never by the order in which they come. */
static void take_participant(struct document_reader *reader, const char *name, const char *value)
{
    if (strcmp(name, "functionCode") == 0) {
        reader->is_checkup_ticket = strcmp(value, "1") == 0;
    } else if (strcmp(name, "high") == 0) {
        document_take_value(
            reader, reader->is_checkup_ticket ? TICKET_VALID_TO : TICKET_EXPIRY, slice_of(value),
            "participant", name);
    } else if (strcmp(name, "id") == 0 && document_is_under(reader, "scopingOrganization")) {
        document_take_value(reader, TICKET_ISSUER, slice_of(value), "scopingOrganization", name);
    } else if (strcmp(name, "id") == 0 && document_is_under(reader, "associatedEntity")) {
        document_take_value(
            reader, reader->is_checkup_ticket ? TICKET_CHECKUP_SERIAL : TICKET_SERIAL,
            slice_of(value), "associatedEntity", name);
    }
}

/* Where there is no 利用券 the 受診券 is the ticket; else it is the one that guidance goes back to. */
void document_settle_tickets(struct ticket *ticket)
{
    if (ticket->values[TICKET_SERIAL].size == 0) {
        ticket->values[TICKET_SERIAL] = ticket->values[TICKET_CHECKUP_SERIAL];
        ticket->values[TICKET_CHECKUP_SERIAL] = (struct slice){NULL, 0};
        ticket->values[TICKET_EXPIRY] = ticket->values[TICKET_VALID_TO];
    }
    ticket->values[TICKET_VALID_TO] = (struct slice){NULL, 0};
}

static void take_identifier(struct document_reader *reader, const char *root, const char *value)
{
    for (size_t i = 0; root != NULL && i < sizeof identifier_rows / sizeof identifier_rows[0];
         i++) {
        if (strcmp(root, identifier_rows[i].root) == 0) {
            document_take_value(
                reader, identifier_rows[i].field, slice_of(value), "patientRole", "id");
        }
    }
}

void document_take_attributes(struct document_reader *reader, const char *const *attributes)
{
    static const char *const names[] = {"extension", "value", "code"};
    const char *name = innermost(reader);
    const char *value = NULL;
    for (size_t i = 0; value == NULL && i < sizeof names / sizeof names[0]; i++) {
        value = attribute_of(attributes, names[i]);
    }
    if (value == NULL) {
        return;
    }
    reader->levels[reader->depth - 1].has_value = true;
    if (reader->document->kind != DOCUMENT_RESULT) {
        take_known(reader, name, slice_of(value));
        if (strcmp(name, "id") == 0) {
            take_issuer(reader, attribute_of(attributes, "root"));
        }
    } else if (document_is_under(reader, "participant")) {
        take_participant(reader, name, value);
    } else if (strcmp(name, "id") == 0 && document_is_under(reader, "patientRole")) {
        take_identifier(reader, attribute_of(attributes, "root"), value);
    } else {
        take_known(reader, name, slice_of(value));
    }
}
