/*
 * Commands of the program in the process of a test: on a test's store, disk and VFS, in silence.
 */
#ifndef TESTS_CLI_CLI_RIG_H
#define TESTS_CLI_CLI_RIG_H

#include "cli/cli.h"
#include "tests/support/store_fixture.h"

enum {
    CLI_RIG_SAID = 16 * 1024
};

/* Writes the store's key to "key" in the world's folder, where commands look for it. */
void cli_rig_keep_key(const struct test_store *test);

/* The state of a run on the store as main would have it; its texts live until the next call. */
struct cli cli_rig_open(struct test_store *test);

/* Runs a command and takes the store back, which it may have opened; the exit code. */
int cli_rig_run(struct test_store *test, struct cli *cli, int (*run)(struct cli *cli));

/* What the last run said on standard output and standard error. */
const char *cli_rig_said(void);

/* The command "capture number" with these lines; the exit code. */
int cli_rig_capture_lines(struct test_store *test, const char *lines);

/* One capture by the command "capture number", as tagged_capture makes it; the exit code. */
int cli_rig_capture(struct test_store *test, unsigned chart, unsigned tag);

#endif
