/*
 * Owns the judging of licenses for one check: whether each is valid here, which valid one is the best, and, if none is,
 * which refusal is the most informative. They are judged by the folder and by the readings of this computer.
 */
#include "client.h"

static bool is_bundle(airlatch_bytes message) {
  al_sign1 parsed;
  return !al_sign1_parse(&parsed, AL_BUNDLE, message.data, message.size);
}

static void say_damage(airlatch_code *codes, size_t count, airlatch_code damage) {
  for (size_t i = 0; i < count; i++)
    if (codes[i] == AIRLATCH_STATE_DAMAGED) codes[i] = damage;
}

/* Replaces state-damaged by the reason why the record is damaged. */
void al_say_damage(airlatch_verdict *verdict, airlatch_code damage) {
  if (damage == AIRLATCH_OK) return;
  say_damage(verdict->reasons, verdict->reason_count, damage);
  say_damage(verdict->warnings, verdict->warning_count, damage);
}

/* Judges one candidate. */
al_reviewed al_review_one(al_review *review, const al_found *candidate) {
  al_reviewed looked = { .source = candidate->source };
  airlatch_bytes message = candidate->message;
  if (candidate->code) {
    al_refuse(&looked.verdict, candidate->code);
    return looked;
  }
  if (is_bundle(message)) al_folder_requests(review->folder, &review->world);
  airlatch_verify(&looked.verdict, &review->folder->kit, &review->world, message.data, message.size);
  /* a license by hash needs the kept requests; they are read only for such a license */
  if (looked.verdict.has_license && looked.verdict.license.binding == AIRLATCH_BY_HASH && review->world.requests == NULL) {
    al_folder_requests(review->folder, &review->world);
    airlatch_verify(&looked.verdict, &review->folder->kit, &review->world, message.data, message.size);
  }
  al_say_damage(&looked.verdict, review->folder->record.damage);
  return looked;
}

/* Whether the last item is of the same file and no license either: one says as much as a hundred thousand. */
static bool is_known(const al_review *review, const al_reviewed *looked) {
  if (review->count == 0 || looked->verdict.has_license || looked->source == NULL) return false;
  const al_reviewed *last = &review->items[review->count - 1];
  return !last->verdict.has_license && last->source != NULL && strcmp(last->source, looked->source) == 0;
}

/* Adds a judged license. */
void al_review_add(al_review *review, al_reviewed looked) {
  if (is_known(review, &looked)) return;
  al_reviewed *items = al_grow(review->folder->memory, review->items, review->count, &review->room, sizeof *items);
  if (items == NULL) return;
  review->items = items;
  items[review->count++] = looked;
}

/* Judges all candidates and adds them. */
void al_review_all(al_review *review, const al_founds *candidates) {
  for (size_t i = 0; i < candidates->count; i++) al_review_add(review, al_review_one(review, &candidates->items[i]));
}

/* Returns the best valid license, the first among equals; NULL if none is valid. */
const al_reviewed *al_review_best(const al_review *review) {
  const al_reviewed *best = NULL;
  for (size_t i = 0; i < review->count; i++) {
    const al_reviewed *one = &review->items[i];
    if (one->verdict.valid && (best == NULL || al_is_better(&one->verdict, &best->verdict))) best = one;
  }
  return best;
}

/* The most informative refusal: of a license for this vendor, product, computer and user, else of any readable one. */
const al_reviewed *al_review_best_refusal(const al_review *review) {
  const al_reviewed *read = NULL;
  for (size_t i = 0; i < review->count; i++) {
    const al_reviewed *one = &review->items[i];
    if (!one->verdict.has_license) continue;
    if (!al_is_foreign(&one->verdict)) return one;
    if (read == NULL) read = one;
  }
  return read != NULL || review->count == 0 ? read : &review->items[0];
}

/* Whether the days of a license have begun, by the record of its installation; also true if it has no such days. */
static bool have_days_begun(const airlatch_license *license, const al_record *record) {
  if (!license->first_run_days.present || !record->has_own) return true;
  if (!al_same_id(al_key_id(record->own.key), license->installation)) return true;
  return al_number_of(record->own.first_runs, license->activation) != NULL;
}

static bool is_clock_wrong(const airlatch_verdict *verdict) {
  for (size_t i = 0; i < verdict->warning_count; i++)
    switch (verdict->warnings[i]) {
      case AIRLATCH_CLOCK_NOT_SET:
      case AIRLATCH_CLOCK_WAS_AHEAD:
      case AIRLATCH_CLOCK_SET_BACK: return true;
      default: break;
    }
  return false;
}

/* Adds warnings before all others if a valid license, or its maintenance, ends in at most 30 days. */
void al_warn_ahead(airlatch_verdict *verdict, const al_record *record, int64_t now) {
  const airlatch_license *license = &verdict->license;
  if (!verdict->valid || is_clock_wrong(verdict)) return;
  bool same = verdict->ends_at.present == license->expires_at.present
      && (!verdict->ends_at.present || verdict->ends_at.value == license->expires_at.value);
  bool fixed = same || have_days_begun(license, record);
  int64_t term = fixed && verdict->ends_at.present ? verdict->ends_at.value : INT64_MAX;
  int64_t maintained = license->maintained_until.present ? license->maintained_until.value : INT64_MAX;
  airlatch_code soon[2];
  size_t count = 0;
  if (term > now && term - now <= 30 * AL_DAY) soon[count++] = AIRLATCH_EXPIRES_SOON;
  if (maintained < term && maintained > now && maintained - now <= 30 * AL_DAY)
    soon[count++] = AIRLATCH_MAINTENANCE_ENDS_SOON;
  memmove(verdict->warnings + count, verdict->warnings, verdict->warning_count * sizeof *verdict->warnings);
  memcpy(verdict->warnings, soon, count * sizeof *soon);
  verdict->warning_count += count;
}
