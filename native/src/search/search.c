/*
 * Owns the search through all places of a search path at the same time, with one common time limit. A place that may
 * hang is read by a thread that nobody waits for longer than the limit:
 *
 * - The thread works in a `job` with its own memory from malloc, because the caller's allocator may be gone when a
 *   share answers after hours. It reports what it has read under the gate. Everything reported before the limit is
 *   used, even if the place hangs afterwards.
 * - The jobs of one search are in a `round`, which is freed by its last user: the caller or a thread.
 * - An abandoned job is on the list of al_shares until its thread ends. Its place is not read meanwhile, so repeated
 *   checks hold one thread for it, not one each.
 *
 * All shared data is read and written under the gate of al_shares, except the counts of holders.
 */
#include "search.h"
#include "../system/paths.h"
#include <stdatomic.h>

enum { MOST_TOTAL = 64 * 1024 * 1024 /* bytes of all files together */ };

typedef struct job job;
struct al_shares {
  al_memory memory;
  al_gate *gate;
  atomic_size_t holders; /* the handle, and every round */
  job *left;
};

typedef struct round round;
struct job {
  round *round;
  job *next_left;
  const char *at;
  bool shared, silent, is_left;
  uint64_t *total; /* bytes read so far, shared with other jobs */
  al_memory memory;
  al_place_reading reading;
  al_file *first, *last;
  size_t count;
  al_end end;
};
struct round {
  al_memory memory;
  al_shares *shares;
  atomic_size_t holders; /* the caller, and every thread */
  uint64_t totals[3];
  job jobs[AL_MOST_PLACES];
};

al_shares *al_shares_open(void) {
  al_memory memory = al_memory_of(NULL);
  al_shares *shares = al_take(&memory, sizeof *shares);
  if (shares != NULL) shares->gate = al_gate_open(&memory);
  if (shares == NULL || shares->gate == NULL) {
    al_release(&memory);
    return NULL;
  }
  atomic_init(&shares->holders, 1);
  shares->memory = memory;
  return shares;
}

void al_shares_close(al_shares *shares) {
  if (shares == NULL || atomic_fetch_sub(&shares->holders, 1) > 1) return;
  al_gate_close(shares->gate);
  al_memory memory = shares->memory;
  al_release(&memory);
}

static round *round_open(al_shares *shares) {
  al_memory memory = al_memory_of(NULL);
  round *opened = al_take(&memory, sizeof *opened);
  if (opened == NULL) return NULL;
  atomic_init(&opened->holders, 1);
  atomic_fetch_add(&shares->holders, 1);
  opened->shares = shares;
  opened->memory = memory;
  return opened;
}

static void round_leave(round *one) {
  if (atomic_fetch_sub(&one->holders, 1) > 1) return;
  al_shares_close(one->shares);
  al_memory memory = one->memory;
  al_release(&memory);
}

static uint64_t room_left(void *context) {
  job *one = context;
  al_gate_lock(one->round->shares->gate);
  uint64_t total = *one->total;
  al_gate_unlock(one->round->shares->gate);
  return total < MOST_TOTAL ? MOST_TOTAL - total : 0;
}

static void report(void *context, al_file *file) {
  job *one = context;
  al_gate_lock(one->round->shares->gate);
  *one->total += file->bytes.size;
  if (one->last != NULL) one->last->next = file;
  else one->first = file;
  one->last = file;
  one->count++;
  al_gate_unlock(one->round->shares->gate);
}

/* Reads one place. After it has ended, the caller may free the memory of the job. */
static void read_job(job *one, bool follow_links) {
  one->reading = (al_place_reading){
    .memory = &one->memory, .path = one->at, .follow_links = follow_links, .room_left = room_left, .report = report, .context = one,
  };
  al_end end = al_place_read(&one->reading);
  al_gate_lock(one->round->shares->gate);
  one->end = end;
  al_gate_unlock(one->round->shares->gate);
}

static void unlink_left(al_shares *shares, job *one) {
  job **at = &shares->left;
  while (*at != one) at = &(*at)->next_left;
  *at = one->next_left;
}

/* Runs in a thread. */
static void *run(void *argument) {
  job *one = argument;
  round *whole = one->round;
  al_shares *shares = whole->shares;
  read_job(one, true);
  al_gate_lock(shares->gate);
  bool is_left = one->is_left;
  if (is_left) unlink_left(shares, one);
  al_gate_wake(shares->gate);
  al_gate_unlock(shares->gate);
  if (is_left) al_release(&one->memory); /* otherwise the caller releases it */
  round_leave(whole);
  return NULL;
}

static bool is_held(al_shares *shares, const char *at) {
  al_gate_lock(shares->gate);
  const job *one = shares->left;
  while (one != NULL && strcmp(one->at, at) != 0) one = one->next_left;
  al_gate_unlock(shares->gate);
  return one != NULL;
}

static void read_aside(job *one, uint64_t *total, bool no_threads) {
  one->silent = no_threads || is_held(one->round->shares, one->at);
  if (one->silent) return;
  one->total = total;
  one->end = AL_END_NONE;
  al_release(&one->memory);
  one->memory = al_memory_of(NULL);
  atomic_fetch_add(&one->round->holders, 1);
  if (al_thread_start(run, one)) return;
  one->end = AL_END_FAILED;
  atomic_fetch_sub(&one->round->holders, 1);
}

/* Except on Linux, a place that looks local may be a share (shares.c), which must not block the program. */
static bool is_read_here(const job *one, const al_mounts *mounts, bool no_threads) {
  return !one->shared && (no_threads || mounts->platform == AIRLATCH_LINUX);
}

static bool is_over(job *one) { return one->at == NULL || one->silent || one->end != AL_END_NONE; }

static void read_all(round *whole, const al_look *look, const al_mounts *mounts, int64_t deadline) {
  al_gate *gate = whole->shares->gate;
  for (size_t i = 0; i < look->count; i++) {
    job *one = &whole->jobs[i];
    if (one->at != NULL && !is_read_here(one, mounts, look->no_threads)) read_aside(one, &whole->totals[1], look->no_threads);
  }
  for (size_t i = 0; i < look->count; i++) {
    job *one = &whole->jobs[i];
    if (one->at == NULL || !is_read_here(one, mounts, look->no_threads)) continue;
    one->total = &whole->totals[0];
    read_job(one, false);
    if (one->end == AL_END_LINKS) read_aside(one, &whole->totals[2], look->no_threads);
  }
  al_gate_lock(gate);
  for (size_t i = 0; i < look->count; i++)
    while (!is_over(&whole->jobs[i]))
      if (!al_gate_wait(gate, deadline)) break;
  al_gate_unlock(gate);
}

static al_place_answer answer_of(al_end end) {
  switch (end) {
    case AL_END_READ: return AL_PLACE_READ;
    case AL_END_REMOVED: return AL_PLACE_REMOVED;
    case AL_END_NOT_THERE: return AL_PLACE_NOT_THERE;
    default: return AL_PLACE_SILENT;
  }
}

/* Collects what was reported so far. A thread may report more meanwhile, but does not change what it has reported. */
static void collect(al_findings *out, al_memory *memory, job *one, al_place *place) {
  al_gate *gate = one->round->shares->gate;
  al_gate_lock(gate);
  const al_file *file = one->first;
  size_t count = one->count;
  al_end end = one->at == NULL ? AL_END_NOT_THERE : one->silent ? AL_END_NONE : one->end;
  if (end != AL_END_NONE && one->memory.is_out) memory->is_out = true;
  if (end != AL_END_NONE) {
    place->left_files = one->reading.left_files;
    place->left_folders = one->reading.left_folders;
  }
  al_gate_unlock(gate);
  place->shared = one->shared;
  place->answer = answer_of(end);
  if (end == AL_END_NONE) place->code = AIRLATCH_SHARE_UNAVAILABLE;
  if (end == AL_END_FAILED) place->code = AIRLATCH_CANNOT_READ;
  for (size_t i = 0; i < count; i++) {
    al_found_file(out, memory, place->path, file);
    if (i + 1 < count) file = file->next;
  }
}

/* Frees a job that has ended, otherwise puts it on the list. */
static void leave(job *one) {
  al_shares *shares = one->round->shares;
  al_gate_lock(shares->gate);
  if (!is_over(one)) {
    one->is_left = true;
    one->next_left = shares->left;
    shares->left = one;
  }
  bool is_left = one->is_left;
  al_gate_unlock(shares->gate);
  if (!is_left) al_release(&one->memory);
}

/* Prepares the jobs and their paths, in the memory of the round. */
static bool prepare(round *whole, al_findings *out, al_memory *memory, const al_look *look, const al_mounts *mounts) {
  out->places = al_take(memory, (look->count + 1) * sizeof *out->places);
  if (out->places == NULL) return false;
  for (size_t i = 0; i < look->count; i++, out->place_count++) {
    job *one = &whole->jobs[i];
    al_place *place = &out->places[i];
    place->path = al_text(memory, look->paths[i].data, look->paths[i].size);
    place->at = al_path_here(memory, look->paths[i], AL_IS_WINDOWS, al_sys_variable);
    one->round = whole;
    one->memory = al_memory_of(&memory->allocator);
    if (place->at == NULL) continue;
    one->at = al_text(&whole->memory, place->at, strlen(place->at));
    one->shared = al_may_hang_on_the_way(memory, mounts, place->at);
  }
  return !whole->memory.is_out && !memory->is_out;
}

static void look_with(al_findings *out, al_memory *memory, al_shares *shares, const al_look *look, const al_mounts *mounts) {
  int64_t deadline = al_sys_clock() + look->milliseconds;
  round *whole = round_open(shares);
  if (whole == NULL) {
    memory->is_out = true;
    return;
  }
  bool good = prepare(whole, out, memory, look, mounts);
  if (good) read_all(whole, look, mounts, deadline);
  else memory->is_out = true;
  for (size_t i = 0; good && i < look->count; i++) collect(out, memory, &whole->jobs[i], &out->places[i]);
  for (size_t i = 0; good && i < look->count; i++) leave(&whole->jobs[i]);
  round_leave(whole);
}

void al_look_at(al_findings *out, al_memory *memory, al_shares *given, const al_look *look) {
  *out = (al_findings){ 0 };
  if (look->count == 0 || look->count > AL_MOST_PLACES) return;
  al_shares *shares = given != NULL ? given : al_shares_open();
  if (shares == NULL) {
    memory->is_out = true;
    return;
  }
  al_mounts here = { 0 };
  al_memory scratch = al_memory_of(&memory->allocator);
  if (look->mounts == NULL) here = al_mounts_here(&scratch);
  look_with(out, memory, shares, look, look->mounts != NULL ? look->mounts : &here);
  al_release(&scratch);
  if (given == NULL) al_shares_close(shares);
}
