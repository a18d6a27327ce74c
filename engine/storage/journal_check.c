#include "engine/storage/journal_check.h"

#include <stdio.h>
#include <string.h>

#include "engine/storage/chain.h"
#include "engine/storage/inside.h"

static const char *const anchor_mark = "totsugo-anchor-1";

static const char *const labels[][2] = {
    [CHAIN_BODY_CHANGED] = {"中身が書き換えられています", "the body was changed"},
    [CHAIN_LINK_CHANGED] = {"見出しが書き換えられています", "the header was changed"},
    [CHAIN_LINK_BROKEN] = {"前の記録とつながりません", "it does not follow the entry before it"},
    [CHAIN_GAP] = {"番号が抜けています", "a number is missing"},
    [CHAIN_ANCHOR_MISSING] =
        {"控えにある記録がありません（末尾が切り取られた疑い）",
         "an anchored entry is missing: a tail was cut"},
    [CHAIN_ANCHOR_DIFFERS] = {"控えと一致しません", "it differs from its anchor"},
    [CHAIN_ANCHOR_FALSE] = {"控えの署名が正しくありません", "the anchor's signature is false"},
};

const char *chain_problem_label(enum chain_problem problem, enum language language)
{
    return labels[problem][language == LANGUAGE_JAPANESE ? 0 : 1];
}

enum {
    WALK_BLOCK = 64 /* entries between two looks; no lock is held over more of them */
};

struct walk {
    struct store *store;
    struct hasher *hasher;
    struct buffer header;
    chain_taker *take;
    void *taker;
    struct chain_report *report;
    int64_t newest;           /* entry, when the walk began */
    int64_t seen;             /* entries up to it */
    int64_t at;               /* the entry that was walked last */
    struct entry_header last; /* of the terminal now being walked */
    uint8_t last_hash[HASH_BYTES];
};

static void
report_problem(struct walk *walk, enum chain_problem problem, const struct entry_header *header)
{
    struct chain_finding finding = {
        .problem = problem,
        .incarnation = header->incarnation,
        .seq = header->seq,
    };
    memcpy(finding.terminal, header->terminal, sizeof finding.terminal);
    walk->report->problems++;
    walk->take(walk->taker, &finding);
}

static bool same_bytes(struct slice bytes, const uint8_t hash[HASH_BYTES])
{
    return bytes.size == HASH_BYTES && memcmp(bytes.data, hash, HASH_BYTES) == 0;
}

/* ---- one link ---- */

static void
check_order(struct walk *walk, const struct entry_header *header, struct slice prev_hash)
{
    static const uint8_t none[HASH_BYTES] = {0};
    bool new_terminal = strcmp(walk->last.terminal, header->terminal) != 0;
    bool new_incarnation = new_terminal || walk->last.incarnation != header->incarnation;
    int64_t expected = new_incarnation ? 1 : walk->last.seq + 1;
    const uint8_t *before = new_terminal ? none : walk->last_hash;
    if (header->seq != expected) {
        report_problem(walk, CHAIN_GAP, header);
    }
    /* Views are made in the order of this file, which no hash covers. */
    if (!same_bytes(prev_hash, before) || (!new_terminal && header->entry <= walk->last.entry)) {
        report_problem(walk, CHAIN_LINK_BROKEN, header);
    }
}

static bool check_body(
    struct walk *walk,
    const struct entry_header *header,
    sqlite3_stmt *statement,
    struct error *error)
{
    uint8_t computed[HASH_BYTES];
    bool purged = false;
    if (sql_is_null(statement, 8)) {
        if (!journal_was_purged(walk->store, header, &purged, error)) {
            return false;
        }
        walk->report->purged += purged ? 1 : 0;
    } else if (!hash_bytes(sql_bytes(statement, 8), computed, error)) {
        return false;
    }
    if (!purged && (sql_is_null(statement, 8) || !same_bytes(sql_bytes(statement, 9), computed))) {
        report_problem(walk, CHAIN_BODY_CHANGED, header);
    }
    return true;
}

static bool check_hashes(
    struct walk *walk,
    const struct entry_header *header,
    sqlite3_stmt *statement,
    uint8_t hash[HASH_BYTES],
    struct error *error)
{
    struct slice body_hash = sql_bytes(statement, 9);
    struct slice prev_hash = sql_bytes(statement, 10);
    if (!check_body(walk, header, statement, error)) {
        return false;
    }
    buffer_clear(&walk->header);
    if (body_hash.size != HASH_BYTES || prev_hash.size != HASH_BYTES) {
        report_problem(walk, CHAIN_LINK_CHANGED, header);
        memset(hash, 0, HASH_BYTES);
        return true;
    }
    if (!chain_header(header, &walk->header, error) ||
        !chain_hash(
            walk->hasher, prev_hash.data, buffer_slice(&walk->header), body_hash.data, hash,
            error)) {
        return false;
    }
    if (!same_bytes(sql_bytes(statement, 11), hash)) {
        report_problem(walk, CHAIN_LINK_CHANGED, header);
    }
    return true;
}

static bool take_header(sqlite3_stmt *statement, struct entry_header *header)
{
    header->entry = sql_number(statement, 0);
    header->incarnation = sql_number(statement, 2);
    header->seq = sql_number(statement, 3);
    header->at_ms = sql_number(statement, 4);
    header->kind = sql_number(statement, 6);
    header->key_id = sql_number(statement, 7);
    return slice_copy_text(sql_bytes(statement, 1), header->terminal, sizeof header->terminal) &&
           slice_copy_text(
               sql_bytes(statement, 5), header->operator_name, sizeof header->operator_name);
}

static bool check_link(struct walk *walk, sqlite3_stmt *statement, struct error *error)
{
    struct entry_header header = {0};
    uint8_t hash[HASH_BYTES];
    walk->report->entries++;
    walk->at = sql_number(statement, 0);
    walk->seen += walk->at <= walk->newest ? 1 : 0;
    if (!take_header(statement, &header)) {
        report_problem(walk, CHAIN_LINK_CHANGED, &header);
        return true;
    }
    check_order(walk, &header, sql_bytes(statement, 10));
    if (!check_hashes(walk, &header, statement, hash, error)) {
        return false;
    }
    walk->last = header;
    memcpy(walk->last_hash, hash, HASH_BYTES);
    return true;
}

/* The entries after the last one that was walked, at most a block; *count is how many there were. */
static bool walk_block(struct walk *walk, int *count, struct error *error)
{
    static const char *const sql =
        "SELECT entry, terminal, incarnation, seq, at_ms, operator, kind, key_id, body, body_hash,"
        " prev_hash, hash FROM journal WHERE (terminal, incarnation, seq) >"
        " (SELECT coalesce(max(terminal), ''), coalesce(max(incarnation), 0),"
        "  coalesce(max(seq), 0) FROM journal WHERE entry = ?1)"
        " ORDER BY terminal, incarnation, seq LIMIT ?2";
    struct sql_rows rows;
    *count = 0;
    if (!sql_rows_open(walk->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, walk->at);
    sql_bind_number(rows.statement, 2, WALK_BLOCK);
    while (sql_rows_next(&rows, error)) {
        *count += 1;
        if (!check_link(walk, rows.statement, error)) {
            sql_rows_stop(&rows);
            return false;
        }
    }
    return sql_rows_close(&rows);
}

/* An entry that the walk cannot see, because its index row was taken away, is still counted. */
static bool check_count(struct walk *walk, struct error *error)
{
    static const char *const sql = "SELECT count(*) FROM journal NOT INDEXED WHERE entry <= ?1";
    struct entry_header nowhere = {0};
    sqlite3_stmt *statement = NULL;
    if (!sql_prepare(walk->store, sql, &statement, error)) {
        return false;
    }
    sql_bind_number(statement, 1, walk->newest);
    if (sql_step(walk->store, statement, error) != SQL_ROW) {
        return false;
    }
    if (sql_number(statement, 0) != walk->seen) {
        memcpy(nowhere.terminal, walk->store->terminal, sizeof nowhere.terminal);
        report_problem(walk, CHAIN_LINK_BROKEN, &nowhere);
    }
    (void)sqlite3_reset(statement);
    return true;
}

/*
 * Places in this file count from 1 without gaps; views point at them, and no hash covers them.  Where a
 * number is missing as well, the walk has told of it.
 */
static bool check_places(struct walk *walk, struct error *error)
{
    static const char *const sql =
        "SELECT entry, terminal, incarnation, seq FROM journal AS here"
        " WHERE entry <> 1 AND entry <= ?1 AND (entry < 1 OR NOT EXISTS"
        "  (SELECT 1 FROM journal AS before WHERE before.entry = here.entry - 1))"
        " AND (seq = 1 OR EXISTS (SELECT 1 FROM journal AS before WHERE"
        "  before.terminal = here.terminal AND before.incarnation = here.incarnation"
        "  AND before.seq = here.seq - 1))";
    struct sql_rows rows;
    if (!sql_rows_open(walk->store, sql, &rows, error)) {
        return false;
    }
    sql_bind_number(rows.statement, 1, walk->newest);
    while (sql_rows_next(&rows, error)) {
        struct entry_header header = {0};
        if (!slice_copy_text(
                sql_bytes(rows.statement, 1), header.terminal, sizeof header.terminal)) {
            header.terminal[0] = '\0'; /* the walk has told of it */
        }
        header.incarnation = sql_number(rows.statement, 2);
        header.seq = sql_number(rows.statement, 3);
        report_problem(walk, CHAIN_GAP, &header);
    }
    return sql_rows_close(&rows);
}

static bool walk_chain(struct walk *walk, struct error *error)
{
    int count = 0;
    if (!journal_last(walk->store, &walk->newest, error)) {
        return false;
    }
    do {
        if (!walk_block(walk, &count, error)) {
            return false;
        }
    } while (count == WALK_BLOCK);
    return check_count(walk, error) && check_places(walk, error);
}

/* ---- anchors ---- */

static void write_hex(const uint8_t *bytes, size_t size, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    text[2 * size] = '\0';
}

static int hex_value(uint8_t digit)
{
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                                          : -1;
}

static bool read_hex(struct slice text, uint8_t *bytes, size_t size)
{
    if (text.size != 2 * size) {
        return false;
    }
    for (size_t i = 0; i < size; i++) {
        int high = hex_value(text.data[2 * i]);
        int low = hex_value(text.data[2 * i + 1]);
        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i] = (uint8_t)(high * 16 + low);
    }
    return true;
}

struct anchor {
    struct entry_header header;
    uint8_t hash[HASH_BYTES];
    uint8_t signature[SIGNATURE_BYTES];
    struct slice message; /* the line up to the signature */
};

static struct slice next_word(struct slice *line)
{
    size_t blank = slice_find_byte(*line, ' ');
    struct slice word = slice_part(*line, 0, blank);
    *line = slice_part(*line, blank + 1, line->size);
    return word;
}

static bool read_anchor(struct slice line, struct anchor *anchor)
{
    struct slice rest = line;
    memset(anchor, 0, sizeof *anchor);
    if (!slice_equal_text(next_word(&rest), anchor_mark) ||
        !slice_copy_text(
            next_word(&rest), anchor->header.terminal, sizeof anchor->header.terminal) ||
        !slice_read_number(next_word(&rest), &anchor->header.incarnation) ||
        !slice_read_number(next_word(&rest), &anchor->header.seq) ||
        !read_hex(next_word(&rest), anchor->hash, HASH_BYTES) ||
        !read_hex(rest, anchor->signature, SIGNATURE_BYTES)) {
        return false;
    }
    anchor->message = slice_part(line, 0, line.size - 2 * (size_t)SIGNATURE_BYTES - 1);
    return true;
}

static bool compare_entry(struct walk *walk, const struct anchor *anchor, struct error *error)
{
    static const char *const sql =
        "SELECT hash FROM journal WHERE terminal = ?1 AND incarnation = ?2 AND seq = ?3";
    sqlite3_stmt *statement = NULL;
    enum sql_step step = SQL_FAULT;
    if (!sql_prepare(walk->store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, anchor->header.terminal);
    sql_bind_number(statement, 2, anchor->header.incarnation);
    sql_bind_number(statement, 3, anchor->header.seq);
    step = sql_step(walk->store, statement, error);
    if (step == SQL_FAULT) {
        return false;
    }
    if (step == SQL_DONE) {
        report_problem(walk, CHAIN_ANCHOR_MISSING, &anchor->header);
        return true;
    }
    if (!same_bytes(sql_bytes(statement, 0), anchor->hash)) {
        report_problem(walk, CHAIN_ANCHOR_DIFFERS, &anchor->header);
    }
    (void)sqlite3_reset(statement);
    return true;
}

static bool check_anchor(struct walk *walk, struct slice line, struct error *error)
{
    struct anchor anchor;
    uint8_t public_key[SIGNING_KEY_BYTES];
    bool known = false;
    walk->report->anchors++;
    if (!read_anchor(line, &anchor)) {
        report_problem(walk, CHAIN_ANCHOR_FALSE, &anchor.header);
        return true;
    }
    if (!vault_public_key(walk->store, anchor.header.terminal, public_key, &known, error)) {
        return false;
    }
    if (!known || !signing_verify(public_key, anchor.message, anchor.signature)) {
        report_problem(walk, CHAIN_ANCHOR_FALSE, &anchor.header);
        return true;
    }
    return compare_entry(walk, &anchor, error);
}

static bool check_anchors(struct walk *walk, struct slice anchors, struct error *error)
{
    while (anchors.size > 0) {
        size_t end = slice_find_byte(anchors, '\n');
        struct slice line = slice_part(anchors, 0, end);
        anchors = slice_part(anchors, end + 1, anchors.size);
        if (line.size > 0 && line.data[line.size - 1] == '\r') {
            line.size--;
        }
        if (line.size > 0 && !check_anchor(walk, line, error)) {
            return false;
        }
    }
    return true;
}

bool journal_check(
    struct store *store,
    struct slice anchors,
    chain_taker *take,
    void *taker,
    struct chain_report *report,
    struct error *error)
{
    struct walk walk = {
        .store = store,
        .header = buffer_open(LIMIT_LINE_BYTES),
        .take = take,
        .taker = taker,
        .report = report,
    };
    bool done = false;
    *report = (struct chain_report){0};
    done = hasher_open(&walk.hasher, error) && walk_chain(&walk, error) &&
           check_anchors(&walk, anchors, error);
    hasher_close(walk.hasher);
    buffer_close(&walk.header);
    return done;
}

bool journal_anchor(struct store *store, char text[ANCHOR_TEXT], struct error *error)
{
    static const char *const sql = "SELECT incarnation, seq, hash FROM journal WHERE terminal = ?1"
                                   " ORDER BY incarnation DESC, seq DESC LIMIT 1";
    sqlite3_stmt *statement = NULL;
    uint8_t signature[SIGNATURE_BYTES];
    char hash[2 * HASH_BYTES + 1] = "";
    int length = 0;
    text[0] = '\0';
    if (!sql_prepare(store, sql, &statement, error)) {
        return false;
    }
    sql_bind_text(statement, 1, store->terminal);
    switch (sql_step(store, statement, error)) {
    case SQL_FAULT:
        return false;
    case SQL_DONE:
        return true;
    case SQL_ROW:
        break;
    }
    if (sql_bytes(statement, 2).size == HASH_BYTES) {
        write_hex(sql_bytes(statement, 2).data, HASH_BYTES, hash);
    }
    length = snprintf(
        text, ANCHOR_TEXT, "%s %s %lld %lld %s", anchor_mark, store->terminal,
        (long long)sql_number(statement, 0), (long long)sql_number(statement, 1), hash);
    (void)sqlite3_reset(statement);
    require(length > 0 && length + 2 + 2 * SIGNATURE_BYTES < ANCHOR_TEXT);
    if (!vault_sign(store, slice_of(text), signature, error)) {
        return false;
    }
    text[length] = ' ';
    write_hex(signature, SIGNATURE_BYTES, text + length + 1);
    return true;
}
