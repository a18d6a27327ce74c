#include "tests/exporters/export_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool visits_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_visits *visits,
    struct error *error)
{
    struct export_fixture *f = context;
    (void)error;
    f->asked++;
    assert_true(key->number >= 0 && key->number < EXPORT_RECEIPTS);
    *visits = f->visits[key->number];
    if (f->change_at != 0 && f->asked >= f->change_at) {
        visits->pairing = PAIRING_SEVERAL;
    }
    return true;
}

static bool submitted(
    void *context,
    const struct receipt *receipt,
    const struct receipt_key *key,
    struct month *month,
    struct error *error)
{
    const struct export_fixture *f = context;
    (void)receipt;
    (void)error;
    *month = f->submitted[key->number];
    return true;
}

static bool told(void *context, const struct receipt_decided *decided, struct error *error)
{
    struct export_fixture *f = context;
    (void)error;
    f->told++;
    f->trouble = decided->rewrite->trouble.trouble;
    (void)snprintf(f->reason, sizeof f->reason, "%s", decided->ruling->reason);
    return true;
}

int export_fixture_make(void **state)
{
    struct export_fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    test_world_open(&f->world, 5);
    f->book = test_rules_load();
    assert_true(receipt_decider_open(f->book, true, &f->decider, &f->error));
    (void)snprintf(f->source, LIMIT_PATH, "%s/RECEIPTC.UKE", f->world.folder);
    (void)snprintf(f->target, LIMIT_PATH, "%s/out.UKE", f->world.folder);
    (void)snprintf(f->patch, LIMIT_PATH, "%s/patch.csv", f->world.folder);
    (void)snprintf(f->patch932, LIMIT_PATH, "%s/patch932.csv", f->world.folder);
    *state = f;
    return 0;
}

int export_fixture_drop(void **state)
{
    struct export_fixture *f = *state;
    rulebook_close(f->book);
    test_world_close(&f->world);
    free(f);
    return 0;
}

void export_fixture_begin(struct export_fixture *f, const char *utf8)
{
    struct buffer bytes = uke_bytes(utf8, "\r\n");
    const struct disk_port *disk = &f->world.world.disk;
    const char *paths[] = {f->source, f->target, f->patch, f->patch932};
    int handle = -1;
    memset(f->visits, 0, sizeof f->visits);
    for (size_t i = 0; i < EXPORT_RECEIPTS; i++) {
        f->visits[i].pairing = PAIRING_NONE;
        f->submitted[i] = MONTH_NONE;
    }
    f->asked = f->change_at = f->told = 0;
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        assert_true(disk->remove(NULL, paths[i], &f->error));
    }
    assert_true(disk->create(NULL, f->source, &handle, &f->error));
    assert_true(disk->write(NULL, handle, buffer_slice(&bytes), &f->error));
    disk->close(NULL, handle);
    buffer_close(&bytes);
    f->order = (struct receipt_export_order){
        .disk = disk,
        .source = f->source,
        .target = f->target,
        .patch_utf8 = f->patch,
        .patch_cp932 = f->patch932,
        .decider = &f->decider,
        .context = f,
        .visits_of = visits_of,
        .submitted = submitted,
        .told = told,
    };
}

void export_fixture_current(struct export_fixture *f, int64_t number, const char *insurer)
{
    f->visits[number] = (struct receipt_visits){
        .pairing = PAIRING_SURE,
        .paths = PATHS_CURRENT,
        .insurers = RESULTS_ONE,
        .scheme = SCHEME_EMPLOYEE,
        .payer = PAYER_FUND,
        .count = 1,
        .first_visit = number,
        .identifiers = {slice_of(insurer), slice_of("12"), slice_of("345"), {NULL, 0}},
        .rule = "CP-01",
    };
}

bool export_fixture_run(struct export_fixture *f)
{
    memset(&f->error, 0, sizeof f->error);
    return receipt_export_run(&f->order, &f->result, &f->error);
}

static void file_is(struct export_fixture *f, const char *path, struct slice expected)
{
    struct buffer found;
    assert_true(disk_read_all(&f->world.world.disk, path, 10 * 1024 * 1024, &found, &f->error));
    assert_slice(buffer_slice(&found), expected);
    buffer_close(&found);
}

void export_fixture_holds(struct export_fixture *f, const char *path, const char *utf8)
{
    struct buffer expected = uke_bytes(utf8, "\r\n");
    file_is(f, path, buffer_slice(&expected));
    buffer_close(&expected);
}

void export_fixture_lists(struct export_fixture *f, const char *utf8)
{
    struct buffer expected = buffer_open(1024 * 1024);
    assert_true(buffer_append_text(&expected, "\xEF\xBB\xBF", &f->error));
    for (const char *at = utf8; *at != '\0'; at++) {
        assert_true(
            (*at != '\n' || buffer_append_byte(&expected, '\r', &f->error)) &&
            buffer_append_byte(&expected, (uint8_t)*at, &f->error));
    }
    file_is(f, f->patch, buffer_slice(&expected));
    buffer_close(&expected);
}

bool export_fixture_has(struct export_fixture *f, const char *path)
{
    return f->world.world.disk.exists(NULL, path);
}

static bool is_no_part(void *taker, const char *name)
{
    (void)taker;
    assert_null(strstr(name, ".part"));
    return true;
}

void export_fixture_is_clean(struct export_fixture *f)
{
    struct error error;
    assert_true(f->world.world.disk.list(NULL, f->world.folder, is_no_part, NULL, &error));
}
