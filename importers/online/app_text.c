#include "importers/online/app_text.h"

#include <string.h>

#include "engine/foundation/date_read.h"
#include "engine/foundation/fold.h"
#include "engine/foundation/text.h"
#include "engine/law/situation.h"
#include "engine/vocabulary/individual_number.h"
#include "engine/vocabulary/jis.h"
#include "importers/desk/value.h"
#include "importers/online/answer_kinds.h"

enum app_key {
#define APP_KEY(key, kind, which, word) APP_##key,
#define APP_WORD(key, word)
#define APP_HEAD(word)
#define APP_DOUBT(word)
#include "importers/online/app_keys.def"
#undef APP_KEY
#undef APP_WORD
#undef APP_HEAD
#undef APP_DOUBT
    APP_KEY_COUNT,
    APP_KEY_HEAD,
    APP_KEY_NONE
};

enum app_kind {
    KIND_OF_TEXT,
    KIND_OF_DATE,
    KIND_OF_SEX,
    KIND_OF_RELATION,
    KIND_OF_CONFIRMED,
    KIND_OF_CLASS
};

static const struct {
    enum app_kind kind;
    unsigned which;
    const char *word;
} keys[APP_KEY_COUNT] = {

#define APP_KEY(key, kind, which, word) [APP_##key] = {KIND_OF_##kind, which, word},
#define APP_WORD(key, word)
#define APP_HEAD(word)
#define APP_DOUBT(word)
#include "importers/online/app_keys.def"
#undef APP_KEY
#undef APP_WORD
#undef APP_HEAD
#undef APP_DOUBT
};

static const struct {
    enum app_key key;
    const char *word;
} words[] = {

#define APP_KEY(key, kind, which, word) {APP_##key, word},
#define APP_WORD(key, word) {APP_##key, word},
#define APP_HEAD(word) {APP_KEY_HEAD, word},
#define APP_DOUBT(word)
#include "importers/online/app_keys.def"
#undef APP_KEY
#undef APP_WORD
#undef APP_HEAD
#undef APP_DOUBT
};

static const char *const doubts[] = {

#define APP_KEY(key, kind, which, word)
#define APP_WORD(key, word)
#define APP_HEAD(word)
#define APP_DOUBT(word) word,
#include "importers/online/app_keys.def"
#undef APP_KEY
#undef APP_WORD
#undef APP_HEAD
#undef APP_DOUBT
};

enum {
    WORDS_TO_RECOGNISE = 3
};

/* ---- lines ---- */

struct line {
    enum app_key key;
    struct slice value;
    struct slice whole;
    uint64_t number;
};

/* Where a word ends: a tab, a blank or a colon of either width; the size of the mark as well. */
static size_t word_end(struct slice line, size_t *mark)
{
    for (size_t at = 0; at < line.size; at++) {
        struct slice rest = slice_part(line, at, line.size);
        *mark = line.data[at] == '\t' || line.data[at] == ' ' || line.data[at] == ':'      ? 1
                : slice_starts(rest, "\xEF\xBC\x9A") || slice_starts(rest, "\xE3\x80\x80") ? 3
                                                                                           : 0;
        if (*mark > 0) {
            return at;
        }
    }
    *mark = 0;
    return line.size;
}

static enum app_key find_key(struct slice word)
{
    struct folded folded;
    if (!fold_width(word, &folded)) {
        return APP_KEY_NONE;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (slice_equal_text(slice_trim(folded_slice(&folded)), words[i].word)) {
            return words[i].key;
        }
    }
    return APP_KEY_NONE;
}

static struct slice trim_value(struct slice value)
{
    size_t before = 0;
    while (before != value.size) {
        before = value.size;
        value = slice_trim(value);
        while (slice_starts(value, ":") || slice_starts(value, "\t")) {
            value = slice_part(value, 1, value.size);
        }
        while (slice_starts(value, "\xEF\xBC\x9A") || slice_starts(value, "\xE3\x80\x80")) {
            value = slice_part(value, 3, value.size);
        }
    }
    return value;
}

/* Heads may stand in brackets. */
static struct slice without_brackets(struct slice text)
{
    static const char *const open[] = {"【", "■", "●", "[", "◆"};
    static const char *const close[] = {"】", "]"};
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        if (slice_starts(text, open[i])) {
            text = slice_part(text, strlen(open[i]), text.size);
        }
    }
    for (size_t i = 0; i < sizeof close / sizeof close[0]; i++) {
        size_t size = strlen(close[i]);
        if (text.size > size &&
            slice_equal_text(slice_part(text, text.size - size, size), close[i])) {
            text = slice_part(text, 0, text.size - size);
        }
    }
    return text;
}

/* The next line; false at the end. */
static bool next_line(struct slice *text, struct line *line)
{
    size_t end = slice_find_byte(*text, '\n');
    struct slice whole = slice_part(*text, 0, end);
    size_t mark = 0;
    size_t word = 0;
    if (text->size == 0) {
        return false;
    }
    line->number++;
    if (whole.size > 0 && whole.data[whole.size - 1] == '\r') {
        whole.size--;
    }
    whole = slice_trim(whole);
    *text = slice_part(*text, end + 1, text->size);
    line->whole = whole;
    line->key = find_key(without_brackets(whole));
    line->value = (struct slice){NULL, 0};
    if (line->key != APP_KEY_NONE) {
        return true;
    }
    word = word_end(whole, &mark);
    line->key = find_key(slice_part(whole, 0, word));
    line->value = trim_value(slice_part(whole, word + mark, whole.size));
    return true;
}

bool app_text_recognise(struct slice beginning)
{
    struct buffer decoded = buffer_open(4 * (size_t)LIMIT_APP_TEXT_BYTES);
    struct line line = {.number = 0};
    struct slice text = beginning;
    struct error ignored;
    size_t bad = 0;
    unsigned found = 0;
    if (slice_starts(text, "\xEF\xBB\xBF")) {
        text = slice_part(text, 3, text.size);
    }
    if (text_find_bad(text) < text.size) {
        text = jis_decode_cp932(beginning, &decoded, &bad, &ignored) ? buffer_slice(&decoded)
                                                                     : (struct slice){NULL, 0};
    }
    while (found < WORDS_TO_RECOGNISE && next_line(&text, &line)) {
        found += line.key < APP_KEY_COUNT && line.value.size > 0 ? 1 : 0;
    }
    buffer_close_wiped(&decoded);
    return found == WORDS_TO_RECOGNISE;
}

/* ---- values ---- */

struct reading {
    struct arena *arena;
    struct answer *answer;
    const char *name;
    struct slice values[APP_KEY_COUNT]; /* as they stand there */
    uint64_t lines[APP_KEY_COUNT];
    unsigned card_class; /* as the operator saw it */
    bool is_doubted;     /* the screen says that the qualification is none */
    struct error *error;
};

static bool refuse(struct reading *reading, enum fault fault, enum app_key key, uint64_t line)
{
    error_set_text(reading->error, fault, keys[key].word);
    return error_set_place(reading->error, reading->name, line, 0);
}

/* The first values count; the same said again is the same, something else is not to be chosen from. */
static bool note(struct reading *reading, const struct line *line)
{
    struct slice *value = &reading->values[line->key];
    if (line->value.size == 0) {
        return true;
    }
    if (line->value.size > LIMIT_FIELD_BYTES) {
        return refuse(reading, FAULT_APP_VALUE, line->key, line->number);
    }
    if (value->size > 0) {
        return slice_equal(*value, line->value) ||
               refuse(reading, FAULT_APP_TWICE, line->key, line->number);
    }
    *value = line->value;
    reading->lines[line->key] = line->number;
    return true;
}

static bool holds(struct slice text, const char *part)
{
    size_t size = strlen(part);
    for (size_t at = 0; at + size <= text.size; at++) {
        if (slice_equal_text(slice_part(text, at, size), part)) {
            return true;
        }
    }
    return false;
}

static bool says_doubt(const struct line *line)
{
    for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++) {
        if (line->key == APP_KEY_NONE && holds(line->whole, doubts[i])) {
            return true;
        }
    }
    return false;
}

static bool gather(struct reading *reading, struct slice text)
{
    struct line line = {.number = 0};
    bool is_aside = false;
    while (next_line(&text, &line)) {
        if (line.key == APP_KEY_HEAD) {
            is_aside = true;
        } else if (line.key < APP_KEY_COUNT && !is_aside && !note(reading, &line)) {
            return false;
        }
        reading->is_doubted = reading->is_doubted || (!is_aside && says_doubt(&line));
    }
    return true;
}

static bool place_text(struct reading *reading, enum app_key key)
{
    const struct value_rules rules = {.fillers = NULL, .filler_count = 0, .restores_zeros = false};
    struct qualification *to = &reading->answer->qualifications[0];
    struct value value;
    if (value_read_kind(
            answer_text_kind(keys[key].which), DOMAIN_NONE, reading->values[key], &rules, &value) !=
        FINDING_NONE) {
        return refuse(reading, FAULT_APP_VALUE, key, reading->lines[key]);
    }
    return value.text.size == 0 ||
           arena_copy(reading->arena, value.text, &to->texts[keys[key].which], reading->error);
}

/* 男 and 女 and what stands for them; a word that is not known is no reason to guess. */
static bool
place_choice(struct reading *reading, enum app_key key, enum domain domain, unsigned *to)
{
    return domain_value_read(domain, slice_trim(reading->values[key]), to) ||
           refuse(reading, FAULT_APP_VALUE, key, reading->lines[key]);
}

static bool place_class(struct reading *reading)
{
    struct qualification *to = &reading->answer->qualifications[0];
    struct slice value = reading->values[APP_CLASS];
    if (holds(value, "医療扶助") || holds(value, "生活保護")) {
        to->card_class = CARD_CLASS_ASSISTANCE;
    } else if (holds(value, "一般")) {
        to->card_class = CARD_CLASS_ORDINARY;
    } else if (!domain_value_read(DOMAIN_CARD_CLASS, value, &to->card_class)) {
        to->card_class = CARD_CLASS_UNKNOWN_CODE;
    }
    return arena_copy(reading->arena, value, &to->texts[ANSWER_CARD_CLASS_CODE], reading->error);
}

static bool place(struct reading *reading, enum app_key key)
{
    struct qualification *to = &reading->answer->qualifications[0];
    struct slice value = reading->values[key];
    switch (keys[key].kind) {
    case KIND_OF_TEXT:
        return place_text(reading, key);
    case KIND_OF_DATE:
        return date_read(value, &to->dates[keys[key].which]) ||
               refuse(reading, FAULT_APP_VALUE, key, reading->lines[key]);
    case KIND_OF_CONFIRMED:
        return date_read(value, &reading->answer->confirmed_for) ||
               refuse(reading, FAULT_APP_VALUE, key, reading->lines[key]);
    case KIND_OF_SEX:
        return place_choice(reading, key, DOMAIN_SEX, &to->sex);
    case KIND_OF_RELATION:
        return place_choice(reading, key, DOMAIN_RELATION, &to->relation);
    case KIND_OF_CLASS:
        return place_class(reading);
    }
    return true;
}

/* ---- what must be there ---- */

static bool need(struct reading *reading, enum app_key key)
{
    return reading->values[key].size > 0 || refuse(reading, FAULT_APP_MISSING, key, 0);
}

static bool check(struct reading *reading, const struct rulebook *book)
{
    const struct answer *answer = reading->answer;
    const struct qualification *found = &answer->qualifications[0];
    unsigned scheme = SCHEME_UNKNOWN;
    if (!need(reading, APP_NAME) || !need(reading, APP_KANA) || !need(reading, APP_BIRTH)) {
        return false;
    }
    if (found->card_class == CARD_CLASS_ASSISTANCE ||
        reading->values[APP_WELFARE_OFFICE].size > 0) {
        return true;
    }
    if (reading->values[APP_INSURER_NUMBER].size == 0 && reading->values[APP_NUMBER].size == 0) {
        error_set(reading->error, FAULT_APP_SCHEME);
        return error_set_place(reading->error, reading->name, 0, 0);
    }
    if (book != NULL) {
        scheme = situation_scheme(book, found->texts[ANSWER_INSURER_NUMBER], answer->confirmed_for);
    }
    return need(reading, APP_INSURER_NUMBER) && need(reading, APP_NUMBER) &&
           (scheme == SCHEME_ELDERLY || need(reading, APP_SYMBOL));
}

static void judge(const struct reading *reading)
{
    struct answer *answer = reading->answer;
    const struct qualification *found = &answer->qualifications[0];
    struct interval covers = qualification_interval(found);
    bool is_before =
        date_is_some(covers.first) && date_compare(answer->confirmed_for, covers.first) < 0;
    bool is_after =
        date_is_some(covers.last) && date_compare(answer->confirmed_for, covers.last) > 0;
    answer->asked_by = ASKED_BY_CARD;
    answer->delivery = DELIVERY_ANSWERED;
    answer->validity =
        is_before || is_after || reading->is_doubted ? VALIDITY_ABSENT : VALIDITY_VALID;
}

static bool
read_text(struct reading *reading, struct slice text, const struct rulebook *book, struct date day)
{
    struct answer *answer = reading->answer;
    if (!gather(reading, text)) {
        return false;
    }
    answer->qualification_count = 1;
    for (unsigned key = 0; key < APP_KEY_COUNT; key++) {
        if (reading->values[key].size > 0 && !place(reading, (enum app_key)key)) {
            return false;
        }
    }
    if (reading->values[APP_WELFARE_OFFICE].size > 0) {
        answer->qualifications[0].card_class = CARD_CLASS_ASSISTANCE;
    }
    if (!date_is_some(answer->confirmed_for)) {
        answer->confirmed_for = day;
    }
    if (!date_is_some(answer->confirmed_for)) {
        error_set(reading->error, FAULT_APP_DAY);
        return error_set_place(reading->error, reading->name, 0, 0);
    }
    if (answer->qualifications[0].card_class == CARD_CLASS_ABSENT) {
        answer->qualifications[0].card_class = reading->card_class;
    }
    judge(reading);
    return check(reading, book);
}

static bool decode(struct slice bytes, struct buffer *text, struct error *error)
{
    size_t bad = 0;
    if (slice_starts(bytes, "\xEF\xBB\xBF")) {
        bytes = slice_part(bytes, 3, bytes.size);
    }
    if (bytes.size > LIMIT_APP_TEXT_BYTES) {
        return error_set_number(error, FAULT_FILE_TOO_BIG, LIMIT_APP_TEXT_BYTES);
    }
    if (text_find_bad(bytes) == bytes.size) {
        return buffer_append(text, bytes, error);
    }
    return jis_decode_cp932(bytes, text, &bad, error) || error_set(error, FAULT_APP_NOT_TEXT);
}

bool app_text_read(
    struct slice text,
    const char *name,
    const struct rulebook *book,
    struct date day,
    unsigned card_class,
    struct arena *arena,
    struct answer *answer,
    struct error *error)
{
    struct buffer decoded = buffer_open(4 * (size_t)LIMIT_APP_TEXT_BYTES);
    struct reading reading = {
        .arena = arena,
        .answer = answer,
        .name = name,
        .card_class = card_class,
        .error = error,
    };
    bool done = decode(text, &decoded, error);
    *answer = answer_empty();
    if (!done) {
        error_set_place(error, name, 0, 0);
    } else if (individual_number_is_in(buffer_slice(&decoded))) {
        error_set_text(error, FAULT_TABLE_INDIVIDUAL_NUMBERS, name);
        done = error_add_number(error, 1);
    } else {
        done = read_text(&reading, buffer_slice(&decoded), book, day);
    }
    buffer_close_wiped(&decoded);
    return done;
}
