#include "importers/online/answer_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/storage/answers.h"
#include "importers/desk/value.h"
#include "importers/online/answer_kinds.h"
#include "importers/online/codes.h"

enum column {
#define COLUMN(column, kind, which, heading) COLUMN_##column,
#define HEADING(column, word)
#include "importers/online/answer_columns.def"
#undef COLUMN
#undef HEADING
    COLUMN_COUNT
};

enum column_kind {
    COLUMN_KIND_CONFIRMED_DATE,
    COLUMN_KIND_CODE,
    COLUMN_KIND_TEXT,
    COLUMN_KIND_DATE,
    COLUMN_KIND_REFERENCE,
    COLUMN_KIND_RESULT_CODE,
    COLUMN_KIND_RESULT_MESSAGE,
    COLUMN_KIND_UNUSED
};

struct column_row {
    enum column_kind kind;
    unsigned which;
    const char *heading;
};

struct heading_row {
    enum column column;
    const char *word;
};

static const struct column_row column_rows[COLUMN_COUNT] = {
#define COLUMN(column, kind, which, heading)                                                       \
    [COLUMN_##column] = {COLUMN_KIND_##kind, which, heading},
#define HEADING(column, word)
#include "importers/online/answer_columns.def"
#undef COLUMN
#undef HEADING
};

static const struct heading_row heading_rows[] = {
#define COLUMN(column, kind, which, heading)
#define HEADING(column, word) {COLUMN_##column, word},
#include "importers/online/answer_columns.def"
#undef COLUMN
#undef HEADING
};

/* The domain whose words stand for the codes of a list. */
static const enum domain domains[CODE_LIST_COUNT] = {
    [CODE_LIST_ASKED_BY] = DOMAIN_ASKED_BY,       [CODE_LIST_STATUS] = DOMAIN_DELIVERY,
    [CODE_LIST_VALIDITY] = DOMAIN_VALIDITY,       [CODE_LIST_SEX] = DOMAIN_SEX,
    [CODE_LIST_RELATION] = DOMAIN_RELATION,       [CODE_LIST_CARD_CLASS] = DOMAIN_CARD_CLASS,
    [CODE_LIST_LOSS_REASON] = DOMAIN_LOSS_REASON,
};

struct answers {
    struct value_rules rules;
    struct answer answer;
    struct value values[COLUMN_COUNT];
};

static bool find_column(struct slice heading, unsigned *column)
{
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        if (slice_equal_text(heading, column_rows[i].heading)) {
            *column = i;
            return true;
        }
    }
    for (size_t i = 0; i < sizeof heading_rows / sizeof heading_rows[0]; i++) {
        if (slice_equal_text(heading, heading_rows[i].word)) {
            *column = heading_rows[i].column;
            return true;
        }
    }
    return false;
}

static const char *column_label(unsigned column)
{
    require(column < COLUMN_COUNT);
    return column_rows[column].heading;
}

static const char *missing_column(const bool *has)
{
    static const enum column needed[] = {
        COLUMN_CONFIRMED_FOR, COLUMN_VALIDITY, COLUMN_INSURER_NUMBER, COLUMN_NUMBER, COLUMN_BIRTH};

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (!has[needed[i]]) {
            return column_rows[needed[i]].heading;
        }
    }
    return NULL;
}

/* ---- one row ---- */

static unsigned *code_place(struct answer *answer, enum code_list list)
{
    struct qualification *qualification = &answer->qualifications[0];
    switch (list) {
    case CODE_LIST_ASKED_BY:
        return &answer->asked_by;
    case CODE_LIST_STATUS:
        return &answer->delivery;
    case CODE_LIST_VALIDITY:
        return &answer->validity;
    case CODE_LIST_SEX:
        return &qualification->sex;
    case CODE_LIST_RELATION:
        return &qualification->relation;
    case CODE_LIST_CARD_CLASS:
        return &qualification->card_class;
    case CODE_LIST_LOSS_REASON:
        return &qualification->loss_reason;
    case CODE_LIST_SEGMENT:
    case CODE_LIST_CHARACTERS:
    case CODE_LIST_COUNT:
        break;
    }
    require(false);
    return NULL;
}

/* Codes of two characters lose a zero in a spreadsheet: 1 is 01 where the list has no 1. */
static bool read_with_zero(enum code_list list, struct slice code, unsigned *value)
{
    const uint8_t with_zero[] = {'0', code.size == 1 ? code.data[0] : '0'};
    return code.size == 1 && code_read(list, (struct slice){with_zero, sizeof with_zero}, value);
}

static bool read_word(enum code_list list, struct slice text, unsigned *value)
{
    unsigned unknown = 0;
    if (code_read(list, text, value)) {
        return true;
    }
    unknown = *value;
    if (domain_value_read(domains[list], text, value)) {
        return true;
    }
    *value = unknown;
    return false;
}

/* As written, then width folded: some words hold full-width brackets. */
static void
read_code(struct answers *answers, struct table_row *row, enum column column, struct slice text)
{
    enum code_list list = (enum code_list)column_rows[column].which;
    unsigned *place = code_place(&answers->answer, list);
    struct folded folded;
    unsigned restored = 0;
    if (column == COLUMN_CARD_CLASS) {
        answers->answer.qualifications[0].texts[ANSWER_CARD_CLASS_CODE] = text;
    }
    if (read_word(list, text, place)) {
        return;
    }
    if (!fold_width(text, &folded)) {
        table_note(row, column, FINDING_ROW_UNKNOWN_CODE);
    } else if (read_with_zero(list, folded_slice(&folded), &restored)) {
        *place = restored;
        table_note(row, column, FINDING_ROW_ZERO_RESTORED);
    } else if (!read_word(list, folded_slice(&folded), place)) {
        table_note(row, column, FINDING_ROW_UNKNOWN_CODE);
    }
}

static enum field_kind value_kind(enum column column)
{
    switch (column_rows[column].kind) {
    case COLUMN_KIND_CONFIRMED_DATE:
    case COLUMN_KIND_DATE:
        return KIND_DATE;
    case COLUMN_KIND_TEXT:
        return answer_text_kind(column_rows[column].which);
    case COLUMN_KIND_CODE:
    case COLUMN_KIND_REFERENCE:
    case COLUMN_KIND_RESULT_CODE:
    case COLUMN_KIND_RESULT_MESSAGE:
    case COLUMN_KIND_UNUSED:
        break;
    }
    return KIND_TEXT;
}

static void
place_value(struct answers *answers, struct table_row *row, enum column column, struct slice text)
{
    struct answer *answer = &answers->answer;
    struct qualification *qualification = &answer->qualifications[0];
    const struct column_row *place = &column_rows[column];
    bool is_date = true;
    switch (place->kind) {
    case COLUMN_KIND_CONFIRMED_DATE:
        is_date = date_from_digits(text, &answer->confirmed_for);
        break;
    case COLUMN_KIND_DATE:
        is_date = date_from_digits(text, &qualification->dates[place->which]);
        break;
    case COLUMN_KIND_TEXT:
        qualification->texts[place->which] = text;
        break;
    case COLUMN_KIND_REFERENCE:
        answer->reference_number = text;
        break;
    case COLUMN_KIND_RESULT_CODE:
        answer->result_code = text;
        break;
    case COLUMN_KIND_RESULT_MESSAGE:
        answer->result_message = text;
        break;
    case COLUMN_KIND_CODE:
        read_code(answers, row, column, text);
        break;
    case COLUMN_KIND_UNUSED:
        break;
    }
    require(is_date);
}

/* Of a day to come nobody can know whether the qualification will be in force. */
static bool is_ahead(const struct answers *answers, enum column column, struct slice text)
{
    struct date day = DATE_NONE;
    return answers->rules.knows_today && column == COLUMN_CONFIRMED_FOR &&
           date_from_digits(text, &day) && date_compare(day, answers->rules.today) > 0;
}

static void read_cell(struct answers *answers, struct table_row *row, enum column column)
{
    struct value *value = &answers->values[column];
    enum finding finding = value_read_kind(
        value_kind(column), DOMAIN_NONE, row->texts[column], &answers->rules, value);
    if (finding == FINDING_NONE && is_ahead(answers, column, value->text)) {
        finding = FINDING_ROW_FUTURE;
    }
    if (finding != FINDING_NONE) {
        table_refuse(row, column, finding);
        return;
    }
    if (value->zero_restored) {
        table_note(row, column, FINDING_ROW_ZERO_RESTORED);
    }
    if (value->text.size > 0) {
        place_value(answers, row, column, value->text);
    }
}

/* Without these an answer of a list finds no visit. */
static void check_needed(const struct answers *answers, struct table_row *row)
{
    const struct qualification *qualification = &answers->answer.qualifications[0];
    if (qualification->texts[ANSWER_INSURER_NUMBER].size == 0) {
        table_refuse(row, COLUMN_INSURER_NUMBER, FINDING_ROW_MISSING);
    }
    if (qualification->texts[ANSWER_NUMBER].size == 0) {
        table_refuse(row, COLUMN_NUMBER, FINDING_ROW_MISSING);
    }
    if (!date_is_some(qualification->dates[ANSWER_BIRTH_DATE])) {
        table_refuse(row, COLUMN_BIRTH, FINDING_ROW_MISSING);
    }
}

/*
 * Where the service found nobody, or nobody for sure, the numbers of the row are not those of a
 * qualification but those that were asked with.
 */
static void make_echo(struct answer *answer)
{
    const struct qualification *qualification = &answer->qualifications[0];
    answer->echo.present = true;
    answer->echo.identifiers = qualification_identifiers(qualification);
    answer->echo.birth = qualification->dates[ANSWER_BIRTH_DATE];
    answer->qualification_count = 0;
}

static bool has_found_somebody(const struct answer *answer)
{
    return answer->validity != VALIDITY_ABSENT && answer->validity != VALIDITY_NOT_FOUND &&
           answer->validity != VALIDITY_SEVERAL;
}

static bool take_row(void *context, struct table_row *row, struct error *error)
{
    struct answers *answers = context;
    struct answer *answer = &answers->answer;
    *answer = answer_empty();
    answer->qualification_count = 1;
    for (unsigned i = 0; i < COLUMN_COUNT; i++) {
        if (row->texts[i].data != NULL) {
            read_cell(answers, row, (enum column)i);
        }
    }
    check_needed(answers, row);
    /* A list of answers says so by being one; only a list that has a status can say otherwise. */
    if (row->texts[COLUMN_STATUS].data == NULL && answer->validity != VALIDITY_ABSENT) {
        answer->delivery = DELIVERY_ANSWERED;
    }
    if (!has_found_somebody(answer)) {
        make_echo(answer);
    }
    row->month = date_is_some(answer->confirmed_for) ? month_of(answer->confirmed_for) : MONTH_NONE;
    return answers_pack_row(NULL, NULL, FINDING_NONE, answer, row->packed, error);
}

/* ---- what rows are read with ---- */

static void close_answers(void *context)
{
    if (context != NULL) {
        bytes_wipe(context, sizeof(struct answers));
        free(context);
    }
}

static void *
open_answers(const struct table_kind *kind, const struct value_rules *rules, struct error *error)
{
    struct answers *answers = calloc(1, sizeof *answers);
    (void)kind;
    if (answers == NULL) {
        (void)error_set(error, FAULT_MEMORY);
        return NULL;
    }
    answers->rules = *rules;
    answers->rules.restores_zeros = true;
    return answers;
}

const struct table_kind answer_table_kind = {
    .reader = "answers 1",
    .bulk = BULK_LISTED,
    .column_count = COLUMN_COUNT,
    .find = find_column,
    .label = column_label,
    .missing = missing_column,
    .open = open_answers,
    .close = close_answers,
    .row = take_row,
};
