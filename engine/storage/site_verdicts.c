#include "engine/storage/site_verdicts.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/packed.h"
#include "engine/storage/inside.h"
#include "engine/storage/views.h"

enum site_tag {
    SITE_TAG_KIND = 1,
    SITE_TAG_SUBJECT = 2,
    SITE_TAG_QUESTION = 3,
    SITE_TAG_SLOT = 4,
    SITE_TAG_RESULT = 5,
    SITE_TAG_CLASS = 6,
    SITE_TAG_TODO = 7,
    SITE_TAG_PROBLEM = 8,
    SITE_TAG_RETURNS = 9,
    SITE_TAG_RULES = 10,
    SITE_TAG_FACTS = 11, /* one byte per fact of the legend, zeros at the end left out */
    SITE_TAG_TICKET = 12,
    SITE_TAG_DIGEST = 13
};

enum {
    WORDS_BYTES = 1024
};

/* ---- writing ---- */

static void add_word(char text[WORDS_BYTES], const char *word)
{
    size_t used = strlen(text);
    (void)snprintf(text + used, WORDS_BYTES - used, "%s%s", used == 0 ? "" : " ", word);
}

static void write_rules(const struct site_ruling *ruling, char text[WORDS_BYTES])
{
    text[0] = '\0';
    for (size_t i = 0; i < ruling->decision.count; i++) {
        if (ruling->decision.rulings[i].rule != NULL) {
            add_word(text, ruling->decision.rulings[i].rule->id);
        }
    }
}

static void write_returns(const struct site_ruling *ruling, char text[WORDS_BYTES])
{
    text[0] = '\0';
    for (size_t i = 0; i < ruling->return_count; i++) {
        add_word(text, ruling->returns[i]);
    }
}

static bool add_some(struct buffer *row, uint32_t tag, const char *text, struct error *error)
{
    return text[0] == '\0' || packed_add_text(row, tag, text, error);
}

static struct slice used_facts(const struct facts *facts)
{
    size_t size = FACT_COUNT;
    while (size > 0 && facts->values[size - 1] == 0) {
        size--;
    }
    return (struct slice){facts->values, size};
}

static bool pack_words(const struct site_ruling *ruling, struct buffer *row, struct error *error)
{
    char text[WORDS_BYTES];
    if (!packed_add_text(
            row, SITE_TAG_RESULT, domain_value_name(DOMAIN_SITE_RESULT, ruling->result), error) ||
        !add_some(row, SITE_TAG_CLASS, ruling->class_name, error) ||
        !add_some(row, SITE_TAG_TODO, ruling->todo_name, error) ||
        !add_some(row, SITE_TAG_PROBLEM, ruling->problem, error)) {
        return false;
    }
    write_returns(ruling, text);
    if (!add_some(row, SITE_TAG_RETURNS, text, error)) {
        return false;
    }
    write_rules(ruling, text);
    return add_some(row, SITE_TAG_RULES, text, error) &&
           packed_add(row, SITE_TAG_FACTS, used_facts(&ruling->facts), error);
}

static bool add_reference(
    struct buffer *row,
    uint32_t tag,
    const struct visit_reference *reference,
    struct error *error)
{
    char text[REFERENCE_TEXT];
    if (reference == NULL) {
        return true;
    }
    reference_write(reference, text);
    return packed_add_text(row, tag, text, error);
}

bool site_verdicts_pack_row(
    struct store *store,
    enum site_subject kind,
    const struct visit_reference *subject,
    const struct visit_reference *ticket,
    const struct site_ruling *ruling,
    struct buffer *row,
    int64_t *digest,
    struct error *error)
{
    return packed_add_number(row, SITE_TAG_KIND, kind, error) &&
           add_reference(row, SITE_TAG_SUBJECT, subject, error) &&
           packed_add_number(row, SITE_TAG_QUESTION, ruling->question, error) &&
           packed_add_number(row, SITE_TAG_SLOT, 0, error) && pack_words(ruling, row, error) &&
           add_reference(row, SITE_TAG_TICKET, ticket, error) &&
           print_short(store->printer, "site verdict", buffer_slice(row), digest, error) &&
           packed_add_number(row, SITE_TAG_DIGEST, *digest, error);
}

/* ---- reading ---- */

struct fields {
    int64_t kind;
    int64_t question;
    int64_t slot;
    int64_t digest;
    struct slice subject;
    struct slice result;
    struct site_verdict verdict;
};

static bool take_field(void *into, uint32_t tag, struct slice bytes)
{
    struct fields *fields = into;
    switch (tag) {
    case SITE_TAG_KIND:
        return packed_number(bytes, &fields->kind);
    case SITE_TAG_QUESTION:
        return packed_number(bytes, &fields->question);
    case SITE_TAG_SLOT:
        return packed_number(bytes, &fields->slot);
    case SITE_TAG_DIGEST:
        return packed_number(bytes, &fields->digest);
    case SITE_TAG_SUBJECT:
        fields->subject = bytes;
        break;
    case SITE_TAG_RESULT:
        fields->result = bytes;
        break;
    case SITE_TAG_CLASS:
        fields->verdict.class_name = bytes;
        break;
    case SITE_TAG_TODO:
        fields->verdict.todo_name = bytes;
        break;
    case SITE_TAG_PROBLEM:
        fields->verdict.problem = bytes;
        break;
    case SITE_TAG_RETURNS:
        fields->verdict.returns = bytes;
        break;
    case SITE_TAG_RULES:
        fields->verdict.rules = bytes;
        break;
    case SITE_TAG_TICKET:
        fields->verdict.ticket = bytes;
        break;
    default:
        break;
    }
    return true;
}

static bool read_fields(struct slice row, struct fields *fields)
{
    memset(fields, 0, sizeof *fields);
    return packed_each(row, take_field, fields) && fields->kind != 0 && fields->question > 0 &&
           fields->question < SITE_QUESTIONS;
}

bool site_verdicts_standing(
    struct store *store,
    int64_t *undecided,
    int64_t *to_check,
    struct error *error)
{
    static const char *const without =
        "SELECT count(*) FROM visit WHERE gone = 0 AND NOT EXISTS"
        " (SELECT 1 FROM site_verdict WHERE kind = ?1 AND subject = visit.id)";
    static const char *const checked =
        "SELECT count(*) FROM visit WHERE gone = 0 AND ?2 ="
        " (SELECT result FROM site_verdict WHERE kind = ?1 AND subject = visit.id"
        " ORDER BY entry DESC, row DESC LIMIT 1)";
    return sql_query_numbers(store, without, SQL_NUMBERS(SITE_SUBJECT_SESSION), undecided, error) &&
           sql_query_numbers(
               store, checked, SQL_NUMBERS(SITE_SUBJECT_SESSION, SITE_RESULT_CHECK), to_check,
               error);
}

bool site_verdicts_open(
    struct part_cache *cache,
    const struct site_verdict_row *row,
    struct site_verdict *verdict,
    struct error *error)
{
    struct fields fields;
    struct slice bytes;
    if (!part_cache_read(cache, row->entry, row->row, &bytes, error)) {
        return false;
    }
    if (!read_fields(bytes, &fields)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    *verdict = fields.verdict;
    return true;
}

bool site_verdicts_get(
    struct store *store,
    enum site_subject kind,
    int64_t subject,
    struct site_verdict_row *row,
    bool *found,
    struct error *error)
{
    static const char *const sql =
        "SELECT question, slot, entry, row, result, digest FROM site_verdict"
        " WHERE kind = ?1 AND subject = ?2 ORDER BY entry DESC, row DESC LIMIT 1";
    struct sql_rows rows;
    *found = false;
    if (!sql_rows_open(store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, kind);
    sql_bind_number(rows.statement, 2, subject);
    if (sql_rows_next(&rows, error)) {
        *row = (struct site_verdict_row){
            .subject_kind = kind,
            .subject = subject,
            .question = (enum site_question)sql_number(rows.statement, 0),
            .slot = sql_number(rows.statement, 1),
            .entry = sql_number(rows.statement, 2),
            .row = sql_number(rows.statement, 3),
            .result = (unsigned)sql_number(rows.statement, 4),
            .digest = sql_number(rows.statement, 5),
        };
        *found = true;
    }
    return sql_rows_close(&rows);
}

/* ---- applying ---- */

static bool put_row(struct store *store, const struct site_verdict_row *row, struct error *error)
{
    static const char *const sql =
        "INSERT INTO site_verdict(kind, subject, question, slot, entry, row, result, digest)"
        " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT(kind, subject, question, slot)"
        " DO UPDATE SET entry = ?5, row = ?6, result = ?7, digest = ?8";
    return sql_run_numbers(
        store, sql,
        SQL_NUMBERS(
            row->subject_kind, row->subject, row->question, row->slot, row->entry, row->row,
            row->result, row->digest),
        error);
}

static bool apply_row(
    struct store *store,
    struct site_verdict_row *row,
    struct slice bytes,
    struct error *error)
{
    struct fields fields;
    struct visit_reference reference;
    if (!read_fields(bytes, &fields) || !reference_read(fields.subject, &reference) ||
        !domain_value_find(DOMAIN_SITE_RESULT, fields.result, &row->result)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, row->entry);
    }
    row->subject_kind = (enum site_subject)fields.kind;
    row->question = (enum site_question)fields.question;
    row->slot = fields.slot;
    row->digest = fields.digest;
    return visits_resolve(store, &reference, &row->subject, error) && put_row(store, row, error);
}

bool site_verdicts_apply_rows(
    struct store *store,
    const struct entry_header *header,
    const struct bulk_part *part,
    struct error *error)
{
    struct slice bytes = part->bytes;
    struct slice fields;
    bool broken = false;
    int64_t count = 0;
    while (bulk_next_row(&bytes, &fields, &broken)) {
        struct site_verdict_row row = {.entry = header->entry, .row = count};
        if (!apply_row(store, &row, fields, error)) {
            return false;
        }
        count++;
    }
    return !broken || error_set_number(error, FAULT_JOURNAL_BODY, header->entry);
}
