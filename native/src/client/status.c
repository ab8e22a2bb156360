/*
 * Owns the choice of the license on this computer, in the order of `airlatch status`, and the contents of an answer.
 *
 * 1. The installed license and the one of AIRLATCH_LICENSE: the better one is used if it is valid without a warning,
 *    unless the search path is due. If neither is valid, a lease in hand is used.
 * 2. Else the search path is searched. Newer kits and lists of revocations found there take effect first.
 * 3. Of all licenses, including the installed one, the best valid one is used.
 * 4. If none is valid, the copy of the last good license of the path is used, while its place does not answer.
 * 5. Otherwise the answer is the most informative refusal.
 *
 * Nothing is written: what a check learns is forgotten at its end.
 */
#include "client.h"
#include "../carrier/carrier.h"
#include <time.h>

#define INSTALLED "installed"

static void copy_text(airlatch_answer *answer, al_memory *memory, airlatch_text_name name, airlatch_bytes text) {
  if (text.data != NULL) answer->texts[name] = al_copy(memory, text.data, text.size);
}

/* Copies the names and texts of all features, each with a zero at the end. */
static void copy_features(airlatch_answer *answer, al_memory *memory) {
  airlatch_bytes claim = answer->verdict.license.features;
  if (!answer->verdict.valid || claim.data == NULL) return;
  al_item map = al_cbor_item(claim.data);
  answer->features = al_take(memory, (size_t)map.argument * sizeof *answer->features);
  if (answer->features == NULL) return;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item value = al_cbor_item(al_cbor_after(name));
    al_named_feature *one = &answer->features[answer->feature_count++];
    one->name = al_text(memory, name.data, (size_t)name.argument);
    if (value.type == AL_TEXT) one->text = al_text(memory, value.data, (size_t)value.argument);
    at = al_cbor_after(value);
  }
}

/* Reads the license again into the answer's own memory, because the answer outlives what was found. */
static void copy_license(airlatch_answer *answer, al_memory *memory) {
  airlatch_verdict *verdict = &answer->verdict;
  al_sign1 message;
  if (!verdict->has_license) return;
  verdict->message = al_copy(memory, verdict->message.data, verdict->message.size);
  if (verdict->message.data == NULL) return;
  al_sign1_parse(&message, AL_LICENSE, verdict->message.data, verdict->message.size);
  al_license_read(&verdict->license, &message);
}

static void fill_answer(airlatch_answer *answer, al_memory *memory, const airlatch_kit *kit, const al_computer *computer) {
  const airlatch_license *license = &answer->verdict.license;
  copy_text(answer, memory, AIRLATCH_PRODUCT_NAME, kit->product_name);
  copy_text(answer, memory, AIRLATCH_CONTACT, kit->contact);
  copy_text(answer, memory, AIRLATCH_COMPUTER_ID, computer->computer_id);
  if (!answer->verdict.has_license) return;
  char id[17];
  al_id_text(id, license->activation);
  copy_text(answer, memory, AIRLATCH_KEY_ID, license->key_id);
  copy_text(answer, memory, AIRLATCH_ACTIVATION_ID, al_words_of(id));
  copy_text(answer, memory, AIRLATCH_LICENSEE, license->licensee);
  copy_text(answer, memory, AIRLATCH_LICENSED_VERSION, license->version);
  copy_text(answer, memory, AIRLATCH_USER_DATA, license->user_data);
  copy_features(answer, memory);
}

/* One check: its inputs, and what it found. */
typedef struct {
  al_review review;
  al_folder folder;
  const al_opened *opened;
  al_computer computer; /* with the site's workload name */
  const airlatch_question *question;
  al_memory *answer; /* keeps the license that the program passed */
  al_founds own; /* the installed license, and that of AIRLATCH_LICENSE */
  al_findings environment, found;
} check;

static al_reviewed refusal(const char *source, airlatch_code code) {
  al_reviewed looked = { .source = source };
  al_refuse(&looked.verdict, code);
  return looked;
}

/* Reads the installed license first, then those of the environment. */
static void read_own(check *c, al_memory *memory) {
  al_found installed = { .source = INSTALLED };
  al_fault outcome = al_folder_file(&c->folder, "license.cbor", &installed.message);
  if (outcome != AL_FINE) installed.code = outcome == AL_TOO_LARGE ? AIRLATCH_INPUT_TOO_LARGE : AIRLATCH_CANNOT_READ;
  al_environment_search(&c->environment, memory, c->opened->shares, c->question->search_milliseconds);
  if (c->environment.place_count > 0) al_folder_take_up(&c->folder, &c->environment.kits, &c->environment.revocations);
  c->own.items = al_take(memory, (c->environment.licenses.count + 1) * sizeof *c->own.items);
  if (c->own.items == NULL) return;
  if (outcome != AL_NOT_THERE) c->own.items[c->own.count++] = installed;
  for (size_t i = 0; i < c->environment.licenses.count; i++) c->own.items[c->own.count++] = c->environment.licenses.items[i];
}

/* Whether to search the path although the installed license is valid: once a day, for kits and revocations. */
static bool is_look_due(const check *c) {
  const al_record *record = &c->folder.record;
  if (c->question->search_milliseconds < 0 || c->folder.kit.search_path.data == NULL) return false;
  if (!record->has_own || !record->own.looked_at.present) return true;
  int64_t since = c->review.world.now - record->own.looked_at.value;
  return since >= AL_DAY || since <= -AL_DAY;
}

static al_founds both(al_memory *memory, const al_founds *a, const al_founds *b) {
  al_founds all = { al_take(memory, (a->count + b->count + 1) * sizeof *all.items), 0, 0 };
  if (all.items == NULL) return all;
  for (size_t i = 0; i < a->count; i++) all.items[all.count++] = a->items[i];
  for (size_t i = 0; i < b->count; i++) all.items[all.count++] = b->items[i];
  return all;
}

/* Starts over with the kit and the lists that are trusted now. */
static void start_again(check *c) {
  c->review.count = 0;
  c->review.world.seen_count = c->review.world.first_run_count = 0;
  c->review.world.deactivated_count = c->review.world.revoked_count = 0;
  al_folder_fill_world(&c->folder, &c->review.world, &c->computer);
}

static void search(check *c, al_memory *memory) {
  al_search(&c->found, memory, c->opened->shares, &c->folder.kit, c->question->search_milliseconds);
  al_founds kits = both(memory, &c->environment.kits, &c->found.kits);
  al_founds lists = both(memory, &c->environment.revocations, &c->found.revocations);
  al_folder_take_up(&c->folder, &kits, &lists);
  start_again(c);
  al_review_all(&c->review, &c->own);
  al_review_all(&c->review, &c->found.licenses);
}

/* Adds each place that did not answer, after everything that was found. */
static void add_silent(check *c) {
  const al_findings *const parts[2] = { &c->environment, &c->found };
  for (size_t p = 0; p < 2; p++)
    for (size_t i = 0; i < parts[p]->place_count; i++)
      if (parts[p]->places[i].code) al_review_add(&c->review, refusal(parts[p]->places[i].path, parts[p]->places[i].code));
}

/* If no license is valid, returns the copy or the most informative refusal. */
static al_reviewed without_license(check *c) {
  const al_findings *const parts[2] = { &c->environment, &c->found };
  al_copied copy = { .shared = false };
  if (c->folder.memory->is_out) return refusal(NULL, AIRLATCH_OUT_OF_MEMORY); /* some findings have no path */
  airlatch_code judged = al_copy_judge(&copy, &c->review, parts);
  add_silent(c);
  if (judged == AIRLATCH_LICENSE_FROM_COPY) {
    al_reviewed looked = al_review_one(&c->review, &copy.found);
    if (!looked.verdict.valid) al_review_add(&c->review, looked);
    else looked.verdict.warnings[looked.verdict.warning_count++] = judged;
    if (looked.verdict.valid) return looked;
  }
  const al_reviewed *telling = al_review_best_refusal(&c->review);
  if (judged == AIRLATCH_COPY_TOO_OLD && (telling == NULL || !telling->verdict.has_license)) return refusal(NULL, judged);
  return telling != NULL ? *telling : refusal(NULL, AIRLATCH_NO_LICENSE);
}

/* Whether nothing that was examined is a license. */
static bool is_bare(const al_review *review) {
  for (size_t i = 0; i < review->count; i++)
    if (review->items[i].verdict.has_license) return false;
  return true;
}

/* Tries the licenses of this computer, then a lease in hand, then the search path. */
static al_reviewed installed_or_found(check *c, al_memory *memory) {
  al_reviewed lent;
  read_own(c, memory);
  if (!is_look_due(c)) {
    start_again(c);
    al_review_all(&c->review, &c->own);
    const al_reviewed *early = al_review_best(&c->review);
    if (early != NULL && early->verdict.warning_count == 0) return *early;
    if (early == NULL && al_lent_best(&lent, &c->review, &c->computer) && lent.verdict.valid) return lent;
  }
  search(c, memory);
  const al_reviewed *best = al_review_best(&c->review);
  if (best != NULL) return *best;
  if (al_lent_best(&lent, &c->review, &c->computer) && (lent.verdict.valid || is_bare(&c->review))) return lent;
  return without_license(c);
}

static al_reviewed given(check *c) {
  static const int WANTED[] = { AL_LICENSE, AL_BUNDLE, 0 };
  al_found bytes = { .source = NULL };
  bytes.code = al_carried(c->folder.memory, WANTED, c->question->license, c->question->license_size, &bytes.message);
  if (bytes.code == AIRLATCH_OK) bytes.message = al_copy(c->answer, bytes.message.data, bytes.message.size);
  if (c->answer->is_out) bytes.code = AIRLATCH_OUT_OF_MEMORY;
  start_again(c);
  return al_review_one(&c->review, &bytes);
}

/* Runs the check. The result points into `scratch`. */
static al_reviewed looked_at(check *c, al_memory *scratch) {
  const al_opened *opened = c->opened;
  airlatch_world *world = &c->review.world;
  c->review.folder = &c->folder;
  c->folder = (al_folder){ .memory = scratch, .kit = opened->kit };
  c->computer = opened->computer;
  airlatch_code fault = al_question_workload(&c->computer, scratch, opened->kit.product, c->question->workload);
  *world = (airlatch_world){ .now = (int64_t)time(NULL), .platform = c->computer.platform };
  world->readings = c->computer.readings;
  world->reading_count = c->computer.count;
  world->user = c->computer.user;
  world->virtual_name = c->computer.virtual_name;
  if (!fault) fault = al_question_read(world, scratch, c->question);
  if (fault) return refusal(NULL, fault);
  fault = al_folder_open(&c->folder, scratch, &opened->kit, opened->bytes, c->question->home);
  /* without a home there is no record, but a license passed by the program can be judged */
  if (fault && !(fault == AIRLATCH_HOME_MISSING && c->question->license != NULL)) return refusal(NULL, fault);
  al_reviewed looked = c->question->license != NULL ? given(c) : installed_or_found(c, scratch);
  /* no such warning for leases, which all end soon */
  if (!looked.lent) al_warn_ahead(&looked.verdict, &c->folder.record, world->now);
  if (al_folder_rolled_back(&c->folder))
    looked.verdict.warnings[looked.verdict.warning_count++] = AIRLATCH_KIT_ROLLED_BACK;
  return looked;
}

void al_status(airlatch_answer *answer, al_memory *memory, const al_opened *opened, const airlatch_question *question) {
  al_memory scratch = al_memory_of(&memory->allocator);
  check *c = al_take(&scratch, sizeof *c);
  if (c != NULL) {
    c->opened = opened;
    c->question = question;
    c->answer = memory;
    al_reviewed looked = looked_at(c, &scratch);
    answer->verdict = looked.verdict;
    if (question->license == NULL) copy_license(answer, memory);
    if (looked.source != NULL) copy_text(answer, memory, AIRLATCH_SOURCE, al_words_of(looked.source));
    fill_answer(answer, memory, &c->folder.kit, &c->computer);
  }
  memory->is_out = memory->is_out || scratch.is_out;
  al_release(&scratch);
}
