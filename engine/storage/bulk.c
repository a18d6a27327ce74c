/* Writing bulks: begin, parts, end.  Reading and applying them is bulk_view.c. */
#include "engine/storage/bulk.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/behind.h"
#include "engine/storage/bulk_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/packer.h"

/* The lines of one stream: those from first on are not in a part yet. */
struct bulk_lines {
    enum bulk_stream stream;
    struct buffer bytes;
    int64_t first;
    int64_t count;
};

/* A part that waits for its transaction. */
struct pending_part {
    enum bulk_stream stream;
    int64_t first;
    int64_t count;
    struct month month;
    struct buffer bytes;
};

struct part_group {
    struct pending_part parts[BULK_GROUP_PARTS];
    size_t count;
};

struct bulk_writer {
    struct store *store;
    enum bulk_kind kind;
    int64_t entry;
    int64_t seq;
    struct month latest; /* of the rows in the part now being filled */
    struct bulk_lines rows;
    struct bulk_lines matches;
    bulk_last_look *look; /* NULL: none */
    int64_t look_since;
    bulk_finish *finish; /* NULL: none */
    void *finish_context;
    struct packer *packer; /* made at the first raw byte */
    struct hasher *hasher;
    struct buffer block;
    struct buffer packed;
    int64_t raw_first;
    int64_t raw_bytes;
    struct buffer body;
    struct part_group groups[2];
    unsigned filling;      /* the group that takes the next part; the other may be on its way */
    struct behind *behind; /* writes groups; NULL: the caller does */
};

int64_t bulk_entry(const struct bulk_writer *writer)
{
    return writer->entry;
}

int64_t bulk_row_count(const struct bulk_writer *writer)
{
    return writer->rows.count;
}

static bool append_begun(
    struct bulk_writer *writer,
    struct slice content,
    struct slice name,
    struct error *error)
{
    buffer_clear(&writer->body);
    return packed_begin(&writer->body, BULK_FORMAT, error) &&
           packed_add_number(&writer->body, BULK_TAG_KIND, writer->kind, error) &&
           packed_add(&writer->body, BULK_TAG_CONTENT, content, error) &&
           packed_add(&writer->body, BULK_TAG_NAME, name, error) &&
           journal_append(
               writer->store, ENTRY_BULK_BEGUN, RETAIN_CARE, MONTH_NONE,
               buffer_slice(&writer->body), &writer->entry, error);
}

static struct bulk_writer *new_writer(struct store *store, enum bulk_kind kind)
{
    struct bulk_writer *made = calloc(1, sizeof *made);
    if (made != NULL) {
        made->store = store;
        made->kind = kind;
        made->latest = MONTH_NONE;
        made->rows = (struct bulk_lines){BULK_ROWS, buffer_open(LIMIT_BODY_BYTES), 0, 0};
        made->matches = (struct bulk_lines){BULK_MATCHES, buffer_open(LIMIT_BODY_BYTES), 0, 0};
        made->block = buffer_open(PACKER_BLOCK_BYTES);
        made->packed = buffer_open(PACKER_STREAM_BYTES);
        made->body = buffer_open(LIMIT_BODY_BYTES);
        for (size_t i = 0; i < 2 * (size_t)BULK_GROUP_PARTS; i++) {
            struct part_group *group = &made->groups[i / BULK_GROUP_PARTS];
            group->parts[i % BULK_GROUP_PARTS].bytes = buffer_open(LIMIT_BODY_BYTES);
        }
    }
    return made;
}

static void free_writer(struct bulk_writer *writer)
{
    behind_close(writer->behind);
    packer_close(writer->packer);
    hasher_close(writer->hasher);
    buffer_close_wiped(&writer->rows.bytes);
    buffer_close_wiped(&writer->matches.bytes);
    buffer_close_wiped(&writer->block);
    buffer_close_wiped(&writer->packed);
    buffer_close_wiped(&writer->body);
    for (size_t i = 0; i < 2 * (size_t)BULK_GROUP_PARTS; i++) {
        struct part_group *group = &writer->groups[i / BULK_GROUP_PARTS];
        buffer_close_wiped(&group->parts[i % BULK_GROUP_PARTS].bytes);
    }
    free(writer);
}

bool bulk_open(
    struct store *store,
    enum bulk_kind kind,
    struct slice content,
    struct slice name,
    struct bulk_writer **writer,
    struct error *error)
{
    struct bulk_writer *made = new_writer(store, kind);
    *writer = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    if (!hasher_open(&made->hasher, error) || !store_begin(store, error) ||
        !append_begun(made, content, name, error)) {
        bulk_cancel(made);
        return false;
    }
    made->seq = store->end.seq;
    if (!store_commit(store, error)) {
        bulk_cancel(made);
        return false;
    }
    *writer = made;
    return true;
}

/* Waits until the group that is on its way is written. */
static bool settle(struct bulk_writer *writer, struct error *error)
{
    return writer->behind == NULL || behind_wait(writer->behind, error);
}

void bulk_cancel(struct bulk_writer *writer)
{
    struct error ignored;
    if (writer != NULL) {
        bool done = settle(writer, &ignored);
        (void)done;
        store_rollback(writer->store);
        free_writer(writer);
    }
}

bool bulk_write_behind(struct bulk_writer *writer, struct error *error)
{
    return store_world(writer->store)->in_turn || behind_open(&writer->behind, error);
}

/* ---- parts ---- */

static bool
append_part(struct bulk_writer *writer, const struct pending_part *part, struct error *error)
{
    int64_t entry = 0;
    buffer_clear(&writer->body);
    return packed_begin(&writer->body, BULK_FORMAT, error) &&
           packed_add_number(&writer->body, BULK_TAG_SEQ, writer->seq, error) &&
           packed_add_number(&writer->body, BULK_TAG_STREAM, part->stream, error) &&
           packed_add_number(&writer->body, BULK_TAG_FIRST, part->first, error) &&
           packed_add_number(&writer->body, BULK_TAG_COUNT, part->count, error) &&
           packed_add(&writer->body, BULK_TAG_BYTES, buffer_slice(&part->bytes), error) &&
           journal_append(
               writer->store, ENTRY_BULK_PART, RETAIN_CARE, part->month,
               buffer_slice(&writer->body), &entry, error);
}

static bool append_group(struct bulk_writer *writer, struct part_group *group, struct error *error)
{
    for (size_t i = 0; i < group->count; i++) {
        if (!append_part(writer, &group->parts[i], error)) {
            return false;
        }
    }
    group->count = 0;
    return true;
}

/*
 * Parts go in by groups, each group one short transaction; while the next group is read and folded
 * the store is free, so that a capture at the desk never queues behind a file.
 */
static bool write_group(void *context, struct error *error)
{
    struct bulk_writer *writer = context;
    struct part_group *group = &writer->groups[1 - writer->filling];
    if (!store_begin(writer->store, error)) {
        return false;
    }
    for (size_t i = 0; i < group->count; i++) {
        if (!append_part(writer, &group->parts[i], error)) {
            return false;
        }
        if (store_is_due(writer->store) &&
            !(store_commit(writer->store, error) && store_begin(writer->store, error))) {
            return false;
        }
    }
    group->count = 0;
    return store_commit(writer->store, error);
}

/* Sends the group on its way; the one before has arrived. */
static bool flush_group(struct bulk_writer *writer, struct error *error)
{
    struct part_group *group = &writer->groups[writer->filling];
    if (!settle(writer, error)) {
        return false;
    }
    if (group->count == 0) {
        return true;
    }
    if (writer->store->in_transaction) {
        return append_group(writer, group, error); /* of the end */
    }
    writer->filling = 1 - writer->filling;
    if (writer->behind == NULL) {
        return write_group(writer, error);
    }
    behind_start(writer->behind, write_group, writer);
    return true;
}

static bool add_part(
    struct bulk_writer *writer,
    enum bulk_stream stream,
    int64_t first,
    int64_t count,
    struct slice bytes,
    struct month month,
    struct error *error)
{
    struct part_group *group = &writer->groups[writer->filling];
    struct pending_part *part = NULL;
    if (group->count == BULK_GROUP_PARTS) {
        if (!flush_group(writer, error)) {
            return false;
        }
        group = &writer->groups[writer->filling];
    }
    part = &group->parts[group->count];
    part->stream = stream;
    part->first = first;
    part->count = count;
    part->month = month;
    buffer_clear(&part->bytes);
    if (!buffer_append(&part->bytes, bytes, error)) {
        return false;
    }
    group->count++;
    return true;
}

static bool flush_lines(struct bulk_writer *writer, struct bulk_lines *lines, struct error *error)
{
    if (lines->count == lines->first) {
        return true;
    }
    if (!add_part(
            writer, lines->stream, lines->first, lines->count - lines->first,
            buffer_slice(&lines->bytes), writer->latest, error)) {
        return false;
    }
    lines->first = lines->count;
    writer->latest = MONTH_NONE;
    buffer_clear(&lines->bytes);
    return true;
}

static bool add_line(
    struct bulk_writer *writer,
    struct bulk_lines *lines,
    struct slice line,
    struct error *error)
{
    uint8_t bytes[10] = {0};
    struct slice size = {bytes, varint_write(bytes, line.size)};
    if (lines->bytes.size > 0 && lines->bytes.size + line.size + sizeof bytes > LIMIT_PART_BYTES &&
        !flush_lines(writer, lines, error)) {
        return false;
    }
    lines->count++;
    return buffer_append(&lines->bytes, size, error) && buffer_append(&lines->bytes, line, error);
}

bool bulk_flush_rows(struct bulk_writer *writer, struct error *error)
{
    return flush_lines(writer, &writer->rows, error) && flush_group(writer, error) &&
           settle(writer, error);
}

bool bulk_add_match(struct bulk_writer *writer, struct slice match, struct error *error)
{
    require(writer->rows.count == writer->rows.first);
    return add_line(writer, &writer->matches, match, error);
}

bool bulk_add_row(
    struct bulk_writer *writer,
    struct slice row,
    struct month month,
    struct error *error)
{
    if (!add_line(writer, &writer->rows, row, error)) {
        return false;
    }
    if (month_is_some(month) &&
        (!month_is_some(writer->latest) || month_compare(month, writer->latest) > 0)) {
        writer->latest = month;
    }
    return true;
}

/* Takes one compressed block out and makes a part of it. */
static bool flush_packed(struct bulk_writer *writer, struct error *error)
{
    size_t plain = 0;
    if (!packer_take(writer->packer, &writer->packed, &plain, error) ||
        !add_part(
            writer, BULK_RAW, writer->raw_first, (int64_t)plain, buffer_slice(&writer->packed),
            MONTH_NONE, error)) {
        return false;
    }
    writer->raw_first += (int64_t)plain;
    return true;
}

static bool put_block(struct bulk_writer *writer, struct error *error)
{
    if (writer->packer == NULL && !packer_open(&writer->packer, error)) {
        return false;
    }
    if (!packer_has_room(writer->packer) && !flush_packed(writer, error)) {
        return false;
    }
    packer_put(writer->packer, buffer_slice(&writer->block));
    buffer_clear(&writer->block);
    return true;
}

bool bulk_add_raw(struct bulk_writer *writer, struct slice bytes, struct error *error)
{
    writer->raw_bytes += (int64_t)bytes.size;
    if (!hasher_add(writer->hasher, bytes, error)) {
        return false;
    }
    while (bytes.size > 0) {
        struct slice piece = slice_part(bytes, 0, PACKER_BLOCK_BYTES - writer->block.size);
        if (!buffer_append(&writer->block, piece, error)) {
            return false;
        }
        bytes = slice_part(bytes, piece.size, bytes.size);
        if (writer->block.size == PACKER_BLOCK_BYTES && !put_block(writer, error)) {
            return false;
        }
    }
    return true;
}

static bool flush_raw(struct bulk_writer *writer, struct error *error)
{
    if (writer->block.size > 0 && !put_block(writer, error)) {
        return false;
    }
    while (writer->packer != NULL && packer_pending(writer->packer) > 0) {
        if (!flush_packed(writer, error)) {
            return false;
        }
    }
    return true;
}

/* ---- the end ---- */

static bool append_ended(struct bulk_writer *writer, struct slice fields, struct error *error)
{
    uint8_t hash[HASH_BYTES];
    int64_t entry = 0;
    buffer_clear(&writer->body);
    return hasher_finish(writer->hasher, hash, error) &&
           packed_begin(&writer->body, BULK_FORMAT, error) &&
           packed_add_number(&writer->body, BULK_TAG_SEQ, writer->seq, error) &&
           packed_add_number(&writer->body, BULK_TAG_COUNT, writer->rows.count, error) &&
           packed_add_number(&writer->body, BULK_TAG_RAW_BYTES, writer->raw_bytes, error) &&
           packed_add(&writer->body, BULK_TAG_RAW_HASH, (struct slice){hash, sizeof hash}, error) &&
           buffer_append(&writer->body, fields, error) &&
           journal_append(
               writer->store, ENTRY_BULK_ENDED, RETAIN_CARE, MONTH_NONE,
               buffer_slice(&writer->body), &entry, error);
}

void bulk_look_again(struct bulk_writer *writer, bulk_last_look *look, int64_t since)
{
    writer->look = look;
    writer->look_since = since;
}

void bulk_finish_with(struct bulk_writer *writer, bulk_finish *finish, void *context)
{
    writer->finish = finish;
    writer->finish_context = context;
}

static bool look_again(struct bulk_writer *writer, struct error *error)
{
    return writer->look == NULL ||
           (writer->look(writer->store, writer, writer->look_since, error) &&
            flush_lines(writer, &writer->matches, error) && flush_group(writer, error));
}

bool bulk_close(struct bulk_writer *writer, struct slice fields, struct error *error)
{
    bool done =
        flush_lines(writer, &writer->rows, error) && flush_lines(writer, &writer->matches, error) &&
        flush_raw(writer, error) && flush_group(writer, error) && settle(writer, error) &&
        store_begin(writer->store, error) && look_again(writer, error) &&
        append_ended(writer, fields, error) &&
        (writer->finish == NULL || writer->finish(writer->finish_context, writer->entry, error)) &&
        store_commit(writer->store, error);
    bulk_cancel(writer);
    return done;
}

bool bulk_content(
    struct store *store,
    const uint8_t file_hash[HASH_BYTES],
    const char *reader,
    uint8_t content[FINGERPRINT_BYTES],
    struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_FIELD_BYTES);
    bool done = buffer_append(&bytes, slice_of("content"), error) &&
                buffer_append_byte(&bytes, 0, error) &&
                buffer_append(&bytes, (struct slice){file_hash, HASH_BYTES}, error) &&
                buffer_append_text(&bytes, reader, error) &&
                fingerprint(vault_fingerprinter(store), buffer_slice(&bytes), content, error);
    buffer_close(&bytes);
    return done;
}
