/* The table of commands; argv, the environment and the clock end here. */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "cli/stopping.h"
#include "engine/foundation/date_read.h"
#include "engine/foundation/machine.h"

struct command {
    const char *name;
    int (*run)(struct cli *cli);
    const char *japanese;
    const char *english;
};

static const struct command commands[] = {
    {"init", cmd_init,
     "施設の記録を作る  --facility 医療機関コード [--folder 端末のフォルダー] [--gateway URL] "
     "[--app] [--make-key-file "
     "ファイル] [--practice]",
     "make a site  --facility CODE [--folder DIR] [--gateway URL] [--app] [--make-key-file FILE] "
     "[--practice]"},
    {"capture", cmd_capture,
     "窓口の出来事を記録する  "
     "visit|card [--watch]|number|document|declaration|verbal|phone|outage|charge|resolve|note|"
     "ticket|birth|link [V番号] [--values-fd 番号]",
     "keep one event at the desk  "
     "visit|card [--watch]|number|document|declaration|verbal|phone|outage|charge|resolve|note|"
     "ticket|birth|link [VISIT] [--values-fd N]"},
    {"import", cmd_import,
     "ファイルを取り込む（中身で見分ける）  ファイル… [--attest [--visit V番号] [--date 日付]]",
     "take files in, recognised by content  FILE... [--attest [--visit VISIT] [--date DATE]]"},
    {"sync", cmd_sync,
     "待っているものを照会し、回答を受け取る  [--watch] [--once] [--register] [--pull 種類 "
     "[--month 年月]]",
     "ask what is waiting, take what was answered  [--watch] [--once] [--register] [--pull KIND "
     "[--month MONTH]]"},
    {"decide", cmd_decide, "請求経路を判定する", "make verdicts"},
    {"export", cmd_export,
     "書き出す  receipt --from ファイル [--and もう一方の請求先のファイル] --out フォルダー | "
     "reclaim --from 返戻ファイル --head 当月のファイル --out フォルダー | "
     "slip --month 年月 --out フォルダー | draft --month 年月 [--kind 種類] --out フォルダー | "
     "verdicts|worklist|lists --out フォルダー",
     "write  receipt --from FILE [--and FILE-OF-THE-OTHER-PAYER] --out DIR | reclaim --from "
     "RETURNED --head FILE-OF-THE-MONTH --out DIR | slip --month MONTH --out DIR | draft --month "
     "MONTH [--kind KIND] --out DIR | verdicts|worklist|lists --out DIR"},
    {"submitted", cmd_submitted,
     "請求したことを記録する  [fund|federation 請求年月 [--kind medical|dental|...] [--on 日付] "
     "[--paper] [--mistaken]]（引数なし: 一覧） | returned --from ファイル --receipt レセプト番号 "
     "--how "
     "on_paper|withdrawn|not_sent",
     "note that claims were sent  [fund|federation MONTH [--kind medical|dental|...] [--on DATE] "
     "[--paper] [--mistaken]] (without words: list) | returned --from FILE --receipt NUMBER --how "
     "on_paper|withdrawn|not_sent"},
    {"day", cmd_day, "1日の締め（照会・判定・残りの一覧・照合）", "the end of the day"},
    {"work", cmd_work,
     "人の確認を待つ受診  list [--all] | show V番号 | resolve V番号 | note V番号。間違いの訂正  "
     "withdraw V番号 "
     "--reason 理由 | merge V番号 合わせる先 | unlink V番号。返戻と連絡書  close 記録の番号|all "
     "--reason "
     "理由 | agency [--values-fd 番号]",
     "what waits for a person  list [--all] | show VISIT | resolve VISIT | note VISIT; mistakes  "
     "withdraw VISIT "
     "--reason REASON | merge VISIT INTO | unlink VISIT; returned claims and notices  close "
     "ENTRY|all "
     "--reason REASON | agency [--values-fd N]"},
    {"explain", cmd_explain, "なぜその判定か  V番号 [--raw]", "why  VISIT [--raw]"},
    {"rules", cmd_rules,
     "規則  check|test|manual|at 日付|diff 日付 日付|ask 表 事実=値… [--date 日付] "
     "[--claim-month 月]|whatif [フォルダー|ファイル] [--visit-date 日付]|adopt [フォルダー]",
     "rules  check|test|manual|at DATE|diff DATE DATE|ask TABLE FACT=VALUE... [--date DATE] "
     "[--claim-month MONTH]|whatif [DIR|FILE] [--visit-date DATE]|adopt [DIR]"},
    {"status", cmd_status, "3つの数と最終の応答（鍵は要らない）",
     "three numbers and a time (no key)"},
    {"journal", cmd_journal, "記録の鎖  verify [--anchors ファイル]|show|anchor",
     "the chain  verify [--anchors FILE]|show|anchor"},
    {"rebuild", cmd_rebuild,
     "記録から表を作り直す  [--reread（取り込んだ表を今の読み方で読み直して比べる。何も変えない）]",
     "make the views anew from the journal  [--reread (read kept tables again and compare; changes "
     "nothing)]"},
    {"backup", cmd_backup, "控えを書く  ファイル", "write a backup  FILE"},
    {"restore", cmd_restore, "控えから戻す  ファイル", "restore a backup  FILE"},
    {"purge", cmd_purge,
     "終わった古い月を消去する（元に戻せない）  --settled-before 日付 [--within-retention] [--yes]",
     "remove settled months for good  --settled-before DATE [--within-retention] [--yes]"},
    {"gateway", cmd_gateway,
     "中継サービスの証明書と鍵を登録する  --certificate ファイル --private-key ファイル "
     "--authority ファイル",
     "register certificate and key for the gateway  --certificate FILE --private-key FILE "
     "--authority FILE"},
    {"settings", cmd_settings, "設定  show|set 名前 値", "settings  show|set NAME VALUE"},
    {"operator", cmd_operator,
     "操作者と鍵  list|add 名前|remove 名前|passphrase [名前]|key-file "
     "ファイル|drop-key-file|recovery",
     "operators and keys  list|add NAME|remove NAME|passphrase [NAME]|key-file "
     "FILE|drop-key-file|recovery"},
    {"unlock", cmd_unlock, "このログインのあいだ鍵を預ける  [--minutes 分]",
     "keep the key for this login  [--minutes N]"},
    {"lock", cmd_lock, "預けた鍵を消す", "forget the key"},
};

enum {
    COMMAND_COUNT = sizeof commands / sizeof commands[0]
};

/* ---- the clock ---- */

static int64_t shifted_now(void *context)
{
    const struct cli_clock *clock = context;
    struct clock_port real = clock_real();
    return real.now_ms(real.context) + clock->offset_ms;
}

static bool real_wait(void *context, int64_t milliseconds)
{
    struct clock_port real = clock_real();
    (void)context;
    return !stopping_is_asked() && real.wait_ms(real.context, milliseconds) && !stopping_is_asked();
}

/* "2026-03-31T18:00": Japanese time; the minute is enough for a practice day. */
static bool read_now(struct cli *cli, const char *word)
{
    struct slice text = slice_of(word);
    struct date day = DATE_NONE;
    int64_t hour = 0;
    int64_t minute = 0;
    size_t at = slice_find_byte(text, 'T');
    if (!date_read(slice_part(text, 0, at), &day)) {
        return false;
    }
    if (at < text.size &&
        (!slice_read_number(slice_part(text, at + 1, 2), &hour) ||
         !slice_read_number(slice_part(text, at + 4, 2), &minute) || hour > 23 || minute > 59)) {
        return false;
    }
    cli->now_ms = ((int64_t)day.days * 24 + hour - 9) * 3600000 + minute * 60000;
    cli->has_now = true;
    cli->clock.offset_ms = cli->now_ms - clock_real().now_ms(NULL);
    return true;
}

/* ---- the command line ---- */

static bool starts_japanese(const char *value)
{
    return value == NULL || value[0] == '\0' || strncmp(value, "ja", 2) == 0;
}

/* Japanese where the locale says so or says nothing (C, POSIX and C.UTF-8 say nothing). */
static enum language language_of_environment(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return starts_japanese(value) || value[0] == 'C' || strcmp(value, "POSIX") == 0
                       ? LANGUAGE_JAPANESE
                       : LANGUAGE_ENGLISH;
        }
    }
    return LANGUAGE_JAPANESE;
}

struct globals {
    const char *language;
    const char *passphrase_fd;
    const char *now;
};

static bool take_globals(struct cli *cli, const struct globals *globals)
{
    int64_t number = 0;
    if (globals->language != NULL) {
        cli->language = strcmp(globals->language, "en") == 0 ? LANGUAGE_ENGLISH : LANGUAGE_JAPANESE;
        if (cli->language == LANGUAGE_JAPANESE && strcmp(globals->language, "ja") != 0) {
            CLI_TELL(cli, OPTION_VALUE, "--lang", globals->language);
            return false;
        }
    }
    if (globals->passphrase_fd != NULL) {
        if (!slice_read_number(slice_of(globals->passphrase_fd), &number) || number > 1024) {
            CLI_TELL(cli, OPTION_VALUE, "--passphrase-fd", globals->passphrase_fd);
            return false;
        }
        cli->passphrase_fd = (int)number;
    }
    if (globals->now != NULL && !read_now(cli, globals->now)) {
        CLI_TELL(cli, OPTION_VALUE, "--now", globals->now);
        return false;
    }
    return true;
}

/* Global options may stand before or after the command. */
static bool read_line(struct cli *cli, int count, char **words)
{
    struct globals globals = {0};
    const struct option table[] = {
        {"--store", &cli->store_folder, NULL},
        {"--rules", &cli->rules_folder, NULL},
        {"--operator", &cli->operator_name, NULL},
        {"--key-file", &cli->key_file, NULL},
        {"--lang", &globals.language, NULL},
        {"--passphrase-fd", &globals.passphrase_fd, NULL},
        {"--now", &globals.now, NULL},
        {"--json", NULL, &cli->json},
    };
    for (int i = 1; i < count; i++) {
        const struct option *option = NULL;
        for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
            option = strcmp(words[i], table[k].name) == 0 ? &table[k] : option;
        }
        if (option != NULL && option->value == NULL) {
            *option->flag = true;
        } else if (option != NULL && i + 1 < count) {
            *option->value = words[++i];
        } else if (option != NULL) {
            CLI_TELL(cli, OPTION_NEEDS_VALUE, words[i]);
            return false;
        } else if (cli->command == NULL) {
            cli->command = words[i];
        } else if (cli->argument_count < CLI_ARGUMENTS) {
            cli->arguments[cli->argument_count++] = words[i];
        } else {
            CLI_TELL(cli, TOO_MANY_WORDS, cli_number(CLI_ARGUMENTS)); /* never import only a part */
            return false;
        }
    }
    return take_globals(cli, &globals);
}

static void from_environment(struct cli *cli)
{
    const char *store = getenv("TOTSUGO_STORE");
    cli->store_folder = store == NULL ? "totsugo-store" : store;
    cli->rules_folder = getenv("TOTSUGO_RULES");
    cli->key_file = getenv("TOTSUGO_KEY_FILE");
    cli->language = language_of_environment();
    cli->passphrase_fd = -1;
}

/* ---- help ---- */

static int help(const struct cli *cli)
{
    CLI_PRINT(cli, USAGE, NULL);
    CLI_PRINT(cli, COMMANDS, NULL);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        (void)printf(
            "  %-9s %s\n", commands[i].name,
            cli->language == LANGUAGE_JAPANESE ? commands[i].japanese : commands[i].english);
    }
    return EXIT_DONE;
}

static int run(struct cli *cli)
{
    if (cli->command == NULL || strcmp(cli->command, "help") == 0 ||
        strcmp(cli->command, "--help") == 0) {
        return help(cli);
    }
    if (strcmp(cli->command, "--version") == 0) {
        (void)puts("totsugo " TOTSUGO_VERSION);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(cli->command, commands[i].name) == 0) {
            return commands[i].run(cli);
        }
    }
    CLI_TELL(cli, UNKNOWN_COMMAND, cli->command);
    return EXIT_USAGE;
}

/* A document that cannot be written must not look like success. */
static int finish(struct cli *cli, int code)
{
    store_close(cli->store);
    if (cli->document != NULL) {
        cli_set_number(cli, "exit_code", code);
        if (json_dumpf(cli->document, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) != 0) {
            code = code == EXIT_DONE || code == EXIT_PEOPLE ? EXIT_FAULT : code;
        }
        (void)puts("");
        json_decref(cli->document);
    }
    if ((fflush(stdout) != 0 || ferror(stdout) != 0) &&
        (code == EXIT_DONE || code == EXIT_PEOPLE)) {
        CLI_TELL(cli, OUTPUT_CUT, NULL);
        return EXIT_FAULT;
    }
    return code;
}

int main(int count, char **words)
{
    static struct cli cli; /* large: not for the stack */
    int code = EXIT_USAGE;
    machine_harden();
    (void)umask(077);
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    from_environment(&cli);
    cli.world.clock = (struct clock_port){&cli.clock, shifted_now, real_wait};
    cli.world.random = random_real();
    cli.world.disk = disk_real();
    if (read_line(&cli, count, words)) {
        if (cli.json) {
            cli.document = json_pack(
                "{s:i,s:s}", "schema_version", 1, "command",
                cli.command == NULL ? "help" : cli.command);
        }
        code = run(&cli);
    }
    return finish(&cli, code);
}
