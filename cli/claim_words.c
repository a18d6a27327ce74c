#include "cli/claim_words.h"

#include "engine/storage/settings.h"
#include "engine/vocabulary/domain.h"

bool claim_words_settings(
    struct cli *cli,
    const struct rulebook *book,
    struct month month,
    struct error *error)
{
    char insurer[SETTING_VALUE];
    char payer[SETTING_VALUE];
    const struct rule_parameter *row = NULL;
    unsigned chosen = 0;
    bool with_sn = false;
    if (!settings_get(cli->store, SETTING_UNKNOWN_INSURER, insurer, error) ||
        !settings_get(cli->store, SETTING_UNKNOWN_PAYER, payer, error) ||
        !settings_get_flag(cli->store, SETTING_UNKNOWN_SN, &with_sn, error)) {
        return false;
    }
    if (!domain_value_find(DOMAIN_PAYER, slice_of(payer), &chosen)) {
        chosen = PAYER_UNRECORDED;
    }
    row = rulebook_find_parameter(book, "unknown.insurer", "", month_last_day(month));
    CLI_PRINT(
        cli, EXPORT_SETTINGS,
        insurer[0] != '\0' ? insurer
        : row == NULL      ? "-"
                           : row->value,
        domain_value_label(DOMAIN_PAYER, chosen, cli->language),
        domain_value_label(DOMAIN_YES_NO, with_sn ? YES_NO_YES : YES_NO_NO, cli->language));
    return true;
}

/* The day of the month that a parameter names; DATE_NONE where it is not in force. */
static struct date day_of(const struct rulebook *book, const char *name, struct month month)
{
    const struct rule_parameter *row =
        rulebook_find_parameter(book, name, "", month_first_day(month));
    int64_t day = 0;
    if (row == NULL || !slice_read_number(slice_of(row->value), &day)) {
        return DATE_NONE;
    }
    return date_add_days(month_first_day(month), (int)day - 1);
}

struct month claim_words_next(const struct cli *cli, const struct rulebook *book)
{
    struct date today = date_of_utc_ms(world_now_ms(&cli->world));
    struct month month = month_of(today);
    struct date corrected = day_of(book, "claim.day.corrected", month);
    bool is_over = date_is_some(corrected) && date_compare(today, corrected) > 0;
    return is_over ? month_add(month, 1) : month;
}

void claim_words_calendar(struct cli *cli, const struct rulebook *book, struct month month)
{
    struct date last = day_of(book, "claim.day.last", month);
    struct date corrected = day_of(book, "claim.day.corrected", month);
    if (date_is_some(last) && date_is_some(corrected)) {
        CLI_PRINT(cli, CLAIM_CALENDAR, cli_month(month), cli_date(last), cli_date(corrected));
        cli_set_text(cli, "claims_until", cli_date(last));
        cli_set_text(cli, "corrections_until", cli_date(corrected));
    }
}

void claim_words_late(struct cli *cli, const struct rulebook *book, struct month month)
{
    struct date today = date_of_utc_ms(world_now_ms(&cli->world));
    struct date last = day_of(book, "claim.day.last", month);
    struct date corrected = day_of(book, "claim.day.corrected", month);
    if (!date_is_some(last) || !date_is_some(corrected) || date_compare(today, last) <= 0) {
        return;
    }
    if (date_compare(today, corrected) <= 0) {
        CLI_TELL(cli, CLAIM_LATE, cli_month(month), cli_date(last), cli_date(corrected));
    } else {
        CLI_TELL(cli, CLAIM_OVER, cli_month(month), cli_date(corrected));
    }
}
