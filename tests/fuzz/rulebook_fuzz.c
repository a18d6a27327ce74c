/*
 * A set of files, parted by lines of "%%%%".  What does not load says where it fails; what loads can
 * be proved, and deciding agrees with the proof on the day and month that a finding names.
 */
#include "engine/law/rulebook_diff.h"
#include "engine/law/rulebook_flips.h"
#include "engine/law/rulebook_proof.h"
#include "tests/fuzz/fuzz.h"

enum {
    FILES = 4
};

static unsigned lowest_value(uint64_t values)
{
    unsigned value = 0;
    require(values != 0);
    while ((values >> value & 1U) == 0) {
        value++;
    }
    return value;
}

/* False when the table has facts of other tables, which cannot be set from outside. */
static bool facts_of(const struct proof_finding *finding, struct facts *facts)
{
    *facts = (struct facts){{0}};
    for (size_t i = 0; i < finding->table->fact_count; i++) {
        const struct table_fact *fact = &finding->table->facts[i];
        if (fact->from != NULL) {
            return false;
        }
        facts->values[fact->base] = (uint8_t)lowest_value(finding->values[i]);
    }
    return true;
}

static void take_finding(void *context, const struct proof_finding *finding)
{
    const struct rulebook *book = context;
    struct facts facts;
    struct decision decision;
    enum ruling_kind wanted = finding->kind == PROOF_GAP ? RULING_GAP : RULING_CONFLICT;
    if (finding->kind == PROOF_UNREACHABLE || !facts_of(finding, &facts)) {
        return;
    }
    rulebook_decide(
        book, finding->table, &facts, finding->visit_date, finding->claim_month, &decision);
    require(decision_ruling(&decision)->kind == wanted);
}

static void take_row(void *context, const struct law_row *row)
{
    (void)context;
    require((row->rule == NULL) != (row->parameter == NULL));
}

static void take_change(void *context, const struct law_change *change)
{
    const struct law_row *before = &change->before;
    const struct law_row *after = &change->after;
    (void)context;
    require(before->rule != NULL || before->parameter != NULL || change->kind == LAW_CHANGE_CAME);
    require(after->rule != NULL || after->parameter != NULL || change->kind == LAW_CHANGE_WENT);
}

static void take_flip(void *context, const struct flip *flip)
{
    (void)context;
    require(flip->ruling->kind == RULING_RULED);
}

static void use_book(struct rulebook *book)
{
    const struct facts facts = {{0}};
    struct proof_summary summary;
    struct error error;
    struct date day;
    require(date_make(2026, 4, 1, &day));
    require(rulebook_check(book, take_finding, book, &summary, &error));
    require((summary.overlaps > 0) == (summary.conflicts > 0));
    rulebook_at(book, day, take_row, NULL);
    rulebook_diff(book, date_add_days(day, -1), day, take_change, NULL);
    for (size_t t = 0; t < rulebook_table_count(book); t++) {
        rulebook_flips(
            book, rulebook_table(book, t), &facts, day, month_of(day), 0, take_flip, NULL);
    }
}

static size_t part_files(struct slice bytes, struct rule_file *files)
{
    static const char *const names[FILES] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml"};
    size_t count = 0;
    size_t start = 0;
    for (size_t i = 0; i <= bytes.size && count < FILES; i++) {
        if (i == bytes.size || slice_starts(slice_part(bytes, i, 5), "%%%%\n")) {
            files[count] = (struct rule_file){names[count], slice_part(bytes, start, i - start)};
            count++;
            start = i + 5;
        }
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rule_file files[FILES];
    struct rulebook *book = NULL;
    struct error error = {.fault = FAULT_NONE};
    size_t count = part_files((struct slice){data, size}, files);
    if (rulebook_load(files, count, &book, &error)) {
        use_book(book);
    } else {
        require(book == NULL && error.fault != FAULT_NONE);
        require(error.place.file[0] != '\0' || error.fault == FAULT_TOO_BIG);
    }
    rulebook_close(book);
    return 0;
}
