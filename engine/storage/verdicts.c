#include "engine/storage/verdicts.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_tags.h"

/* ---- writing ---- */

/* "brought:unrecorded,card,..." */
static bool
add_domain_line(struct buffer *legend, uint32_t tag, enum fact fact, struct error *error)
{
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    enum domain domain = fact_domain(fact);
    bool done = buffer_append_text(&line, fact_name(fact), error);
    for (unsigned i = 0; done && i < domain_size(domain); i++) {
        done = buffer_append_text(&line, i == 0 ? ":" : ",", error) &&
               buffer_append_text(&line, domain_value_name(domain, i), error);
    }
    done = done && packed_add(legend, tag, buffer_slice(&line), error);
    buffer_close(&line);
    return done;
}

/* "claim-path:CP-00,CP-00F,..." in the order of the table. */
static bool add_table_line(
    struct buffer *legend,
    uint32_t tag,
    const struct rule_table *table,
    struct error *error)
{
    struct buffer line = buffer_open(LIMIT_LINE_BYTES);
    bool done = buffer_append_text(&line, table->name, error);
    for (size_t i = 0; done && i < table->rule_count; i++) {
        done = buffer_append_text(&line, i == 0 ? ":" : ",", error) &&
               buffer_append_text(&line, table->rules[i].id, error);
    }
    done = done && packed_add(legend, tag, buffer_slice(&line), error);
    buffer_close(&line);
    return done;
}

bool verdicts_legend(
    const struct rulebook *book,
    const struct rulebook_identity *identity,
    struct buffer *legend,
    struct error *error)
{
    bool done =
        packed_begin(legend, VERDICT_FORMAT, error) &&
        packed_add(legend, LEGEND_TAG_HASH, (struct slice){identity->hash, HASH_BYTES}, error);
    for (unsigned i = 0; done && i < FACT_COUNT; i++) {
        done = add_domain_line(legend, LEGEND_TAG_FACT, (enum fact)i, error);
    }
    for (size_t i = 0; done && i < rulebook_table_count(book); i++) {
        done = add_table_line(legend, LEGEND_TAG_TABLE, rulebook_table(book, i), error);
    }
    return done;
}

/* Pairs of varints: place of the table in the book, place of the rule in the table. */
static size_t pack_rules(const struct decision *decision, uint8_t bytes[VERDICT_RULES * 20])
{
    size_t used = 0;
    for (size_t i = 0; i < decision->count && i < VERDICT_RULES; i++) {
        const struct ruling *ruling = &decision->rulings[i];
        if (ruling->rule == NULL) {
            continue;
        }
        used += varint_write(bytes + used, ruling->table->number);
        used += varint_write(bytes + used, (uint64_t)(ruling->rule - ruling->table->rules));
    }
    return used;
}

static size_t packed_facts(const struct facts *facts)
{
    size_t size = FACT_COUNT;
    while (size > 0 && facts->values[size - 1] == 0) {
        size--;
    }
    return size;
}

static bool add_some(struct buffer *row, uint32_t tag, struct slice bytes, struct error *error)
{
    return bytes.size == 0 || packed_add(row, tag, bytes, error);
}

static bool pack_outcome(const struct verdict *verdict, struct buffer *row, struct error *error)
{
    return packed_add_text(
               row, VERDICT_TAG_PATH, domain_value_name(DOMAIN_PATH, verdict->path), error) &&
           packed_add_text(
               row, VERDICT_TAG_NUMBERS, domain_value_name(DOMAIN_CLAIM_NUMBERS, verdict->numbers),
               error) &&
           packed_add_text(
               row, VERDICT_TAG_NEXT, domain_value_name(DOMAIN_NEXT, verdict->next), error) &&
           (verdict->missing_items == 0 ||
            packed_add_number(row, VERDICT_TAG_MISSING, verdict->missing_items, error)) &&
           add_some(row, VERDICT_TAG_INSURER, verdict->identifiers.insurer_number, error) &&
           add_some(row, VERDICT_TAG_SYMBOL, verdict->identifiers.symbol, error) &&
           add_some(row, VERDICT_TAG_NUMBER, verdict->identifiers.number, error) &&
           add_some(row, VERDICT_TAG_BRANCH, verdict->identifiers.branch, error) &&
           add_some(row, VERDICT_TAG_PROBLEM, slice_of(verdict->problem), error);
}

/* Facts by value, rules by id: what must differ for a verdict to be a new one. */
static bool make_digest(
    struct fingerprinter *printer,
    const struct verdict *verdict,
    struct slice outcome,
    int64_t *digest,
    struct error *error)
{
    struct buffer bytes = buffer_open(LIMIT_LINE_BYTES);
    bool done = buffer_append(&bytes, (struct slice){verdict->facts.values, FACT_COUNT}, error) &&
                buffer_append(&bytes, outcome, error);
    for (size_t i = 0; done && i < verdict->rule_count; i++) {
        done = buffer_append_text(&bytes, verdict->rules[i], error) &&
               buffer_append_byte(&bytes, 0, error);
    }
    done = done && print_short(printer, "verdict", buffer_slice(&bytes), digest, error);
    buffer_close_wiped(&bytes);
    return done;
}

bool verdicts_pack_row(
    struct fingerprinter *printer,
    const struct visit_reference *visit,
    int64_t answer,
    const struct verdict *verdict,
    const struct decision *decision,
    struct buffer *row,
    int64_t *digest,
    struct error *error)
{
    uint8_t bytes[VERDICT_RULES * 20] = {0};
    struct slice rules = {bytes, pack_rules(decision, bytes)};
    char text[REFERENCE_TEXT];
    struct slice facts = {verdict->facts.values, packed_facts(&verdict->facts)};
    size_t start = row->size;
    if (!pack_outcome(verdict, row, error) ||
        !make_digest(
            printer, verdict, slice_part(buffer_slice(row), start, row->size), digest, error)) {
        return false;
    }
    reference_write(visit, text);
    return packed_add_text(row, VERDICT_TAG_VISIT, text, error) &&
           add_some(row, VERDICT_TAG_FACTS, facts, error) &&
           add_some(row, VERDICT_TAG_RULES, rules, error) &&
           (answer == 0 || packed_add_number(row, VERDICT_TAG_ANSWER, answer, error)) &&
           packed_add_number(row, VERDICT_TAG_DIGEST, *digest, error);
}
