/* Which claims a file holds, so that those that were submitted do not go out again. */
#include "cli/export_inside.h"
#include "engine/storage/returns.h"

/*
 * Not of returned claims: their file is the proof that they came back.  Nor of pharmacies: a person has a
 * receipt for each prescriber there, and which one it is of stands in no item that is read.
 */
static bool is_followed(const struct exporting_file *file)
{
    enum receipt_kind kind = file->kept.summary.kind;
    return file->exporting->order->head == NULL && kind != RECEIPT_KIND_PHARMACY;
}

/*
 * A re-claim may be written again and again, but not of what was claimed in another way since.  A file of
 * returned claims does not say whether they are DPC.
 */
static bool returned_submitted(
    struct store *store,
    const struct receipt *receipt,
    const struct receipt_key *key,
    struct month *month,
    struct error *error)
{
    uint8_t print[FINGERPRINT_BYTES];
    enum receipt_kind kind = receipt_layout_kind(receipt->layout);
    enum return_state state = RETURN_OPEN;
    if (!returns_print(store, receipt->bytes, print, error) ||
        !returns_state(store, print, &state, error)) {
        return false;
    }
    return (state != RETURN_CLOSED && state != RETURN_WENT) ||
           (written_submitted(store, key, kind, month, error) &&
            (month_is_some(*month) || kind != RECEIPT_KIND_MEDICAL ||
             written_submitted(store, key, RECEIPT_KIND_DPC, month, error)));
}

bool export_written_submitted(
    void *context,
    const struct receipt *receipt,
    const struct receipt_key *key,
    struct month *month,
    struct error *error)
{
    const struct exporting_file *file = context;
    if (file->exporting->order->head != NULL) {
        return returned_submitted(file->exporting->cli->store, receipt, key, month, error);
    }
    return !is_followed(file) ||
           written_submitted(
               file->exporting->cli->store, key, file->kept.summary.kind, month, error);
}

static bool
append(struct exporting_file *file, const struct written_claim *claim, struct error *error)
{
    return buffer_append(
        &file->written, (struct slice){(const uint8_t *)claim, sizeof *claim}, error);
}

/* Each piece of a split receipt is a claim in its file; in the other one it stayed behind. */
static bool add_pieces(
    struct exporting_file *file,
    struct exporting_file *other,
    const struct receipt_decided *decided,
    struct error *error)
{
    bool parted = decided->pieces[0].moves != decided->pieces[1].moves;
    for (size_t i = 0; i < SPLIT_PARTS; i++) {
        const struct receipt_piece *piece = &decided->pieces[i];
        struct written_claim claim = {.out = true};
        bool known = false;
        if (!written_claim_of(file->exporting->cli->store, &piece->key, &claim, &known, error)) {
            return false;
        }
        if (known && !append(piece->moves ? other : file, &claim, error)) {
            return false;
        }
        claim.out = false;
        if (known && parted && !append(piece->moves ? file : other, &claim, error)) {
            return false;
        }
    }
    return true;
}

/* One that moves goes out in the other file. */
bool export_written_add(
    struct exporting_file *file,
    const struct receipt_decided *decided,
    struct error *error)
{
    struct exporting *exporting = file->exporting;
    struct exporting_file *other =
        file == &exporting->files[0] ? &exporting->files[1] : &exporting->files[0];
    struct written_claim claim = {.out = decided->outcome != OUTCOME_WITHHELD};
    bool known = false;
    if (!is_followed(file)) {
        return true;
    }
    if (decided->outcome == OUTCOME_SPLIT) {
        return add_pieces(file, other, decided, error);
    }
    return written_claim_of(exporting->cli->store, decided->key, &claim, &known, error) &&
           (!known || append(decided->outcome == OUTCOME_MOVED ? other : file, &claim, error));
}

bool export_written_note(
    const struct exporting *exporting,
    size_t i,
    int64_t export,
    struct error *error)
{
    const struct exporting_file *file = &exporting->files[i];
    const struct receipt_export_result *result = &exporting->results[i];
    const void *claims =
        file->written.data; /* whole claims only; a buffer is aligned for any type */
    const struct written_file written = {
        .export = export,
        .payer = result->payer,
        .month = result->claim_month,
        .kind = result->kind,
    };
    return !is_followed(file) || result->payer == PAYER_UNRECORDED ||
           !month_is_some(result->claim_month) ||
           written_note(
               exporting->cli->store, &written, claims,
               file->written.size / sizeof(struct written_claim), error);
}
