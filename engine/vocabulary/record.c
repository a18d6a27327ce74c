#include "engine/vocabulary/record.h"

bool record_read(struct slice line, struct record *record)
{
    record->count = 0;
    for (;;) {
        size_t comma = slice_find_byte(line, ',');
        if (record->count == LIMIT_RECORD_ITEMS) {
            return false;
        }
        record->items[record->count++] = slice_part(line, 0, comma);
        if (comma == line.size) {
            return true;
        }
        line = slice_part(line, comma + 1, line.size);
    }
}

struct slice record_item(const struct record *record, size_t position)
{
    require(position > 0);
    if (position > record->count || record->items[position - 1].size == 0) {
        return (struct slice){NULL, 0};
    }
    return record->items[position - 1];
}

bool record_id_is_usual(struct slice id)
{
    bool usual = id.size == RECORD_ID_BYTES;
    for (size_t i = 0; usual && i < id.size; i++) {
        uint8_t byte = id.data[i];
        usual = (byte >= 'A' && byte <= 'Z') || (i > 0 && byte >= '0' && byte <= '9');
    }
    return usual;
}

bool record_value_is_plain(struct slice value)
{
    for (size_t i = 0; i < value.size; i++) {
        uint8_t byte = value.data[i];
        if (byte < 0x20 || byte == ',' || byte == '"' || byte == 0x7F) {
            return false;
        }
    }
    return true;
}

static bool write_item(struct slice item, size_t position, struct buffer *line, struct error *error)
{
    if (!record_value_is_plain(item)) {
        return error_set_number(error, FAULT_RECORD_VALUE, (int64_t)position);
    }
    return (position == 1 || buffer_append_byte(line, ',', error)) &&
           buffer_append(line, item, error);
}

bool record_write(const struct slice *items, size_t count, struct buffer *line, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        if (!write_item(items[i], i + 1, line, error)) {
            return false;
        }
    }
    return true;
}

static const struct record_change *
change_of(const struct record_change *changes, size_t count, size_t position)
{
    for (size_t i = 0; i < count; i++) {
        if (changes[i].position == position) {
            return &changes[i];
        }
    }
    return NULL;
}

/* What is carried on is not looked at: it may hold what we would never write. */
bool record_rewrite(
    const struct record *record,
    const struct record_change *changes,
    size_t count,
    struct buffer *line,
    struct error *error)
{
    size_t last = record->count;
    for (size_t i = 0; i < count; i++) {
        require(changes[i].position >= 2 && changes[i].position <= LIMIT_RECORD_ITEMS);
        last = changes[i].position > last ? changes[i].position : last;
    }
    for (size_t position = 1; position <= last; position++) {
        const struct record_change *change = change_of(changes, count, position);
        if (change != NULL) {
            if (!write_item(change->value, position, line, error)) {
                return false;
            }
        } else if (
            (position > 1 && !buffer_append_byte(line, ',', error)) ||
            !buffer_append(line, record_item(record, position), error)) {
            return false;
        }
    }
    return true;
}

struct line line_first(struct slice bytes)
{
    size_t feed = slice_find_byte(bytes, '\n');
    struct line line = {slice_part(bytes, 0, feed), 0};
    if (feed == bytes.size) {
        return line;
    }
    line.end_size = 1;
    if (line.text.size > 0 && line.text.data[line.text.size - 1] == '\r') {
        line.text.size--;
        line.end_size = 2;
    }
    return line;
}
