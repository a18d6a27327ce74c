#include "cli/export_draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/claim_words.h"
#include "engine/law/situation.h"
#include "engine/storage/acts.h"
#include "engine/storage/pairing.h"
#include "engine/storage/rulebooks.h"
#include "engine/storage/settings.h"
#include "engine/storage/verdict_walk.h"
#include "exporters/draft_list.h"

enum {
    DRAFT_VISITS = 62, /* of one person in one month */
    VISITS_TEXT = DRAFT_VISITS * 24,
    HEAD_TEXT = 512,
    NAME_TEXT = DATE_TEXT + 32,
    SCORE_PLACE = 2 /* of 点数表 in the ten digits of a facility */
};

struct drafting {
    struct cli *cli;
    const struct export_draft_order *order;
    const struct receipt_layout *layout;
    struct rulebook *book;
    struct receipt_decider decider;
    struct receipt_choices choices;
    char unknown_insurer[SETTING_VALUE];
    struct pairing *pairing;
    struct arena arena; /* of the person at hand */
    struct draft_list list;
    char paths[DRAFT_FILES][LIMIT_PATH];
    char trouble[TROUBLE_TEXT]; /* of the person at hand */
    bool writes;                /* else the receipts are only announced */
    int64_t typed;
    int64_t withheld;
};

/* ---- one person ---- */

static struct receipt_key key_of(const struct drafting *drafting, const struct evidence *evidence)
{
    struct person person = situation_person(evidence);
    return (struct receipt_key){
        .month = drafting->order->month,
        .chart_number = evidence->values[FIELD_CHART_NUMBER],
        .name = person.name,
        .kana = person.kana,
        .birth = person.birth,
        .sex = person.sex,
        .has_insurance = true,
        .days = -1,
    };
}

/* "V1 V4"; false when the visit at hand is not the first of them: the person was there before. */
static bool list_visits(const int64_t *visits, size_t count, int64_t here, char text[VISITS_TEXT])
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (visits[i] < here) {
            return false;
        }
        used += (size_t)snprintf(
            text + used, VISITS_TEXT - used, "%s%s", i == 0 ? "" : " ", cli_visit(visits[i]));
    }
    return true;
}

static void tell_withheld(const struct drafting *drafting, const struct draft_subject *subject)
{
    struct cli *cli = drafting->cli;
    CLI_PRINT(cli, DRAFT_WITHHELD, subject->visit_numbers, subject->reason);
    if (cli->document != NULL) {
        (void)json_array_append_new(
            json_object_get(cli->document, "withheld"),
            json_pack(
                "{s:s,s:s,s:s}", "visits", subject->visit_numbers, "rule", subject->rule, "message",
                subject->reason));
    }
}

static bool write_draft(
    struct drafting *drafting,
    struct draft_subject *subject,
    const struct receipt_draft *draft,
    struct error *error)
{
    subject->rule = draft->ruling.rule;
    subject->reason = drafting->cli->language == LANGUAGE_JAPANESE ? draft->ruling.japanese
                                                                   : draft->ruling.english;
    if (draft->is_withheld) {
        if (draft->trouble.trouble != TROUBLE_NONE) {
            trouble_render(&draft->trouble, drafting->cli->language, drafting->trouble);
            subject->reason = drafting->trouble;
        }
        drafting->withheld++;
        tell_withheld(drafting, subject);
        return draft_list_add_withheld(&drafting->list, subject, error);
    }
    drafting->typed++;
    for (size_t i = 0; i < draft->count; i++) {
        if (!draft_list_add(&drafting->list, subject, &draft->lines[i], error)) {
            return false;
        }
    }
    return true;
}

static bool draft_person(
    struct drafting *drafting,
    const struct receipt_key *key,
    const char *visit_numbers,
    struct error *error)
{
    struct receipt_visits visits;
    struct receipt_draft draft;
    struct draft_subject subject = {.key = key, .visits = &visits, .visit_numbers = visit_numbers};
    const struct draft_order order = {
        .decider = &drafting->decider,
        .layout = drafting->layout,
        .key = key,
        .visits = &visits,
        .choices = &drafting->choices,
    };
    arena_reset(&drafting->arena);
    return pairing_visits(drafting->pairing, key, &drafting->arena, &visits, error) &&
           receipt_draft_make(&order, &drafting->arena, &draft, error) &&
           write_draft(drafting, &subject, &draft, error);
}

static bool take(void *taker, const struct verdict_walk_item *item, struct error *error)
{
    struct drafting *drafting = taker;
    struct receipt_key key = key_of(drafting, item->evidence);
    int64_t visits[DRAFT_VISITS];
    char numbers[VISITS_TEXT];
    size_t count = 0;
    unsigned sure = PAIRING_NONE;
    if (month_compare(month_of(item->visit->day), key.month) != 0) {
        return true;
    }
    if (!pairing_candidates(drafting->pairing, &key, visits, DRAFT_VISITS, &count, &sure, error)) {
        return false;
    }
    if (!list_visits(visits, count, item->visit->id, numbers)) {
        return true;
    }
    return drafting->writes ? draft_person(drafting, &key, numbers, error)
                            : pairing_announce(drafting->pairing, &key, error);
}

/* ---- the site ---- */

static bool find_layout(struct drafting *drafting, struct error *error)
{
    enum receipt_kind kind = drafting->order->kind;
    char facility[SETTING_VALUE];
    char digits[DATE_TEXT];
    if (!settings_get(drafting->cli->store, SETTING_FACILITY_CODE, facility, error)) {
        return false;
    }
    if (kind == RECEIPT_KIND_NONE) {
        kind = receipt_kind_of_score(slice_part(slice_of(facility), SCORE_PLACE, 1));
    }
    if (kind == RECEIPT_KIND_NONE) {
        return error_set(error, FAULT_DRAFT_KIND);
    }
    month_write_digits(month_add(drafting->order->month, 1), digits);
    drafting->layout = receipt_layout_of(kind, slice_of(digits));
    return true;
}

static bool read_choices(struct drafting *drafting, struct error *error)
{
    struct store *store = drafting->cli->store;
    struct rulebook_identity identity;
    drafting->choices.unknown_insurer = drafting->unknown_insurer;
    return settings_get_flag(store, SETTING_UNKNOWN_SN, &drafting->choices.unknown_sn, error) &&
           settings_get(store, SETTING_UNKNOWN_INSURER, drafting->unknown_insurer, error) &&
           rulebooks_load(store, &drafting->book, &identity, error) &&
           receipt_decider_open(drafting->book, false, &drafting->decider, error);
}

/* ---- the files ---- */

static bool make_paths(struct drafting *drafting, struct error *error)
{
    static const char *const endings[DRAFT_FILES] = {"utf8", "cp932"};

    const char *out = drafting->order->out;
    char digits[DATE_TEXT];
    if (draft_name_is_a_claims(
            drafting->book, slice_of(out), month_first_day(drafting->order->month))) {
        error_set(error, FAULT_DRAFT_NAME);
        return error_set_place(error, out, 0, 0);
    }
    month_write_digits(drafting->order->month, digits);
    if (!disk_settle_folder(&drafting->cli->world.disk, out, error)) {
        return false;
    }
    for (size_t i = 0; i < DRAFT_FILES; i++) {
        char name[NAME_TEXT];
        (void)snprintf(name, sizeof name, "draft-not-claimable-%s-%s.csv", digits, endings[i]);
        if (!acts_opened_list(drafting->cli->store, name, error) ||
            !path_join(drafting->paths[i], LIMIT_PATH, out, name, error)) {
            return false;
        }
    }
    return true;
}

static bool walk(struct drafting *drafting, bool writes, struct error *error)
{
    const struct verdict_walk_order order = {.with_evidence = true};
    drafting->writes = writes;
    return verdict_walk(drafting->cli->store, &order, take, drafting, error);
}

static bool write_files(struct drafting *drafting, struct error *error)
{
    const char *const paths[DRAFT_FILES] = {drafting->paths[0], drafting->paths[1]};
    struct cli *cli = drafting->cli;
    const char *arguments[] = {
        cli_month(drafting->order->month),
        receipt_kind_label(receipt_layout_kind(drafting->layout), cli->language)};
    char head[HEAD_TEXT];
    wording_fill(
        message_wording(MESSAGE_ID_DRAFT_HEAD, cli->language), arguments, 2, head, sizeof head);
    return draft_list_begin(&cli->world.disk, paths, head, cli->language, &drafting->list, error) &&
           walk(drafting, true, error) && draft_list_keep(&drafting->list, error);
}

static bool make(struct drafting *drafting, struct error *error)
{
    struct cli *cli = drafting->cli;
    struct month month = drafting->order->month;
    return cli_unlock(cli, error) && find_layout(drafting, error) &&
           read_choices(drafting, error) && make_paths(drafting, error) &&
           pairing_open(cli->store, drafting->book, month, month, &drafting->pairing, error) &&
           walk(drafting, false, error) && write_files(drafting, error);
}

static bool report(const struct drafting *drafting, struct error *error)
{
    struct cli *cli = drafting->cli;
    CLI_PRINT(cli, EXPORT_DRAFT, drafting->paths[0], drafting->paths[1]);
    CLI_PRINT(
        cli, EXPORT_DRAFT_COUNTS, cli_number(drafting->typed + drafting->withheld),
        cli_number(drafting->typed), cli_number(drafting->withheld));
    cli_set_text(cli, "written", drafting->paths[0]);
    cli_set_number(cli, "typed", drafting->typed);
    cli_set_number(cli, "withheld_count", drafting->withheld);
    return claim_words_settings(cli, drafting->book, drafting->order->month, error);
}

int export_draft(struct cli *cli, const struct export_draft_order *order)
{
    static struct drafting drafting; /* large: not for the stack */
    struct error error;
    bool done = false;
    memset(&drafting, 0, sizeof drafting);
    drafting.cli = cli;
    drafting.order = order;
    drafting.arena = arena_open(2 * (size_t)LIMIT_RECEIPT_BYTES);
    cli_set(cli, "withheld", json_array());
    done = make(&drafting, &error) && report(&drafting, &error);
    draft_list_drop(&drafting.list);
    pairing_close(drafting.pairing);
    rulebook_close(drafting.book);
    arena_close(&drafting.arena);
    if (!done) {
        return cli_fault(cli, &error);
    }
    return drafting.withheld > 0 ? EXIT_PEOPLE : EXIT_DONE;
}
