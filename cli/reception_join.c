/* Two visits of one person on one day: found by what was typed and read, made one by a person's word. */
#include <stdio.h>

#include "cli/reception_inside.h"
#include "engine/storage/corrections.h"
#include "engine/storage/twins.h"

/* A fault of looking is no reason to stop: nobody asked for it. */
static int64_t find(const struct reception *reception)
{
    struct error error;
    int64_t twin = 0;
    return reception->visit != 0 &&
                   twins_find(reception->desk->cli->store, reception->visit, &twin, &error)
               ? twin
               : 0;
}

static void ask(struct reception *reception, int64_t twin)
{
    if (twin == 0 || twin == reception->apart) {
        return;
    }
    if (reception->stage != STAGE_JOIN) {
        reception->stage_after = reception->stage;
    }
    reception->twin = twin;
    reception->stage = STAGE_JOIN;
    RECEPTION_SAY(reception, RECEPTION_TWIN, cli_visit(twin), cli_visit(reception->visit));
}

void reception_join_person(struct reception *reception)
{
    ask(reception, find(reception));
}

bool reception_join_chart(struct reception *reception, struct slice chart_number)
{
    struct error error;
    int64_t twin = 0;
    if (!twins_find_chart(
            reception->desk->cli->store, reception->visit, chart_number, &twin, &error)) {
        reception_say_fault(reception, &error);
        return true;
    }
    if (twin != 0) {
        reception->apart = 0; /* asked again: a chart number says more than a name */
    }
    ask(reception, twin);
    return twin != 0;
}

void reception_write_join(const struct reception *reception, char *text, size_t size)
{
    const char *const arguments[] = {cli_visit(reception->twin)};
    wording_fill(
        message_wording(MESSAGE_ID_RECEPTION_JOIN, reception->desk->cli->language), arguments, 1,
        text, size);
}

static bool merge(struct reception *reception, struct error *error)
{
    struct store *store = reception->desk->cli->store;
    if (!store_begin(store, error)) {
        return false;
    }
    if (!corrections_merge(store, reception->visit, reception->twin, false, error)) {
        store_rollback(store);
        return false;
    }
    return store_commit(store, error);
}

static void take_over(struct reception *reception)
{
    for (size_t i = 0; i < reception->mark_count; i++) {
        if (reception->marks[i].visit == reception->visit) {
            reception->marks[i].visit = reception->twin;
        }
    }
    if (reception->last.visit == reception->visit) {
        reception->last.visit = reception->twin;
    }
    RECEPTION_SAY(
        reception, RECEPTION_JOINED, cli_visit(reception->visit), cli_visit(reception->twin));
    reception->visit = reception->twin;
    reception->visits -= reception->visits > 0 ? 1 : 0;
    reception->status_ms = 0;
}

bool reception_take_join(struct reception *reception, int key)
{
    struct error error;
    if (reception->stage != STAGE_JOIN || (key != '1' && key != '2')) {
        return false;
    }
    if (key == '1' && !merge(reception, &error)) {
        reception_say_fault(reception, &error);
    } else if (key == '1') {
        take_over(reception);
    }
    reception->apart = key == '2' ? reception->twin : 0;
    reception->twin = 0;
    reception->stage = reception->stage_after;
    return true;
}
