#include "cli/explain_raw.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/inquiries.h"
#include "importers/online/message.h"

enum {
    INQUIRIES_SHOWN = 64 /* the last ones */
};

struct raw {
    struct cli *cli;
    int64_t visit;
    struct part_cache *cache;
    struct inquiry_row inquiries[INQUIRIES_SHOWN];
    char identifiers[INQUIRIES_SHOWN][INQUIRY_IDENTIFIER]; /* of this visit in each */
    size_t count;
    struct error *error;
    bool done;
};

/* ---- one person's part ---- */

static const char *find(const char *text, const char *end, const char *wanted)
{
    size_t size = strlen(wanted);
    for (; text + size <= end; text++) {
        if (memcmp(text, wanted, size) == 0) {
            return text;
        }
    }
    return NULL;
}

/* The last of the opening tags before a place; ASCII in either encoding. */
static const char *open_before(const char *text, const char *place, const char *tag)
{
    const char *found = NULL;
    const char *next = find(text, place, tag);
    while (next != NULL) {
        found = next;
        next = find(next + 1, place, tag);
    }
    return found;
}

static struct slice cut(struct slice bytes, const char *identifier)
{
    static const char *const tags[][2] = {
        {"<BulkConfirmUnit>", "</BulkConfirmUnit>"},
        {"<QualificationConfirmSearchInfo>", "</QualificationConfirmSearchInfo>"},
    };
    const char *text = (const char *)bytes.data;
    const char *end = text + bytes.size;
    const char *place = find(text, end, identifier);
    for (size_t i = 0; place != NULL && i < sizeof tags / sizeof tags[0]; i++) {
        const char *first = open_before(text, place, tags[i][0]);
        const char *last = first == NULL ? NULL : find(place, end, tags[i][1]);
        if (last != NULL) {
            size_t size = (size_t)(last - first) + strlen(tags[i][1]);
            return (struct slice){(const uint8_t *)first, size};
        }
    }
    return (struct slice){NULL, 0};
}

/* CP932 is shown as UTF-8. */
static bool print_bytes(struct raw *raw, struct slice bytes)
{
    struct buffer text = buffer_open(4 * bytes.size + 1);
    bool done =
        message_append_opaque(bytes, &text, raw->error) && buffer_append_byte(&text, 0, raw->error);
    if (done) {
        cli_print_text(raw->cli, (const char *)text.data);
    }
    buffer_close_wiped(&text);
    return done;
}

/* ---- inquiries ---- */

static bool keep_inquiry(void *taker, const struct inquiry_row *row)
{
    struct raw *raw = taker;
    raw->inquiries[raw->count % INQUIRIES_SHOWN] = *row;
    raw->count++;
    return true;
}

static size_t shown(const struct raw *raw)
{
    return raw->count < INQUIRIES_SHOWN ? raw->count : INQUIRIES_SHOWN;
}

static bool find_identifiers(struct raw *raw)
{
    for (size_t i = 0; i < shown(raw); i++) {
        const struct inquiry_row *row = &raw->inquiries[i];
        for (int64_t position = 1; position <= row->people; position++) {
            int64_t visit = 0;
            if (!inquiries_visit(raw->cli->store, row->entry, position, &visit, raw->error)) {
                return false;
            }
            if (visit == raw->visit) {
                inquiries_identifier(row->key, (size_t)position, raw->identifiers[i]);
            }
        }
    }
    return true;
}

static struct slice own_part(const struct raw *raw, size_t index, const struct buffer *bytes)
{
    return raw->inquiries[index].people > 1 ? cut(buffer_slice(bytes), raw->identifiers[index])
                                            : buffer_slice(bytes);
}

static bool print_inquiry(struct raw *raw, size_t index)
{
    const struct inquiry_row *row = &raw->inquiries[index];
    struct cli *cli = raw->cli;
    struct buffer bytes = buffer_open(2 * (size_t)LIMIT_BODY_BYTES);
    bool done = inquiries_request(cli->store, row->entry, &bytes, raw->error);
    if (done) {
        CLI_PRINT(cli, EXPLAIN_RAW_REQUEST, row->key, inquiry_kind_label(row->kind, cli->language));
        done = print_bytes(raw, own_part(raw, index, &bytes));
        buffer_clear(&bytes);
    }
    done = done && inquiries_detail(cli->store, row, &bytes, raw->error);
    if (done && bytes.size > 0) {
        CLI_PRINT(cli, EXPLAIN_RAW_DETAIL, row->key);
        done = print_bytes(raw, buffer_slice(&bytes));
    }
    buffer_close_wiped(&bytes);
    return done;
}

/* ---- answers ---- */

/* The part that names the visit as it was asked about; a message about one person as a whole. */
static struct slice answer_part(const struct raw *raw, const struct buffer *bytes)
{
    for (size_t i = 0; i < shown(raw); i++) {
        struct slice part = cut(buffer_slice(bytes), raw->identifiers[i]);
        if (raw->identifiers[i][0] != '\0' && part.size > 0 &&
            find(
                (const char *)bytes->data, (const char *)bytes->data + bytes->size,
                "<BulkConfirmUnit>") != NULL) {
            return part;
        }
    }
    return buffer_slice(bytes);
}

static bool print_answer(void *taker, const struct answer_row *row)
{
    struct raw *raw = taker;
    struct buffer bytes = buffer_open(LIMIT_ANSWER_FILE_BYTES);
    raw->done = answers_raw(raw->cli->store, raw->cache, row, &bytes, raw->error);
    if (raw->done) {
        CLI_PRINT(raw->cli, EXPLAIN_RAW_ANSWER, cli_instant(row->at_ms));
        raw->done = print_bytes(raw, answer_part(raw, &bytes));
    }
    buffer_close_wiped(&bytes);
    return raw->done;
}

bool explain_raw(struct cli *cli, int64_t visit, struct part_cache *cache, struct error *error)
{
    struct raw *raw = calloc(1, sizeof *raw);
    bool done = false;
    if (raw == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    *raw = (struct raw){.cli = cli, .visit = visit, .cache = cache, .error = error, .done = true};
    done = inquiries_each_of_visit(cli->store, visit, keep_inquiry, raw, error) &&
           find_identifiers(raw);
    for (size_t i = 0; done && i < shown(raw); i++) {
        done = print_inquiry(raw, i);
    }
    done =
        done && answers_of_visits(cli->store, visit, visit, print_answer, raw, error) && raw->done;
    free(raw);
    return done;
}
