#include "engine/storage/behind.h"

#include <pthread.h>
#include <stdlib.h>

#include "engine/foundation/require.h"

enum stage {
    STAGE_IDLE,
    STAGE_STARTED,
    STAGE_DONE
};

struct behind {
    pthread_t thread;
    bool threaded;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool closing;
    enum stage stage;
    behind_job *job;
    void *context;
    bool outcome;
    struct error error;
};

static void *work(void *argument)
{
    struct behind *behind = argument;
    (void)pthread_mutex_lock(&behind->lock);
    for (;;) {
        while (behind->stage != STAGE_STARTED && !behind->closing) {
            (void)pthread_cond_wait(&behind->changed, &behind->lock);
        }
        if (behind->stage != STAGE_STARTED) {
            break;
        }
        (void)pthread_mutex_unlock(&behind->lock);
        behind->outcome = behind->job(behind->context, &behind->error);
        (void)pthread_mutex_lock(&behind->lock);
        behind->stage = STAGE_DONE;
        (void)pthread_cond_broadcast(&behind->changed);
    }
    (void)pthread_mutex_unlock(&behind->lock);
    return NULL;
}

bool behind_open(struct behind **behind, struct error *error)
{
    struct behind *made = calloc(1, sizeof *made);
    *behind = made;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_cond_init(&made->changed, NULL);
    made->threaded = pthread_create(&made->thread, NULL, work, made) == 0;
    return true;
}

void behind_close(struct behind *behind)
{
    if (behind == NULL) {
        return;
    }
    if (behind->threaded) {
        (void)pthread_mutex_lock(&behind->lock);
        behind->closing = true;
        (void)pthread_cond_broadcast(&behind->changed);
        (void)pthread_mutex_unlock(&behind->lock);
        (void)pthread_join(behind->thread, NULL);
    }
    (void)pthread_cond_destroy(&behind->changed);
    (void)pthread_mutex_destroy(&behind->lock);
    free(behind);
}

void behind_start(struct behind *behind, behind_job *job, void *context)
{
    require(behind->stage == STAGE_IDLE);
    behind->job = job;
    behind->context = context;
    if (!behind->threaded) {
        behind->outcome = job(context, &behind->error);
        behind->stage = STAGE_DONE;
        return;
    }
    (void)pthread_mutex_lock(&behind->lock);
    behind->stage = STAGE_STARTED;
    (void)pthread_cond_broadcast(&behind->changed);
    (void)pthread_mutex_unlock(&behind->lock);
}

bool behind_wait(struct behind *behind, struct error *error)
{
    bool outcome = true;
    (void)pthread_mutex_lock(&behind->lock);
    while (behind->stage == STAGE_STARTED) {
        (void)pthread_cond_wait(&behind->changed, &behind->lock);
    }
    if (behind->stage == STAGE_DONE) {
        outcome = behind->outcome;
        behind->stage = STAGE_IDLE;
    }
    (void)pthread_mutex_unlock(&behind->lock);
    if (!outcome) {
        *error = behind->error;
    }
    return outcome;
}
