/*
 * Measures a check with an open kit in comparison with one verification of the same signed bytes by libsodium, in turn,
 * for test/bench/native.ts. Prints one line per round: nanoseconds of processor time for a check and for a
 * verification. At the end, `open` and the nanoseconds for opening the kit, which reads the computer.
 *
 *     bench KIT LICENSE SIGNED SIGNATURE KEY ROUNDS
 */
#define _POSIX_C_SOURCE 200809L
#include "../include/airlatch.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1 << 16, CALLS = 50, OPENED = 20 };
typedef struct { unsigned char bytes[MOST]; size_t size; } content;

static void die(const char *why) {
  fprintf(stderr, "bench: %s\n", why);
  exit(2);
}

static void read_file(content *file, const char *path) {
  FILE *opened = fopen(path, "rb");
  if (opened == NULL) die(path);
  file->size = fread(file->bytes, 1, MOST, opened);
  fclose(opened);
}

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
  return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

static airlatch_handle *open_kit(const content *kit) {
  airlatch_handle *handle;
  if (airlatch_open(&handle, kit->bytes, kit->size, NULL) != AIRLATCH_OK) die("the kit cannot be opened");
  return handle;
}

int main(int count, char **arguments) {
  static content kit, license, given, signature, key;
  if (count != 7) die("expected KIT LICENSE SIGNED SIGNATURE KEY ROUNDS");
  content *const FILES[] = { &kit, &license, &given, &signature, &key };
  for (int i = 0; i < 5; i++) read_file(FILES[i], arguments[1 + i]);
  airlatch_handle *handle = open_kit(&kit);
  airlatch_question question = { .size = sizeof question, .license = license.bytes, .license_size = license.size };
  question.home = "/no such folder";
  question.search_milliseconds = -1;
  for (int round = atoi(arguments[6]); round > 0; round--) {
    double start = now();
    for (int i = 0; i < CALLS; i++) {
      airlatch_answer *answer = airlatch_check(handle, &question);
      if (!airlatch_valid(answer)) die(airlatch_code_name(airlatch_reason(answer, 0)));
      airlatch_free(answer);
    }
    double between = now();
    for (int i = 0; i < CALLS; i++)
      if (crypto_sign_verify_detached(signature.bytes, given.bytes, given.size, key.bytes) != 0) die("the signature");
    printf("%.0f %.0f\n", (between - start) / CALLS, (now() - between) / CALLS);
  }
  double start = now();
  for (int i = 0; i < OPENED; i++) airlatch_close(open_kit(&kit));
  printf("open %.0f\n", (now() - start) / OPENED);
  airlatch_close(handle);
  return 0;
}
