#include "engine/storage/kept_file.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/bulk_tags.h"
#include "engine/storage/inside.h"
#include "engine/storage/packer.h"

struct kept_file {
    struct store *store;
    int64_t bulk;
    int64_t part;        /* the last one that was read; 0 at the end */
    struct buffer body;  /* of that part */
    struct buffer plain; /* unpacked */
    size_t at;           /* how much of plain was handed out */
    struct disk_port port;
};

/* ---- which there are ---- */

bool kept_file_next(struct store *store, int64_t *bulk, enum bulk_kind *kind, struct error *error)
{
    static const char *const sql =
        "SELECT entry, kind FROM bulk WHERE entry > ?1 AND state = 1 AND EXISTS"
        " (SELECT 1 FROM part WHERE part.bulk = bulk.entry AND stream = 0) ORDER BY entry LIMIT 1";
    struct sql_rows rows;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, *bulk);
    *bulk = 0;
    if (sql_rows_next(&rows, error)) {
        *bulk = sql_number(rows.statement, 0);
        *kind = (enum bulk_kind)sql_number(rows.statement, 1);
    }
    return sql_rows_close(&rows);
}

static bool take_name(void *into, uint32_t tag, struct slice bytes)
{
    char *name = into;
    size_t size = bytes.size < KEPT_NAME - 1 ? bytes.size : KEPT_NAME - 1;
    if (tag == BULK_TAG_NAME) {
        memcpy(name, bytes.data, size);
        name[size] = '\0';
    }
    return true;
}

bool kept_file_name(struct store *store, int64_t bulk, char name[KEPT_NAME], struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct entry_header header;
    bool done = false;
    name[0] = '\0';
    done = journal_read(store, bulk, &header, &body, error) &&
           (packed_read(buffer_slice(&body), BULK_FORMAT, take_name, name) ||
            error_set_number(error, FAULT_JOURNAL_BODY, bulk));
    buffer_close_wiped(&body);
    return done;
}

/* ---- the bytes ---- */

static bool port_open(void *context, const char *path, int *handle, struct error *error)
{
    struct kept_file *file = context;
    (void)path;
    (void)error;
    file->part = file->bulk;
    file->at = 0;
    buffer_clear(&file->plain);
    *handle = 0;
    return true;
}

/* The next block into plain; nothing at the end. */
static bool next_block(struct kept_file *file, struct error *error)
{
    struct entry_header header;
    struct bulk_part part;
    buffer_clear(&file->body);
    buffer_clear(&file->plain);
    file->at = 0;
    if (file->part == 0 || !bulk_next_part(file->store, file->bulk, BULK_RAW, &file->part, error)) {
        return file->part == 0;
    }
    if (file->part == 0) {
        return true;
    }
    if (!journal_read(file->store, file->part, &header, &file->body, error)) {
        return false;
    }
    return bulk_part_read(buffer_slice(&file->body), &part)
               ? packer_unpack(part.bytes, &file->plain, error)
               : error_set_number(error, FAULT_JOURNAL_BODY, file->part);
}

static bool
port_read(void *context, int handle, uint8_t *bytes, size_t size, size_t *got, struct error *error)
{
    struct kept_file *file = context;
    (void)handle;
    *got = 0;
    if (file->at == file->plain.size && !next_block(file, error)) {
        return false;
    }
    *got = file->plain.size - file->at < size ? file->plain.size - file->at : size;
    if (*got > 0) {
        memcpy(bytes, file->plain.data + file->at, *got);
    }
    file->at += *got;
    return true;
}

static void port_close(void *context, int handle)
{
    (void)context;
    (void)handle;
}

bool kept_file_open(struct store *store, int64_t bulk, struct kept_file **file, struct error *error)
{
    struct kept_file *made = calloc(1, sizeof *made);
    *file = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    made->store = store;
    made->bulk = bulk;
    made->body = buffer_open(LIMIT_BODY_BYTES + 1);
    made->plain = buffer_open(PACKER_BLOCK_BYTES);
    made->port = (struct disk_port){
        .context = made, .open = port_open, .read = port_read, .close = port_close};
    return true;
}

void kept_file_close(struct kept_file *file)
{
    if (file != NULL) {
        buffer_close_wiped(&file->body);
        buffer_close_wiped(&file->plain);
        free(file);
    }
}

const struct disk_port *kept_file_port(struct kept_file *file)
{
    return &file->port;
}
