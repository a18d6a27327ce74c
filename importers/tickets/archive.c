#include "importers/tickets/archive.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"

enum {
    NAME_BYTES = 512,
    NAME_AT = 30,   /* of the first entry, behind its local header */
    END_BYTES = 22, /* of the record at the end, without a comment */
    COMMENT_BYTES = 65535,
    RATIO_FREE = 64 * 1024 /* unpacked before the ratio means anything */
};

bool archive_is_one(struct slice beginning)
{
    /* What the first file of a workbook is called. */
    static const char *const workbooks[] = {
        "[Content_Types].xml", "_rels/", "xl/", "docProps/", "mimetype"};

    struct slice name = slice_part(beginning, NAME_AT, beginning.size);
    if (!slice_starts(beginning, "PK\x03\x04") || name.size == 0) {
        return false;
    }
    for (size_t i = 0; i < sizeof workbooks / sizeof workbooks[0]; i++) {
        if (slice_starts(name, workbooks[i])) {
            return false;
        }
    }
    return true;
}

/* ---- what is told by the bytes alone ---- */

/* Where the record at the end begins; file.size when there is none. */
static size_t find_end(struct slice file)
{
    size_t least =
        file.size > END_BYTES + COMMENT_BYTES ? file.size - END_BYTES - COMMENT_BYTES : 0;
    if (file.size < END_BYTES) {
        return file.size;
    }
    for (size_t at = file.size - END_BYTES + 1; at > least; at--) {
        if (memcmp(file.data + at - 1, "PK\x05\x06", 4) == 0) {
            return at - 1;
        }
    }
    return file.size;
}

static bool check_end(struct slice file, struct error *error)
{
    static const char locator[] = "PK\x06\x07";

    enum {
        LOCATOR_BYTES = 20
    };

    size_t end = find_end(file);
    if (end == file.size) {
        return error_set(error, FAULT_ARCHIVE_CUT);
    }
    if (end >= LOCATOR_BYTES && memcmp(file.data + end - LOCATOR_BYTES, locator, 4) == 0) {
        return error_set(error, FAULT_ARCHIVE_ZIP64);
    }
    return true;
}

/* ---- names ---- */

/* As UTF-8: the flag is not trusted, what is no UTF-8 is CP932. */
static bool read_name(const char *raw, char name[NAME_BYTES])
{
    struct buffer decoded = buffer_open(NAME_BYTES);
    struct slice bytes = slice_of(raw == NULL ? "" : raw);
    struct error ignored;
    size_t bad = 0;
    bool done = false;
    if (text_find_bad(bytes) == bytes.size) {
        done = slice_copy_text(bytes, name, NAME_BYTES);
    } else {
        done = jis_decode_cp932(bytes, &decoded, &bad, &ignored) &&
               slice_copy_text(buffer_slice(&decoded), name, NAME_BYTES);
    }
    buffer_close(&decoded);
    return done && name[0] != '\0';
}

/* Nothing is written anywhere, but a name that leads out says that the archive means harm. */
static bool leads_out(const char *name)
{
    const char *at = name;
    if (name[0] == '/' || strpbrk(name, "\\:") != NULL) {
        return true;
    }
    while (at != NULL) {
        if (strncmp(at, "..", 2) == 0 && (at[2] == '\0' || at[2] == '/')) {
            return true;
        }
        at = strchr(at, '/');
        at = at == NULL ? NULL : at + 1;
    }
    return false;
}

static int compare_names(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;
    return strcmp(*a, *b);
}

static bool check_twice(zip_t *archive, size_t count, struct error *error)
{
    const char **names = calloc(count == 0 ? 1 : count, sizeof *names);
    bool twice = false;
    if (names == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    for (size_t i = 0; i < count; i++) {
        const char *name = zip_get_name(archive, i, ZIP_FL_ENC_RAW);
        names[i] = name == NULL ? "" : name;
    }
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 1; i < count && !twice; i++) {
        twice = strcmp(names[i - 1], names[i]) == 0;
    }
    free(names);
    return !twice || error_set(error, FAULT_ARCHIVE_TWICE);
}

/* ---- entries ---- */

static bool check_entry(
    zip_t *archive,
    zip_uint64_t entry,
    uint64_t *total,
    zip_uint64_t *size,
    struct error *error)
{
    const zip_uint64_t needed =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_COMP_METHOD;
    zip_stat_t status;
    if (zip_stat_index(archive, entry, 0, &status) != 0 || (status.valid & needed) != needed) {
        return error_set(error, FAULT_ARCHIVE_DAMAGED);
    }
    if (status.encryption_method != ZIP_EM_NONE) {
        return error_set(error, FAULT_ARCHIVE_ENCRYPTED);
    }
    if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE) {
        return error_set(error, FAULT_ARCHIVE_DAMAGED);
    }
    *total += status.size;
    if (status.size > LIMIT_ARCHIVE_ENTRY_BYTES || *total > LIMIT_ARCHIVE_BYTES ||
        (status.size > RATIO_FREE && status.size / LIMIT_ZIP_RATIO > status.comp_size)) {
        return error_set_number(error, FAULT_ARCHIVE_BIG, LIMIT_ARCHIVE_BYTES);
    }
    *size = status.size;
    return true;
}

/* No more than was announced is taken; the checksum is looked at when the end is read. */
static bool read_entry(
    zip_t *archive,
    zip_uint64_t entry,
    size_t size,
    struct buffer *bytes,
    struct error *error)
{
    zip_file_t *file = zip_fopen_index(archive, entry, 0);
    zip_int64_t got = 1;
    if (file == NULL) {
        return error_set(error, FAULT_ARCHIVE_DAMAGED);
    }
    buffer_clear(bytes);
    if (!buffer_reserve(bytes, size + 1, error)) {
        (void)zip_fclose(file);
        return false;
    }
    while (got > 0 && bytes->size <= size) {
        got = zip_fread(file, bytes->data + bytes->size, size + 1 - bytes->size);
        bytes->size += got > 0 ? (size_t)got : 0;
    }
    (void)zip_fclose(file);
    return (got == 0 && bytes->size == size) || error_set(error, FAULT_ARCHIVE_DAMAGED);
}

static bool take_entry(
    zip_t *archive,
    zip_uint64_t entry,
    uint64_t *total,
    struct buffer *bytes,
    const struct archive_taker *taker,
    struct error *error)
{
    char name[NAME_BYTES];
    zip_uint64_t size = 0;
    size_t length = 0;
    if (!read_name(zip_get_name(archive, entry, ZIP_FL_ENC_RAW), name) || leads_out(name)) {
        return error_set(error, FAULT_ARCHIVE_NAME);
    }
    length = strlen(name);
    if (!check_entry(archive, entry, total, &size, error)) {
        return error_set_place(error, name, 0, 0);
    }
    if (name[length - 1] == '/') {
        return true;
    }
    if (!read_entry(archive, entry, (size_t)size, bytes, error)) {
        return error_set_place(error, name, 0, 0);
    }
    return taker->take(taker->context, name, buffer_slice(bytes), error);
}

static bool take_all(zip_t *archive, const struct archive_taker *taker, struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_ARCHIVE_ENTRY_BYTES + 1);
    zip_int64_t count = zip_get_num_entries(archive, 0);
    uint64_t total = 0;
    bool done = count >= 0 && count <= LIMIT_ARCHIVE_ENTRIES
                    ? check_twice(archive, (size_t)count, error)
                    : error_set_number(error, FAULT_ARCHIVE_BIG, LIMIT_ARCHIVE_BYTES);
    for (zip_int64_t i = 0; done && i < count; i++) {
        done = take_entry(archive, (zip_uint64_t)i, &total, &bytes, taker, error);
    }
    buffer_close_wiped(&bytes);
    return done;
}

bool archive_each(struct slice file, const struct archive_taker *taker, struct error *error)
{
    zip_error_t reason;
    zip_source_t *source = NULL;
    zip_t *archive = NULL;
    bool done = false;
    if (!check_end(file, error)) {
        return false;
    }
    zip_error_init(&reason);
    source = zip_source_buffer_create(file.data, file.size, 0, &reason);
    archive =
        source == NULL ? NULL : zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &reason);
    if (archive != NULL) {
        done = take_all(archive, taker, error);
        zip_discard(archive);
    } else {
        zip_source_free(source);
        error_set(
            error, zip_error_code_zip(&reason) == ZIP_ER_EXISTS ? FAULT_ARCHIVE_TWICE
                                                                : FAULT_ARCHIVE_DAMAGED);
    }
    zip_error_fini(&reason);
    return done;
}
