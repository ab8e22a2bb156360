/*
 * A program of a vendor, for the tests on other systems: it opens a kit, checks the license that this computer has, or the one in
 * a file, and prints what it found. Files are named as the library names them, in UTF-8.
 *
 *     check KIT            the license that is installed
 *     check KIT FILE       the one in this file
 */
#include "../include/airlatch.h"
#include <stdio.h>
#ifdef _WIN32
#include <wchar.h>
#endif

enum { MOST = 1 << 20 };
static unsigned char kit_bytes[MOST], license_bytes[MOST];

static size_t read_all(FILE *file, unsigned char *bytes) {
  if (file == NULL) return 0;
  size_t size = fread(bytes, 1, MOST, file);
  fclose(file);
  return size;
}

static int check(size_t kit_size, const unsigned char *license, size_t license_size) {
  airlatch_handle *kit;
  airlatch_code code = airlatch_open(&kit, kit_bytes, kit_size, NULL);
  if (code != AIRLATCH_OK) {
    printf("{\"kit\":\"%s\"}\n", airlatch_code_name(code));
    return 2;
  }
  airlatch_question question = { .size = sizeof question, .license = license, .license_size = license_size };
  airlatch_answer *answer = airlatch_check(kit, &question);
  bool valid = airlatch_valid(answer);
  const char *id = airlatch_text(answer, AIRLATCH_COMPUTER_ID, NULL);
  const char *key = airlatch_text(answer, AIRLATCH_KEY_ID, NULL);
  printf("{\"valid\":%s,\"reason\":\"%s\",\"computerId\":\"%s\",\"keyId\":\"%s\"}\n", valid ? "true" : "false",
         airlatch_code_name(airlatch_reason(answer, 0)), id != NULL ? id : "", key != NULL ? key : "");
  airlatch_free(answer);
  airlatch_close(kit);
  return valid ? 0 : 1;
}

#ifdef _WIN32
int wmain(int count, wchar_t **words) {
  size_t kit_size = count > 1 ? read_all(_wfopen(words[1], L"rb"), kit_bytes) : 0;
  size_t license_size = count > 2 ? read_all(_wfopen(words[2], L"rb"), license_bytes) : 0;
  return check(kit_size, count > 2 ? license_bytes : NULL, license_size);
}
#else
int main(int count, char **words) {
  size_t kit_size = count > 1 ? read_all(fopen(words[1], "rb"), kit_bytes) : 0;
  size_t license_size = count > 2 ? read_all(fopen(words[2], "rb"), license_bytes) : 0;
  return check(kit_size, count > 2 ? license_bytes : NULL, license_size);
}
#endif
