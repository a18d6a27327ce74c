#include "engine/storage/exports.h"

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"

enum {
    EXPORT_FORMAT = 1
};

enum export_tag {
    EXPORT_TAG_SOURCE = 1,
    EXPORT_TAG_MONTH = 2,
    EXPORT_TAG_HASH = 3,
    EXPORT_TAG_UNCHANGED = 4,
    EXPORT_TAG_CHANGED = 5,
    EXPORT_TAG_WITHHELD = 6,
    EXPORT_TAG_MOVED = 7,
    EXPORT_TAG_SPLIT = 8 /* only where there are any */
};

bool exports_note(
    struct store *store,
    const struct export_note *note,
    int64_t *entry,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_LINE_BYTES);
    struct slice hash = {note->hash, HASH_BYTES};
    bool done =
        packed_begin(&body, EXPORT_FORMAT, error) &&
        packed_add_number(&body, EXPORT_TAG_SOURCE, note->source, error) &&
        packed_add_number(&body, EXPORT_TAG_MONTH, note->month.months, error) &&
        packed_add(&body, EXPORT_TAG_HASH, hash, error) &&
        packed_add_number(&body, EXPORT_TAG_UNCHANGED, note->unchanged, error) &&
        packed_add_number(&body, EXPORT_TAG_CHANGED, note->changed, error) &&
        packed_add_number(&body, EXPORT_TAG_WITHHELD, note->withheld, error) &&
        packed_add_number(&body, EXPORT_TAG_MOVED, note->moved, error) &&
        (note->split == 0 || packed_add_number(&body, EXPORT_TAG_SPLIT, note->split, error)) &&
        journal_append(
            store, ENTRY_EXPORTED, RETAIN_CARE, note->month, buffer_slice(&body), entry, error);
    buffer_close(&body);
    return done;
}

bool exports_apply(
    struct store *store,
    const struct entry_header *header,
    struct slice body,
    struct error *error)
{
    static const char *const sql = "INSERT INTO export(entry, source, month) VALUES(?1, ?2, ?3)";
    struct packed_reader reader;
    struct slice bytes;
    uint32_t tag = 0;
    int64_t source = 0;
    int64_t month = 0;
    bool right = packed_open(&reader, body) && reader.format == EXPORT_FORMAT;
    enum packed_step step = PACKED_FIELD;
    sqlite3_stmt *statement = NULL;
    while (right && (step = packed_next(&reader, &tag, &bytes)) == PACKED_FIELD) {
        right = tag == EXPORT_TAG_SOURCE  ? packed_number(bytes, &source)
                : tag == EXPORT_TAG_MONTH ? packed_number(bytes, &month)
                                          : true;
    }
    if (!right || step == PACKED_BROKEN) {
        return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
    }
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, header->entry);
    sql_bind_number(statement, 2, source);
    sql_bind_number(statement, 3, month);
    return sql_run(store, statement, error);
}

bool exports_after(
    struct store *store,
    int64_t entry,
    struct month month,
    int64_t *export,
    struct error *error)
{
    static const char *const sql = "SELECT coalesce(max(entry), 0) FROM export WHERE entry > ?1 "
                                   "AND (month > ?2 OR month = ?3)";
    return sql_query_numbers(
        store, sql, SQL_NUMBERS(entry, month.months, MONTH_NONE.months), export, error);
}
