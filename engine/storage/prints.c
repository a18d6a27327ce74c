#include "engine/storage/prints.h"

#include <string.h>

#include "engine/foundation/fold.h"

/* The message is built in one fixed buffer: no value here is longer than a folded field. */
struct message {
    size_t size;
    uint8_t bytes[4 * FOLD_BYTES];
};

static void add(struct message *message, struct slice bytes)
{
    require(message->size + bytes.size + 1 <= sizeof message->bytes);
    if (bytes.size > 0) {
        memcpy(message->bytes + message->size, bytes.data, bytes.size);
    }
    message->size += bytes.size;
    message->bytes[message->size++] = 0;
}

static void start(struct message *message, const char *label)
{
    message->size = 1;
    message->bytes[0] = FOLD_VERSION;
    add(message, slice_of(label));
}

static void add_date(struct message *message, struct date date)
{
    char text[DATE_TEXT];
    date_write_digits(date, text);
    add(message, slice_of(text));
}

static bool finish(
    struct fingerprinter *printer,
    struct message *message,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    bool done =
        fingerprint(printer, (struct slice){message->bytes, message->size - 1}, print, error);
    bytes_wipe(message->bytes, message->size);
    return done;
}

bool print_is_some(const uint8_t print[FINGERPRINT_BYTES])
{
    static const uint8_t none[FINGERPRINT_BYTES] = {0};
    return memcmp(print, none, FINGERPRINT_BYTES) != 0;
}

bool print_code(
    struct fingerprinter *printer,
    const char *label,
    struct slice code,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct message message;
    memset(print, 0, FINGERPRINT_BYTES);
    if (code.size == 0 || code.size > FOLD_BYTES) {
        return true;
    }
    start(&message, label);
    add(&message, code);
    return finish(printer, &message, print, error);
}

/* ● stands for a character that nobody sees: such a text is not known, not even equal to itself. */
static bool has_unseen(struct slice text)
{
    static const uint8_t unseen[] = {0xE2, 0x97, 0x8F};
    for (size_t i = 0; i + sizeof unseen <= text.size; i++) {
        if (memcmp(text.data + i, unseen, sizeof unseen) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_number(struct message *message, struct slice number, bool strip)
{
    struct folded folded;
    struct slice plain;
    if (!fold_number(number, &folded) || has_unseen(folded_slice(&folded))) {
        return false;
    }
    plain = folded_slice(&folded);
    add(message, strip ? fold_without_zeros(plain) : plain);
    return true;
}

bool print_numbers(
    struct fingerprinter *printer,
    const struct identifiers *identifiers,
    struct date birth,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct message message;
    struct insurer_number insurer;
    char padded[INSURER_TEXT];
    memset(print, 0, FINGERPRINT_BYTES);
    if (identifiers->number.size == 0 || !date_is_some(birth) ||
        insurer_read(identifiers->insurer_number, &insurer) != INSURER_RIGHT) {
        return true;
    }
    insurer_pad(&insurer, '0', padded);
    start(&message, "numbers");
    add(&message, slice_of(padded));
    if (!add_number(&message, identifiers->symbol, false) ||
        !add_number(&message, identifiers->number, true)) {
        return true;
    }
    add_date(&message, birth);
    return finish(printer, &message, print, error);
}

bool print_insured(
    struct fingerprinter *printer,
    const struct identifiers *identifiers,
    struct month month,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct message message;
    struct insurer_number insurer;
    char padded[INSURER_TEXT];
    memset(print, 0, FINGERPRINT_BYTES);
    if (identifiers->number.size == 0 || !month_is_some(month) ||
        insurer_read(identifiers->insurer_number, &insurer) != INSURER_RIGHT) {
        return true;
    }
    insurer_pad(&insurer, '0', padded);
    start(&message, "insured");
    add(&message, slice_of(padded));
    if (!add_number(&message, identifiers->symbol, false) ||
        !add_number(&message, identifiers->number, true) ||
        !add_number(&message, identifiers->branch, true)) {
        return true;
    }
    add_date(&message, month_first_day(month));
    return finish(printer, &message, print, error);
}

bool print_person(
    struct fingerprinter *printer,
    struct slice kana,
    struct date birth,
    unsigned sex,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct message message;
    struct folded folded;
    memset(print, 0, FINGERPRINT_BYTES);
    if (!date_is_some(birth) || (sex != SEX_MALE && sex != SEX_FEMALE) ||
        !fold_kana(kana, &folded) || folded.size == 0 || has_unseen(folded_slice(&folded))) {
        return true;
    }
    start(&message, "person");
    add(&message, folded_slice(&folded));
    add_date(&message, birth);
    add(&message, slice_of(domain_value_name(DOMAIN_SEX, sex)));
    return finish(printer, &message, print, error);
}

typedef bool name_folder(struct slice text, struct folded *folded);

/* False for a name that nobody knows in full. */
static bool add_name(struct message *message, struct slice name, name_folder *fold, size_t *size)
{
    struct folded folded;
    if (!fold(name, &folded) || has_unseen(folded_slice(&folded))) {
        return false;
    }
    add(message, folded_slice(&folded));
    *size = folded.size;
    return true;
}

static bool
add_names(struct message *message, const struct person *here, const struct person *there)
{
    bool by_kana = here->kana.size > 0 && (there->kana.size > 0 || there->other_kana.size > 0);
    name_folder *fold = by_kana ? fold_kana : fold_name;
    size_t sizes[3] = {0};
    add(message, slice_of(by_kana ? "kana" : "name"));
    return add_name(message, by_kana ? here->kana : here->name, fold, &sizes[0]) &&
           add_name(message, by_kana ? there->kana : there->name, fold, &sizes[1]) &&
           add_name(message, by_kana ? there->other_kana : there->other_name, fold, &sizes[2]) &&
           sizes[0] > 0 && sizes[1] + sizes[2] > 0;
}

bool print_alias(
    struct fingerprinter *printer,
    const struct print_alias_of *of,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    const uint8_t zeros = (uint8_t)of->zeros;
    bool differ = person_sexes(of->here, of->there) == RESEMBLANCE_DIFFERENT;
    struct message message;
    memset(print, 0, FINGERPRINT_BYTES);
    start(&message, "alias");
    add(&message, (struct slice){of->typed, FINGERPRINT_BYTES});
    add(&message, (struct slice){of->answered, FINGERPRINT_BYTES});
    add(&message, (struct slice){&zeros, 1});
    add(&message, slice_of(differ ? "differ" : ""));
    if (!add_names(&message, of->here, of->there)) {
        bytes_wipe(message.bytes, message.size);
        return true;
    }
    return finish(printer, &message, print, error);
}

bool prints_of_claim(
    struct fingerprinter *printer,
    const struct claim_print_of *of,
    const struct slice *insurer_number,
    uint8_t print[FINGERPRINT_BYTES],
    struct error *error)
{
    struct message message;
    char month[DATE_TEXT];
    memset(print, 0, FINGERPRINT_BYTES);
    if (!month_is_some(of->month) || !date_is_some(of->birth) || of->chart_number.size == 0 ||
        of->chart_number.size > FOLD_BYTES) {
        return true;
    }
    month_write_digits(of->month, month);
    start(&message, insurer_number == NULL ? "claim" : "claim of insurer");
    add(&message, slice_of(month));
    add(&message, slice_of(of->inpatient ? "inpatient" : "outpatient"));
    add(&message, of->chart_number);
    add_date(&message, of->birth);
    if (insurer_number != NULL) {
        add(&message, slice_part(*insurer_number, 0, FOLD_BYTES));
    }
    return finish(printer, &message, print, error);
}

bool prints_of_evidence(
    struct fingerprinter *printer,
    const struct evidence *evidence,
    uint8_t prints[VISIT_PRINTS],
    struct error *error)
{
    const struct identifiers identifiers = {
        .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
        .symbol = evidence->values[FIELD_SYMBOL],
        .number = evidence->values[FIELD_NUMBER],
        .branch = evidence->values[FIELD_BRANCH],
    };
    struct date birth = DATE_NONE;
    if (evidence_has(evidence, FIELD_BIRTH_DATE) &&
        !date_from_digits(evidence->values[FIELD_BIRTH_DATE], &birth)) {
        birth = DATE_NONE;
    }
    return print_code(
               printer, "chart", evidence->values[FIELD_CHART_NUMBER], prints + PRINT_CHART,
               error) &&
           print_code(
               printer, "local", evidence->values[FIELD_LOCAL_NUMBER], prints + PRINT_LOCAL,
               error) &&
           print_numbers(printer, &identifiers, birth, prints + PRINT_NUMBERS, error) &&
           print_person(
               printer, evidence->values[FIELD_KANA_NAME], birth,
               evidence_choice(evidence, FIELD_SEX), prints + PRINT_PERSON, error);
}

bool print_short(
    struct fingerprinter *printer,
    const char *label,
    struct slice bytes,
    int64_t *print,
    struct error *error)
{
    uint8_t whole[FINGERPRINT_BYTES];
    struct buffer message = buffer_open(LIMIT_BODY_BYTES);
    uint64_t number = 0;
    bool done = buffer_append_text(&message, label, error) &&
                buffer_append_byte(&message, 0, error) && buffer_append(&message, bytes, error) &&
                fingerprint(printer, buffer_slice(&message), whole, error);
    buffer_close_wiped(&message);
    for (unsigned i = 0; done && i < 8; i++) {
        number = number << 8 | whole[i];
    }
    *print = (int64_t)(number & INT64_MAX);
    return done;
}
