/*
 * A body that is read as an answer and written again reads back as the same answer: its codes are
 * values of their domains, and what was written once is written to the same bytes ever after.
 */
#include "engine/vocabulary/answer.h"
#include "tests/fuzz/fuzz.h"

static void check_values(const struct answer *answer)
{
    require(answer->asked_by < domain_size(DOMAIN_ASKED_BY));
    require(answer->delivery < domain_size(DOMAIN_DELIVERY));
    require(answer->validity < domain_size(DOMAIN_VALIDITY));
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        const struct qualification *one = &answer->qualifications[i];
        struct interval interval = qualification_interval(one);
        require(one->card_class < domain_size(DOMAIN_CARD_CLASS));
        require(one->loss_reason < domain_size(DOMAIN_LOSS_REASON));
        require(one->relation < domain_size(DOMAIN_RELATION));
        require(one->sex < domain_size(DOMAIN_SEX));
        if (date_is_some(one->dates[ANSWER_LOST_DATE])) {
            require(!interval_covers(interval, one->dates[ANSWER_LOST_DATE]));
        }
    }
}

static void require_same_text(struct slice left, struct slice right)
{
    require((left.data == NULL) == (right.data == NULL));
    require(slice_equal(left, right));
}

static void require_same(const struct answer *left, const struct answer *right)
{
    require(left->validity == right->validity && left->delivery == right->delivery);
    require(left->confirmed_for.days == right->confirmed_for.days);
    require(left->echo.present == right->echo.present);
    require(left->echo.birth.days == right->echo.birth.days);
    require(left->qualification_count == right->qualification_count);
    require_same_text(left->echo.arbitrary_identifier, right->echo.arbitrary_identifier);
    require_same_text(left->result_code, right->result_code);
    for (unsigned i = 0; i < ANSWER_QUALIFICATIONS; i++) {
        for (unsigned k = 0; k < ANSWER_TEXT_COUNT; k++) {
            require_same_text(left->qualifications[i].texts[k], right->qualifications[i].texts[k]);
        }
        for (unsigned k = 0; k < ANSWER_DATE_COUNT; k++) {
            require(
                left->qualifications[i].dates[k].days == right->qualifications[i].dates[k].days);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buffer once = buffer_open(LIMIT_BODY_BYTES);
    struct buffer twice = buffer_open(LIMIT_BODY_BYTES);
    struct answer answer;
    struct answer again;
    struct error error;
    if (answer_read((struct slice){data, size}, &answer)) {
        check_values(&answer);
        require(answer_write(&answer, &once, &error));
        require(answer_read(buffer_slice(&once), &again));
        require_same(&answer, &again);
        require(answer_write(&again, &twice, &error));
        require(slice_equal(buffer_slice(&once), buffer_slice(&twice)));
    }
    buffer_close(&once);
    buffer_close(&twice);
    return 0;
}
