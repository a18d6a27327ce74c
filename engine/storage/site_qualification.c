/* What a visit's qualification rests on (site_qualification.h). */
#include "engine/storage/site_qualification.h"

static bool is_document(unsigned brought)
{
    return brought == BROUGHT_CERTIFICATE || brought == BROUGHT_OLD_CARD ||
           brought == BROUGHT_NOTICE || brought == BROUGHT_CARD_PORTAL ||
           brought == BROUGHT_CARD_NOTICE;
}

static void take_document(const struct situation *situation, struct session *session)
{
    const struct evidence *evidence = &situation->evidence;
    if (is_document(evidence_choice(evidence, FIELD_BROUGHT)) &&
        evidence_has(evidence, FIELD_INSURER_NUMBER) && evidence_has(evidence, FIELD_NUMBER)) {
        session->source = SESSION_DOCUMENT;
        session->identifiers = (struct identifiers){
            .insurer_number = evidence->values[FIELD_INSURER_NUMBER],
            .symbol = evidence->values[FIELD_SYMBOL],
            .number = evidence->values[FIELD_NUMBER],
            .branch = evidence->values[FIELD_BRANCH]};
    }
}

bool site_qualification_take(
    struct part_cache *cache,
    struct answer *answer,
    const struct visit_case *visit_case,
    struct session *session,
    struct error *error)
{
    const struct answer_facts *said = &visit_case->situation.answer;
    const struct qualification *insurance = NULL;
    bool usable = said->delivery == DELIVERY_ANSWERED &&
                  (said->validity == VALIDITY_VALID || said->validity == VALIDITY_INVALID ||
                   said->validity == VALIDITY_INVALID_NEWER);
    if (!visit_case->has_answer || !usable) {
        /* An answer that says otherwise is not outdone by a paper. */
        if (!said->given || said->delivery != DELIVERY_ANSWERED) {
            take_document(&visit_case->situation, session);
        }
        return true;
    }
    if (!answers_open(cache, &visit_case->answer, answer, error)) {
        return false;
    }
    insurance = answer_insurance(answer);
    if (insurance != NULL) {
        session->source = SESSION_ANSWER;
        session->identifiers = qualification_identifiers(insurance);
        session->covers = qualification_interval(insurance);
        session->person = (struct person){
            .kana = insurance->texts[ANSWER_KANA_NAME],
            .name = insurance->texts[ANSWER_NAME],
            .other_kana = insurance->texts[ANSWER_OTHER_KANA_NAME],
            .other_name = insurance->texts[ANSWER_OTHER_NAME],
            .birth = insurance->dates[ANSWER_BIRTH_DATE],
            .sex = insurance->sex};
    }
    return true;
}
