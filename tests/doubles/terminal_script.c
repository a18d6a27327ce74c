#include "tests/doubles/terminal_script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *take(size_t size)
{
    void *memory = calloc(1, size);
    if (memory == NULL) {
        (void)fputs("double: out of memory\n", stderr);
        exit(1);
    }
    return memory;
}

enum argument {
    NOTHING,
    NUMBER,
    TEXT
};

static const struct {
    const char *word;
    enum argument argument;
} fault_words[TERMINAL_FAULTS] = {

#define TERMINAL_FAULT(fault, word, argument, meaning) [TERMINAL_##fault] = {word, argument},
#include "tests/doubles/terminal_faults.def"
#undef TERMINAL_FAULT
};

static const char *const kind_words[] = {"single", "batch", "fetch", "pull", "register", "any"};

/* Where lines go to. */
struct parse {
    struct script *script;
    struct script_person *person;
    struct script_result *result;
    const char *wrong;
};

static char *skip_blanks(char *text)
{
    return text + strspn(text, " \t");
}

/* Cuts the first word off; what is left comes back. */
static char *cut_word(char *text)
{
    char *end = text + strcspn(text, " \t");
    if (*end != '\0') {
        *end = '\0';
        end = skip_blanks(end + 1);
    }
    return end;
}

static void add_item(struct script_item **items, const char *name, const char *value)
{
    struct script_item *item = take(sizeof *item);
    item->name = name;
    item->value = value;
    while (*items != NULL) {
        items = &(*items)->next;
    }
    *items = item;
}

static bool is_number(const char *text)
{
    return text[0] != '\0' && strspn(text, "0123456789") == strlen(text) && strlen(text) < 9;
}

static bool read_fault(struct parse *parse, char *rest)
{
    struct script_fault *fault = take(sizeof *fault);
    char *which = cut_word(rest);
    char *word = cut_word(which);
    char *argument = cut_word(word);
    struct script_fault **place = &parse->script->faults;
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = fault;
    while (fault->kind < TERMINAL_ANY && strcmp(rest, kind_words[fault->kind]) != 0) {
        fault->kind++;
    }
    while (fault->fault < TERMINAL_FAULTS && strcmp(word, fault_words[fault->fault].word) != 0) {
        fault->fault++;
    }
    if (strcmp(rest, kind_words[fault->kind]) != 0 || fault->fault == TERMINAL_FAULTS ||
        (strcmp(which, "every") != 0 && !is_number(which))) {
        return false;
    }
    fault->which = strcmp(which, "every") == 0 ? 0 : strtoul(which, NULL, 10);
    fault->argument = argument;
    switch (fault_words[fault->fault].argument) {
    case NOTHING:
        return argument[0] == '\0';
    case NUMBER:
        return is_number(argument);
    case TEXT:
        return argument[0] != '\0';
    }
    return false;
}

static bool read_general(struct parse *parse, const char *word, char *rest)
{
    struct script *script = parse->script;
    if (strcmp(word, "encoding") == 0) {
        script->is_shift_jis = strcmp(rest, "shift_jis") == 0;
        return script->is_shift_jis || strcmp(rest, "utf-8") == 0;
    }
    if (strcmp(word, "fault") == 0) {
        return read_fault(parse, rest);
    }
    if (!is_number(rest)) {
        return false;
    }
    if (strcmp(word, "processing") == 0) {
        script->processing = strtol(rest, NULL, 10);
        return true;
    }
    script->delay_ms = strtol(rest, NULL, 10);
    return strcmp(word, "delay") == 0;
}

static const char **person_place(struct script_person *person, const char *word)
{
    const struct {
        const char *word;
        const char **place;
    } places[] = {
        {"insurer", &person->insurer}, {"symbol", &person->symbol},
        {"number", &person->number},   {"birth", &person->birth},
        {"branch", &person->branch},   {"validity", &person->validity},
        {"status", &person->status},   {"code", &person->code},
        {"message", &person->message}, {"reference", &person->reference},
        {"pull", &person->pull},
    };

    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(word, places[i].word) == 0) {
            return places[i].place;
        }
    }
    return NULL;
}

static void open_person(struct parse *parse, const char *name)
{
    struct script_person **place = &parse->script->people;
    struct script_person *person = take(sizeof *person);
    *person = (struct script_person){.name = name, .insurer = "", .number = "", .birth = ""};
    if (parse->person != NULL) {
        place = &parse->person->next;
    }
    *place = person;
    parse->person = person;
    parse->result = NULL;
}

static void open_result(struct parse *parse)
{
    struct script_result **place = &parse->person->results;
    while (*place != NULL) {
        place = &(*place)->next;
    }
    *place = take(sizeof **place);
    parse->result = *place;
}

static bool read_result_line(struct parse *parse, const char *word, char *rest)
{
    if (strcmp(word, "again") == 0) {
        char *value = cut_word(rest);
        add_item(&parse->result->agains, rest, value);
        return true;
    }
    /* Elements begin with a capital; anything else is a misspelt word. */
    if (word[0] < 'A' || word[0] > 'Z') {
        return false;
    }
    add_item(&parse->result->items, word, rest);
    return true;
}

static bool read_person_line(struct parse *parse, const char *word, char *rest)
{
    const char **place = person_place(parse->person, word);
    if (place != NULL) {
        *place = rest;
        parse->result = NULL;
        return true;
    }
    if (strcmp(word, "silent") == 0) {
        parse->person->is_silent = true;
        return true;
    }
    if (strcmp(word, "result") == 0) {
        open_result(parse);
        return true;
    }
    if (strcmp(word, "echo") == 0 || strcmp(word, "unit") == 0) {
        char *value = cut_word(rest);
        add_item(word[0] == 'e' ? &parse->person->echoes : &parse->person->units, rest, value);
        return true;
    }
    return parse->result != NULL && read_result_line(parse, word, rest);
}

static bool read_line(struct parse *parse, char *line)
{
    char *word = skip_blanks(line);
    char *rest = NULL;
    if (*word == '\0' || *word == '#') {
        return true;
    }
    rest = cut_word(word);
    if (strcmp(word, "person") == 0) {
        open_person(parse, rest);
        return true;
    }
    if (strcmp(word, "encoding") == 0 || strcmp(word, "processing") == 0 ||
        strcmp(word, "delay") == 0 || strcmp(word, "fault") == 0) {
        return read_general(parse, word, rest);
    }
    return parse->person != NULL && read_person_line(parse, word, rest);
}

bool script_read(struct script *script, const char *path)
{
    struct parse parse = {.script = script};
    unsigned long number = 0;
    char *line = NULL;
    *script = (struct script){0};
    if (!double_text_read(&script->text, path)) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        return false;
    }
    line = script->text.bytes;
    while (*line != '\0') {
        char *end = line + strcspn(line, "\r\n");
        bool is_last = *end == '\0';
        number += *end == '\r' ? 0 : 1;
        *end = '\0';
        if (!read_line(&parse, line)) {
            (void)fprintf(stderr, "%s:%lu: not understood\n", path, number);
            return false;
        }
        line = is_last ? end : end + 1;
    }
    return true;
}

static void free_items(struct script_item *item)
{
    while (item != NULL) {
        struct script_item *next = item->next;
        free(item);
        item = next;
    }
}

static void free_results(struct script_result *result)
{
    while (result != NULL) {
        struct script_result *next = result->next;
        free_items(result->items);
        free_items(result->agains);
        free(result);
        result = next;
    }
}

void script_free(struct script *script)
{
    while (script->people != NULL) {
        struct script_person *next = script->people->next;
        free_items(script->people->echoes);
        free_items(script->people->units);
        free_results(script->people->results);
        free(script->people);
        script->people = next;
    }
    while (script->faults != NULL) {
        struct script_fault *next = script->faults->next;
        free(script->faults);
        script->faults = next;
    }
    double_text_free(&script->text);
}

static const char *without_padding(const char *insurer)
{
    return insurer + strspn(insurer, " 0");
}

const struct script_person *script_find(
    const struct script *script,
    const char *insurer,
    const char *symbol,
    const char *number,
    const char *birth)
{
    const struct script_person *person = script->people;
    while (person != NULL) {
        if (strcmp(without_padding(person->insurer), without_padding(insurer)) == 0 &&
            strcmp(person->number, number) == 0 && strcmp(person->birth, birth) == 0 &&
            (person->symbol == NULL || strcmp(person->symbol, symbol) == 0)) {
            break;
        }
        person = person->next;
    }
    return person;
}

const char *script_fault_of(
    const struct script *script,
    enum terminal_kind kind,
    unsigned long which,
    enum terminal_fault fault)
{
    const struct script_fault *one = script->faults;
    for (; one != NULL; one = one->next) {
        if (one->fault == fault && (one->kind == kind || one->kind == TERMINAL_ANY) &&
            (one->which == 0 || one->which == which)) {
            return one->argument;
        }
    }
    return NULL;
}

const char *script_item_find(const struct script_item *items, const char *name)
{
    for (; items != NULL; items = items->next) {
        if (strcmp(items->name, name) == 0) {
            return items->value;
        }
    }
    return NULL;
}
