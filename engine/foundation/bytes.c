#include "engine/foundation/bytes.h"

#include <stdlib.h>
#include <string.h>

struct slice slice_of(const char *text)
{
    return (struct slice){(const uint8_t *)text, strlen(text)};
}

struct slice slice_part(struct slice slice, size_t from, size_t count)
{
    if (from >= slice.size) {
        return (struct slice){NULL, 0};
    }
    if (count > slice.size - from) {
        count = slice.size - from;
    }
    return (struct slice){slice.data + from, count};
}

bool slice_equal(struct slice left, struct slice right)
{
    return left.size == right.size &&
           (left.size == 0 || memcmp(left.data, right.data, left.size) == 0);
}

bool slice_equal_text(struct slice left, const char *right)
{
    return slice_equal(left, slice_of(right));
}

bool slice_starts(struct slice slice, const char *prefix)
{
    size_t size = strlen(prefix);
    return slice.size >= size && (size == 0 || memcmp(slice.data, prefix, size) == 0);
}

int slice_compare(struct slice left, struct slice right)
{
    size_t common = left.size < right.size ? left.size : right.size;
    int order = common == 0 ? 0 : memcmp(left.data, right.data, common);
    if (order != 0) {
        return order;
    }
    return left.size < right.size ? -1 : left.size > right.size ? 1 : 0;
}

size_t slice_find_byte(struct slice slice, uint8_t byte)
{
    const uint8_t *found = slice.size == 0 ? NULL : memchr(slice.data, byte, slice.size);
    return found == NULL ? slice.size : (size_t)(found - slice.data);
}

bool slice_has_word(struct slice words, struct slice word)
{
    while (words.size > 0) {
        size_t end = slice_find_byte(words, ' ');
        if (slice_equal(slice_part(words, 0, end), word)) {
            return true;
        }
        words = slice_part(words, end + 1, words.size);
    }
    return false;
}

static bool is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.size > 0 && is_blank(slice.data[0])) {
        slice.data++;
        slice.size--;
    }
    while (slice.size > 0 && is_blank(slice.data[slice.size - 1])) {
        slice.size--;
    }
    return slice;
}

bool slice_read_number(struct slice slice, int64_t *number)
{
    int64_t value = 0;
    if (slice.size == 0 || slice.size > 18) {
        return false;
    }
    for (size_t i = 0; i < slice.size; i++) {
        if (slice.data[i] < '0' || slice.data[i] > '9') {
            return false;
        }
        value = value * 10 + (slice.data[i] - '0');
    }
    *number = value;
    return true;
}

bool slice_copy_text(struct slice slice, char *text, size_t size)
{
    require(size > 0);
    text[0] = '\0';
    if (slice.size >= size) {
        return false;
    }
    if (slice.size > 0) {
        memcpy(text, slice.data, slice.size);
    }
    text[slice.size] = '\0';
    return true;
}

struct buffer buffer_open(size_t limit)
{
    return (struct buffer){.limit = limit};
}

void buffer_close(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

void buffer_close_wiped(struct buffer *buffer)
{
    bytes_wipe(buffer->data, buffer->capacity);
    buffer_close(buffer);
}

void buffer_clear(struct buffer *buffer)
{
    buffer->size = 0;
}

/* Doubled until it is enough, so that appending stays cheap, and never above the limit. */
static size_t grown(const struct buffer *buffer, size_t enough)
{
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < enough && capacity <= buffer->limit / 2) {
        capacity *= 2;
    }
    return capacity < enough || capacity > buffer->limit ? buffer->limit : capacity;
}

bool buffer_reserve(struct buffer *buffer, size_t count, struct error *error)
{
    size_t wanted = 0;
    uint8_t *data = NULL;
    if (count > buffer->limit || buffer->size > buffer->limit - count) {
        return error_set_number(error, FAULT_TOO_BIG, (int64_t)buffer->limit);
    }
    if (buffer->capacity - buffer->size >= count) {
        return true;
    }
    wanted = grown(buffer, buffer->size + count);
    data = malloc(wanted);
    if (data == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    if (buffer->size > 0) {
        memcpy(data, buffer->data, buffer->size);
    }
    bytes_wipe(buffer->data, buffer->capacity);
    free(buffer->data);
    buffer->data = data;
    buffer->capacity = wanted;
    return true;
}

bool buffer_append(struct buffer *buffer, struct slice bytes, struct error *error)
{
    if (!buffer_reserve(buffer, bytes.size, error)) {
        return false;
    }
    if (bytes.size > 0) {
        memcpy(buffer->data + buffer->size, bytes.data, bytes.size);
    }
    buffer->size += bytes.size;
    return true;
}

bool buffer_append_text(struct buffer *buffer, const char *text, struct error *error)
{
    return buffer_append(buffer, slice_of(text), error);
}

bool buffer_append_byte(struct buffer *buffer, uint8_t byte, struct error *error)
{
    return buffer_append(buffer, (struct slice){&byte, 1}, error);
}

struct slice buffer_slice(const struct buffer *buffer)
{
    return (struct slice){buffer->data, buffer->size};
}

uint64_t bytes_sum(uint64_t sum, struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        sum = (sum ^ bytes.data[i]) * UINT64_C(0x100000001B3);
    }
    return sum;
}

/* Called through a volatile pointer, so that the compiler cannot know that nobody reads after. */
static void *(*const volatile fill_memory)(void *, int, size_t) = memset;

void bytes_wipe(void *memory, size_t size)
{
    if (size > 0) {
        fill_memory(memory, 0, size);
    }
}
