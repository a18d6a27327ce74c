/* What keys do. */
#include <stdio.h>
#include <string.h>

#include "cli/prompt.h"
#include "cli/reception_inside.h"
#include "engine/foundation/date_read.h"
#include "engine/storage/corrections.h"

struct choice_row {
    enum reception_stage stage;
    char key;
    enum field field;
    unsigned value;
    const char *japanese;
    const char *english;
};

struct key_row {
    char key;
    int function_key;
    enum reception_action action;
    const char *japanese;
    const char *english;
};

static const struct choice_row choice_rows[] = {
#define CHOICE(stage, key, field, value, japanese, english)                                        \
    {STAGE_##stage, key, FIELD_##field, value, japanese, english},
#define KEY(key, function_key, action, japanese, english)
#include "cli/reception_keys.def"
#undef CHOICE
#undef KEY
};

static const struct key_row key_rows[] = {
#define CHOICE(stage, key, field, value, japanese, english)
#define KEY(key, function_key, action, japanese, english)                                          \
    {key, function_key, ACTION_##action, japanese, english},
#include "cli/reception_keys.def"
#undef CHOICE
#undef KEY
};

enum {
    CHOICE_COUNT = sizeof choice_rows / sizeof choice_rows[0],
    KEY_COUNT = sizeof key_rows / sizeof key_rows[0]
};

static enum language language_of(const struct reception *reception)
{
    return reception->desk->cli->language;
}

static bool is_offered(const struct reception *reception, const struct choice_row *row)
{
    if (row->field == FIELD_CARD_KIND && row->value == reception->card_kind) {
        return false; /* said already */
    }
    return row->stage == reception->stage && (row->field != FIELD_IDENTITY_METHOD ||
                                              reception_identity_offers(reception, row->value));
}

void reception_write_offer(const struct reception *reception, char *text, size_t size)
{
    bool japanese = language_of(reception) == LANGUAGE_JAPANESE;
    size_t at = 0;
    text[0] = '\0';
    if (reception->visit == 0 || reception->stage == STAGE_IDLE) {
        (void)snprintf(
            text, size, "%s", message_wording(MESSAGE_ID_RECEPTION_IDLE, language_of(reception)));
        return;
    }
    if (reception->stage == STAGE_REASON) {
        at = (size_t)snprintf(
            text, size, "%s",
            message_wording(MESSAGE_ID_RECEPTION_WHY_SIGHT, language_of(reception)));
    }
    if (reception->stage == STAGE_JOIN) {
        reception_write_join(reception, text, size);
        return;
    }
    for (size_t i = 0; i < CHOICE_COUNT && at < size; i++) {
        const struct choice_row *row = &choice_rows[i];
        if (is_offered(reception, row)) {
            at += (size_t)snprintf(
                text + at, size - at, "%c%s ", row->key, japanese ? row->japanese : row->english);
        }
    }
    if (at < size) {
        (void)snprintf(
            text + at, size - at, "%s",
            message_wording(MESSAGE_ID_RECEPTION_NEXT, language_of(reception)));
    }
}

/* ---- answers ---- */

static void say_kept(struct reception *reception, enum field field, unsigned value)
{
    RECEPTION_SAY(
        reception, RECEPTION_NOTED, cli_visit(reception->visit),
        cli_field(reception->desk->cli, field),
        domain_value_label(field_domain(field), value, language_of(reception)));
}

static bool keep_choice(struct reception *reception, enum field field, unsigned value)
{
    struct evidence evidence = {0};
    struct error error;
    evidence.values[field] = slice_of(domain_value_name(field_domain(field), value));
    if (!card_desk_keep(reception->desk, CAPTURE_CARD, &evidence, &reception->visit, &error)) {
        reception_say_fault(reception, &error);
        return false;
    }
    say_kept(reception, field, value);
    return true;
}

static void go_on(struct reception *reception, const struct choice_row *row)
{
    switch (row->stage) {
    case STAGE_IDENTITY:
        if (row->field == FIELD_CARD_KIND) {
            reception->card_kind = row->value;
            reception->stage = reception_identity_begin(reception);
            return;
        }
        reception->has_identity = true;
        reception->stage =
            reception_identity_after(reception, row->value, VISUAL_REASON_UNRECORDED);
        return;
    case STAGE_REASON:
        reception->stage = reception_identity_after(reception, IDENTITY_METHOD_VISUAL, row->value);
        return;
    case STAGE_IDLE:
    case STAGE_SHOWN:
    case STAGE_SHOWN_WITH_PHONE:
    case STAGE_JOIN:
        reception->stage = STAGE_IDLE;
        return;
    }
}

static bool take_choice(struct reception *reception, int key)
{
    for (size_t i = 0; reception->visit != 0 && i < CHOICE_COUNT; i++) {
        const struct choice_row *row = &choice_rows[i];
        if (row->key == key && is_offered(reception, row)) {
            if (keep_choice(reception, row->field, row->value)) {
                go_on(reception, row);
            }
            return true;
        }
    }
    return false;
}

/* Enter: what could not be kept first, then the next question, then the next patient. */
static void take_enter(struct reception *reception)
{
    if (reception->has_pending) {
        reception_keep_pending(reception);
        return;
    }
    reception_leave(reception);
    reception->stage = STAGE_IDLE;
    reception->visit = 0;
    reception->apart = 0;
    bytes_wipe(&reception->current, sizeof reception->current);
}

/* ---- captures with whole lines ---- */

static bool ask_fields(struct reception *reception, enum capture capture, struct evidence *evidence)
{
    struct card_desk *desk = reception->desk;
    struct prompting prompting = {desk->cli, &desk->rules, &desk->arena, evidence};
    enum field field = FIELD_VISIT_DATE;
    enum capture_need need = CAPTURE_OPTIONAL;
    struct error error;
    desk->rules.knows_today = true;
    desk->rules.today = card_desk_today(desk); /* the screen may be open overnight */
    for (unsigned i = 0; capture_asks(capture, i, &field, &need); i++) {
        if (!prompt_field(&prompting, field, need == CAPTURE_NEEDED, &error)) {
            return false;
        }
    }
    return true;
}

static bool ask_one(struct reception *reception, enum field field, struct evidence *evidence)
{
    struct card_desk *desk = reception->desk;
    struct prompting prompting = {desk->cli, &desk->rules, &desk->arena, evidence};
    struct error error;
    return prompt_field(&prompting, field, false, &error);
}

static bool has_any(const struct evidence *evidence)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (evidence_has(evidence, (enum field)i)) {
            return true;
        }
    }
    return false;
}

static void keep_asked(struct reception *reception, enum capture capture, struct evidence *evidence)
{
    bool is_new = reception->visit == 0;
    struct error error;
    if (!has_any(evidence)) {
        return;
    }
    if (!card_desk_keep(reception->desk, capture, evidence, &reception->visit, &error)) {
        reception_say_fault(reception, &error);
        return;
    }
    reception->visits += is_new ? 1 : 0;
    reception->status_ms = 0;
    reception->stage = is_new ? STAGE_SHOWN : reception->stage;
    if (is_new) {
        RECEPTION_SAY(
            reception, KEPT_NEW, cli_visit(reception->visit),
            cli_capture(reception->desk->cli, capture));
    } else {
        RECEPTION_SAY(
            reception, KEPT_MORE, cli_visit(reception->visit),
            cli_capture(reception->desk->cli, capture));
    }
    reception_join_person(reception);
}

static void capture_lines(struct reception *reception, enum capture capture)
{
    struct evidence evidence = {0};
    bool done = false;
    RECEPTION_SAY(reception, RECEPTION_BUSY_ASKING, cli_capture(reception->desk->cli, capture));
    screen_lend(&reception->screen);
    done = ask_fields(reception, capture, &evidence);
    screen_take_back(&reception->screen);
    if (done) {
        keep_asked(reception, capture, &evidence);
    }
    arena_reset(&reception->desk->arena);
}

static void capture_one(struct reception *reception, enum field field)
{
    struct evidence evidence = {0};
    bool done = false;
    screen_lend(&reception->screen);
    done = ask_one(reception, field, &evidence);
    screen_take_back(&reception->screen);
    if (done) {
        keep_asked(reception, CAPTURE_CARD, &evidence);
    }
    arena_reset(&reception->desk->arena);
}

static bool link_chart(struct reception *reception, struct slice number, struct error *error)
{
    struct store *store = reception->desk->cli->store;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!corrections_link(store, reception->visit, number, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

static void capture_chart(struct reception *reception)
{
    struct evidence evidence = {0};
    struct error error;
    bool done = false;
    screen_lend(&reception->screen);
    done = ask_one(reception, FIELD_CHART_NUMBER, &evidence);
    screen_take_back(&reception->screen);
    if (!done || !evidence_has(&evidence, FIELD_CHART_NUMBER)) {
        return;
    }
    if (reception_join_chart(reception, evidence.values[FIELD_CHART_NUMBER])) {
        arena_reset(&reception->desk->arena);
        return;
    }
    if (link_chart(reception, evidence.values[FIELD_CHART_NUMBER], &error)) {
        RECEPTION_SAY(reception, LINKED, cli_visit(reception->visit));
    } else {
        reception_say_fault(reception, &error);
    }
    arena_reset(&reception->desk->arena);
}

/* ---- secrets: typed before the card is asked, never shown, never kept ---- */

static bool
ask_secret(struct reception *reception, enum message_id prompt, char text[CARD_SECRET_BYTES])
{
    struct error error;
    text[0] = '\0';
    return cli_read_secret(reception->desk->cli, prompt, text, CARD_SECRET_BYTES, &error);
}

static void ask_pin(struct reception *reception)
{
    struct card_request request = {.pin = ""};
    bool done = false;
    if (!reception->desk->takes_pin) {
        RECEPTION_SAY(reception, CARD_PIN_OFF, NULL);
        return;
    }
    screen_lend(&reception->screen);
    done = ask_secret(reception, MESSAGE_ID_CARD_PIN_PROMPT, request.pin);
    screen_take_back(&reception->screen);
    if (done && card_pin_is_one(slice_of(request.pin))) {
        reception->is_reading = true;
        card_worker_ask(reception->desk->worker, &request);
    } else {
        RECEPTION_SAY(reception, CARD_NOT_DIGITS, NULL);
    }
    card_request_wipe(&request);
}

static bool ask_face_code(struct reception *reception, char face_code[CARD_SECRET_BYTES])
{
    struct evidence evidence = {0};
    char code[CARD_SECRET_BYTES];
    struct date birth = DATE_NONE;
    (void)fputs(message_wording(MESSAGE_ID_CARD_BIRTH_PROMPT, language_of(reception)), stderr);
    (void)fputc('\n', stderr);
    if (!ask_one(reception, FIELD_BIRTH_DATE, &evidence) ||
        !date_from_digits(evidence.values[FIELD_BIRTH_DATE], &birth) ||
        !ask_secret(reception, MESSAGE_ID_CARD_SECURITY_PROMPT, code)) {
        return false;
    }
    if (!card_face_code_compose(
            birth, reception->current.reading.card_last, slice_of(code), face_code)) {
        face_code[0] = '\0';
    }
    bytes_wipe(code, sizeof code);
    arena_reset(&reception->desk->arena);
    return face_code[0] != '\0';
}

static void ask_face(struct reception *reception)
{
    struct card_request request = {.pin = ""};
    bool done = false;
    screen_lend(&reception->screen);
    done = ask_face_code(reception, request.face_code);
    screen_take_back(&reception->screen);
    if (done) {
        reception->is_reading = true;
        card_worker_ask(reception->desk->worker, &request);
    } else {
        RECEPTION_SAY(reception, CARD_NOT_DIGITS, NULL);
    }
    card_request_wipe(&request);
}

/* ---- keys ---- */

static void show_keys(struct reception *reception)
{
    for (size_t i = 0; i < KEY_COUNT; i++) {
        const char key[2] = {key_rows[i].key, '\0'};
        RECEPTION_SAY(
            reception, RECEPTION_KEY_LINE, key,
            language_of(reception) == LANGUAGE_JAPANESE ? key_rows[i].japanese
                                                        : key_rows[i].english);
    }
}

/* Of a card that was read: what concerns its visit. */
static bool needs_visit(enum reception_action action)
{
    return action == ACTION_CHART || action == ACTION_FACE || action == ACTION_PIN ||
           action == ACTION_TROUBLE || action == ACTION_INSURANCE_USE;
}

static void act(struct reception *reception, enum reception_action action)
{
    struct card_request nothing = {.pin = ""};
    if (needs_visit(action) && reception->visit == 0) {
        RECEPTION_SAY(reception, CARD_NO_CURRENT, NULL);
        return;
    }
    switch (action) {
    case ACTION_NUMBER:
        capture_lines(reception, CAPTURE_NUMBER);
        break;
    case ACTION_DOCUMENT:
        capture_lines(reception, CAPTURE_DOCUMENT);
        break;
    case ACTION_DECLARATION:
        capture_lines(reception, CAPTURE_DECLARATION);
        break;
    case ACTION_VERBAL:
        capture_lines(reception, CAPTURE_VERBAL);
        break;
    case ACTION_CHART:
        capture_chart(reception);
        break;
    case ACTION_TROUBLE:
        capture_one(reception, FIELD_CARD_TROUBLE);
        break;
    case ACTION_INSURANCE_USE:
        capture_one(reception, FIELD_INSURANCE_USE);
        break;
    case ACTION_FACE:
        ask_face(reception);
        break;
    case ACTION_PIN:
        ask_pin(reception);
        break;
    case ACTION_AGAIN:
        card_worker_ask(reception->desk->worker, &nothing);
        break;
    case ACTION_HELP:
        show_keys(reception);
        break;
    case ACTION_QUIT:
        reception->ends = true;
        break;
    case ACTION_COUNT:
        break;
    }
}

void reception_take_key(struct reception *reception, int key)
{
    if (key == KEY_END) {
        reception->ends = true;
        return;
    }
    if (key == KEY_ENTER) {
        take_enter(reception);
        return;
    }
    if (reception_take_join(reception, key) || take_choice(reception, key)) {
        return;
    }
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (key_rows[i].key == key ||
            (key_rows[i].function_key != 0 && key_rows[i].function_key == key)) {
            act(reception, key_rows[i].action);
            return;
        }
    }
}
