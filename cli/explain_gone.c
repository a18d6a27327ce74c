#include "cli/explain_gone.h"

#include "engine/storage/corrections.h"
#include "engine/storage/purge.h"

static bool explain_purged(struct cli *cli, const struct visit_row *row, struct error *error)
{
    struct entry_header purge;
    if (!purge_of_visit(cli->store, row->id, &purge, error)) {
        return false;
    }
    CLI_PRINT(
        cli, EXPLAIN_PURGED, cli_visit(row->id), cli_month(month_of(row->day)),
        cli_instant(purge.at_ms), purge.operator_name);
    cli_set_number(cli, "purged_ms", purge.at_ms);
    return true;
}

static bool explain_withdrawn(struct cli *cli, const struct visit_row *row, struct error *error)
{
    struct withdrawal withdrawal;
    if (!corrections_withdrawal(cli->store, row->id, &withdrawal, error)) {
        return false;
    }
    CLI_PRINT(
        cli, EXPLAIN_WITHDRAWN, cli_visit(row->id), cli_date(row->day),
        domain_value_label(DOMAIN_WITHDRAWAL, withdrawal.reason, cli->language),
        cli_instant(withdrawal.at_ms), withdrawal.operator_name);
    cli_set_text(cli, "withdrawn", domain_value_name(DOMAIN_WITHDRAWAL, withdrawal.reason));
    return true;
}

/* One that counts no more has no verdict; what was captured about it is in the journal. */
bool explain_gone(struct cli *cli, const struct visit_row *row, struct error *error)
{
    cli_set_number(cli, "visit", row->id);
    if (row->gone == VISIT_PURGED) {
        return explain_purged(cli, row, error);
    }
    if (row->gone == VISIT_WITHDRAWN) {
        return explain_withdrawn(cli, row, error);
    }
    CLI_PRINT(cli, EXPLAIN_MERGED, cli_visit(row->id), cli_visit(row->gone));
    cli_set_number(cli, "became", row->gone);
    return true;
}
