/* This system's pthread.h plus what macOS adds. Only for a test of the syntax. */
#ifndef AIRLATCH_TEST_PTHREAD_H
#define AIRLATCH_TEST_PTHREAD_H
#include_next <pthread.h>
int pthread_cond_timedwait_relative_np(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *span);
#endif
