#include "importers/card/command.h"

#include <string.h>

struct application_row {
    size_t size;
    uint8_t name[16];
};

struct file_row {
    enum card_application application;
    uint16_t id;
    enum card_access access;
};

static const struct application_row application_rows[CARD_APPLICATION_COUNT] = {
#define CARD_APPLICATION(application, count, ...)                                                  \
    [CARD_APPLICATION_##application] = {count, {__VA_ARGS__}},
#include "importers/card/files.def"
};

static const struct file_row file_rows[CARD_FILE_COUNT] = {
#define CARD_FILE(application, file, id, access)                                                   \
    [CARD_FILE_##file] = {CARD_APPLICATION_##application, id, access},
#include "importers/card/files.def"
};

/* The deny list: a file that is on both lists is one case twice, which no compiler takes. */
bool card_file_may_be_read(enum card_application application, uint16_t id)
{
    switch ((uint32_t)application << 16 | id) {
#define CARD_FILE(application, file, id, access)                                                   \
    case (uint32_t)CARD_APPLICATION_##application << 16 | (id):                                    \
        return true;
#define CARD_NEVER(application, file, id)                                                          \
    case (uint32_t)CARD_APPLICATION_##application << 16 | (id):                                    \
        return false;
#include "importers/card/files.def"
    default:
        return false;
    }
}

/* ISO 7816-4; the ways of selecting and reading that real cards of this kind take (card.md 1.3). */
enum {
    CLASS = 0x00,
    SELECT = 0xA4,
    READ_BINARY = 0xB0,
    READ_RECORD = 0xB2,
    VERIFY = 0x20,
    GET_RESPONSE = 0xC0,
    BY_NAME = 0x04,
    BY_ID = 0x02,
    WITHOUT_REPLY = 0x0C,
    OF_SELECTED = 0x80,
    FIRST_RECORD = 0x01,
    RECORD_OF_SELECTED = 0x04,
    SHORT_ID = 0x80, /* in P1 of READ BINARY: names a file, which is never done here */
    HEAD_BYTES = 4,
    DATA_AT = 5
};

enum card_application card_file_application(enum card_file file)
{
    require(file < CARD_FILE_COUNT);
    return file_rows[file].application;
}

enum card_access card_file_access(enum card_file file)
{
    require(file < CARD_FILE_COUNT);
    return file_rows[file].access;
}

/* ---- making ---- */

static struct card_command head(uint8_t instruction, uint8_t first, uint8_t second)
{
    return (struct card_command){HEAD_BYTES, {CLASS, instruction, first, second}};
}

static void add_data(struct card_command *command, const uint8_t *data, size_t size)
{
    require(size > 0 && size <= UINT8_MAX);
    command->bytes[HEAD_BYTES] = (uint8_t)size;
    memcpy(command->bytes + DATA_AT, data, size);
    command->size = DATA_AT + size;
}

static void add_size(struct card_command *command, uint8_t size)
{
    command->bytes[command->size++] = size;
}

struct card_command card_select_application(enum card_application application)
{
    struct card_command command = head(SELECT, BY_NAME, WITHOUT_REPLY);
    require(application < CARD_APPLICATION_COUNT && application != CARD_APPLICATION_FACE);
    add_data(&command, application_rows[application].name, application_rows[application].size);
    return command;
}

struct card_command card_select_file(enum card_file file)
{
    struct card_command command = head(SELECT, BY_ID, WITHOUT_REPLY);
    uint8_t id[2] = {0};
    require(file < CARD_FILE_COUNT);
    id[0] = (uint8_t)(file_rows[file].id >> 8);
    id[1] = (uint8_t)(file_rows[file].id & UINT8_MAX);
    add_data(&command, id, sizeof id);
    return command;
}

struct card_command card_read_binary(size_t offset)
{
    struct card_command command =
        head(READ_BINARY, (uint8_t)(offset >> 8), (uint8_t)(offset & UINT8_MAX));
    require(offset < (size_t)SHORT_ID << 8);
    add_size(&command, 0);
    return command;
}

struct card_command card_read_record(void)
{
    struct card_command command = head(READ_RECORD, FIRST_RECORD, RECORD_OF_SELECTED);
    add_size(&command, 0);
    return command;
}

struct card_command card_ask_tries(void)
{
    return head(VERIFY, 0, OF_SELECTED);
}

struct card_command card_verify(struct slice secret)
{
    struct card_command command = head(VERIFY, 0, OF_SELECTED);
    add_data(&command, secret.data, secret.size);
    return command;
}

struct card_command card_get_response(uint8_t size)
{
    struct card_command command = head(GET_RESPONSE, 0, 0);
    add_size(&command, size);
    return command;
}

bool card_command_has_size(const struct card_command *command)
{
    uint8_t instruction = command->bytes[1];
    return command->size == DATA_AT && (instruction == READ_BINARY || instruction == READ_RECORD ||
                                        instruction == GET_RESPONSE);
}

struct card_command card_again_with(struct card_command command, uint8_t size)
{
    require(card_command_has_size(&command));
    command.bytes[command.size - 1] = size;
    return command;
}

/* ---- the gate ---- */

static bool finds_application(struct slice name, enum card_application *found)
{
    for (unsigned i = 0; i < CARD_APPLICATION_COUNT; i++) {
        const struct application_row *row = &application_rows[i];
        if (name.data != NULL && name.size > 0 && row->size == name.size &&
            memcmp(row->name, name.data, name.size) == 0) {
            *found = (enum card_application)i;
            return true;
        }
    }
    return false;
}

static bool passes_select(struct card_gate *gate, uint8_t first, struct slice data)
{
    if (first == BY_NAME) {
        gate->has_file = false;
        gate->has_application = finds_application(data, &gate->application) &&
                                gate->application != CARD_APPLICATION_FACE;
        return gate->has_application;
    }
    gate->has_file = false;
    if (first != BY_ID || data.size != 2 || !gate->has_application) {
        return false;
    }
    for (unsigned i = 0; i < CARD_FILE_COUNT && !gate->has_file; i++) {
        uint16_t id = (uint16_t)(data.data[0] << 8 | data.data[1]);
        gate->has_file = file_rows[i].application == gate->application && file_rows[i].id == id &&
                         card_file_may_be_read(gate->application, id);
        gate->file = (enum card_file)i;
    }
    return gate->has_file;
}

static bool has_access(const struct card_gate *gate, enum card_access access)
{
    return gate->has_file && card_file_access(gate->file) == access;
}

/* The data of a command that is a head alone, head and data, or head and wanted size. */
static bool data_of(struct slice command, struct slice *data)
{
    *data = (struct slice){0};
    if (command.size <= DATA_AT) {
        return true;
    }
    *data = slice_part(command, DATA_AT, command.size);
    return data->size == command.data[HEAD_BYTES];
}

bool card_gate_passes(struct card_gate *gate, struct slice command)
{
    struct slice data = {(const uint8_t *)"", 0};
    const uint8_t *bytes = command.data;
    gate->selects = command.size > HEAD_BYTES && bytes[1] == SELECT;
    if (command.size < HEAD_BYTES || bytes[0] != CLASS || !data_of(command, &data)) {
        return false;
    }
    switch (bytes[1]) {
    case SELECT:
        return bytes[3] == WITHOUT_REPLY && passes_select(gate, bytes[2], data);
    case READ_BINARY:
        return data.size == 0 && (bytes[2] & SHORT_ID) == 0 && has_access(gate, CARD_ACCESS_READ);
    case READ_RECORD:
        return data.size == 0 && bytes[3] == RECORD_OF_SELECTED &&
               has_access(gate, CARD_ACCESS_RECORD);
    case VERIFY:
        return bytes[2] == 0 && bytes[3] == OF_SELECTED && has_access(gate, CARD_ACCESS_SECRET);
    case GET_RESPONSE:
        return data.size == 0;
    default:
        return false;
    }
}

void card_gate_answered(struct card_gate *gate, struct slice reply)
{
    /* A file was selected within its application, which stays; an application that is not there takes
     * the one before away from us, though the card may go on in it. */
    enum card_status status = card_answer_of(reply).status;
    if (gate->selects && status != CARD_STATUS_DONE && status != CARD_STATUS_MORE) {
        gate->has_application = gate->has_application && gate->has_file;
        gate->has_file = false;
    }
}

/* ---- replies ---- */

struct status_row {
    uint16_t word;
    enum card_status status;
};

static const struct status_row status_rows[] = {
    {0x9000, CARD_STATUS_DONE},       {0x6282, CARD_STATUS_END},    {0x6B00, CARD_STATUS_END},
    {0x6A82, CARD_STATUS_MISSING},    {0x6982, CARD_STATUS_CLOSED}, {0x63C0, CARD_STATUS_LOCKED},
    {0x6983, CARD_STATUS_LOCKED},     {0x6984, CARD_STATUS_LOCKED}, {0x6F00, CARD_STATUS_CONFUSED},
    {0x6986, CARD_STATUS_UNSELECTED},
};

static enum card_status status_of(unsigned word, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < sizeof status_rows / sizeof status_rows[0]; i++) {
        if (status_rows[i].word == word) {
            return status_rows[i].status;
        }
    }
    if ((word & 0xFFF0U) == 0x63C0U) {
        *number = word & 0xFU;
        return CARD_STATUS_TRIES;
    }
    *number = word & UINT8_MAX;
    return word >> 8 == 0x61   ? CARD_STATUS_MORE
           : word >> 8 == 0x6C ? CARD_STATUS_SIZE
                               : CARD_STATUS_OTHER;
}

struct card_answer card_answer_of(struct slice reply)
{
    struct card_answer answer = {CARD_STATUS_NONE, 0, {0}};
    if (reply.size < 2) {
        return answer;
    }
    answer.data = slice_part(reply, 0, reply.size - 2);
    answer.status = status_of(
        (unsigned)reply.data[reply.size - 2] << 8 | reply.data[reply.size - 1], &answer.number);
    return answer;
}
