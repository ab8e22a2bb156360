/*
 * Owns detached threads and gates on Windows. A thread keeps the library loaded until it ends, because a program may
 * unload the DLL earlier.
 */
#ifdef _WIN32
#include "system.h"
#include "windows_text.h"
#include <stdlib.h>

enum { STACK = 512 * 1024 };

struct al_gate { SRWLOCK lock; CONDITION_VARIABLE condition; };

al_gate *al_gate_open(al_memory *memory) {
  al_gate *gate = al_take(memory, sizeof *gate);
  if (gate == NULL) return NULL;
  InitializeSRWLock(&gate->lock);
  InitializeConditionVariable(&gate->condition);
  return gate;
}

void al_gate_close(al_gate *gate) { (void)gate; /* nothing to release on Windows */ }
void al_gate_lock(al_gate *gate) { AcquireSRWLockExclusive(&gate->lock); }
void al_gate_unlock(al_gate *gate) { ReleaseSRWLockExclusive(&gate->lock); }
void al_gate_wake(al_gate *gate) { WakeAllConditionVariable(&gate->condition); }

int64_t al_sys_clock(void) { return (int64_t)GetTickCount64(); }

bool al_gate_wait(al_gate *gate, int64_t deadline) {
  int64_t left = deadline - al_sys_clock();
  if (left <= 0) return false;
  DWORD span = left < INT32_MAX ? (DWORD)left : INT32_MAX; /* the caller checks the deadline again */
  SleepConditionVariableSRW(&gate->condition, &gate->lock, span, 0);
  return true;
}

typedef struct { void *(*run)(void *); void *argument; HMODULE library; } beginning;

static DWORD WINAPI thread_main(void *given) {
  beginning begun = *(beginning *)given;
  free(given);
  begun.run(begun.argument);
  FreeLibraryAndExitThread(begun.library, 0);
}

bool al_thread_start(void *(*run)(void *), void *argument) {
  beginning *begun = malloc(sizeof *begun);
  if (begun == NULL) return false;
  *begun = (beginning){ run, argument, NULL };
  HANDLE thread = NULL;
  if (GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCWSTR)(uintptr_t)thread_main, &begun->library)) {
    thread = CreateThread(NULL, STACK, thread_main, begun, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread == NULL) FreeLibrary(begun->library);
  }
  if (thread == NULL) {
    free(begun);
    return false;
  }
  CloseHandle(thread);
  return true;
}
#else
typedef int al_no_windows_threads; /* a translation unit is not empty */
#endif
