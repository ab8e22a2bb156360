/* The search through the places of a kit's search path. */
#ifndef AIRLATCH_SRC_SEARCH_H
#define AIRLATCH_SRC_SEARCH_H
#include "../core/core.h"
#include "../system/system.h"

/* shares.c: which places may hang. */
typedef struct { const char *point; size_t size; bool is_local; } al_mount;
typedef struct { airlatch_platform platform; al_mount *items; size_t count; const char *drive; bool all; } al_mounts;
al_mounts al_mounts_here(al_memory *memory);
bool al_mounts_read(al_mounts *mounts, al_memory *memory, const char *list); /* the text of /proc/self/mountinfo */
bool al_may_hang(const al_mounts *mounts, const char *path); /* by the path alone */
bool al_may_hang_on_the_way(al_memory *memory, const al_mounts *mounts, const char *path);

/*
 * place_reader.c: reads one place. Each file is reported as soon as it was read, and never changes after that; the
 * `left_` members are known at the end. AL_END_LINKS: a folder with symbolic links, which was not read.
 */
typedef struct al_file { struct al_file *next; const char *source; al_fault fault; airlatch_bytes bytes; } al_file;
typedef enum { AL_END_NONE, AL_END_READ, AL_END_REMOVED, AL_END_NOT_THERE, AL_END_LINKS, AL_END_FAILED } al_end;
typedef struct {
  al_memory *memory;
  const char *path;
  bool follow_links;
  uint64_t (*room_left)(void *context); /* bytes that may still be read */
  void (*report)(void *context, al_file *file);
  void *context;
  size_t left_files, left_folders;
} al_place_reading;
al_end al_place_read(al_place_reading *reading);

/*
 * search.c: the kit's search path, and AIRLATCH_LICENSE. A handle has an al_shares, which knows the threads that its
 * searches have abandoned, so that a hanging share holds one thread and not one more for each check. It does not use
 * the caller's allocator, because it may outlive the handle.
 */
typedef struct al_shares al_shares;
al_shares *al_shares_open(void);        /* NULL: there is no memory */
void al_shares_close(al_shares *shares); /* never waits; NULL does nothing */

typedef struct {
  const char *source;     /* the path of the file; AIRLATCH_LICENSE for a text in the variable */
  const char *place;      /* the kit's path that led to it; ${AIRLATCH_LICENSE} for that variable */
  airlatch_code code;     /* AIRLATCH_OK: there is a message; otherwise why not */
  airlatch_bytes message; /* not verified */
} al_found;
typedef struct { al_found *items; size_t count, room; } al_founds;
typedef enum { AL_PLACE_READ, AL_PLACE_REMOVED, AL_PLACE_NOT_THERE, AL_PLACE_SILENT } al_place_answer;
typedef struct {
  const char *path;       /* as the kit writes it */
  const char *at;         /* the path on this computer; NULL: none */
  bool shared;            /* it is on a file system that may hang */
  al_place_answer answer;
  airlatch_code code;     /* share-unavailable or cannot-read if silent; else AIRLATCH_OK */
  size_t left_files, left_folders; /* files and folders that were not examined */
} al_place;
/*
 * In the order of the path; within a folder in alphabetical order. Anything that is neither a list nor a kit is among
 * the licenses.
 */
typedef struct {
  al_founds licenses, revocations, kits;
  al_place *places;
  size_t place_count;
} al_findings;
/*
 * `shares`: NULL uses a temporary one. `milliseconds`: for all places together; 0: 3,000; less than 0: no search, and
 * AIRLATCH_LICENSE is read only if it cannot hang. If memory runs out, memory->is_out is set.
 */
void al_search(al_findings *out, al_memory *memory, al_shares *shares, const airlatch_kit *kit, int64_t milliseconds);
void al_environment_search(al_findings *out, al_memory *memory, al_shares *shares, int64_t milliseconds);
typedef struct {
  const airlatch_bytes *paths;
  size_t count;
  int64_t milliseconds;
  bool no_threads;
  const al_mounts *mounts; /* NULL: those of this computer */
} al_look;
void al_look_at(al_findings *out, al_memory *memory, al_shares *shares, const al_look *look);
enum { AL_MOST_PLACES = 16 }; /* of a kit */
/* findings.c: sorts the messages of a file by type. */
void al_found_file(al_findings *out, al_memory *memory, const char *place, const al_file *file);
#define AL_ENVIRONMENT_PLACE "${AIRLATCH_LICENSE}"
#endif
