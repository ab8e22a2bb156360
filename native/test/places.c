/*
 * Searches places as a customer's program does, and prints what was found as JSON (test/native/places.ts). System calls
 * go through functions of this program (Makefile, WRAPPED_CALLS): access to a path that begins with that of --hang
 * blocks until the program releases it, as with a share that does not answer. Memory can also run out.
 */
#define _DEFAULT_SOURCE
#include "../src/search/search.h"
#include "../src/system/paths.h"
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *hang; /* NULL: no path blocks */
static const char *lets; /* exceptions that do not block */
static bool is_held = true;
static size_t held_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static void pass(const char *path) {
  if (hang == NULL || strncmp(path, hang, strlen(hang)) != 0 || (lets != NULL && strstr(path, lets) != NULL)) return;
  pthread_mutex_lock(&mutex);
  held_count++;
  while (is_held) pthread_cond_wait(&condition, &mutex);
  held_count--;
  pthread_mutex_unlock(&mutex);
}

static void let_go(void) {
  pthread_mutex_lock(&mutex);
  is_held = false;
  pthread_cond_broadcast(&condition);
  pthread_mutex_unlock(&mutex);
}

static size_t held(void) {
  pthread_mutex_lock(&mutex);
  size_t count = held_count;
  pthread_mutex_unlock(&mutex);
  return count;
}

int __real_stat(const char *path, struct stat *status);
int __wrap_stat(const char *path, struct stat *status);
int __wrap_stat(const char *path, struct stat *status) {
  pass(path);
  return __real_stat(path, status);
}
int __real_lstat(const char *path, struct stat *status);
int __wrap_lstat(const char *path, struct stat *status);
int __wrap_lstat(const char *path, struct stat *status) {
  pass(path);
  return __real_lstat(path, status);
}
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  pass(path);
  return __real_open(path, flags);
}
DIR *__real_opendir(const char *path);
DIR *__wrap_opendir(const char *path);
DIR *__wrap_opendir(const char *path) {
  pass(path);
  return __real_opendir(path);
}

/* Blocks that may still be allocated, and those in use. */
static atomic_int blocks = 1 << 30;
static atomic_int in_use;
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size) {
  void *block = atomic_fetch_sub(&blocks, 1) > 0 ? __real_malloc(size) : NULL;
  if (block != NULL) atomic_fetch_add(&in_use, 1);
  return block;
}
void __real_free(void *block);
void __wrap_free(void *block);
void __wrap_free(void *block) {
  if (block != NULL) atomic_fetch_sub(&in_use, 1);
  __real_free(block);
}

static void put_text(const char *text) {
  if (text == NULL) {
    printf("null");
    return;
  }
  putchar('"');
  for (; *text != 0; text++) {
    unsigned char c = (unsigned char)*text;
    if (c < 0x20 || c == '"' || c == '\\') printf("\\u%04x", (unsigned)c);
    else putchar(c);
  }
  putchar('"');
}

static void put_founds(const char *name, const al_founds *list) {
  printf("\"%s\":[", name);
  for (size_t i = 0; i < list->count; i++) {
    const al_found *one = &list->items[i];
    printf("%s{\"source\":", i == 0 ? "" : ",");
    put_text(one->source);
    printf(",\"place\":");
    put_text(one->place);
    printf(",\"code\":\"%s\",\"message\":\"", airlatch_code_name(one->code));
    for (size_t k = 0; k < one->message.size; k++) printf("%02x", one->message.data[k]);
    printf("\"}");
  }
  printf("],");
}

static void put(const al_findings *found) {
  static const char *const ANSWERS[] = { "read", "removed", "not-there", "silent" };
  printf("{");
  put_founds("licenses", &found->licenses);
  put_founds("revocations", &found->revocations);
  put_founds("kits", &found->kits);
  printf("\"places\":[");
  for (size_t i = 0; i < found->place_count; i++) {
    const al_place *one = &found->places[i];
    printf("%s{\"path\":", i == 0 ? "" : ",");
    put_text(one->path);
    printf(",\"at\":");
    put_text(one->at);
    printf(",\"shared\":%s,\"answer\":\"%s\",\"code\":\"%s\",\"left\":[%zu,%zu]}", one->shared ? "true" : "false",
           ANSWERS[one->answer], airlatch_code_name(one->code), one->left_files, one->left_folders);
  }
  puts("]}");
  fflush(stdout);
}

static al_findings look_at(al_memory *memory, al_shares *shares, const al_look *look) {
  al_findings found;
  al_look_at(&found, memory, shares, look);
  if (memory->is_out) exit(3);
  return found;
}

static void look_once(al_shares *shares, const al_look *look) {
  al_memory memory = al_memory_of(NULL);
  al_findings found = look_at(&memory, shares, look);
  put(&found);
  al_release(&memory);
}

/* A search that abandons a thread, one that must not abandon another, and searches until the place answers again. */
static void look_again(al_look *look) {
  al_shares *shares = al_shares_open();
  look_once(shares, look);
  look->milliseconds = 600000;
  look_once(shares, look);
  printf("%zu\n", held());
  let_go();
  for (bool silent = true; silent;) {
    al_memory memory = al_memory_of(NULL);
    al_findings found = look_at(&memory, shares, look);
    silent = found.places[0].answer == AL_PLACE_SILENT;
    if (!silent) put(&found);
    al_release(&memory);
    sched_yield();
  }
  al_shares_close(shares);
}

/* A share that answers after the handle was closed. */
static void look_and_close(const al_look *look) {
  int before = atomic_load(&in_use);
  al_shares *shares = al_shares_open();
  look_once(shares, look);
  al_shares_close(shares);
  let_go();
  while (atomic_load(&in_use) > before) sched_yield();
}

typedef struct { const al_look *look; al_shares *shares; } shared_look;

static void *look_often(void *argument) {
  const shared_look *one = argument;
  for (int i = 0; i < 20; i++) {
    al_memory memory = al_memory_of(NULL);
    look_at(&memory, one->shares, one->look);
    al_release(&memory);
  }
  return NULL;
}

/* Several threads use one handle, and the share answers while they search. */
static void look_together(const al_look *look) {
  pthread_t threads[4];
  shared_look one = { look, al_shares_open() };
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, look_often, &one);
  while (held() == 0 && hang != NULL) sched_yield();
  let_go();
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  look_once(one.shares, look);
  al_shares_close(one.shares);
}

/* Searches with less and less memory: results are complete, or memory ran out. Prints how often it ran out. */
static void look_without_memory(const al_look *look) {
  size_t refused = 0;
  size_t whole = 0;
  for (int left = 400; left >= 0; left--) {
    al_memory memory = al_memory_of(NULL);
    al_findings found;
    atomic_store(&blocks, left);
    al_look_at(&found, &memory, NULL, look);
    atomic_store(&blocks, 1 << 30);
    if (memory.is_out) refused++;
    else if (found.licenses.count + found.kits.count == 3) whole++;
    else exit(4);
    al_release(&memory);
  }
  printf("[%zu,%zu]\n", refused, whole);
}

/* Reads lines of `p` or `w` and a path in hex; prints the resulting path on POSIX or on Windows. */
static void print_paths(void) {
  static char line[1 << 16];
  while (fgets(line, sizeof line, stdin) != NULL) {
    static uint8_t path[1 << 15];
    al_memory memory = al_memory_of(NULL);
    size_t size = 0;
    for (unsigned byte; sscanf(line + 1 + 2 * size, "%2x", &byte) == 1;) path[size++] = (uint8_t)byte;
    put_text(al_path_here(&memory, (airlatch_bytes){ path, size }, line[0] == 'w', al_sys_variable));
    puts("");
    al_release(&memory);
  }
}

/* Prints whether each path may hang, by a list of mounts or by another system's rules; `way`: also on its way. */
static void print_hanging(const al_mounts *mounts, char **paths, bool way) {
  al_memory memory = al_memory_of(NULL);
  printf("[");
  for (const char *separator = ""; *paths != NULL; paths++, separator = ",")
    printf("%s%s", separator,
           (way ? al_may_hang_on_the_way(&memory, mounts, *paths) : al_may_hang(mounts, *paths)) ? "true" : "false");
  puts("]");
  al_release(&memory);
}

static const char *option(char ***arguments, const char *name) {
  if (**arguments == NULL || strcmp(**arguments, name) != 0) return NULL;
  const char *value = (*arguments)[1];
  *arguments += 2;
  return value;
}

/* Sets AIRLATCH_LICENSE to a text of this many characters, more than a shell can pass. */
static void set_long(size_t size) {
  char *text = __real_malloc(size + 1);
  if (text == NULL) exit(3);
  memset(text, 'x', size);
  text[size] = 0;
  setenv("AIRLATCH_LICENSE", text, 1);
  __real_free(text);
}

/* MODE [--system all|none|macos|windows|FILE] [--milliseconds N] [--hang PATH] [--lets PART] PATH... */
int main(int count, char **arguments) {
  if (count < 2) return 2;
  const char *mode = arguments[1];
  al_memory memory = al_memory_of(NULL);
  al_mounts mounts = { .platform = AIRLATCH_LINUX, .drive = "C:" };
  airlatch_bytes list;
  arguments += 2;
  const char *system = option(&arguments, "--system");
  if (system != NULL && strcmp(system, "all") == 0) mounts.all = true;
  else if (system != NULL && strcmp(system, "macos") == 0) mounts.platform = AIRLATCH_MACOS;
  else if (system != NULL && strcmp(system, "bsd") == 0) mounts.platform = AIRLATCH_BSD;
  else if (system != NULL && strcmp(system, "windows") == 0) mounts.platform = AIRLATCH_WINDOWS;
  else if (system == NULL || strcmp(system, "here") == 0) mounts = al_mounts_here(&memory);
  else if (strcmp(system, "none") != 0
           && (al_sys_read(&memory, system, 1 << 22, AL_TO_END, &list) != AL_FINE || !al_mounts_read(&mounts, &memory, (const char *)list.data)))
    return 2;
  const char *milliseconds = option(&arguments, "--milliseconds");
  hang = option(&arguments, "--hang");
  lets = option(&arguments, "--lets");
  airlatch_bytes paths[AL_MOST_PLACES];
  al_look look = { .paths = paths, .milliseconds = milliseconds != NULL ? atol(milliseconds) : 300000, .mounts = &mounts };
  for (char **at = arguments; *at != NULL && look.count < AL_MOST_PLACES; at++)
    paths[look.count++] = (airlatch_bytes){ (const uint8_t *)*at, strlen(*at) };
  al_findings found;
  if (strcmp(mode, "look") == 0) look_once(NULL, &look);
  else if (strcmp(mode, "again") == 0) look_again(&look);
  else if (strcmp(mode, "close") == 0) look_and_close(&look);
  else if (strcmp(mode, "together") == 0) look_together(&look);
  else if (strcmp(mode, "memory") == 0) look_without_memory(&look);
  else if (strcmp(mode, "paths") == 0) print_paths();
  else if (strcmp(mode, "hanging") == 0) print_hanging(&mounts, arguments, false);
  else if (strcmp(mode, "way") == 0) print_hanging(&mounts, arguments, true);
  else if (strcmp(mode, "brought") == 0) {
    if (look.count > 0) set_long((size_t)atol((const char *)paths[0].data));
    al_environment_search(&found, &memory, NULL, milliseconds != NULL ? atol(milliseconds) : 0);
    put(&found);
  } else return 2;
  al_release(&memory);
  return 0;
}
