#include "engine/storage/verdict_legend.h"

#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/verdict_tags.h"

/* Parts "name:word,word": the name, and the words that are left. */
static struct slice split_name(struct slice line, struct slice *words)
{
    size_t colon = slice_find_byte(line, ':');
    *words = slice_part(line, colon + 1, line.size);
    return slice_part(line, 0, colon);
}

static bool next_word(struct slice *words, struct slice *word)
{
    size_t comma = slice_find_byte(*words, ',');
    if (words->size == 0) {
        return false;
    }
    *word = slice_part(*words, 0, comma);
    *words = slice_part(*words, comma + 1, words->size);
    return true;
}

static bool take_fact(struct verdict_legend *legend, struct slice line)
{
    enum fact fact = FACT_VISIT_KIND;
    struct slice words;
    struct slice word;
    struct slice name = split_name(line, &words);
    uint8_t *values = NULL;
    if (legend->fact_count == LEGEND_FACTS) {
        return false;
    }
    values = legend->values[legend->fact_count];
    memset(values, LEGEND_NONE, LEGEND_VALUES);
    legend->facts[legend->fact_count] = LEGEND_NONE;
    legend->fact_count++;
    if (!fact_find(name, &fact)) {
        return true;
    }
    legend->facts[legend->fact_count - 1] = (uint8_t)fact;
    for (size_t i = 0; next_word(&words, &word); i++) {
        unsigned value = 0;
        if (i == LEGEND_VALUES) {
            return false;
        }
        if (domain_value_find(fact_domain(fact), word, &value)) {
            values[i] = (uint8_t)value;
        }
    }
    return true;
}

static bool take_table(struct verdict_legend *legend, struct slice line)
{
    struct slice words;
    struct slice word;
    size_t count = legend->tables[legend->table_count];
    (void)split_name(line, &words);
    if (legend->table_count == LEGEND_TABLES) {
        return false;
    }
    while (next_word(&words, &word)) {
        if (count == LEGEND_RULES) {
            return false;
        }
        legend->rules[count] = word;
        count++;
    }
    legend->table_count++;
    legend->tables[legend->table_count] = count;
    return true;
}

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct verdict_legend *legend = into;
    switch (tag) {
    case LEGEND_TAG_HASH:
        if (bytes.size == HASH_BYTES) {
            memcpy(legend->rulebook_hash, bytes.data, HASH_BYTES);
        }
        return bytes.size == HASH_BYTES;
    case LEGEND_TAG_FACT:
        return take_fact(legend, bytes);
    case LEGEND_TAG_TABLE:
        return take_table(legend, bytes);
    default:
        return true;
    }
}

bool legend_read(struct slice bytes, struct verdict_legend *legend)
{
    legend->fact_count = 0;
    legend->table_count = 0;
    legend->tables[0] = 0;
    memset(legend->rulebook_hash, 0, sizeof legend->rulebook_hash);
    return packed_each(bytes, take_field, legend);
}

bool legend_fact(
    const struct verdict_legend *legend,
    size_t place,
    uint8_t number,
    enum fact *fact,
    uint8_t *value)
{
    if (place >= legend->fact_count || number >= LEGEND_VALUES ||
        legend->facts[place] == LEGEND_NONE || legend->values[place][number] == LEGEND_NONE) {
        return false;
    }
    *fact = (enum fact)legend->facts[place];
    *value = legend->values[place][number];
    return true;
}

bool legend_rule(
    const struct verdict_legend *legend,
    uint64_t table,
    uint64_t rule,
    struct slice *id)
{
    if (table >= legend->table_count || rule >= legend->tables[table + 1] - legend->tables[table]) {
        return false;
    }
    *id = legend->rules[legend->tables[table] + rule];
    return true;
}
