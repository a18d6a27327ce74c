#include "importers/online/header.h"

#include "importers/online/codes.h"

static bool take_text(
    struct message *message,
    const struct element *element,
    struct slice value,
    struct arena *arena,
    struct error *error)
{
    struct slice *to = &message->texts[element->which];
    if (to->data != NULL) {
        /* The reception number may stand in header and body, but it is one number. */
        return slice_equal(*to, value) || error_set_text(error, FAULT_MESSAGE_TWICE, element->name);
    }
    return arena_copy(arena, value, to, error);
}

static bool take_code(
    struct message *message,
    const struct element *element,
    struct slice value,
    struct error *error)
{
    unsigned code = 0;
    bool is_known = code_read((enum code_list)element->which, slice_trim(value), &code);
    if (element->which == CODE_LIST_CHARACTERS) {
        return (is_known && code == (unsigned)message->encoding) ||
               error_set(error, FAULT_MESSAGE_ENCODING_DISAGREES);
    }
    if (element->which == CODE_LIST_ASKED_BY) {
        message->asked_by = code;
    } else {
        message->delivery = code;
    }
    return true;
}

bool header_take(
    struct message *message,
    const struct element *element,
    struct slice value,
    struct arena *arena,
    struct error *error)
{
    bool is_right = false;
    if (element->action == ELEMENT_FILE_TEXT) {
        return take_text(message, element, value, arena, error);
    }
    if (element->action == ELEMENT_FILE_CODE) {
        return take_code(message, element, value, error);
    }
    if (element->action == ELEMENT_FILE_DATE) {
        is_right = date_from_digits(slice_trim(value), &message->confirmed_for);
    } else {
        message->is_count_stated[element->which] = true;
        is_right = slice_read_number(slice_trim(value), &message->stated_counts[element->which]);
    }
    return is_right || error_set_text(error, FAULT_MESSAGE_VALUE, element->name);
}

static bool find_kind(struct message *message, unsigned shape, struct error *error)
{
    bool has_number = message->texts[MESSAGE_RECEPTION_NUMBER].data != NULL;
    switch (shape) {
    case 0:
        message->kind = has_number ? MESSAGE_BATCH_RESULT : MESSAGE_BARE;
        return true;
    case HEADER_SHAPE_ACCEPTANCE:
        message->kind = MESSAGE_ACCEPTANCE;
        return has_number || error_set_text(error, FAULT_MESSAGE_VALUE, "ReceptionNumber");
    case HEADER_SHAPE_BATCH:
        message->kind = MESSAGE_BATCH_RESULT;
        return true;
    case HEADER_SHAPE_SINGLE:
        message->kind = MESSAGE_SINGLE_RESULT;
        return true;
    default:
        return error_set(error, FAULT_MESSAGE_MIXED);
    }
}

static enum message_counts compare_counts(const struct message *message)
{
    const bool *is_stated = message->is_count_stated;
    const int64_t *stated = message->stated_counts;
    bool agree = true;
    if (!is_stated[MESSAGE_COUNT_RESULTS] && !is_stated[MESSAGE_COUNT_NORMAL] &&
        !is_stated[MESSAGE_COUNT_ERRORS]) {
        return MESSAGE_COUNTS_ABSENT;
    }
    if (is_stated[MESSAGE_COUNT_RESULTS]) {
        agree = (uint64_t)stated[MESSAGE_COUNT_RESULTS] == message->units;
    }
    if (is_stated[MESSAGE_COUNT_NORMAL] && is_stated[MESSAGE_COUNT_ERRORS]) {
        int64_t sum = stated[MESSAGE_COUNT_NORMAL] + stated[MESSAGE_COUNT_ERRORS];
        agree = agree && (uint64_t)sum == message->units;
    }
    return agree ? MESSAGE_COUNTS_AGREE : MESSAGE_COUNTS_DISAGREE;
}

bool header_finish(
    struct message *message,
    unsigned shape,
    uint64_t units,
    bool has_header,
    struct error *error)
{
    if (!has_header) {
        return error_set_text(error, FAULT_MESSAGE_SHAPE, "MessageHeader");
    }
    message->units = units;
    message->counts = compare_counts(message);
    return find_kind(message, shape, error);
}
