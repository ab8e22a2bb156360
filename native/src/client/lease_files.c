/*
 * Owns the lease files of the client's folder (SPEC.md section 16.5), for one check: the files, whether they were
 * returned, and the record of the installation that takes them. If an account may not write to the home, they have a
 * separate folder.
 */
#include "client.h"

static bool is_noted(const al_record *record, airlatch_id id) {
  if (record->has_own && al_number_of(record->own.returned, id) != NULL) return true;
  for (size_t i = 0; i < record->other_count; i++)
    if (al_number_of(record->others[i].returned, id) != NULL) return true;
  return false;
}

/* Whether the lease was returned. The note of a return is valid with any content, and even if it cannot be read. */
static bool is_returned(al_memory *memory, const char *folder, const al_record *record, const char *digits, airlatch_id id) {
  airlatch_bytes content;
  const char *name = al_join(memory, "returned-", digits, ".cbor");
  const char *path = name != NULL ? al_home_path(memory, folder, name) : NULL;
  return is_noted(record, id) || path == NULL || al_sys_read(memory, path, AL_MOST_FILE, AL_TO_END, &content) != AL_NOT_THERE;
}

/* Reads lease-ID.cbor, whose ID has 16 digits. */
static bool read_file(al_lease_file *file, al_memory *memory, const char *folder, const al_record *record, const char *name) {
  const char *digits = al_text(memory, name + strlen("lease-"), 16);
  const char *path = al_home_path(memory, folder, name);
  if (digits == NULL || path == NULL) return false;
  al_item text = { AL_TEXT, 16, (const uint8_t *)digits, (const uint8_t *)digits };
  if (!al_read_id_text(text, &file->id)) return false;
  if (al_sys_read(memory, path, AL_MOST_FILE, AL_TO_END, &file->content) != AL_FINE) return false;
  file->returned = is_returned(memory, folder, record, digits, file->id);
  return true;
}

static size_t read_files(al_lease_file **files, al_memory *memory, const char *folder, const al_record *record) {
  static const al_pattern LEASE = { "lease-", ".cbor", 16, 16, al_is_hex };
  const char **names;
  size_t name_count, count = 0;
  if (al_home_names(memory, folder, &LEASE, &names, &name_count) != AL_FINE) return 0;
  if (name_count > AL_MOST_LEASES) name_count = AL_MOST_LEASES;
  *files = al_take(memory, (name_count + 1) * sizeof **files);
  for (size_t i = 0; *files != NULL && i < name_count; i++)
    if (read_file(&(*files)[count], memory, folder, record, names[i])) count++;
  return count;
}

/* Finds the best lease in hand. Returns false if no lease has valid signatures. */
bool al_lent_best(al_reviewed *best, const al_review *review, const al_computer *computer) {
  al_folder *folder = review->folder;
  al_memory *memory = folder->memory;
  al_record own = folder->record;
  airlatch_world world = review->world;
  al_lease_file *files;
  al_lent *lent;
  const char *path = folder->lease_path != NULL ? al_home_path(memory, folder->lease_path, "leases") : NULL;
  size_t count = path != NULL ? read_files(&files, memory, path, &own) : 0;
  if (count == 0) return false;
  if (strcmp(folder->lease_path, folder->path) != 0) {
    al_record_read(&own, memory, folder->lease_path, folder->kit.product, NULL, folder->kit.library_is_exact);
    al_record_add_times(&own, memory, &world, computer);
    for (size_t i = 0; i < count; i++) files[i].returned = files[i].returned || is_noted(&own, files[i].id);
  }
  airlatch_code damage = folder->record.damage ? folder->record.damage : own.damage;
  world.state_damaged = damage != AIRLATCH_OK;
  al_holding holding = { .key = own.has_own ? own.own.key : NULL, .recorded = al_record_latest(&folder->record) };
  if (al_record_latest(&own) > holding.recorded) holding.recorded = al_record_latest(&own);
  if (al_leases_look(&lent, memory, &folder->kit, &world, &holding, files, count) == 0) return false;
  airlatch_bytes address = lent->address;
  *best = (al_reviewed){ .source = "lease", .verdict = lent->verdict, .lent = true };
  if (address.data != NULL) best->source = al_text(memory, address.data, address.size);
  al_say_damage(&best->verdict, damage);
  return true;
}
