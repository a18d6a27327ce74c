/*
 * A double of the terminal and its link software: takes requests out of FOLDER/req, keeps them in
 * FOLDER/work, and writes answers into FOLDER/res after the script.  It answers from the files in
 * work, so that it may be ended and begun again between a batch and its fetch.
 *
 * It has no clock of its own: whoever runs it says what time it is.  terminal_main.c runs it as a
 * program, tests run it within themselves.
 */
#ifndef TESTS_DOUBLES_TERMINAL_H
#define TESTS_DOUBLES_TERMINAL_H

#include <stdint.h>
#include <stdio.h>

#include "tests/doubles/terminal_script.h"

enum {
    TERMINAL_PATH = 1024,
    TERMINAL_NAME = 256
};

struct terminal_job;
struct terminal_left;
struct terminal_wait;

struct terminal {
    struct script script;
    FILE *log;               /* one line for each event; NULL: none */
    char req[TERMINAL_PATH]; /* as the folder writes it */
    char res[TERMINAL_PATH];
    char work[TERMINAL_PATH];
    int64_t now_ms; /* UTC */
    unsigned long taken[TERMINAL_ANY];
    struct terminal_job *jobs;   /* writes that are due later */
    struct terminal_left *left;  /* requests that stay in req */
    struct terminal_wait *waits; /* receptions that are still 処理中 */
};

/* Makes req, res and work where they are missing.  False after saying why on standard error. */
bool terminal_open(struct terminal *terminal, const char *folder, const char *script, FILE *log);
void terminal_close(struct terminal *terminal);

/* Does what is due: takes requests, writes answers. */
void terminal_step(struct terminal *terminal, int64_t now_ms);

/* When the next write is due; INT64_MAX: none. */
int64_t terminal_next_ms(const struct terminal *terminal);

#endif
