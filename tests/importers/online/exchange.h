/*
 * The folder adapter and the terminal double in one process, over real files, with a clock that
 * moves only when somebody waits: each millisecond waited for is a step of the double.
 */
#ifndef TESTS_IMPORTERS_ONLINE_EXCHANGE_H
#define TESTS_IMPORTERS_ONLINE_EXCHANGE_H

#include "importers/online/folder.h"
#include "importers/online/matching.h"
#include "tests/doubles/terminal.h"
#include "tests/importers/online/message_support.h"
#include "tests/support/world_fixture.h"

enum {
    EXCHANGE_PEOPLE = 4,
    EXCHANGE_LONG_MS = 30000
};

struct exchange {
    struct test_world world;
    struct terminal terminal;
    struct folder folder;
    unsigned next_key;
    char key[FOLDER_KEY_DIGITS + 1]; /* of the last request */
    enum message_encoding encoding;
    char reception[64];
    struct message_inquiry people[EXCHANGE_PEOPLE];
    size_t count;
};

/* People who may be asked for: 資格 太郎, 資格 花子, 資格 次郎 and somebody whom nobody knows. */
extern const struct message_inquiry exchange_taro;
extern const struct message_inquiry exchange_hanako;
extern const struct message_inquiry exchange_jiro;
extern const struct message_inquiry exchange_nobody;

/* The script's lines for the first three of them. */
extern const char exchange_known[];

/* Asks for Taro and Hanako; script: lines that go before those of the people. */
void exchange_open(struct exchange *exchange, const char *script);
void exchange_open_with(struct exchange *exchange, const char *script, const char *people);
void exchange_close(struct exchange *exchange);

void exchange_wait(struct exchange *exchange, int64_t wait_ms);

/* Sends under a new key. */
void exchange_send(struct exchange *exchange, enum folder_kind kind);

/* Waits until there is an answer or a rejection, at most EXCHANGE_LONG_MS. */
enum folder_state exchange_await(struct exchange *exchange, enum folder_kind kind);

/* Sends, waits for the answer and reads it.  The answer must come. */
void exchange_ask(struct exchange *exchange, enum folder_kind kind, struct reading *reading);

/* Asks by batch and keeps the reception number. */
void exchange_accept(struct exchange *exchange);

/* As exchange_accept, and the first result, 処理中 or not. */
void exchange_batch(struct exchange *exchange, struct reading *reading);

/* An exchange with such a script, as far as the first result; the two are closed together. */
void exchange_open_result(struct exchange *exchange, const char *script, struct reading *reading);
void exchange_close_result(struct exchange *exchange, struct reading *reading);

#endif
