#include "engine/storage/verdicts.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/answers.h"
#include "engine/storage/inside.h"
#include "engine/storage/verdict_tags.h"
#include "engine/storage/views.h"

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
    struct store *store,
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
    done = done && print_short(store->printer, "verdict", buffer_slice(&bytes), digest, error);
    buffer_close_wiped(&bytes);
    return done;
}

bool verdicts_pack_row(
    struct store *store,
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
            store, verdict, slice_part(buffer_slice(row), start, row->size), digest, error)) {
        return false;
    }
    reference_write(visit, text);
    return packed_add_text(row, VERDICT_TAG_VISIT, text, error) &&
           add_some(row, VERDICT_TAG_FACTS, facts, error) &&
           add_some(row, VERDICT_TAG_RULES, rules, error) &&
           (answer == 0 || packed_add_number(row, VERDICT_TAG_ANSWER, answer, error)) &&
           packed_add_number(row, VERDICT_TAG_DIGEST, *digest, error);
}

/* ---- applying ---- */

struct verdict_fields {
    struct visit_reference visit;
    unsigned path;
    int64_t digest;
};

static bool take_view_field(void *into, uint32_t tag, struct slice bytes)
{
    struct verdict_fields *fields = into;
    switch (tag) {
    case VERDICT_TAG_VISIT:
        return reference_read(bytes, &fields->visit);
    case VERDICT_TAG_PATH:
        return domain_value_find(DOMAIN_PATH, bytes, &fields->path);
    case VERDICT_TAG_DIGEST:
        return packed_number(bytes, &fields->digest);
    default:
        return true;
    }
}

static bool read_view_fields(struct slice row, struct verdict_fields *fields)
{
    memset(fields, 0, sizeof *fields);
    return packed_each(row, take_view_field, fields) && fields->path != PATH_UNDECIDED;
}

static bool upsert_verdict(struct store *store, const struct verdict_row *row, struct error *error)
{
    static const char *const sql =
        "INSERT INTO verdict(visit, entry, row, path, digest) VALUES(?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT(visit) DO UPDATE SET entry = ?2, row = ?3, path = ?4, digest = ?5";
    return sql_run_numbers(
        store, sql, SQL_NUMBERS(row->visit, row->entry, row->row, row->path, row->digest), error);
}

static bool close_work(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "DELETE FROM open_work WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit), error);
}

static bool open_work(struct store *store, int64_t visit, unsigned path, struct error *error)
{
    static const char *const sql =
        "INSERT INTO open_work(visit, day, path) SELECT id, day, ?2 FROM visit WHERE id = ?1"
        " ON CONFLICT(visit) DO UPDATE SET path = ?2";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit, path), error);
}

static bool is_open(unsigned path)
{
    return path == PATH_HELD || path == PATH_WAITING;
}

static bool
keep_work(struct store *store, int64_t visit, unsigned old_path, unsigned path, struct error *error)
{
    if (is_open(path)) {
        return open_work(store, visit, path, error);
    }
    return !is_open(old_path) || close_work(store, visit, error);
}

static void count_path(unsigned path, int64_t change, int64_t counts[PATH_NONE + 1])
{
    counts[path] += change;
}

/* The desk may have withdrawn or merged a visit while verdicts were made. */
static bool apply_row(
    struct store *store,
    const struct verdict_row *row,
    int64_t counts[PATH_NONE + 1],
    struct error *error)
{
    struct verdict_row old = {.path = PATH_UNDECIDED};
    struct visit_row visit;
    bool found = false;
    if (!visits_get(store, row->visit, &visit, &found, error)) {
        return false;
    }
    if (!found || visit.gone != 0) {
        return true;
    }
    if (!verdicts_get(store, row->visit, &old, &found, error)) {
        return false;
    }
    if (found) {
        count_path(old.path, -1, counts);
    }
    count_path(row->path, 1, counts);
    return upsert_verdict(store, row, error) &&
           keep_work(store, row->visit, old.path, row->path, error);
}

static void path_counter(unsigned path, char name[32])
{
    (void)snprintf(name, 32, "path/%s", domain_value_name(DOMAIN_PATH, path));
}

static bool
add_counts(struct store *store, const int64_t counts[PATH_NONE + 1], struct error *error)
{
    for (unsigned path = 0; path <= PATH_NONE; path++) {
        char name[32];
        path_counter(path, name);
        if (counts[path] != 0 && !counter_add(store, name, counts[path], error)) {
            return false;
        }
    }
    return true;
}

bool verdicts_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    struct reference_cache references = {0};
    int64_t counts[PATH_NONE + 1] = {0};
    bool broken = false;
    int64_t count = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct verdict_fields read;
        struct verdict_row row = {.entry = header->entry, .row = count};
        if (!read_view_fields(fields, &read)) {
            return error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
        }
        row.path = read.path;
        row.digest = read.digest;
        if (!visits_resolve_cached(store, &read.visit, &references, &row.visit, error) ||
            !apply_row(store, &row, counts, error)) {
            return false;
        }
        count++;
    }
    return broken ? error_set_number(error, FAULT_JOURNAL_BODY, header->entry)
                  : add_counts(store, counts, error);
}

static bool delete_verdict(struct store *store, int64_t visit, struct error *error)
{
    static const char *const sql = "DELETE FROM verdict WHERE visit = ?1";
    return sql_run_numbers(store, sql, SQL_NUMBERS(visit), error);
}

bool verdicts_drop(struct store *store, int64_t visit, struct error *error)
{
    int64_t counts[PATH_NONE + 1] = {0};
    struct verdict_row row;
    bool found = false;
    if (!verdicts_get(store, visit, &row, &found, error)) {
        return false;
    }
    if (!found) {
        return true;
    }
    count_path(row.path, -1, counts);
    return delete_verdict(store, visit, error) && close_work(store, visit, error) &&
           add_counts(store, counts, error);
}

bool verdicts_count(struct store *store, int64_t counts[PATH_NONE + 1], struct error *error)
{
    int64_t visits = 0;
    int64_t decided = 0;
    if (!counter_get(store, "visits", &visits, error)) {
        return false;
    }
    for (unsigned path = PATH_UNDECIDED + 1; path <= PATH_NONE; path++) {
        char name[32];
        path_counter(path, name);
        if (!counter_get(store, name, &counts[path], error)) {
            return false;
        }
        decided += counts[path];
    }
    counts[PATH_UNDECIDED] = visits - decided;
    return true;
}
