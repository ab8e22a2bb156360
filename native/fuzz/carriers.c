/* Readers of what users hand over: any bytes as carriers of messages, and a check of them through the public handle. */
#include "fuzz.h"
#include <stdlib.h>

void fuzz_carrier(const uint8_t *bytes, size_t size, uint8_t variant) {
  static const int LICENSES[] = { AL_BUNDLE, AL_LICENSE, 0 };
  static const int KITS[] = { AL_KIT, 0 };
  al_memory memory = al_memory_of(NULL);
  airlatch_bytes message = { NULL, 0 };
  al_handed handed;
  airlatch_code code = al_carried(&memory, variant & 1 ? KITS : LICENSES, bytes, size, &message);
  FUZZ_MUST(airlatch_code_name(code) != NULL);
  if (code == AIRLATCH_OK) {
    FUZZ_MUST(message.data != NULL);
    fuzz_touch(message);
  }
  code = al_messages_in(&memory, bytes, size, &handed);
  FUZZ_MUST(airlatch_code_name(code) != NULL);
  if (code == AIRLATCH_OK)
    for (size_t i = 0; i < handed.count; i++) fuzz_touch(handed.messages[i].bytes);
  al_release(&memory);
}

void fuzz_base64(const uint8_t *bytes, size_t size, uint8_t variant) {
  uint8_t *out = malloc(size / 4 * 3 + 3);
  size_t count = 0;
  if (out == NULL) return;
  if (al_base64(bytes, size, variant & 1, out, &count)) {
    FUZZ_MUST(count <= size / 4 * 3 + 3);
    fuzz_touch((airlatch_bytes){ out, count });
  }
  free(out);
}

static void touch_text(const char *text) {
  if (text != NULL) fuzz_touch((airlatch_bytes){ (const uint8_t *)text, strlen(text) });
}

static void touch_answer(const airlatch_answer *answer) {
  FUZZ_MUST(airlatch_valid(answer) == (airlatch_reason(answer, 0) == AIRLATCH_OK));
  for (size_t i = 0; i < 20; i++) {
    FUZZ_MUST(airlatch_code_name(airlatch_reason(answer, i)) != NULL);
    FUZZ_MUST(airlatch_code_name(airlatch_warning(answer, i)) != NULL);
  }
  const char *name;
  for (size_t i = 0; (name = airlatch_feature_name(answer, i)) != NULL; i++) {
    FUZZ_MUST(airlatch_valid(answer) && airlatch_feature(answer, name) != AIRLATCH_NO_FEATURE);
    FUZZ_MUST((airlatch_feature_text(answer, name) != NULL) == (airlatch_feature(answer, name) == AIRLATCH_TEXT));
    airlatch_feature_number(answer, name, 0);
    touch_text(airlatch_feature_text(answer, name));
  }
  for (int text = 0; text < AL_TEXTS; text++) {
    size_t count;
    const char *data = airlatch_text(answer, (airlatch_text_name)text, &count);
    fuzz_touch((airlatch_bytes){ (const uint8_t *)data, count });
    FUZZ_MUST(data == NULL || data[count] == 0);
  }
  size_t count;
  const void *license = airlatch_license_bytes(answer, &count);
  fuzz_touch((airlatch_bytes){ license, count });
  FUZZ_MUST(airlatch_days_left(answer) >= 0);
  FUZZ_MUST(airlatch_runs_until(answer) >= airlatch_ends_at(answer));
}

/* Checks as a program does; `license` NULL: with the licenses of this computer. */
void fuzz_ask(const uint8_t *license, size_t size, const char *home, uint8_t variant) {
  static airlatch_handle *kit;
  static const char *const FEATURES[] = { "export", NULL };
  airlatch_bytes opened = fuzz_kit_bytes();
  if (kit == NULL) FUZZ_MUST(airlatch_open(&kit, opened.data, opened.size, NULL) == AIRLATCH_OK);
  airlatch_question question = { .size = sizeof question, .license = license, .license_size = size, .home = home };
  question.search_milliseconds = -1;
  question.version = variant & 1 ? "2.3.1" : NULL;
  question.workload = variant & 2 ? "prod/scope-1" : NULL;
  question.features = variant & 4 ? FEATURES : NULL;
  airlatch_answer *answer = airlatch_check(kit, &question);
  FUZZ_MUST(answer != NULL);
  touch_answer(answer);
  airlatch_free(answer);
}

/* A license file passed by a program, with any content. */
void fuzz_answer(const uint8_t *bytes, size_t size, uint8_t variant) { fuzz_ask(bytes, size, "/no such folder", variant); }
