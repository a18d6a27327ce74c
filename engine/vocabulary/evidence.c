#include "engine/vocabulary/evidence.h"

#include "engine/foundation/packed.h"

bool evidence_has(const struct evidence *evidence, enum field field)
{
    require(field < FIELD_COUNT);
    return evidence->values[field].data != NULL;
}

unsigned evidence_choice(const struct evidence *evidence, enum field field)
{
    unsigned value = 0;
    require(field_kind(field) == KIND_CHOICE);
    if (!evidence_has(evidence, field) ||
        !domain_value_find(field_domain(field), evidence->values[field], &value)) {
        return 0;
    }
    return value;
}

bool evidence_write(const struct evidence *evidence, struct buffer *body, struct error *error)
{
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        enum field field = (enum field)i;
        if (evidence_has(evidence, field) &&
            !packed_add(body, field_tag(field), evidence->values[field], error)) {
            return false;
        }
    }
    return true;
}

void evidence_take(struct evidence *evidence, uint32_t tag, struct slice bytes)
{
    enum field field = FIELD_VISIT_DATE;
    if (field_of_tag(tag, &field)) {
        evidence->values[field] = bytes;
    }
}

static void forget_numbers(struct evidence *evidence)
{
    static const enum field numbers[] = {
        FIELD_INSURER_NUMBER, FIELD_SYMBOL, FIELD_NUMBER, FIELD_BRANCH};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        evidence->values[numbers[i]] = (struct slice){NULL, 0};
    }
}

bool evidence_overlay(
    struct evidence *evidence,
    const struct evidence *newer,
    struct arena *arena,
    struct error *error)
{
    if (evidence_has(newer, FIELD_INSURER_NUMBER) || evidence_has(newer, FIELD_NUMBER)) {
        forget_numbers(evidence);
    }
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        if (evidence_has(newer, (enum field)i) && newer->values[i].size == 0) {
            evidence->values[i] = (struct slice){NULL, 0};
        } else if (
            evidence_has(newer, (enum field)i) &&
            !arena_copy(arena, newer->values[i], &evidence->values[i], error)) {
            return false;
        }
    }
    return true;
}
