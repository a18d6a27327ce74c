/* Verdicts in words: shared by decide, work, day and explain. */
#ifndef CLI_VERDICT_WORDS_H
#define CLI_VERDICT_WORDS_H

#include "cli/cli.h"
#include "engine/storage/acts.h"
#include "engine/storage/deciding.h"

/* Makes verdicts and says how many; *held: how many wait for a person. */
bool words_decide(struct cli *cli, int64_t *held, struct error *error) MUST_CHECK;

/*
 * Says the counts of all visits by path, and the proof that they add up: captured is the counter that
 * the journal's entries kept up, the rest is counted visit by visit, so that a visit lost between the
 * two shows.  A visit without a verdict counts as waiting.  False when it does not hold.
 */
bool words_counts(struct cli *cli, struct day_report *counted, bool *holds, struct error *error)
    MUST_CHECK;

/* "sent = answered + waiting + failed". */
bool words_inquiries(struct cli *cli, struct error *error) MUST_CHECK;

/* The names of the missing items, with commas. */
void words_missing(const struct cli *cli, unsigned missing, char *text, size_t size);

/* Who a visit is, for the people at the desk: chart or local number and kana name. */
void words_who(const struct evidence *evidence, char *text, size_t size);

/* Adds spaces so that columns of Japanese text line up; at most size bytes. */
void words_pad(const char *text, size_t columns, char *padded, size_t size);

#endif
