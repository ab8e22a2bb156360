/*
 * Owns what Linux, macOS and BSD have in common: small files of the operating system, and the account that runs the
 * process.
 */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#define _NETBSD_SOURCE
#include "probe.h"
#include "../system/system.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_PATH = 4096 };

/* Reads in pieces, because /proc returns one page at a time. */
static bool read_start(int file, uint8_t *bytes, size_t most, size_t *size) {
  *size = 0;
  while (*size < most) {
    ssize_t count = read(file, bytes + *size, most - *size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) return true;
    *size += (size_t)count;
  }
  return true;
}

/* FIFOs and devices are not opened; if one replaces the file in between, opening it does not block. */
static int open_file(const char *path, mode_t *mode) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return -1;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
    *mode = status.st_mode;
    return file;
  }
  close(file);
  return -1;
}

al_small al_small_read(al_memory *memory, const char *root, const char *path, size_t most) {
  char whole[MOST_PATH];
  uint8_t page[AL_PAGE];
  al_small small = { { NULL, 0 }, false };
  int length = snprintf(whole, sizeof whole, "%s%s", root, path);
  if (length < 0 || (size_t)length >= sizeof whole) return small;
  mode_t mode;
  int file = open_file(whole, &mode);
  if (file < 0) return small;
  uint8_t *bytes = most <= sizeof page ? page : al_take(memory, most);
  size_t size;
  if (bytes != NULL && read_start(file, bytes, most, &size)) {
    small.text = bytes == page ? al_copy(memory, page, size) : (airlatch_bytes){ bytes, size };
    small.for_root = (mode & S_IROTH) == 0;
  }
  close(file);
  return small;
}

airlatch_bytes al_small_text(al_memory *memory, const char *root, const char *path) {
  return al_words_trim(al_small_read(memory, root, path, AL_PAGE).text);
}

airlatch_bytes al_system_user(al_memory *memory) {
  const char *name, *home;
  return al_sys_account(memory, &name, &home) && *name != 0 ? al_words_of(name) : (airlatch_bytes){ 0 };
}
#else
typedef int al_not_posix; /* a translation unit is not empty */
#endif
