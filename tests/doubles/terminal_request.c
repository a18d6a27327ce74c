#include "tests/doubles/terminal_request.h"

#include <string.h>

#define PERSON "QualificationConfirmSearchInfo"
#define REGISTRATION "ReferenceNumberRegistrationInfo"

static bool has_digits(const char *text, size_t count)
{
    return strlen(text) == count && strspn(text, "0123456789") == count;
}

static bool starts(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool request_next(const struct request *request, const char **at, struct request_person *person)
{
    const char *begin = NULL;
    const char *end = NULL;
    if (!double_find_block(at, request->body_end, request->person, &begin, &end)) {
        return false;
    }
    memset(person, 0, sizeof *person);
    (void)double_find_value(begin, end, "InsurerNumber", person->insurer, REQUEST_VALUE);
    (void)double_find_value(begin, end, "InsuredCardSymbol", person->symbol, REQUEST_VALUE);
    (void)double_find_value(
        begin, end, "InsuredIdentificationNumber", person->number, REQUEST_VALUE);
    (void)double_find_value(begin, end, "InsuredBranchNumber", person->branch, REQUEST_VALUE);
    (void)double_find_value(begin, end, "Birthdate", person->birth, REQUEST_VALUE);
    (void)double_find_value(begin, end, "ArbitraryIdentifier", person->identifier, REQUEST_VALUE);
    (void)double_find_value(begin, end, "ReferenceNumber", person->reference, REQUEST_VALUE);
    (void)double_find_value(
        begin, end, "LimitApplicationCertificateRelatedConsFlg", person->consent, REQUEST_VALUE);
    return true;
}

static const char *check_person(const struct request_person *person, enum terminal_kind kind)
{
    if (!has_digits(person->insurer, 8)) {
        return "InsurerNumber";
    }
    if (person->number[0] == '\0') {
        return "InsuredIdentificationNumber";
    }
    if (!has_digits(person->birth, 8)) {
        return "Birthdate";
    }
    if (person->branch[0] != '\0' && !has_digits(person->branch, 2)) {
        return "InsuredBranchNumber";
    }
    if (kind == TERMINAL_REGISTER) {
        return person->reference[0] == '\0' ? "ReferenceNumber" : NULL;
    }
    return strcmp(person->consent, "0") == 0 || strcmp(person->consent, "1") == 0
               ? NULL
               : "LimitApplicationCertificateRelatedConsFlg";
}

static const char *check_people(struct request *request, enum terminal_kind kind)
{
    const char *at = request->body;
    struct request_person person;
    const char *wrong = NULL;
    while (wrong == NULL && request_next(request, &at, &person)) {
        wrong = check_person(&person, kind);
        request->people++;
    }
    if (wrong == NULL &&
        (request->people == 0 || (kind == TERMINAL_SINGLE && request->people > 1))) {
        wrong = request->person;
    }
    return wrong;
}

/* A month, or days of consent with the sort of treatment. */
static const char *check_pull(struct request *request)
{
    char last[REQUEST_VALUE];
    char flag[REQUEST_VALUE];
    const char *from = request->body;
    const char *to = request->body_end;
    if (double_find_value(from, to, "MedicalTreatmentMonth", request->month, REQUEST_VALUE)) {
        return has_digits(request->month, 6) ? NULL : "MedicalTreatmentMonth";
    }
    if (!double_find_value(from, to, "ConsentDateFrom", request->month, REQUEST_VALUE) ||
        !double_find_value(from, to, "ConsentDateTo", last, REQUEST_VALUE) ||
        !has_digits(request->month, 8) || !has_digits(last, 8) ||
        strcmp(request->month, last) > 0) {
        return "ConsentDateFrom";
    }
    return double_find_value(from, to, "MedicalTreatmentFlag", flag, REQUEST_VALUE) &&
                   (strcmp(flag, "2") == 0 || strcmp(flag, "3") == 0)
               ? NULL
               : "MedicalTreatmentFlag";
}

static const char *check(struct request *request, enum terminal_kind kind)
{
    const char *at = request->text.bytes;
    const char *end = at + request->text.size;
    const char *header = NULL;
    const char *header_end = NULL;
    if (!double_find_block(&at, end, "MessageHeader", &header, &header_end)) {
        return "MessageHeader";
    }
    if (!double_find_block(&at, end, "MessageBody", &request->body, &request->body_end)) {
        return "MessageBody";
    }
    (void)double_find_value(
        header, header_end, "MedicalInstitutionCode", request->institution, REQUEST_VALUE);
    (void)double_find_value(
        header, header_end, "ArbitraryFileIdentifier", request->file_identifier, REQUEST_VALUE);
    (void)double_find_value(
        header, header_end, "QualificationConfirmationDate", request->date, REQUEST_VALUE);
    if (!has_digits(request->institution, 10)) {
        return "MedicalInstitutionCode";
    }
    if (kind == TERMINAL_FETCH) {
        return double_find_value(
                   request->body, request->body_end, "ReceptionNumber", request->reception,
                   REQUEST_VALUE)
                   ? NULL
                   : "ReceptionNumber";
    }
    if (kind == TERMINAL_PULL) {
        return check_pull(request);
    }
    if (kind == TERMINAL_REGISTER) {
        return check_people(request, kind);
    }
    return has_digits(request->date, 8) ? check_people(request, kind)
                                        : "QualificationConfirmationDate";
}

static const char *understand(struct request *request, enum terminal_kind kind)
{
    static const char utf8[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>";
    static const char shift_jis[] =
        "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>";
    if (starts(request->text.bytes, shift_jis)) {
        if (!double_text_from_shift_jis(&request->text)) {
            return "Shift_JIS";
        }
    } else if (!starts(request->text.bytes, utf8)) {
        return "declaration";
    }
    if (strstr(request->text.bytes, "</XmlMsg>") == NULL ||
        strstr(request->text.bytes, "&#") != NULL) {
        return "XmlMsg";
    }
    return check(request, kind);
}

static void begin(struct request *request, enum terminal_kind kind)
{
    *request = (struct request){.person = kind == TERMINAL_REGISTER ? REGISTRATION : PERSON};
}

const char *request_read(struct request *request, enum terminal_kind kind, const char *path)
{
    begin(request, kind);
    return double_text_read(&request->text, path) ? understand(request, kind) : "file";
}

const char *
request_read_bytes(struct request *request, enum terminal_kind kind, const void *bytes, size_t size)
{
    begin(request, kind);
    double_text_add(&request->text, bytes, size);
    return understand(request, kind);
}

void request_free(struct request *request)
{
    double_text_free(&request->text);
}
