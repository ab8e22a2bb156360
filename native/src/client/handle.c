/*
 * Owns the implementation of airlatch.h: the opened kit, the check, and the functions of an answer. A kit and an answer
 * never change, so threads share them without locks; the threads that searches leave behind (al_shares) have their own
 * lock. Each has its own memory, and an answer has copies of everything it returns.
 */
#include "client.h"
#include "../carrier/carrier.h"
#include <stdlib.h>

struct airlatch_handle {
  al_memory memory;
  al_opened is;
};

airlatch_code airlatch_open(airlatch_handle **out, const void *bytes, size_t size, const airlatch_allocator *allocator) {
  *out = NULL;
  al_memory memory = al_memory_of(allocator);
  airlatch_handle *opened = al_take(&memory, sizeof *opened);
  if (opened == NULL) return AIRLATCH_OUT_OF_MEMORY;
  al_opened *is = &opened->is;
  is->bytes = al_copy(&memory, bytes, size);
  airlatch_code code = is->bytes.data == NULL
      ? AIRLATCH_OUT_OF_MEMORY
      : al_carried(&memory, (const int[]){ AL_KIT, 0 }, is->bytes.data, size, &is->bytes);
  if (code == AIRLATCH_OK) code = airlatch_kit_open(&is->kit, is->bytes.data, is->bytes.size);
  if (code == AIRLATCH_OK) code = al_computer_read(&is->computer, &memory, is->kit.product);
  if (code == AIRLATCH_OK) is->shares = al_shares_open();
  if (code == AIRLATCH_OK && (memory.is_out || is->shares == NULL)) code = AIRLATCH_OUT_OF_MEMORY;
  if (code != AIRLATCH_OK) {
    al_shares_close(is->shares);
    al_release(&memory);
    return code;
  }
  opened->memory = memory;
  *out = opened;
  return AIRLATCH_OK;
}

void airlatch_close(airlatch_handle *kit) {
  if (kit == NULL) return;
  al_shares_close(kit->is.shares);
  al_memory memory = kit->memory; /* has the kit itself */
  al_release(&memory);
}

/* The answer of a check without memory for an answer. */
static const airlatch_answer NO_MEMORY = { .verdict = { .reasons = { AIRLATCH_OUT_OF_MEMORY }, .reason_count = 1 } };

/* Copies the members that this version knows. A question without a size stays empty: al_question_read refuses it. */
static airlatch_question asked_by(const airlatch_question *question) {
  airlatch_question asked = { .size = sizeof asked };
  size_t size = question != NULL ? question->size : 0;
  if (size >= AL_LEAST_QUESTION) memcpy(&asked, question, size < sizeof asked ? size : sizeof asked);
  if (question != NULL) asked.size = size;
  return asked;
}

airlatch_answer *airlatch_check(const airlatch_handle *kit, const airlatch_question *question) {
  if (kit == NULL) return NULL;
  airlatch_question asked = asked_by(question);
  al_memory memory = al_memory_of(&kit->memory.allocator);
  airlatch_answer *answer = al_take(&memory, sizeof *answer);
  if (answer == NULL) return (airlatch_answer *)(uintptr_t)&NO_MEMORY;
  al_status(answer, &memory, &kit->is, &asked);
  if (memory.is_out) {
    al_release(&memory);
    return (airlatch_answer *)(uintptr_t)&NO_MEMORY;
  }
  answer->memory = memory;
  return answer;
}

void airlatch_free(airlatch_answer *answer) {
  if (answer == NULL || answer == &NO_MEMORY) return;
  al_memory memory = answer->memory;
  al_release(&memory);
}

bool airlatch_valid(const airlatch_answer *answer) { return answer != NULL && answer->verdict.valid; }

airlatch_code airlatch_reason(const airlatch_answer *answer, size_t index) {
  if (answer == NULL) return index == 0 ? AIRLATCH_NO_LICENSE : AIRLATCH_OK;
  return index < answer->verdict.reason_count ? answer->verdict.reasons[index] : AIRLATCH_OK;
}

airlatch_code airlatch_warning(const airlatch_answer *answer, size_t index) {
  return answer != NULL && index < answer->verdict.warning_count ? answer->verdict.warnings[index] : AIRLATCH_OK;
}

static int64_t or_never(const airlatch_answer *answer, airlatch_maybe value) {
  if (!answer->verdict.has_license) return 0;
  return value.present ? value.value : AIRLATCH_NEVER;
}

int64_t airlatch_ends_at(const airlatch_answer *answer) {
  return answer == NULL ? 0 : or_never(answer, answer->verdict.ends_at);
}

int64_t airlatch_days_left(const airlatch_answer *answer) {
  return answer == NULL ? 0 : or_never(answer, answer->verdict.days_left);
}

int64_t airlatch_runs_until(const airlatch_answer *answer) {
  return answer == NULL ? 0 : or_never(answer, answer->verdict.runs_until);
}

static airlatch_value value_of(const airlatch_answer *answer, const char *name) {
  return answer != NULL ? airlatch_value_of(&answer->verdict, name) : (airlatch_value){ 0 };
}

airlatch_feature_type airlatch_feature(const airlatch_answer *answer, const char *name) { return value_of(answer, name).type; }

int64_t airlatch_feature_number(const airlatch_answer *answer, const char *name, int64_t otherwise) {
  airlatch_value value = value_of(answer, name);
  return value.type == AIRLATCH_INTEGER ? value.integer : otherwise;
}

const char *airlatch_feature_text(const airlatch_answer *answer, const char *name) {
  if (value_of(answer, name).type != AIRLATCH_TEXT) return NULL;
  for (size_t i = 0; i < answer->feature_count; i++)
    if (strcmp(answer->features[i].name, name) == 0) return answer->features[i].text;
  return NULL;
}

const char *airlatch_feature_name(const airlatch_answer *answer, size_t index) {
  return answer != NULL && index < answer->feature_count ? answer->features[index].name : NULL;
}

const char *airlatch_text(const airlatch_answer *answer, airlatch_text_name name, size_t *size) {
  bool is_there = answer != NULL && (unsigned)name < AL_TEXTS && answer->texts[name].data != NULL;
  if (size != NULL) *size = is_there ? answer->texts[name].size : 0;
  return is_there ? (const char *)answer->texts[name].data : NULL;
}

const void *airlatch_license_bytes(const airlatch_answer *answer, size_t *size) {
  bool is_there = answer != NULL && answer->verdict.has_license;
  if (size != NULL) *size = is_there ? answer->verdict.message.size : 0;
  return is_there ? answer->verdict.message.data : NULL;
}
