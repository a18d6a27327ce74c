#include "importers/card/script.h"

#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/foundation/text.h"
#include "importers/card/command.h"
#include "importers/card/tlv.h"

/* One conversation.  Nothing of it outlives card_script_run. */
struct talk {
    const struct card_exchange *exchange;
    struct card_gate gate;
    enum card_end end; /* anything but READ: it is over */
    unsigned commands;
    uint8_t reply[CARD_REPLY_BYTES];
    size_t file_size;
    uint8_t file[LIMIT_CARD_FILE_BYTES + CARD_PIECE_BYTES];
};

/* ---- one command ---- */

static struct card_answer send_once(struct talk *talk, const struct card_command *command)
{
    struct slice bytes = {command->bytes, command->size};
    struct card_answer answer = {CARD_STATUS_NONE, 0, {0}};
    size_t size = 0;
    if (talk->end != CARD_END_READ) {
        return answer;
    }
    /* A card whose replies contradict each other can lead here; what may not be sent is not sent. */
    if (!card_gate_passes(&talk->gate, bytes) || ++talk->commands > LIMIT_CARD_COMMANDS) {
        talk->end = CARD_END_BROKEN;
        return answer;
    }
    if (!talk->exchange->exchange(talk->exchange->context, bytes, talk->reply, &size)) {
        talk->end = CARD_END_LOST;
        return answer;
    }
    require(size <= sizeof talk->reply);
    card_gate_answered(&talk->gate, (struct slice){talk->reply, size});
    answer = card_answer_of((struct slice){talk->reply, size});
    /* A card that forgot what was selected lost its power in between: what follows would be of nothing. */
    if (answer.status == CARD_STATUS_NONE ||
        (answer.status == CARD_STATUS_UNSELECTED && talk->gate.has_application)) {
        talk->end = CARD_END_BROKEN;
    }
    return answer;
}

/* With what the card asks for in between: another size, or the fetching of what waits. */
static struct card_answer send(struct talk *talk, struct card_command command)
{
    struct card_answer answer = send_once(talk, &command);
    if (answer.status == CARD_STATUS_SIZE && card_command_has_size(&command)) {
        command = card_again_with(command, (uint8_t)answer.number);
        answer = send_once(talk, &command);
    } else if (answer.status == CARD_STATUS_MORE && answer.data.size == 0) {
        command = card_get_response((uint8_t)answer.number);
        answer = send_once(talk, &command);
    }
    bytes_wipe(&command, sizeof command);
    return answer;
}

/* Some cards answer 6F00 to the first command after power: one that is thrown away helps. */
static bool select_application(struct talk *talk, enum card_application application)
{
    struct card_answer answer = send(talk, card_select_application(application));
    if (answer.status == CARD_STATUS_CONFUSED && talk->commands == 1) {
        answer = send(talk, card_select_application(application));
    }
    return answer.status == CARD_STATUS_DONE;
}

static enum card_status select_file(struct talk *talk, enum card_file file)
{
    return send(talk, card_select_file(file)).status;
}

/* ---- a file ---- */

/* Where a file's outer value begins and how long file and value are together; 0: not known. */
static size_t whole_size(const struct talk *talk, uint32_t tag)
{
    struct slice bytes = {talk->file, talk->file_size};
    for (size_t skipped = 0; skipped <= CARD_MARK_PREFIX; skipped++) {
        struct tlv tlv;
        if (tlv_read_head(slice_part(bytes, skipped, bytes.size), &tlv) && tlv.tag == tag) {
            return skipped + tlv.head + tlv.size;
        }
    }
    return 0;
}

/* Bytes to read in all: least where there is no outer value, else as that one tells. */
static size_t wanted_size(const struct talk *talk, uint32_t tag, size_t least)
{
    if (tag == 0 || talk->file_size < CARD_MARK_PREFIX + TLV_HEAD_BYTES) {
        return least;
    }
    return whole_size(talk, tag);
}

/* Reads the selected file until it is whole; what is missing then is missing. */
static enum card_status read_file(struct talk *talk, uint32_t tag, size_t least)
{
    enum card_status status = CARD_STATUS_DONE;
    size_t wanted = least;
    talk->file_size = 0;
    while (status == CARD_STATUS_DONE && talk->file_size < wanted &&
           wanted <= LIMIT_CARD_FILE_BYTES) {
        struct card_answer answer = send(talk, card_read_binary(talk->file_size));
        size_t got = answer.data.size;
        status = answer.status;
        if ((status != CARD_STATUS_DONE && status != CARD_STATUS_END) || got == 0) {
            break;
        }
        memcpy(talk->file + talk->file_size, answer.data.data, got);
        talk->file_size += got;
        wanted = wanted_size(talk, tag, least);
    }
    return status;
}

/* The bytes of the outer value with or without its head; empty where it is not whole. */
static struct slice file_value(const struct talk *talk, uint32_t tag, bool with_head)
{
    struct slice bytes = {talk->file, talk->file_size};
    for (size_t skipped = 0; skipped <= CARD_MARK_PREFIX; skipped++) {
        struct slice rest = slice_part(bytes, skipped, bytes.size);
        struct slice from = rest;
        struct tlv tlv;
        if (tlv_next(&rest, &tlv) && tlv.tag == tag) {
            return with_head ? slice_part(from, 0, tlv.head + tlv.size) : tlv.value;
        }
    }
    return (struct slice){0};
}

/* ---- which card ---- */

struct label_row {
    const char *label;
    unsigned kind;
};

static const struct label_row label_rows[] = {
#define CARD_LABEL(label, kind) {label, CHIP_KIND_##kind},
#include "importers/card/files.def"
};

enum {
    LABEL_BYTES = 32
};

static unsigned kind_of_label(struct slice file)
{
    struct slice label = slice_trim(slice_part(file, 0, LABEL_BYTES));
    for (size_t i = 0; i < sizeof label_rows / sizeof label_rows[0]; i++) {
        if (slice_equal_text(label, label_rows[i].label)) {
            return label_rows[i].kind;
        }
    }
    return CHIP_KIND_OTHER;
}

static unsigned read_kind(struct talk *talk)
{
    if (!select_application(talk, CARD_APPLICATION_JPKI)) {
        return select_application(talk, CARD_APPLICATION_RESIDENT) ? CHIP_KIND_RESIDENT
                                                                   : CHIP_KIND_OTHER;
    }
    if (select_file(talk, CARD_FILE_TOKEN) != CARD_STATUS_DONE) {
        return CHIP_KIND_OTHER;
    }
    (void)read_file(talk, 0, LABEL_BYTES);
    return kind_of_label((struct slice){talk->file, talk->file_size});
}

/* ---- certificates ---- */

/* Two marks, the signature certificate first: whether each exists. */
static void read_available(struct talk *talk, struct card_reading *reading)
{
    if (select_file(talk, CARD_FILE_AVAILABLE) == CARD_STATUS_DONE) {
        (void)read_file(talk, 0, 1);
        reading->has_signature_certificate =
            talk->file_size > 0 && talk->file[0] == CARD_MARK_EXISTS;
    }
}

static enum card_certificate_found found_of(enum card_status status, size_t size)
{
    if (status == CARD_STATUS_CLOSED) {
        return CARD_CERTIFICATE_CLOSED;
    }
    return status == CARD_STATUS_MISSING || size == 0 ? CARD_CERTIFICATE_NONE
                                                      : CARD_CERTIFICATE_BROKEN;
}

/* An empty file is one of zeros or FF throughout: the room is there, the certificate is not. */
static size_t written_size(const struct talk *talk)
{
    for (size_t i = 0; i < talk->file_size; i++) {
        if (talk->file[i] != 0 && talk->file[i] != UINT8_MAX) {
            return talk->file_size;
        }
    }
    return 0;
}

static void read_certificate(
    struct talk *talk,
    const struct card_request *request,
    const struct card_roots *roots,
    struct card_reading *reading)
{
    enum card_status status = select_file(talk, CARD_FILE_AUTH_CERTIFICATE);
    struct slice der = {0};
    talk->file_size = 0;
    if (status == CARD_STATUS_DONE) {
        status = read_file(talk, CARD_TAG_CERTIFICATE, CARD_MARK_PREFIX + TLV_HEAD_BYTES);
    }
    der = file_value(talk, CARD_TAG_CERTIFICATE, true);
    reading->found = found_of(status, written_size(talk));
    if (der.size > 0 &&
        card_certificate_read(der, roots, request->token_key, &reading->certificate)) {
        reading->found = CARD_CERTIFICATE_READ;
    }
}

/* ---- secrets ---- */

static unsigned pin_state_of(struct card_answer answer)
{
    switch ((int)answer.status) {
    case CARD_STATUS_LOCKED:
        return PIN_STATE_LOCKED;
    case CARD_STATUS_TRIES:
        return answer.number == 1 ? PIN_STATE_LAST : PIN_STATE_USABLE;
    default:
        return PIN_STATE_UNRECORDED;
    }
}

/* Only the tries: a VERIFY without data spends none. */
static unsigned read_tries(struct talk *talk, enum card_file file)
{
    if (select_file(talk, file) != CARD_STATUS_DONE) {
        return PIN_STATE_UNRECORDED;
    }
    return pin_state_of(send(talk, card_ask_tries()));
}

/* The one and only try. */
static enum card_secret_result present(struct talk *talk, struct slice secret)
{
    switch ((int)send(talk, card_verify(secret)).status) {
    case CARD_STATUS_DONE:
        return CARD_SECRET_RIGHT;
    case CARD_STATUS_LOCKED:
        return CARD_SECRET_LOCKED;
    default:
        return CARD_SECRET_WRONG;
    }
}

static enum card_secret_result
present_where_allowed(struct talk *talk, unsigned state, struct slice secret)
{
    if (state == PIN_STATE_LOCKED) {
        return CARD_SECRET_LOCKED;
    }
    return state == PIN_STATE_USABLE ? present(talk, secret) : CARD_SECRET_LAST;
}

static void
read_pin(struct talk *talk, const struct card_request *request, struct card_reading *reading)
{
    struct slice pin = slice_of(request->pin);
    reading->pin_state = read_tries(talk, CARD_FILE_AUTH_PIN);
    if (!card_pin_is_one(pin)) {
        return;
    }
    reading->pin = present_where_allowed(talk, reading->pin_state, pin);
    if (reading->pin == CARD_SECRET_RIGHT) {
        return;
    }
    /* Asked anew: the try may have been the last but one. */
    reading->pin_state = read_tries(talk, CARD_FILE_AUTH_PIN);
}

/* ---- expiry of the card ---- */

static void read_card_last(struct talk *talk, struct card_reading *reading)
{
    const size_t date_at = (size_t)CARD_MARK_FACTS_SERIAL + CARD_MARK_FACTS_PLACE;
    struct card_answer answer;
    struct slice facts = {0};
    if (!select_application(talk, CARD_APPLICATION_COMMON) ||
        select_file(talk, CARD_FILE_FACTS) != CARD_STATUS_DONE) {
        return;
    }
    answer = send(talk, card_read_record());
    if (answer.status == CARD_STATUS_DONE && tlv_find(answer.data, CARD_TAG_FACTS, &facts) &&
        facts.size == date_at + DATE_DIGITS &&
        !date_from_digits(slice_part(facts, date_at, DATE_DIGITS), &reading->card_last)) {
        reading->card_last = DATE_NONE;
    }
    bytes_wipe(talk->reply, sizeof talk->reply);
}

/* ---- the four facts ---- */

struct sex_row {
    const char *code;
    unsigned sex;
};

static const struct sex_row sex_rows[] = {
#define CARD_SEX(code, sex) {code, SEX_##sex},
#include "importers/card/files.def"
};

static unsigned sex_of(struct slice code)
{
    for (size_t i = 0; i < sizeof sex_rows / sizeof sex_rows[0]; i++) {
        if (slice_equal_text(code, sex_rows[i].code)) {
            return sex_rows[i].sex;
        }
    }
    return SEX_UNRECORDED;
}

/* Text that a person wrote, without control characters; empty where it is anything else. */
static bool take_text(struct slice facts, uint32_t tag, char *text, size_t size)
{
    struct slice value = {0};
    text[0] = '\0';
    if (!tlv_find(facts, tag, &value)) {
        return false;
    }
    value = slice_trim(value);
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < ' ' || value.data[i] == 0x7F) {
            return false;
        }
    }
    return text_find_bad(value) == value.size && slice_copy_text(value, text, size);
}

static bool take_four_facts(struct slice facts, struct card_reading *reading)
{
    struct slice value = {0};
    bool done = take_text(facts, CARD_TAG_NAME, reading->name, sizeof reading->name) &&
                reading->name[0] != '\0' && tlv_find(facts, CARD_TAG_BIRTH, &value) &&
                date_from_digits(value, &reading->birth);
    if (!take_text(facts, CARD_TAG_ADDRESS, reading->address, sizeof reading->address)) {
        reading->address[0] = '\0';
    }
    if (done && tlv_find(facts, CARD_TAG_SEX, &value)) {
        reading->sex = sex_of(value);
    }
    return done;
}

static void forget_person(struct card_reading *reading)
{
    bytes_wipe(reading->name, sizeof reading->name);
    bytes_wipe(reading->address, sizeof reading->address);
    reading->birth = DATE_NONE;
    reading->sex = SEX_UNRECORDED;
}

static void
read_person(struct talk *talk, const struct card_request *request, struct card_reading *reading)
{
    struct slice code = slice_of(request->face_code);
    if (!card_face_code_is_one(code) || !select_application(talk, CARD_APPLICATION_TEXT)) {
        return;
    }
    reading->face_code = present_where_allowed(talk, read_tries(talk, CARD_FILE_FACE_CODE), code);
    if (reading->face_code != CARD_SECRET_RIGHT) {
        return;
    }
    if (select_file(talk, CARD_FILE_FOUR_FACTS) == CARD_STATUS_DONE) {
        (void)read_file(talk, CARD_TAG_FOUR_FACTS, CARD_MARK_PREFIX + TLV_HEAD_BYTES);
        reading->has_person =
            take_four_facts(file_value(talk, CARD_TAG_FOUR_FACTS, false), reading);
    }
    if (!reading->has_person) {
        reading->face_code = CARD_SECRET_USELESS;
        forget_person(reading);
    }
}

/* ---- the request ---- */

static bool is_digits(struct slice text, size_t count)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size == count;
}

bool card_pin_is_one(struct slice text)
{
    return is_digits(text, CARD_MARK_PIN_DIGITS);
}

bool card_face_code_is_one(struct slice text)
{
    return is_digits(text, CARD_MARK_FACE_CODE_DIGITS);
}

bool card_request_has_secret(const struct card_request *request)
{
    return request->pin[0] != '\0' || request->face_code[0] != '\0';
}

void card_request_wipe(struct card_request *request)
{
    bytes_wipe(request->pin, sizeof request->pin);
    bytes_wipe(request->face_code, sizeof request->face_code);
}

bool card_face_code_compose(
    struct date birth,
    struct date card_last,
    struct slice security_code,
    char face_code[CARD_SECRET_BYTES])
{
    char birth_digits[DATE_TEXT];
    char last_digits[DATE_TEXT];
    int year = date_is_some(birth) ? date_year_of_era(birth) : 0;
    face_code[0] = '\0';
    if (year == 0 || year > 99 || !date_is_some(card_last) || !is_digits(security_code, 4)) {
        return false;
    }
    date_write_digits(birth, birth_digits);
    date_write_digits(card_last, last_digits);
    face_code[0] = (char)('0' + year / 10);
    face_code[1] = (char)('0' + year % 10);
    memcpy(face_code + 2, birth_digits + 4, 4);
    memcpy(face_code + 6, last_digits, 4);
    memcpy(face_code + 10, security_code.data, 4);
    face_code[CARD_MARK_FACE_CODE_DIGITS] = '\0';
    bytes_wipe(birth_digits, sizeof birth_digits);
    return true;
}

/* ---- the whole ---- */

enum card_end card_script_run(
    const struct card_exchange *exchange,
    const struct card_request *request,
    const struct card_roots *roots,
    struct card_reading *reading)
{
    struct talk talk = {.exchange = exchange, .end = CARD_END_READ};
    enum card_end end = CARD_END_READ;
    *reading = (struct card_reading){.card_last = DATE_NONE, .birth = DATE_NONE};
    reading->kind = read_kind(&talk);
    if (reading->kind == CHIP_KIND_CARD) {
        read_available(&talk, reading);
        read_certificate(&talk, request, roots, reading);
        read_pin(&talk, request, reading);
        read_card_last(&talk, reading);
        read_person(&talk, request, reading);
    }
    end = talk.end;
    bytes_wipe(&talk, sizeof talk);
    if (end != CARD_END_READ) {
        bytes_wipe(reading, sizeof *reading);
    }
    return end;
}
