/* What is asked of the operating system: files, folders, variables of the environment, threads. Paths and names are UTF-8. */
#ifndef AIRLATCH_SRC_SYSTEM_H
#define AIRLATCH_SRC_SYSTEM_H
#include "memory.h"

/* system_posix.c and system_windows.c: all that asks the operating system. Paths and names are UTF-8. */
typedef enum {
  AL_READ,
  AL_ABSENT,
  AL_FAILED,
  AL_DENIED,   /* this account may not */
  AL_OVER_MOST /* more than `most` */
} al_outcome;
al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content); /* regular files alone */
al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count);
const char *al_sys_variable(al_memory *memory, const char *name); /* NULL: not set */
const char *al_sys_account_home(al_memory *memory); /* POSIX alone, and so is the next one */
bool al_sys_is_writable(const char *path);

/*
 * places_posix.c and places_windows.c: what the search asks of a file system. AL_ABOUT_FILE: a fault that says nothing against
 * the place that the file is at (ENOTDIR, EISDIR, EACCES, EPERM, ELOOP, ENXIO, or it is no regular file).
 */
typedef enum { AL_FINE, AL_NOT_THERE, AL_NO_FOLDER, AL_ABOUT_FILE, AL_TOO_LARGE, AL_BROKEN } al_fault; /* ENOENT, ENOTDIR, … */
typedef struct { const char *name; bool is_folder, is_link; } al_entry;
al_fault al_sys_is_folder(const char *path, bool *is_folder); /* links followed */
/* Tells the names of a folder, but not `.` and `..`, until each() returns false. */
al_fault al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context);
/* A regular file, never waiting for a pipe; no more than the size that it had when it was opened, which is `most` at most. */
al_fault al_sys_take_file(al_memory *memory, const char *path, uint64_t most, airlatch_bytes *content);
const char *al_sys_link(al_memory *memory, const char *path); /* where a symbolic link leads, as it says; NULL: it is none */

/*
 * threads_posix.c and threads_windows.c. A gate is a mutex and the condition that is waited for under it. al_gate_wait is
 * called while it is locked, and gives it free meanwhile; false: the deadline, by al_sys_clock, is over.
 */
typedef struct al_gate al_gate;
al_gate *al_gate_open(al_memory *memory); /* NULL: there is no memory, or the system has no more of them */
void al_gate_close(al_gate *gate);        /* its memory goes with the pool */
void al_gate_lock(al_gate *gate);
void al_gate_unlock(al_gate *gate);
void al_gate_wake(al_gate *gate);         /* all who wait */
bool al_gate_wait(al_gate *gate, int64_t deadline);
int64_t al_sys_clock(void);               /* milliseconds that only grow */
bool al_thread_start(void *(*run)(void *), void *argument); /* nobody waits for its end, also not the end of the process */
#endif
