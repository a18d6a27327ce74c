/* The tickets that nobody came with, for those who remind people. */
#include "cli/export_site_inside.h"
#include "engine/storage/site_absent.h"

static bool add_ticket(void *context, const struct ticket_row *row, struct error *error)
{
    struct listing *listing = context;
    struct slice lines[SITE_COLUMNS] = {{NULL, 0}};
    struct slice cells[ABSENT_COLUMNS];
    if (!tickets_open(listing->tickets, row, &listing->ticket, error)) {
        return false;
    }
    listing_fill_ticket(listing, lines);
    cells[ABSENT_COLUMN_TICKET] = lines[SITE_COLUMN_TICKET];
    cells[ABSENT_COLUMN_KANA] = listing->ticket.values[TICKET_KANA];
    cells[ABSENT_COLUMN_ISSUER] = lines[SITE_COLUMN_ISSUER];
    cells[ABSENT_COLUMN_EXPIRY] = lines[SITE_COLUMN_EXPIRY];
    return site_list_add(&listing->absent, cells, error);
}

bool listing_write_absent(struct listing *listing, struct error *error)
{
    const struct site_absent_taker taker = {listing, add_ticket};
    const struct list_order order = {
        "not-come.csv", "", absent_list_headings(listing->cli->language), ABSENT_COLUMNS};

    return listing_begin(listing, &order, false, &listing->absent, error) &&
           site_absent_each(listing->cli->store, listing->kind, &taker, error) &&
           site_list_keep(&listing->absent, error);
}
