/*
 * A real-world file, where there is one: TOTSUGO_SAMPLES names a folder that holds
 * RECEIPTC_GAIRAI_SAMPLE.UKE.  It is no part of this tree.  Without it the test says so and is skipped.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exporters/receipt_export.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"
#include "tests/support/world_fixture.h"

enum {
    SKIPPED = 77,
    SAMPLE_RECEIPTS = 75,
    SAMPLE_COUNT = 140,
    SAMPLE_POINTS = 86392,
    SAMPLE_BYTES = 1024 * 1024,
    NAMED = 2 /* a receipt with a branch, and nothing that hangs on the insurer */
};

struct sample {
    struct test_world world;
    char source[LIMIT_PATH];
    char target[LIMIT_PATH];
    struct rulebook *book;
    struct receipt_decider decider;
    unsigned paths; /* of the named receipt; PATHS_NONE: nobody is named */
    const char *branch;
    enum trouble trouble;
    struct receipt_export_result result;
};

static const char *folder;

static int make_sample(void **state)
{
    struct sample *s = calloc(1, sizeof *s);
    struct error error;
    assert_non_null(s);
    test_world_open(&s->world, 9);
    (void)snprintf(s->source, LIMIT_PATH, "%s/RECEIPTC_GAIRAI_SAMPLE.UKE", folder);
    (void)snprintf(s->target, LIMIT_PATH, "%s/RECEIPTC.UKE", s->world.folder);
    s->book = test_rules_load();
    assert_true(receipt_decider_open(s->book, true, &s->decider, &error));
    *state = s;
    return 0;
}

static int drop_sample(void **state)
{
    struct sample *s = *state;
    rulebook_close(s->book);
    test_world_close(&s->world);
    free(s);
    return 0;
}

/* One receipt is named, with the numbers that it has, whatever they are. */
static bool visits_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_visits *visits,
    struct error *error)
{
    const struct sample *s = context;
    (void)error;
    if (s->paths == PATHS_NONE || key->number != NAMED) {
        return true;
    }
    *visits = (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .paths = s->paths,
        .insurers = RESULTS_ONE,
        .scheme = SCHEME_EMPLOYEE,
        .payer = PAYER_FUND,
        .count = key->days,
        .days = UINT32_MAX, /* whatever days it names */
        .first_visit = 1,
        .identifiers = key->identifiers,
        .rule = "CP-TEST",
    };
    visits->identifiers.branch = slice_of(s->branch);
    return true;
}

static bool told(void *context, const struct receipt_decided *decided, struct error *error)
{
    struct sample *s = context;
    (void)error;
    if (decided->key->number == NAMED) {
        s->trouble = decided->rewrite->trouble.trouble;
    }
    return true;
}

static void run(struct sample *s, unsigned paths, const char *branch)
{
    struct receipt_export_order order = {
        .disk = &s->world.world.disk,
        .source = s->source,
        .target = s->target,
        .decider = &s->decider,
        .context = s,
        .visits_of = visits_of,
        .told = told,
    };
    struct error error;
    s->paths = paths;
    s->branch = branch;
    if (!receipt_export_run(&order, &s->result, &error)) {
        char text[1024];
        error_render(&error, LANGUAGE_ENGLISH, text, sizeof text);
        fail_msg("%s", text);
    }
}

static struct buffer bytes_of(const struct sample *s, const char *path)
{
    struct buffer bytes;
    struct error error;
    assert_true(disk_read_all(&s->world.world.disk, path, SAMPLE_BYTES, &bytes, &error));
    return bytes;
}

static void the_sample_is_whole_and_an_overlay_of_nothing_is_the_sample(void **state)
{
    struct sample *s = *state;
    struct buffer before;
    struct buffer after;
    run(s, PATHS_NONE, "");
    before = bytes_of(s, s->source);
    after = bytes_of(s, s->target);
    assert_slice(buffer_slice(&after), buffer_slice(&before));
    assert_int_equal(s->result.receipts, SAMPLE_RECEIPTS);
    assert_int_equal(s->result.unnamed, SAMPLE_RECEIPTS);
    assert_int_equal(s->result.counted.count, SAMPLE_COUNT);
    assert_int_equal(s->result.counted.points, SAMPLE_POINTS);
    assert_int_equal(s->result.before.count, SAMPLE_COUNT);
    assert_int_equal(s->result.before.points, SAMPLE_POINTS);
    buffer_close(&before);
    buffer_close(&after);
}

static void a_current_branch_changes_two_bytes_and_nothing_else(void **state)
{
    struct sample *s = *state;
    struct buffer before;
    struct buffer after;
    size_t different = 0;
    run(s, PATHS_CURRENT, "37");
    assert_int_equal(s->result.counts[OUTCOME_CHANGED], 1);
    assert_int_equal(s->result.counts[OUTCOME_UNCHANGED], SAMPLE_RECEIPTS - 1);
    before = bytes_of(s, s->source);
    after = bytes_of(s, s->target);
    assert_int_equal(after.size, before.size);
    for (size_t i = 0; i < before.size; i++) {
        different += before.data[i] != after.data[i] ? 1 : 0;
    }
    assert_int_equal(different, 2);
    buffer_close(&before);
    buffer_close(&after);
}

static void past_and_unknown_are_refused_for_there_were_no_codes_then(void **state)
{
    struct sample *s = *state;
    run(s, PATHS_PAST, "00");
    assert_int_equal(s->result.counts[OUTCOME_WITHHELD], 1);
    assert_int_equal(s->trouble, TROUBLE_NOT_IN_FORCE);
    run(s, PATHS_UNKNOWN, "");
    assert_int_equal(s->result.counts[OUTCOME_WITHHELD], 1);
    assert_int_equal(s->trouble, TROUBLE_NOT_IN_FORCE);
    assert_int_equal(s->result.after.count, SAMPLE_COUNT - 1);
    assert_int_equal(s->result.renumbered, SAMPLE_RECEIPTS - NAMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sample_is_whole_and_an_overlay_of_nothing_is_the_sample),
        cmocka_unit_test(a_current_branch_changes_two_bytes_and_nothing_else),
        cmocka_unit_test(past_and_unknown_are_refused_for_there_were_no_codes_then),
    };
    folder = getenv("TOTSUGO_SAMPLES");
    if (folder == NULL || folder[0] == '\0') {
        (void)fprintf(stderr, "SKIPPED: TOTSUGO_SAMPLES names no folder with a sample file\n");
        return SKIPPED;
    }
    return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
