#include "importers/tickets/archive_check.h"

#include <string.h>

enum {
    KIND_DIGIT_AT = 2,
    CHARGE_KINDS = 4 /* basic, detail, other, human dry dock */
};

static bool is_claim(const struct document *document)
{
    return document->kind == DOCUMENT_CHECKUP_CLAIM || document->kind == DOCUMENT_GUIDANCE_CLAIM;
}

/* ---- the ticket ---- */

static void check_needed(struct document *document)
{
    static const struct {
        enum ticket_field field;
        const char *element;
    } needed[] = {
        {TICKET_INSURER, "insurerNumber"},  {TICKET_NUMBER, "number"},
        {TICKET_BIRTH, "birthTime"},        {TICKET_KANA, "name"},
        {TICKET_EXAM_DAY, "effectiveTime"},
    };

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (document->ticket.values[needed[i].field].size == 0) {
            document_note(document, FINDING_ARCHIVE_MISSING, needed[i].element);
        }
    }
}

/* The kind that the third digit names on a day; "" when the rules do not know it. */
static const char *digit_kind(const struct rulebook *book, struct slice serial, struct date day)
{
    const char digit[2] = {(char)serial.data[KIND_DIGIT_AT], '\0'};
    const struct rule_parameter *row = rulebook_find_parameter(book, "ticket.digit", digit, day);
    return row == NULL ? "" : row->value;
}

static bool fits_claim(const char *kind, enum document_kind claim)
{
    bool is_set = strcmp(kind, "set") == 0;
    bool is_checkup = strcmp(kind, "checkup") == 0;
    return is_set || (claim == DOCUMENT_CHECKUP_CLAIM ? is_checkup : !is_checkup);
}

static const char *card_id(const struct document *document)
{
    return document->kind == DOCUMENT_GUIDANCE_CLAIM ? "healthGuidanceCard/id" : "checkupCard/id";
}

static void check_serial(const struct rulebook *book, struct document *document, struct date day)
{
    const struct ticket *ticket = &document->ticket;
    struct slice serial = ticket->values[TICKET_SERIAL];
    const char *kind = "";
    int year = 0;
    if (serial.size != TICKET_SERIAL_DIGITS) {
        return;
    }
    if (ticket_fiscal_year(ticket, day, &year) && year != fiscal_year_of(day)) {
        document_note(document, FINDING_ARCHIVE_YEAR, card_id(document));
    }
    if (book != NULL && is_claim(document)) {
        kind = digit_kind(book, serial, day);
        if (kind[0] == '\0' || !fits_claim(kind, document->kind)) {
            document_note(document, FINDING_ARCHIVE_DIGIT, card_id(document));
        }
    }
}

static bool is_same_insurer(struct slice left, struct slice right)
{
    while (left.size > 0 && left.data[0] == '0') {
        left = slice_part(left, 1, left.size);
    }
    while (right.size > 0 && right.data[0] == '0') {
        right = slice_part(right, 1, right.size);
    }
    return slice_equal(left, right);
}

static void check_ticket(const struct rulebook *book, struct document *document)
{
    const struct ticket *ticket = &document->ticket;
    struct date day = ticket_date(ticket, TICKET_EXAM_DAY);
    struct date expiry = ticket_date(ticket, TICKET_EXPIRY);
    struct slice issuer = ticket->values[TICKET_ISSUER];
    check_needed(document);
    if (date_is_some(day)) {
        check_serial(book, document, day);
    }
    /* Of guidance the day of the first interview counts, which a claim of a later session does not say. */
    if (document->kind == DOCUMENT_CHECKUP_CLAIM && date_is_some(day) && date_is_some(expiry) &&
        date_compare(day, expiry) > 0) {
        document_note(document, FINDING_ARCHIVE_EXPIRED, "checkupCard/effectiveTime");
    }
    if (issuer.size > 0 && ticket->values[TICKET_INSURER].size > 0 &&
        !is_same_insurer(issuer, ticket->values[TICKET_INSURER])) {
        document_note(document, FINDING_ARCHIVE_ISSUER, "insuranceCard/insurerNumber");
    }
}

/* ---- money ---- */

static void check_parts(
    struct document *document,
    enum document_amount first,
    enum document_amount sum,
    const char *element)
{
    int64_t added = 0;
    bool has_one = false;
    for (int i = 0; i < CHARGE_KINDS; i++) {
        added += document->amounts[(int)first + i];
        has_one = has_one || document->given[(int)first + i];
    }
    if (has_one && document->given[sum] && added != document->amounts[sum]) {
        document_note(document, FINDING_ARCHIVE_SUM, element);
    }
}

static void check_ceilings(struct document *document)
{
    static const char *const elements[CHARGE_KINDS] = {
        "chargeTypeBasic/maxInsuranceLimit", "chargeTypeDetail/maxInsuranceLimit",
        "chargeTypeOther/maxInsuranceLimit", "chargeTypeHumanDryDock/maxInsuranceLimit"};

    for (int i = 0; i < CHARGE_KINDS; i++) {
        int64_t rest =
            document->amounts[AMOUNT_UNIT_BASIC + i] - document->amounts[AMOUNT_CEILING_BASIC + i];
        if (document->given[AMOUNT_CEILING_BASIC + i] && document->given[AMOUNT_PAID_BASIC + i] &&
            document->amounts[AMOUNT_PAID_BASIC + i] != (rest > 0 ? rest : 0)) {
            document_note(document, FINDING_ARCHIVE_CEILING, elements[i]);
        }
    }
}

/* Names of this part are recalled: what is not found may stand there under another name, and says so. */
static bool has_sums(struct document *document)
{
    static const struct {
        enum document_amount amount;
        const char *element;
    } needed[] = {
        {AMOUNT_UNIT_SUM, "settlement/unitAmount"},
        {AMOUNT_PAID_SUM, "settlement/paymentAmount"},
        {AMOUNT_CLAIM_SUM, "settlement/claimAmount"},
    };

    bool all = true;
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!document->given[needed[i].amount]) {
            document_note(document, FINDING_ARCHIVE_MISSING, needed[i].element);
            all = false;
        }
    }
    return all;
}

static void check_money(struct document *document)
{
    const int64_t *amounts = document->amounts;
    check_parts(document, AMOUNT_UNIT_BASIC, AMOUNT_UNIT_SUM, "settlement/unitAmount");
    check_parts(document, AMOUNT_PAID_BASIC, AMOUNT_PAID_SUM, "settlement/paymentAmount");
    check_ceilings(document);
    if (has_sums(document) &&
        amounts[AMOUNT_UNIT_SUM] - amounts[AMOUNT_PAID_SUM] - amounts[AMOUNT_OTHER_SUM] !=
            amounts[AMOUNT_CLAIM_SUM]) {
        document_note(document, FINDING_ARCHIVE_SUM, "settlement/claimAmount");
    }
}

void archive_check(const struct rulebook *book, struct document *document)
{
    if (is_claim(document) || document->kind == DOCUMENT_RESULT) {
        check_ticket(book, document);
    }
    if (is_claim(document)) {
        check_money(document);
    }
}

/* ---- totals ---- */

void archive_totals_add(struct archive_totals *totals, const struct document *document)
{
    totals->results += document->kind == DOCUMENT_RESULT ? 1 : 0;
    if (is_claim(document)) {
        totals->claims++;
        for (int i = 0; i < AMOUNTS; i++) {
            totals->amounts[i] += document->amounts[i];
        }
    }
}

static void check_sums(const struct archive_totals *totals, struct document *document)
{
    static const struct {
        enum document_amount amount;
        const char *element;
    } sums[] = {
        {AMOUNT_UNIT_SUM, "totalCostAmount"},
        {AMOUNT_PAID_SUM, "totalPaymentAmount"},
        {AMOUNT_OTHER_SUM, "totalPaymentByOtherProgram"},
        {AMOUNT_CLAIM_SUM, "totalClaimAmount"},
    };

    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        if (document->given[sums[i].amount] &&
            document->amounts[sums[i].amount] != totals->amounts[sums[i].amount]) {
            document_note(document, FINDING_ARCHIVE_TOTAL, sums[i].element);
        }
    }
    if (!document->given[AMOUNT_CLAIM_SUM]) {
        document_note(document, FINDING_ARCHIVE_MISSING, "totalClaimAmount");
    }
}

void archive_totals_check(const struct archive_totals *totals, struct document *document)
{
    bool is_index = document->kind == DOCUMENT_INDEX;
    const char *element = is_index ? "totalRecordCount" : "totalSubjectCount";
    if (!document->given[AMOUNT_COUNT]) {
        document_note(document, FINDING_ARCHIVE_MISSING, element);
    } else if (document->amounts[AMOUNT_COUNT] != (is_index ? totals->results : totals->claims)) {
        document_note(document, FINDING_ARCHIVE_TOTAL, element);
    }
    if (!is_index) {
        check_sums(totals, document);
    }
}
