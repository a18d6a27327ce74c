/*
 * What the terminal double understands of a request.  It is stricter than the real one is known to
 * be, so that it notices what the product writes wrongly.
 */
#ifndef TESTS_DOUBLES_TERMINAL_REQUEST_H
#define TESTS_DOUBLES_TERMINAL_REQUEST_H

#include "tests/doubles/terminal_script.h"

enum {
    REQUEST_VALUE = 256
};

struct request_person {
    char insurer[REQUEST_VALUE];
    char symbol[REQUEST_VALUE];
    char number[REQUEST_VALUE];
    char branch[REQUEST_VALUE];
    char birth[REQUEST_VALUE];
    char consent[REQUEST_VALUE];
    char identifier[REQUEST_VALUE];
    char reference[REQUEST_VALUE];
};

struct request {
    struct double_text text; /* as UTF-8 */
    char date[REQUEST_VALUE];
    char institution[REQUEST_VALUE];
    char file_identifier[REQUEST_VALUE];
    char reception[REQUEST_VALUE];
    char month[REQUEST_VALUE]; /* of a pull: the month, or the first day of consent */
    size_t people;
    const char *person; /* the element that one stands in */
    const char *body;   /* where the people stand in the text */
    const char *body_end;
};

/* NULL, or what is wrong with the file.  request_free is needed either way. */
const char *request_read(struct request *request, enum terminal_kind kind, const char *path);

/* The same for bytes that came another way. */
const char *request_read_bytes(
    struct request *request,
    enum terminal_kind kind,
    const void *bytes,
    size_t size);
void request_free(struct request *request);

/* The next person from *at on, which begins as request->body. */
bool request_next(const struct request *request, const char **at, struct request_person *person);

#endif
