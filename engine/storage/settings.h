/*
 * Settings: how this site works, each change a journal entry (settings.def).
 */
#ifndef ENGINE_STORAGE_SETTINGS_H
#define ENGINE_STORAGE_SETTINGS_H

#include "engine/storage/journal.h"

enum setting {
#define SETTING(setting, name, initial, kind, least, most, japanese, english) SETTING_##setting,
#include "engine/storage/settings.def"
#undef SETTING
    SETTING_COUNT
};

enum setting_kind {
    SETTING_TEXT,
    SETTING_NUMBER,
    SETTING_YES_NO,
    SETTING_ENCODING,  /* utf-8 or cp932 */
    SETTING_PAYER,     /* a value of the domain payer */
    SETTING_SITE,      /* a value of the domain site_kind */
    SETTING_EQUIPMENT, /* empty, or a value of the domain equipment */
    SETTING_FOREIGN,   /* a value of the domain foreign_characters */
    SETTING_SPLIT,     /* a value of the domain split_months */
    SETTING_FACILITY   /* 10 digits with a right check digit over all of them */
};

enum {
    SETTING_VALUE = 512
};

const char *setting_name(enum setting setting);
const char *setting_label(enum setting setting, enum language language);
bool setting_find(struct slice name, enum setting *setting) MUST_CHECK;

/* Whether a value is one that the setting may have; SETTING_VALUE_BAD says what is wanted. */
bool setting_check(enum setting setting, struct slice value, struct error *error) MUST_CHECK;

/* Appends the change in the open transaction, unless the setting has that value already. */
bool settings_change(
    struct store *store,
    enum setting setting,
    struct slice value,
    struct error *error) MUST_CHECK;

/* The value now, or the default.  Needs no key. */
bool settings_get(
    struct store *store,
    enum setting setting,
    char value[SETTING_VALUE],
    struct error *error) MUST_CHECK;
bool settings_get_number(
    struct store *store,
    enum setting setting,
    int64_t *value,
    struct error *error) MUST_CHECK;
bool settings_get_flag(struct store *store, enum setting setting, bool *value, struct error *error)
    MUST_CHECK;

/* EXPORT_FACILITY when the site has said who it is and a receipt file is of another institution. */
bool settings_check_facility(struct store *store, const char *facility, struct error *error)
    MUST_CHECK;

/* Whether the site has a way to ask by number: the terminal's folder or the gateway. */
bool settings_can_ask(struct store *store, bool *can_ask, struct error *error) MUST_CHECK;

/*
 * What the site may have to verify with, as bits of the domain equipment: what it says, else by its
 * channels, else anything but nothing.
 */
bool settings_equipment(struct store *store, uint64_t *equipment, struct error *error) MUST_CHECK;

bool settings_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error) MUST_CHECK;

#endif
