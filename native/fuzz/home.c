/*
 * A check by what the client keeps, and by the environment: files that a stranger has written, in a folder that is nowhere but
 * here. Calls of the system are answered by --wrap. An input is a row of files: a byte for the name, two for the size, the rest.
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

al_outcome __real_al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content);
al_outcome __wrap_al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content);
al_outcome __wrap_al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count);
const char *__wrap_al_sys_variable(al_memory *memory, const char *name);
bool __wrap_al_sys_is_writable(const char *path);

al_outcome __wrap_al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content) {
  if (strncmp(path, FOLDER, strlen(FOLDER)) != 0) return __real_al_sys_read(memory, path, most, content);
  for (size_t i = 0; i < COUNT; i++) {
    if (strcmp(path + strlen(FOLDER), NAMES[i]) != 0 || files[i].data == NULL) continue;
    if (files[i].size > most) return AL_OVER_MOST;
    *content = al_copy(memory, files[i].data, files[i].size);
    return content->data != NULL ? AL_READ : AL_FAILED;
  }
  return AL_ABSENT;
}

al_outcome __wrap_al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count) {
  *count = 0;
  *names = al_take(memory, COUNT * sizeof **names);
  if (*names == NULL) return AL_FAILED;
  if (strcmp(folder, HOME) == 0) return AL_READ;
  if (strncmp(folder, FOLDER, strlen(FOLDER) - 1) != 0) return AL_ABSENT;
  const char *below = folder + strlen(FOLDER) - 1;
  below += *below == '/';
  size_t size = strlen(below);
  for (size_t i = 0; i < ENVIRONMENT && *count < most; i++) {
    const char *name = NAMES[i];
    if (files[i].data == NULL || strncmp(name, below, size) != 0) continue;
    name += size > 0 ? size + 1 : 0;
    if (strchr(name, '/') == NULL) (*names)[(*count)++] = name;
  }
  return *count > 0 || size == 0 ? AL_READ : AL_ABSENT;
}

/* A text, and no path: that would be read from the disk. */
const char *__wrap_al_sys_variable(al_memory *memory, const char *name) {
  airlatch_bytes text = files[ENVIRONMENT];
  if (strcmp(name, "AIRLATCH_LICENSE") != 0 || text.size == 0 || memchr("/~$%", text.data[0], 4) != NULL) return NULL;
  return (const char *)al_copy(memory, text.data, text.size).data;
}

bool __wrap_al_sys_is_writable(const char *path) { return path != NULL; }

/* Bytes of a row into their files; the last of several with one name stays. */
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
