/* The operating system: files, folders, environment variables, threads. Paths and names are UTF-8. */
#ifndef AIRLATCH_SRC_SYSTEM_H
#define AIRLATCH_SRC_SYSTEM_H
#include "memory.h"

/*
 * system_posix.c and system_windows.c. AL_ABOUT_FILE: a fault of the file but not of its place, such as EISDIR, ELOOP
 * and ENXIO, or it is not a regular file. The same is true of AL_DENIED: this account may not read it.
 */
typedef enum { AL_FINE, AL_NOT_THERE, AL_NO_FOLDER, AL_DENIED, AL_ABOUT_FILE, AL_TOO_LARGE, AL_BROKEN } al_fault;
typedef enum {
  AL_AS_OPENED, /* at most the size that the file had when it was opened */
  AL_TO_END     /* also if the file grows meanwhile or reports no size, like those of /proc */
} al_extent;
/* Reads a regular file of at most `most` bytes, and adds a zero. It never blocks on a pipe. */
al_fault al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content);
/* whole_file.c, for both: `fill` reads until the room is full or the file ends. `said`: the size when it was opened. */
typedef al_fault al_filler(void *file, uint8_t *data, size_t room, size_t *size);
typedef struct { uint64_t said, most; al_extent extent; } al_size_limits;
al_fault al_read_whole(al_memory *memory, al_filler *fill, void *file, al_size_limits limits, airlatch_bytes *content);
al_fault al_sys_is_folder(const char *path, bool *is_folder); /* follows links */
/* Reports the names in a folder, except `.` and `..`, until each() returns false. A name lives during the call. */
typedef struct { const char *name; bool is_folder, is_link; } al_entry;
al_fault al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context);
const char *al_sys_link(al_memory *memory, const char *path); /* the target of a symbolic link; NULL: not a link */
const char *al_sys_variable(al_memory *memory, const char *name); /* NULL: not set */
#ifndef _WIN32
bool al_sys_is_writable(const char *path);
/* Looks up the account that runs this process in the system's list; false: it is not listed. */
bool al_sys_account(al_memory *memory, const char **name, const char **home);
#endif

/*
 * threads_posix.c and threads_windows.c. A gate is a mutex with one condition. al_gate_wait is called while the gate is
 * locked, and unlocks it while it waits; false: the deadline, by al_sys_clock, has passed.
 */
typedef struct al_gate al_gate;
al_gate *al_gate_open(al_memory *memory); /* NULL: out of memory or system resources */
void al_gate_close(al_gate *gate);        /* its memory is freed with the pool */
void al_gate_lock(al_gate *gate);
void al_gate_unlock(al_gate *gate);
void al_gate_wake(al_gate *gate);         /* wakes all waiting threads */
bool al_gate_wait(al_gate *gate, int64_t deadline);
int64_t al_sys_clock(void);               /* monotonic milliseconds */
bool al_thread_start(void *(*run)(void *), void *argument); /* detached: the process may end without waiting for it */
#endif
