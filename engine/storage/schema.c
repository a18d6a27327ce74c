/*
 * The tables, all of them, with each column's meaning.
 *
 * Two that are true (journal, vault), a few words about this copy (meta), and views: everything from
 * "visit" on is made from the journal by views.c and can be dropped at any time.
 *
 * No view holds personal data, in the clear or sealed: a view row has codes, dates, fingerprints and
 * a pointer (entry, row) into the journal, whose sealed body is opened when a value is needed.  So a
 * rebuilt view is the same bytes as they stand.
 */
#include "engine/storage/inside.h"

const char *const store_schema =
    /* ---- what is true ---- */
    "CREATE TABLE journal("
    "  entry INTEGER PRIMARY KEY," /* order in this file; pointers of views use it */
    "  terminal TEXT NOT NULL,"
    "  incarnation INTEGER NOT NULL," /* from 1; a restore or a clone starts the next */
    "  seq INTEGER NOT NULL,"         /* from 1 within the incarnation, without gaps */
    "  at_ms INTEGER NOT NULL,"       /* UTC */
    "  operator TEXT NOT NULL,"       /* the login name of a member of staff */
    "  kind INTEGER NOT NULL,"        /* entries.def */
    "  key_id INTEGER NOT NULL,"      /* the data key that seals the body */
    "  body BLOB,"                    /* nonce, ciphertext, tag; NULL once purged */
    "  body_hash BLOB NOT NULL,"      /* SHA-256 of body as stored */
    "  prev_hash BLOB NOT NULL,"
    "  hash BLOB NOT NULL,"
    "  UNIQUE(terminal, incarnation, seq)) STRICT;"

    "CREATE INDEX journal_rulebook ON journal(entry) WHERE kind = 4;"

    /* seq = last + 1 holds before INSERT, so that REPLACE cannot take an entry's place either. */
    "CREATE TRIGGER journal_insert BEFORE INSERT ON journal"
    " WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM journal"
    "   WHERE terminal = NEW.terminal AND incarnation = NEW.incarnation)"
    "   OR NEW.entry IS NOT (SELECT coalesce(max(entry), 0) + 1 FROM journal)"
    " BEGIN SELECT raise(ABORT, 'journal is append-only'); END;"
    "CREATE TRIGGER journal_update BEFORE UPDATE ON journal"
    " WHEN NEW.body IS NOT NULL OR NEW.entry IS NOT OLD.entry OR NEW.terminal IS NOT OLD.terminal"
    "   OR NEW.incarnation IS NOT OLD.incarnation OR NEW.seq IS NOT OLD.seq"
    "   OR NEW.at_ms IS NOT OLD.at_ms OR NEW.operator IS NOT OLD.operator"
    "   OR NEW.kind IS NOT OLD.kind OR NEW.key_id IS NOT OLD.key_id"
    "   OR NEW.body_hash IS NOT OLD.body_hash OR NEW.prev_hash IS NOT OLD.prev_hash"
    "   OR NEW.hash IS NOT OLD.hash"
    " BEGIN SELECT raise(ABORT, 'journal is append-only'); END;"
    "CREATE TRIGGER journal_delete BEFORE DELETE ON journal"
    " BEGIN SELECT raise(ABORT, 'journal is append-only'); END;"

    /* Keys, each sealed under another: vault.h. */
    "CREATE TABLE vault("
    "  name TEXT PRIMARY KEY," /* operator/NAME key_file recovery data/N fingerprint terminal/T */
    "  salt BLOB NOT NULL,"
    "  cost INTEGER NOT NULL,"   /* log2 of scrypt's N; 0 where no passphrase is involved */
    "  sealed BLOB NOT NULL,"    /* nonce, ciphertext, tag */
    "  open_part BLOB NOT NULL)" /* what anybody may see: a public key; else empty */
    " STRICT, WITHOUT ROWID;"

    /* Words about this copy of the file: terminal, incarnation, file identity. */
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    ;

const char *const store_schema_views =
    "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    "CREATE TABLE bulk("
    "  entry INTEGER PRIMARY KEY," /* its BULK_BEGUN entry */
    "  kind INTEGER NOT NULL,"     /* bulk.h */
    "  content BLOB NOT NULL,"     /* fingerprint of the file's SHA-256 and of how it was read */
    "  rows INTEGER NOT NULL,"
    "  state INTEGER NOT NULL)" /* 0 begun, 1 ended, 2 abandoned, 3 purged */
    " STRICT;"

    "CREATE TABLE part("
    "  entry INTEGER PRIMARY KEY," /* its BULK_PART entry */
    "  bulk INTEGER NOT NULL,"
    "  stream INTEGER NOT NULL," /* bulk.h */
    "  first INTEGER NOT NULL,"  /* its first row, or its first byte of the file */
    "  count INTEGER NOT NULL,"
    "  base INTEGER NOT NULL)" /* the visit or answer made of its row 0; 0: of no row */
    " STRICT;"

    "CREATE TABLE visit("
    "  id INTEGER PRIMARY KEY," /* order of opening */
    "  day INTEGER NOT NULL,"   /* visit date, days since 1970-01-01 */
    "  entry INTEGER NOT NULL," /* what opened it */
    "  row INTEGER NOT NULL,"   /* row within a bulk part; -1 for a single capture */
    "  bulk INTEGER NOT NULL,"  /* 0 for a single capture */
    "  gone INTEGER NOT NULL," /* 0; else the visit it was merged into, -1 for nothing, -2 purged */
    "  keys BLOB NOT NULL,"    /* fingerprints chart, local, numbers, person; zeros: none */
    "  content INTEGER NOT NULL)" /* 64 bits of a fingerprint of all its values; of a purged one its purge */
    " STRICT;"
    /* One day is a few hundred visits: the chart is looked for within it, so that no index on */
    /* random fingerprints is kept up during a load (decision 29). */
    "CREATE INDEX visit_day ON visit(day);"
    "CREATE INDEX visit_entry ON visit(entry) WHERE bulk = 0;"

    "CREATE TABLE evidence(" /* further captures of a visit, in order */
    "  visit INTEGER NOT NULL,"
    "  entry INTEGER NOT NULL,"
    "  row INTEGER NOT NULL,"
    "  PRIMARY KEY(visit, entry, row)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE inquiry_visit("
    "  visit INTEGER NOT NULL,"
    "  inquiry INTEGER NOT NULL,"
    "  position INTEGER NOT NULL," /* 1 and up: its name within the request */
    "  outcome INTEGER NOT NULL,"  /* 0 waiting, 1 answered, 2 no answer */
    "  PRIMARY KEY(visit, inquiry)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX inquiry_visit_position ON inquiry_visit(inquiry, position);"

    "CREATE TABLE answer("
    "  id INTEGER PRIMARY KEY,"
    "  entry INTEGER NOT NULL," /* the part that holds it */
    "  row INTEGER NOT NULL,"
    "  bulk INTEGER NOT NULL,"
    "  visit INTEGER NOT NULL,"     /* 0: came in a list, to be matched by its numbers */
    "  finding INTEGER NOT NULL,"   /* 0; else why it is kept but not used (findings.def) */
    "  codes INTEGER NOT NULL,"     /* asked_by, delivery, validity ... packed: answers.c */
    "  confirmed INTEGER NOT NULL," /* day the coverage was tested for; INT32_MIN: none */
    "  covers_from INTEGER NOT NULL,"
    "  covers_to INTEGER NOT NULL," /* of the one qualification; INT32_MIN: open or not known */
    "  at_ms INTEGER NOT NULL,"
    "  keys BLOB NOT NULL)" /* fingerprints numbers, person */
    " STRICT;"
    "CREATE INDEX answer_visit ON answer(visit) WHERE visit <> 0;"

    "CREATE TABLE verdict("
    "  visit INTEGER PRIMARY KEY,"
    "  entry INTEGER NOT NULL," /* the part that holds it with facts and reasons */
    "  row INTEGER NOT NULL,"
    "  path INTEGER NOT NULL,"   /* verdict.h */
    "  digest INTEGER NOT NULL)" /* 64 bits of a fingerprint of facts, rules and outcome */
    " STRICT;"

    "CREATE TABLE open_work(" /* verdicts that wait for a person or for the line */
    "  visit INTEGER PRIMARY KEY,"
    "  day INTEGER NOT NULL,"
    "  path INTEGER NOT NULL) STRICT;";

/* Inquiries.  Before version 3 their table had fewer columns: it is made anew when such a file is opened. */
const char *const store_schema_inquiries =
    "DROP TABLE IF EXISTS inquiry;"
    "CREATE TABLE inquiry("
    "  entry INTEGER PRIMARY KEY," /* its INQUIRY_BEGUN entry */
    "  key TEXT NOT NULL UNIQUE,"  /* YYYYMMDDNNNN: its file names */
    "  day INTEGER NOT NULL,"      /* the day the coverage is asked for */
    "  state INTEGER NOT NULL,"    /* inquiry.h */
    "  since_ms INTEGER NOT NULL," /* when it came into that state */
    "  people INTEGER NOT NULL,"
    "  reception TEXT NOT NULL," /* 受付番号, once accepted */
    "  fetch_key TEXT NOT NULL," /* file name of the fetch now under way */
    "  fetches INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL,"    /* inquiry_kinds.def */
    "  channel INTEGER NOT NULL," /* inquiries.h */
    "  detail INTEGER NOT NULL)"  /* the last move that kept bytes; 0: none */
    " STRICT;"
    /* The few without an end, so that a look at them does not go through the years. */
    "CREATE INDEX inquiry_open ON inquiry(channel, entry) WHERE state IN (1, 2, 3, 4, 5, 6, 9);"
    "CREATE INDEX inquiry_fetch ON inquiry(fetch_key) WHERE fetch_key <> '';"
    /* Few bulks a day; a card's answer is looked up each time its file is seen. */
    "CREATE INDEX IF NOT EXISTS bulk_content ON bulk(kind, content);";

/* What became of claims.  Version 1 had "export" alone: the rest is made when such a file is opened. */
const char *const store_schema_claims =
    "CREATE TABLE IF NOT EXISTS export("
    "  entry INTEGER PRIMARY KEY,"
    "  source INTEGER NOT NULL,"        /* bulk of the file it was made from; 0: none */
    "  month INTEGER NOT NULL) STRICT;" /* 請求年月 */

    "CREATE TABLE IF NOT EXISTS submission("
    "  entry INTEGER PRIMARY KEY,"
    "  payer INTEGER NOT NULL," /* PAYER_... */
    "  month INTEGER NOT NULL," /* 請求年月 */
    "  kind INTEGER NOT NULL,"  /* receipt_kind */
    "  day INTEGER NOT NULL,"   /* on which it went */
    "  paper INTEGER NOT NULL,"
    "  UNIQUE(payer, month, kind)) STRICT;"

    "CREATE TABLE IF NOT EXISTS returned("
    "  print BLOB PRIMARY KEY," /* fingerprint of the returned receipt's bytes */
    "  entry INTEGER NOT NULL," /* its CLAIM_RETURNED entry */
    "  month INTEGER NOT NULL," /* 診療年月 */
    "  state INTEGER NOT NULL)" /* enum return_state */
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS returned_open ON returned(entry) WHERE state = 0;"

    "CREATE TABLE IF NOT EXISTS returned_visit("
    "  visit INTEGER NOT NULL,"
    "  entry INTEGER NOT NULL,"
    "  PRIMARY KEY(visit, entry)) STRICT, WITHOUT ROWID;";

/* Version 3. */
const char *const store_schema_tickets =
    "CREATE TABLE IF NOT EXISTS ticket("
    "  id INTEGER PRIMARY KEY," /* order of coming in */
    "  entry INTEGER NOT NULL," /* the part that holds it */
    "  row INTEGER NOT NULL,"
    "  bulk INTEGER NOT NULL,"
    "  family INTEGER NOT NULL,"  /* ticket.h */
    "  content INTEGER NOT NULL," /* 64 bits of a fingerprint of its values */
    "  keys BLOB NOT NULL)"       /* fingerprints key, serial, numbers, person */
    " STRICT;";

/* Version 5. */
const char *const store_schema_aliases =
    "CREATE TABLE IF NOT EXISTS alias("
    "  visit INTEGER PRIMARY KEY," /* on which a person said whether two names are one person's */
    "  entry INTEGER NOT NULL,"  /* the last capture about it by then: what is said later counts */
    "  answer INTEGER NOT NULL," /* that the person had before them */
    "  same INTEGER NOT NULL,"   /* 1 yes, 0 no */
    "  chart BLOB NOT NULL,"     /* fingerprints */
    "  pair BLOB NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS alias_chart ON alias(chart, pair);";

/* Version 6. */
const char *const store_schema_sites =
    "CREATE TABLE IF NOT EXISTS site_verdict("
    "  kind INTEGER NOT NULL,"    /* site_verdicts.h */
    "  subject INTEGER NOT NULL," /* a visit */
    "  question INTEGER NOT NULL,"
    "  slot INTEGER NOT NULL,"  /* payer slot */
    "  entry INTEGER NOT NULL," /* the part that holds it */
    "  row INTEGER NOT NULL,"
    "  result INTEGER NOT NULL," /* SITE_RESULT_... */
    "  digest INTEGER NOT NULL,"
    "  PRIMARY KEY(kind, subject, question, slot)) STRICT, WITHOUT ROWID;";

/* Version 7. */
const char *const store_schema_seen =
    "CREATE TABLE IF NOT EXISTS seen("
    "  month INTEGER NOT NULL," /* 診療年月 */
    "  chart BLOB NOT NULL,"    /* fingerprint; looked for within a month only */
    "  entry INTEGER NOT NULL," /* what holds the numbers */
    "  row INTEGER NOT NULL,"
    "  bulk INTEGER NOT NULL," /* 0: an entry of its own */
    "  PRIMARY KEY(month, chart, entry, row)) STRICT, WITHOUT ROWID;";

/* Version 8: what replay needs of entries whose bodies were purged (purge.h). */
const char *const store_schema_purge =
    "CREATE TABLE IF NOT EXISTS erased("
    "  entry INTEGER PRIMARY KEY," /* one whose body is gone */
    "  kind INTEGER NOT NULL,"     /* of its bulk (bulk.h); 0: it opened a visit by itself */
    "  count INTEGER NOT NULL,"    /* of its rows */
    "  bulk INTEGER NOT NULL)"     /* its BULK_BEGUN entry, which may be itself; 0: none */
    " STRICT;"
    /* Few: whoever finds a body gone looks for the purge that says so. */
    "CREATE INDEX IF NOT EXISTS journal_purged ON journal(entry) WHERE kind = 54;";

/* Of versions 9 and 10, with less about a return: made anew like all views. */
const char *const store_schema_dropped = "DROP TABLE IF EXISTS returned_claim;";

/* Version 9: which claims a file held, and which came back (written_claims.h). */
const char *const store_schema_written =
    "CREATE TABLE IF NOT EXISTS written_file("
    "  export INTEGER PRIMARY KEY," /* its EXPORTED entry */
    "  payer INTEGER NOT NULL,"     /* PAYER_... */
    "  month INTEGER NOT NULL,"     /* 請求年月 */
    "  kind INTEGER NOT NULL)"      /* receipt_kind */
    " STRICT;"
    "CREATE INDEX IF NOT EXISTS written_file_month ON written_file(month, payer, kind);"

    "CREATE TABLE IF NOT EXISTS written("
    "  claim BLOB NOT NULL," /* fingerprint: prints.h */
    "  export INTEGER NOT NULL,"
    "  exact BLOB NOT NULL,"    /* the same with its insurer */
    "  out INTEGER NOT NULL,"   /* 1 it was in the file, 0 it stayed behind */
    "  month INTEGER NOT NULL," /* 診療年月 */
    "  PRIMARY KEY(claim, export, exact, out)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE IF NOT EXISTS returned_claim("
    "  claim BLOB NOT NULL,"
    "  entry INTEGER NOT NULL,"     /* its CLAIM_RETURNED entry */
    "  exact BLOB NOT NULL,"        /* the same with its insurer; zeros: not known */
    "  kind INTEGER NOT NULL,"      /* receipt_kind as written_kind says; 0: not known */
    "  processed INTEGER NOT NULL," /* 処理年月; not known: later than any month */
    "  PRIMARY KEY(claim, entry)) STRICT, WITHOUT ROWID;";
