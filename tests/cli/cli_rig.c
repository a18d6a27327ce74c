#include "tests/cli/cli_rig.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/support/raw_store.h"

static char said[CLI_RIG_SAID];

static void must(bool done, const char *what)
{
    if (!done) {
        perror(what);
        abort();
    }
}

void cli_rig_keep_key(const struct test_store *test)
{
    raw_put_file(test_path(&test->world, "key"), slice_of(test->key_file));
}

struct cli cli_rig_open(struct test_store *test)
{
    static char folder[LIMIT_PATH];
    static char key[LIMIT_PATH];
    (void)snprintf(folder, sizeof folder, "%s", test_path(&test->world, "store"));
    (void)snprintf(key, sizeof key, "%s", test_path(&test->world, "key"));
    return (struct cli){
        .store_folder = folder,
        .key_file = key,
        .passphrase_fd = -1,
        .language = LANGUAGE_ENGLISH,
        .world = test->world.world,
        .store = test->store};
}

/* ---- what is said ---- */

static int divert(int stream, int target)
{
    int kept = dup(stream);
    must(kept >= 0 && dup2(target, stream) == stream, "dup2");
    return kept;
}

static void restore(int stream, int kept)
{
    must(dup2(kept, stream) == stream, "dup2");
    (void)close(kept);
}

static void take_said(FILE *from)
{
    size_t size = 0;
    rewind(from);
    size = fread(said, 1, sizeof said - 1, from);
    said[size] = '\0';
    (void)fclose(from);
}

const char *cli_rig_said(void)
{
    return said;
}

int cli_rig_run(struct test_store *test, struct cli *cli, int (*run)(struct cli *cli))
{
    FILE *file = tmpfile();
    int code = 0;
    int kept[2];
    must(file != NULL, "tmpfile");
    (void)fflush(stdout);
    kept[0] = divert(STDOUT_FILENO, fileno(file));
    kept[1] = divert(STDERR_FILENO, fileno(file));
    code = run(cli);
    (void)fflush(stdout);
    restore(STDOUT_FILENO, kept[0]);
    restore(STDERR_FILENO, kept[1]);
    take_said(file);
    test->store = cli->store;
    return code;
}

/* ---- captures ---- */

/* Lines in a pipe, as a shell gives them. */
static int pipe_with(const char *lines)
{
    int ends[2];
    must(pipe(ends) == 0, "pipe");
    must(write(ends[1], lines, strlen(lines)) == (ssize_t)strlen(lines), "write");
    (void)close(ends[1]);
    return ends[0];
}

int cli_rig_capture_lines(struct test_store *test, const char *lines)
{
    struct cli cli = cli_rig_open(test);
    char descriptor[16];
    int values = pipe_with(lines);
    int code = 0;
    (void)snprintf(descriptor, sizeof descriptor, "%d", values);
    cli.command = "capture";
    cli.arguments[0] = "number";
    cli.arguments[1] = "--values-fd";
    cli.arguments[2] = descriptor;
    cli.argument_count = 3;
    code = cli_rig_run(test, &cli, cmd_capture);
    (void)close(values);
    return code;
}

int cli_rig_capture(struct test_store *test, unsigned chart, unsigned tag)
{
    char lines[512];
    (void)snprintf(
        lines, sizeof lines,
        "受診日=202603%02u\nカルテ番号=C%06u\n番号の出所=過去の受診\n保険者番号=06130017\n"
        "番号=%u\n生年月日=19800401\n",
        chart % 28 + 1, chart, tag);
    return cli_rig_capture_lines(test, lines);
}
