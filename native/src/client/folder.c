/*
 * Owns what the client keeps of one product (SPEC.md section 16.5), as far as a check needs it: the record, the newest
 * list of revocations, the requests, and the newest kit that can be reached by succession from the kit in the program.
 * Everything is trusted only by its signature.
 */
#include "client.h"
#include <stdlib.h>

enum { MOST_STEPS = 64 };

static airlatch_code code_of(al_fault outcome) {
  if (outcome == AL_FINE || outcome == AL_NOT_THERE) return AIRLATCH_OK;
  return outcome == AL_TOO_LARGE ? AIRLATCH_INPUT_TOO_LARGE : AIRLATCH_CANNOT_READ;
}

/* Reads a file of the product's folder. */
al_fault al_folder_file(al_folder *folder, const char *name, airlatch_bytes *content) {
  if (folder->path == NULL || folder->is_absent) return AL_NOT_THERE;
  const char *path = al_home_path(folder->memory, folder->path, name);
  return path != NULL ? al_sys_read(folder->memory, path, AL_MOST_FILE, AL_TO_END, content) : AL_BROKEN;
}

typedef struct { const airlatch_kit *kit; size_t order; bool is_taken; } offered;

static int by_sequence(const void *a, const void *b) {
  const offered *one = a, *other = b;
  if (one->kit->sequence != other->kit->sequence) return one->kit->sequence < other->kit->sequence ? -1 : 1;
  return one->order < other->order ? -1 : 1;
}

/* Takes the newest kit reachable by steps, each signed by a key of the one before. Its number may be smaller. */
static void take_newest(al_folder *folder, const airlatch_kit *kits, size_t count) {
  offered *all = count > 0 ? al_take(folder->memory, count * sizeof *all) : NULL;
  if (all == NULL) return;
  for (size_t i = 0; i < count; i++) all[i] = (offered){ &kits[i], i, false };
  qsort(all, count, sizeof *all, by_sequence);
  for (size_t i = 0; i < count;) {
    if (all[i].is_taken || !al_may_follow(&folder->kit, all[i].kit)) {
      i++;
      continue;
    }
    folder->kit = *all[i].kit;
    all[i].is_taken = true;
    i = 0;
  }
}

/* Adds a valid kit. The kit in the program is the start, may also be a later step, and is not verified again. */
static void add_kit(const al_folder *folder, airlatch_kit *kits, size_t *count, airlatch_bytes message, airlatch_bytes root) {
  if (al_same(message, root)) kits[(*count)++] = folder->kit;
  else if (!al_kit_open(&kits[*count], message.data, message.size, folder->kit.library_is_exact)) (*count)++;
}

static airlatch_code read_kits(al_folder *folder, airlatch_bytes root) {
  static const al_pattern STEP = { "kit-", ".cbor", 1, 16, al_is_digit };
  const char **names;
  size_t name_count, count = 0;
  airlatch_bytes kept, step;
  al_fault listed = al_home_names(folder->memory, folder->path, &STEP, &names, &name_count);
  folder->is_absent = listed == AL_NOT_THERE; /* so no file in it is tried, which would take as long as a signature */
  if (folder->is_absent) return AIRLATCH_OK;
  al_fault has_kept = al_folder_file(folder, "kit.cbor", &kept);
  if (code_of(has_kept)) return code_of(has_kept);
  if (code_of(listed)) return code_of(listed);
  if (name_count > MOST_STEPS) name_count = MOST_STEPS;
  airlatch_kit *kits = al_take(folder->memory, (name_count + 1) * sizeof *kits);
  for (size_t i = 0; kits != NULL && i < name_count; i++) {
    al_fault outcome = al_folder_file(folder, names[i], &step);
    if (code_of(outcome)) return code_of(outcome);
    if (outcome == AL_FINE) add_kit(folder, kits, &count, step, root);
  }
  if (kits != NULL && has_kept == AL_FINE) add_kit(folder, kits, &count, kept, root);
  take_newest(folder, kits, count);
  return AIRLATCH_OK;
}

/* Returns the least sequence to accept, of kits or of lists, from all states of the product on this computer. */
static int64_t least_seen(const al_folder *folder, bool lists) {
  const al_record *record = &folder->record;
  airlatch_sequence seen[AL_MOST_KEYS_SEEN];
  al_numbers all = { 0 };
  if (record->has_own) all = lists ? record->own.revocations_seen : record->own.kits_seen;
  for (size_t i = 0; i < record->other_count; i++) {
    const al_state *other = &record->others[i];
    all = al_join_sequences(folder->memory, all, lists ? other->revocations_seen : other->kits_seen);
  }
  for (size_t i = 0; i < all.count; i++) seen[i] = (airlatch_sequence){ all.entries[i].id, all.entries[i].number };
  return airlatch_least_sequence(&folder->kit, seen, all.count);
}

bool al_folder_rolled_back(const al_folder *folder) { return folder->kit.sequence < least_seen(folder, false); }

/* Takes a list of revocations unless it is older than the present one. */
static void offer_list(al_folder *folder, airlatch_bytes message, int64_t least) {
  airlatch_revocations list;
  if (folder->has_list && al_same(message, folder->list_bytes)) return;
  if (airlatch_revocations_open(&list, &folder->kit, least, message.data, message.size)) return;
  if (folder->has_list && list.sequence <= folder->list.sequence) return;
  folder->has_list = true;
  folder->list = list;
  folder->list_bytes = message;
}

/* Reads the lists, judged by the present kit: once it retires the key of a list, that list takes no effect. */
static void read_lists(al_folder *folder, const al_founds *found) {
  airlatch_bytes kept;
  int64_t least = least_seen(folder, true);
  folder->has_list = false;
  if (al_folder_file(folder, "revocations.cbor", &kept) == AL_FINE) offer_list(folder, kept, least);
  for (size_t i = 0; found != NULL && i < found->count; i++)
    if (found->items[i].code == AIRLATCH_OK) offer_list(folder, found->items[i].message, least);
}

/* Uses newer kits and lists that a search has found. */
void al_folder_take_up(al_folder *folder, const al_founds *found, const al_founds *lists) {
  size_t count = 0;
  airlatch_kit *kits = found->count > 0 ? al_take(folder->memory, found->count * sizeof *kits) : NULL;
  for (size_t i = 0; kits != NULL && i < found->count; i++)
    if (found->items[i].code == AIRLATCH_OK) add_kit(folder, kits, &count, found->items[i].message, (airlatch_bytes){ 0 });
  take_newest(folder, kits, count);
  read_lists(folder, lists);
}

/* Opens the folder. Faults: home-missing; cannot-read or input-too-large, of a kept kit. Other damage comes later. */
airlatch_code al_folder_open(al_folder *folder, al_memory *memory, const airlatch_kit *root, airlatch_bytes root_bytes,
                             const char *named) {
  al_home home;
  *folder = (al_folder){ .memory = memory, .kit = *root };
  airlatch_code fault = al_home_find(&home, memory, named);
  const char *product = fault ? NULL : al_text(memory, root->product.data, root->product.size);
  if (fault) return fault;
  if (product != NULL) folder->path = al_home_path(memory, home.home, product);
  bool apart = home.leases != home.home;
  if (product != NULL) folder->lease_path = apart ? al_home_path(memory, home.leases, product) : folder->path;
  if (folder->path == NULL || folder->lease_path == NULL) return AIRLATCH_OUT_OF_MEMORY;
  fault = read_kits(folder, root_bytes);
  if (fault) return fault;
  const char *path = folder->is_absent ? NULL : folder->path;
  al_record_read(&folder->record, memory, path, root->product, home.copies, root->library_is_exact);
  read_lists(folder, NULL);
  return memory->is_out ? AIRLATCH_OUT_OF_MEMORY : AIRLATCH_OK;
}

/* Whether a time is trusted: after a clock reset, later times recorded before it are ignored (section 9.10). */
static bool is_believed(const al_record *record, int64_t at) {
  if (!record->has_own || !record->own.reset_at.present) return true;
  return at <= record->own.reset_at.value || at > record->own.distrusted.value;
}

/* The second latest time of the system's files, because one odd file must not lock a computer out; else INT64_MIN. */
static int64_t latest_file(const al_record *record, const al_computer *computer) {
  int64_t latest[2] = { INT64_MIN, INT64_MIN };
  for (size_t i = 0; i < computer->seen_count; i++) {
    int64_t at = computer->seen[i];
    if (!is_believed(record, at) || at <= latest[1]) continue;
    latest[1] = at > latest[0] ? latest[0] : at;
    if (at > latest[0]) latest[0] = at;
  }
  return latest[1];
}

int64_t al_record_latest(const al_record *record) {
  int64_t latest = record->has_own ? record->own.latest_at : 0;
  for (size_t i = 0; i < record->other_count; i++) {
    int64_t at = record->others[i].latest_at;
    if (at > latest && is_believed(record, at)) latest = at;
  }
  return latest;
}

/* Adds the times that have certainly passed, from this record and from files of the system. */
void al_record_add_times(const al_record *record, al_memory *memory, airlatch_world *world, const al_computer *computer) {
  int64_t *seen = al_take(memory, (world->seen_count + 2) * sizeof *seen);
  if (seen == NULL) return;
  if (world->seen_count > 0) memcpy(seen, world->seen, world->seen_count * sizeof *seen);
  world->seen = seen;
  int64_t latest = al_record_latest(record);
  int64_t file = latest_file(record, computer);
  if (latest > 0) seen[world->seen_count++] = latest;
  if (file != INT64_MIN) seen[world->seen_count++] = file;
}

static const airlatch_id *ids_of(const al_folder *folder, bool revoked, size_t *count) {
  const al_record *record = &folder->record;
  size_t all = record->has_own ? (revoked ? record->own.revoked : record->own.deactivated).count : 0;
  for (size_t i = 0; i < record->other_count; i++)
    all += (revoked ? record->others[i].revoked : record->others[i].deactivated).count;
  airlatch_id *ids = al_take(folder->memory, (all + 1) * sizeof *ids);
  for (size_t i = 0; ids != NULL && i <= record->other_count; i++) {
    const al_state *state = i == 0 ? &record->own : &record->others[i - 1];
    al_numbers numbers = revoked ? state->revoked : state->deactivated;
    for (size_t k = 0; k < numbers.count; k++) ids[(*count)++] = numbers.entries[k].id;
  }
  return ids;
}

/* Adds the first runs that the installation has recorded. A first run recorded while the clock was ahead is ignored. */
static void add_first_runs(const al_folder *folder, airlatch_world *world) {
  const al_record *record = &folder->record;
  if (!record->has_own) return;
  al_numbers runs = record->own.first_runs;
  airlatch_first_run *first_runs = al_take(folder->memory, (runs.count + 1) * sizeof *first_runs);
  if (first_runs == NULL) return;
  world->first_run_of = al_key_id(record->own.key);
  world->first_runs = first_runs;
  for (size_t i = 0; i < runs.count; i++)
    if (runs.entries[i].number <= world->now + AL_DAY)
      first_runs[world->first_run_count++] = (airlatch_first_run){ runs.entries[i].id, runs.entries[i].number };
}

/* Fills in what the folder knows about this computer. `world` then points into the folder. */
void al_folder_fill_world(al_folder *folder, airlatch_world *world, const al_computer *computer) {
  al_record_add_times(&folder->record, folder->memory, world, computer);
  add_first_runs(folder, world);
  world->deactivated = ids_of(folder, false, &world->deactivated_count);
  world->revoked = ids_of(folder, true, &world->revoked_count);
  world->state_damaged = folder->record.damage != AIRLATCH_OK;
  world->revocations = folder->has_list ? &folder->list : NULL;
}

/* Reads the kept requests. Only done for a license by hash, because each request has a signature to verify. */
void al_folder_requests(al_folder *folder, airlatch_world *world) {
  static const char *const NAMES[] = { "license-request.cbor", "typed-request.cbor", "request.cbor" };
  for (size_t i = 0; !folder->has_requests && i < sizeof NAMES / sizeof *NAMES; i++) {
    airlatch_bytes bytes;
    airlatch_asked *asked = &folder->requests[folder->request_count];
    if (al_folder_file(folder, NAMES[i], &bytes) == AL_FINE
        && al_request_open(asked, folder->memory, bytes.data, bytes.size, folder->kit.library_is_exact))
      folder->request_count++;
  }
  folder->has_requests = true;
  world->requests = folder->requests;
  world->request_count = folder->request_count;
}
