#include "importers/table_reread.h"

#include <stdlib.h>
#include <string.h>

#include "engine/storage/crypto.h"
#include "engine/storage/kept_file.h"
#include "importers/table_inside.h"

enum {
    NEAR_ROWS = 32, /* how far rows that are equal again are looked for */
    FIRST_ROWS = 1024
};

/* A row by its hash; the line is 0 for rows of the journal, which do not keep it. */
struct row_print {
    uint64_t print;
    uint64_t line;
};

struct row_prints {
    struct row_print *rows;
    size_t count;
    size_t room;
};

static bool grow(struct row_prints *prints, struct error *error)
{
    size_t room = prints->room == 0 ? FIRST_ROWS : 2 * prints->room;
    struct row_print *rows = realloc(prints->rows, room * sizeof *rows);
    if (rows == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    prints->rows = rows;
    prints->room = room;
    return true;
}

static bool add_row(void *context, uint64_t line, struct slice row, struct error *error)
{
    struct row_prints *prints = context;
    uint8_t hash[HASH_BYTES];
    uint64_t print = 0;
    if ((prints->count == prints->room && !grow(prints, error)) || !hash_bytes(row, hash, error)) {
        return false;
    }
    require(prints->rows != NULL);
    memcpy(&print, hash, sizeof print);
    prints->rows[prints->count] = (struct row_print){print, line};
    prints->count++;
    return true;
}

/* ---- the rows of the journal ---- */

static bool add_part(
    struct store *store,
    int64_t entry,
    struct row_prints *kept,
    struct buffer *body,
    struct error *error)
{
    struct entry_header header;
    struct bulk_part part;
    struct slice row;
    bool broken = false;
    buffer_clear(body);
    if (!journal_read(store, entry, &header, body, error)) {
        return false;
    }
    if (!bulk_part_read(buffer_slice(body), &part)) {
        return error_set_number(error, FAULT_JOURNAL_BODY, entry);
    }
    while (bulk_next_row(&part.bytes, &row, &broken)) {
        if (!add_row(kept, 0, row, error)) {
            return false;
        }
    }
    return !broken || error_set_number(error, FAULT_JOURNAL_BODY, entry);
}

static bool
read_kept(struct store *store, int64_t bulk, struct row_prints *kept, struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    int64_t entry = bulk;
    bool done = true;
    do {
        done = bulk_next_part(store, bulk, BULK_ROWS, &entry, error) &&
               (entry == 0 || add_part(store, entry, kept, &body, error));
    } while (done && entry != 0);
    buffer_close_wiped(&body);
    return done;
}

/* ---- the rows of today's reader ---- */

static bool read_today(
    struct store *store,
    int64_t bulk,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct row_prints *today,
    struct error *error)
{
    struct table_import *import = NULL;
    struct kept_file *file = NULL;
    char name[KEPT_NAME];
    bool done = kept_file_name(store, bulk, name, error) &&
                kept_file_open(store, bulk, &file, error) &&
                table_open_import(store, kept_file_port(file), name, kind, rules, &import, error);
    if (done) {
        import->take = add_row;
        import->taker = today;
        done = table_survey(import, error) && table_read_rows(import, error);
    }
    if (import != NULL) {
        free(import->report);
    }
    table_close_import(import);
    kept_file_close(file);
    return done;
}

/* ---- both beside each other ---- */

static void list_line(struct reread *reread, uint64_t line)
{
    if (reread->line_count < REREAD_LINES) {
        reread->lines[reread->line_count] = line;
        reread->line_count++;
    }
}

/* The least sum of steps after which both have the same row; false: none is near. */
static bool find_near(
    const struct row_prints *kept,
    const struct row_prints *today,
    size_t *kept_steps,
    size_t *today_steps)
{
    for (size_t steps = 1; steps <= NEAR_ROWS; steps++) {
        for (size_t i = 0; i <= steps; i++) {
            if (i < kept->count && steps - i < today->count &&
                kept->rows[i].print == today->rows[steps - i].print) {
                *kept_steps = i;
                *today_steps = steps - i;
                return true;
            }
        }
    }
    return false;
}

static void step(struct row_prints *prints, size_t count)
{
    prints->rows += count;
    prints->count -= count;
}

/* Rows that stand at the same place changed; what is over was read by one of the two only. */
static void count_differing(struct reread *reread, struct row_prints today, size_t was, size_t is)
{
    size_t both = was < is ? was : is;
    reread->changed += both;
    reread->now_read += is - both;
    reread->not_read += was - both;
    for (size_t i = 0; i < is; i++) {
        list_line(reread, today.rows[i].line);
    }
}

/* Whether the next row is the same one. */
static bool are_at_same(const struct row_prints *kept, const struct row_prints *today)
{
    return kept->count > 0 && today->count > 0 && kept->rows != NULL && today->rows != NULL &&
           kept->rows[0].print == today->rows[0].print;
}

static void compare(struct row_prints kept, struct row_prints today, struct reread *reread)
{
    while (kept.count > 0 || today.count > 0) {
        size_t was = kept.count < NEAR_ROWS ? kept.count : 1;
        size_t is = today.count < NEAR_ROWS ? today.count : 1;
        if (are_at_same(&kept, &today)) {
            reread->same++;
            step(&kept, 1);
            step(&today, 1);
            continue;
        }
        (void)find_near(&kept, &today, &was, &is);
        count_differing(reread, today, was, is);
        step(&kept, was);
        step(&today, is);
    }
}

bool table_reread(
    struct store *store,
    int64_t bulk,
    const struct table_kind *kind,
    const struct value_rules *rules,
    struct reread *reread,
    struct error *error)
{
    struct row_prints kept = {0};
    struct row_prints today = {0};
    bool done =
        read_kept(store, bulk, &kept, error) && read_today(store, bulk, kind, rules, &today, error);
    *reread = (struct reread){0};
    if (done) {
        compare(kept, today, reread);
    }
    free(kept.rows);
    free(today.rows);
    return done;
}
