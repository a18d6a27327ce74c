#include "engine/storage/settings.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/insurer.h"

enum {
    SETTING_FORMAT = 1,
    SETTING_TAG_NAME = 1,
    SETTING_TAG_VALUE = 2,
    FACILITY_DIGITS = 10
};

struct setting_row {
    const char *name;
    const char *initial;
    enum setting_kind kind;
    int64_t least;
    int64_t most;
    const char *japanese;
    const char *english;
};

static const struct setting_row setting_rows[SETTING_COUNT] = {
#define SETTING(setting, name, initial, kind, least, most, japanese, english)                      \
    [SETTING_##setting] = {name, initial, kind, least, most, japanese, english},
#include "engine/storage/settings.def"
#undef SETTING
};

static const struct setting_row *row_of(enum setting setting)
{
    require(setting < SETTING_COUNT);
    return &setting_rows[setting];
}

const char *setting_name(enum setting setting)
{
    return row_of(setting)->name;
}

const char *setting_label(enum setting setting, enum language language)
{
    return language == LANGUAGE_JAPANESE ? row_of(setting)->japanese : row_of(setting)->english;
}

bool setting_find(struct slice name, enum setting *setting)
{
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        if (slice_equal_text(name, setting_rows[i].name)) {
            *setting = (enum setting)i;
            return true;
        }
    }
    return false;
}

/* One line of text, as it stands in a view and on a screen. */
static bool is_plain(struct slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < ' ' || value.data[i] == 0x7F) {
            return false;
        }
    }
    return value.size < SETTING_VALUE;
}

static bool is_facility(struct slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9') {
            return false;
        }
    }
    return value.size == FACILITY_DIGITS && check_digit_is_right(value);
}

static bool is_right(const struct setting_row *row, struct slice value)
{
    int64_t number = 0;
    unsigned choice = 0;
    switch (row->kind) {
    case SETTING_TEXT:
        return is_plain(value);
    case SETTING_NUMBER:
        return slice_read_number(value, &number) && number >= row->least && number <= row->most;
    case SETTING_YES_NO:
        return slice_equal_text(value, "yes") || slice_equal_text(value, "no");
    case SETTING_ENCODING:
        return slice_equal_text(value, "utf-8") || slice_equal_text(value, "cp932");
    case SETTING_PAYER:
        return domain_value_find(DOMAIN_PAYER, value, &choice);
    case SETTING_SITE:
        return domain_value_find(DOMAIN_SITE_KIND, value, &choice);
    case SETTING_FOREIGN:
        return domain_value_find(DOMAIN_FOREIGN_CHARACTERS, value, &choice);
    case SETTING_SPLIT:
        return domain_value_find(DOMAIN_SPLIT_MONTHS, value, &choice);
    case SETTING_EQUIPMENT:
        return value.size == 0 || domain_value_find(DOMAIN_EQUIPMENT, value, &choice);
    case SETTING_FACILITY:
        return is_facility(value);
    }
    return false;
}

bool setting_check(enum setting setting, struct slice value, struct error *error)
{
    const struct setting_row *row = row_of(setting);
    if (is_right(row, value)) {
        return true;
    }
    error_set_text(error, FAULT_SETTING_VALUE, row->name);
    return error_add_text(error, row->japanese);
}

/* ---- the view ---- */

bool settings_get(
    struct store *store,
    enum setting setting,
    char value[SETTING_VALUE],
    struct error *error)
{
    static const char *const sql = "SELECT value FROM setting WHERE name = ?1";
    struct slice text = slice_of(row_of(setting)->initial);
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    bool copied = false;
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, row_of(setting)->name);
    step = sql_step(store, statement, error);
    if (step == SQL_FAULT) {
        return false;
    }
    if (step == SQL_ROW) {
        text = sql_bytes(statement, 0);
    }
    copied = slice_copy_text(text, value, SETTING_VALUE);
    (void)sqlite3_reset(statement);
    return copied || error_set_text(error, FAULT_STORE_BROKEN, row_of(setting)->name);
}

bool settings_get_number(
    struct store *store,
    enum setting setting,
    int64_t *value,
    struct error *error)
{
    char text[SETTING_VALUE];
    require(row_of(setting)->kind == SETTING_NUMBER);
    if (!settings_get(store, setting, text, error)) {
        return false;
    }
    return slice_read_number(slice_of(text), value) ||
           error_set_text(error, FAULT_STORE_BROKEN, row_of(setting)->name);
}

bool settings_get_flag(struct store *store, enum setting setting, bool *value, struct error *error)
{
    char text[SETTING_VALUE];
    require(row_of(setting)->kind == SETTING_YES_NO);
    if (!settings_get(store, setting, text, error)) {
        return false;
    }
    *value = slice_equal_text(slice_of(text), "yes");
    return true;
}

bool settings_check_facility(struct store *store, const char *facility, struct error *error)
{
    char own[SETTING_VALUE];
    if (!settings_get(store, SETTING_FACILITY_CODE, own, error)) {
        return false;
    }
    if (own[0] == '\0' || strcmp(own, facility) == 0) {
        return true;
    }
    error_set_text(error, FAULT_EXPORT_FACILITY, facility);
    return error_add_text(error, own);
}

bool settings_can_ask(struct store *store, bool *can_ask, struct error *error)
{
    bool by_gateway = false;
    if (!settings_get_flag(store, SETTING_CHANNEL_FOLDER, can_ask, error) ||
        !settings_get_flag(store, SETTING_CHANNEL_GATEWAY, &by_gateway, error)) {
        return false;
    }
    *can_ask = *can_ask || by_gateway;
    return true;
}

bool settings_equipment(struct store *store, uint64_t *equipment, struct error *error)
{
    char text[SETTING_VALUE];
    unsigned choice = EQUIPMENT_NONE;
    bool has_terminal = false;
    bool has_app = false;
    *equipment = 0;
    if (!settings_get(store, SETTING_SITE_EQUIPMENT, text, error) ||
        !settings_get_flag(store, SETTING_CHANNEL_FOLDER, &has_terminal, error) ||
        !settings_get_flag(store, SETTING_CHANNEL_APP, &has_app, error)) {
        return false;
    }
    if (text[0] != '\0' && domain_value_find(DOMAIN_EQUIPMENT, slice_of(text), &choice)) {
        *equipment = UINT64_C(1) << choice;
        return true;
    }
    *equipment |= has_terminal ? UINT64_C(1) << EQUIPMENT_EXISTING : 0;
    *equipment |= has_app ? UINT64_C(1) << EQUIPMENT_LIMITED : 0;
    if (*equipment == 0) {
        *equipment = UINT64_C(1) << EQUIPMENT_EXISTING | UINT64_C(1) << EQUIPMENT_LIMITED |
                     UINT64_C(1) << EQUIPMENT_HOME;
    }
    return true;
}

bool settings_change(
    struct store *store,
    enum setting setting,
    struct slice value,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_LINE_BYTES);
    char now[SETTING_VALUE];
    int64_t entry = 0;
    bool done = setting_check(setting, value, error) && settings_get(store, setting, now, error);
    if (!done || slice_equal_text(value, now)) {
        return done;
    }
    done = packed_begin(&body, SETTING_FORMAT, error) &&
           packed_add_text(&body, SETTING_TAG_NAME, setting_name(setting), error) &&
           packed_add(&body, SETTING_TAG_VALUE, value, error) &&
           journal_append(
               store, ENTRY_SETTING_CHANGED, RETAIN_HOUSEKEEPING, MONTH_NONE, buffer_slice(&body),
               &entry, error);
    buffer_close(&body);
    return done;
}

bool settings_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    static const char *const sql = "INSERT INTO setting(name, value) VALUES(?1, ?2)"
                                   " ON CONFLICT(name) DO UPDATE SET value = ?2";
    struct packed_reader reader;
    struct slice name = {NULL, 0};
    struct slice value = {NULL, 0};
    struct slice bytes;
    enum packed_step step = PACKED_FIELD;
    uint32_t tag = 0;
    char name_text[64];
    char value_text[SETTING_VALUE];
    sqlite3_stmt *statement = NULL;
    if (!packed_open(&reader, body)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    while ((step = packed_next(&reader, &tag, &bytes)) == PACKED_FIELD) {
        name = tag == SETTING_TAG_NAME ? bytes : name;
        value = tag == SETTING_TAG_VALUE ? bytes : value;
    }
    if (step == PACKED_BROKEN || !slice_copy_text(name, name_text, sizeof name_text) ||
        !slice_copy_text(value, value_text, sizeof value_text)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, name_text);
    sql_bind_text(statement, 2, value_text);
    return sql_run(store, statement, error);
}
