/*
 * Whatever the text is, reading it ends with a fault or with an answer to a card about one person, of a
 * day, which can be kept in a body; what is read is recognised.
 */
#include "importers/online/app_text.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {data, size};
    struct arena arena = arena_open(LIMIT_APP_TEXT_BYTES);
    struct buffer body = buffer_open(LIMIT_BODY_BYTES);
    struct answer answer;
    struct answer again;
    struct error error = {0};
    bool is_recognised = app_text_recognise(bytes);
    if (app_text_read(bytes, "fuzz", NULL, (struct date){20543}, 0, &arena, &answer, &error)) {
        require(is_recognised);
        require(answer.asked_by == ASKED_BY_CARD && date_is_some(answer.confirmed_for));
        require(answer.qualification_count == 1 && !answer.echo.present);
        require(answer_write(&answer, &body, &error));
        require(answer_read(buffer_slice(&body), &again));
    } else {
        require(error.fault != FAULT_NONE);
    }
    arena_close(&arena);
    buffer_close_wiped(&body);
    return 0;
}
