/*
 * Owns the readings of BSD and of other systems: two well-known files and, on BSD, the adapters and the processor.
 * Written without such a computer, and never run; only its syntax is tested. Known limit: no file shows what the
 * computer runs inside of, so there is never evidence.
 */
#if !defined(__linux__) && !defined(__APPLE__) && !defined(_WIN32)
#define _NETBSD_SOURCE
#include "probe.h"
#if defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__NetBSD__) || defined(__DragonFly__)
#define IS_BSD 1
#include <sys/types.h>
#include <sys/sysctl.h>
#endif

/* FreeBSD keeps the system's UUID in /etc/hostid (hostid(1)); its newer versions and D-Bus make a machine-id. */
static void add_files(al_probe *probe) {
  static const char *const INSTALL_IDS[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };
  al_small id = { { NULL, 0 }, false };
  for (size_t i = 0; i < 2 && al_words_trim(id.text).size == 0; i++)
    id = al_small_read(&probe->scratch, "", INSTALL_IDS[i], AL_PAGE);
  al_small uuid = al_small_read(&probe->scratch, "", "/etc/hostid", AL_PAGE);
  al_add_reading(probe, AL_INSTALL_ID, id.text.data, id.text.size, id.for_root);
  al_add_reading(probe, AL_SYSTEM_UUID, uuid.text.data, uuid.text.size, uuid.for_root);
}

#ifdef IS_BSD
/* Drivers without own hardware, and of USB adapters (SPEC.md section 16.4); an adapter is named so plus a number. */
static const char *const COME_AND_GO[] = {
  "lo",    "tun",   "tap",  "wg",   "gif",   "gre",    "bridge", "veb",    "vlan", "lagg", "trunk", "carp", "epair",
  "vnet",  "vether", "vmnet", "pflog", "ue",  "axe",    "axen",   "cdce",   "ure",  "urndis", "smsc", "mue",
};

static void add_adapter(al_probe *probe, const char *name, const char *address) {
  for (size_t i = 0; i < sizeof COME_AND_GO / sizeof *COME_AND_GO; i++) {
    size_t size = strlen(COME_AND_GO[i]);
    if (strncmp(name, COME_AND_GO[i], size) == 0 && al_is_digit(name[size])) return;
  }
  al_add_reading(probe, AL_MAC_ADDRESS, address, strlen(address), false);
}

/* Adds what Node reports as processor 0. */
static void add_cpu_model(al_probe *probe) {
  char model[1024];
  size_t size = sizeof model - 1;
#if defined(__OpenBSD__)
  int name[] = { CTL_HW, HW_MODEL };
  if (sysctl(name, 2, model, &size, NULL, 0) != 0) return;
#elif defined(__NetBSD__)
  if (sysctlbyname("machdep.cpu_brand", model, &size, NULL, 0) != 0) {
    size = sizeof model - 1;
    if (sysctlbyname("hw.model", model, &size, NULL, 0) != 0) return;
  }
#else
  if (sysctlbyname("hw.model", model, &size, NULL, 0) != 0) return;
#endif
  model[size] = 0;
  al_add_reading(probe, AL_CPU_MODEL, model, strlen(model), false);
}
#endif

void al_probe_system(al_probe *probe) {
  add_files(probe);
#ifdef IS_BSD
  probe->platform = AIRLATCH_BSD;
  al_each_adapter(probe, add_adapter);
  add_cpu_model(probe);
#else
  probe->platform = AIRLATCH_OTHER;
#endif
}
#else
typedef int al_not_bsd; /* a translation unit is not empty */
#endif
