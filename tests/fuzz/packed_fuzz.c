/*
 * Fields read from any body lie inside it; written again they read back equal, numbers as well; and
 * a body of our own writing is written again to the same bytes.
 */
#include "engine/foundation/packed.h"
#include "tests/fuzz/fuzz.h"

enum {
    PLENTY = 1024 * 1024
};

static void check_number(struct slice bytes)
{
    struct buffer body = buffer_open(64);
    struct packed_reader reader;
    struct error error;
    struct slice again;
    uint32_t tag = 0;
    int64_t number = 0;
    int64_t read = 0;
    if (packed_number(bytes, &number)) {
        require(packed_begin(&body, 1, &error));
        require(packed_add_number(&body, 1, number, &error));
        require(packed_open(&reader, buffer_slice(&body)));
        require(packed_next(&reader, &tag, &again) == PACKED_FIELD);
        require(packed_number(again, &read) && read == number && again.size <= bytes.size);
    }
    buffer_close(&body);
}

/* Copies the fields of a body up to where it is broken. */
static void copy_fields(struct slice body, struct buffer *to)
{
    struct packed_reader reader;
    struct error error;
    struct slice bytes;
    uint32_t tag = 0;
    require(packed_open(&reader, body));
    require(packed_begin(to, reader.format, &error));
    while (packed_next(&reader, &tag, &bytes) == PACKED_FIELD) {
        require(tag > 0);
        require(bytes.data >= body.data && bytes.data + bytes.size <= body.data + body.size);
        check_number(bytes);
        require(packed_add(to, tag, bytes, &error));
    }
}

static void require_same_fields(struct slice left, struct slice right)
{
    struct packed_reader one;
    struct packed_reader other;
    require(packed_open(&one, left) && packed_open(&other, right));
    for (;;) {
        struct slice left_bytes;
        struct slice right_bytes;
        uint32_t left_tag = 0;
        uint32_t right_tag = 0;
        enum packed_step step = packed_next(&one, &left_tag, &left_bytes);
        enum packed_step copied = packed_next(&other, &right_tag, &right_bytes);
        if (step != PACKED_FIELD) {
            require(copied == PACKED_END);
            return;
        }
        require(copied == PACKED_FIELD && left_tag == right_tag);
        require(slice_equal(left_bytes, right_bytes));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer once = buffer_open(PLENTY);
    struct buffer twice = buffer_open(PLENTY);
    struct slice body = {data, size};
    if (size == 0) {
        struct packed_reader reader;
        require(!packed_open(&reader, body));
        return 0;
    }
    copy_fields(body, &once);
    require_same_fields(body, buffer_slice(&once));
    copy_fields(buffer_slice(&once), &twice);
    require(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    buffer_close(&once);
    buffer_close(&twice);
    return 0;
}
