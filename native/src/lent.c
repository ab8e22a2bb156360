/*
 * Owns what the client's folder has of leases (SPEC.md section 16.5): those in hand, what was given back, and the installation
 * that takes them. An account that may not write to the home has these in another one, with a key of its own.
 */
#include "internal.h"

enum { MOST_LEASE = 2 * AL_MOST_FILE };

static airlatch_id id_of(const char *digits) {
  airlatch_id id;
  al_item text = { AL_TEXT, 16, (const uint8_t *)digits, (const uint8_t *)digits };
  al_read_id_text(text, &id);
  return id;
}

/* What is noted of a lease that was given back; a note that cannot be read was written all the same. */
static bool is_note_there(al_memory *memory, const char *folder, const char *name) {
  airlatch_bytes nothing;
  const char *note = al_join(memory, "returned-", name + sizeof "lease-" - 1, "");
  const char *path = note != NULL ? al_home_path(memory, folder, note) : NULL;
  return path == NULL || al_sys_read(memory, path, 0, &nothing) != AL_ABSENT;
}

static bool is_returned(const al_record *record, airlatch_id id) {
  if (record->has_own && al_number_of(record->own.returned, id) != NULL) return true;
  for (size_t i = 0; i < record->other_count; i++)
    if (al_number_of(record->others[i].returned, id) != NULL) return true;
  return false;
}

/* The files of leases in hand that can be read. NULL: there are none. */
static al_lease_file *files_in(const char *folder, al_memory *memory, const al_record *record, size_t *count) {
  static const al_pattern LEASE = { "lease-", ".cbor", 16, 16, al_is_hex };
  const char **names;
  size_t name_count;
  *count = 0;
  if (al_home_names(memory, folder, &LEASE, &names, &name_count) != AL_READ || name_count == 0) return NULL;
  if (name_count > AL_MOST_LEASES) name_count = AL_MOST_LEASES;
  al_lease_file *files = al_take(memory, name_count * sizeof *files);
  for (size_t i = 0; files != NULL && i < name_count; i++) {
    al_lease_file *file = &files[*count];
    const char *path = al_home_path(memory, folder, names[i]);
    if (path == NULL || al_sys_read(memory, path, MOST_LEASE, &file->content) != AL_READ) continue;
    file->id = id_of(names[i] + sizeof "lease-" - 1);
    file->returned = is_returned(record, file->id) || is_note_there(memory, folder, names[i]);
    (*count)++;
  }
  return files;
}

/*
 * The best lease in hand. What the states of both installations say of times holds, where leases have one of their own.
 * False: there is none whose chain holds.
 */
bool al_lent_first(al_reviewed *lent, al_review *review) {
  al_folder *folder = review->folder;
  al_memory *memory = folder->memory;
  const al_record *record = &folder->record;
  airlatch_world world = review->world;
  al_record other;
  al_lent *all;
  size_t count;
  if (folder->lease_path == NULL) return false;
  if (folder->lease_path != folder->path) {
    al_record_read(&other, memory, folder->lease_path, folder->kit.product, NULL, folder->kit.library_is_exact);
    record = &other;
  }
  const char *path = al_home_path(memory, folder->lease_path, "leases");
  al_lease_file *files = path != NULL ? files_in(path, memory, record, &count) : NULL;
  if (files == NULL) return false;
  al_holding holding = { .key = record->has_own ? record->own.key : NULL };
  holding.recorded = al_record_latest(&folder->record);
  if (record != &folder->record) {
    int64_t latest = al_record_latest(record);
    al_folder_add_time(folder, &world, latest);
    if (latest > holding.recorded) holding.recorded = latest;
    world.state_damaged = world.state_damaged || record->damage != AIRLATCH_OK;
  }
  if (al_leases_look(&all, memory, &folder->kit, &world, &holding, files, count) == 0) return false;
  const char *address = (const char *)al_copy(memory, all->address.data, all->address.size).data;
  *lent = (al_reviewed){ .source = all->address.data != NULL ? address : "lease", .verdict = all->verdict, .is_lent = true };
  al_review_damage(lent, folder->record.damage ? folder->record.damage : record->damage);
  return true;
}
