/* Earlier examinations of a person (site_examinations.h). */
#include "engine/storage/site_examinations.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/site_choice.h"

enum {
    FIRST_ROOM = 1024 /* rows */
};

static bool make_room(struct site_examinations *examinations, struct error *error)
{
    size_t room = examinations->room == 0 ? FIRST_ROOM : examinations->room * 2;
    struct keyed *grown = NULL;
    if (examinations->count < examinations->room) {
        return true;
    }
    grown = realloc(examinations->rows, room * sizeof *grown);
    if (grown == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    examinations->rows = grown;
    examinations->room = room;
    return true;
}

bool site_examinations_note(
    struct site_examinations *examinations,
    const struct visit_case *visit_case,
    struct error *error)
{
    const uint8_t *person = site_person_print(visit_case);
    struct keyed *to = NULL;
    if (!print_is_some(person) ||
        evidence_choice(&visit_case->situation.evidence, FIELD_TICKET_PURPOSE) !=
            TICKET_PURPOSE_CHECKUP) {
        return true;
    }
    if (!make_room(examinations, error)) {
        return false;
    }
    to = &examinations->rows[examinations->count];
    examinations->count++;
    memcpy(to->key, person, sizeof to->key);
    to->id = visit_case->visit.id;
    to->payload = visit_case->visit.day.days;
    return true;
}

void site_examinations_sort(struct site_examinations *examinations)
{
    reconcile_sort(examinations->rows, examinations->count);
}

static bool is_earlier(const struct keyed *row, const struct visit_row *visit)
{
    struct date day = {(int32_t)row->payload};
    return row->id != visit->id && date_compare(day, visit->day) < 0 &&
           fiscal_year_of(day) == fiscal_year_of(visit->day);
}

bool site_examinations_before(
    const struct site_examinations *examinations,
    const struct visit_case *visit_case)
{
    const uint8_t *person = site_person_print(visit_case);
    size_t at = 0;
    size_t end = 0;
    if (!print_is_some(person)) {
        return false;
    }
    at = reconcile_find(examinations->rows, examinations->count, person);
    if (at < examinations->count) {
        end = reconcile_group_end(examinations->rows, examinations->count, at);
    }
    while (at < end && !is_earlier(&examinations->rows[at], &visit_case->visit)) {
        at++;
    }
    return at < end;
}

void site_examinations_free(struct site_examinations *examinations)
{
    free(examinations->rows);
    *examinations = (struct site_examinations){0};
}
