/*
 * Owns the system calls on Linux, macOS and BSD. They never wait for the other end of a pipe. They may hang if a file
 * system does not answer; search.c handles that with threads.
 */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#define _NETBSD_SOURCE
#include "system.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static al_fault fault_of(int number) {
  switch (number) {
    case ENOENT: return AL_NOT_THERE;
    case ENOTDIR: return AL_NO_FOLDER;
    case EACCES: case EPERM: return AL_DENIED;
    case EISDIR: case ELOOP: case ENXIO: return AL_ABOUT_FILE;
    default: return AL_BROKEN;
  }
}

al_fault al_sys_is_folder(const char *path, bool *is_folder) {
  struct stat status;
  if (stat(path, &status) != 0) return fault_of(errno);
  *is_folder = S_ISDIR(status.st_mode);
  return AL_FINE;
}

/* Some file systems do not report the kind of an entry, so it is queried. */
static al_entry entry_of(DIR *folder, const struct dirent *one) {
  al_entry entry = { one->d_name, one->d_type == DT_DIR, one->d_type == DT_LNK };
  struct stat status;
  if (one->d_type == DT_UNKNOWN && fstatat(dirfd(folder), one->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    entry.is_folder = S_ISDIR(status.st_mode);
    entry.is_link = S_ISLNK(status.st_mode);
  }
  return entry;
}

al_fault al_sys_entries(const char *path, bool (*each)(void *context, const al_entry *entry), void *context) {
  DIR *folder = opendir(path);
  if (folder == NULL) return fault_of(errno);
  al_fault fault = AL_FINE;
  for (;;) {
    errno = 0;
    const struct dirent *one = readdir(folder);
    if (one == NULL) {
      if (errno != 0) fault = fault_of(errno);
      break;
    }
    if (strcmp(one->d_name, ".") == 0 || strcmp(one->d_name, "..") == 0) continue;
    al_entry entry = entry_of(folder, one);
    if (!each(context, &entry)) break;
  }
  closedir(folder);
  return fault;
}

static al_fault fill(void *context, uint8_t *data, size_t room, size_t *size) {
  const int *file = context;
  while (*size < room) {
    ssize_t count = read(*file, data + *size, room - *size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fault_of(errno);
    if (count == 0) break;
    *size += (size_t)count;
  }
  return AL_FINE;
}

static al_fault read_all(al_memory *memory, int file, uint64_t most, al_extent extent, airlatch_bytes *content) {
  struct stat status;
  if (fstat(file, &status) != 0) return fault_of(errno);
  if (!S_ISREG(status.st_mode)) return AL_ABOUT_FILE;
  return al_read_whole(memory, fill, &file, (al_size_limits){ (uint64_t)status.st_size, most, extent }, content);
}

al_fault al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY); /* does not block on a pipe */
  if (file < 0) return fault_of(errno);
  al_fault fault = read_all(memory, file, most, extent, content);
  close(file);
  return fault;
}

const char *al_sys_link(al_memory *memory, const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode)) return NULL;
  enum { MOST = 4096 }; /* the most that Linux allows for a link; links in /proc report no size */
  char *target = al_take(memory, MOST + 1);
  if (target == NULL) return NULL;
  ssize_t size = readlink(path, target, MOST);
  return size > 0 ? target : NULL;
}
bool al_sys_is_writable(const char *path) { return access(path, W_OK) == 0; }

const char *al_sys_variable(al_memory *memory, const char *name) {
  const char *value = getenv(name);
  return value != NULL ? al_text(memory, value, strlen(value)) : NULL;
}

bool al_sys_account(al_memory *memory, const char **name, const char **home) {
  for (size_t room = 1024; room <= 1048576; room *= 2) {
    struct passwd entry, *found = NULL;
    char *texts = al_take(memory, room);
    int fault = texts == NULL ? ENOMEM : getpwuid_r(geteuid(), &entry, texts, room, &found);
    if (fault == EINTR) room /= 2;
    if (fault == EINTR || fault == ERANGE) continue;
    if (fault != 0 || found == NULL) return false;
    *name = entry.pw_name;
    *home = entry.pw_dir;
    return true;
  }
  return false;
}
#else
typedef int al_not_posix; /* a translation unit is not empty */
#endif
