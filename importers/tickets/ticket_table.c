#include "importers/tickets/ticket_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/tickets.h"
#include "importers/tickets/ticket_value.h"

struct tickets {
    struct value_rules rules;
    enum ticket_family family;
    struct ticket ticket;
    struct ticket_value values[TICKET_FIELD_COUNT];
};

_Static_assert(
    (int)TICKET_FIELD_COUNT <= (int)LIMIT_CSV_COLUMNS,
    "every field can be a column of one file");

/* ---- headings ---- */

static bool is_of(enum ticket_family family, unsigned column)
{
    bool is_checkup = column >= TICKET_SERIAL && column < TICKET_ISSUE_NUMBER;
    bool is_treatment = column >= TICKET_ISSUE_NUMBER && column < TICKET_EXAM_DAY;
    return column < TICKET_EXAM_DAY &&
           !(family == TICKET_FAMILY_CHECKUP ? is_treatment : is_checkup);
}

static bool find_in(enum ticket_family family, struct slice heading, unsigned *column)
{
    enum ticket_field field = TICKET_KIND;
    if (!ticket_field_read(heading, &field) || !is_of(family, field)) {
        return false;
    }
    *column = field;
    return true;
}

static bool find_checkup(struct slice heading, unsigned *column)
{
    return find_in(TICKET_FAMILY_CHECKUP, heading, column);
}

static bool find_treatment(struct slice heading, unsigned *column)
{
    return find_in(TICKET_FAMILY_TREATMENT, heading, column);
}

static const char *column_label(unsigned column)
{
    return ticket_field_label((enum ticket_field)column);
}

static const char *first_missing(const enum ticket_field *needed, size_t count, const bool *has)
{
    for (size_t i = 0; i < count; i++) {
        if (!has[needed[i]]) {
            return ticket_field_label(needed[i]);
        }
    }
    return NULL;
}

static const char *missing_checkup(const bool *has)
{
    static const enum ticket_field needed[] = {TICKET_SERIAL, TICKET_INSURER, TICKET_BIRTH};

    return first_missing(needed, sizeof needed / sizeof needed[0], has);
}

static const char *missing_treatment(const bool *has)
{
    static const enum ticket_field needed[] = {
        TICKET_ISSUE_NUMBER, TICKET_MONTH, TICKET_KANA, TICKET_BIRTH};

    return first_missing(needed, sizeof needed / sizeof needed[0], has);
}

/* ---- rows ---- */

static void keep_note(struct tickets *tickets, unsigned column, enum finding finding)
{
    struct ticket *ticket = &tickets->ticket;
    if (ticket->repair_count < TICKET_REPAIRS) {
        ticket->repairs[ticket->repair_count] = (struct ticket_repair){
            slice_of(finding_name(finding)),
            slice_of(ticket_field_name((enum ticket_field)column))};
        ticket->repair_count++;
    }
}

static void read_cell(struct tickets *tickets, struct table_row *row, unsigned column)
{
    struct ticket_value *value = &tickets->values[column];
    enum finding finding = ticket_value_read(
        ticket_field_form((enum ticket_field)column), row->texts[column], &tickets->rules, value);
    if (finding != FINDING_NONE) {
        table_refuse(row, column, finding);
        return;
    }
    for (size_t i = 0; i < value->note_count; i++) {
        table_note(row, column, value->notes[i]);
        keep_note(tickets, column, value->notes[i]);
    }
    if (value->text.size > 0) {
        tickets->ticket.values[column] = value->text;
    }
}

static void need(const struct tickets *tickets, struct table_row *row, enum ticket_field field)
{
    if (tickets->ticket.values[field].size == 0) {
        table_refuse(row, field, FINDING_ROW_MISSING);
    }
}

/* Without these nobody can be found by the row. */
static void check_needed(const struct tickets *tickets, struct table_row *row)
{
    need(tickets, row, TICKET_BIRTH);
    if (tickets->family == TICKET_FAMILY_TREATMENT) {
        need(tickets, row, TICKET_KANA);
        need(tickets, row, TICKET_MONTH);
        need(tickets, row, TICKET_ISSUE_NUMBER);
        return;
    }
    need(tickets, row, TICKET_INSURER);
    if (tickets->ticket.values[TICKET_NUMBER].size == 0) {
        need(tickets, row, TICKET_KANA);
    }
}

static struct month about(const struct ticket *ticket)
{
    struct date expiry = ticket_date(ticket, TICKET_EXPIRY);
    struct date issued = ticket_date(ticket, TICKET_ISSUED);
    if (ticket->family == TICKET_FAMILY_TREATMENT) {
        return ticket_month(ticket, TICKET_MONTH);
    }
    if (date_is_some(expiry)) {
        return month_of(expiry);
    }
    return date_is_some(issued) ? month_of(issued) : MONTH_NONE;
}

static bool take_row(void *context, struct table_row *row, struct error *error)
{
    struct tickets *tickets = context;
    memset(&tickets->ticket, 0, sizeof tickets->ticket);
    tickets->ticket.family = tickets->family;
    tickets->ticket.line = table_row_line(row);
    for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
        if (row->texts[i].data != NULL) {
            read_cell(tickets, row, i);
        }
    }
    check_needed(tickets, row);
    row->month = about(&tickets->ticket);
    return ticket_write(&tickets->ticket, false, row->packed, error);
}

static bool match_rows(
    void *context,
    struct store *store,
    struct bulk_writer *writer,
    struct table_report *report,
    struct error *error)
{
    struct tickets_matching matching = {0};
    (void)context;
    if (!tickets_match_bulk(store, writer, &matching, error)) {
        return false;
    }
    report->same = matching.same;
    report->conflicts = matching.conflicts;
    return true;
}

/* ---- what rows are read with ---- */

static void close_tickets(void *context)
{
    if (context != NULL) {
        bytes_wipe(context, sizeof(struct tickets));
        free(context);
    }
}

static void *
open_tickets(const struct table_kind *kind, const struct value_rules *rules, struct error *error)
{
    struct tickets *tickets = calloc(1, sizeof *tickets);
    if (tickets == NULL) {
        (void)error_set(error, FAULT_MEMORY);
        return NULL;
    }
    tickets->rules = *rules;
    tickets->family =
        kind == &treatment_table_kind ? TICKET_FAMILY_TREATMENT : TICKET_FAMILY_CHECKUP;
    return tickets;
}

const struct table_kind checkup_table_kind = {
    .reader = "checkup tickets 1",
    .bulk = BULK_TICKETS,
    .column_count = TICKET_FIELD_COUNT,
    .has_comments = true,
    .may_be_packed = true,
    .find = find_checkup,
    .label = column_label,
    .missing = missing_checkup,
    .open = open_tickets,
    .close = close_tickets,
    .row = take_row,
    .match = match_rows,
};

const struct table_kind treatment_table_kind = {
    .reader = "treatment tickets 1",
    .bulk = BULK_TICKETS,
    .column_count = TICKET_FIELD_COUNT,
    .has_comments = true,
    .may_be_packed = true,
    .find = find_treatment,
    .label = column_label,
    .missing = missing_treatment,
    .open = open_tickets,
    .close = close_tickets,
    .row = take_row,
    .match = match_rows,
};
