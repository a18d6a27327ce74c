/* The writer of requests: checks what goes in, escapes it, encodes it. */
#include <stdio.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "engine/vocabulary/jis.h"
#include "importers/online/message.h"

enum {
    BRANCH_DIGITS = 2
};

static const char *const inquiry_wordings[MESSAGE_INQUIRY_FAULT_COUNT][2] = {
#define INQUIRY_FAULT(fault, japanese, english) [MESSAGE_INQUIRY_##fault] = {japanese, english},
#include "importers/online/inquiry_faults.def"
#undef INQUIRY_FAULT
};

const char *message_inquiry_fault_wording(enum message_inquiry_fault fault, enum language language)
{
    require(fault < MESSAGE_INQUIRY_FAULT_COUNT);
    return inquiry_wordings[fault][language == LANGUAGE_JAPANESE ? 0 : 1];
}

struct writer {
    struct buffer *bytes;
    enum message_encoding encoding;
    size_t person; /* from 1; 0 in the header */
    struct error *error;
};

/* ---- characters ---- */

/* XML has no way to hold the other control characters, nor these two. */
static bool is_xml_character(uint32_t character)
{
    return character >= 0x20 ? character != 0xFFFE && character != 0xFFFF
                             : character == '\t' || character == '\r' || character == '\n';
}

static bool
encode(enum message_encoding encoding, struct slice text, struct buffer *bytes, struct error *error)
{
    size_t bad = 0;
    return encoding == MESSAGE_UTF8 ? buffer_append(bytes, text, error)
                                    : jis_encode_cp932(text, bytes, &bad, error);
}

static bool is_encodable(enum message_encoding encoding, struct slice text)
{
    struct buffer bytes = buffer_open(text.size);
    struct error ignored;
    bool can = encode(encoding, text, &bytes, &ignored);
    buffer_close_wiped(&bytes);
    return can;
}

static bool is_writable(enum message_encoding encoding, struct slice text)
{
    size_t at = 0;
    while (at < text.size) {
        uint32_t character = 0;
        if (!text_next(text, &at, &character) || !is_xml_character(character)) {
            return false;
        }
    }
    return is_encodable(encoding, text);
}

static const char *entity_of(uint8_t byte)
{
    switch (byte) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&apos;";
    default:
        return NULL;
    }
}

/* ---- elements ---- */

static bool put(struct writer *writer, const char *text)
{
    return buffer_append_text(writer->bytes, text, writer->error);
}

static bool put_escaped(struct writer *writer, struct slice text)
{
    size_t from = 0;
    for (size_t at = 0; at < text.size; at++) {
        const char *entity = entity_of(text.data[at]);
        if (entity == NULL) {
            continue;
        }
        if (!encode(
                writer->encoding, slice_part(text, from, at - from), writer->bytes,
                writer->error) ||
            !put(writer, entity)) {
            return false;
        }
        from = at + 1;
    }
    return encode(
        writer->encoding, slice_part(text, from, text.size), writer->bytes, writer->error);
}

static bool refuse(struct writer *writer, const char *element)
{
    error_set_text(writer->error, FAULT_MESSAGE_CANNOT_WRITE, element);
    return error_add_number(writer->error, (int64_t)writer->person);
}

static bool put_element(struct writer *writer, const char *name, struct slice value)
{
    if (!is_writable(writer->encoding, value)) {
        return refuse(writer, name);
    }
    return put(writer, "<") && put(writer, name) && put(writer, ">") &&
           put_escaped(writer, value) && put(writer, "</") && put(writer, name) &&
           put(writer, ">\n");
}

static bool put_known(struct writer *writer, const char *name, struct slice value)
{
    return value.size == 0 || put_element(writer, name, value);
}

static bool put_date(struct writer *writer, const char *name, struct date date)
{
    char text[DATE_TEXT];
    if (!date_is_some(date)) {
        return refuse(writer, name);
    }
    date_write_digits(date, text);
    return put_element(writer, name, slice_of(text));
}

/* ---- what may go in ---- */

static bool is_identifier(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t byte = text.data[i];
        bool is_letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
        bool is_mark = byte == '-' || byte == '_' || byte == '.';
        if (!is_letter && !is_mark && !(byte >= '0' && byte <= '9')) {
            return false;
        }
    }
    return text.size > 0 && text.size <= MESSAGE_IDENTIFIER_CHARACTERS;
}

static bool is_digits(struct slice text, size_t least, size_t most)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
    }
    return text.size >= least && text.size <= most;
}

static bool is_too_long(struct slice text)
{
    return text_find_bad(text) == text.size && text_length(text) > MESSAGE_KEY_CHARACTERS;
}

/* Two digits, or "" for none; false when it is no branch. */
static bool branch_read(struct slice text, char digits[BRANCH_DIGITS + 1])
{
    struct folded folded;
    struct slice branch;
    digits[0] = '\0';
    if (!fold_width(text, &folded)) {
        return false;
    }
    branch = slice_trim(folded_slice(&folded));
    if (!is_digits(branch, 0, BRANCH_DIGITS)) {
        return false;
    }
    if (branch.size > 0) {
        digits[0] = branch.size == 1 ? '0' : (char)branch.data[0];
        digits[1] = (char)branch.data[branch.size - 1];
        digits[2] = '\0';
    }
    return true;
}

enum message_inquiry_fault message_check(
    const struct message_inquiry *inquiry,
    enum message_encoding encoding)
{
    const struct identifiers *keys = &inquiry->identifiers;
    struct insurer_number insurer;
    char branch[BRANCH_DIGITS + 1];
    if (insurer_read(keys->insurer_number, &insurer) != INSURER_RIGHT) {
        return MESSAGE_INQUIRY_INSURER_NUMBER;
    }
    if (keys->number.size == 0) {
        return MESSAGE_INQUIRY_NUMBER_MISSING;
    }
    if (!date_is_some(inquiry->birth)) {
        return MESSAGE_INQUIRY_BIRTH_MISSING;
    }
    if (is_too_long(keys->symbol)) {
        return MESSAGE_INQUIRY_SYMBOL_TOO_LONG;
    }
    if (is_too_long(keys->number)) {
        return MESSAGE_INQUIRY_NUMBER_TOO_LONG;
    }
    if (!branch_read(keys->branch, branch)) {
        return MESSAGE_INQUIRY_BRANCH;
    }
    if (!is_writable(encoding, keys->symbol)) {
        return MESSAGE_INQUIRY_SYMBOL_NOT_WRITABLE;
    }
    if (!is_writable(encoding, keys->number)) {
        return MESSAGE_INQUIRY_NUMBER_NOT_WRITABLE;
    }
    return is_identifier(inquiry->arbitrary_identifier) ? MESSAGE_INQUIRY_RIGHT
                                                        : MESSAGE_INQUIRY_IDENTIFIER;
}

static const char *element_of(enum message_inquiry_fault fault)
{
    switch (fault) {
    case MESSAGE_INQUIRY_INSURER_NUMBER:
        return "InsurerNumber";
    case MESSAGE_INQUIRY_SYMBOL_TOO_LONG:
    case MESSAGE_INQUIRY_SYMBOL_NOT_WRITABLE:
        return "InsuredCardSymbol";
    case MESSAGE_INQUIRY_NUMBER_MISSING:
    case MESSAGE_INQUIRY_NUMBER_TOO_LONG:
    case MESSAGE_INQUIRY_NUMBER_NOT_WRITABLE:
        return "InsuredIdentificationNumber";
    case MESSAGE_INQUIRY_BIRTH_MISSING:
        return "Birthdate";
    case MESSAGE_INQUIRY_BRANCH:
        return "InsuredBranchNumber";
    case MESSAGE_INQUIRY_IDENTIFIER:
    case MESSAGE_INQUIRY_RIGHT:
    case MESSAGE_INQUIRY_FAULT_COUNT:
        break;
    }
    return "ArbitraryIdentifier";
}

/* ---- messages ---- */

static bool put_start(struct writer *writer)
{
    return put(writer, "<?xml version=\"1.0\" encoding=\"") &&
           put(writer, writer->encoding == MESSAGE_UTF8 ? "UTF-8" : "Shift_JIS") &&
           put(writer, "\" standalone=\"no\"?>\n<XmlMsg>\n<MessageHeader>\n");
}

static bool put_institution(struct writer *writer, struct slice code)
{
    if (!is_digits(code, MESSAGE_INSTITUTION_DIGITS, MESSAGE_INSTITUTION_DIGITS)) {
        return refuse(writer, "MedicalInstitutionCode");
    }
    return put_element(writer, "MedicalInstitutionCode", code);
}

static bool put_inquiry_header(struct writer *writer, const struct message_request *request)
{
    if (request->file_identifier.size > 0 && !is_identifier(request->file_identifier)) {
        return refuse(writer, "ArbitraryFileIdentifier");
    }
    return put_start(writer) &&
           put_date(writer, "QualificationConfirmationDate", request->confirmed_for) &&
           put_institution(writer, request->institution_code) &&
           put_known(writer, "ArbitraryFileIdentifier", request->file_identifier) &&
           put(writer, "</MessageHeader>\n<MessageBody>\n");
}

static bool put_end(struct writer *writer)
{
    return put(writer, "</MessageBody>\n</XmlMsg>\n");
}

static bool put_keys(struct writer *writer, const struct message_inquiry *inquiry)
{
    const struct identifiers *keys = &inquiry->identifiers;
    struct insurer_number insurer;
    char padded[INSURER_TEXT];
    char branch[BRANCH_DIGITS + 1];
    require(insurer_read(keys->insurer_number, &insurer) == INSURER_RIGHT);
    require(branch_read(keys->branch, branch));
    insurer_pad(&insurer, '0', padded);
    return put_element(writer, "InsurerNumber", slice_of(padded)) &&
           put_known(writer, "InsuredCardSymbol", keys->symbol) &&
           put_element(writer, "InsuredIdentificationNumber", keys->number) &&
           put_known(writer, "InsuredBranchNumber", slice_of(branch)) &&
           put_date(writer, "Birthdate", inquiry->birth);
}

static bool put_inquiry(struct writer *writer, const struct message_inquiry *inquiry)
{
    enum message_inquiry_fault fault = message_check(inquiry, writer->encoding);
    if (fault != MESSAGE_INQUIRY_RIGHT) {
        return refuse(writer, element_of(fault));
    }
    return put(writer, "<QualificationConfirmSearchInfo>\n") && put_keys(writer, inquiry) &&
           put_element(
               writer, "LimitApplicationCertificateRelatedConsFlg",
               slice_of(inquiry->limit_consent ? "1" : "0")) &&
           put_element(writer, "ArbitraryIdentifier", inquiry->arbitrary_identifier) &&
           put(writer, "</QualificationConfirmSearchInfo>\n");
}

static bool write_inquiries(
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    size_t count,
    struct buffer *bytes,
    struct error *error)
{
    struct writer writer = {bytes, request->encoding, 0, error};
    if (!put_inquiry_header(&writer, request)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        writer.person = i + 1;
        if (!put_inquiry(&writer, &inquiries[i])) {
            return false;
        }
    }
    return put_end(&writer);
}

bool message_write_single(
    const struct message_request *request,
    const struct message_inquiry *inquiry,
    struct buffer *bytes,
    struct error *error)
{
    return write_inquiries(request, inquiry, 1, bytes, error);
}

bool message_write_batch(
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    size_t count,
    struct buffer *bytes,
    struct error *error)
{
    require(count > 0 && count <= LIMIT_BATCH_PEOPLE);
    return write_inquiries(request, inquiries, count, bytes, error);
}

static bool put_registration(struct writer *writer, const struct message_inquiry *inquiry)
{
    enum message_inquiry_fault fault = message_check(inquiry, writer->encoding);
    struct slice reference = inquiry->reference_number;
    if (fault != MESSAGE_INQUIRY_RIGHT) {
        return refuse(writer, element_of(fault));
    }
    if (reference.size == 0 || text_find_bad(reference) != reference.size ||
        text_length(reference) > MESSAGE_IDENTIFIER_CHARACTERS) {
        return refuse(writer, "ReferenceNumber");
    }
    return put(writer, "<ReferenceNumberRegistrationInfo>\n") && put_keys(writer, inquiry) &&
           put_element(writer, "ReferenceNumber", reference) &&
           put_element(writer, "ArbitraryIdentifier", inquiry->arbitrary_identifier) &&
           put(writer, "</ReferenceNumberRegistrationInfo>\n");
}

static bool put_plain_header(struct writer *writer, const struct message_request *request)
{
    if (request->file_identifier.size > 0 && !is_identifier(request->file_identifier)) {
        return refuse(writer, "ArbitraryFileIdentifier");
    }
    return put_start(writer) && put_institution(writer, request->institution_code) &&
           put_known(writer, "ArbitraryFileIdentifier", request->file_identifier) &&
           put(writer, "</MessageHeader>\n<MessageBody>\n");
}

bool message_write_registration(
    const struct message_request *request,
    const struct message_inquiry *inquiries,
    size_t count,
    struct buffer *bytes,
    struct error *error)
{
    struct writer writer = {bytes, request->encoding, 0, error};
    require(count > 0 && count <= LIMIT_BATCH_PEOPLE);
    if (!put_plain_header(&writer, request)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        writer.person = i + 1;
        if (!put_registration(&writer, &inquiries[i])) {
            return false;
        }
    }
    return put_end(&writer);
}

static bool put_pull(struct writer *writer, enum message_pull pull, struct interval days)
{
    char month[DATE_TEXT];
    if (pull != MESSAGE_PULL_ASSISTANCE) {
        return put_date(writer, "ConsentDateFrom", days.first) &&
               put_date(writer, "ConsentDateTo", days.last) &&
               put_element(
                   writer, "MedicalTreatmentFlag",
                   slice_of(pull == MESSAGE_PULL_VISITING ? "2" : "3"));
    }
    if (!date_is_some(days.first)) {
        return refuse(writer, "MedicalTreatmentMonth");
    }
    date_write_digits(days.first, month);
    return put_element(
        writer, "MedicalTreatmentMonth", slice_part(slice_of(month), 0, MONTH_DIGITS));
}

bool message_write_pull(
    const struct message_request *request,
    enum message_pull pull,
    struct interval days,
    struct buffer *bytes,
    struct error *error)
{
    struct writer writer = {bytes, request->encoding, 0, error};
    return put_plain_header(&writer, request) &&
           put(&writer, "<QualificationConfirmSearchInfo>\n") && put_pull(&writer, pull, days) &&
           put(&writer, "</QualificationConfirmSearchInfo>\n") && put_end(&writer);
}

bool message_write_fetch(
    const struct message_request *request,
    struct slice reception_number,
    struct buffer *bytes,
    struct error *error)
{
    struct writer writer = {bytes, request->encoding, 0, error};
    if (reception_number.size == 0) {
        return refuse(&writer, "ReceptionNumber");
    }
    return put_start(&writer) && put_institution(&writer, request->institution_code) &&
           put(&writer, "</MessageHeader>\n<MessageBody>\n") &&
           put_element(&writer, "ReceptionNumber", reception_number) && put_end(&writer);
}
