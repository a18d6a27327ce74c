/* Tags of verdict rows and legends: shared by verdicts.c and verdict_read.c only. */
#ifndef ENGINE_STORAGE_VERDICT_TAGS_H
#define ENGINE_STORAGE_VERDICT_TAGS_H

enum {
    VERDICT_FORMAT = 1
};

enum verdict_tag {
    VERDICT_TAG_PATH = 1,
    VERDICT_TAG_NUMBERS = 2,
    VERDICT_TAG_NEXT = 3,
    VERDICT_TAG_MISSING = 4,
    VERDICT_TAG_INSURER = 5,
    VERDICT_TAG_SYMBOL = 6,
    VERDICT_TAG_NUMBER = 7,
    VERDICT_TAG_BRANCH = 8,
    VERDICT_TAG_PROBLEM = 9,
    VERDICT_TAG_VISIT = 10,
    VERDICT_TAG_FACTS = 11,  /* one byte per fact, trailing zeros left out */
    VERDICT_TAG_RULES = 12,  /* pairs of varints */
    VERDICT_TAG_ANSWER = 13, /* id in the store that decided */
    VERDICT_TAG_DIGEST = 14
};

enum legend_tag {
    LEGEND_TAG_HASH = 1,
    LEGEND_TAG_FACT = 2, /* repeated: name:value,value,... */
    LEGEND_TAG_TABLE = 3 /* repeated: name:rule,rule,... */
};

#endif
