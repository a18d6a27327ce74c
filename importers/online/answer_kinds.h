/* How the texts of an answer are read where they come from a table or a screen (desk/value.h). */
#ifndef IMPORTERS_ONLINE_ANSWER_KINDS_H
#define IMPORTERS_ONLINE_ANSWER_KINDS_H

#include "engine/vocabulary/field.h"

/* which: ANSWER_... of engine/vocabulary/answer.h; KIND_TEXT where nothing is asked of it. */
enum field_kind answer_text_kind(unsigned which);

#endif
