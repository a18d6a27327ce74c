#include "importers/online/answer_message.h"

#include <string.h>

#include "engine/storage/settings.h"
#include "importers/online/message.h"

#define READER "message 1"

enum {
    MESSAGE_ARENA = 256 * 1024,
    CONTENT_BYTES = 2 * FINGERPRINT_BYTES /* of the name, then of the bytes */
};

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* ---- whether it was there ---- */

static bool make_content(
    struct store *store,
    const char *name,
    struct slice bytes,
    uint8_t content[CONTENT_BYTES],
    struct error *error)
{
    uint8_t hash[HASH_BYTES];
    return hash_bytes(slice_of(name), hash, error) &&
           bulk_content(store, hash, READER " name", content, error) &&
           hash_bytes(bytes, hash, error) &&
           bulk_content(store, hash, READER, content + FINGERPRINT_BYTES, error);
}

static bool look_up(
    struct store *store,
    const uint8_t content[CONTENT_BYTES],
    struct answer_message_report *report,
    struct error *error)
{
    static const enum bulk_kind kinds[] = {BULK_CARDS, BULK_LISTED};
    const struct slice whole = {content, CONTENT_BYTES};
    const struct slice name = {content, FINGERPRINT_BYTES};
    bool is_named = false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int64_t same = 0;
        int64_t named = 0;
        if (!bulk_find(store, kinds[i], whole, &same, error) ||
            !bulk_find_starting(store, kinds[i], name, &named, error)) {
            return false;
        }
        report->was_there = report->was_there || same != 0;
        is_named = is_named || named != 0;
    }
    report->conflicts = is_named && !report->was_there;
    return true;
}

/* ---- people ---- */

struct keeping {
    struct bulk_writer *writer;
    struct answer_message_report *report;
};

static enum finding judge(
    const struct answer_message_report *report,
    const struct message *message,
    const struct message_unit *unit)
{
    if (report->conflicts) {
        return FINDING_ANSWER_CONFLICT;
    }
    if (message->counts == MESSAGE_COUNTS_DISAGREE) {
        return FINDING_ANSWER_COUNTS;
    }
    return unit->answer->delivery == DELIVERY_UNKNOWN_CODE && unit->oddities != 0
               ? FINDING_ANSWER_UNREADABLE
               : FINDING_NONE;
}

static bool take_unit(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    struct keeping *keeping = context;
    struct buffer row = buffer_open(LIMIT_PART_BYTES);
    enum finding finding = judge(keeping->report, message, unit);
    struct date day = message->confirmed_for;
    bool done = answers_pack_row(NULL, NULL, finding, unit->answer, &row, error) &&
                bulk_add_row(
                    keeping->writer, buffer_slice(&row),
                    date_is_some(day) ? month_of(day) : MONTH_NONE, error);
    keeping->report->people++;
    keeping->report->odd += finding == FINDING_NONE ? 0 : 1;
    buffer_close_wiped(&row);
    return done;
}

static bool check_message(struct store *store, const struct message *message, struct error *error)
{
    char institution[SETTING_VALUE];
    struct slice stated = slice_trim(message->texts[MESSAGE_INSTITUTION_CODE]);
    if (!settings_get(store, SETTING_FACILITY_CODE, institution, error)) {
        return false;
    }
    if (stated.size > 0 && !slice_equal_text(stated, institution)) {
        return error_set(error, FAULT_MESSAGE_OTHER_INSTITUTION);
    }
    return (message->units > 0 && message->delivery == DELIVERY_ANSWERED) ||
           error_set(error, FAULT_MESSAGE_NO_PEOPLE);
}

static bool write_bulk(
    struct store *store,
    enum bulk_kind kind,
    const char *name,
    struct slice bytes,
    const uint8_t content[CONTENT_BYTES],
    struct answer_message_report *report,
    struct error *error)
{
    struct arena arena = arena_open(MESSAGE_ARENA);
    struct keeping keeping = {.report = report};
    const struct message_taker taker = {&keeping, take_unit};
    struct message message;
    bool done = bulk_open(
        store, kind, (struct slice){content, CONTENT_BYTES}, slice_of(name), &keeping.writer,
        error);
    if (done) {
        done = bulk_add_raw(keeping.writer, bytes, error) &&
               message_read(bytes, name, &arena, &message, &taker, error);
        if (done) {
            done = bulk_close(keeping.writer, (struct slice){NULL, 0}, error);
        } else {
            bulk_cancel(keeping.writer);
        }
    }
    arena_close(&arena);
    return done;
}

bool answer_message_keep(
    struct store *store,
    enum bulk_kind kind,
    const char *name,
    struct slice bytes,
    struct answer_message_report *report,
    struct error *error)
{
    struct arena arena = arena_open(MESSAGE_ARENA);
    uint8_t content[CONTENT_BYTES];
    struct message message;
    bool done = false;
    *report = (struct answer_message_report){0};
    done =
        make_content(store, name, bytes, content, error) && look_up(store, content, report, error);
    if (done && !report->was_there) {
        done = message_read(bytes, name, &arena, &message, NULL, error) &&
               check_message(store, &message, error) &&
               write_bulk(store, kind, name, bytes, content, report, error);
    }
    arena_close(&arena);
    return done;
}

bool answer_message_import(
    struct store *store,
    const char *path,
    struct answer_message_report *report,
    struct error *error)
{
    struct buffer bytes;
    bool done = false;
    *report = (struct answer_message_report){0};
    if (!disk_read_all(&store_world(store)->disk, path, LIMIT_ANSWER_FILE_BYTES, &bytes, error)) {
        return false;
    }
    done = store_take_role(store, "import", error);
    if (done) {
        done = bulk_abandon_open(store, BULK_LISTED, error) &&
               answer_message_keep(
                   store, BULK_LISTED, name_of(path), buffer_slice(&bytes), report, error);
        store_leave_role(store);
    }
    buffer_close_wiped(&bytes);
    if (!done && error->place.file[0] == '\0') {
        error_set_place(error, path, 0, 0);
    }
    return done;
}
