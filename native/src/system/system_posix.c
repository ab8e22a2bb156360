/* Owns what is asked of Linux, macOS and BSD. */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "system.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static al_outcome without(int fault) {
  return fault == ENOENT ? AL_ABSENT : fault == EACCES || fault == EPERM ? AL_DENIED : AL_FAILED;
}

/* A file grows while it is read, and those of /proc and /sys say no size: so it is read to its end, and no further than most. */
static al_outcome read_all(al_memory *memory, int file, size_t most, airlatch_bytes *content) {
  struct stat status;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return AL_FAILED;
  if ((uintmax_t)status.st_size > most) return AL_OVER_MOST;
  size_t room = status.st_size > 0 ? (size_t)status.st_size + 1 : (most < 4096 ? most + 1 : 4097);
  uint8_t *data = al_take(memory, room + 1);
  size_t size = 0;
  while (data != NULL) {
    ssize_t count = read(file, data + size, room - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return AL_FAILED;
    if (count == 0) break;
    size += (size_t)count;
    if (size > most) return AL_OVER_MOST;
    if (size == room) { /* more than it said */
      uint8_t *larger = al_take(memory, 2 * room + 1);
      if (larger != NULL) memcpy(larger, data, size);
      data = larger;
      room *= 2;
    }
  }
  if (data == NULL) return AL_FAILED;
  *content = (airlatch_bytes){ data, size };
  return AL_READ;
}

al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* a pipe does not stop it */
  if (file < 0) return without(errno);
  al_outcome outcome = read_all(memory, file, most, content);
  close(file);
  return outcome;
}

al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count) {
  DIR *opened = opendir(folder);
  if (opened == NULL) return without(errno);
  size_t room = 0;
  *names = NULL;
  *count = 0;
  struct dirent *entry;
  while ((errno = 0, entry = readdir(opened)) != NULL && *count < most) {
    if (*count == room) {
      const char **larger = al_take(memory, (2 * room + 16) * sizeof *larger);
      if (larger == NULL) break;
      if (room > 0) memcpy(larger, *names, room * sizeof *larger);
      *names = larger;
      room = 2 * room + 16;
    }
    airlatch_bytes name = al_copy(memory, entry->d_name, strlen(entry->d_name));
    (*names)[(*count)++] = (const char *)name.data;
  }
  bool failed = errno != 0 || memory->is_out;
  closedir(opened);
  return failed ? AL_FAILED : AL_READ;
}

/* The home folder of this account by the system's list of accounts; NULL: it has none. */
const char *al_sys_account_home(al_memory *memory) {
  for (size_t room = 1024; room <= 1048576; room *= 4) {
    struct passwd entry, *found = NULL;
    char *texts = al_take(memory, room);
    if (texts == NULL) return NULL;
    int fault = getpwuid_r(geteuid(), &entry, texts, room, &found);
    if (fault == ERANGE) continue;
    return fault == 0 && found != NULL ? entry.pw_dir : NULL;
  }
  return NULL;
}

bool al_sys_is_writable(const char *path) { return access(path, W_OK) == 0; }

const char *al_sys_variable(al_memory *memory, const char *name) {
  const char *value = getenv(name);
  return value != NULL ? (const char *)al_copy(memory, value, strlen(value)).data : NULL;
}
#else
typedef int al_not_posix; /* a translation unit is not empty */
#endif
