/* Owns what a program states about itself in a question, in the forms that the flags of `airlatch status` accept. */
#include "client.h"

enum { MOST_FEATURES = 256 };

/* Accepts digits, letters, `.`, `-`, `+` and `_`, at most 32; the first is a digit or letter. */
static bool is_version(const char *text) {
  size_t size = strlen(text);
  for (size_t i = 0; i < size; i++)
    if (!al_is_letter(text[i]) && !al_is_digit(text[i]) && (i == 0 || strchr(".+_-", text[i]) == NULL)) return false;
  return size >= 1 && size <= 32;
}

static bool number(const char *text, size_t digits, int *value) {
  *value = 0;
  for (size_t i = 0; i < digits; i++) {
    if (!al_is_digit(text[i])) return false;
    *value = *value * 10 + (text[i] - '0');
  }
  return true;
}

/* Returns the first second of a day such as 2026-11-30, from year 1970 to 9999. */
static bool day_of(const char *text, int64_t *start) {
  static const int DAYS[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  int year, month, day;
  if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') return false;
  if (!number(text, 4, &year) || !number(text + 5, 2, &month) || !number(text + 8, 2, &day)) return false;
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1] + (month == 2 && leap)) return false;
  int64_t before = year - 1; /* completed years */
  int64_t days = before * 365 + before / 4 - before / 100 + before / 400 - 719162 + day - 1;
  for (int m = 0; m < month - 1; m++) days += DAYS[m] + (m == 1 && leap);
  *start = days * AL_DAY;
  return true;
}

static bool read_features(airlatch_world *world, al_memory *memory, const char *const *names) {
  if (names == NULL) return true;
  airlatch_bytes *features = al_take(memory, MOST_FEATURES * sizeof *features);
  for (size_t i = 0; names[i] != NULL; i++) {
    airlatch_bytes text = al_words_of(names[i]);
    al_item name = { AL_TEXT, text.size, text.data, text.data };
    if (features == NULL || i == MOST_FEATURES || !al_is_feature_name(name)) return false;
    features[world->feature_count++] = text;
  }
  world->features = features;
  return true;
}

/* Adds the site's workload name, one more reading (SPEC.md section 8.3), and its computer ID for people. */
airlatch_code al_question_workload(al_computer *computer, al_memory *memory, airlatch_bytes product, const char *name) {
  static const uint8_t COUNTED[] = { AL_WORKLOAD };
  uint8_t id[8];
  if (name == NULL) name = al_sys_variable(memory, "AIRLATCH_WORKLOAD");
  if (name == NULL || name[0] == '\0') return AIRLATCH_OK;
  if (!al_is_workload_name(al_words_of(name))) return AIRLATCH_INVALID_VALUE;
  uint8_t *hash = al_take(memory, 8);
  if (hash == NULL) return AIRLATCH_OUT_OF_MEMORY;
  al_reading_hash(hash, product, AL_WORKLOAD, name, strlen(name));
  airlatch_reading reading = { AL_WORKLOAD, { hash, 8 } };
  al_computer_hash(id, &reading, 1, COUNTED, 1);
  computer->readings[computer->count++] = reading;
  computer->computer_id = al_computer_id(memory, id);
  return AIRLATCH_OK;
}

/* AIRLATCH_INVALID_VALUE: a malformed version, day or feature name; too small a size; a license without bytes. */
airlatch_code al_question_read(airlatch_world *world, al_memory *memory, const airlatch_question *question) {
  bool is_whole = question->size >= AL_LEAST_QUESTION && (question->license != NULL || question->license_size == 0);
  if (!is_whole) return AIRLATCH_INVALID_VALUE;
  if (question->version != NULL) {
    if (!is_version(question->version)) return AIRLATCH_INVALID_VALUE;
    world->program_version = al_words_of(question->version);
  }
  if (question->released != NULL) {
    world->released_at.present = true;
    if (!day_of(question->released, &world->released_at.value)) return AIRLATCH_INVALID_VALUE;
  }
  return read_features(world, memory, question->features) ? AIRLATCH_OK : AIRLATCH_INVALID_VALUE;
}
