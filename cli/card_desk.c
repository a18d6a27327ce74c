#include "cli/card_desk.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/base32.h"
#include "engine/storage/settings.h"
#include "engine/storage/visits.h"

enum {
    EVIDENCE_BYTES = 64 * 1024,
    RANDOM_BYTES = 5,
    LOCAL_NUMBER = 20
};

/* ---- opening ---- */

/* Roots that cannot be read keep nobody from reading cards: the issuer is not looked at, and that is said. */
static bool read_roots(struct card_desk *desk, struct error *error)
{
    struct cli *cli = desk->cli;
    char path[SETTING_VALUE];
    struct buffer bytes = buffer_open(0);
    struct error fault;
    bool practice = false;
    if (!settings_get(cli->store, SETTING_CARD_ROOTS, path, error) ||
        !settings_get_flag(cli->store, SETTING_PRACTICE, &practice, error)) {
        return false;
    }
    desk->roots = card_roots_open(practice);
    if (desk->roots == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    if (path[0] != '\0' &&
        (!disk_read_all(&cli->world.disk, path, LIMIT_PART_BYTES, &bytes, &fault) ||
         !card_roots_add(desk->roots, buffer_slice(&bytes)))) {
        CLI_TELL(cli, CARD_ROOTS_BAD, path);
    }
    if (card_roots_left_out(desk->roots) > 0) {
        CLI_TELL(cli, CARD_ROOTS_TEST, path);
    }
    buffer_close(&bytes);
    return true;
}

static bool start_worker(struct card_desk *desk, struct error *error)
{
    struct cli *cli = desk->cli;
    struct card_worker_options options = {
        .wanted_reader = desk->wanted_reader, .roots = desk->roots};
    char wanted[SETTING_VALUE];
    int64_t limit_ms = 0;
    if (!settings_get(cli->store, SETTING_CARD_READER, wanted, error) ||
        !settings_get_number(cli->store, SETTING_CARD_WAIT_MS, &limit_ms, error) ||
        !cli->world.random.fill(
            cli->world.random.context, options.token_key, sizeof options.token_key, error)) {
        return false;
    }
    (void)snprintf(desk->wanted_reader, sizeof desk->wanted_reader, "%.255s", wanted);
    options.limit_ms = (unsigned)limit_ms;
    return card_worker_start(&options, &desk->worker, error);
}

/* The worker is made before the store is unlocked: it never has a key. */
bool card_desk_open(struct cli *cli, struct card_desk *desk, struct error *error)
{
    struct store *store = NULL;
    *desk = (struct card_desk){.cli = cli, .arena = arena_open(EVIDENCE_BYTES)};
    if (!cli_open_store(cli, error)) {
        return false;
    }
    store = cli->store;
    if (!settings_get_flag(store, SETTING_CARD_PIN, &desk->takes_pin, error) ||
        !settings_get_flag(store, SETTING_CARD_SAME_DAY, &desk->joins_same_day, error) ||
        !settings_get_flag(store, SETTING_CARD_SOUND, &desk->has_sound, error) ||
        !settings_get_flag(store, SETTING_VISUAL_PASSCODE, &desk->has_passcode, error) ||
        !settings_equipment(store, &desk->equipment, error) || !read_roots(desk, error) ||
        !start_worker(desk, error) || !cli_unlock(cli, error) ||
        !fillers_open(cli, &desk->fillers, error)) {
        return false;
    }
    desk->rules.fillers = desk->fillers.numbers;
    desk->rules.filler_count = desk->fillers.count;
    return true;
}

void card_desk_close(struct card_desk *desk)
{
    card_worker_stop(desk->worker);
    card_roots_close(desk->roots);
    fillers_close(&desk->fillers);
    arena_close(&desk->arena);
}

struct date card_desk_today(const struct card_desk *desk)
{
    return date_of_utc_ms(world_now_ms(&desk->cli->world));
}

const struct rulebook *card_desk_book(const struct card_desk *desk)
{
    return desk->fillers.book;
}

/* ---- keeping ---- */

/* "C093015-7H2K9QXA": the time and chance, so that no two desks ever give the same one on a day. */
static bool
write_local_number(struct card_desk *desk, char number[LOCAL_NUMBER], struct error *error)
{
    const struct world *world = &desk->cli->world;
    char instant[INSTANT_TEXT];
    uint8_t bytes[RANDOM_BYTES];
    char chance[2 * RANDOM_BYTES];
    if (!world->random.fill(world->random.context, bytes, sizeof bytes, error)) {
        return false;
    }
    base32_write(bytes, sizeof bytes, 0, chance, sizeof chance);
    instant_write_jst(world_now_ms(world), instant);
    (void)snprintf(
        number, LOCAL_NUMBER, "C%.2s%.2s%.2s-%.8s", instant + 11, instant + 14, instant + 17,
        chance);
    return true;
}

static bool open_visit(struct card_desk *desk, struct evidence *evidence, struct error *error)
{
    char day[DATE_TEXT];
    char number[LOCAL_NUMBER];
    date_write_digits(card_desk_today(desk), day);
    return write_local_number(desk, number, error) &&
           arena_copy(&desk->arena, slice_of(day), &evidence->values[FIELD_VISIT_DATE], error) &&
           arena_copy(&desk->arena, slice_of(number), &evidence->values[FIELD_LOCAL_NUMBER], error);
}

static bool append(
    struct store *store,
    enum capture capture,
    const struct evidence *evidence,
    int64_t *visit,
    struct error *error)
{
    bool opened = false;
    return *visit != 0 ? visits_add(store, *visit, capture, evidence, error)
                       : visits_capture(store, capture, evidence, visit, &opened, error);
}

bool card_desk_keep(
    struct card_desk *desk,
    enum capture capture,
    struct evidence *evidence,
    int64_t *visit,
    struct error *error)
{
    struct store *store = desk->cli->store;
    int64_t kept = *visit;
    bool done = *visit != 0 || open_visit(desk, evidence, error);
    done = done && store_begin(store, error);
    if (done && !append(store, capture, evidence, &kept, error)) {
        store_rollback(store);
        done = false;
    }
    done = done && store_commit(store, error);
    *visit = done ? kept : *visit;
    arena_reset(&desk->arena);
    return done;
}

bool card_desk_keep_reading(
    struct card_desk *desk,
    const struct card_reading *reading,
    bool again,
    int64_t *visit,
    struct error *error)
{
    struct evidence evidence = {0};
    if (!card_evidence(
            reading, desk->fillers.book, card_desk_today(desk), &desk->arena, &evidence, error)) {
        return false;
    }
    if (again) {
        evidence.values[FIELD_BROUGHT] = (struct slice){0};
    }
    return card_desk_keep(desk, CAPTURE_CARD, &evidence, visit, error);
}
