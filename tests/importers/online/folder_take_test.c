#include "importers/online/unzip.h"

#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "tests/doubles/zip_store.h"
#include "tests/importers/online/folder_site.h"

static bool take_now(const struct site *site, enum folder_kind kind, struct folder_answer *answer)
{
    bool is_ready = false;
    struct error error;
    assert_true(folder_take(&site->folder, kind, KEY, answer, &is_ready, &error));
    return is_ready;
}

static void a_whole_answer_is_taken_after_two_reads_and_stays(void **state)
{
    struct site site;
    struct folder_answer answer;
    (void)state;
    open_site(&site, "req", "res");
    assert_false(take_now(&site, FOLDER_FETCH, &answer));
    assert_int_equal(site.world.clock.waited_ms, 0);
    put(&site, "res", "OQSMUQUC02RES_" KEY ".xml", LITERAL(WHOLE));
    assert_true(take_now(&site, FOLDER_FETCH, &answer));
    assert_true(site.world.clock.waited_ms >= FOLDER_SETTLE_MS);
    assert_string_equal(answer.name, "OQSMUQUC02RES_" KEY ".xml");
    assert_text(folder_answer_message(&answer), WHOLE);
    folder_answer_close(&answer);
    assert_true(is_there(&site, "res", "OQSMUQUC02RES_" KEY ".xml"));
    close_site(&site);
}

struct meddler {
    struct site *site;
    const char *text; /* what the file holds after the wait; NULL: it is gone */
    bool is_cancelled;
};

static bool meddle(void *context, int64_t wait_ms)
{
    struct meddler *meddler = context;
    (void)wait_ms;
    if (meddler->text == NULL) {
        (void)remove(path_in(meddler->site, "res", "OQSmuquc02res_" KEY ".xml"));
    } else {
        put(meddler->site, "res", "OQSmuquc02res_" KEY ".xml", slice_of(meddler->text));
    }
    return !meddler->is_cancelled;
}

static void an_answer_that_changes_or_goes_away_between_two_reads_is_not_taken(void **state)
{
    static const char *const texts[] = {
        "<XmlMsg> </XmlMsg>", WHOLE "\n", "<XmlMsg></Xml", "", NULL};
    struct site site;
    struct meddler meddler = {.site = &site};
    (void)state;
    open_site(&site, "req", "res");
    site.folder.clock = (struct clock_port){&meddler, NULL, meddle};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct folder_answer answer;
        put(&site, "res", "OQSmuquc02res_" KEY ".xml", LITERAL(WHOLE));
        meddler.text = texts[i];
        assert_row(!take_now(&site, FOLDER_FETCH, &answer), texts[i] ? texts[i] : "gone");
    }
    close_site(&site);
}

static void a_cancelled_wait_is_no_answer(void **state)
{
    struct site site;
    struct meddler meddler = {.site = &site, .text = WHOLE, .is_cancelled = true};
    struct folder_answer answer;
    bool is_ready = true;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    site.folder.clock = (struct clock_port){&meddler, NULL, meddle};
    put(&site, "res", "OQSmuquc02res_" KEY ".xml", LITERAL(WHOLE));
    assert_false(folder_take(&site.folder, FOLDER_FETCH, KEY, &answer, &is_ready, &error));
    assert_int_equal(error_kind(&error), ERROR_CANCELLED);
    assert_false(is_ready);
    close_site(&site);
}

static void an_answer_that_is_too_big_is_refused(void **state)
{
    struct site site;
    struct folder_answer answer;
    bool is_ready = true;
    struct error error;
    FILE *file = NULL;
    (void)state;
    open_site(&site, "req", "res");
    file = fopen(path_in(&site, "res", "OQSsiquc01res_" KEY ".xml"), "wb");
    assert_non_null(file);
    assert_int_equal(fseek(file, LIMIT_SINGLE_ANSWER_BYTES, SEEK_SET), 0);
    assert_int_equal(fputc('x', file), 'x');
    assert_int_equal(fclose(file), 0);
    assert_false(folder_take(&site.folder, FOLDER_SINGLE, KEY, &answer, &is_ready, &error));
    assert_int_equal(error.fault, FAULT_FILE_TOO_BIG);
    close_site(&site);
}

static void a_rejection_is_seen_in_any_case_and_an_answer_goes_before_it(void **state)
{
    struct site site;
    struct buffer bytes = buffer_open(100);
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    put(&site, "res", "OQSMUQUC01REQ_" KEY ".ERR", LITERAL("E01"));
    put(&site, "res", BATCH_REQUEST, LITERAL("the request"));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_REJECTED);
    assert_true(folder_take_rejection(&site.folder, FOLDER_BATCH, KEY, &bytes, &error));
    assert_text(buffer_slice(&bytes), "E01");
    put(&site, "res", "OQSmuquc01res_" KEY ".xml", LITERAL(WHOLE));
    assert_int_equal(state_of(&site, FOLDER_BATCH), FOLDER_ANSWERED);
    buffer_close(&bytes);
    close_site(&site);
}

static void encrypted_functions_are_refused_and_never_written_in_the_clear(void **state)
{
    struct site site;
    struct folder folder;
    struct folder_settings settings;
    struct folder_answer answer;
    enum folder_state seen = FOLDER_GONE;
    bool is_ready = false;
    struct error error;
    (void)state;
    open_site(&site, "req", "res");
    settings = settings_of(&site);
    settings.encrypted = "  OQSmutic oqsMUQUC01\tOQSsi ";
    assert_true(
        folder_open(&folder, &settings, &site.world.world.disk, &site.world.world.clock, &error));
    assert_false(folder_prepare(&folder, FOLDER_BATCH, KEY, LITERAL("x"), &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ENCRYPTED);
    assert_int_equal(error_kind(&error), ERROR_NOT_ALLOWED);
    assert_string_equal(error.arguments[0], "OQSmuquc01");
    assert_false(folder_release(&folder, FOLDER_SINGLE, KEY, &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ENCRYPTED);
    assert_false(folder_state(&folder, FOLDER_BATCH, KEY, &seen, &error));
    assert_false(folder_take(&folder, FOLDER_BATCH, KEY, &answer, &is_ready, &error));
    assert_true(folder_prepare(&folder, FOLDER_FETCH, KEY, LITERAL("x"), &error));
    assert_false(is_there(&site, "req", BATCH_TEMPORARY));
    close_site(&site);
}

/* ---- ZIP ---- */

static void an_answer_in_a_zip_is_unpacked_and_its_file_kept(void **state)
{
    struct site site;
    struct folder_answer answer;
    struct double_text zip = {0};
    (void)state;
    open_site(&site, "req", "res");
    zip_store(&zip, "oqsmuquc02RES_x.xml", WHOLE, sizeof WHOLE - 1);
    put(&site, "res", "OQSmuquc02res_" KEY ".Zip",
        (struct slice){(const uint8_t *)zip.bytes, zip.size});
    assert_true(take_now(&site, FOLDER_FETCH, &answer));
    assert_text(folder_answer_message(&answer), WHOLE);
    assert_int_equal(answer.file.size, zip.size);
    folder_answer_close(&answer);
    double_text_free(&zip);
    close_site(&site);
}

static bool unzip(struct slice zip, size_t limit, bool *is_whole, struct error *error)
{
    struct buffer message = buffer_open(limit);
    bool done = unzip_message(zip, "OQSmuquc02res_", &message, is_whole, error);
    buffer_close(&message);
    return done;
}

static void a_zip_that_is_not_what_it_should_be_is_refused(void **state)
{
    static const struct {
        const char *name;
        size_t limit;
        enum fault fault;
    } rows[] = {
        {"other.xml", 1024, FAULT_FOLDER_ZIP_CONTENT},
        {"../OQSmuquc02res_1.xml", 1024, FAULT_FOLDER_ZIP_CONTENT},
        {"a\\OQSmuquc02res_1.xml", 1024, FAULT_FOLDER_ZIP_CONTENT},
        {"OQSmuquc02res_1.xml", 10, FAULT_TOO_BIG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct double_text zip = {0};
        bool is_whole = false;
        struct error error;
        zip_store(&zip, rows[i].name, WHOLE, sizeof WHOLE - 1);
        assert_row(
            !unzip(
                (struct slice){(const uint8_t *)zip.bytes, zip.size}, rows[i].limit, &is_whole,
                &error),
            rows[i].name);
        assert_row(error.fault == rows[i].fault, rows[i].name);
        double_text_free(&zip);
    }
}

static void every_cut_and_every_changed_byte_of_a_zip_is_survived(void **state)
{
    struct double_text zip = {0};
    bool is_whole = false;
    struct error error;
    (void)state;
    zip_store(&zip, "OQSmuquc02res_1.xml", WHOLE, sizeof WHOLE - 1);
    for (size_t size = 2; size < zip.size; size++) {
        struct slice cut = {(const uint8_t *)zip.bytes, size};
        assert_true(!unzip(cut, 1024, &is_whole, &error) || !is_whole);
    }
    for (size_t i = 0; i < zip.size; i++) {
        zip.bytes[i] = (char)(zip.bytes[i] ^ 0x55);
        (void)!unzip((struct slice){(const uint8_t *)zip.bytes, zip.size}, 1024, &is_whole, &error);
        zip.bytes[i] = (char)(zip.bytes[i] ^ 0x55);
    }
    assert_false(unzip(LITERAL("no ZIP"), 1024, &is_whole, &error));
    assert_int_equal(error.fault, FAULT_FOLDER_ZIP);
    double_text_free(&zip);
}

/* An archive made by the library itself: entries of so many blanks, encrypted where there is a word. */
static struct buffer make_archive(size_t entries, size_t blanks, const char *word)
{
    zip_error_t reason;
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &reason);
    zip_t *archive = NULL;
    char *content = calloc(1, blanks + 1);
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    zip_int64_t got = 0;
    assert_non_null(content);
    memset(content, ' ', blanks);
    zip_source_keep(target);
    archive = zip_open_from_source(target, ZIP_TRUNCATE, &reason);
    assert_non_null(archive);
    for (size_t i = 0; i < entries; i++) {
        char name[64];
        zip_source_t *source = zip_source_buffer(archive, content, blanks, 0);
        (void)snprintf(name, sizeof name, "%s%zu.xml", i == 0 ? "OQSmuquc02res_" : "other", i);
        assert_int_equal(zip_file_add(archive, name, source, 0), i);
        assert_true(word == NULL || zip_file_set_encryption(archive, i, ZIP_EM_AES_256, word) == 0);
    }
    assert_int_equal(zip_close(archive), 0);
    assert_int_equal(zip_source_open(target), 0);
    assert_true(buffer_reserve(&bytes, 64 * 1024, &error));
    got = zip_source_read(target, bytes.data, 64 * 1024);
    assert_true(got > 0);
    bytes.size = (size_t)got;
    (void)zip_source_close(target);
    zip_source_free(target);
    free(content);
    return bytes;
}

static void a_zip_of_the_library_is_opened_within_its_limits(void **state)
{
    static const struct {
        const char *what;
        size_t entries;
        size_t blanks;
        const char *word;
        enum fault fault;
    } rows[] = {
        {"packed", 1, 1000, NULL, FAULT_NONE},
        {"with another beside it", 2, 1000, NULL, FAULT_NONE},
        {"too many entries", LIMIT_ZIP_ENTRIES + 1, 10, NULL, FAULT_FOLDER_ZIP_CONTENT},
        {"encrypted", 1, 1000, "word", FAULT_FOLDER_ZIP_ENCRYPTED},
        {"packed too tightly", 1, 500 * 1000, NULL, FAULT_TOO_BIG},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buffer zip = make_archive(rows[i].entries, rows[i].blanks, rows[i].word);
        bool is_whole = false;
        struct error error = {.fault = FAULT_NONE};
        bool done = unzip(buffer_slice(&zip), 1024 * 1024, &is_whole, &error);
        assert_row(done == (rows[i].fault == FAULT_NONE), rows[i].what);
        assert_row(error.fault == rows[i].fault, rows[i].what);
        buffer_close(&zip);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_answer_is_taken_after_two_reads_and_stays),
        cmocka_unit_test(an_answer_that_changes_or_goes_away_between_two_reads_is_not_taken),
        cmocka_unit_test(a_cancelled_wait_is_no_answer),
        cmocka_unit_test(an_answer_that_is_too_big_is_refused),
        cmocka_unit_test(a_rejection_is_seen_in_any_case_and_an_answer_goes_before_it),
        cmocka_unit_test(encrypted_functions_are_refused_and_never_written_in_the_clear),
        cmocka_unit_test(an_answer_in_a_zip_is_unpacked_and_its_file_kept),
        cmocka_unit_test(a_zip_that_is_not_what_it_should_be_is_refused),
        cmocka_unit_test(every_cut_and_every_changed_byte_of_a_zip_is_survived),
        cmocka_unit_test(a_zip_of_the_library_is_opened_within_its_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
