#include "engine/storage/acts.h"

#include "engine/foundation/packed.h"

enum {
    ACT_FORMAT = 1
};

enum opened_tag {
    OPENED_TAG_VISIT = 1,
    OPENED_TAG_LIST = 2
};

enum day_tag {
    DAY_TAG_CAPTURED = 1,
    DAY_TAG_DECIDED = 2,
    DAY_TAG_HELD = 3,
    DAY_TAG_WAITING = 4
};

static bool
append(struct store *store, enum entry_kind kind, const struct buffer *body, struct error *error)
{
    int64_t entry = 0;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!journal_append(
            store, kind, RETAIN_HOUSEKEEPING, MONTH_NONE, buffer_slice(body), &entry, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

static bool
note_opened(struct store *store, enum opened_tag tag, const char *text, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    bool done = packed_begin(&body, ACT_FORMAT, error) &&
                packed_add_text(&body, tag, text, error) &&
                append(store, ENTRY_RECORD_OPENED, &body, error);
    buffer_close(&body);
    return done;
}

bool acts_opened_visit(struct store *store, int64_t visit, struct error *error)
{
    struct visit_reference reference;
    char text[REFERENCE_TEXT];
    if (!visits_reference(store, visit, &reference, error)) {
        return false;
    }
    reference_write(&reference, text);
    return note_opened(store, OPENED_TAG_VISIT, text, error);
}

bool acts_opened_list(struct store *store, const char *name, struct error *error)
{
    return note_opened(store, OPENED_TAG_LIST, name, error);
}

bool acts_reported_day(struct store *store, const struct day_report *report, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_FIELD_BYTES);
    bool done = packed_begin(&body, ACT_FORMAT, error) &&
                packed_add_number(&body, DAY_TAG_CAPTURED, report->captured, error) &&
                packed_add_number(&body, DAY_TAG_DECIDED, report->decided, error) &&
                packed_add_number(&body, DAY_TAG_HELD, report->held, error) &&
                packed_add_number(&body, DAY_TAG_WAITING, report->waiting, error) &&
                append(store, ENTRY_DAY_REPORTED, &body, error);
    buffer_close(&body);
    return done;
}
