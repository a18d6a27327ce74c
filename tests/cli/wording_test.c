/*
 * Every sentence that a user can meet: there in both languages, with the same places to fill in, and
 * in words of the desk.
 *
 * A Japanese sentence may hold only those words in Latin letters that stand in latin_words: names of
 * commands and settings (which a user types), of files and records, of characters.  A new one is a
 * decision and is written down there.
 */
#include <string.h>

#include "cli/messages.h"
#include "engine/foundation/error.h"
#include "tests/support/check.h"

struct wording {
    const char *table;
    const char *name;
    const char *japanese;
    const char *english;
};

static const struct wording wordings[] = {
#define MESSAGE(name, japanese, english) {"messages", #name, japanese, english},
#include "cli/messages.def"
#undef MESSAGE
#define FAULT(name, kind, japanese, english) {"faults", #name, japanese, english},
#include "engine/foundation/faults.def"
#undef FAULT
#define FINDING(finding, name, japanese, english) {"findings", #finding, japanese, english},
#include "engine/vocabulary/findings.def"
#undef FINDING
#define TROUBLE(trouble, kind, name, japanese, english) {"troubles", #trouble, japanese, english},
#include "exporters/receipt_troubles.def"
#undef TROUBLE
#define REASON(reason, name, japanese, english) {"split", #reason, japanese, english},
#include "exporters/split_reasons.def"
#undef REASON
#define TERM(term, parameter, key, japanese, english) {"terms", #term, japanese, english},
#include "exporters/receipt_terms.def"
#undef TERM
#define DOMAIN(domain, name, japanese, english) {"domains", #domain, japanese, english},
#define VALUE(domain, value, name, japanese, english)                                              \
    {"values", #domain "." #value, japanese, english},
#define WORD(domain, value, word)
#include "engine/vocabulary/domains.def"
#undef DOMAIN
#undef VALUE
#undef WORD
#define SETTING(setting, name, start, kind, least, most, japanese, english)                        \
    {"settings", #setting, japanese, english},
#include "engine/storage/settings.def"
#undef SETTING
};

enum {
    WORDINGS = sizeof wordings / sizeof wordings[0],
    PLACES = 10,
    WORD_BYTES = 64,
    LONGEST = 300 /* bytes of one sentence: what is longer nobody reads at a desk */
};

static const char *const latin_words[] = {
    /* what a user types */
    "totsugo",
    "card_roots",
    "card_pin",
    "watch",
    "Ctrl",
    "PEM",
    "init",
    "set",
    "V12",
    "help",
    "sync",
    "import",
    "decide",
    "export",
    "lists",
    "receipt",
    "rules",
    "adopt",
    "all",
    "settings",
    "show",
    "operator",
    "list",
    "add",
    "new",
    "passphrase",
    "capture",
    "visit",
    "link",
    "explain",
    "work",
    "merge",
    "unlink",
    "withdraw",
    "close",
    "how",
    "reclaimed",
    "mistaken",
    "returned",
    "reason",
    "again",
    "check",
    "manual",
    "journal",
    "verify",
    "lang",
    "ja",
    "en",
    "store",
    "json",
    "now",
    "practice",
    "values",
    "fd",
    "from",
    "out",
    "Enter",
    "Ctrl",
    "fund",
    "federation",
    "clinic",
    "checkup",
    "treatment",
    "midwife",
    "none",
    "existing",
    "limited",
    "home",
    "utf",
    "cp932",
    "purge",
    "settled",
    "before",
    "within",
    "retention",
    "retention_years",
    "submitted",
    /* settings that a sentence tells to look at */
    "channel_folder",
    "site_kind",
    "folder_encrypt_command",
    "folder_decrypt_command",
    "gateway",
    "gateway_url",
    "gateway_tls12",
    "certificate",
    "private",
    "key",
    "authority",
    "attest",
    "date",
    "yes",
    /* connections */
    "URL",
    "https",
    "TLS",
    "PEM",
    "RSA",
    "watch",
    "facility_code",
    "folder_root",
    "unnamed_pass",
    "unknown_insurer",
    "foreign_characters",
    "split_months",
    "hold",
    "proved",
    "carry",
    "stop",
    "question",
    "geta",
    "confirm_inferred",
    /* files, encodings and characters */
    "CSV",
    "XML",
    "ZIP",
    "DTD",
    "PDF",
    "UTF",
    "Unicode",
    "Shift_JIS",
    "JIS",
    "NUL",
    "0x1A",
    "CR",
    /* records of a receipt file and its end mark */
    "HO",
    "KO",
    "GO",
    "IR",
    "1A",
    /* of a card */
    "IC",
};

enum {
    LATIN_WORDS = sizeof latin_words / sizeof latin_words[0]
};

static bool latin_used[LATIN_WORDS];

static bool is_of_rules(const struct wording *wording)
{
    return strcmp(wording->table, "faults") == 0 && strncmp(wording->name, "RULE", 4) == 0;
}

static void every_sentence_is_there_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORDINGS; i++) {
        const struct wording *wording = &wordings[i];
        if (strlen(wording->japanese) == 0 || strlen(wording->english) == 0) {
            fail_msg("%s %s: a language is missing", wording->table, wording->name);
        }
        if (strlen(wording->japanese) > LONGEST || strlen(wording->english) > LONGEST) {
            fail_msg("%s %s: too long", wording->table, wording->name);
        }
    }
}

/* Bit n: {n} stands in it.  Anything else in braces fails. */
static unsigned places_of(const struct wording *wording, const char *text)
{
    unsigned places = 0;
    for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
        if (at[1] < '1' || at[1] > '9' || at[2] != '}') {
            fail_msg("%s %s: a brace without its number", wording->table, wording->name);
        }
        places |= 1U << (unsigned)(at[1] - '0');
    }
    return places;
}

static void both_languages_have_the_same_places(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORDINGS; i++) {
        const struct wording *wording = &wordings[i];
        if (places_of(wording, wording->japanese) != places_of(wording, wording->english)) {
            fail_msg("%s %s: other places to fill in", wording->table, wording->name);
        }
    }
}

static bool is_latin(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

static bool has_letter(const char *word)
{
    return strpbrk(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != NULL;
}

static bool is_allowed(const char *word)
{
    bool allowed = strlen(word) < 2 || !has_letter(word);
    for (size_t i = 0; i < LATIN_WORDS; i++) {
        if (strcmp(word, latin_words[i]) == 0) {
            latin_used[i] = true;
            allowed = true;
        }
    }
    return allowed;
}

/* The next run of Latin letters; false at the end. */
static bool next_latin(const char **at, char word[WORD_BYTES])
{
    size_t size = 0;
    while (**at != '\0' && !is_latin(**at)) {
        *at += 1;
    }
    while (is_latin(**at) && size + 1 < WORD_BYTES) {
        word[size++] = **at;
        *at += 1;
    }
    word[size] = '\0';
    return size > 0;
}

static void a_japanese_sentence_holds_no_other_latin_words(void **state)
{
    (void)state;
    memset(latin_used, 0, sizeof latin_used);
    for (size_t i = 0; i < WORDINGS; i++) {
        const char *at = wordings[i].japanese;
        char word[WORD_BYTES];
        while (!is_of_rules(&wordings[i]) && next_latin(&at, word)) {
            if (!is_allowed(word)) {
                fail_msg("%s %s says \"%s\"", wordings[i].table, wordings[i].name, word);
            }
        }
    }
    for (size_t i = 0; i < LATIN_WORDS; i++) {
        if (!latin_used[i]) {
            fail_msg("\"%s\" is allowed and stands nowhere", latin_words[i]);
        }
    }
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((*text & 0x80) != 0) {
            return false;
        }
    }
    return true;
}

/* A Japanese sentence is in Japanese, unless it only sets values side by side. */
static void a_japanese_sentence_is_in_japanese(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORDINGS; i++) {
        const struct wording *wording = &wordings[i];
        if (is_ascii(wording->japanese) && strcmp(wording->japanese, wording->english) != 0 &&
            has_letter(wording->english)) {
            fail_msg("%s %s: not in Japanese", wording->table, wording->name);
        }
    }
}

/* The one way in which sentences are filled in leaves nothing over. */
static void nothing_is_left_to_fill_in(void **state)
{
    static const char *const arguments[PLACES] = {"一", "二", "三", "四", "五",
                                                  "六", "七", "八", "九", "十"};
    (void)state;
    for (size_t i = 0; i < WORDINGS; i++) {
        char text[2048];
        wording_fill(wordings[i].japanese, arguments, PLACES, text, sizeof text);
        assert_null(strchr(text, '{'));
        wording_fill(wordings[i].english, arguments, PLACES, text, sizeof text);
        assert_null(strchr(text, '{'));
    }
}

/* The kind of a fault is for programs (--json); people get its sentence. */
static void no_sentence_says_the_name_of_a_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < WORDINGS; i++) {
        for (unsigned fault = FAULT_NONE + 1; fault < FAULT_COUNT; fault++) {
            const char *name = error_name((enum fault)fault);
            if (strchr(name, '_') != NULL && (strstr(wordings[i].japanese, name) != NULL ||
                                              strstr(wordings[i].english, name) != NULL)) {
                fail_msg("%s %s says %s", wordings[i].table, wordings[i].name, name);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sentence_is_there_in_both_languages),
        cmocka_unit_test(both_languages_have_the_same_places),
        cmocka_unit_test(a_japanese_sentence_holds_no_other_latin_words),
        cmocka_unit_test(a_japanese_sentence_is_in_japanese),
        cmocka_unit_test(nothing_is_left_to_fill_in),
        cmocka_unit_test(no_sentence_says_the_name_of_a_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
