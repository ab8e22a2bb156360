/*
 * Owns what the search asks of a file system on Linux, macOS and BSD. It never waits for the other end of a pipe; whether a
 * file system answers is another question, and a matter of threads (search.c).
 */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include "system.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static al_fault fault_of(int number) {
  switch (number) {
    case ENOENT: return AL_NOT_THERE;
    case ENOTDIR: return AL_NO_FOLDER;
    case EISDIR: case EACCES: case EPERM: case ELOOP: case ENXIO: return AL_ABOUT_FILE;
    default: return AL_BROKEN;
  }
}

al_fault al_sys_is_folder(const char *path, bool *is_folder) {
  struct stat status;
  if (stat(path, &status) != 0) return fault_of(errno);
  *is_folder = S_ISDIR(status.st_mode);
  return AL_FINE;
}

/* Some file systems leave the kind of an entry to be asked for. */
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

static al_fault take(al_memory *memory, int file, uint64_t most, airlatch_bytes *content) {
  struct stat status;
  if (fstat(file, &status) != 0) return fault_of(errno);
  if (!S_ISREG(status.st_mode)) return AL_ABOUT_FILE;
  if ((uint64_t)status.st_size > most) return AL_TOO_LARGE;
  size_t room = (size_t)status.st_size;
  uint8_t *data = al_take(memory, room + 1);
  if (data == NULL) return AL_BROKEN;
  size_t size = 0;
  while (size < room) { /* it may get shorter or longer meanwhile */
    ssize_t count = read(file, data + size, room - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fault_of(errno);
    if (count == 0) break;
    size += (size_t)count;
  }
  *content = (airlatch_bytes){ data, size };
  return AL_FINE;
}

al_fault al_sys_take_file(al_memory *memory, const char *path, uint64_t most, airlatch_bytes *content) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return fault_of(errno);
  al_fault fault = take(memory, file, most, content);
  close(file);
  return fault;
}

const char *al_sys_link(al_memory *memory, const char *path) {
  struct stat status;
  if (lstat(path, &status) != 0 || !S_ISLNK(status.st_mode)) return NULL;
  enum { MOST = 4096 }; /* what Linux lets a link say; those of /proc say no size */
  char *target = al_take(memory, MOST + 1);
  if (target == NULL) return NULL;
  ssize_t size = readlink(path, target, MOST);
  return size > 0 ? target : NULL;
}
#else
typedef int al_no_posix_places;
#endif
