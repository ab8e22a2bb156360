/*
 * A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
 * airlatch_kit.h is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format c`. docs/guides/native.md shows how
 * to make it, and how to build this.
 *
 *     licensed [FILE]
 */
#include "airlatch_kit.h"
#include <airlatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { MOST = 1 << 24 }; /* bytes of a license file */

/* The content of a file; ends the program if it cannot be read. */
static unsigned char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  unsigned char *bytes = malloc(MOST);
  if (file == NULL || bytes == NULL) {
    perror(path);
    exit(2);
  }
  *size = fread(bytes, 1, MOST, file);
  if (ferror(file)) {
    perror(path);
    exit(2);
  }
  fclose(file);
  return bytes;
}

/* The end is the first second after the end of the license: its last day is that of the second before, in UTC. */
static void print_last_day(int64_t end) {
  char day[16];
  time_t last = (time_t)end - 1;
  if (end != AIRLATCH_NEVER && strftime(day, sizeof day, "%Y-%m-%d", gmtime(&last)) > 0) printf("last day: %s\n", day);
}

static int refuse(const airlatch_answer *answer) {
  for (size_t i = 0; airlatch_reason(answer, i) != AIRLATCH_OK; i++)
    fprintf(stderr, "Not licensed: %s\n", airlatch_code_name(airlatch_reason(answer, i)));
  return 1;
}

static int run(const airlatch_answer *answer) {
  const char *licensee = airlatch_text(answer, AIRLATCH_LICENSEE, NULL);
  int64_t days = airlatch_days_left(answer);
  printf("product: %s\n", airlatch_text(answer, AIRLATCH_PRODUCT_NAME, NULL));
  if (licensee != NULL) printf("licensed to: %s\n", licensee);
  print_last_day(airlatch_ends_at(answer));
  if (days != AIRLATCH_NEVER) printf("days left: %lld\n", (long long)days);
  for (size_t i = 0; airlatch_warning(answer, i) != AIRLATCH_OK; i++)
    printf("warning: %s\n", airlatch_code_name(airlatch_warning(answer, i)));
  printf("export: %s\n", airlatch_feature(answer, "export") != AIRLATCH_NO_FEATURE ? "yes" : "no");
  return 0;
}

int main(int count, char **arguments) {
  airlatch_question question = { .size = sizeof question, .version = "2.3.1", .released = "2026-11-30" };
  airlatch_handle *kit;
  airlatch_code code = airlatch_open(&kit, AIRLATCH_KIT, AIRLATCH_KIT_SIZE, NULL);
  if (code != AIRLATCH_OK) {
    fprintf(stderr, "The kit of this program cannot be used: %s\n", airlatch_code_name(code));
    return 2;
  }
  unsigned char *bytes = NULL;
  if (count > 1) question.license = bytes = read_file(arguments[1], &question.license_size);
  airlatch_answer *answer = airlatch_check(kit, &question);
  int status = airlatch_valid(answer) ? run(answer) : refuse(answer);
  airlatch_free(answer);
  airlatch_close(kit);
  free(bytes);
  return status;
}
