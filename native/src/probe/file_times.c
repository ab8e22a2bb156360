/*
 * Owns the times at which the operating system last wrote the files that it writes constantly: its logs, and files of
 * its package and time services. Setting a clock back does not change them. Only the times are read, never the
 * contents.
 */
#ifndef _WIN32
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#define _NETBSD_SOURCE
#include "probe.h"
#include <stdio.h>
#include <sys/stat.h>

enum { MOST_PATH = 4096 };

/* Files and folders; a folder's time is when a name in it was added or removed. */
static const char *const PLACES[] = {
#if defined(__linux__) && !defined(__ANDROID__)
  /* systemd and fake-hwclock keep these for exactly this purpose */
  "/var/lib/systemd/timesync/clock", "/etc/fake-hwclock.data",
  "/var/log", "/var/log/wtmp", "/var/log/lastlog", "/var/log/journal", "/var/log/syslog", "/var/log/messages",
  "/var/lib/systemd/random-seed", "/var/lib/dpkg", "/var/lib/rpm", "/var/lib/logrotate", "/var/tmp",
#elif defined(__APPLE__)
  "/private/var/log", "/private/var/log/system.log", "/private/var/log/asl", "/private/var/log/wifi.log", "/private/var/db",
  "/private/var/db/diagnostics", "/private/var/db/timed", "/private/var/run", "/private/var/folders", "/private/var/tmp",
  "/Library/Preferences",
#else
  "/var/log", "/var/log/messages", "/var/log/utx.lastlogin", "/var/db", "/var/cron", "/var/tmp",
#endif
};
_Static_assert(sizeof PLACES / sizeof *PLACES <= AL_MOST_TIMES, "a time for each place");

size_t al_times_below(int64_t times[AL_MOST_TIMES], const char *root) {
  size_t found = 0;
  for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
    char path[MOST_PATH];
    struct stat status;
    int length = snprintf(path, sizeof path, "%s%s", root, PLACES[i]);
    if (length < 0 || (size_t)length >= sizeof path || stat(path, &status) != 0) continue;
    int64_t at = (int64_t)status.st_mtime;
    if (at >= 0 && at <= AL_LATEST_TIME) times[found++] = at;
  }
  return found;
}

size_t al_system_times(int64_t times[AL_MOST_TIMES]) { return al_times_below(times, ""); }
#else
typedef int al_not_posix_times; /* a translation unit is not empty */
#endif
