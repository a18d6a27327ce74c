#include "cli/explain_notes.h"

#include "engine/storage/journal.h"

struct notes {
    const struct cli *cli;
    bool begun;
};

static bool read_header(
    const struct notes *notes,
    int64_t entry,
    struct entry_header *header,
    struct error *error)
{
    struct buffer body = buffer_open(LIMIT_BODY_BYTES + 1);
    bool done = journal_read(notes->cli->store, entry, header, &body, error);
    buffer_close_wiped(&body);
    return done;
}

static bool print_note(
    void *taker,
    int64_t entry,
    int64_t row,
    const struct evidence *evidence,
    struct error *error)
{
    struct notes *notes = taker;
    struct entry_header header;
    char text[LIMIT_FIELD_BYTES + 1];
    (void)row;
    if (!evidence_has(evidence, FIELD_NOTE)) {
        return true;
    }
    if (!read_header(notes, entry, &header, error)) {
        return false;
    }
    if (!notes->begun) {
        CLI_PRINT(notes->cli, EXPLAIN_NOTES, NULL);
        notes->begun = true;
    }
    if (!slice_copy_text(evidence->values[FIELD_NOTE], text, sizeof text)) {
        text[0] = '\0';
    }
    CLI_PRINT(notes->cli, EXPLAIN_NOTE, cli_instant(header.at_ms), header.operator_name, text);
    return true;
}

bool explain_notes(
    const struct cli *cli,
    struct part_cache *cache,
    const struct visit_row *visit,
    struct error *error)
{
    struct notes notes = {.cli = cli};
    return visits_each_evidence(cli->store, cache, visit, print_note, &notes, error);
}
