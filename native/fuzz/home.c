/*
 * A check with files of the client and with the environment: files written by an attacker, in a folder that exists only
 * here. System calls are answered by --wrap. An input is a sequence of files: a byte for the name, two for the size,
 * then the content.
 */
#include "fuzz.h"

#define FUZZ_LEASE "23e3168d996b0661" /* the id of the vectors' lease */
static const char *const NAMES[] = {
  "license.cbor", "kit.cbor", "kit-1.cbor", "kit-7.cbor", "revocations.cbor", "copy.cbor", "license-request.cbor",
  "typed-request.cbor", "request.cbor", "installation/key.pem", "installation/state-0123456789abcdef.cbor",
  "installation/state-fedcba9876543210.cbor", "leases/lease-" FUZZ_LEASE ".cbor", "leases/returned-" FUZZ_LEASE ".cbor",
  "AIRLATCH_LICENSE",
};
enum { COUNT = sizeof NAMES / sizeof *NAMES, ENVIRONMENT = COUNT - 1 };
#define HOME "/in/no/disk"
#define FOLDER HOME "/example.viewer/"

static airlatch_bytes files[COUNT];

al_fault __real_al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content);
al_fault __wrap_al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content);
al_fault __wrap_al_sys_is_folder(const char *path, bool *is_folder);
al_fault __wrap_al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context);
const char *__wrap_al_sys_variable(al_memory *memory, const char *name);
bool __wrap_al_sys_is_writable(const char *path);

al_fault __wrap_al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content) {
  if (strncmp(path, FOLDER, strlen(FOLDER)) != 0) return __real_al_sys_read(memory, path, most, extent, content);
  for (size_t i = 0; i < COUNT; i++) {
    if (strcmp(path + strlen(FOLDER), NAMES[i]) != 0 || files[i].data == NULL) continue;
    if (files[i].size > most) return AL_TOO_LARGE;
    *content = al_copy(memory, files[i].data, files[i].size);
    return content->data != NULL ? AL_FINE : AL_BROKEN;
  }
  return AL_NOT_THERE;
}

al_fault __wrap_al_sys_is_folder(const char *path, bool *is_folder) {
  *is_folder = strcmp(path, HOME) == 0;
  return *is_folder ? AL_FINE : AL_NOT_THERE;
}

al_fault __wrap_al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context) {
  if (strncmp(folder, FOLDER, strlen(FOLDER) - 1) != 0) return AL_NOT_THERE;
  const char *below = folder + strlen(FOLDER) - 1;
  below += *below == '/';
  size_t size = strlen(below), count = 0;
  for (size_t i = 0; i < ENVIRONMENT; i++) {
    al_entry entry = { .name = NAMES[i] };
    if (files[i].data == NULL || strncmp(entry.name, below, size) != 0) continue;
    entry.name += size > 0 ? size + 1 : 0;
    if (strchr(entry.name, '/') != NULL) continue;
    count++;
    if (!each(context, &entry)) break;
  }
  return count > 0 || size == 0 ? AL_FINE : AL_NOT_THERE;
}

/* A text but never a path, which would be read from the disk. */
const char *__wrap_al_sys_variable(al_memory *memory, const char *name) {
  airlatch_bytes text = files[ENVIRONMENT];
  if (strcmp(name, "AIRLATCH_LICENSE") != 0 || text.size == 0 || memchr("/~$%", text.data[0], 4) != NULL) return NULL;
  return al_text(memory, text.data, text.size);
}

bool __wrap_al_sys_is_writable(const char *path) { return path != NULL; }

/* Splits the bytes into files; the last of several with one name is kept. */
void fuzz_files(airlatch_bytes *all, size_t count, const uint8_t *bytes, size_t size) {
  while (size >= 3) {
    size_t which = bytes[0] % count, length = (size_t)bytes[1] << 8 | bytes[2];
    bytes += 3;
    size -= 3;
    if (length > size) length = size;
    all[which] = (airlatch_bytes){ bytes, length };
    bytes += length;
    size -= length;
  }
}

void fuzz_home(const uint8_t *bytes, size_t size, uint8_t variant) {
  memset(files, 0, sizeof files);
  fuzz_files(files, COUNT, bytes, size);
  fuzz_ask(NULL, 0, HOME, variant);
  memset(files, 0, sizeof files);
}
