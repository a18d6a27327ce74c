#include "engine/law/rulebook_cover.h"

#include <string.h>

struct cover {
    const struct rule_table *table;
    const uint64_t *values;
    uint64_t whole[LIMIT_TABLE_FACTS + 1]
                  [RULE_WORDS];                       /* rows that take every value from there on */
    uint64_t left[LIMIT_TABLE_FACTS + 1][RULE_WORDS]; /* rows left after so many facts */
};

static bool has_row(const uint64_t *rows, size_t row)
{
    return (rows[row / RULE_WORD_BITS] >> row % RULE_WORD_BITS & 1U) != 0;
}

static void find_whole(struct cover *cover)
{
    const struct rule_table *table = cover->table;
    memset(cover->whole, 0, sizeof cover->whole);
    for (size_t r = 0; r < table->rule_count; r++) {
        uint64_t bit = UINT64_C(1) << r % RULE_WORD_BITS;
        size_t place = table->fact_count;
        if (!has_row(cover->left[0], r)) {
            continue;
        }
        cover->whole[place][r / RULE_WORD_BITS] |= bit;
        while (place > 0 && (cover->values[place - 1] & ~table->rules[r].when[place - 1]) == 0) {
            place--;
            cover->whole[place][r / RULE_WORD_BITS] |= bit;
        }
    }
}

static bool share_a_row(const uint64_t *a, const uint64_t *b, size_t words)
{
    uint64_t both = 0;
    for (size_t w = 0; w < words; w++) {
        both |= a[w] & b[w];
    }
    return both != 0;
}

/* The rows left when the fact in this place has that value. */
static void keep_value(struct cover *cover, size_t place, unsigned value, uint64_t *rows)
{
    const struct rule_index *index = cover->table->index;
    const uint64_t *takes = rule_index_fact(index, place, value);
    for (size_t w = 0; w < index->words; w++) {
        rows[w] = cover->left[place][w] & takes[w];
    }
}

/* Values that leave the same rows leave the same gaps: only the first of them is walked. */
static bool was_walked(struct cover *cover, size_t place, unsigned value)
{
    const size_t bytes = cover->table->index->words * sizeof(uint64_t);
    uint64_t earlier[RULE_WORDS];
    for (unsigned v = 0; v < value; v++) {
        keep_value(cover, place, v, earlier);
        if ((cover->values[place] >> v & 1U) != 0 &&
            memcmp(earlier, cover->left[place + 1], bytes) == 0) {
            return true;
        }
    }
    return false;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as a table has facts */
static bool leaves_gap(struct cover *cover, size_t place)
{
    if (share_a_row(cover->left[place], cover->whole[place], cover->table->index->words)) {
        return false;
    }
    if (place == cover->table->fact_count) {
        return true;
    }
    for (unsigned v = 0; v < cover->table->facts[place].size; v++) {
        if ((cover->values[place] >> v & 1U) == 0) {
            continue;
        }
        keep_value(cover, place, v, cover->left[place + 1]);
        if (!was_walked(cover, place, v) && leaves_gap(cover, place + 1)) {
            return true;
        }
    }
    return false;
}

bool rule_rows_leave_gap(
    const struct rule_table *table,
    const uint64_t values[LIMIT_TABLE_FACTS],
    const uint64_t *rows)
{
    struct cover cover = {.table = table, .values = values};
    memcpy(cover.left[0], rows, table->index->words * sizeof rows[0]);
    find_whole(&cover);
    return leaves_gap(&cover, 0);
}

static bool meet(
    const struct rule_table *table,
    const uint64_t values[LIMIT_TABLE_FACTS],
    const struct rule *one,
    const struct rule *other)
{
    if (one->impossible && other->impossible) {
        return false;
    }
    for (size_t i = 0; i < table->fact_count; i++) {
        if ((one->when[i] & other->when[i] & values[i]) == 0) {
            return false;
        }
    }
    return true;
}

bool rule_rows_clash(
    const struct rule_table *table,
    const uint64_t values[LIMIT_TABLE_FACTS],
    const uint64_t *rows)
{
    for (size_t a = 0; a < table->rule_count; a++) {
        for (size_t b = a + 1; has_row(rows, a) && b < table->rule_count; b++) {
            if (has_row(rows, b) && meet(table, values, &table->rules[a], &table->rules[b])) {
                return true;
            }
        }
    }
    return false;
}
