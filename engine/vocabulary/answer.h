/*
 * Answers of the qualification service, as read: one person's answer and the file it came in.
 *
 * Fed by importers/online/message (XML) and importers/online/answer_table (CSV).  Slices are
 * borrowed from the reader's arena or from a packed body.  Codes are already domain values;
 * an unknown code is UNKNOWN_CODE, never guessed.  Blank dates stay blank.
 * What an answer means for a visit is engine/law.
 */
#ifndef ENGINE_VOCABULARY_ANSWER_H
#define ENGINE_VOCABULARY_ANSWER_H

#include "engine/foundation/date.h"
#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/insurer.h"

enum {
    ANSWER_QUALIFICATIONS = 4, /* more than this for one person is kept raw and read as SEVERAL */
    ANSWER_FORMAT = 1
};

/* Texts of one ResultOfQualificationConfirmation, by name (reference/oqs.md 1.6). */
#define ANSWER_TEXTS(TEXT)                                                                         \
    TEXT(1, INSURER_NUMBER, "InsurerNumber")                                                       \
    TEXT(2, SYMBOL, "InsuredCardSymbol")                                                           \
    TEXT(3, NUMBER, "InsuredIdentificationNumber")                                                 \
    TEXT(4, BRANCH, "InsuredBranchNumber")                                                         \
    TEXT(5, NAME, "Name")                                                                          \
    TEXT(6, KANA_NAME, "NameKana")                                                                 \
    TEXT(7, OTHER_NAME, "NameOfOther")                                                             \
    TEXT(8, OTHER_KANA_NAME, "NameOfOtherKana")                                                    \
    TEXT(9, INSURED_NAME, "InsuredName")                                                           \
    TEXT(10, INSURER_NAME, "InsurerName")                                                          \
    TEXT(11, ADDRESS, "Address")                                                                   \
    TEXT(12, POST_NUMBER, "PostNumber")                                                            \
    TEXT(13, SHARE_RATIO, "InsuredPartialContributionRatio")                                       \
    TEXT(14, ELDERLY_RATIO, "ElderlyRecipientContributionRatio")                                   \
    TEXT(15, PRESCHOOL, "PreschoolClassification")                                                 \
    TEXT(16, LIMIT_CLASS, "LimitApplicationCertificateClassificationFlag")                         \
    TEXT(17, CARD_CLASS_CODE, "InsuredCardClassification")

/* Its dates. */
#define ANSWER_DATES(DATE)                                                                         \
    DATE(40, BIRTH, "Birthdate")                                                                   \
    DATE(41, ACQUIRED, "QualificationDate")                                                        \
    DATE(42, LOST, "DisqualificationDate")                                                         \
    DATE(43, VALID_FROM, "InsuredCardValidDate")                                                   \
    DATE(44, VALID_TO, "InsuredCardExpirationDate")                                                \
    DATE(45, ISSUED, "InsuredCertificateIssuanceDate")                                             \
    DATE(46, ELDERLY_FROM, "ElderlyRecipientValidStartDate")                                       \
    DATE(47, ELDERLY_TO, "ElderlyRecipientValidEndDate")

enum answer_text {
#define TEXT(tag, name, element) ANSWER_##name,
    ANSWER_TEXTS(TEXT)
#undef TEXT
    ANSWER_TEXT_COUNT
};

enum answer_date {
#define DATE(tag, name, element) ANSWER_##name##_DATE,
    ANSWER_DATES(DATE)
#undef DATE
    ANSWER_DATE_COUNT
};

/* One result: health insurance, or medical assistance when card_class says so. */
struct qualification {
    struct slice texts[ANSWER_TEXT_COUNT]; /* data NULL: absent */
    struct date dates[ANSWER_DATE_COUNT];  /* DATE_NONE: absent or blank */
    unsigned card_class;                   /* CARD_CLASS_... */
    unsigned loss_reason;                  /* LOSS_REASON_... */
    unsigned relation;                     /* RELATION_... */
    unsigned sex; /* SEX_...: 性別1, or 性別2 where only that is given */
};

/* The keys under which the service says it looked: echoed, for matching (oqs.md 1.7). */
struct answer_echo {
    bool present;
    struct identifiers identifiers;
    struct date birth;
    struct slice arbitrary_identifier; /* our own name for the inquiry; never empty, NULL: none */
};

struct answer {
    unsigned asked_by; /* ASKED_BY_... */
    unsigned delivery; /* DELIVERY_... */
    unsigned validity; /* VALIDITY_... */
    struct date confirmed_for;
    struct slice result_code; /* kept verbatim, on success too */
    struct slice result_message;
    struct slice reference_number; /* 照会番号 */
    struct answer_echo echo;
    unsigned qualification_count; /* as stated, may exceed the array */
    struct qualification qualifications[ANSWER_QUALIFICATIONS];
};

/* Packs an answer as a body (ANSWER_FORMAT) and back.  Reading: false when the body is broken. */
bool answer_write(const struct answer *answer, struct buffer *body, struct error *error) MUST_CHECK;
bool answer_read(struct slice body, struct answer *answer) MUST_CHECK;

struct identifiers qualification_identifiers(const struct qualification *qualification);

/* Whether it is in force on a day by its own dates: interval of 取得/喪失 and 有効開始/終了. */
struct interval qualification_interval(const struct qualification *qualification);

/* An answer with nothing in it and all dates DATE_NONE. */
struct answer answer_empty(void);

#endif
