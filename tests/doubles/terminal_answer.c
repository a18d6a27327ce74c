#include "tests/doubles/terminal_answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *terminal_case_fault(const struct terminal_case *one, enum terminal_fault fault)
{
    return script_fault_of(one->script, one->kind, one->which, fault);
}

static bool happens(const struct terminal_case *one, enum terminal_fault fault)
{
    return terminal_case_fault(one, fault) != NULL;
}

static const char *
or_fault(const struct terminal_case *one, enum terminal_fault fault, const char *usual)
{
    const char *other = terminal_case_fault(one, fault);
    return other == NULL ? usual : other;
}

/* "-" in the script leaves something out, and so does a value that was never given. */
static void add(struct double_node *parent, const char *name, const char *value)
{
    if (value != NULL && strcmp(value, "-") != 0) {
        (void)double_node_add(parent, name, value);
    }
}

static const char *or_none(const char *value)
{
    return value[0] == '\0' ? NULL : value;
}

static bool is_shift_jis(const struct terminal_case *one)
{
    const char *usual = one->script->is_shift_jis ? "shift_jis" : "utf-8";
    return strcmp(or_fault(one, TERMINAL_ENCODING, usual), "shift_jis") == 0;
}

/* ---- a person ---- */

static void add_path(struct double_node *parent, const char *path, const char *value)
{
    const char *slash = strchr(path, '/');
    char group[128];
    struct double_node *child = NULL;
    if (slash == NULL) {
        add(parent, path, value);
        return;
    }
    (void)snprintf(group, sizeof group, "%.*s", (int)(slash - path), path);
    child = double_node_child(parent, group);
    child = child == NULL ? double_node_group(parent, group) : child;
    add_path(child, slash + 1, value);
}

static void add_result(
    struct double_node *parent,
    const struct script_person *person,
    const struct script_result *result)
{
    struct double_node *node = double_node_group(parent, "ResultOfQualificationConfirmation");
    const struct script_item usual[] = {
        {"InsuredCardClassification", "01", NULL},
        {"InsurerNumber", person->insurer, NULL},
        {"InsuredCardSymbol", person->symbol, NULL},
        {"InsuredIdentificationNumber", person->number, NULL},
        {"InsuredBranchNumber", person->branch, NULL},
        {"Birthdate", person->birth, NULL},
        {"InsurerName", "架空の保険者", NULL},
    };
    const struct script_item *item = result->items;
    for (; item != NULL; item = item->next) {
        add_path(node, item->name, item->value);
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        if (script_item_find(result->items, usual[i].name) == NULL) {
            add(node, usual[i].name, usual[i].value);
        }
    }
    for (item = result->agains; item != NULL; item = item->next) {
        add_path(node, item->name, item->value);
    }
}

static void add_echo_item(
    struct double_node *parent,
    const struct script_person *person,
    const char *name,
    const char *asked)
{
    const char *other = person == NULL ? NULL : script_item_find(person->echoes, name);
    add(parent, name, other == NULL ? or_none(asked) : other);
}

static void add_echo(
    struct double_node *parent,
    const struct script_person *person,
    const struct request_person *asked)
{
    struct double_node *node = double_node_group(parent, "QualificationConfirmSearchInfo");
    add_echo_item(node, person, "InsurerNumber", asked->insurer);
    add_echo_item(node, person, "InsuredCardSymbol", asked->symbol);
    add_echo_item(node, person, "InsuredIdentificationNumber", asked->number);
    add_echo_item(node, person, "InsuredBranchNumber", asked->branch);
    add_echo_item(node, person, "Birthdate", asked->birth);
    add_echo_item(node, person, "LimitApplicationCertificateRelatedConsFlg", asked->consent);
    add_echo_item(node, person, "ArbitraryIdentifier", asked->identifier);
}

static const char *validity_of(const struct script_person *person)
{
    if (person == NULL || (person->validity == NULL && person->results == NULL)) {
        return "4";
    }
    return person->validity == NULL ? "1" : person->validity;
}

static void add_person(
    struct double_node *node,
    struct double_node *results,
    const struct script_person *person,
    const struct request_person *asked)
{
    const struct script_result *result = person == NULL ? NULL : person->results;
    const struct script_item *item = person == NULL ? NULL : person->units;
    add_echo(node, person, asked);
    add(node, "ProcessingResultStatus", person == NULL || !person->status ? "1" : person->status);
    if (person != NULL) {
        add(node, "ProcessingResultCode", person->code);
        add(node, "ProcessingResultMessage", person->message);
        add(node, "ReferenceNumber", person->reference);
    }
    add(node, "QualificationValidity", validity_of(person));
    for (; item != NULL; item = item->next) {
        add_path(node, item->name, item->value);
    }
    for (; result != NULL; result = result->next) {
        add_result(results, person, result);
    }
}

static const char *or_one(const char *value)
{
    return value == NULL ? "1" : value;
}

static const struct script_person *known_person(
    const struct terminal_case *one,
    const struct request_person *asked)
{
    return script_find(one->script, asked->insurer, asked->symbol, asked->number, asked->birth);
}

/* ---- the body ---- */

struct counts {
    size_t results;
    size_t errors;
};

static void add_unit(
    const struct terminal_case *one,
    struct double_node *body,
    const struct request_person *asked,
    struct counts *counts)
{
    const struct script_person *person = known_person(one, asked);
    struct double_node *unit = NULL;
    bool is_error = person != NULL && person->status != NULL && strcmp(person->status, "1") != 0;
    if (person != NULL && person->is_silent) {
        return;
    }
    unit = double_node_group(body, "BulkConfirmUnit");
    add_person(unit, unit, person, asked);
    if (happens(one, TERMINAL_EXTRA)) {
        add(unit, terminal_case_fault(one, TERMINAL_EXTRA), "unit");
    }
    counts->results++;
    counts->errors += is_error ? 1 : 0;
}

/* Whoever the script says comes with pulls of that sort; nobody was asked about by name. */
static struct counts add_pulled(const struct terminal_case *one, struct double_node *body)
{
    const struct script_person *person = one->script->people;
    struct counts counts = {0, 0};
    for (; person != NULL; person = person->next) {
        const struct script_result *result = person->results;
        struct double_node *unit = NULL;
        if (person->pull == NULL || strcmp(person->pull, one->pull) != 0) {
            continue;
        }
        unit = double_node_group(body, "BulkConfirmUnit");
        add(unit, "ProcessingResultStatus", person->status == NULL ? "1" : person->status);
        add(unit, "ReferenceNumber", person->reference);
        add(unit, "QualificationValidity", validity_of(person));
        for (; result != NULL; result = result->next) {
            add_result(unit, person, result);
        }
        counts.results++;
        counts.errors += person->status != NULL && strcmp(person->status, "1") != 0 ? 1 : 0;
    }
    return counts;
}

static void add_registered(
    const struct terminal_case *one,
    struct double_node *node,
    const struct request_person *asked)
{
    const struct script_person *person = known_person(one, asked);
    struct double_node *echo = double_node_group(node, "ReferenceNumberRegistrationInfo");
    add_echo_item(echo, person, "InsurerNumber", asked->insurer);
    add_echo_item(echo, person, "InsuredCardSymbol", asked->symbol);
    add_echo_item(echo, person, "InsuredIdentificationNumber", asked->number);
    add_echo_item(echo, person, "InsuredBranchNumber", asked->branch);
    add_echo_item(echo, person, "Birthdate", asked->birth);
    add_echo_item(echo, person, "ReferenceNumber", asked->reference);
    add_echo_item(echo, person, "ArbitraryIdentifier", asked->identifier);
    add(node, "ProcessingResultStatus", person == NULL ? "2" : or_one(person->status));
}

static struct counts
add_registrations(const struct terminal_case *one, struct double_node *body, bool is_batch)
{
    const struct request *request = is_batch ? one->people : one->request;
    const char *at = request->body;
    struct request_person asked;
    struct counts counts = {0, 0};
    while (request_next(request, &at, &asked)) {
        const struct script_person *person = known_person(one, &asked);
        bool is_error = person == NULL || strcmp(or_one(person->status), "1") != 0;
        add_registered(
            one, is_batch ? double_node_group(body, "BulkRegistrationUnit") : body, &asked);
        counts.results++;
        counts.errors += is_error ? 1 : 0;
    }
    return counts;
}

/* The first two people's identifiers the other way round. */
static void swap_identifiers(struct double_node *body)
{
    struct double_node *first = body->first;
    struct double_node *second = first == NULL ? NULL : first->next;
    struct double_node *left = NULL;
    struct double_node *right = NULL;
    char *value = NULL;
    if (second == NULL) {
        return;
    }
    left = double_node_child(
        double_node_child(first, "QualificationConfirmSearchInfo"), "ArbitraryIdentifier");
    right = double_node_child(
        double_node_child(second, "QualificationConfirmSearchInfo"), "ArbitraryIdentifier");
    if (left != NULL && right != NULL) {
        value = left->value;
        left->value = right->value;
        right->value = value;
    }
}

static struct counts add_units(const struct terminal_case *one, struct double_node *body)
{
    const char *at = one->people->body;
    struct request_person asked;
    struct counts counts = {0, 0};
    bool is_first = true;
    while (request_next(one->people, &at, &asked)) {
        if (is_first && happens(one, TERMINAL_MISSING)) {
            is_first = false;
            continue;
        }
        add_unit(one, body, &asked, &counts);
        if (is_first && happens(one, TERMINAL_DUPLICATE)) {
            add_unit(one, body, &asked, &counts);
        }
        is_first = false;
    }
    if (happens(one, TERMINAL_SWAP)) {
        swap_identifiers(body);
    }
    return counts;
}

static void add_single(const struct terminal_case *one, struct double_node *body)
{
    const char *at = one->request->body;
    struct request_person asked;
    const struct script_person *person = NULL;
    struct double_node *list = NULL;
    if (!request_next(one->request, &at, &asked)) {
        return;
    }
    person = known_person(one, &asked);
    if (person == NULL || person->results == NULL) {
        add_person(body, body, person, &asked);
        return;
    }
    list = double_node_new("ResultList", NULL);
    add_person(body, list, person, &asked);
    double_node_append(body, list);
}

/* ---- the header ---- */

static void add_count(
    const struct terminal_case *one,
    struct double_node *header,
    const char *name,
    size_t count,
    enum terminal_fault fault)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%zu", count);
    add(header, name, or_fault(one, fault, text));
}

/* What is answered with a reception number. */
static bool is_acceptance(const struct terminal_case *one)
{
    return one->kind != TERMINAL_FETCH && !one->is_at_once;
}

static const char *segment_of(const struct terminal_case *one)
{
    const char *usual = one->is_processing ? "2" : "1";
    if (one->kind == TERMINAL_FETCH && one->people == NULL) {
        usual = "9";
    }
    return or_fault(one, TERMINAL_SEGMENT, usual);
}

static void add_outcome(const struct terminal_case *one, struct double_node *header)
{
    const char *segment = segment_of(one);
    if (is_acceptance(one)) {
        return;
    }
    add(header, "SegmentOfResult", segment);
    if (strcmp(segment, "9") == 0) {
        add(header, "ErrorCode", "X0009");
        add(header, "ErrorMessage", "架空のエラー");
    }
    if (one->kind == TERMINAL_SINGLE) {
        add(header, "ReferenceClassification", "2");
    }
}

static void add_keys(const struct terminal_case *one, struct double_node *header)
{
    const struct request *asked = one->people == NULL ? one->request : one->people;
    add(header, "ProcessExecutionTime", one->now);
    if (!is_acceptance(one)) {
        add(header, "QualificationConfirmationDate",
            or_fault(one, TERMINAL_DATE, or_none(asked->date)));
    }
    add(header, "MedicalInstitutionCode",
        or_fault(one, TERMINAL_INSTITUTION, one->request->institution));
    add(header, "ArbitraryFileIdentifier",
        or_fault(one, TERMINAL_IDENTIFIER, or_none(asked->file_identifier)));
    if (one->kind == TERMINAL_FETCH) {
        add(header, "ReceptionNumber", or_fault(one, TERMINAL_RECEPTION, one->reception));
    }
}

static void
add_header(const struct terminal_case *one, struct double_node *header, const struct counts *counts)
{
    const char *twice = terminal_case_fault(one, TERMINAL_TWICE);
    const struct double_node *again = NULL;
    add_keys(one, header);
    add_outcome(one, header);
    if (counts != NULL) {
        add_count(one, header, "NumberOfProcessingResult", counts->results, TERMINAL_COUNT_RESULTS);
        add_count(
            one, header, "NumberOfNormalProcessing", counts->results - counts->errors,
            TERMINAL_COUNT_NORMAL);
        add_count(one, header, "NumberOfError", counts->errors, TERMINAL_COUNT_ERRORS);
    }
    add(header, "CharacterCodeIdentifier",
        or_fault(one, TERMINAL_MARK, is_shift_jis(one) ? "1" : "0"));
    add(header, or_fault(one, TERMINAL_EXTRA, "-"), happens(one, TERMINAL_EXTRA) ? "header" : NULL);
    again = twice == NULL ? NULL : double_node_child(header, twice);
    if (again != NULL) {
        add(header, twice, again->value);
    }
}

/* ---- the whole ---- */

static struct counts add_body(const struct terminal_case *one, struct double_node *body)
{
    struct counts none = {0, 0};
    if (one->kind == TERMINAL_FETCH) {
        return one->asked == TERMINAL_PULL       ? add_pulled(one, body)
               : one->asked == TERMINAL_REGISTER ? add_registrations(one, body, true)
                                                 : add_units(one, body);
    }
    if (one->kind == TERMINAL_REGISTER) {
        return add_registrations(one, body, false);
    }
    add_single(one, body);
    return none;
}

static struct double_node *make_tree(const struct terminal_case *one)
{
    struct double_node *root = double_node_new("XmlMsg", NULL);
    struct double_node *header = double_node_group(root, "MessageHeader");
    struct double_node *body = double_node_group(root, "MessageBody");
    bool has_people = strcmp(segment_of(one), "2") != 0 && strcmp(segment_of(one), "9") != 0;
    struct counts counts = {0, 0};
    if (is_acceptance(one)) {
        add(body, "ReceptionNumber", or_fault(one, TERMINAL_RECEPTION, one->reception));
        add(body, "ReceptionDateTime", one->now);
    } else if (has_people) {
        counts = add_body(one, body);
    }
    if (happens(one, TERMINAL_EXTRA)) {
        add(body, terminal_case_fault(one, TERMINAL_EXTRA), "body");
    }
    add_header(one, header, one->kind == TERMINAL_FETCH && has_people ? &counts : NULL);
    return root;
}

void terminal_answer(const struct terminal_case *one, struct double_text *bytes)
{
    struct double_node *root = make_tree(one);
    const char *declared = is_shift_jis(one) ? "Shift_JIS" : "UTF-8";
    struct double_text xml = {0};
    double_text_put(&xml, "<?xml version=\"1.0\" encoding=\"");
    double_text_put(&xml, or_fault(one, TERMINAL_DECLARE, declared));
    double_text_put(&xml, "\" standalone=\"no\"?>");
    if (happens(one, TERMINAL_DTD)) {
        double_text_put(&xml, "<!DOCTYPE XmlMsg [<!ENTITY a \"b\">]>");
    }
    double_node_write(&xml, root, happens(one, TERMINAL_SCRAMBLE));
    double_node_free(root);
    if (is_shift_jis(one)) {
        double_text_to_shift_jis(&xml);
    }
    if (happens(one, TERMINAL_BOM)) {
        double_text_add(bytes, "\xEF\xBB\xBF", 3);
    }
    double_text_add(bytes, xml.bytes, xml.size);
    if (happens(one, TERMINAL_PAD)) {
        long count = strtol(terminal_case_fault(one, TERMINAL_PAD), NULL, 10);
        for (; count > 0; count--) {
            double_text_add(bytes, " ", 1);
        }
    }
    double_text_free(&xml);
}
