/*
 * A program that runs only with a valid license, which it is given as a file: a license or a bundle, as raw bytes.
 * kit.inc has the bytes of the vendor's kit as numbers, because the kit decides who is trusted: it must be inside the
 * program, never a file beside it. docs/guides/native.md shows how to make both, and how to build this.
 *
 *     licensed scope.license
 */
#include <airlatch_core.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const unsigned char KIT[] = {
#include "kit.inc"
};

static size_t read_file(const char *path, unsigned char *bytes, size_t most) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    perror(path);
    exit(2);
  }
  size_t size = fread(bytes, 1, most, file);
  fclose(file);
  return size;
}

static void print(const char *label, airlatch_bytes text) {
  printf("%s%.*s\n", label, (int)text.size, (const char *)text.data);
}

int main(int count, char **arguments) {
  static unsigned char bytes[1 << 20]; /* no message is larger */
  airlatch_kit kit;
  airlatch_verdict verdict;
  airlatch_world world = { .now = time(NULL), .program_version = { (const uint8_t *)"2.3.1", 5 } };
  if (count != 2) {
    fprintf(stderr, "usage: licensed FILE\n");
    return 2;
  }
  airlatch_code code = airlatch_kit_open(&kit, KIT, sizeof KIT);
  if (code != AIRLATCH_OK) {
    fprintf(stderr, "The kit of this program cannot be used: %s\n", airlatch_code_name(code));
    return 2;
  }
  size_t size = read_file(arguments[1], bytes, sizeof bytes);
  if (!airlatch_verify(&verdict, &kit, &world, bytes, size)) {
    for (size_t i = 0; i < verdict.reason_count; i++)
      fprintf(stderr, "This license is not valid here: %s\n", airlatch_code_name(verdict.reasons[i]));
    return 1;
  }
  print("product: ", kit.product_name);
  if (verdict.license.licensee.data != NULL) print("licensed to: ", verdict.license.licensee);
  if (verdict.days_left.present) printf("days left: %lld\n", (long long)verdict.days_left.value);
  for (size_t i = 0; i < verdict.warning_count; i++) printf("warning: %s\n", airlatch_code_name(verdict.warnings[i]));
  printf("export: %s\n", airlatch_value_of(&verdict, "export").type == AIRLATCH_NO_FEATURE ? "no" : "yes");
  return 0;
}
