/*
 * Inside the export of receipts: what one run of it knows, and its report.
 */
#ifndef CLI_EXPORT_INSIDE_H
#define CLI_EXPORT_INSIDE_H

#include "cli/export_receipt.h"
#include "engine/storage/settings.h"
#include "engine/storage/written_claims.h"
#include "exporters/receipt_export.h"
#include "exporters/visit_list.h"
#include "importers/receipts/uke_keep.h"

struct exporting;

/* One file of the run. */
struct exporting_file {
    struct exporting *exporting;
    const char *source;
    char target[LIMIT_PATH];
    char patch_utf8[LIMIT_PATH];
    char patch_cp932[LIMIT_PATH];
    struct uke_kept kept;
    struct buffer written; /* struct written_claim: what goes out in it, and what stays behind */
};

/* How a returned receipt is known again (returns.h). */
struct reclaimed {
    uint8_t print[FINGERPRINT_BYTES];
    uint8_t claim[FINGERPRINT_BYTES];
    uint8_t exact[FINGERPRINT_BYTES];
    enum receipt_kind kind;
};

enum {
    EXPORT_WRITTEN_BYTES = SPLIT_PARTS * LIMIT_RECEIPTS * (int)sizeof(struct written_claim)
};

struct exporting {
    struct cli *cli;
    const struct export_receipt_order *order;
    struct exporting_file files[RECEIPT_EXPORT_FILES];
    struct receipt_export_order orders[RECEIPT_EXPORT_FILES];
    struct receipt_export_result results[RECEIPT_EXPORT_FILES];
    size_t count; /* of files */
    char unknown_insurer[SETTING_VALUE];
    struct receipt_choices choices;
    struct buffer head;      /* of a re-claim */
    struct buffer reclaimed; /* struct reclaimed: the returned receipts that go out again */
    struct rulebook *book;
    struct receipt_decider decider;
    struct pairing *pairing;
    struct arena arena; /* texts of the visits at hand */
    int64_t unpaired;
    int64_t reclaimed_before; /* returned receipts in the file that a re-claim held before */
    struct visit_list
        worksheet; /* days of receipts with several insurers or paths; begun when needed */
    char worksheet_path[LIMIT_PATH];
    bool has_worksheet;
};

/* Told while it runs. */
bool export_tell_decided(void *file, const struct receipt_decided *decided, struct error *error);
bool export_tell_finding(void *file, const struct receipt_finding *finding, struct error *error);
bool export_count_unpaired(void *exporting, int64_t visit, struct date day, unsigned path);

/* With which claim month a receipt was submitted before (receipt_export.h). */
bool export_written_submitted(
    void *file,
    const struct receipt *receipt,
    const struct receipt_key *key,
    struct month *month,
    struct error *error) MUST_CHECK;

/* Remembers in whose file a receipt goes out, if it does; note writes it down beside the export. */
bool export_written_add(
    struct exporting_file *file,
    const struct receipt_decided *decided,
    struct error *error) MUST_CHECK;
bool export_written_note(
    const struct exporting *exporting,
    size_t file,
    int64_t export,
    struct error *error) MUST_CHECK;

/* The days of a receipt that is withheld because they are not all one payer's. */
bool export_worksheet_add(
    struct exporting *exporting,
    const struct receipt_decided *decided,
    struct error *error) MUST_CHECK;

/* Gives the worksheet its name, if there is one. */
bool export_worksheet_keep(struct exporting *exporting, struct error *error) MUST_CHECK;

/* Told at the end; the exit code. */
int export_report(struct exporting *exporting);

#endif
