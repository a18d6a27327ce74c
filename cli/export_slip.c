#include "cli/export_slip.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/acts.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"
#include "engine/storage/verdict_walk.h"
#include "exporters/safe_file.h"

enum {
    SLIP_LINE = 4 * LIMIT_FIELD_BYTES,
    SLIP_TEXTS = 5
};

struct slip {
    struct cli *cli;
    struct rulebook *book;
    struct month month;
    char filler[SETTING_VALUE]; /* that the site chose; "": the standard one */
    struct safe_file file;
    int64_t written;
    int64_t held;
};

/* ---- lines ---- */

static bool put(
    struct slip *slip,
    enum message_id message,
    const char *const *arguments,
    size_t count,
    struct error *error)
{
    char line[SLIP_LINE];
    wording_fill(
        message_wording(message, slip->cli->language), arguments, count, line, sizeof line);
    return safe_file_write(&slip->file, slice_of(line), error) &&
           safe_file_write(&slip->file, slice_of("\r\n"), error);
}

#define PUT(slip, message, error, ...)                                                             \
    put(slip, MESSAGE_ID_##message, (const char *const[]){__VA_ARGS__},                            \
        sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), error)

static const char *text_of(struct slice text, char room[LIMIT_FIELD_BYTES + 1])
{
    return text.size > 0 && slice_copy_text(text, room, LIMIT_FIELD_BYTES + 1) ? room : "-";
}

/* ---- one visit ---- */

static bool put_identifiers(struct slip *slip, const struct identifiers *from, struct error *error)
{
    char texts[SLIP_TEXTS][LIMIT_FIELD_BYTES + 1];
    return PUT(
        slip, SLIP_NUMBERS, error, text_of(from->insurer_number, texts[0]),
        text_of(from->symbol, texts[1]), text_of(from->number, texts[2]),
        text_of(from->branch, texts[3]));
}

static struct slice law(const struct slip *slip, const char *name, const char *key, struct date day)
{
    const struct rule_parameter *row = rulebook_find_parameter(slip->book, name, key, day);
    return slice_of(row == NULL ? "" : row->value);
}

/* The words of the declaration, in the order in which they are claimed. */
static bool put_declaration(struct slip *slip, const struct evidence *evidence, struct error *error)
{
    static const enum field fields[] = {
        FIELD_DECLARED_KANA,      FIELD_DECLARED_INSURER,   FIELD_DECLARED_EMPLOYER,
        FIELD_DECLARED_ADDRESS_1, FIELD_DECLARED_ADDRESS_2, FIELD_DECLARED_CONTACT,
    };
    struct date contact = DATE_NONE;

    unsigned scheme = evidence_choice(evidence, FIELD_DECLARED_SCHEME);
    char text[LIMIT_FIELD_BYTES + 1];
    if (!PUT(
            slip, SLIP_ITEM, error, cli_field(slip->cli, FIELD_DECLARED_SCHEME),
            domain_value_label(DOMAIN_SCHEME, scheme, slip->cli->language))) {
        return false;
    }
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if (evidence_has(evidence, fields[i]) &&
            !PUT(
                slip, SLIP_ITEM, error, cli_field(slip->cli, fields[i]),
                text_of(evidence->values[fields[i]], text))) {
            return false;
        }
    }
    return !date_from_digits(evidence->values[FIELD_CONTACT_DATE], &contact) ||
           PUT(slip, SLIP_ITEM, error, cli_field(slip->cli, FIELD_CONTACT_DATE), cli_date(contact));
}

static bool
put_unknown(struct slip *slip, const struct verdict_walk_item *item, struct error *error)
{
    unsigned scheme = evidence_choice(item->evidence, FIELD_DECLARED_SCHEME);
    struct date day = item->visit->day;
    const struct identifiers filler = {
        .insurer_number = slip->filler[0] != '\0' ? slice_of(slip->filler)
                                                  : law(slip, "unknown.insurer", "", day),
        .number = law(slip, "unknown.number", scheme == SCHEME_ELDERLY ? "elderly" : "other", day),
    };
    return put_identifiers(slip, &filler, error) && PUT(slip, SLIP_UNKNOWN, error, "") &&
           put_declaration(slip, item->evidence, error);
}

static bool put_visit(struct slip *slip, const struct verdict_walk_item *item, struct error *error)
{
    const struct verdict *verdict = &item->record->verdict;
    const char *rule = verdict->rule_count == 0 ? "" : verdict->rules[verdict->rule_count - 1];
    char texts[SLIP_TEXTS][LIMIT_FIELD_BYTES + 1];
    if (!PUT(
            slip, SLIP_VISIT, error, text_of(item->evidence->values[FIELD_CHART_NUMBER], texts[0]),
            text_of(item->evidence->values[FIELD_KANA_NAME], texts[1]), cli_visit(item->visit->id),
            cli_date(item->visit->day),
            domain_value_label(DOMAIN_PATH, verdict->path, slip->cli->language), rule)) {
        return false;
    }
    if (verdict->path == PATH_UNKNOWN) {
        return put_unknown(slip, item, error);
    }
    return put_identifiers(slip, &verdict->identifiers, error) &&
           (verdict->path != PATH_PAST || PUT(slip, SLIP_PAST, error, ""));
}

static bool take(void *taker, const struct verdict_walk_item *item, struct error *error)
{
    struct slip *slip = taker;
    if (month_compare(month_of(item->visit->day), slip->month) != 0) {
        return true;
    }
    if (!item->has_verdict || !verdict_is_claimable(item->record->verdict.path)) {
        slip->held++;
        return true;
    }
    slip->written++;
    return put_visit(slip, item, error);
}

/* ---- the file ---- */

static bool write_slip(struct slip *slip, const char *path, struct error *error)
{
    const struct verdict_walk_order walk = {.with_evidence = true};
    return safe_file_begin(&slip->cli->world.disk, path, &slip->file, error) &&
           safe_file_write(&slip->file, slice_of("\xEF\xBB\xBF"), error) &&
           PUT(slip, SLIP_HEAD, error, cli_month(slip->month)) &&
           verdict_walk(slip->cli->store, &walk, take, slip, error) &&
           PUT(slip, SLIP_END, error, cli_number(slip->written), cli_number(slip->held)) &&
           safe_file_settle(&slip->file, error) && safe_file_keep(&slip->file, error);
}

static bool make(struct slip *slip, const char *out, char path[LIMIT_PATH], struct error *error)
{
    struct cli *cli = slip->cli;
    struct rulebook_identity identity;
    char digits[DATE_TEXT];
    char name[DATE_TEXT + 16];
    bool done = false;
    month_write_digits(slip->month, digits);
    (void)snprintf(name, sizeof name, "slip-%s.txt", digits);
    if (!cli_unlock(cli, error) || !acts_opened_list(cli->store, name, error) ||
        !settings_get(cli->store, SETTING_UNKNOWN_INSURER, slip->filler, error) ||
        !rulebooks_load(cli->store, &slip->book, &identity, error) ||
        !disk_settle_folder(&cli->world.disk, out, error) ||
        !path_join(path, LIMIT_PATH, out, name, error)) {
        return false;
    }
    done = write_slip(slip, path, error);
    safe_file_drop(&slip->file);
    return done;
}

int export_slip(struct cli *cli, struct month month, const char *out)
{
    static struct slip slip; /* large: not for the stack */
    char path[LIMIT_PATH];
    struct error error;
    bool done = false;
    memset(&slip, 0, sizeof slip);
    slip.cli = cli;
    slip.month = month;
    done = make(&slip, out, path, &error);
    rulebook_close(slip.book);
    if (!done) {
        return cli_fault(cli, &error);
    }
    CLI_PRINT(cli, EXPORT_SLIP, path, cli_number(slip.written), cli_number(slip.held));
    cli_set_text(cli, "written", path);
    cli_set_number(cli, "visits", slip.written);
    cli_set_number(cli, "held", slip.held);
    return slip.held > 0 ? EXIT_PEOPLE : EXIT_DONE;
}
