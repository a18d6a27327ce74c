/*
 * Messages for tests of importers/online: pieces of XML, and a taker that keeps what it was handed.
 * Everybody in them is invented.
 */
#ifndef TESTS_IMPORTERS_ONLINE_MESSAGE_SUPPORT_H
#define TESTS_IMPORTERS_ONLINE_MESSAGE_SUPPORT_H

#include "engine/vocabulary/jis.h"
#include "importers/online/message.h"
#include "tests/support/check.h"

#define DECLARED(encoding) "<?xml version=\"1.0\" encoding=\"" encoding "\" standalone=\"no\"?>"
#define UTF8 DECLARED("UTF-8")
#define MESSAGE(header, body)                                                                      \
    UTF8 "<XmlMsg><MessageHeader>" header "</MessageHeader><MessageBody>" body                     \
         "</MessageBody></XmlMsg>"
#define ELEMENT(name, value) "<" name ">" value "</" name ">"
#define HEADER                                                                                     \
    ELEMENT("ProcessExecutionTime", "20260401120000")                                              \
    ELEMENT("QualificationConfirmationDate", "20260331")                                           \
    ELEMENT("MedicalInstitutionCode", "1312345678")                                                \
    ELEMENT("ArbitraryFileIdentifier", "F-1")                                                      \
    ELEMENT("SegmentOfResult", "1") ELEMENT("CharacterCodeIdentifier", "0")
#define SEARCH                                                                                     \
    ELEMENT(                                                                                       \
        "QualificationConfirmSearchInfo",                                                          \
        ELEMENT("InsurerNumber", "06130017") ELEMENT("InsuredCardSymbol", "記号")                  \
            ELEMENT("InsuredIdentificationNumber", "1234567") ELEMENT("InsuredBranchNumber", "01") \
                ELEMENT("Birthdate", "19800101") ELEMENT("ArbitraryIdentifier", "Q1"))
#define OK_STATUS ELEMENT("ProcessingResultStatus", "1") ELEMENT("QualificationValidity", "1")
#define RESULT(fields) ELEMENT("ResultOfQualificationConfirmation", fields)
#define TARO                                                                                       \
    ELEMENT("InsuredCardClassification", "01")                                                     \
    ELEMENT("InsurerNumber", "06130017")                                                           \
    ELEMENT("InsuredIdentificationNumber", "1234567")                                              \
    ELEMENT("Name", "資格　太郎")                                                                  \
    ELEMENT("NameKana", "ｼｶｸ ﾀﾛｳ") ELEMENT("Sex1", "1") ELEMENT("Birthdate", "19800101")
#define UNIT(fields) ELEMENT("BulkConfirmUnit", fields)

enum {
    READING_UNITS = 4
};

struct reading {
    struct arena arena;
    struct message message;
    struct error error;
    bool done;
    size_t count;
    struct message_unit units[READING_UNITS];
    struct answer answers[READING_UNITS];
    struct buffer bodies[READING_UNITS]; /* the answers' texts live here */
};

static inline struct buffer in_cp932(const char *text)
{
    struct buffer bytes = buffer_open(1024 * 1024);
    struct error error;
    size_t bad = 0;
    assert_true(jis_encode_cp932(slice_of(text), &bytes, &bad, &error));
    return bytes;
}

static inline bool reading_take(
    void *context,
    const struct message *message,
    const struct message_unit *unit,
    struct error *error)
{
    struct reading *reading = context;
    size_t i = reading->count;
    (void)message;
    assert_true(i < READING_UNITS);
    reading->units[i] = *unit;
    reading->bodies[i] = buffer_open(LIMIT_BODY_BYTES);
    assert_true(answer_write(unit->answer, &reading->bodies[i], error));
    assert_true(answer_read(buffer_slice(&reading->bodies[i]), &reading->answers[i]));
    reading->count++;
    return true;
}

static inline void reading_open(struct reading *reading, struct slice bytes)
{
    struct message_taker taker = {reading, reading_take};
    *reading = (struct reading){.arena = arena_open(1024 * 1024)};
    reading->done = message_read(
        bytes, "answer.xml", &reading->arena, &reading->message, &taker, &reading->error);
}

static inline void reading_open_text(struct reading *reading, const char *text)
{
    reading_open(reading, slice_of(text));
}

static inline void reading_close(struct reading *reading)
{
    for (size_t i = 0; i < reading->count; i++) {
        buffer_close(&reading->bodies[i]);
    }
    arena_close(&reading->arena);
}

#endif
