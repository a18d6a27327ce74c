#include "engine/storage/rulebooks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/arena.h"
#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"

enum {
    RULEBOOK_FORMAT = 1,
    RULES_TAG_HASH = 1,
    RULES_TAG_NAME = 2, /* each followed by the bytes of that file */
    RULES_TAG_BYTES = 3
};

static int compare_files(const void *left, const void *right)
{
    const struct rule_file *a = left;
    const struct rule_file *b = right;
    return strcmp(a->name, b->name);
}

/* A copy of the list in the order of names; the caller frees it. */
static struct rule_file *sorted(const struct rule_file *files, size_t count, struct error *error)
{
    struct rule_file *copy = calloc(count + 1, sizeof *copy);
    if (copy == NULL) {
        error_set(error, FAULT_MEMORY);
        return NULL;
    }
    if (count > 0) {
        memcpy(copy, files, count * sizeof *copy);
        qsort(copy, count, sizeof *copy, compare_files);
    }
    return copy;
}

static bool
hash_files(struct hasher *hasher, const struct rule_file *files, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t size[10];
        struct slice head = {size, varint_write(size, files[i].bytes.size)};
        struct slice name = {(const uint8_t *)files[i].name, strlen(files[i].name) + 1};
        if (!hasher_add(hasher, name, error) || !hasher_add(hasher, head, error) ||
            !hasher_add(hasher, files[i].bytes, error)) {
            return false;
        }
    }
    return true;
}

bool rulebooks_hash(
    const struct rule_file *files,
    size_t count,
    uint8_t hash[HASH_BYTES],
    struct error *error)
{
    struct rule_file *list = sorted(files, count, error);
    struct hasher *hasher = NULL;
    bool done = list != NULL && hasher_open(&hasher, error) &&
                hash_files(hasher, list, count, error) && hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    free(list);
    return done;
}

static bool append_files(
    struct store *store,
    const struct rule_file *files,
    size_t count,
    const uint8_t hash[HASH_BYTES],
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    int64_t entry = 0;
    bool done = packed_begin(&body, RULEBOOK_FORMAT, error) &&
                packed_add(&body, RULES_TAG_HASH, (struct slice){hash, HASH_BYTES}, error);
    for (size_t i = 0; done && i < count; i++) {
        done = packed_add_text(&body, RULES_TAG_NAME, files[i].name, error) &&
               packed_add(&body, RULES_TAG_BYTES, files[i].bytes, error);
    }
    done = done && journal_append(
                       store, ENTRY_RULEBOOK_ADOPTED, RETAIN_HOUSEKEEPING, MONTH_NONE,
                       buffer_slice(&body), &entry, error);
    buffer_close(&body);
    return done;
}

bool rulebooks_adopt(
    struct store *store,
    const struct rule_file *files,
    size_t count,
    bool *adopted,
    struct error *error)
{
    uint8_t hash[HASH_BYTES];
    struct rulebook_identity now;
    struct rule_file *list = NULL;
    *adopted = false;
    if (count > LIMIT_RULE_FILES) {
        return error_set_number(error, FAULT_TOO_BIG, LIMIT_RULE_FILES);
    }
    if (!rulebooks_hash(files, count, hash, error) || !rulebooks_current(store, &now, error)) {
        return false;
    }
    if (now.entry != 0 && memcmp(now.hash, hash, HASH_BYTES) == 0) {
        return true;
    }
    list = sorted(files, count, error);
    *adopted = list != NULL && append_files(store, list, count, hash, error);
    free(list);
    return *adopted;
}

/* ---- the one in use ---- */

static bool find_entry(struct store *store, int64_t *entry, struct error *error)
{
    static const char *const sql =
        "SELECT entry FROM journal WHERE kind = ?1 ORDER BY entry DESC LIMIT 1";
    return sql_query_numbers(store, sql, SQL_NUMBERS(ENTRY_RULEBOOK_ADOPTED), entry, error);
}

struct adopted_files {
    struct arena arena;
    struct rule_file files[LIMIT_RULE_FILES];
    size_t count;
    struct slice hash;
    struct error error; /* of a field that is well formed but could not be taken */
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct adopted_files *adopted = into;
    struct error *error = &adopted->error;
    struct rule_file *file = &adopted->files[adopted->count];
    switch (tag) {
    case RULES_TAG_HASH:
        adopted->hash = bytes;
        return true;
    case RULES_TAG_NAME:
        if (adopted->count == LIMIT_RULE_FILES) {
            return error_set_number(error, FAULT_TOO_BIG, LIMIT_RULE_FILES);
        }
        file->name = arena_copy_text(&adopted->arena, bytes, error);
        return file->name != NULL;
    case RULES_TAG_BYTES:
        if (adopted->count == LIMIT_RULE_FILES) {
            return error_set_number(error, FAULT_TOO_BIG, LIMIT_RULE_FILES);
        }
        file->bytes = bytes;
        adopted->count++;
        return true;
    default:
        return true;
    }
}

static bool
read_files(struct slice body, int64_t entry, struct adopted_files *adopted, struct error *error)
{
    adopted->error.fault = FAULT_NONE;
    if (packed_read(body, RULEBOOK_FORMAT, take_field, adopted)) {
        return true;
    }
    if (adopted->error.fault == FAULT_NONE) {
        return error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    *error = adopted->error;
    return false;
}

/* Reads the newest adopted files; *body owns what adopted points to. */
static bool read_current(
    struct store *store,
    struct buffer *body,
    struct adopted_files *adopted,
    struct rulebook_identity *identity,
    struct error *error)
{
    struct entry_header header;
    *identity = (struct rulebook_identity){0};
    if (!find_entry(store, &identity->entry, error)) {
        return false;
    }
    if (identity->entry == 0) {
        return true;
    }
    if (!journal_read(store, identity->entry, &header, body, error) ||
        !read_files(buffer_slice(body), identity->entry, adopted, error)) {
        return false;
    }
    if (adopted->hash.size != HASH_BYTES) {
        return error_set_number(error, FAULT_JOURNAL_BODY, identity->entry);
    }
    memcpy(identity->hash, adopted->hash.data, HASH_BYTES);
    return true;
}

bool rulebooks_current(struct store *store, struct rulebook_identity *identity, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct adopted_files adopted = {.arena = arena_open(LIMIT_PART_BYTES)};
    bool done = read_current(store, &body, &adopted, identity, error);
    arena_close(&adopted.arena);
    buffer_close(&body);
    return done;
}

/* Whoever reads this keeps no rule files: the place in one of them is a detail. */
static bool unreadable(const struct error *why, struct error *error)
{
    char place[LIMIT_ERROR_ARGUMENT];
    if (error_kind(why) != ERROR_LOOK_AT_RULES) {
        *error = *why;
        return false;
    }
    (void)snprintf(
        place, sizeof place, "%.80s:%llu:%llu %s", why->place.file,
        (unsigned long long)why->place.line, (unsigned long long)why->place.column,
        error_name(why->fault));
    return error_set_text(error, FAULT_RULEBOOK_UNREADABLE, place);
}

bool rulebooks_load(
    struct store *store,
    struct rulebook **book,
    struct rulebook_identity *identity,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    struct adopted_files adopted = {.arena = arena_open(LIMIT_PART_BYTES)};
    struct error why;
    bool done = read_current(store, &body, &adopted, identity, error);
    *book = NULL;
    if (done && identity->entry == 0) {
        done = error_set(error, FAULT_RULEBOOK_MISSING);
    }
    if (done && !rulebook_load(adopted.files, adopted.count, book, &why)) {
        done = unreadable(&why, error);
    }
    arena_close(&adopted.arena);
    buffer_close(&body);
    return done;
}
