#include "importers/table_report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/foundation/text.h"

bool table_report_make(struct table_report **report, struct error *error)
{
    *report = calloc(1, sizeof **report);
    return *report != NULL || error_set(error, FAULT_MEMORY);
}

bool table_report_adds_up(const struct table_report *report)
{
    return report->read == report->added + report->same + report->corrected + report->refused;
}

void table_report_add(struct table_report *report, const struct table_finding *finding)
{
    report->finding_total++;
    if (report->finding_count < LIMIT_TABLE_FINDINGS) {
        report->findings[report->finding_count] = *finding;
        report->finding_count++;
    }
}

void table_report_add_name(
    struct table_name *names,
    size_t *count,
    uint64_t column,
    struct slice name)
{
    require(*count < LIMIT_CSV_COLUMNS);
    names[*count].column = column;
    table_name_copy(name, names[*count].text);
    *count += 1;
}

void table_finding_render(
    const struct table_finding *finding,
    enum language language,
    char *text,
    size_t size)
{
    char counts[2][24];
    const char *arguments[] = {finding->name, ""};
    if (finding->finding == FINDING_ROW_COLUMNS) {
        for (size_t i = 0; i < 2; i++) {
            (void)snprintf(counts[i], sizeof counts[i], "%" PRIu64, finding->counts[i]);
            arguments[i] = counts[i];
        }
    }
    wording_fill(finding_wording(finding->finding, language), arguments, 2, text, size);
}

void table_name_copy(struct slice from, char name[TABLE_NAME_BYTES])
{
    size_t size = 0;
    size_t at = 0;
    uint32_t character = 0;
    while (text_next(from, &at, &character) && at < TABLE_NAME_BYTES) {
        size = at;
    }
    if (size > 0) {
        memcpy(name, from.data, size);
    }
    name[size] = '\0';
}
