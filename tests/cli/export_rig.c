#include "tests/cli/export_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/export_receipt.h"
#include "tests/cli/cli_rig.h"
#include "tests/support/answer_fixture.h"
#include "tests/support/raw_store.h"
#include "tests/support/uke_fixture.h"

#define RECEIPT                                                                                              \
    "RE,%u,1112,202606,資格　太郎,1,19800131,,,,,,,00%u,,,,,,,,,,,,,,,,,,,,,,,シカク　タロウ,\n" \
    "HO,01130012,12,345,1,100,,,,,,,,,\nSY,8830417,20260601,1,,,01,\n"                                       \
    "SI,11,1,111000110,,100,1\n"

enum {
    SOURCE_BYTES = 4096
};

const char *const export_rig_names[EXPORT_FILES] = {
    "RECEIPTC.UKE", "patch-utf8.csv", "patch-cp932.csv"};

static void must(bool done, const char *what)
{
    if (!done) {
        (void)fprintf(stderr, "%s\n", what);
        abort();
    }
}

/* One current visit and one person for each receipt: the service knows another insurer than the receipt. */
static void make_visit(struct test_store *test, unsigned number)
{
    char chart[32];
    char own[32];
    const char *const pairs[] = {
        "visit_date=20260601",  chart,       "visit_kind=repeat",       "brought=card",
        "numbers_from=records", "symbol=12", "insurer_number=06132013", own,
        "birth_date=19800131",  "sex=male",  "kana_name=シカク タロウ", NULL};
    struct given_answer answer = {
        .asked_by = ASKED_BY_NUMBER,
        .delivery = DELIVERY_ANSWERED,
        .validity = VALIDITY_VALID,
        .confirmed_for = "20260601",
        .insurer_number = "06132013",
        .symbol = "12",
        .number = own + strlen("number="),
        .branch = "01",
        .kana = "シカク タロウ",
        .birth = "19800131",
        .sex = SEX_MALE,
        .acquired = "20200401",
        .card_class = CARD_CLASS_ORDINARY,
    };
    (void)snprintf(chart, sizeof chart, "chart_number=00%u", number);
    (void)snprintf(own, sizeof own, "number=34%u", number);
    answer.visit = test_capture(test, CAPTURE_NUMBER, pairs);
    (void)test_answers(test, &answer, 1);
}

static void write_source(const struct test_store *test, unsigned source)
{
    char text[SOURCE_BYTES];
    char path[LIMIT_PATH];
    char name[16];
    struct buffer bytes;
    unsigned receipts = source + 2;
    int used = snprintf(text, sizeof text, "IR,1,13,1,1234567,,架空医院,202607,00,03-0000-0000\n");
    for (unsigned i = 1; i <= receipts; i++) {
        used += snprintf(text + used, sizeof text - (size_t)used, RECEIPT, i, i);
    }
    (void)snprintf(
        text + used, sizeof text - (size_t)used, "GO,%u,%u,99\n", receipts, receipts * 100);
    (void)snprintf(name, sizeof name, "in%u", source);
    (void)snprintf(path, sizeof path, "%s", test_path(&test->world, name));
    must(test->world.world.disk.make_folder(test->world.world.disk.context, path, NULL), path);
    (void)snprintf(path + strlen(path), sizeof path - strlen(path), "/%s", export_rig_names[0]);
    bytes = uke_bytes(text, "\r\n");
    raw_put_file(path, buffer_slice(&bytes));
    buffer_close(&bytes);
}

void export_rig_make(struct test_store *test)
{
    struct deciding_result result;
    struct error error = {0};
    test_store_make(test);
    test_store_adopt_rules(test, TEST_RULES);
    for (unsigned i = 1; i <= EXPORT_SOURCES + 1; i++) {
        make_visit(test, i);
    }
    must(deciding_run(test->store, &result, &error), "decide");
    must(result.counts[PATH_CURRENT] == EXPORT_SOURCES + 1, "the visits are not current");
    for (unsigned source = 0; source < EXPORT_SOURCES; source++) {
        write_source(test, source);
    }
    cli_rig_keep_key(test);
}

/* ---- the command ---- */

static const struct export_receipt_order *ordered;

static int export_ordered(struct cli *cli)
{
    return export_receipt(cli, ordered);
}

int export_rig_run(struct test_store *test, unsigned source)
{
    struct cli cli = cli_rig_open(test);
    char out[LIMIT_PATH];
    char name[64];
    struct export_receipt_order order = {.out = out};
    (void)snprintf(out, sizeof out, "%s", test_path(&test->world, "out"));
    (void)snprintf(name, sizeof name, "in%u/%s", source, export_rig_names[0]);
    order.source = test_path(&test->world, name);
    ordered = &order;
    cli.command = "export";
    return cli_rig_run(test, &cli, export_ordered);
}

/* ---- looking ---- */

struct buffer export_rig_file(const struct test_store *test, unsigned file, bool *is_there)
{
    char name[64];
    (void)snprintf(name, sizeof name, "out/%s", export_rig_names[file]);
    *is_there = access(test_path(&test->world, name), F_OK) == 0;
    return *is_there ? raw_file(test_path(&test->world, name)) : buffer_open(1);
}

static bool count_name(void *taker, const char *name)
{
    unsigned *count = taker;
    (void)name;
    (*count)++;
    return true;
}

unsigned export_rig_count(const struct test_store *test)
{
    struct disk_port disk = disk_real();
    struct error error = {0};
    unsigned count = 0;
    if (disk.exists(disk.context, test_path(&test->world, "out"))) {
        must(
            disk.list(disk.context, test_path(&test->world, "out"), count_name, &count, &error),
            "list");
    }
    return count;
}
