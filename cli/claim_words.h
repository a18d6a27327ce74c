/* What day and export say of the claims of a month: settings of unknown claims, and the calendar. */
#ifndef CLI_CLAIM_WORDS_H
#define CLI_CLAIM_WORDS_H

#include "cli/cli.h"
#include "engine/law/rulebook.h"

/* How unknown claims are written, by the settings of the site and the rules of a claim month. */
bool claim_words_settings(
    struct cli *cli,
    const struct rulebook *book,
    struct month month,
    struct error *error) MUST_CHECK;

/* The month whose claims can still be sent today: this one, or the next when its days are over. */
struct month claim_words_next(const struct cli *cli, const struct rulebook *book);

/* Until when claims of a month are taken, and what the reception check found may be sent again. */
void claim_words_calendar(struct cli *cli, const struct rulebook *book, struct month month);

/* Says aloud that these days are over; nothing as long as they are not. */
void claim_words_late(struct cli *cli, const struct rulebook *book, struct month month);

#endif
