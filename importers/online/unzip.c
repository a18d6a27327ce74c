#include "importers/online/unzip.h"

#include <string.h>
#include <zip.h>

#include "importers/online/folder_names.h"

/* The one entry that is the message. */
static bool find_entry(zip_t *archive, const char *prefix, zip_uint64_t *entry, struct error *error)
{
    zip_int64_t count = zip_get_num_entries(archive, 0);
    size_t fitting = 0;
    if (count > LIMIT_ZIP_ENTRIES) {
        return error_set(error, FAULT_FOLDER_ZIP_CONTENT);
    }
    for (zip_int64_t i = 0; i < count; i++) {
        const char *name = zip_get_name(archive, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
        if (name == NULL || strpbrk(name, "/\\:") != NULL) {
            return error_set(error, FAULT_FOLDER_ZIP_CONTENT);
        }
        if (folder_names_start(name, prefix)) {
            fitting++;
            *entry = (zip_uint64_t)i;
        }
    }
    return fitting == 1 || error_set(error, FAULT_FOLDER_ZIP_CONTENT);
}

static bool check_entry(
    zip_t *archive,
    zip_uint64_t entry,
    const char *prefix,
    size_t limit,
    zip_uint64_t *size,
    struct error *error)
{
    const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    zip_stat_t status;
    if (zip_stat_index(archive, entry, 0, &status) != 0 || (status.valid & needed) != needed) {
        return error_set(error, FAULT_FOLDER_ZIP);
    }
    if (status.encryption_method != ZIP_EM_NONE) {
        return error_set_text(error, FAULT_FOLDER_ZIP_ENCRYPTED, prefix);
    }
    if (status.size > limit) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)limit);
    }
    if (status.size / LIMIT_ZIP_RATIO > status.comp_size) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)limit);
    }
    *size = status.size;
    return true;
}

static bool read_entry(
    zip_t *archive,
    zip_uint64_t entry,
    size_t size,
    struct buffer *message,
    struct error *error)
{
    zip_file_t *file = zip_fopen_index(archive, entry, 0);
    zip_int64_t got = 0;
    if (file == NULL) {
        return error_set(error, FAULT_FOLDER_ZIP);
    }
    if (!buffer_reserve(message, size, error)) {
        (void)zip_fclose(file);
        return false;
    }
    do {
        got = zip_fread(file, message->data + message->size, size - message->size);
        message->size += got > 0 ? (size_t)got : 0;
    } while (got > 0 && message->size < size);
    /* The checksum is looked at when the end is reached, one read later. */
    if (got >= 0 && message->size == size) {
        uint8_t more = 0;
        got = zip_fread(file, &more, 1);
    }
    (void)zip_fclose(file);
    return (got == 0 && message->size == size) || error_set(error, FAULT_FOLDER_ZIP);
}

static bool unpack(zip_t *archive, const char *prefix, struct buffer *message, struct error *error)
{
    zip_uint64_t entry = 0;
    zip_uint64_t size = 0;
    return find_entry(archive, prefix, &entry, error) &&
           check_entry(archive, entry, prefix, message->limit, &size, error) &&
           read_entry(archive, entry, (size_t)size, message, error);
}

/* NULL when there is no archive; the bytes must outlive it. */
static zip_t *open_archive(struct slice file, zip_error_t *reason)
{
    zip_source_t *source = zip_source_buffer_create(file.data, file.size, 0, reason);
    zip_t *archive = NULL;
    if (source == NULL) {
        return NULL;
    }
    archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, reason);
    if (archive == NULL) {
        zip_source_free(source);
    }
    return archive;
}

bool unzip_message(
    struct slice file,
    const char *prefix,
    struct buffer *message,
    bool *is_whole,
    struct error *error)
{
    zip_error_t reason;
    zip_t *archive = NULL;
    bool done = false;
    zip_error_init(&reason);
    *is_whole = true;
    archive = open_archive(file, &reason);
    if (archive != NULL) {
        done = unpack(archive, prefix, message, error);
        zip_discard(archive);
    } else if (zip_error_code_zip(&reason) == ZIP_ER_NOZIP && slice_starts(file, "PK")) {
        /* The directory stands at the end: it has not come yet. */
        *is_whole = false;
        done = true;
    } else {
        error_set(error, FAULT_FOLDER_ZIP);
    }
    zip_error_fini(&reason);
    return done;
}
