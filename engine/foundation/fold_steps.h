/*
 * Which differences folding evened out between two texts: for telling people why they were, or
 * nearly were, called equal.  Deciding whether they are is fold.h.
 */
#ifndef ENGINE_FOUNDATION_FOLD_STEPS_H
#define ENGINE_FOUNDATION_FOLD_STEPS_H

#include "engine/foundation/fold.h"

enum fold_step {
#define FOLD_STEP(step, japanese, english) FOLD_STEP_##step,
#include "engine/foundation/fold_steps.def"
#undef FOLD_STEP
    FOLD_STEP_COUNT
};

const char *fold_step_label(enum fold_step step, enum language language);

/* Bit n for step n.  Nothing when the texts are the same bytes or one of them is empty. */
unsigned fold_kana_steps(struct slice left, struct slice right);
unsigned fold_number_steps(struct slice left, struct slice right);

#endif
