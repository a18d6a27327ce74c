/*
 * Random tables against a second, plain reading of what rules mean: every situation on every
 * boundary day and month, the days before and after, decided by looking at each rule in turn.
 */
#include "engine/law/rulebook_proof.h"

#include "tests/engine/law/book.h"

enum {
    BOOKS = 120,
    RULES_MOST = 9,
    FACTS = 4,
    SITUATIONS = 3 * 2 * 3 * 4,
    DATES_MOST = 64
};

static const enum fact facts_used[FACTS] = {
    FACT_VERBAL, FACT_GIVEN_UP, FACT_OUTAGE, FACT_DECLARATION};

static const unsigned sizes[FACTS] = {3, 2, 3, 4};

struct model_rule {
    unsigned when[FACTS];
    int32_t first_day;
    int32_t last_day; /* INT32_MAX: open */
    int32_t first_month;
    int32_t last_month;
    bool impossible;
    bool announced;
};

struct model {
    struct model_rule rules[RULES_MOST];
    size_t count;
    int32_t floor;
};

static uint64_t random_state;

static unsigned below(unsigned limit)
{
    random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(random_state >> 33) % limit;
}

static void make_rule(const struct model *model, struct model_rule *rule)
{
    int32_t base = month_of((struct date){model->floor}).months;
    for (size_t i = 0; i < FACTS; i++) {
        unsigned whole = (1U << sizes[i]) - 1;
        rule->when[i] = below(3) == 0 ? 1 + below(whole) : whole;
    }
    rule->impossible = below(8) == 0;
    rule->announced = !rule->impossible && below(10) == 0;
    rule->first_day = model->floor + (int32_t)(rule->impossible ? 0 : below(3) * 20);
    rule->last_day =
        rule->impossible || below(2) == 0 ? INT32_MAX : rule->first_day + (int32_t)below(40);
    rule->first_month = rule->impossible || below(3) != 0 ? INT32_MIN : base + (int32_t)below(4);
    rule->last_month =
        rule->impossible || below(3) != 0
            ? INT32_MAX
            : (rule->first_month == INT32_MIN ? base : rule->first_month) + (int32_t)below(3);
}

static void write_when(const struct model_rule *rule, char *text)
{
    strcat(text, "when: {");
    for (size_t i = 0; i < FACTS; i++) {
        const char *mark = "";
        if (rule->when[i] == (1U << sizes[i]) - 1) {
            continue;
        }
        strcat(text, fact_name(facts_used[i]));
        strcat(text, ": [");
        for (unsigned v = 0; v < sizes[i]; v++) {
            if ((rule->when[i] >> v & 1U) != 0) {
                strcat(text, mark);
                strcat(text, domain_value_name(fact_domain(facts_used[i]), v));
                mark = ", ";
            }
        }
        strcat(text, "], ");
    }
    strcat(text, "}");
}

static void write_day(const char *key, int32_t day_number, char *text)
{
    char written[DATE_TEXT] = "open";
    if (day_number != INT32_MAX) {
        date_write((struct date){day_number}, written);
    }
    strcat(text, key);
    strcat(text, written);
}

static void write_month(const char *key, int32_t month_number, char *text)
{
    char written[DATE_TEXT] = "";
    if (month_number != INT32_MIN && month_number != INT32_MAX) {
        month_write((struct month){month_number}, written);
        strcat(text, key);
        strcat(text, written);
    }
}

static void write_rules(const struct model *model, bool impossible, char *text)
{
    for (size_t r = 0; r < model->count; r++) {
        const struct model_rule *rule = &model->rules[r];
        char id[64];
        if (rule->impossible != impossible) {
            continue;
        }
        (void)snprintf(id, sizeof id, "  - {id: R-%02zu, says: s, ", r);
        strcat(text, id);
        write_when(rule, text);
        if (!impossible) {
            write_day(", from: ", rule->first_day, text);
            write_day(", until: ", rule->last_day, text);
            write_month(", claims_from: ", rule->first_month, text);
            write_month(", claims_until: ", rule->last_month, text);
            strcat(text, ", then: {o: a}, source: S1, reviewed: 2026-11-21, grade: primary, ");
            strcat(text, rule->announced ? "state: announced" : "state: enacted");
        }
        strcat(text, "}\n");
    }
}

static struct rulebook *make_book(struct model *model)
{
    static char text[16 * 1024];
    size_t impossible = 0;
    *model = (struct model){.count = 2 + below(RULES_MOST - 2), .floor = day(2021, 10, 1).days};
    for (size_t r = 0; r < model->count; r++) {
        make_rule(model, &model->rules[r]);
        if (r == 0) {
            model->rules[r].impossible = false;
            model->rules[r].first_day = model->floor;
        }
        impossible += model->rules[r].impossible ? 1 : 0;
    }
    (void)snprintf(
        text, sizeof text,
        "table: model\nquestion: q\naxis: visit_date\nfloor: 2021-10-01\nfacts:\n"
        "  verbal: [unrecorded, unchanged, changed]\n  given_up: [no, yes]\n"
        "  outage: [unrecorded, confirmed, not_confirmed]\n"
        "  declaration: [none, paper, complete, contradictory]\n"
        "outcome: {o: {a: x}}\nrules:\n");
    write_rules(model, false, text);
    strcat(text, impossible == 0 ? "" : "impossible:\n");
    write_rules(model, true, text);
    return book_with(text);
}

static bool applies(const struct model_rule *rule, const uint8_t *values, int32_t at, int32_t claim)
{
    bool holds = !rule->announced && rule->first_day <= at && at <= rule->last_day &&
                 rule->first_month <= claim && claim <= rule->last_month;
    for (size_t i = 0; i < FACTS; i++) {
        holds = holds && (rule->when[i] >> values[i] & 1U) != 0;
    }
    return holds;
}

/* What the plain reading says; *alone is the one rule that applies. */
static enum ruling_kind
judge(const struct model *model, const uint8_t *values, int32_t at, int32_t claim, size_t *alone)
{
    size_t rules = 0;
    size_t impossible = 0;
    for (size_t r = 0; r < model->count; r++) {
        if (applies(&model->rules[r], values, at, claim)) {
            rules += model->rules[r].impossible ? 0 : 1;
            impossible += model->rules[r].impossible ? 1 : 0;
            *alone = model->rules[r].impossible ? *alone : r;
        }
    }
    if (rules == 0) {
        return impossible == 0 ? RULING_GAP : RULING_IMPOSSIBLE;
    }
    return rules == 1 && impossible == 0 ? RULING_RULED : RULING_CONFLICT;
}

static void add(int32_t *list, size_t *count, int32_t value)
{
    for (size_t i = 0; i < *count; i++) {
        if (list[i] == value) {
            return;
        }
    }
    assert_true(*count < DATES_MOST);
    list[(*count)++] = value;
}

/* Each boundary day, the day before and after; months likewise. */
static size_t boundary_days(const struct model *model, int32_t *days)
{
    size_t count = 0;
    for (size_t r = 0; r < model->count; r++) {
        const struct model_rule *rule = &model->rules[r];
        for (int32_t step = -1; step <= 1; step++) {
            add(days, &count, rule->first_day + step);
            add(days, &count, rule->last_day == INT32_MAX ? model->floor : rule->last_day + step);
        }
    }
    return count;
}

static size_t boundary_months(const struct model *model, int32_t *months)
{
    size_t count = 0;
    add(months, &count, month_of((struct date){model->floor}).months + 20);
    for (size_t r = 0; r < model->count; r++) {
        const struct model_rule *rule = &model->rules[r];
        for (int32_t step = -1; step <= 1; step++) {
            if (rule->first_month != INT32_MIN) {
                add(months, &count, rule->first_month + step);
            }
            if (rule->last_month != INT32_MAX) {
                add(months, &count, rule->last_month + step);
            }
        }
    }
    return count;
}

static void values_of(unsigned situation, uint8_t *values)
{
    for (size_t i = 0; i < FACTS; i++) {
        values[i] = (uint8_t)(situation % sizes[i]);
        situation /= sizes[i];
    }
}

/* What was found wrong with a book by deciding: at least one gap, at least one conflict. */
struct seen {
    bool gap;
    bool conflict;
};

static void assert_same(
    const struct model *model,
    const struct rulebook *book,
    unsigned situation,
    int32_t at,
    int32_t claim,
    struct seen *seen)
{
    uint8_t values[FACTS];
    struct facts facts = {{0}};
    struct decision decision;
    const struct ruling *ruling = NULL;
    size_t alone = 0;
    enum ruling_kind wanted = RULING_COUNT;
    char id[64];
    values_of(situation, values);
    for (size_t i = 0; i < FACTS; i++) {
        facts.values[facts_used[i]] = values[i];
    }
    rulebook_decide(
        book, rulebook_table(book, 0), &facts, (struct date){at}, (struct month){claim}, &decision);
    ruling = decision_ruling(&decision);
    if (at < model->floor) {
        assert_int_equal(ruling->kind, RULING_BEFORE_FLOOR);
        return;
    }
    if (claim < month_of((struct date){at}).months) {
        assert_int_equal(ruling->kind, RULING_GAP);
        return;
    }
    wanted = judge(model, values, at, claim, &alone);
    assert_int_equal(ruling->kind, wanted);
    seen->gap = seen->gap || wanted == RULING_GAP;
    seen->conflict = seen->conflict || wanted == RULING_CONFLICT;
    if (wanted == RULING_RULED) {
        (void)snprintf(id, sizeof id, "R-%02zu", alone);
        assert_string_equal(ruling->rule->id, id);
    }
}

/* Whether some situation inside the finding, with one fact left free, is no gap on its dates. */
static bool is_gap_without(
    const struct model *model,
    const struct proof_finding *finding,
    size_t left_out,
    int32_t at,
    int32_t claim)
{
    for (unsigned s = 0; s < SITUATIONS; s++) {
        uint8_t values[FACTS];
        bool inside = true;
        size_t alone = 0;
        values_of(s, values);
        for (size_t i = 0; i < FACTS; i++) {
            inside = inside && (i == left_out || (finding->values[i] >> values[i] & 1U) != 0);
        }
        if (inside && judge(model, values, at, claim, &alone) != RULING_GAP) {
            return false;
        }
    }
    return true;
}

struct proving {
    const struct model *model;
    size_t gaps;
};

/* A gap is one for all its situations and dates, and no named fact can be left out of it. */
static void assert_minimal(void *context, const struct proof_finding *finding)
{
    struct proving *proving = context;
    int32_t at = finding->visit_date.days;
    int32_t claim = finding->claim_month.months;
    int32_t days[DATES_MOST];
    int32_t months[DATES_MOST];
    size_t day_count = boundary_days(proving->model, days);
    size_t month_count = boundary_months(proving->model, months);
    if (finding->kind != PROOF_GAP) {
        return;
    }
    proving->gaps++;
    assert_true(interval_covers(finding->days, finding->visit_date));
    assert_true(claim >= month_of(finding->visit_date).months);
    for (size_t i = 0; i < FACTS; i++) {
        if (proof_names_fact(finding, i)) {
            assert_false(is_gap_without(proving->model, finding, i, at, claim));
        }
    }
    for (size_t d = 0; d < day_count; d++) {
        for (size_t m = 0; m < month_count; m++) {
            bool inside =
                interval_covers(finding->days, (struct date){days[d]}) &&
                finding->months.first.months <= months[m] &&
                (!month_is_some(finding->months.last) || months[m] <= finding->months.last.months);
            if (inside) {
                assert_true(is_gap_without(proving->model, finding, FACTS, days[d], months[m]));
            }
        }
    }
}

static void decisions_and_proof_agree_with_a_plain_reading(void **state)
{
    size_t proved = 0;
    (void)state;
    random_state = 20261121;
    for (int b = 0; b < BOOKS; b++) {
        struct model model;
        struct rulebook *book = make_book(&model);
        struct proving proving = {.model = &model};
        struct proof_summary summary;
        struct error error;
        struct seen seen = {false, false};
        int32_t days[DATES_MOST];
        int32_t months[DATES_MOST];
        size_t day_count = boundary_days(&model, days);
        size_t month_count = boundary_months(&model, months);
        for (size_t d = 0; d < day_count; d++) {
            for (size_t m = 0; m < month_count; m++) {
                for (unsigned s = 0; s < SITUATIONS; s++) {
                    assert_same(&model, book, s, days[d], months[m], &seen);
                }
            }
        }
        assert_true(rulebook_check(book, assert_minimal, &proving, &summary, &error));
        assert_int_equal(summary.gaps > 0, seen.gap);
        assert_int_equal(proving.gaps > 0, seen.gap);
        assert_int_equal(summary.conflicts > 0, seen.conflict);
        assert_int_equal(summary.overlaps > 0, seen.conflict);
        proved += proof_is_clean(&summary) ? 1 : 0;
        rulebook_close(book);
    }
    assert_true(proved < BOOKS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decisions_and_proof_agree_with_a_plain_reading),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
