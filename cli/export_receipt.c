#include "cli/export_receipt.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/export_inside.h"
#include "engine/storage/exports.h"
#include "engine/storage/pairing.h"
#include "engine/storage/returns.h"
#include "engine/storage/submissions.h"

enum {
    RECLAIMED_BYTES = LIMIT_RECEIPTS * (int)sizeof(struct reclaimed)
};

static const char patch_utf8_name[] = "patch-utf8.csv";
static const char patch_cp932_name[] = "patch-cp932.csv";

/* ---- what is asked for ---- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool is_same_file(const char *one, const char *other)
{
    struct stat first;
    struct stat second;
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

/* Two files have a folder each, named after their payer. */
static bool
find_folder(const struct exporting_file *file, char folder[LIMIT_PATH], struct error *error)
{
    const struct exporting *exporting = file->exporting;
    const struct disk_port *disk = &exporting->cli->world.disk;
    const char *out = exporting->order->out;
    unsigned payer = PAYER_UNRECORDED;
    if (!disk_settle_folder(disk, out, error)) {
        return false;
    }
    if (exporting->count == 1) {
        return slice_copy_text(slice_of(out), folder, LIMIT_PATH) ||
               error_set_number(error, FAULT_TOO_BIG, LIMIT_PATH);
    }
    payer =
        receipt_payer_of(exporting->book, file->kept.summary.payer, file->kept.summary.claim_month);
    return path_join(folder, LIMIT_PATH, out, domain_value_name(DOMAIN_PAYER, payer), error) &&
           disk_settle_folder(disk, folder, error);
}

static bool make_paths(struct exporting_file *file, struct error *error)
{
    char folder[LIMIT_PATH];
    if (!find_folder(file, folder, error) ||
        !path_join(file->target, LIMIT_PATH, folder, base_name(file->source), error) ||
        !path_join(file->patch_utf8, LIMIT_PATH, folder, patch_utf8_name, error) ||
        !path_join(file->patch_cp932, LIMIT_PATH, folder, patch_cp932_name, error)) {
        return false;
    }
    if (is_same_file(file->source, file->target)) {
        error_set(error, FAULT_EXPORT_OVER_SOURCE);
        return error_set_place(error, file->target, 0, 0);
    }
    return true;
}

/* A filler that no notice names would be another insurer's number. */
static bool check_filler(const struct exporting *exporting, struct error *error)
{
    const char *chosen = exporting->unknown_insurer;
    for (size_t i = 0; i < rulebook_parameter_count(exporting->book); i++) {
        const struct rule_parameter *row = rulebook_parameter(exporting->book, i);
        if (chosen[0] == '\0' ||
            (strncmp(row->name, "unknown.insurer", 15) == 0 && strcmp(row->value, chosen) == 0)) {
            return true;
        }
    }
    return error_set_text(error, FAULT_FILLER_UNKNOWN, chosen);
}

static bool check_facility(const struct exporting_file *file, struct error *error)
{
    const struct uke_summary *summary = &file->kept.summary;
    return summary->kind == RECEIPT_KIND_RETURNED ||
           settings_check_facility(file->exporting->cli->store, summary->facility, error);
}

/* What was submitted is not exported again (decision 21). */
static bool check_submitted(const struct exporting_file *file, struct error *error)
{
    const struct uke_summary *summary = &file->kept.summary;
    struct submission submission = {
        .payer = receipt_payer_of(file->exporting->book, summary->payer, summary->claim_month),
        .month = summary->claim_month,
        .kind = summary->kind,
    };
    bool found = false;
    char day[DATE_TEXT];
    if (!submissions_find(file->exporting->cli->store, &submission, &found, error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    date_write(submission.day, day);
    error_set_text(error, FAULT_SUBMITTED_ALREADY, day);
    return error_set_place(error, file->source, 0, 0);
}

static bool read_choices(struct exporting *exporting, struct error *error)
{
    struct store *store = exporting->cli->store;
    struct rulebook_identity identity;
    bool unnamed_pass = false;
    char foreign[SETTING_VALUE];
    char split[SETTING_VALUE];
    struct receipt_choices *choices = &exporting->choices;
    choices->unknown_insurer = exporting->unknown_insurer;
    if (!settings_get_flag(store, SETTING_UNKNOWN_SN, &choices->unknown_sn, error) ||
        !settings_get(store, SETTING_UNKNOWN_INSURER, exporting->unknown_insurer, error) ||
        !settings_get_flag(store, SETTING_UNNAMED_PASS, &unnamed_pass, error) ||
        !settings_get(store, SETTING_FOREIGN_CHARACTERS, foreign, error) ||
        !settings_get(store, SETTING_SPLIT_MONTHS, split, error) ||
        !rulebooks_load(store, &exporting->book, &identity, error)) {
        return false;
    }
    if (!domain_value_find(DOMAIN_FOREIGN_CHARACTERS, slice_of(foreign), &choices->foreign)) {
        return error_set_text(error, FAULT_STORE_BROKEN, "foreign_characters");
    }
    if (!domain_value_find(DOMAIN_SPLIT_MONTHS, slice_of(split), &choices->split_months)) {
        return error_set_text(error, FAULT_STORE_BROKEN, "split_months");
    }
    /* A claim that came back is not sent again as it was. */
    unnamed_pass = unnamed_pass && exporting->order->head == NULL;
    return check_filler(exporting, error) &&
           receipt_decider_open(exporting->book, unnamed_pass, &exporting->decider, error);
}

/* ---- what the export asks ---- */

static bool announced(void *context, const struct receipt_key *key, struct error *error)
{
    const struct exporting *exporting = ((struct exporting_file *)context)->exporting;
    return pairing_announce(exporting->pairing, key, error);
}

static bool visits_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_visits *visits,
    struct error *error)
{
    struct exporting *exporting = ((struct exporting_file *)context)->exporting;
    arena_reset(&exporting->arena);
    return pairing_visits(exporting->pairing, key, &exporting->arena, visits, error);
}

static bool days_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_day *days,
    size_t room,
    size_t *count,
    struct error *error)
{
    struct exporting *exporting = ((struct exporting_file *)context)->exporting;
    return pairing_days(exporting->pairing, key, &exporting->arena, days, room, count, error);
}

/* Beside the texts of visits_of, which are still in use. */
static bool visits_between(
    void *context,
    const struct receipt_key *key,
    struct interval days,
    struct receipt_visits *visits,
    struct error *error)
{
    struct exporting *exporting = ((struct exporting_file *)context)->exporting;
    return pairing_visits_between(exporting->pairing, key, days, &exporting->arena, visits, error);
}

/* Which returned claim goes out again. */
static bool add_reclaimed(
    struct exporting *exporting,
    const struct receipt_decided *decided,
    struct error *error)
{
    struct store *store = exporting->cli->store;
    struct reclaimed reclaimed = {.kind = receipt_kind_of_type(decided->key->type)};
    struct written_claim which;
    enum return_state state = RETURN_OPEN;
    bool known = false;
    if (!returns_print(store, decided->bytes, reclaimed.print, error) ||
        !returns_state(store, reclaimed.print, &state, error) ||
        !written_claim_of(store, decided->key, &which, &known, error)) {
        return false;
    }
    exporting->reclaimed_before += state == RETURN_CLAIMED ? 1 : 0;
    memcpy(reclaimed.claim, which.claim, sizeof reclaimed.claim);
    memcpy(reclaimed.exact, which.exact, sizeof reclaimed.exact);
    return buffer_append(
        &exporting->reclaimed, (struct slice){(const uint8_t *)&reclaimed, sizeof reclaimed},
        error);
}

static bool tell_decided(void *context, const struct receipt_decided *decided, struct error *error)
{
    struct exporting *exporting = ((struct exporting_file *)context)->exporting;
    bool goes_out = decided->outcome == OUTCOME_CHANGED || decided->outcome == OUTCOME_UNCHANGED;
    if (exporting->order->head != NULL && goes_out && !add_reclaimed(exporting, decided, error)) {
        return false;
    }
    return export_written_add(context, decided, error) &&
           export_worksheet_add(exporting, decided, error) &&
           export_tell_decided(context, decided, error);
}

/* ---- after it ---- */

static bool hash_piece(void *taker, struct slice bytes, struct error *error)
{
    return hasher_add(taker, bytes, error);
}

static bool
hash_target(const struct exporting_file *file, uint8_t hash[HASH_BYTES], struct error *error)
{
    struct hasher *hasher = NULL;
    bool done =
        hasher_open(&hasher, error) &&
        disk_stream(&file->exporting->cli->world.disk, file->target, hash_piece, hasher, error) &&
        hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    return done;
}

static bool note_export(const struct exporting *exporting, size_t i, struct error *error)
{
    struct store *store = exporting->cli->store;
    const struct receipt_export_result *result = &exporting->results[i];
    uint8_t hash[HASH_BYTES];
    int64_t entry = 0;
    const struct export_note note = {
        .source = exporting->files[i].kept.bulk,
        .month = result->claim_month,
        .hash = hash,
        .unchanged = result->counts[OUTCOME_UNCHANGED],
        .changed = result->counts[OUTCOME_CHANGED],
        .withheld = result->counts[OUTCOME_WITHHELD],
        .moved = result->counts[OUTCOME_MOVED],
        .split = result->counts[OUTCOME_SPLIT],
    };
    return hash_target(&exporting->files[i], hash, error) &&
           exports_note(store, &note, &entry, error) &&
           export_written_note(exporting, i, entry, error);
}

/* Returned claims that went out again are open no more; those that nobody told of are not known. */
static bool settle_returns(const struct exporting *exporting, struct error *error)
{
    const void *bytes = exporting->reclaimed.data; /* whole ones only, as of what was written */
    const struct reclaimed *reclaimed = bytes;
    size_t count = exporting->reclaimed.size / sizeof *reclaimed;
    for (size_t i = 0; i < count; i++) {
        struct returned_claim claim = {.how = RETURN_HOW_FILE, .kind = reclaimed[i].kind};
        memcpy(claim.print, reclaimed[i].print, sizeof claim.print);
        memcpy(claim.claim, reclaimed[i].claim, sizeof claim.claim);
        memcpy(claim.exact, reclaimed[i].exact, sizeof claim.exact);
        if (!returns_reclaimed(exporting->cli->store, &claim, error) &&
            error->fault != FAULT_RETURN_MISSING) {
            return false;
        }
    }
    return true;
}

static bool note_all(const struct exporting *exporting, struct error *error)
{
    for (size_t i = 0; i < exporting->count; i++) {
        if (!note_export(exporting, i, error)) {
            return false;
        }
    }
    return settle_returns(exporting, error);
}

static bool note_exports(const struct exporting *exporting, struct error *error)
{
    struct store *store = exporting->cli->store;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!note_all(exporting, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

/* ---- the run ---- */

static void make_order(struct exporting *exporting, size_t i)
{
    struct cli *cli = exporting->cli;
    struct exporting_file *file = &exporting->files[i];
    exporting->orders[i] = (struct receipt_export_order){
        .disk = &cli->world.disk,
        .source = file->source,
        .target = file->target,
        .patch_utf8 = file->patch_utf8,
        .patch_cp932 = file->patch_cp932,
        .language = cli->language,
        .decider = &exporting->decider,
        .choices = exporting->choices,
        .accept_totals = exporting->order->accept_totals,
        .reclaim_head = buffer_slice(&exporting->head),
        .context = file,
        .announced = announced,
        .visits_of = visits_of,
        .days_of = days_of,
        .visits_between = visits_between,
        .submitted = export_written_submitted,
        .told = tell_decided,
        .found = export_tell_finding,
    };
}

static bool run_export(struct exporting *exporting, struct error *error)
{
    for (size_t i = 0; i < exporting->count; i++) {
        make_order(exporting, i);
    }
    return receipt_export_run_all(exporting->orders, exporting->results, exporting->count, error);
}

/* The months of treatment in a file; its claim month where none can be read. */
static bool
months_of(const struct exporting_file *file, struct month months[2], struct error *error)
{
    bool known = month_is_some(file->kept.first);
    months[0] = known ? file->kept.first : file->kept.summary.claim_month;
    months[1] = known ? file->kept.last : months[0];
    if (!month_is_some(months[0])) {
        error_set(error, FAULT_EXPORT_NO_MONTH);
        return error_set_place(error, file->source, 0, 0);
    }
    return true;
}

/* The visits of the months that are in the files. */
static bool open_pairing(struct exporting *exporting, struct error *error)
{
    struct month all[2] = {MONTH_NONE, MONTH_NONE};
    for (size_t i = 0; i < exporting->count; i++) {
        struct month months[2];
        if (!months_of(&exporting->files[i], months, error)) {
            return false;
        }
        if (i == 0 || month_compare(months[0], all[0]) < 0) {
            all[0] = months[0];
        }
        if (i == 0 || month_compare(months[1], all[1]) > 0) {
            all[1] = months[1];
        }
    }
    return pairing_open(
        exporting->cli->store, exporting->book, all[0], all[1], &exporting->pairing, error);
}

static bool keep_files(struct exporting *exporting, struct error *error)
{
    for (size_t i = 0; i < exporting->count; i++) {
        struct exporting_file *file = &exporting->files[i];
        if (!uke_keep(exporting->cli->store, file->source, &file->kept, error) ||
            !check_facility(file, error) || !check_submitted(file, error) ||
            !make_paths(file, error)) {
            return false;
        }
    }
    return true;
}

static bool read_head(struct exporting *exporting, struct error *error)
{
    const char *path = exporting->order->head;
    return path == NULL ||
           receipt_export_read_head(&exporting->cli->world.disk, path, &exporting->head, error);
}

static bool run_with_role(struct exporting *exporting, struct error *error)
{
    return read_head(exporting, error) && keep_files(exporting, error) &&
           open_pairing(exporting, error) && run_export(exporting, error) &&
           pairing_unpaired(exporting->pairing, export_count_unpaired, exporting, error) &&
           export_worksheet_keep(exporting, error) && note_exports(exporting, error);
}

static bool run(struct exporting *exporting, struct error *error)
{
    struct cli *cli = exporting->cli;
    bool done = false;
    if (!cli_unlock(cli, error) || !read_choices(exporting, error) ||
        !store_take_role(cli->store, "export", error)) {
        return false;
    }
    done = run_with_role(exporting, error);
    store_leave_role(cli->store);
    return done;
}

static void set_files(struct exporting *exporting)
{
    const char *sources[RECEIPT_EXPORT_FILES] = {exporting->order->source, exporting->order->other};
    for (size_t i = 0; i < RECEIPT_EXPORT_FILES && sources[i] != NULL; i++) {
        exporting->files[i].exporting = exporting;
        exporting->files[i].source = sources[i];
        exporting->files[i].written = buffer_open(EXPORT_WRITTEN_BYTES);
        exporting->count++;
    }
}

int export_receipt(struct cli *cli, const struct export_receipt_order *order)
{
    static struct exporting exporting; /* large: not for the stack */
    struct error error;
    int code = EXIT_DONE;
    exporting = (struct exporting){
        .cli = cli,
        .order = order,
        .arena = arena_open(LIMIT_RECEIPT_BYTES),
        .head = buffer_open(LIMIT_RECEIPT_BYTES),
        .reclaimed = buffer_open(RECLAIMED_BYTES),
    };
    set_files(&exporting);
    cli_set(cli, "withheld", json_array());
    cli_set(cli, "unpaired", json_array());
    cli_set(cli, "splits", json_array());
    code = run(&exporting, &error) ? export_report(&exporting) : cli_fault(cli, &error);
    if (exporting.has_worksheet) {
        visit_list_drop(&exporting.worksheet);
    }
    pairing_close(exporting.pairing);
    rulebook_close(exporting.book);
    for (size_t i = 0; i < exporting.count; i++) {
        buffer_close(&exporting.files[i].written);
    }
    buffer_close(&exporting.head);
    buffer_close(&exporting.reclaimed);
    arena_close(&exporting.arena);
    return code;
}
