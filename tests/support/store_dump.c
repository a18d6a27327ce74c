#include "tests/support/store_dump.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/answers.h"
#include "engine/storage/inquiries.h"
#include "engine/storage/journal_check.h"
#include "engine/storage/tickets.h"
#include "tests/support/must.h"
#include "tests/support/raw_store.h"

enum {
    LINE = 4096,
    ARENA = 4 * 1024 * 1024
};

static const struct interval always = {{INT32_MIN}, {INT32_MIN}};

struct dumping {
    struct test_store *test;
    struct buffer *text;
    struct part_cache *cache;
    struct verdict_reader *reader;
};

static void add(struct buffer *text, const char *added)
{
    struct error error = {0};
    must(buffer_append_text(text, added, &error), &error, "dump");
}

static char line[LINE];

/* A format is a literal where it is used, so that the compiler can look at it. */
#define ADD(text, ...)                                                                             \
    do {                                                                                           \
        (void)snprintf(line, sizeof line, __VA_ARGS__);                                            \
        add((text), line);                                                                         \
    } while (0)

static void add_text(struct buffer *text, const char *name, struct slice value)
{
    if (value.data != NULL) {
        ADD(text, " %s=%.*s", name, (int)value.size, (const char *)value.data);
    }
}

static void add_date(struct buffer *text, const char *name, struct date date)
{
    char digits[DATE_TEXT];
    if (date_is_some(date)) {
        date_write_digits(date, digits);
        ADD(text, " %s=%s", name, digits);
    }
}

static void add_hash(struct buffer *text, struct slice bytes)
{
    uint8_t hash[HASH_BYTES];
    struct error error = {0};
    must(hash_bytes(bytes, hash, &error), &error, "hash");
    for (size_t i = 0; i < 8; i++) {
        ADD(text, "%02x", hash[i]);
    }
}

/* ---- the journal ---- */

static void add_problem(void *taker, const struct chain_finding *finding)
{
    struct dumping *dumping = taker;
    ADD(dumping->text, "chain: %s.%" PRId64 ".%" PRId64 " %s\n", finding->terminal,
        finding->incarnation, finding->seq,
        chain_problem_label(finding->problem, LANGUAGE_ENGLISH));
}

static bool
add_entry(void *taker, const struct entry_header *header, struct slice body, struct error *error)
{
    struct dumping *dumping = taker;
    (void)error;
    ADD(dumping->text, "%" PRId64 " %s.%" PRId64 ".%" PRId64 " %s %" PRId64 " %s %" PRId64 " ",
        header->entry, header->terminal, header->incarnation, header->seq,
        entry_kind_name(header->kind), header->at_ms, header->operator_name, header->key_id);
    add_hash(dumping->text, body);
    ADD(dumping->text, "\n");
    return true;
}

static void dump_journal(struct dumping *dumping)
{
    struct chain_report report;
    struct error error = {0};
    struct store *store = dumping->test->store;
    must(
        journal_check(store, (struct slice){NULL, 0}, add_problem, dumping, &report, &error),
        &error, "check");
    ADD(dumping->text, "chain: %" PRId64 " entries, %" PRId64 " problems\n", report.entries,
        report.problems);
    must(journal_each(store, 1, add_entry, dumping, &error), &error, "entries");
}

/* Those that were ever set: a setting that a later version adds is not one of this store. */
static void dump_settings(struct dumping *dumping)
{
    sqlite3 *raw = raw_open(dumping->test);
    sqlite3_stmt *statement = NULL;
    must(
        sqlite3_prepare_v2(
            raw, "SELECT name, value FROM setting ORDER BY name", -1, &statement, NULL) ==
            SQLITE_OK,
        NULL, "settings");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        ADD(dumping->text, "setting %s=%s\n", (const char *)sqlite3_column_text(statement, 0),
            (const char *)sqlite3_column_text(statement, 1));
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(raw);
}

/* ---- visits ---- */

struct visits {
    struct visit_row rows[256];
    size_t count;
};

static bool take_visit(void *taker, const struct visit_row *row)
{
    struct visits *visits = taker;
    if (visits->count == sizeof visits->rows / sizeof visits->rows[0]) {
        abort();
    }
    visits->rows[visits->count++] = *row;
    return true;
}

static void dump_evidence(struct dumping *dumping, const struct visit_row *row)
{
    struct arena arena = arena_open(ARENA);
    struct evidence evidence = {0};
    struct error error = {0};
    must(
        visits_merged_evidence(
            dumping->test->store, dumping->cache, row, &arena, &evidence, &error),
        &error, "evidence");
    for (unsigned i = 0; i < FIELD_COUNT; i++) {
        add_text(dumping->text, field_name((enum field)i), evidence.values[i]);
    }
    arena_close(&arena);
}

static void dump_verdict(struct dumping *dumping, int64_t visit)
{
    struct arena arena = arena_open(ARENA);
    struct verdict_row row;
    struct verdict_record record;
    struct error error = {0};
    bool found = false;
    must(verdicts_get(dumping->test->store, visit, &row, &found, &error), &error, "verdict");
    if (found) {
        must(verdicts_open(dumping->reader, &row, &arena, &record, &error), &error, "verdict");
        ADD(dumping->text, "\n  verdict %s, next %s, answer %" PRId64 ", missing %u,",
            domain_value_name(DOMAIN_PATH, record.verdict.path),
            domain_value_name(DOMAIN_NEXT, record.verdict.next), record.answer,
            record.verdict.missing_items);
        for (size_t i = 0; i < record.verdict.rule_count; i++) {
            ADD(dumping->text, " %s", record.verdict.rules[i]);
        }
        add_text(dumping->text, "insurer", record.verdict.identifiers.insurer_number);
        add_text(dumping->text, "number", record.verdict.identifiers.number);
    }
    arena_close(&arena);
}

static void dump_visits(struct dumping *dumping)
{
    static struct visits visits;
    struct error error = {0};
    visits.count = 0;
    must(
        visits_each(dumping->test->store, 0, always, take_visit, &visits, &error), &error,
        "visits");
    for (size_t i = 0; i < visits.count; i++) {
        ADD(dumping->text, "visit %" PRId64 ":", visits.rows[i].id);
        dump_evidence(dumping, &visits.rows[i]);
        dump_verdict(dumping, visits.rows[i].id);
        ADD(dumping->text, "\n");
    }
}

/* ---- answers and inquiries ---- */

static void dump_qualification(struct dumping *dumping, const struct qualification *result)
{
    static const char *const texts[] = {
#define TEXT(tag, name, element) [ANSWER_##name] = (element),
        ANSWER_TEXTS(TEXT)
#undef TEXT
    };
    static const char *const dates[] = {
#define DATE(tag, name, element) [ANSWER_##name##_DATE] = (element),
        ANSWER_DATES(DATE)
#undef DATE
    };
    for (unsigned i = 0; i < ANSWER_TEXT_COUNT; i++) {
        add_text(dumping->text, texts[i], result->texts[i]);
    }
    for (unsigned i = 0; i < ANSWER_DATE_COUNT; i++) {
        add_date(dumping->text, dates[i], result->dates[i]);
    }
}

static void dump_answers(struct dumping *dumping)
{
    for (int64_t id = 1;; id++) {
        struct answer_row row;
        struct answer answer;
        struct error error = {0};
        bool found = false;
        must(answers_get(dumping->test->store, id, &row, &found, &error), &error, "answer");
        if (!found) {
            return;
        }
        if (!answers_open(dumping->cache, &row, &answer, &error)) {
            must(error.fault == FAULT_KEY_DESTROYED, &error, "answer");
            ADD(dumping->text, "answer %" PRId64 ": purged\n", id);
            continue;
        }
        ADD(dumping->text, "answer %" PRId64 " about visit %" PRId64 ": %s,", id, row.visit,
            domain_value_name(DOMAIN_VALIDITY, answer.validity));
        for (size_t i = 0; i < answer.qualification_count && i < ANSWER_QUALIFICATIONS; i++) {
            dump_qualification(dumping, &answer.qualifications[i]);
        }
        ADD(dumping->text, "\n");
    }
}

static void dump_tickets(struct dumping *dumping)
{
    for (int64_t id = 1;; id++) {
        struct ticket_row row;
        struct ticket ticket;
        struct error error = {0};
        bool found = false;
        must(tickets_get(dumping->test->store, id, &row, &found, &error), &error, "ticket");
        if (!found) {
            return;
        }
        if (!tickets_open(dumping->cache, &row, &ticket, &error)) {
            must(error.fault == FAULT_KEY_DESTROYED, &error, "ticket");
            ADD(dumping->text, "ticket %" PRId64 ": purged\n", id);
            continue;
        }
        ADD(dumping->text, "ticket %" PRId64 ": family %d, line %" PRIu64 ",", id,
            (int)ticket.family, ticket.line);
        for (unsigned i = 0; i < TICKET_FIELD_COUNT; i++) {
            add_text(dumping->text, ticket_field_name((enum ticket_field)i), ticket.values[i]);
        }
        add(dumping->text, "\n");
    }
}

static void dump_inquiries(struct dumping *dumping)
{
    struct store *store = dumping->test->store;
    int64_t last = 0;
    struct error error = {0};
    must(journal_last(store, &last, &error), &error, "last");
    for (int64_t entry = 1; entry <= last; entry++) {
        struct buffer request = buffer_open(LIMIT_BODY_BYTES);
        struct inquiry_row row;
        bool found = false;
        must(inquiries_get(store, entry, &row, &found, &error), &error, "inquiry");
        if (found) {
            must(inquiries_request(store, entry, &request, &error), &error, "request");
            ADD(dumping->text,
                "inquiry %s: %s, people %" PRId64 ", reception %s, fetch %s, request %.*s\n",
                row.key, inquiry_state_name(row.state), row.people, row.reception, row.fetch_key,
                (int)request.size, (const char *)request.data);
        }
        buffer_close(&request);
    }
}

/* ---- files ---- */

static bool take_raw(void *taker, struct slice bytes, struct error *error)
{
    return buffer_append(taker, bytes, error);
}

static void dump_files(struct dumping *dumping)
{
    sqlite3 *raw = raw_open(dumping->test);
    sqlite3_stmt *statement = NULL;
    must(
        sqlite3_prepare_v2(
            raw, "SELECT entry, kind, rows, state FROM bulk ORDER BY entry", -1, &statement,
            NULL) == SQLITE_OK,
        NULL, "bulks");
    while (sqlite3_step(statement) == SQLITE_ROW) {
        struct buffer bytes = buffer_open(LIMIT_BODY_BYTES);
        struct error error = {0};
        int64_t bulk = sqlite3_column_int64(statement, 0);
        ADD(dumping->text, "bulk %" PRId64 ": kind %d, rows %d, state %d, raw ", bulk,
            sqlite3_column_int(statement, 1), sqlite3_column_int(statement, 2),
            sqlite3_column_int(statement, 3));
        must(bulk_read_raw(dumping->test->store, bulk, take_raw, &bytes, &error), &error, "raw");
        add_hash(dumping->text, buffer_slice(&bytes));
        ADD(dumping->text, "\n");
        buffer_close(&bytes);
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(raw);
}

void store_dump(struct test_store *test, struct buffer *text)
{
    struct dumping dumping = {.test = test, .text = text};
    struct error error = {0};
    must(part_cache_open(test->store, &dumping.cache, &error), &error, "cache");
    must(
        verdict_reader_open(test->store, dumping.cache, &dumping.reader, &error), &error, "reader");
    dump_journal(&dumping);
    dump_settings(&dumping);
    dump_visits(&dumping);
    dump_answers(&dumping);
    dump_tickets(&dumping);
    dump_inquiries(&dumping);
    dump_files(&dumping);
    verdict_reader_close(dumping.reader);
    part_cache_close(dumping.cache);
}

/* ---- views as they stand ---- */

static int64_t dump_rows(sqlite3 *raw, const char *table, struct buffer *text)
{
    sqlite3_stmt *statement = NULL;
    char sql[128];
    int64_t rows = 0;
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s", table);
    must(sqlite3_prepare_v2(raw, sql, -1, &statement, NULL) == SQLITE_OK, NULL, sql);
    for (; sqlite3_step(statement) == SQLITE_ROW; rows++) {
        ADD(text, "%s:", table);
        for (int i = 0; i < sqlite3_column_count(statement); i++) {
            const uint8_t *bytes = sqlite3_column_blob(statement, i);
            ADD(text, " %d ", sqlite3_column_type(statement, i));
            for (int k = 0; k < sqlite3_column_bytes(statement, i); k++) {
                ADD(text, "%02x", bytes[k]);
            }
        }
        ADD(text, "\n");
    }
    (void)sqlite3_finalize(statement);
    return rows;
}

void views_dump(const struct test_store *test, struct buffer *text, char empty[64])
{
    static const char *const sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table'"
        " AND name NOT IN ('journal', 'vault', 'meta') AND name NOT LIKE 'sqlite_%' ORDER BY name";
    sqlite3 *raw = raw_open(test);
    sqlite3_stmt *statement = NULL;
    empty[0] = '\0';
    must(sqlite3_prepare_v2(raw, sql, -1, &statement, NULL) == SQLITE_OK, NULL, sql);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *table = (const char *)sqlite3_column_text(statement, 0);
        if (dump_rows(raw, table, text) == 0) {
            (void)snprintf(empty, 64, "%s", table);
        }
    }
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(raw);
}
