#include "tests/importers/online/exchange.h"

#include <stdio.h>
#include <string.h>

#define TEXT(text)                                                                                 \
    {                                                                                              \
        (const uint8_t *)(text), sizeof(text) - 1                                                  \
    }
#define NONE                                                                                       \
    {                                                                                              \
        NULL, 0                                                                                    \
    }

/* 1980-01-01, 1985-05-05, 2010-10-10 */
const struct message_inquiry exchange_taro = {
    .identifiers = {TEXT("06130017"), TEXT("架空１"), TEXT("1234567"), TEXT("01")},
    .birth = {3652},
    .arbitrary_identifier = TEXT("Q1"),
};
const struct message_inquiry exchange_hanako = {
    .identifiers = {TEXT("138016"), NONE, TEXT("7654321"), NONE},
    .birth = {5603},
    .arbitrary_identifier = TEXT("Q2"),
};
const struct message_inquiry exchange_jiro = {
    .identifiers = {TEXT("06130017"), TEXT("架空１"), TEXT("1234567"), TEXT("03")},
    .birth = {14892},
    .arbitrary_identifier = TEXT("Q3"),
};
const struct message_inquiry exchange_nobody = {
    .identifiers = {TEXT("06130017"), TEXT("架空１"), TEXT("9999999"), NONE},
    .birth = {3652},
    .arbitrary_identifier = TEXT("Q4"),
};

const char exchange_known[] = "person taro\n"
                              "  insurer 06130017\n"
                              "  symbol 架空１\n"
                              "  number 1234567\n"
                              "  branch 01\n"
                              "  birth 19800101\n"
                              "  result\n"
                              "    Name 資格　太郎\n"
                              "    NameKana ｼｶｸ ﾀﾛｳ\n"
                              "    Sex1 1\n"
                              "    InsuredCardExpirationDate\n"
                              "person hanako\n"
                              "  insurer 138016\n"
                              "  number 7654321\n"
                              "  birth 19850505\n"
                              "  validity 2\n"
                              "  result\n"
                              "    Name 資格　花子\n"
                              "    NameKana ｼｶｸ ﾊﾅｺ\n"
                              "    Sex1 2\n"
                              "    DisqualificationDate 20260301\n"
                              "    ReasonOfLoss 03\n";

static int64_t now(void *context)
{
    const struct exchange *exchange = context;
    return exchange->world.clock.now_ms;
}

static bool wait_for(void *context, int64_t wait_ms)
{
    exchange_wait(context, wait_ms);
    return true;
}

void exchange_wait(struct exchange *exchange, int64_t wait_ms)
{
    int64_t end_ms = exchange->world.clock.now_ms + wait_ms;
    while (exchange->world.clock.now_ms < end_ms) {
        int64_t next_ms = terminal_next_ms(&exchange->terminal);
        if (next_ms > end_ms) {
            next_ms = end_ms;
        }
        if (next_ms <= exchange->world.clock.now_ms) {
            next_ms = exchange->world.clock.now_ms + 1;
        }
        exchange->world.clock.now_ms = next_ms;
        terminal_step(&exchange->terminal, next_ms);
    }
}

static void write_script(const char *path, const char *script, const char *people)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fprintf(file, "# of a test\n%s%s", script, people) > 0);
    assert_int_equal(fclose(file), 0);
}

void exchange_open_with(struct exchange *exchange, const char *script, const char *people)
{
    struct clock_port clock = {exchange, now, wait_for};
    struct error error;
    *exchange = (struct exchange){.people = {exchange_taro, exchange_hanako}, .count = 2};
    test_world_open(&exchange->world, 1);
    write_script(test_path(&exchange->world, "script.txt"), script, people);
    assert_true(terminal_open(
        &exchange->terminal, test_path(&exchange->world, "oqs"),
        test_path(&exchange->world, "script.txt"), NULL));
    assert_true(folder_open(
        &exchange->folder, &(struct folder_settings){.root = test_path(&exchange->world, "oqs")},
        &exchange->world.world.disk, &clock, &error));
}

void exchange_open(struct exchange *exchange, const char *script)
{
    exchange_open_with(exchange, script, exchange_known);
}

void exchange_close(struct exchange *exchange)
{
    terminal_close(&exchange->terminal);
    test_world_close(&exchange->world);
}

static bool write_request(
    const struct exchange *exchange,
    enum folder_kind kind,
    struct buffer *bytes,
    struct error *error)
{
    const struct message_request request = {
        .encoding = exchange->encoding,
        .institution_code = LITERAL("1312345678"),
        .file_identifier = slice_of(exchange->key),
        .confirmed_for = {20543}, /* 2026-03-31 */
    };

    switch (kind) {
    case FOLDER_SINGLE:
        return message_write_single(&request, exchange->people, bytes, error);
    case FOLDER_BATCH:
        return message_write_batch(&request, exchange->people, exchange->count, bytes, error);
    case FOLDER_FETCH:
        return message_write_fetch(&request, slice_of(exchange->reception), bytes, error);
    case FOLDER_ASSISTANCE:
    case FOLDER_ASSISTANCE_FETCH:
    case FOLDER_VISITING:
    case FOLDER_VISITING_FETCH:
    case FOLDER_ONLINE:
    case FOLDER_ONLINE_FETCH:
    case FOLDER_REGISTER_ONE:
    case FOLDER_REGISTER:
    case FOLDER_REGISTER_FETCH:
    case FOLDER_KIND_COUNT:
        break;
    }
    return false;
}

void exchange_send(struct exchange *exchange, enum folder_kind kind)
{
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    exchange->next_key++;
    (void)snprintf(exchange->key, sizeof exchange->key, "20260331%04u", exchange->next_key % 10000);
    assert_true(write_request(exchange, kind, &bytes, &error));
    assert_true(
        folder_prepare(&exchange->folder, kind, exchange->key, buffer_slice(&bytes), &error));
    assert_true(folder_release(&exchange->folder, kind, exchange->key, &error));
    buffer_close(&bytes);
}

enum folder_state exchange_await(struct exchange *exchange, enum folder_kind kind)
{
    int64_t end_ms = exchange->world.clock.now_ms + EXCHANGE_LONG_MS;
    enum folder_state state = FOLDER_PREPARED;
    do {
        struct error error;
        exchange_wait(exchange, 10);
        assert_true(folder_state(&exchange->folder, kind, exchange->key, &state, &error));
        assert_int_not_equal(state, FOLDER_PREPARED);
    } while (state != FOLDER_ANSWERED && state != FOLDER_REJECTED &&
             exchange->world.clock.now_ms < end_ms);
    return state;
}

void exchange_ask(struct exchange *exchange, enum folder_kind kind, struct reading *reading)
{
    struct folder_answer answer;
    bool is_ready = false;
    struct error error;
    exchange_send(exchange, kind);
    assert_int_equal(exchange_await(exchange, kind), FOLDER_ANSWERED);
    while (!is_ready) {
        assert_true(
            folder_take(&exchange->folder, kind, exchange->key, &answer, &is_ready, &error));
    }
    reading_open(reading, folder_answer_message(&answer));
    folder_answer_close(&answer);
}

void exchange_accept(struct exchange *exchange)
{
    struct reading reading;
    exchange_ask(exchange, FOLDER_BATCH, &reading);
    assert_true(reading.done);
    assert_int_equal(reading.message.kind, MESSAGE_ACCEPTANCE);
    assert_true(slice_copy_text(
        reading.message.texts[MESSAGE_RECEPTION_NUMBER], exchange->reception,
        sizeof exchange->reception));
    reading_close(&reading);
}

void exchange_batch(struct exchange *exchange, struct reading *reading)
{
    exchange_accept(exchange);
    exchange_ask(exchange, FOLDER_FETCH, reading);
}

void exchange_open_result(struct exchange *exchange, const char *script, struct reading *reading)
{
    exchange_open(exchange, script);
    exchange_batch(exchange, reading);
}

void exchange_close_result(struct exchange *exchange, struct reading *reading)
{
    reading_close(reading);
    exchange_close(exchange);
}
