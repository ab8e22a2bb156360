/* What is read of this computer when a kit is opened. */
#ifndef AIRLATCH_SRC_PROBE_H
#define AIRLATCH_SRC_PROBE_H
#include "../core/reading.h"
#include "../system/memory.h"

/* probe.c: the readings of this computer. */
enum { AL_MOST_TIMES = 16 };
typedef struct {
  airlatch_reading readings[8]; /* kinds 1 to 6: all hashes of each, ascending, also more than eight */
  size_t count;
  airlatch_platform platform;
  airlatch_bytes user, virtual_name;
  airlatch_bytes computer_id; /* as `airlatch computer` shows it */
  int64_t seen[AL_MOST_TIMES]; /* when the operating system last wrote files of its own */
  size_t seen_count;
} al_computer;
airlatch_code al_computer_read(al_computer *computer, al_memory *memory, airlatch_bytes product);
airlatch_bytes al_computer_id(al_memory *memory, const uint8_t hash[8]); /* a computer hash as people read it */

/* Filled in by the code of an operating system. `scratch` is freed after the reading. */
typedef struct { uint8_t *hashes; size_t size, room; bool is_open; } al_kind;
typedef struct {
  al_memory *memory;
  al_memory scratch;
  airlatch_bytes product;
  al_kind kinds[AL_CPU_MODEL + 1];
  airlatch_platform platform;
  const char *virtual_name; /* static text; NULL: no evidence */
} al_probe;
/* Adds a raw value in Latin-1 or UTF-8, of any size. for_root: only an administrator can read it. */
void al_add_reading(al_probe *probe, int kind, const void *raw, size_t size, bool for_root);
airlatch_code al_computer_read_by(al_computer *computer, al_memory *memory, airlatch_bytes product,
                                  void (*read)(al_probe *probe, const void *context), const void *context);
/* One file per operating system: probe_linux.c and so on. Sets `platform` and `virtual_name`, and adds readings. */
void al_probe_system(al_probe *probe);
/* probe_posix.c and file_times.c, or probe_windows.c. */
airlatch_bytes al_system_user(al_memory *memory); /* the account that runs the process; data is NULL: it has no name */
size_t al_system_times(int64_t times[AL_MOST_TIMES]);

/*
 * virtual.c: the hypervisor that the firmware names, or NULL. processor: whether it reports a hypervisor; -1 if
 * unknown.
 */
typedef struct { airlatch_bytes maker, product; } al_made; /* as read; data is NULL: not available */
const char *al_hypervisor_by(al_memory *memory, const al_made *made, size_t count, int processor);

#ifndef _WIN32
/* probe_posix.c: reads the first bytes of a regular file without blocking. text.data is NULL if it cannot be read. */
enum { AL_PAGE = 4096 };
typedef struct { airlatch_bytes text; bool for_root; } al_small;
al_small al_small_read(al_memory *memory, const char *root, const char *path, size_t most);
airlatch_bytes al_small_text(al_memory *memory, const char *root, const char *path); /* trimmed; empty if there is none */
size_t al_times_below(int64_t times[AL_MOST_TIMES], const char *root); /* file_times.c; root is "" except in tests */
/* adapters_bsd.c, of macOS and BSD: the adapters that are up, have an address and are not the loopback. */
void al_each_adapter(al_probe *probe, void (*add)(al_probe *probe, const char *name, const char *address));
#endif
#endif
