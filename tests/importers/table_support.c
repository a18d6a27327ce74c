#include "tests/importers/table_support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/storage/journal.h"
#include "engine/vocabulary/jis.h"

void put_file(struct test_store *test, const char *name, struct slice bytes)
{
    FILE *file = fopen(test_path(&test->world, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.data, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
}

static void add(char *shown, const char *text)
{
    size_t used = strlen(shown);
    (void)snprintf(shown + used, SHOWN_BYTES - used, "%s", text);
}

static void show_finding(char *shown, const struct table_finding *finding)
{
    char text[256];
    (void)snprintf(
        text, sizeof text, " %" PRIu64 ":%" PRIu64 " %s%s%s%s;", finding->line, finding->column,
        finding_name(finding->finding), finding->name[0] != '\0' ? " " : "", finding->name,
        finding->refuses ? "" : " (in)");
    add(shown, text);
}

static void show_report(struct outcome *outcome)
{
    const struct table_report *report = outcome->report;
    char text[256];
    assert_true(table_report_adds_up(report));
    (void)snprintf(
        text, sizeof text,
        "%" PRIu64 " = %" PRIu64 " new + %" PRIu64 " same + %" PRIu64 " corrected + %" PRIu64
        " refused;",
        report->read, report->added, report->same, report->corrected, report->refused);
    add(outcome->shown, text);
    for (size_t i = 0; i < report->finding_count; i++) {
        show_finding(outcome->shown, &report->findings[i]);
    }
}

static void show_fault(struct outcome *outcome)
{
    const struct error *error = &outcome->error;
    char text[512];
    (void)snprintf(
        text, sizeof text, "FAULT %s %" PRIu64 ":%" PRIu64, error_name(error->fault),
        error->place.line, error->place.column);
    add(outcome->shown, text);
    for (size_t i = 0; i < error->argument_count; i++) {
        add(outcome->shown, " ");
        add(outcome->shown, error->arguments[i]);
    }
}

void outcome_of(
    struct outcome *outcome,
    struct test_store *test,
    importer *import,
    const char *name,
    struct slice bytes)
{
    const char *path = test_path(&test->world, name);
    put_file(test, name, bytes);
    *outcome = (struct outcome){.done = false};
    outcome->done = import(test->store, path, &outcome->report, &outcome->error);
    if (outcome->done) {
        show_report(outcome);
    } else {
        assert_null(outcome->report);
        show_fault(outcome);
    }
}

void outcome_close(struct outcome *outcome)
{
    free(outcome->report);
    outcome->report = NULL;
}

struct buffer in_cp932(const char *text)
{
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    size_t bad = 0;
    assert_true(jis_encode_cp932(slice_of(text), &bytes, &bad, &error));
    return bytes;
}

int64_t entries_of(struct test_store *test)
{
    struct error error;
    int64_t last = 0;
    assert_true(journal_last(test->store, &last, &error));
    return last;
}

static bool keep(void *taker, struct slice bytes, struct error *error)
{
    return buffer_append(taker, bytes, error);
}

struct buffer kept_bytes(struct test_store *test, int64_t bulk)
{
    struct buffer bytes = buffer_open(64 * 1024 * 1024);
    struct error error;
    assert_true(bulk_read_raw(test->store, bulk, keep, &bytes, &error));
    return bytes;
}
