#include "engine/vocabulary/insurer.h"

#include <string.h>

#include "tests/support/check.h"

/* rules.md 7.1, the table of test vectors, and 7.3. */
static void the_published_vectors_pass_and_fail_as_published(void **state)
{
    static const struct {
        const char *digits;
        bool right;
    } rows[] = {
        {"06130488", true}, {"06137251", true},   {"01040013", true}, {"39280003", true},
        {"138016", true},   {"00138016", true},   {"12345674", true}, {"77777777", false},
        {"77777779", true}, {"99999999", false},  {"99999997", true}, {"01010016", true},
        {"01130012", true}, {"54136015", true},   {"51136018", true}, {"38136016", true},
        {"4089140", true},  {"0110113719", true}, {"0113719", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_row(check_digit_is_right(slice_of(rows[i].digits)) == rows[i].right, rows[i].digits);
    }
}

static void any_single_wrong_digit_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < 8; i++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char digits[] = "06130488";
            bool same = digits[i] == digit;
            digits[i] = digit;
            assert_int_equal(check_digit_is_right(slice_of(digits)), same);
        }
    }
}

static void swapped_neighbours_are_found_but_for_0_and_9(void **state)
{
    (void)state;
    for (char left = '0'; left <= '9'; left++) {
        for (char right = '0'; right <= '9'; right++) {
            for (char check = '0'; check <= '9'; check++) {
                const char digits[] = {'0', '6', '1', '3', left, right, '4', check, '\0'};
                const char swapped[] = {'0', '6', '1', '3', right, left, '4', check, '\0'};
                bool blind =
                    left == right || (left == '0' && right == '9') || (left == '9' && right == '0');
                if (check_digit_is_right(slice_of(digits))) {
                    assert_int_equal(check_digit_is_right(slice_of(swapped)), blind);
                }
            }
        }
    }
}

static void numbers_are_read_in_every_width_and_padding(void **state)
{
    static const struct {
        const char *text;
        const char *digits;
    } rows[] = {
        {"06130488", "06130488"},       {"０６１３０４８８", "06130488"},
        {" 06130488 ", "06130488"},     {"　06130488　", "06130488"},
        {"138016", "138016"},           {"00138016", "138016"},
        {"  138016", "138016"},         {"１３８０１６", "138016"},
        {"　　１３８０１６", "138016"}, {"００138016", "138016"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct insurer_number number;
        assert_row(insurer_read(slice_of(rows[i].text), &number) == INSURER_RIGHT, rows[i].text);
        assert_string_equal(number.digits, rows[i].digits);
    }
}

static void what_is_no_insurer_number_says_why(void **state)
{
    static const struct {
        const char *text;
        enum insurer_fault fault;
    } rows[] = {
        {"", INSURER_NOT_DIGITS},
        {"   ", INSURER_NOT_DIGITS},
        {"0613048A", INSURER_NOT_DIGITS},
        {"0613-0488", INSURER_NOT_DIGITS},
        {"0613 0488", INSURER_NOT_DIGITS},
        {"〇六一三〇四八八", INSURER_NOT_DIGITS},
        {"\xFF", INSURER_NOT_DIGITS},
        {"●●●●●●●●", INSURER_NOT_DIGITS},
        {"6130488", INSURER_WRONG_LENGTH},
        {"0138016", INSURER_WRONG_LENGTH},
        {"0006130488", INSURER_WRONG_LENGTH},
        {"38016", INSURER_WRONG_LENGTH},
        {"061304880", INSURER_WRONG_LENGTH},
        {"06130489", INSURER_WRONG_CHECK_DIGIT},
        {"138017", INSURER_WRONG_CHECK_DIGIT},
        {"00138017", INSURER_WRONG_CHECK_DIGIT},
        {"77777777", INSURER_WRONG_CHECK_DIGIT},
        {"99999999", INSURER_WRONG_CHECK_DIGIT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct insurer_number number = {"x"};
        assert_row(insurer_read(slice_of(rows[i].text), &number) == rows[i].fault, rows[i].text);
        assert_string_equal(number.digits, "");
    }
}

static void padding_is_to_eight_with_what_the_place_wants(void **state)
{
    const struct insurer_number six = {"138016"};
    const struct insurer_number eight = {"06130488"};
    const struct insurer_number none = {""};
    char text[INSURER_TEXT];
    (void)state;
    insurer_pad(&six, '0', text);
    assert_string_equal(text, "00138016");
    insurer_pad(&six, ' ', text);
    assert_string_equal(text, "  138016");
    insurer_pad(&eight, ' ', text);
    assert_string_equal(text, "06130488");
    insurer_pad(&none, ' ', text);
    assert_string_equal(text, "        ");
}

static void a_padded_number_reads_back(void **state)
{
    const struct insurer_number six = {"138016"};
    struct insurer_number number;
    char text[INSURER_TEXT];
    (void)state;
    insurer_pad(&six, '0', text);
    assert_int_equal(insurer_read(slice_of(text), &number), INSURER_RIGHT);
    assert_string_equal(number.digits, six.digits);
    insurer_pad(&six, ' ', text);
    assert_int_equal(insurer_read(slice_of(text), &number), INSURER_RIGHT);
    assert_string_equal(number.digits, six.digits);
}

static void two_are_the_same_however_they_are_written(void **state)
{
    static const struct {
        const char *one;
        const char *other;
        bool same;
    } rows[] = {
        {"06130488", "06130488", true},
        {"138016", "00138016", true},
        {"138016", "  138016", true},
        {"06130488", "０６１３０４８８", true},
        {"06130488", "06137251", false},
        {"06130489", "06130489", false},
        {"", "", false},
        {"138016", "", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct slice one = slice_of(rows[i].one);
        struct slice other = slice_of(rows[i].other);
        assert_row(insurer_same(one, other) == rows[i].same, rows[i].other);
        assert_row(insurer_same(other, one) == rows[i].same, rows[i].one);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_vectors_pass_and_fail_as_published),
        cmocka_unit_test(any_single_wrong_digit_is_found),
        cmocka_unit_test(swapped_neighbours_are_found_but_for_0_and_9),
        cmocka_unit_test(numbers_are_read_in_every_width_and_padding),
        cmocka_unit_test(what_is_no_insurer_number_says_why),
        cmocka_unit_test(padding_is_to_eight_with_what_the_place_wants),
        cmocka_unit_test(a_padded_number_reads_back),
        cmocka_unit_test(two_are_the_same_however_they_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
