/*
 * Prints the library's answer on this computer as one line of JSON, for the tests in test/native, with the same values
 * as `airlatch status --json`. Arguments: the file of the built-in kit; then a word and its value, any number of times:
 * home, license (a file), workload, version, released, feature, milliseconds, size (of the question), license-size,
 * allocations (after this many, memory runs out).
 */
#include "../include/airlatch.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 4 << 20 };
static long allocations = -1;

static void *allocate(void *context, size_t size) {
  (void)context;
  if (allocations == 0) return NULL;
  if (allocations > 0) allocations--;
  return malloc(size);
}

static void release(void *context, void *memory) {
  (void)context;
  free(memory);
}

static void *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *bytes = malloc(MOST);
  if (file == NULL || bytes == NULL) {
    fprintf(stderr, "answer: cannot read %s\n", path);
    exit(2);
  }
  *size = fread(bytes, 1, MOST, file);
  fclose(file);
  char *exact = malloc(*size + 1); /* lets AddressSanitizer detect reads beyond it */
  if (exact == NULL) exit(2);
  memcpy(exact, bytes, *size);
  free(bytes);
  return exact;
}

static void put_text(const char *text) {
  if (text == NULL) {
    fputs("null", stdout);
    return;
  }
  putchar('"');
  for (; *text != '\0'; text++) {
    unsigned char c = (unsigned char)*text;
    if (c < 0x20 || c == '"' || c == '\\') printf("\\u%04x", c);
    else putchar(c);
  }
  putchar('"');
}

static void put_codes(const char *name, const airlatch_answer *answer, airlatch_code (*code)(const airlatch_answer *, size_t)) {
  printf("\"%s\":[", name);
  for (size_t i = 0; code(answer, i) != AIRLATCH_OK; i++)
    printf("%s\"%s\"", i > 0 ? "," : "", airlatch_code_name(code(answer, i)));
  fputs("],", stdout);
}

static void put_features(const airlatch_answer *answer) {
  const char *name;
  fputs("\"features\":{", stdout);
  for (size_t i = 0; (name = airlatch_feature_name(answer, i)) != NULL; i++) {
    if (i > 0) putchar(',');
    put_text(name);
    putchar(':');
    switch (airlatch_feature(answer, name)) {
      case AIRLATCH_INTEGER: printf("%lld", (long long)airlatch_feature_number(answer, name, 0)); break;
      case AIRLATCH_TEXT: put_text(airlatch_feature_text(answer, name)); break;
      default: fputs("true", stdout); break;
    }
  }
  fputs("},", stdout);
}

static void put_number(const char *name, int64_t number) {
  printf("\"%s\":", name);
  if (number == AIRLATCH_NEVER) fputs("null", stdout);
  else printf("%lld", (long long)number);
}

static void put_answer(const airlatch_answer *answer) {
  static const struct { const char *name; airlatch_text_name text; } TEXTS[] = {
    { "source", AIRLATCH_SOURCE }, { "computerId", AIRLATCH_COMPUTER_ID }, { "keyId", AIRLATCH_KEY_ID },
    { "activation", AIRLATCH_ACTIVATION_ID }, { "productName", AIRLATCH_PRODUCT_NAME }, { "contact", AIRLATCH_CONTACT },
  };
  size_t size;
  const unsigned char *bytes = airlatch_license_bytes(answer, &size);
  printf("{\"valid\":%s,", airlatch_valid(answer) ? "true" : "false");
  put_codes("reasons", answer, airlatch_reason);
  put_codes("warnings", answer, airlatch_warning);
  put_features(answer);
  for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
    printf("\"%s\":", TEXTS[i].name);
    put_text(airlatch_text(answer, TEXTS[i].text, NULL));
    putchar(',');
  }
  fputs("\"license\":\"", stdout);
  for (size_t i = 0; bytes != NULL && i < size; i++) printf("%02x", bytes[i]);
  fputs("\",", stdout);
  put_number("endsAt", airlatch_ends_at(answer));
  putchar(',');
  put_number("daysLeft", airlatch_days_left(answer));
  puts("}");
}

int main(int count, char **words) {
  const char *features[64] = { NULL };
  airlatch_allocator allocator = { allocate, release, NULL };
  airlatch_question question = { .size = sizeof question, .features = features };
  airlatch_handle *kit;
  void *license = NULL;
  size_t size, feature_count = 0;
  if (count < 2 || count % 2 != 0) return 2;
  void *bytes = read_file(words[1], &size);
  for (int i = 2; i < count; i += 2) {
    const char *word = words[i], *value = words[i + 1];
    if (strcmp(word, "home") == 0) question.home = value;
    else if (strcmp(word, "workload") == 0) question.workload = value;
    else if (strcmp(word, "version") == 0) question.version = value;
    else if (strcmp(word, "released") == 0) question.released = value;
    else if (strcmp(word, "feature") == 0 && feature_count < 63) features[feature_count++] = value;
    else if (strcmp(word, "milliseconds") == 0) question.search_milliseconds = atoi(value);
    else if (strcmp(word, "size") == 0) question.size = strtoul(value, NULL, 10);
    else if (strcmp(word, "license-size") == 0) question.license_size = strtoul(value, NULL, 10);
    else if (strcmp(word, "allocations") == 0) allocations = atol(value);
    else if (strcmp(word, "license") == 0) question.license = license = read_file(value, &question.license_size);
    else return 2;
  }
  airlatch_code code = airlatch_open(&kit, bytes, size, &allocator);
  free(bytes);
  if (code != AIRLATCH_OK) { /* a program that goes on without a kit must have no license */
    bool valid = airlatch_valid(airlatch_check(kit, &question));
    printf("{\"open\":\"%s\",\"valid\":%s}\n", airlatch_code_name(code), valid ? "true" : "false");
  }
  if (code == AIRLATCH_OK) {
    airlatch_answer *answer = airlatch_check(kit, &question);
    put_answer(answer);
    airlatch_free(answer);
    airlatch_close(kit);
  }
  free(license);
  return 0;
}
