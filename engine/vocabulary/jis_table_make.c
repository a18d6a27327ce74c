/*
 * Run while building: jis_table_make jisx0208.txt jis_table.inc
 * Reads the text table (its columns are explained there) and writes the C tables of jis_layout.h.
 * Says line and reason and writes nothing when a line is not as the text promises.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/vocabulary/jis_layout.h"

static uint16_t points[JIS_PLACES];
static uint16_t entries[0x10000]; /* by code point, before it is cut into pages */

struct row {
    unsigned code;
    unsigned point;
    char set[8];
    char use[8];
};

static enum jis_set set_of(const char *name)
{
    static const struct {
        const char *name;
        enum jis_set set;
    } sets[] = {
        {"1983", JIS_SET_1983},    {"1990", JIS_SET_1990}, {"nec", JIS_SET_CP932},
        {"necibm", JIS_SET_CP932}, {"ibm", JIS_SET_CP932},
    };

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (strcmp(name, sets[i].name) == 0) {
            return sets[i].set;
        }
    }
    return JIS_SET_NONE;
}

/* NULL, or why the row cannot be taken. */
static const char *take_row(const struct row *row)
{
    unsigned place = jis_place((uint8_t)(row->code >> 8), (uint8_t)row->code);
    enum jis_set set = set_of(row->set);
    bool read = strcmp(row->use, "both") == 0 || strcmp(row->use, "read") == 0;
    bool written = strcmp(row->use, "both") == 0 || strcmp(row->use, "write") == 0;
    if (row->code > 0xFFFF || place == JIS_PLACES) {
        return "no two-byte code";
    }
    if (row->point < 0x80 || row->point > 0xFFFF) {
        return "no such code point";
    }
    if (set == JIS_SET_NONE || (!read && !written)) {
        return "unknown set or direction";
    }
    if ((read && points[place] != 0) || (written && entries[row->point] != 0)) {
        return "given twice";
    }
    if (read) {
        points[place] = (uint16_t)row->point;
    }
    if (written) {
        entries[row->point] = (uint16_t)((unsigned)set << JIS_SET_SHIFT | place);
    }
    return NULL;
}

static bool read_rows(FILE *file, const char *path)
{
    char line[256];
    unsigned number = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        struct row row;
        const char *reason = "not four columns";
        number++;
        if (line[0] == '#') {
            continue;
        }
        /* Widths are bounded and the count is looked at. */
        // NOLINTNEXTLINE(cert-err34-c)
        if (sscanf(line, "%4x %4x %7s %7s", &row.code, &row.point, row.set, row.use) == 4) {
            reason = take_row(&row);
        }
        if (reason != NULL) {
            (void)fprintf(stderr, "%s:%u: %s\n", path, number, reason);
            return false;
        }
    }
    return ferror(file) == 0;
}

static void write_numbers(FILE *file, const uint16_t *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(file, "%s0x%04X,", i % 12 == 0 ? "\n    " : " ", numbers[i]);
    }
}

static bool page_is_empty(size_t page)
{
    for (size_t i = 0; i < JIS_PAGE_POINTS; i++) {
        if (entries[page * JIS_PAGE_POINTS + i] != 0) {
            return false;
        }
    }
    return true;
}

static void write_tables(FILE *file)
{
    static const uint16_t empty[JIS_PAGE_POINTS];
    uint16_t numbers[JIS_PAGES] = {0};
    uint16_t count = 0;
    (void)fprintf(file, "static const uint16_t jis_points[JIS_PLACES] = {");
    write_numbers(file, points, JIS_PLACES);
    (void)fprintf(file, "\n};\n\nstatic const uint16_t jis_entries[][JIS_PAGE_POINTS] = {\n    {");
    write_numbers(file, empty, JIS_PAGE_POINTS);
    for (size_t page = 0; page < JIS_PAGES; page++) {
        if (!page_is_empty(page)) {
            count++;
            numbers[page] = count;
            (void)fprintf(file, "\n    },\n    {");
            write_numbers(file, entries + page * JIS_PAGE_POINTS, JIS_PAGE_POINTS);
        }
    }
    (void)fprintf(file, "\n    },\n};\n\nstatic const uint16_t jis_pages[JIS_PAGES] = {");
    write_numbers(file, numbers, JIS_PAGES);
    (void)fprintf(file, "\n};\n");
}

static bool make(const char *from, const char *to)
{
    FILE *file = fopen(from, "r");
    bool good = false;
    if (file == NULL) {
        perror(from);
        return false;
    }
    good = read_rows(file, from);
    (void)fclose(file);
    if (!good) {
        return false;
    }
    file = fopen(to, "w");
    if (file == NULL) {
        perror(to);
        return false;
    }
    write_tables(file);
    good = ferror(file) == 0;
    return fclose(file) == 0 && good;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        (void)fprintf(stderr, "usage: jis_table_make jisx0208.txt jis_table.inc\n");
        return EXIT_FAILURE;
    }
    return make(arguments[1], arguments[2]) ? EXIT_SUCCESS : EXIT_FAILURE;
}
