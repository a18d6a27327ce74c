#include "cli/fillers.h"

#include "engine/law/filler.h"
#include "engine/storage/rulebooks.h"

enum {
    LINE_BYTES = 1024
};

/*
 * A rulebook that does not load stops deciding and exporting, never capturing.  Meanwhile a filler that
 * somebody types is kept as it was typed; no claim uses it (engine/law/filler.h).
 */
static bool goes_on(const struct cli *cli, const struct error *error)
{
    if (error_kind(error) != ERROR_LOOK_AT_RULES) {
        return false;
    }
    if (error->fault != FAULT_RULEBOOK_MISSING) {
        char line[LINE_BYTES];
        error_render(error, cli->language, line, sizeof line);
        cli_tell_text(line);
    }
    return true;
}

bool fillers_open(struct cli *cli, struct fillers *fillers, struct error *error)
{
    struct rulebook_identity identity;
    *fillers = (struct fillers){.book = NULL};
    if (!rulebooks_load(cli->store, &fillers->book, &identity, error)) {
        return goes_on(cli, error);
    }
    for (size_t i = 0; i < rulebook_parameter_count(fillers->book); i++) {
        const struct rule_parameter *parameter = rulebook_parameter(fillers->book, i);
        if (filler_is_insurer(parameter) && fillers->count < FILLERS) {
            fillers->numbers[fillers->count++] = slice_of(parameter->value);
        }
    }
    return true;
}

void fillers_close(struct fillers *fillers)
{
    rulebook_close(fillers->book);
}
