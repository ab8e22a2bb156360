/*
 * Owns what the states on this computer know of one product (SPEC.md section 16.5). The states of this installation,
 * from its folder and the folder of copies, are joined; those of other installations are kept separately. The key tells
 * which installation this is. If only another account may read the key, the newest state in the folder tells it,
 * because only the folder's owner can write there.
 */
#include "client.h"
#include <sodium.h>

enum { MOST_KEY = 4096, MOST_STATES = 1024, MOST_COPIES = 64, MOST_LISTINGS = 25 };

/* A state file. is_open is false if it could not be opened. */
typedef struct { airlatch_bytes bytes; bool is_open; al_state state; } state_file;
typedef struct { state_file *files; size_t count; } state_files;
typedef struct { al_memory *memory; airlatch_bytes product; bool exact; } reader;

/* Opens the state at a path. Returns false if it is gone. A copy of an opened state is not verified again. */
static bool read_state(const reader *with, state_file *file, const char *path, state_files known) {
  *file = (state_file){ .is_open = false };
  al_fault outcome = al_sys_read(with->memory, path, AL_MOST_STATE, AL_TO_END, &file->bytes);
  if (outcome == AL_NOT_THERE) return false;
  if (outcome != AL_FINE) return true;
  for (size_t i = 0; i < known.count; i++)
    if (al_same(known.files[i].bytes, file->bytes)) {
      *file = known.files[i];
      return true;
    }
  file->is_open = !al_state_open(&file->state, with->memory, file->bytes.data, file->bytes.size, with->exact)
      && al_same(file->state.product, with->product);
  return true;
}

/* Reads a folder's states. A writer adds the new state before it removes the old one: if one is gone, list again. */
static al_fault states_in(const reader *with, const char *path, state_files *found) {
  static const al_pattern STATE = { "state-", ".cbor", 16, 16, al_is_hex };
  for (int listing = 1;; listing++) {
    const char **names;
    size_t count;
    al_fault outcome = al_home_names(with->memory, path, &STATE, &names, &count);
    if (outcome != AL_FINE) return outcome;
    if (count > MOST_STATES) count = MOST_STATES;
    *found = (state_files){ al_take(with->memory, (count + 1) * sizeof *found->files), 0 };
    if (found->files == NULL) return AL_BROKEN;
    for (size_t i = 0; i < count; i++) {
      const char *file = al_home_path(with->memory, path, names[i]);
      if (file != NULL && read_state(with, &found->files[found->count], file, (state_files){ 0 })) found->count++;
    }
    if ((found->count == count && count > 0) || listing == MOST_LISTINGS) return AL_FINE;
  }
}

static void add_copy(const reader *with, state_files *copies, const char *folder, const char *name, state_files known) {
  if (copies->count == MOST_COPIES) return;
  const char *path = al_home_path(with->memory, folder, name);
  if (path != NULL && read_state(with, &copies->files[copies->count], path, known)) copies->count++;
}

static const char *name_of_copy(const reader *with, airlatch_id kid) {
  char hex[17];
  al_id_text(hex, kid);
  const char *product = al_text(with->memory, with->product.data, with->product.size);
  const char *start = product != NULL ? al_join(with->memory, product, "-", hex) : NULL;
  return start != NULL ? al_join(with->memory, start, ".cbor", "") : NULL;
}

/* Reads the folder of copies: that of this installation, and those of others. Unreadable files are skipped. */
static state_files copies_in(const reader *with, const char *folder, const uint8_t *key, state_files known) {
  state_files copies = { al_take(with->memory, MOST_COPIES * sizeof *copies.files), 0 };
  const char **names = NULL;
  size_t count = 0, taken = 0;
  if (folder == NULL || copies.files == NULL) return copies;
  const char *own = key != NULL ? name_of_copy(with, al_key_id(key)) : NULL;
  const char *product = al_text(with->memory, with->product.data, with->product.size);
  const char *start = product != NULL ? al_join(with->memory, product, "-", "") : NULL;
  if (start == NULL) return copies;
  al_pattern copy = { start, ".cbor", 16, 16, NULL };
  al_home_names(with->memory, folder, &copy, &names, &count);
  if (own != NULL) {
    add_copy(with, &copies, folder, own, known);
    taken++;
  }
  for (size_t i = 0; i < count && taken < MOST_COPIES; i++) {
    if (own != NULL && strcmp(names[i], own) == 0) continue;
    add_copy(with, &copies, folder, names[i], known);
    taken++;
  }
  return copies;
}

/* Reads PKCS #8 of an Ed25519 key (RFC 8410) in PEM. Returns only its public half. */
static bool public_half(uint8_t key[32], const char *text) {
  static const char BEGIN[] = "-----BEGIN PRIVATE KEY-----";
  static const uint8_t HEAD[16] = { 0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06,
                                    0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20 };
  const char *start = strstr(text, BEGIN);
  const char *end = start != NULL ? strstr(start, "-----END PRIVATE KEY-----") : NULL;
  if (end == NULL) return false;
  start += sizeof BEGIN - 1;
  uint8_t der[48], secret[crypto_sign_SECRETKEYBYTES];
  size_t size;
  bool is_key = sodium_base642bin(der, sizeof der, start, (size_t)(end - start), " \t\r\n", &size, NULL,
                                  sodium_base64_VARIANT_ORIGINAL) == 0
      && size == sizeof der && memcmp(der, HEAD, sizeof HEAD) == 0
      && crypto_sign_seed_keypair(key, secret, der + sizeof HEAD) == 0;
  sodium_memzero(der, sizeof der);
  sodium_memzero(secret, sizeof secret);
  return is_key;
}

typedef enum { KEY_READ, KEY_HIDDEN, KEY_MISSING, KEY_DAMAGED, KEY_UNREADABLE } key_kind;

static key_kind read_key(const reader *with, const char *folder, uint8_t key[32]) {
  airlatch_bytes text;
  const char *path = al_home_path(with->memory, folder, "key.pem");
  al_fault outcome = path != NULL ? al_sys_read(with->memory, path, MOST_KEY, AL_TO_END, &text) : AL_BROKEN;
  if (outcome == AL_DENIED) return KEY_HIDDEN;
  if (outcome == AL_NOT_THERE) return KEY_MISSING;
  if (outcome == AL_TOO_LARGE) return KEY_DAMAGED;
  if (outcome != AL_FINE) return KEY_UNREADABLE;
  bool is_key = public_half(key, (const char *)text.data);
  sodium_memzero((uint8_t *)(uintptr_t)text.data, text.size);
  return is_key ? KEY_READ : KEY_DAMAGED;
}

/* Returns the key whose states are used; NULL if there is no key. */
static const uint8_t *signer_of(key_kind kind, const uint8_t key[32], state_files files) {
  const al_state *newest = NULL;
  if (kind == KEY_READ) return key;
  for (size_t i = 0; kind == KEY_HIDDEN && i < files.count; i++)
    if (files.files[i].is_open && (newest == NULL || files.files[i].state.sequence > newest->sequence))
      newest = &files.files[i].state;
  return newest != NULL ? newest->key : NULL;
}

/* Joins the states of the signer; the others are kept separately. */
static void sort_out(al_record *record, const reader *with, const uint8_t *signer, state_files files, al_state *others) {
  for (size_t i = 0; i < files.count; i++) {
    const al_state *state = &files.files[i].state;
    if (!files.files[i].is_open) continue;
    if (signer == NULL || memcmp(state->key, signer, 32) != 0) others[record->other_count++] = *state;
    else record->own = record->has_own ? al_state_join(with->memory, &record->own, state) : *state;
    if (signer != NULL && memcmp(state->key, signer, 32) == 0) record->has_own = true;
  }
}

/* Reads all states. It never fails: record->damage reports what is damaged. */
void al_record_read(al_record *record, al_memory *memory, const char *folder, airlatch_bytes product, const char *copies,
                    bool exact) {
  reader with = { memory, product, exact };
  state_files files = { 0 };
  uint8_t key[32];
  *record = (al_record){ .has_own = false };
  const char *path = folder != NULL ? al_home_path(memory, folder, "installation") : NULL;
  al_fault outcome = folder == NULL ? AL_NOT_THERE : path != NULL ? states_in(&with, path, &files) : AL_BROKEN;
  key_kind kind = outcome == AL_FINE ? read_key(&with, path, key) : KEY_MISSING;
  if (kind == KEY_UNREADABLE || outcome != AL_FINE) {
    if (outcome != AL_NOT_THERE) record->damage = AIRLATCH_CANNOT_READ;
    files.count = 0;
  }
  const uint8_t *signer = signer_of(kind, key, files);
  state_files copied = copies_in(&with, copies, signer, files);
  al_state *others = al_take(memory, (files.count + copied.count + 1) * sizeof *others);
  if (others == NULL) return;
  record->others = others;
  sort_out(record, &with, signer, files, others);
  sort_out(record, &with, signer, copied, others);
  if (record->damage || outcome == AL_NOT_THERE) return;
  if (kind == KEY_DAMAGED) record->damage = AIRLATCH_INSTALLATION_DAMAGED;
  else if (!record->has_own) record->damage = AIRLATCH_STATE_DAMAGED;
}
