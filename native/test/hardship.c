/*
 * Calls the library while memory runs out and from many threads, for test/native/hardship.slow.test.ts. Arguments: the
 * mode, the file of the built-in kit, and optionally license files to pass; everything else is in the environment.
 *
 * once: one allocation fails, each in turn; ever: that one and all later ones. The answer must be complete or
 * out-of-memory. threads: sixteen threads use one handle. Prints the number of attempts, and does not end while memory
 * is leaked.
 */
#include "../include/airlatch.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4 << 20, MOST_LICENSES = 16, THREADS = 16, CHECKS = 8 };

static void *kit_bytes, *licenses[MOST_LICENSES];
static size_t kit_size, license_sizes[MOST_LICENSES], license_count;
static atomic_long calls, taken; /* taken: allocated and not freed */
static long fails_at = -1;
static bool fails_ever;

/* Replacements for the library's calls, by --wrap. */
void *__real_malloc(size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void __wrap_free(void *memory);

void *__wrap_malloc(size_t size) {
  long call = atomic_fetch_add(&calls, 1);
  if (fails_at >= 0 && (fails_ever ? call >= fails_at : call == fails_at)) return NULL;
  void *memory = __real_malloc(size);
  if (memory != NULL) atomic_fetch_add(&taken, 1);
  return memory;
}

void __wrap_free(void *memory) {
  if (memory != NULL) atomic_fetch_sub(&taken, 1);
  __real_free(memory);
}

static void die(const char *what) {
  fprintf(stderr, "hardship: %s, at allocation %ld\n", what, fails_at);
  exit(1);
}

static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  void *bytes = __real_malloc(MOST);
  if (file == NULL || bytes == NULL) die(path);
  *size = fread(bytes, 1, MOST, file);
  fclose(file);
  return bytes;
}

static bool same_text(const char *a, const char *b) { return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0; }

/* Whether two answers are equal by every function of the header. */
static bool same(const airlatch_answer *a, const airlatch_answer *b) {
  bool good = airlatch_valid(a) == airlatch_valid(b) && airlatch_ends_at(a) == airlatch_ends_at(b)
      && airlatch_days_left(a) == airlatch_days_left(b);
  for (size_t i = 0; i < 20; i++) {
    const char *name = airlatch_feature_name(a, i);
    good = good && airlatch_reason(a, i) == airlatch_reason(b, i) && airlatch_warning(a, i) == airlatch_warning(b, i)
        && same_text(name, airlatch_feature_name(b, i))
        && (name == NULL || (airlatch_feature(a, name) == airlatch_feature(b, name)
                             && same_text(airlatch_feature_text(a, name), airlatch_feature_text(b, name))
                             && airlatch_feature_number(a, name, -1) == airlatch_feature_number(b, name, -1)));
  }
  for (int i = AIRLATCH_PRODUCT_NAME; i <= AIRLATCH_USER_DATA; i++)
    good = good && same_text(airlatch_text(a, (airlatch_text_name)i, NULL), airlatch_text(b, (airlatch_text_name)i, NULL));
  size_t sizes[2];
  const void *bytes = airlatch_license_bytes(a, &sizes[0]), *others = airlatch_license_bytes(b, &sizes[1]);
  return good && sizes[0] == sizes[1] && (sizes[0] == 0 || memcmp(bytes, others, sizes[0]) == 0);
}

/* `which`: the index of a passed license; the index after the last one means the licenses of this computer. */
static airlatch_answer *ask(const airlatch_handle *kit, size_t which) {
  static const char *const FEATURES[] = { "export", NULL };
  airlatch_question question = { .size = sizeof question, .version = "2.3.1", .released = "2026-01-01", .features = FEATURES };
  if (which < license_count) {
    question.license = licenses[which];
    question.license_size = license_sizes[which];
  }
  return airlatch_check(kit, &question);
}

/* Returns whether an allocation failed. */
static bool try_at(long at, size_t which, const airlatch_answer *whole) {
  airlatch_handle *kit;
  long before = taken;
  calls = 0;
  fails_at = at;
  airlatch_code code = airlatch_open(&kit, kit_bytes, kit_size, NULL);
  if (code == AIRLATCH_OK) {
    airlatch_answer *answer = ask(kit, which);
    if (airlatch_reason(answer, 0) != AIRLATCH_OUT_OF_MEMORY && !same(answer, whole)) die("another answer");
    airlatch_free(answer);
    airlatch_close(kit);
  } else if (code != AIRLATCH_OUT_OF_MEMORY || kit != NULL) {
    die(airlatch_code_name(code));
  }
  bool failed = calls > at;
  while (taken != before) sched_yield(); /* an abandoned thread of the search is about to end */
  fails_at = -1;
  return failed;
}

static const airlatch_handle *shared;
static const airlatch_answer *wholes[MOST_LICENSES + 1];

static void *run(void *context) {
  size_t first = (size_t)(uintptr_t)context;
  for (size_t i = 0; i < CHECKS; i++) {
    size_t which = (first + i) % (license_count + 1);
    airlatch_answer *answer = ask(shared, which);
    if (!same(answer, wholes[which])) die("another answer in a thread");
    airlatch_free(answer);
  }
  return NULL;
}

static void ask_at_once(void) {
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, run, (void *)(uintptr_t)i) != 0) die("no thread");
  for (size_t i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
}

int main(int count, char **words) {
  airlatch_handle *kit;
  if (count < 3 || count > 3 + MOST_LICENSES) return 2;
  kit_bytes = read_file(words[2], &kit_size);
  for (int i = 3; i < count; i++, license_count++) licenses[license_count] = read_file(words[i], &license_sizes[license_count]);
  airlatch_code code = airlatch_open(&kit, kit_bytes, kit_size, NULL);
  if (code != AIRLATCH_OK) die(airlatch_code_name(code));
  shared = kit;
  long tried = 0;
  fails_ever = strcmp(words[1], "ever") == 0;
  for (size_t which = 0; which <= license_count; which++) {
    wholes[which] = ask(kit, which);
    printf("%s ", airlatch_valid(wholes[which]) ? "valid" : airlatch_code_name(airlatch_reason(wholes[which], 0)));
    if (strcmp(words[1], "threads") != 0)
      for (long at = 0; try_at(at, which, wholes[which]); at++) tried++;
  }
  if (strcmp(words[1], "threads") == 0) ask_at_once();
  for (size_t which = 0; which <= license_count; which++) airlatch_free((airlatch_answer *)(uintptr_t)wholes[which]);
  airlatch_close(kit);
  while (taken != 0) sched_yield();
  printf("%ld\n", tried);
  return 0;
}
