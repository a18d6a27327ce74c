/*
 * Runs one export from files: uke_driver PLAN SOURCE TARGET PATCH PATCH932, and the same five again for
 * the file of the other payer.  A test only.
 *
 * The plan says what the visits of each receipt say; the store's part is played by it.  Lines of tabs:
 *   set NAME VALUE
 *   receipt NUMBER NAME=VALUE ...      names of struct receipt_visits, values of domains by name
 *   day NUMBER YYYYMMDD NAME=VALUE ... one visit of a receipt whose visits do not say the same
 * What came out goes to standard output as NAME=VALUE; a fault as fault=NAME and its message.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exporters/receipt_export.h"
#include "tests/support/rules_fixture.h"

enum {
    PLAN_BYTES = 16 * 1024 * 1024,
    PLAN_RECEIPTS = 100000,
    PLAN_DAYS = 10000
};

/* A visit by itself, in the order of the plan. */
struct planned_day {
    int64_t number;
    struct date day;
    struct receipt_visits visits;
};

struct plan {
    struct arena arena;
    struct buffer bytes;
    struct receipt_visits *visits; /* by receipt number */
    struct planned_day *days;
    size_t day_count;
    bool unnamed_pass;
    bool accept_totals;
    struct receipt_choices choices;
};

static _Noreturn void stop(const char *why, struct slice what)
{
    (void)fprintf(stderr, "%s: %.*s\n", why, (int)what.size, (const char *)what.data);
    exit(2);
}

static unsigned value_of(enum domain domain, struct slice name)
{
    unsigned value = 0;
    if (!domain_value_find(domain, name, &value)) {
        stop("no such value", name);
    }
    return value;
}

static struct slice cut(struct slice *rest, uint8_t at)
{
    size_t end = slice_find_byte(*rest, at);
    struct slice head = slice_part(*rest, 0, end);
    *rest = slice_part(*rest, end + 1, rest->size);
    return head;
}

static void set_text(struct receipt_visits *visits, struct slice name, struct slice value)
{
    static const char *const names[CLAIM_TEXT_COUNT] = {"kana",     "text_scheme", "text_insurer",
                                                        "employer", "address_1",   "address_2",
                                                        "contact",  "contact_date"};

    for (size_t i = 0; i < CLAIM_TEXT_COUNT; i++) {
        if (slice_equal_text(name, names[i])) {
            visits->texts[i] = value;
            return;
        }
    }
    stop("no such name", name);
}

static void set_number(struct receipt_visits *visits, struct slice name, struct slice value)
{
    struct identifiers *identifiers = &visits->identifiers;
    if (slice_equal_text(name, "insurer")) {
        identifiers->insurer_number = value;
    } else if (slice_equal_text(name, "symbol")) {
        identifiers->symbol = value;
    } else if (slice_equal_text(name, "number")) {
        identifiers->number = value;
    } else if (slice_equal_text(name, "branch")) {
        identifiers->branch = value;
    } else if (slice_equal_text(name, "count") || slice_equal_text(name, "twin")) {
        if (!slice_read_number(
                value, slice_equal_text(name, "twin") ? &visits->twin : &visits->count)) {
            stop("no number", value);
        }
    } else {
        set_text(visits, name, value);
    }
}

static void set_visits(struct receipt_visits *visits, struct slice name, struct slice value)
{
    if (slice_equal_text(name, "pairing")) {
        visits->pairing = value_of(DOMAIN_PAIRING, value);
    } else if (slice_equal_text(name, "paths")) {
        visits->paths = value_of(DOMAIN_PATHS, value);
    } else if (slice_equal_text(name, "insurers")) {
        visits->insurers = value_of(DOMAIN_RESULTS, value);
    } else if (slice_equal_text(name, "scheme")) {
        visits->scheme = value_of(DOMAIN_SCHEME, value);
    } else if (slice_equal_text(name, "payer")) {
        visits->payer = value_of(DOMAIN_PAYER, value);
    } else if (slice_equal_text(name, "share")) {
        visits->share = value_of(DOMAIN_SHARE, value);
    } else if (slice_equal_text(name, "relation")) {
        visits->relation = value_of(DOMAIN_RELATION, value);
    } else if (slice_equal_text(name, "held")) {
        visits->held = true;
    } else if (slice_equal_text(name, "days_accepted")) {
        visits->days_accepted = true;
    } else if (slice_equal_text(name, "type_accepted")) {
        visits->type_accepted = true;
    } else {
        set_number(visits, name, value);
    }
}

static void set_choice(struct plan *plan, struct slice name, struct slice value)
{
    struct error error;
    if (slice_equal_text(name, "unnamed_pass")) {
        plan->unnamed_pass = slice_equal_text(value, "yes");
    } else if (slice_equal_text(name, "unknown_sn")) {
        plan->choices.unknown_sn = slice_equal_text(value, "yes");
    } else if (slice_equal_text(name, "accept_totals")) {
        plan->accept_totals = slice_equal_text(value, "yes");
    } else if (slice_equal_text(name, "unknown_insurer")) {
        plan->choices.unknown_insurer = arena_copy_text(&plan->arena, value, &error);
    } else if (slice_equal_text(name, "split_months")) {
        plan->choices.split_months = value_of(DOMAIN_SPLIT_MONTHS, value);
    } else {
        stop("no such setting", name);
    }
}

static struct receipt_visits *new_day(struct plan *plan, int64_t number, struct slice *line)
{
    struct planned_day *day = &plan->days[plan->day_count++];
    if (plan->day_count == PLAN_DAYS || !date_from_digits(cut(line, '\t'), &day->day)) {
        stop("no day", *line);
    }
    day->number = number;
    day->visits.pairing = PAIRING_SURE;
    day->visits.insurers = RESULTS_ONE;
    return &day->visits;
}

static void read_line(struct plan *plan, struct slice line)
{
    struct slice kind = cut(&line, '\t');
    struct slice name = cut(&line, '\t');
    bool is_day = slice_equal_text(kind, "day");
    struct receipt_visits *visits = NULL;
    int64_t number = 0;
    if (slice_equal_text(kind, "set")) {
        set_choice(plan, name, line);
        return;
    }
    if ((!is_day && !slice_equal_text(kind, "receipt")) || !slice_read_number(name, &number) ||
        number >= PLAN_RECEIPTS) {
        stop("no such line", kind);
    }
    visits = is_day ? new_day(plan, number, &line) : &plan->visits[number];
    visits->rule = "CP-TEST";
    visits->first_visit = number;
    visits->days = UINT32_MAX; /* whatever days the receipt names */
    while (line.size > 0) {
        struct slice value = cut(&line, '\t');
        struct slice key = cut(&value, '=');
        set_visits(visits, key, value);
    }
}

static void read_plan(const char *path, struct plan *plan)
{
    struct disk_port disk = disk_real();
    struct error error;
    struct slice rest;
    plan->arena = arena_open(PLAN_BYTES);
    plan->visits = calloc(PLAN_RECEIPTS, sizeof *plan->visits);
    plan->days = calloc(PLAN_DAYS, sizeof *plan->days);
    if (plan->visits == NULL || plan->days == NULL ||
        !disk_read_all(&disk, path, PLAN_BYTES, &plan->bytes, &error)) {
        stop("no plan", slice_of(path));
    }
    rest = buffer_slice(&plan->bytes);
    while (rest.size > 0) {
        struct slice line = cut(&rest, '\n');
        if (line.size > 0) {
            read_line(plan, line);
        }
    }
}

/* Receipts are told apart by their line, for numbers may stand twice. */
static bool visits_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_visits *visits,
    struct error *error)
{
    struct plan *plan = context;
    (void)error;
    if (key->number > 0 && key->number < PLAN_RECEIPTS) {
        *visits = plan->visits[key->number];
    }
    return true;
}

static unsigned path_of(unsigned paths)
{
    return paths == PATHS_CURRENT ? PATH_CURRENT : paths == PATHS_PAST ? PATH_PAST : PATH_UNKNOWN;
}

static bool days_of(
    void *context,
    const struct receipt_key *key,
    struct receipt_day *days,
    size_t room,
    size_t *count,
    struct error *error)
{
    const struct plan *plan = context;
    (void)error;
    for (size_t i = 0; i < plan->day_count && *count < room; i++) {
        const struct planned_day *day = &plan->days[i];
        if (day->number == key->number) {
            days[(*count)++] = (struct receipt_day){
                .day = day->day,
                .path = path_of(day->visits.paths),
                .identifiers = day->visits.identifiers,
            };
        }
    }
    return true;
}

static bool visits_between(
    void *context,
    const struct receipt_key *key,
    struct interval days,
    struct receipt_visits *visits,
    struct error *error)
{
    const struct plan *plan = context;
    int64_t count = 0;
    uint32_t named = 0;
    (void)error;
    for (size_t i = 0; i < plan->day_count; i++) {
        if (plan->days[i].number == key->number && interval_covers(days, plan->days[i].day)) {
            named |= UINT32_C(1) << (unsigned)(date_civil(plan->days[i].day).day - 1);
            *visits = plan->days[i].visits;
            visits->count = ++count;
            visits->days = named;
        }
    }
    return true;
}

static bool told(void *context, const struct receipt_decided *decided, struct error *error)
{
    static const char *const outcomes[] = {"unchanged", "changed", "withheld", "split", "moved"};

    const struct receipt_trouble *trouble = &decided->rewrite->trouble;
    (void)context;
    (void)error;
    (void)printf(
        "receipt=%" PRId64 " %s %s %s %s %s\n", decided->key->number, outcomes[decided->outcome],
        decided->ruling->rule[0] == '\0' ? "-" : decided->ruling->rule, decided->ruling->reason,
        trouble_name(trouble->trouble), split_reason_name(decided->split_reason));
    return true;
}

static bool found(void *context, const struct receipt_finding *finding, struct error *error)
{
    char text[1024];
    (void)context;
    (void)error;
    receipt_finding_render(finding, "in.uke", LANGUAGE_JAPANESE, text, sizeof text);
    (void)printf("finding=%s %s\n", finding_name(finding->finding), text);
    return true;
}

static void print_result(const struct receipt_export_result *result)
{
    (void)printf("receipts=%" PRId64 "\n", result->receipts);
    (void)printf("unchanged=%" PRId64 "\n", result->counts[OUTCOME_UNCHANGED]);
    (void)printf("changed=%" PRId64 "\n", result->counts[OUTCOME_CHANGED]);
    (void)printf("withheld=%" PRId64 "\n", result->counts[OUTCOME_WITHHELD]);
    (void)printf("moved=%" PRId64 "\n", result->counts[OUTCOME_MOVED]);
    (void)printf("split=%" PRId64 "\n", result->counts[OUTCOME_SPLIT]);
    (void)printf("written=%" PRId64 "\n", result->written);
    (void)printf("moved_in=%" PRId64 "\n", result->moved_in);
    (void)printf("unnamed=%" PRId64 "\n", result->unnamed);
    (void)printf("renumbered=%" PRId64 "\n", result->renumbered);
    (void)printf("changes=%" PRId64 "\n", result->changes);
    (void)printf("before=%" PRId64 "/%" PRId64 "\n", result->before.count, result->before.points);
    (void)printf("after=%" PRId64 "/%" PRId64 "\n", result->after.count, result->after.points);
    (void)printf("bytes=%" PRIu64 "\n", result->bytes);
}

enum {
    WORDS = 5, /* of one file */
    FILES = RECEIPT_EXPORT_FILES
};

static struct receipt_export_order order_of(
    struct plan *plan,
    const struct disk_port *disk,
    const struct receipt_decider *decider,
    char **words)
{
    read_plan(words[0], plan);
    return (struct receipt_export_order){
        .disk = disk,
        .source = words[1],
        .target = words[2],
        .patch_utf8 = words[3],
        .patch_cp932 = words[4],
        .choices = plan->choices,
        .accept_totals = plan->accept_totals,
        .decider = decider,
        .context = plan,
        .visits_of = visits_of,
        .days_of = days_of,
        .visits_between = visits_between,
        .told = told,
        .found = found,
    };
}

static int run(const struct receipt_export_order *orders, size_t files)
{
    struct receipt_export_result results[FILES];
    struct error error;
    if (!receipt_export_run_all(orders, results, files, &error)) {
        char text[1024];
        error_render(&error, LANGUAGE_JAPANESE, text, sizeof text);
        (void)printf("fault=%s\nmessage=%s\n", error_name(error.fault), text);
        return 1;
    }
    for (size_t i = 0; i < files; i++) {
        print_result(&results[i]);
    }
    return 0;
}

int main(int count, char **arguments)
{
    struct plan plans[FILES] = {{.unnamed_pass = true}, {.unnamed_pass = true}};
    struct disk_port disk = disk_real();
    struct receipt_decider decider;
    struct receipt_export_order orders[FILES];
    struct error error;
    struct rulebook *book = test_rules_load();
    size_t files = count == 1 + 2 * WORDS ? 2 : 1;
    int status = 0;
    if (count != 1 + WORDS && files != 2) {
        stop("usage", slice_of("uke_driver PLAN SOURCE TARGET PATCH PATCH932 ..."));
    }
    for (size_t i = 0; i < files; i++) {
        orders[i] = order_of(&plans[i], &disk, &decider, arguments + 1 + i * WORDS);
    }
    status = receipt_decider_open(book, plans[0].unnamed_pass, &decider, &error)
                 ? run(orders, files)
                 : 2;
    rulebook_close(book);
    for (size_t i = 0; i < files; i++) {
        buffer_close(&plans[i].bytes);
        arena_close(&plans[i].arena);
        free(plans[i].visits);
        free(plans[i].days);
    }
    return status;
}
