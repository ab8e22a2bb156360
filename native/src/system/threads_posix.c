/*
 * Owns detached threads and gates on Linux, macOS and BSD. A thread has a small stack and blocks all signals, which
 * belong to the program.
 */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "system.h"
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { STACK = 512 * 1024 };

struct al_gate { pthread_mutex_t mutex; pthread_cond_t condition; };

/* Uses a clock that cannot be set. macOS has none for this, but waits for a duration instead. */
static bool condition_open(pthread_cond_t *condition) {
#ifdef __APPLE__
  return pthread_cond_init(condition, NULL) == 0;
#else
  pthread_condattr_t how;
  if (pthread_condattr_init(&how) != 0) return false;
  bool good = pthread_condattr_setclock(&how, CLOCK_MONOTONIC) == 0 && pthread_cond_init(condition, &how) == 0;
  pthread_condattr_destroy(&how);
  return good;
#endif
}

al_gate *al_gate_open(al_memory *memory) {
  al_gate *gate = al_take(memory, sizeof *gate);
  if (gate == NULL || pthread_mutex_init(&gate->mutex, NULL) != 0) return NULL;
  if (condition_open(&gate->condition)) return gate;
  pthread_mutex_destroy(&gate->mutex);
  return NULL;
}

void al_gate_close(al_gate *gate) {
  pthread_cond_destroy(&gate->condition);
  pthread_mutex_destroy(&gate->mutex);
}

void al_gate_lock(al_gate *gate) { pthread_mutex_lock(&gate->mutex); }
void al_gate_unlock(al_gate *gate) { pthread_mutex_unlock(&gate->mutex); }
void al_gate_wake(al_gate *gate) { pthread_cond_broadcast(&gate->condition); }

int64_t al_sys_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool al_gate_wait(al_gate *gate, int64_t deadline) {
  int64_t left = deadline - al_sys_clock();
  if (left <= 0) return false;
#ifdef __APPLE__
  struct timespec span = { (time_t)(left / 1000), (long)(left % 1000) * 1000000 };
  pthread_cond_timedwait_relative_np(&gate->condition, &gate->mutex, &span);
#else
  struct timespec until = { (time_t)(deadline / 1000), (long)(deadline % 1000) * 1000000 };
  pthread_cond_timedwait(&gate->condition, &gate->mutex, &until);
#endif
  return true;
}

static bool start(void *(*run)(void *), void *argument) {
  pthread_attr_t how;
  pthread_t thread;
  if (pthread_attr_init(&how) != 0) return false;
  bool good = pthread_attr_setdetachstate(&how, PTHREAD_CREATE_DETACHED) == 0
              && pthread_attr_setstacksize(&how, STACK) == 0 && pthread_create(&thread, &how, run, argument) == 0;
  pthread_attr_destroy(&how);
  return good;
}

bool al_thread_start(void *(*run)(void *), void *argument) {
  sigset_t all, before;
  sigfillset(&all);
  if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0) return false;
  bool good = start(run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return good;
}
#else
typedef int al_no_posix_threads;
#endif
