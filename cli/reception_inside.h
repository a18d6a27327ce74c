/* What the files of the reception loop share. */
#ifndef CLI_RECEPTION_INSIDE_H
#define CLI_RECEPTION_INSIDE_H

#include "cli/card_words.h"
#include "cli/reception.h"
#include "cli/screen.h"

enum reception_stage {
    STAGE_IDLE,
    STAGE_IDENTITY, /* how was identity checked? */
    STAGE_REASON,   /* why by sight? */
    STAGE_SHOWN,    /* what else was shown? */
    STAGE_SHOWN_WITH_PHONE,
    STAGE_JOIN /* is this visit another one of today? */
};

enum reception_action {
#define CHOICE(stage, key, field, value, japanese, english)
#define KEY(key, function_key, action, japanese, english) ACTION_##action,
#include "cli/reception_keys.def"
#undef CHOICE
#undef KEY
    ACTION_COUNT
};

enum {
    RECEPTION_MARKS = 1024 /* cards of a day at one desk */
};

/* Of a card that was recorded in this run: in memory only, under a key of this run. */
struct reception_mark {
    uint8_t token[CARD_TOKEN_BYTES];
    struct date day;
    int64_t visit;
};

struct reception {
    struct card_desk *desk;
    struct screen screen;
    struct card_speaker speaker;
    enum reception_stage stage;
    int64_t visit;                    /* the current one; 0: none */
    struct card_event current;        /* the event that opened or last added to it */
    int64_t twin;                     /* with STAGE_JOIN */
    int64_t apart;                    /* a twin that a person said is another visit */
    enum reception_stage stage_after; /* of STAGE_JOIN */
    unsigned card_kind;               /* CARD_KIND_...; as a person said of this visit's card */
    bool has_identity;
    bool is_reading;
    bool has_pending; /* a reading that could not be kept */
    struct card_event pending;
    bool ends;
    int64_t visits;
    char status[160];
    int64_t status_ms;
    struct reception_mark last; /* the card that was recorded last: it may still lie there */
    size_t mark_count;
    struct reception_mark marks[RECEPTION_MARKS];
};

void reception_say(
    struct reception *reception,
    enum message_id message,
    const char *const *arguments,
    size_t count);
#define RECEPTION_SAY(reception, message, ...)                                                     \
    reception_say(                                                                                 \
        reception, MESSAGE_ID_##message, (const char *const[]){"", __VA_ARGS__} + 1,               \
        sizeof((const char *const[]){"", __VA_ARGS__}) / sizeof(const char *) - 1)

void reception_say_fault(struct reception *reception, const struct error *error);

/* Keeps a reading (reception_cards.c); also the pending one again. */
void reception_take_event(struct reception *reception, struct card_event *event);
void reception_keep_pending(struct reception *reception);

/* The visit is done with: says what was left out. */
void reception_leave(struct reception *reception);

/*
 * What the rulebook says of identity checks (reception_identity.c): whether a method is worth offering,
 * which question comes first, and what follows a method, a reason or a word about the card.
 */
bool reception_identity_offers(const struct reception *reception, unsigned method);
enum reception_stage reception_identity_begin(struct reception *reception);
enum reception_stage
reception_identity_after(struct reception *reception, unsigned method, unsigned reason);

/*
 * The other visit of today that may be this one (reception_join.c): looked for after a person or a chart
 * number became known, and asked about.  The chart number's says whether there is one.
 */
void reception_join_person(struct reception *reception);
bool reception_join_chart(struct reception *reception, struct slice chart_number);
void reception_write_join(const struct reception *reception, char *text, size_t size);
bool reception_take_join(struct reception *reception, int key);

/* Everything that a key can mean (reception_keys.c). */
void reception_take_key(struct reception *reception, int key);

/* What the bottom line offers now. */
void reception_write_offer(const struct reception *reception, char *text, size_t size);

#endif
