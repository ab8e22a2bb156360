/*
 * Owns the copy of the license that was last found on the search path (SPEC.md section 16.5), so that a program still
 * runs while a share is unavailable. It is used only while its place does not answer, and for 30 days after its license
 * was last seen there, according to the signed state.
 */
#include "client.h"

/* Looks up a text key. */
static bool get(al_item map, const char *key, al_item *value) {
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    *value = al_cbor_item(al_cbor_after(name));
    if (name.type == AL_TEXT && al_words_are((airlatch_bytes){ name.data, (size_t)name.argument }, key)) return true;
    at = al_cbor_after(*value);
  }
  return false;
}

/* Reads the copy. Returns false if it is missing or damaged. */
static bool read_copy(al_copied *copy, al_folder *folder) {
  airlatch_bytes bytes;
  al_item place, source, shared, message;
  if (al_folder_file(folder, "copy.cbor", &bytes) != AL_FINE || al_cbor_check(bytes.data, bytes.size)) return false;
  al_item map = al_cbor_item(bytes.data);
  if (map.type != AL_MAP || !get(map, "place", &place) || place.type != AL_TEXT || !get(map, "source", &source)
      || source.type != AL_TEXT || !get(map, "shared", &shared) || shared.type != AL_BOOLEAN
      || !get(map, "message", &message) || message.type != AL_BYTES)
    return false;
  copy->place = (airlatch_bytes){ place.data, (size_t)place.argument };
  copy->shared = shared.argument == 1;
  copy->found.message = (airlatch_bytes){ message.data, (size_t)message.argument };
  copy->found.source = al_text(folder->memory, source.data, (size_t)source.argument);
  return copy->found.source != NULL;
}

/* Whether its file was found but has no license in it. It may be half written, so it does not prove a removal. */
static bool is_replaced(const al_copied *copy, const al_review *review) {
  for (size_t i = 0; i < review->count; i++) {
    const char *source = review->items[i].source; /* NULL: out of memory */
    if (!review->items[i].verdict.has_license && source != NULL && strcmp(source, copy->found.source) == 0) return true;
  }
  return false;
}

static const al_place *place_of(const al_copied *copy, const al_findings *const parts[2]) {
  for (size_t p = 0; p < 2; p++)
    for (size_t i = 0; i < parts[p]->place_count; i++)
      if (al_words_are(copy->place, parts[p]->places[i].path)) return &parts[p]->places[i];
  return NULL;
}

/*
 * Judges the copy. AIRLATCH_LICENSE_FROM_COPY: it is used if it is valid; AIRLATCH_COPY_TOO_OLD; AIRLATCH_OK: there is
 * no copy, or its place has answered. If the clock is behind the latest time in the state, that time is used, so that
 * setting the clock back gains nothing.
 */
airlatch_code al_copy_judge(al_copied *copy, al_review *review, const al_findings *const parts[2]) {
  const al_record *record = &review->folder->record;
  if (!record->has_own || !record->own.copy_seen.present || !read_copy(copy, review->folder)) return AIRLATCH_OK;
  const al_place *place = place_of(copy, parts);
  if (place == NULL) return AIRLATCH_OK; /* the kit no longer names the place, which withdraws the copy */
  bool away = place->answer == AL_PLACE_SILENT || place->answer == AL_PLACE_NOT_THERE || (copy->shared && !place->shared)
      || is_replaced(copy, review);
  if (!away) return AIRLATCH_OK;
  int64_t now = record->own.latest_at > review->world.now ? record->own.latest_at : review->world.now;
  return now >= record->own.copy_seen.value + 30 * AL_DAY ? AIRLATCH_COPY_TOO_OLD : AIRLATCH_LICENSE_FROM_COPY;
}
