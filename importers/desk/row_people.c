#include "importers/desk/row_people.h"

#include <stdlib.h>

#include "engine/foundation/date.h"
#include "engine/foundation/fold.h"

enum {
    FIRST_PLACES = 1024 /* a power of two */
};

struct row_person {
    uint64_t visit; /* sum of day and number; 0: no row */
    uint64_t name;  /* of the folded name; 0: none */
    int32_t birth;  /* days; those of DATE_NONE: none */
    uint8_t sex;
};

struct row_people {
    struct row_person *places;
    size_t size; /* a power of two, at least twice the count */
    size_t count;
};

bool row_people_open(struct row_people **people, struct error *error)
{
    *people = calloc(1, sizeof **people);
    if (*people == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    (*people)->places = calloc(FIRST_PLACES, sizeof *(*people)->places);
    (*people)->size = FIRST_PLACES;
    if ((*people)->places == NULL) {
        row_people_close(*people);
        *people = NULL;
        return error_set(error, FAULT_MEMORY);
    }
    return true;
}

void row_people_close(struct row_people *people)
{
    if (people == NULL) {
        return;
    }
    if (people->places != NULL) {
        bytes_wipe(people->places, people->size * sizeof *people->places);
        free(people->places);
    }
    free(people);
}

/* Of a row: its visit and whom it names. */
static struct row_person read_row(const struct evidence *evidence)
{
    bool has_chart = evidence->values[FIELD_CHART_NUMBER].size > 0;
    struct slice number = evidence->values[has_chart ? FIELD_CHART_NUMBER : FIELD_LOCAL_NUMBER];
    struct row_person person = {.birth = DATE_NONE.days};
    struct date birth = DATE_NONE;
    struct folded folded;
    unsigned sex = SEX_UNRECORDED;
    person.visit = bytes_sum(BYTES_SUM, slice_of(has_chart ? "chart" : "local"));
    person.visit = bytes_sum(person.visit, evidence->values[FIELD_VISIT_DATE]);
    person.visit =
        bytes_sum(person.visit, fold_number(number, &folded) ? folded_slice(&folded) : number);
    person.visit += person.visit == 0 ? 1 : 0;
    if (date_from_digits(evidence->values[FIELD_BIRTH_DATE], &birth)) {
        person.birth = birth.days;
    }
    sex = evidence_choice(evidence, FIELD_SEX);
    person.sex = (uint8_t)(sex == SEX_MALE || sex == SEX_FEMALE ? sex : SEX_UNRECORDED);
    if (fold_kana(evidence->values[FIELD_KANA_NAME], &folded) && folded.size > 0) {
        person.name = bytes_sum(BYTES_SUM, folded_slice(&folded));
    }
    return person;
}

/* Where a visit is, or the empty place where it would be. */
static struct row_person *find_place(const struct row_people *people, uint64_t visit)
{
    size_t at = (size_t)(visit & (people->size - 1));
    while (people->places[at].visit != 0 && people->places[at].visit != visit) {
        at = (at + 1) & (people->size - 1);
    }
    return &people->places[at];
}

static bool grow(struct row_people *people, struct error *error)
{
    struct row_people old = *people;
    if (2 * (people->count + 1) <= people->size) {
        return true;
    }
    people->places = calloc(2 * old.size, sizeof *people->places);
    if (people->places == NULL) {
        people->places = old.places;
        return error_set(error, FAULT_MEMORY);
    }
    people->size = 2 * old.size;
    for (size_t i = 0; i < old.size; i++) {
        if (old.places[i].visit != 0) {
            *find_place(people, old.places[i].visit) = old.places[i];
        }
    }
    bytes_wipe(old.places, old.size * sizeof *old.places);
    free(old.places);
    return true;
}

static bool are_two(const struct row_person *left, const struct row_person *right)
{
    const int32_t no_birth = DATE_NONE.days;
    return (left->birth != no_birth && right->birth != no_birth && left->birth != right->birth) ||
           (left->sex != SEX_UNRECORDED && right->sex != SEX_UNRECORDED &&
            left->sex != right->sex) ||
           (left->name != 0 && right->name != 0 && left->name != right->name);
}

bool row_people_take(
    struct row_people *people,
    const struct evidence *evidence,
    bool *other,
    struct error *error)
{
    struct row_person person = read_row(evidence);
    struct row_person *place = NULL;
    if (!grow(people, error)) {
        return false;
    }
    place = find_place(people, person.visit);
    *other = place->visit != 0 && are_two(place, &person);
    if (place->visit == 0) {
        *place = person;
        people->count++;
    } else if (!*other) {
        place->birth = place->birth == DATE_NONE.days ? person.birth : place->birth;
        place->sex = place->sex == SEX_UNRECORDED ? person.sex : place->sex;
        place->name = place->name == 0 ? person.name : place->name;
    }
    return true;
}
