/*
 * Owns the results of a search: files sorted by the type of their message, and the licenses of AIRLATCH_LICENSE.
 * Nothing found is trusted. A saved mail or an archive is not opened here: it is input-not-recognised.
 */
#include "search.h"
#include "../carrier/carrier.h"
#include "../system/paths.h"

enum {
  USUAL_MILLISECONDS = 3000,
  MOST_MILLISECONDS = 600000,
  MOST_TEXT = 1500000 /* characters in the variable: a license of the largest size in base64, with its armor */
};
static const char VARIABLE[] = "AIRLATCH_LICENSE";

static void push(al_founds *list, al_memory *memory, al_found one) {
  al_found *items = al_grow(memory, list->items, list->count, &list->room, sizeof *items);
  if (items == NULL) return;
  list->items = items;
  items[list->count++] = one;
}

/* Anything that is neither a kit nor a list is among the licenses: opening it as one reports what is wrong. */
static al_founds *list_of(al_findings *out, int type) {
  return type == AL_REVOCATIONS ? &out->revocations : type == AL_KIT ? &out->kits : &out->licenses;
}

static airlatch_code code_of(al_fault fault) {
  switch (fault) {
    case AL_FINE: return AIRLATCH_OK;
    case AL_NOT_THERE: return AIRLATCH_FILE_NOT_FOUND;
    case AL_TOO_LARGE: return AIRLATCH_INPUT_TOO_LARGE;
    default: return AIRLATCH_CANNOT_READ;
  }
}

/* Whether the message is useful here; a request quoted in a saved reply is not. */
static bool is_useful(int type) { return type == AL_LICENSE || type == AL_BUNDLE || type == AL_REVOCATIONS || type == AL_KIT; }

/* Adds all useful messages of a file; one text may have several. */
static void push_messages(al_findings *out, al_memory *memory, al_found one, const al_handed *handed) {
  bool useful = false;
  for (size_t i = 0; i < handed->count; i++) useful = useful || is_useful(handed->messages[i].type);
  for (size_t i = 0; i < handed->count; i++) {
    const al_message *message = &handed->messages[i];
    if (useful && !is_useful(message->type)) continue;
    one.message = al_copy(memory, message->bytes.data, message->bytes.size);
    push(list_of(out, message->type), memory, one);
  }
  one.message = (airlatch_bytes){ 0 };
  one.code = handed->damage;
  if (one.code) push(&out->licenses, memory, one);
  one.code = handed->pieces > 1 ? AIRLATCH_SEVERAL_MESSAGES : AIRLATCH_FRAMES_MISSING;
  if (handed->pieces > 0) push(&out->licenses, memory, one);
}

void al_found_file(al_findings *out, al_memory *memory, const char *place, const al_file *file) {
  al_found one = { .place = place, .code = code_of(file->fault) };
  one.source = al_text(memory, file->source, strlen(file->source));
  al_handed handed;
  al_memory scratch = al_memory_of(&memory->allocator); /* reading a text takes several times its size */
  if (one.code == AIRLATCH_OK) one.code = al_messages_in(&scratch, file->bytes.data, file->bytes.size, &handed);
  if (scratch.is_out) memory->is_out = true;
  else if (one.code == AIRLATCH_OK) push_messages(out, memory, one, &handed);
  else push(&out->licenses, memory, one);
  al_release(&scratch);
}

static int64_t limit_of(int64_t milliseconds) {
  if (milliseconds <= 0) return USUAL_MILLISECONDS;
  return milliseconds < MOST_MILLISECONDS ? milliseconds : MOST_MILLISECONDS;
}

void al_search(al_findings *out, al_memory *memory, al_shares *shares, const airlatch_kit *kit, int64_t milliseconds) {
  *out = (al_findings){ 0 };
  if (kit->search_path.data == NULL || milliseconds < 0) return;
  airlatch_bytes paths[AL_MOST_PLACES];
  al_item list = al_cbor_item(kit->search_path.data);
  const uint8_t *at = list.data;
  al_look look = { .paths = paths, .milliseconds = limit_of(milliseconds) };
  for (; look.count < list.argument && look.count < AL_MOST_PLACES; look.count++) {
    al_item item = al_cbor_item(at);
    paths[look.count] = (airlatch_bytes){ item.data, (size_t)item.argument };
    at = al_cbor_after(item);
  }
  al_look_at(out, memory, shares, &look);
}

static void text_of_variable(al_findings *out, al_memory *memory, const char *text) {
  static const int WANTED[] = { AL_LICENSE, AL_BUNDLE, 0 };
  al_found one = { .source = VARIABLE, .place = AL_ENVIRONMENT_PLACE, .code = AIRLATCH_INPUT_TOO_LARGE };
  if (al_utf16_length(text) <= MOST_TEXT)
    one.code = al_carried(memory, WANTED, (const uint8_t *)text, strlen(text), &one.message);
  if (one.code == AIRLATCH_INPUT_NOT_RECOGNISED) one.code = AIRLATCH_INVALID_VALUE;
  if (one.code != AIRLATCH_OK) one.message = (airlatch_bytes){ 0 };
  push(&out->licenses, memory, one);
}

void al_environment_search(al_findings *out, al_memory *memory, al_shares *shares, int64_t milliseconds) {
  *out = (al_findings){ 0 };
  const char *raw = al_sys_variable(memory, VARIABLE);
  const char *text = raw != NULL && *raw != 0 ? al_utf8_text(memory, raw) : NULL;
  if (text == NULL) return;
  static const airlatch_bytes PLACE = { (const uint8_t *)AL_ENVIRONMENT_PLACE, sizeof AL_ENVIRONMENT_PLACE - 1 };
  if (al_path_here(memory, PLACE, AL_IS_WINDOWS, al_sys_variable) == NULL) {
    text_of_variable(out, memory, text);
    return;
  }
  al_look look = { .paths = &PLACE, .count = 1, .milliseconds = limit_of(milliseconds), .no_threads = milliseconds < 0 };
  al_look_at(out, memory, shares, &look);
}
