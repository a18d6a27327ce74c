/*
 * The script of the terminal double: who is known, with which qualifications, and what goes wrong.
 *
 * One instruction a line: a word, blanks, the rest.  Leading blanks mean nothing, # begins a comment
 * line.
 *
 *   encoding utf-8 | shift_jis     of answers (utf-8)
 *   processing N                   every acceptance's results say 処理中 N times first (0)
 *   delay MS                       every answer comes so much later (0)
 *   fault KIND WHICH FAULT [ARG]   KIND: single batch fetch pull register any; WHICH: every, or the number, from 1,
 *                                  of the request of that KIND in this run; FAULT:
 *                                  terminal_faults.def
 *
 *   person NAME                    opens a person; NAME is for the log only
 *     insurer / symbol / number / birth VALUE
 *                                  what an inquiry must say; without symbol any symbol will do.
 *                                  Leading zeros and blanks of the insurer number do not count
 *     branch VALUE                 for results only
 *     validity CODE                資格有効性 (1 with results, 4 without); - leaves it out
 *     status CODE                  処理結果状況 (1); - leaves it out
 *     code / message / reference VALUE
 *                                  処理結果コード, 処理結果メッセージ, 照会番号
 *     pull WORD                    comes with pulls of that sort: assistance visiting online
 *     silent                       batch results leave this person out
 *     echo ELEMENT VALUE           echoed otherwise than asked; - leaves it out
 *     unit ELEMENT VALUE           one more element of the person, also one that is there already
 *     result                       opens a qualification; its lines are
 *       ELEMENT VALUE              by element name, PARENT/ELEMENT for one within another; -
 *                                  leaves it out, nothing gives an empty element.  Not named:
 *                                  class 01, the person's own numbers and birth date
 *       again ELEMENT VALUE        one more of that name
 *
 * Who is nobody in the script is answered 該当資格なし (4).
 */
#ifndef TESTS_DOUBLES_TERMINAL_SCRIPT_H
#define TESTS_DOUBLES_TERMINAL_SCRIPT_H

#include "tests/doubles/double_text.h"

enum terminal_kind {
    TERMINAL_SINGLE,
    TERMINAL_BATCH,
    TERMINAL_FETCH,
    TERMINAL_PULL,     /* OQSmutic01, OQSmuhvq01, OQSmuonq01 */
    TERMINAL_REGISTER, /* OQSsiimm01, OQSmuimm01 */
    TERMINAL_ANY
};

enum terminal_fault {
#define TERMINAL_FAULT(fault, word, argument, meaning) TERMINAL_##fault,
#include "tests/doubles/terminal_faults.def"
#undef TERMINAL_FAULT
    TERMINAL_FAULTS
};

/* A line of the script that is kept: name and value, in the order written. */
struct script_item {
    const char *name;
    const char *value;
    struct script_item *next;
};

struct script_result {
    struct script_item *items;  /* set once; - leaves out */
    struct script_item *agains; /* added */
    struct script_result *next;
};

struct script_person {
    const char *name;
    const char *insurer;
    const char *symbol; /* NULL: any */
    const char *number;
    const char *birth;
    const char *branch;
    const char *validity;
    const char *status;
    const char *code;
    const char *message;
    const char *reference;
    const char *pull;
    bool is_silent;
    struct script_item *echoes;
    struct script_item *units;
    struct script_result *results;
    struct script_person *next;
};

struct script_fault {
    enum terminal_kind kind;
    unsigned long which; /* 0: every */
    enum terminal_fault fault;
    const char *argument;
    struct script_fault *next;
};

struct script {
    struct double_text text; /* the strings above point into it */
    bool is_shift_jis;
    long processing;
    long delay_ms;
    struct script_person *people;
    struct script_fault *faults;
};

/* False after saying on standard error which line is wrong. */
bool script_read(struct script *script, const char *path);
void script_free(struct script *script);

/* NULL when nobody answers to these. */
const struct script_person *script_find(
    const struct script *script,
    const char *insurer,
    const char *symbol,
    const char *number,
    const char *birth);

/* The argument ("" for one without) when this fault is to happen to that request, else NULL. */
const char *script_fault_of(
    const struct script *script,
    enum terminal_kind kind,
    unsigned long which,
    enum terminal_fault fault);

const char *script_item_find(const struct script_item *items, const char *name);

#endif
