#include "tests/support/every_ticket.h"

#include "engine/storage/bulk.h"
#include "engine/storage/site_deciding.h"
#include "engine/storage/tickets.h"
#include "tests/support/must.h"

void every_ticket_keep(struct test_store *test)
{
    struct ticket ticket = {.family = TICKET_FAMILY_CHECKUP, .line = 2};
    struct bulk_writer *writer = NULL;
    struct tickets_matching matching;
    struct error error = {0};
    ticket.values[TICKET_SERIAL] = slice_of("26100000001");
    ticket.values[TICKET_INSURER] = slice_of("06130017");
    ticket.values[TICKET_KANA] = slice_of("シカク タロウ");
    ticket.values[TICKET_BIRTH] = slice_of("19800401");
    ticket.values[TICKET_EXPIRY] = slice_of("20270331");
    must(
        bulk_open(
            test->store, BULK_TICKETS, (struct slice){NULL, 0}, slice_of("tickets.csv"), &writer,
            &error),
        &error, "tickets");
    must(bulk_add_raw(writer, slice_of("整理番号,...\r\n"), &error), &error, "raw");
    for (int i = 0; i < 3; i++) {
        struct buffer row = buffer_open(LIMIT_PART_BYTES);
        ticket.values[TICKET_BRANCH] = slice_of(i < 2 ? "01" : "02");
        must(ticket_write(&ticket, false, &row, &error), &error, "ticket");
        must(bulk_add_row(writer, buffer_slice(&row), MONTH_NONE, &error), &error, "ticket");
        buffer_close(&row);
    }
    must(tickets_match_bulk(test->store, writer, &matching, &error), &error, "tickets");
    must(bulk_close(writer, (struct slice){NULL, 0}, &error), &error, "tickets");
}

static void become(struct test_store *test, const char *kind)
{
    struct error error = {0};
    must(store_begin(test->store, &error), &error, "begin");
    must(settings_change(test->store, SETTING_SITE_KIND, slice_of(kind), &error), &error, kind);
    must(store_commit(test->store, &error), &error, "commit");
}

void every_ticket_decide(struct test_store *test)
{
    struct site_deciding_result result;
    struct error error = {0};
    become(test, "checkup");
    must(site_deciding_run(test->store, &result, &error), &error, "site");
    become(test, "clinic");
}
