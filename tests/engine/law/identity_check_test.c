#include "engine/law/identity_check.h"
#include "tests/support/check.h"
#include "tests/support/rules_fixture.h"

enum {
    UNSEEN = 1 << CARD_KIND_WITH_PHOTO | 1 << CARD_KIND_FACE_ONLY | 1 << CARD_KIND_NO_PHOTO,
    SEEN = 1 << CARD_KIND_WITH_PHOTO | 1 << CARD_KIND_FACE_ONLY,
    NO_PHOTO = 1 << CARD_KIND_NO_PHOTO,
    PHONE = 1 << CARD_KIND_PHONE,
    NOTHING = 1 << EQUIPMENT_NONE,
    TERMINAL = 1 << EQUIPMENT_EXISTING,
    APP = 1 << EQUIPMENT_LIMITED,
    HOME = 1 << EQUIPMENT_HOME,
    SOMETHING = TERMINAL | APP | HOME
};

struct row {
    const char *says;
    const char *day;
    struct identity_question question;
    bool is_refused;
    bool needs_reason;
    bool needs_words;
    const char *rule;
};

#define SIGHT IDENTITY_METHOD_VISUAL
#define FACE IDENTITY_METHOD_FACE
#define PIN IDENTITY_METHOD_PIN

static const struct row rows[] = {
    {"sight at a terminal wants a reason",
     "20260331",
     {SEEN, SIGHT, 0, TERMINAL, false},
     false,
     true,
     true,
     "IC-10"},
    {"with one, the terminal is switched",
     "20260331",
     {SEEN, SIGHT, VISUAL_REASON_ILLNESS, TERMINAL, false},
     false,
     false,
     true,
     "IC-11T"},
    {"with a passcode, the reader is",
     "20260331",
     {SEEN, SIGHT, VISUAL_REASON_ILLNESS, TERMINAL, true},
     false,
     false,
     false,
     "IC-11"},
    {"the app lets sight pass",
     "20260331",
     {SEEN, SIGHT, 0, APP, false},
     false,
     false,
     false,
     "IC-12"},
    {"at home since April 2025",
     "20250401",
     {SEEN, SIGHT, 0, HOME, false},
     false,
     false,
     false,
     "IC-13"},
    {"at home, not before", "20250331", {SEEN, SIGHT, 0, HOME, false}, true, false, true, "IC-13B"},
    {"a card that nobody looked at",
     "20260331",
     {UNSEEN, SIGHT, 0, APP, false},
     false,
     false,
     true,
     NULL},
    {"a site that nobody described",
     "20260331",
     {SEEN, SIGHT, 0, SOMETHING, false},
     false,
     true,
     true,
     NULL},
    {"no sight without a photo",
     "20260331",
     {NO_PHOTO, SIGHT, 0, SOMETHING, false},
     true,
     false,
     true,
     "IC-3N"},
    {"no face without a photo",
     "20260331",
     {NO_PHOTO, FACE, 0, TERMINAL, false},
     true,
     false,
     true,
     "IC-3N"},
    {"the PIN without a photo",
     "20260331",
     {NO_PHOTO, PIN, 0, SOMETHING, false},
     false,
     false,
     false,
     "IC-3"},
    {"before such cards, nothing",
     "20241201",
     {NO_PHOTO, PIN, 0, SOMETHING, false},
     true,
     false,
     true,
     "IC-3B"},
    {"no face with the apps", "20260331", {UNSEEN, FACE, 0, APP, false}, true, false, true, NULL},
    {"a face at a terminal",
     "20260331",
     {SEEN, FACE, 0, TERMINAL, false},
     false,
     false,
     false,
     "IC-1F"},
    {"no card's check for a phone",
     "20260331",
     {PHONE, SIGHT, 0, SOMETHING, false},
     true,
     false,
     true,
     "IC-4N"},
    {"a site with nothing",
     "20260331",
     {SEEN, SIGHT, 0, NOTHING, false},
     true,
     false,
     true,
     "IC-00E"},
    {"before the table begins",
     "20210930",
     {SEEN, SIGHT, 0, TERMINAL, false},
     false,
     false,
     false,
     NULL},
};

static void each_situation_is_answered_by_the_book(void **state)
{
    struct rulebook *book = test_rules_load();
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        struct identity_answer answer;
        struct date day = DATE_NONE;
        assert_true(date_from_digits(slice_of(row->day), &day));
        identity_check(book, &row->question, day, &answer);
        assert_row(answer.is_refused == row->is_refused, row->says);
        assert_row(answer.needs_reason == row->needs_reason, row->says);
        assert_row(answer.needs_words == row->needs_words, row->says);
        assert_row((answer.rule == NULL) == (row->rule == NULL), row->says);
        if (answer.rule != NULL) {
            assert_string_equal(answer.rule->id, row->rule);
        }
    }
    rulebook_close(book);
}

static void a_face_that_was_seen_tells_of_the_card(void **state)
{
    (void)state;
    assert_int_equal(identity_card_kinds(CHIP_KIND_CARD, 0, 0), UNSEEN);
    assert_int_equal(identity_card_kinds(CHIP_KIND_CARD, 0, PIN), UNSEEN);
    assert_int_equal(identity_card_kinds(CHIP_KIND_CARD, 0, SIGHT), SEEN);
    assert_int_equal(identity_card_kinds(CHIP_KIND_CARD, CARD_KIND_NO_PHOTO, SIGHT), NO_PHOTO);
    assert_int_equal(identity_card_kinds(CHIP_KIND_PHONE, 0, SIGHT), PHONE);
}

static void without_a_book_nothing_is_refused_and_nothing_wanted(void **state)
{
    struct identity_answer answer = {true, true, true, NULL};
    struct date day = DATE_NONE;
    (void)state;
    assert_true(date_from_digits(slice_of("20260331"), &day));
    identity_check(NULL, &rows[0].question, day, &answer);
    assert_false(answer.is_refused || answer.needs_reason || answer.needs_words);
    assert_null(answer.rule);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_situation_is_answered_by_the_book),
        cmocka_unit_test(a_face_that_was_seen_tells_of_the_card),
        cmocka_unit_test(without_a_book_nothing_is_refused_and_nothing_wanted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
