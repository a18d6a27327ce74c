#include "importers/tickets/archive_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "engine/foundation/fold.h"

enum {
    ROWS_FIRST = 256
};

/* What two documents are found by, in this order; 0 for none. */
enum pair_key {
    PAIR_KEY_NAME,
    PAIR_KEY_SERIAL,
    PAIR_KEY_PERSON,
    PAIR_KEYS
};

enum compared {
    COMPARED_SERIAL,
    COMPARED_INSURER,
    COMPARED_SYMBOL,
    COMPARED_NUMBER,
    COMPARED_BRANCH,
    COMPARED_KANA,
    COMPARED_BIRTH,
    COMPARED_SEX,
    COMPARED_COUNT
};

/* is_optional: a document may be without it, but not one of the two. */
static const struct {
    enum ticket_field field;
    bool is_optional;
    const char *element;
} compared_rows[COMPARED_COUNT] = {
    [COMPARED_SERIAL] = {TICKET_SERIAL, true, "checkupCard/id"},
    [COMPARED_INSURER] = {TICKET_INSURER, false, "insuranceCard/insurerNumber"},
    [COMPARED_SYMBOL] = {TICKET_SYMBOL, true, "insuranceCard/symbol"},
    [COMPARED_NUMBER] = {TICKET_NUMBER, false, "insuranceCard/number"},
    [COMPARED_BRANCH] = {TICKET_BRANCH, false, "insuranceCard/branchCode"},
    [COMPARED_KANA] = {TICKET_KANA, false, "subjectPerson/name"},
    [COMPARED_BIRTH] = {TICKET_BIRTH, false, "subjectPerson/birthTime"},
    [COMPARED_SEX] = {TICKET_SEX, false, "subjectPerson/administrativeGender"},
};

struct row {
    uint64_t number;
    uint64_t partner; /* number of the other document; 0: none */
    uint64_t ticket;  /* of the insurer; 0: none */
    uint64_t keys[PAIR_KEYS];
    uint64_t values[COMPARED_COUNT]; /* 0: not given */
    enum document_kind kind;
    bool is_twice;
};

struct archive_pairs {
    struct row *rows;
    size_t count;
    size_t room;
    bool has_claims;
};

bool archive_pairs_open(struct archive_pairs **pairs, struct error *error)
{
    *pairs = calloc(1, sizeof **pairs);
    return *pairs != NULL || error_set(error, FAULT_MEMORY);
}

void archive_pairs_close(struct archive_pairs *pairs)
{
    if (pairs != NULL) {
        if (pairs->rows != NULL) {
            bytes_wipe(pairs->rows, pairs->room * sizeof *pairs->rows);
        }
        free(pairs->rows);
        free(pairs);
    }
}

/* ---- sums ---- */

static uint64_t sum_of(struct slice text)
{
    uint64_t sum = bytes_sum(BYTES_SUM, text);
    return sum == 0 ? 1 : sum;
}

/* Symbols and numbers may be of either width in either document; zeros in front are no difference. */
static uint64_t value_sum(enum ticket_field field, struct slice text)
{
    enum ticket_form form = ticket_field_form(field);
    struct folded folded;
    if (text.size == 0) {
        return 0;
    }
    if (form == TICKET_FORM_NUMBER) {
        return fold_number(text, &folded) ? sum_of(fold_without_zeros(folded_slice(&folded))) : 0;
    }
    if (form == TICKET_FORM_KANA) {
        return fold_kana(text, &folded) ? sum_of(folded_slice(&folded)) : 0;
    }
    return sum_of(text);
}

static uint64_t sum_of_two(uint64_t one, uint64_t two)
{
    return one == 0 || two == 0 ? 0 : one * 31 + two;
}

/* "c131111111120260120011000001.xml": all but the first letter, which says claim or result. */
static uint64_t name_sum(const char *name)
{
    static const char letters[] = "chpg"; /* claim and result of a check-up, of guidance */
    const char *slash = strrchr(name, '/');
    const char *base = slash == NULL ? name : slash + 1;
    const char *letter = base[0] == '\0' ? NULL : strchr(letters, base[0]);
    if (letter == NULL || base[1] < '0' || base[1] > '9') {
        return 0;
    }
    return sum_of_two(sum_of(slice_of(base + 1)), letter < letters + 2 ? 1 : 2);
}

static bool is_claim(enum document_kind kind)
{
    return kind == DOCUMENT_CHECKUP_CLAIM || kind == DOCUMENT_GUIDANCE_CLAIM;
}

/* A check-up is once a year; guidance goes on, so that its day belongs to the key. */
static uint64_t ticket_sum(const struct document *document, const struct row *row)
{
    const struct slice *values = document->ticket.values;
    uint64_t sum = sum_of_two(row->values[COMPARED_INSURER], row->keys[PAIR_KEY_SERIAL]);
    bool guidance = document->kind == DOCUMENT_GUIDANCE_CLAIM ||
                    (document->kind == DOCUMENT_RESULT && values[TICKET_CHECKUP_SERIAL].size > 0);
    return guidance ? sum_of_two(sum, value_sum(TICKET_EXAM_DAY, values[TICKET_EXAM_DAY])) : sum;
}

static void
fill_row(struct row *row, uint64_t number, const char *name, const struct document *document)
{
    const struct slice *values = document->ticket.values;
    *row = (struct row){.number = number, .kind = document->kind};
    for (size_t i = 0; i < COMPARED_COUNT; i++) {
        row->values[i] = value_sum(compared_rows[i].field, values[compared_rows[i].field]);
    }
    row->keys[PAIR_KEY_NAME] = name_sum(name);
    row->keys[PAIR_KEY_SERIAL] =
        ticket_serial_is_placeholder(values[TICKET_SERIAL]) ? 0 : row->values[COMPARED_SERIAL];
    row->keys[PAIR_KEY_PERSON] =
        sum_of_two(row->values[COMPARED_NUMBER], row->values[COMPARED_BIRTH]);
    row->ticket = ticket_sum(document, row);
}

/* ---- adding ---- */

/* Not by realloc, which would leave the old rows behind. */
static bool grow(struct archive_pairs *pairs)
{
    size_t room = pairs->room == 0 ? ROWS_FIRST : pairs->room * 2;
    struct row *rows = calloc(room, sizeof *rows);
    if (rows == NULL) {
        return false;
    }
    if (pairs->rows != NULL) {
        memcpy(rows, pairs->rows, pairs->count * sizeof *rows);
        bytes_wipe(pairs->rows, pairs->room * sizeof *rows);
    }
    free(pairs->rows);
    pairs->rows = rows;
    pairs->room = room;
    return true;
}

bool archive_pairs_add(
    struct archive_pairs *pairs,
    uint64_t number,
    const char *name,
    const struct document *document,
    struct error *error)
{
    bool is_result = document->kind == DOCUMENT_RESULT;
    if (!is_claim(document->kind) && !is_result) {
        return true;
    }
    if (pairs->count == pairs->room && !grow(pairs)) {
        return error_set(error, FAULT_MEMORY);
    }
    fill_row(&pairs->rows[pairs->count], number, name, document);
    pairs->count++;
    pairs->has_claims = pairs->has_claims || !is_result;
    return true;
}

/* ---- what belongs together ---- */

static int order(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right ? 1 : 0;
}

static int by_number(const void *left, const void *right)
{
    return order(((const struct row *)left)->number, ((const struct row *)right)->number);
}

static int by_key(const struct row *left, const struct row *right, enum pair_key key)
{
    int first = order(left->keys[key], right->keys[key]);
    return first != 0 ? first : by_number(left, right);
}

static int by_name(const void *left, const void *right)
{
    return by_key(left, right, PAIR_KEY_NAME);
}

static int by_serial(const void *left, const void *right)
{
    return by_key(left, right, PAIR_KEY_SERIAL);
}

static int by_person(const void *left, const void *right)
{
    return by_key(left, right, PAIR_KEY_PERSON);
}

static int by_ticket(const void *left, const void *right)
{
    const struct row *a = left;
    const struct row *b = right;
    int first = order(a->ticket, b->ticket);
    return first != 0 ? first : by_number(left, right);
}

static size_t end_of(const struct archive_pairs *pairs, size_t from, enum pair_key key)
{
    size_t to = from;
    while (to < pairs->count && pairs->rows[to].keys[key] == pairs->rows[from].keys[key]) {
        to++;
    }
    return to;
}

/* One claim and one result of a key that are still alone; of more nobody knows which. */
static void join(struct row *rows, size_t count)
{
    struct row *claim = NULL;
    struct row *result = NULL;
    for (size_t i = 0; i < count; i++) {
        struct row **to = is_claim(rows[i].kind) ? &claim : &result;
        if (rows[i].partner != 0) {
            continue;
        }
        if (*to != NULL) {
            return;
        }
        *to = &rows[i];
    }
    if (claim != NULL && result != NULL) {
        claim->partner = result->number;
        result->partner = claim->number;
    }
}

static void join_by(struct archive_pairs *pairs, enum pair_key key)
{
    static int (*const compare[PAIR_KEYS])(const void *, const void *) = {
        by_name, by_serial, by_person};

    size_t from = 0;
    qsort(pairs->rows, pairs->count, sizeof *pairs->rows, compare[key]);
    while (from < pairs->count) {
        size_t to = end_of(pairs, from, key);
        if (pairs->rows[from].keys[key] != 0) {
            join(pairs->rows + from, to - from);
        }
        from = to;
    }
}

/* Of claims where there are any: a result repeats its claim's number. */
static void find_twice(struct archive_pairs *pairs)
{
    struct row *before = NULL;
    qsort(pairs->rows, pairs->count, sizeof *pairs->rows, by_ticket);
    for (size_t i = 0; i < pairs->count; i++) {
        struct row *row = &pairs->rows[i];
        if (row->ticket == 0 || is_claim(row->kind) != pairs->has_claims) {
            continue;
        }
        if (before != NULL && before->ticket == row->ticket) {
            before->is_twice = true;
            row->is_twice = true;
        }
        before = row;
    }
}

void archive_pairs_settle(struct archive_pairs *pairs)
{
    if (pairs->count == 0) {
        return;
    }
    find_twice(pairs);
    for (int key = 0; pairs->has_claims && key < PAIR_KEYS; key++) {
        join_by(pairs, (enum pair_key)key);
    }
    qsort(pairs->rows, pairs->count, sizeof *pairs->rows, by_number);
}

/* ---- what is found ---- */

static const struct row *find(const struct archive_pairs *pairs, uint64_t number)
{
    const struct row wanted = {.number = number};
    return pairs->count == 0
               ? NULL
               : bsearch(&wanted, pairs->rows, pairs->count, sizeof *pairs->rows, by_number);
}

static const char *element_of(enum document_kind kind, size_t which)
{
    return which == COMPARED_SERIAL && kind == DOCUMENT_GUIDANCE_CLAIM
               ? "healthGuidanceCard/id"
               : compared_rows[which].element;
}

static void compare_pair(const struct row *claim, const struct row *result, struct document *to)
{
    for (size_t i = 0; i < COMPARED_COUNT; i++) {
        bool has_both = claim->values[i] != 0 && result->values[i] != 0;
        if (claim->values[i] != result->values[i] && (has_both || compared_rows[i].is_optional)) {
            document_note(to, FINDING_ARCHIVE_RESULT_DIFFERS, element_of(claim->kind, i));
        }
    }
}

void archive_pairs_check(
    const struct archive_pairs *pairs,
    uint64_t number,
    struct document *document)
{
    const struct row *row = find(pairs, number);
    const struct row *partner = NULL;
    if (row == NULL) {
        return;
    }
    if (row->is_twice) {
        document_note(
            document, FINDING_ARCHIVE_SAME_SERIAL, element_of(row->kind, COMPARED_SERIAL));
    }
    if (!pairs->has_claims) {
        return;
    }
    partner = row->partner == 0 ? NULL : find(pairs, row->partner);
    if (partner == NULL) {
        document_note(document, FINDING_ARCHIVE_ALONE, "");
    } else if (is_claim(row->kind)) {
        compare_pair(row, partner, document);
    }
}
