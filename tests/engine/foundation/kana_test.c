#include "engine/foundation/kana.h"

#include "engine/foundation/text.h"
#include "tests/support/check.h"

/* The characters of a literal one after the other. */
static uint32_t character_at(const char *text, size_t index)
{
    struct slice slice = slice_of(text);
    size_t at = 0;
    uint32_t character = 0;
    for (size_t i = 0; i <= index; i++) {
        assert_true(text_next(slice, &at, &character));
    }
    return character;
}

static size_t length_of(const char *text)
{
    return text_length(slice_of(text));
}

static void all_half_width_kana_have_full_width_twins(void **state)
{
    static const char half[] = "｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ";
    static const char wide[] =
        "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノ"
        "ハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
    (void)state;
    assert_int_equal(length_of(half), 63);
    assert_int_equal(length_of(wide), 63);
    for (size_t i = 0; i < 63; i++) {
        assert_int_equal(character_at(half, i), 0xFF61 + i);
        assert_int_equal(kana_widen(character_at(half, i)), character_at(wide, i));
    }
    assert_int_equal(kana_widen('A'), 'A');
    assert_int_equal(kana_widen(0xFF60), 0xFF60);
    assert_int_equal(kana_widen(0xFFA0), 0xFFA0);
}

static void marks_join_every_kana_that_has_a_voiced_form_and_no_other(void **state)
{
    static const char plain[] = "カキクケコサシスセソタチツテトハヒフヘホウワヰヱヲヽかきくけこさし"
                                "すせそたちつてとはひふへほうゝ";
    static const char voiced[] = "ガギグゲゴザジズゼゾダヂヅデドバビブベボヴヷヸヹヺヾがぎぐげござ"
                                 "じずぜぞだぢづでどばびぶべぼゔゞ";
    size_t joined = 0;
    (void)state;
    assert_int_equal(length_of(plain), length_of(voiced));
    for (size_t i = 0; i < length_of(plain); i++) {
        assert_int_equal(kana_join(character_at(plain, i), 0x309B), character_at(voiced, i));
        assert_int_equal(kana_join(character_at(plain, i), 0x3099), character_at(voiced, i));
        assert_int_equal(kana_join(character_at(plain, i), 0xFF9E), character_at(voiced, i));
    }
    for (uint32_t character = 0; character <= 0xFFFF; character++) {
        joined += kana_join(character, 0xFF9E) != 0 ? 1 : 0;
    }
    assert_int_equal(joined, length_of(plain));
}

static void half_voiced_marks_join_the_h_row_only(void **state)
{
    static const char plain[] = "ハヒフヘホはひふへほ";
    static const char voiced[] = "パピプペポぱぴぷぺぽ";
    size_t joined = 0;
    (void)state;
    for (size_t i = 0; i < length_of(plain); i++) {
        assert_int_equal(kana_join(character_at(plain, i), 0x309C), character_at(voiced, i));
        assert_int_equal(kana_join(character_at(plain, i), 0x309A), character_at(voiced, i));
        assert_int_equal(kana_join(character_at(plain, i), 0xFF9F), character_at(voiced, i));
    }
    for (uint32_t character = 0; character <= 0xFFFF; character++) {
        joined += kana_join(character, 0xFF9F) != 0 ? 1 : 0;
    }
    assert_int_equal(joined, length_of(plain));
}

static void only_marks_join(void **state)
{
    (void)state;
    assert_int_equal(kana_join(0x30AB, 0x30A2), 0);
    assert_int_equal(kana_join(0x30AB, 0), 0);
    assert_int_equal(kana_mark_alone(0x3099), KANA_VOICED);
    assert_int_equal(kana_mark_alone(0xFF9F), KANA_HALF_VOICED);
    assert_int_equal(kana_mark_alone(0x30AB), 0x30AB);
}

static void hiragana_become_the_katakana_of_the_same_sound(void **state)
{
    static const char hiragana[] = "ぁあぃいかがっつづはばぱゃやゎわゐゑをんゔゕゖゝゞ";
    static const char katakana[] = "ァアィイカガッツヅハバパャヤヮワヰヱヲンヴヵヶヽヾ";
    (void)state;
    for (size_t i = 0; i < length_of(hiragana); i++) {
        uint32_t folded = kana_to_katakana(character_at(hiragana, i));
        assert_int_equal(folded, character_at(katakana, i));
        assert_int_equal(kana_to_katakana(folded), folded);
    }
    assert_int_equal(kana_to_katakana(0x3040), 0x3040);
    assert_int_equal(kana_to_katakana(0x309B), 0x309B);
}

static void katakana_are_told_from_the_middle_dot_and_hiragana(void **state)
{
    (void)state;
    assert_true(kana_is_katakana(0x30A1));
    assert_true(kana_is_katakana(KANA_LONG));
    assert_true(kana_is_katakana(0x30FE));
    assert_true(kana_is_katakana(KANA_VOICED));
    assert_true(kana_is_katakana(0x31F0));
    assert_false(kana_is_katakana(0x30FB));
    assert_false(kana_is_katakana(0x3042));
    assert_false(kana_is_katakana(0x30A0));
    assert_false(kana_is_katakana('-'));
}

static void what_sounds_alike_loosens_to_one_kana(void **state)
{
    static const char strict[] = "ァィゥェォヵヶッャュョヮヂヅヰヱヲヷヸヹヺㇰㇱㇿアカガツヤワンヽ";
    static const char loose[] = "アイウエオカケツヤユヨワジズイエオバビベボクシロアカガツヤワンヽ";
    (void)state;
    assert_int_equal(length_of(strict), length_of(loose));
    for (size_t i = 0; i < length_of(strict); i++) {
        assert_int_equal(kana_loosen(character_at(strict, i)), character_at(loose, i));
    }
    assert_int_equal(kana_loosen(KANA_LONG), 0);
    assert_int_equal(kana_loosen(KANA_VOICED), 0);
    assert_int_equal(kana_loosen(0x4E00), 0x4E00);
}

static void loosening_twice_is_loosening_once(void **state)
{
    (void)state;
    for (uint32_t character = 0x3000; character < 0x3200; character++) {
        uint32_t loose = kana_loosen(character);
        assert_int_equal(loose == 0 ? 0 : kana_loosen(loose), loose);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_half_width_kana_have_full_width_twins),
        cmocka_unit_test(marks_join_every_kana_that_has_a_voiced_form_and_no_other),
        cmocka_unit_test(half_voiced_marks_join_the_h_row_only),
        cmocka_unit_test(only_marks_join),
        cmocka_unit_test(hiragana_become_the_katakana_of_the_same_sound),
        cmocka_unit_test(katakana_are_told_from_the_middle_dot_and_hiragana),
        cmocka_unit_test(what_sounds_alike_loosens_to_one_kana),
        cmocka_unit_test(loosening_twice_is_loosening_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
