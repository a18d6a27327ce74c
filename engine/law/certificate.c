#include "engine/law/certificate.h"

#include "engine/law/day_fact.h"
#include "engine/vocabulary/domain.h"

unsigned certificate_state(const struct rulebook *book, struct interval covers, struct date day)
{
    struct certificate_days days = {covers.last, covers.last, covers.last, covers.last};
    bool is_known = book != NULL && certificate_days_find(book, covers.last, &days);
    if (date_compare(day, covers.first) < 0) {
        return CERTIFICATE_STATE_EARLY;
    }
    if (date_compare(day, covers.last) <= 0) {
        return is_known && date_compare(day, days.alert_from) >= 0 ? CERTIFICATE_STATE_ENDING
                                                                   : CERTIFICATE_STATE_VALID;
    }
    if (!is_known) {
        return CERTIFICATE_STATE_UNRECORDED;
    }
    return date_compare(day, days.last_usable) <= 0 ? CERTIFICATE_STATE_GRACE
                                                    : CERTIFICATE_STATE_EXPIRED;
}
