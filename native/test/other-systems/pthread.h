/* pthread.h of this system, and of macOS what is beyond it. For a test of syntax alone. */
#ifndef AIRLATCH_TEST_PTHREAD_H
#define AIRLATCH_TEST_PTHREAD_H
#include_next <pthread.h>
int pthread_cond_timedwait_relative_np(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *span);
#endif
