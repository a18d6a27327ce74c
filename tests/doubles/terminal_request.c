#include "tests/doubles/terminal_request.h"

#include <string.h>

#define PERSON "QualificationConfirmSearchInfo"

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
    if (!double_find_block(at, request->body_end, PERSON, &begin, &end)) {
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
    (void)double_find_value(
        begin, end, "LimitApplicationCertificateRelatedConsFlg", person->consent, REQUEST_VALUE);
    return true;
}

static const char *check_person(const struct request_person *person)
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
        wrong = check_person(&person);
        request->people++;
    }
    if (wrong == NULL &&
        (request->people == 0 || (kind == TERMINAL_SINGLE && request->people > 1))) {
        wrong = PERSON;
    }
    return wrong;
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
    return has_digits(request->date, 8) ? check_people(request, kind)
                                        : "QualificationConfirmationDate";
}

const char *request_read(struct request *request, enum terminal_kind kind, const char *path)
{
    static const char utf8[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>";
    static const char shift_jis[] =
        "<?xml version=\"1.0\" encoding=\"Shift_JIS\" standalone=\"no\"?>";
    *request = (struct request){.body = NULL};
    if (!double_text_read(&request->text, path)) {
        return "file";
    }
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

void request_free(struct request *request)
{
    double_text_free(&request->text);
}
