/*
 * Owns the readings of a Linux or Android computer, from /etc, /proc and /sys. Left out are devices that may be removed
 * (removable, USB, Thunderbolt and network disks, dock and virtual adapters), and addresses that are not the adapter's
 * own.
 */
#ifdef __linux__
#define _DEFAULT_SOURCE
#define _XOPEN_SOURCE 700
#include "linux.h"
#include "../system/system.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_DEVICES = 65536 };
typedef struct { al_probe *probe; const char *root; const al_cpu_info *cpu; } linux_probe;

static al_small small(const linux_probe *from, const char *path) {
  return al_small_read(&from->probe->scratch, from->root, path, AL_PAGE);
}

/* Reads a file of a device; `device` is an absolute path that already includes the root. */
static al_small small_in(const linux_probe *from, const char *device, const char *name) {
  char path[PATH_MAX + 64];
  snprintf(path, sizeof path, "%s/%s", device, name);
  return al_small_read(&from->probe->scratch, "", path, AL_PAGE);
}

static bool says(airlatch_bytes text) { return al_words_trim(text).size > 0; }

/* Returns the first text that is not empty; NULL if there is none. */
static al_small first_of(const linux_probe *from, const char *device, const char *const *places, size_t count) {
  for (size_t i = 0; i < count; i++) {
    al_small one = device != NULL ? small_in(from, device, places[i]) : small(from, places[i]);
    if (says(one.text)) return one;
  }
  return (al_small){ { NULL, 0 }, false };
}
#define FIRST_OF(from, device, places) first_of(from, device, places, sizeof(places) / sizeof *(places))

static void add(const linux_probe *from, int kind, al_small one) {
  if (one.text.data != NULL) al_add_reading(from->probe, kind, one.text.data, one.text.size, one.for_root);
}

/* 32 hexadecimal digits (machine-id(5)). */
static bool is_machine_id(airlatch_bytes text) {
  if (text.size < 32) return false;
  for (size_t i = 0; i < 32; i++) {
    uint8_t c = text.data[i];
    if (!al_is_hex(al_lower(c))) return false;
  }
  return !says((airlatch_bytes){ text.data + 32, text.size - 32 });
}

static void add_install_id(const linux_probe *from) {
  static const char *const PLACES[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };
  for (size_t i = 0; i < 2; i++) {
    al_small one = small(from, PLACES[i]);
    if (!is_machine_id(one.text)) continue;
    add(from, AL_INSTALL_ID, one);
    return;
  }
}

/* SMBIOS or, with a device tree, the tree's serial number, which /proc/cpuinfo repeats in containers. */
static void add_board_serial(const linux_probe *from) {
  static const char *const PLACES[] = { "/sys/class/dmi/id/board_serial", "/sys/firmware/devicetree/base/serial-number" };
  al_small found = FIRST_OF(from, NULL, PLACES);
  if (found.text.data == NULL) found = (al_small){ al_cpu_field(from->cpu, "serial"), false };
  add(from, AL_BOARD_SERIAL, found);
}

/* Arm cores have numbers instead of a name. The device tree is last because containers do not see it. */
static void add_cpu_model(const linux_probe *from) {
  static const char *const NAMES[] = { "model name", "cpu model", "cpu", "uarch" };
  airlatch_bytes implementer = al_cpu_field(from->cpu, "cpu implementer");
  if (implementer.size > 0) {
    char raw[2 * AL_PAGE];
    airlatch_bytes part = al_cpu_field(from->cpu, "cpu part");
    memcpy(raw, implementer.data, implementer.size);
    raw[implementer.size] = '/';
    if (part.size > 0) memcpy(raw + implementer.size + 1, part.data, part.size);
    al_add_reading(from->probe, AL_CPU_MODEL, raw, implementer.size + 1 + part.size, false);
    return;
  }
  airlatch_bytes name = { NULL, 0 };
  for (size_t i = 0; name.data == NULL && i < 4; i++) name = al_cpu_field(from->cpu, NAMES[i]);
  static const char *const PLACES[] = { "/sys/firmware/devicetree/base/model" };
  add(from, AL_CPU_MODEL, name.size > 0 ? (al_small){ name, false } : FIRST_OF(from, NULL, PLACES));
}

/* Whether the path contains the word followed by digits and a slash. */
static bool has_numbered(const char *path, const char *word) {
  for (const char *at = strstr(path, word); at != NULL; at = strstr(at + 1, word)) {
    const char *end = at + strlen(word);
    size_t digits = strspn(end, "0123456789");
    if (digits > 0 && end[digits] == '/') return true;
  }
  return false;
}

/* "1" for removable media (block devices), "removable" behind an external port (since Linux 5.14). */
static bool is_removable(const linux_probe *from, const char *device) {
  airlatch_bytes text = small_in(from, device, "removable").text;
  if (text.data == NULL) return false;
  size_t size = al_words_start(text, "1") ? 1 : al_words_start(text, "removable") ? 9 : 0;
  return size > 0 && !says((airlatch_bytes){ text.data + size, text.size - size });
}

/* On a USB, iSCSI, Fibre Channel or NVMe-over-fabrics path, or marked as removable, itself or a parent. */
static bool comes_and_goes(const linux_probe *from, const char *device, size_t all) {
  char at[PATH_MAX];
  if (has_numbered(device, "/usb") || has_numbered(device, "/session") || strstr(device, "/rport-") != NULL ||
      strstr(device, "/nvme-fabrics/") != NULL)
    return true;
  snprintf(at, sizeof at, "%s", device);
  for (char *end = at + strlen(at); (size_t)(end - at) > all; *end = 0) {
    if (is_removable(from, at)) return true;
    while (*end != '/') end--;
  }
  return false;
}

/*
 * Adds a disk. virtio has `serial` on the disk, NVMe below `device`, eMMC has `cid` (its `serial` is short), SCSI and
 * SATA have `wwid`. SD cards are left out, because they are carried between computers, even if they are the boot disk.
 */
static void add_disk(const linux_probe *from, const char *device) {
  static const char *const PLACES[] = { "serial", "device/cid", "device/serial", "device/wwid", "wwid" };
  if (al_words_are(al_words_trim(small_in(from, device, "device/type").text), "SD")) return;
  add(from, AL_DISK_SERIAL, FIRST_OF(from, device, PLACES));
}

/*
 * Adds the permanent address of an adapter. A bond keeps it in `perm_hwaddr` while all members show the bond's address;
 * Wi-Fi keeps it at the radio; else it is `address`, if the kernel reports it as the adapter's own (NET_ADDR_PERM).
 * Other addresses are random, copied or set.
 */
static void add_adapter(const linux_probe *from, const char *device) {
  static const char *const KEPT[] = { "bonding_slave/perm_hwaddr", "phy80211/macaddress" };
  al_small kept = FIRST_OF(from, device, KEPT);
  if (kept.text.data == NULL) {
    if (!al_words_are(al_words_trim(small_in(from, device, "addr_assign_type").text), "0")) return;
    kept = small_in(from, device, "address");
  }
  add(from, AL_MAC_ADDRESS, kept);
}

typedef struct {
  const linux_probe *from;
  const char *folder, *all; /* of the class, and of every device */
  void (*add)(const linux_probe *from, const char *device);
  size_t looked;
} device_class;

static bool add_built_in(void *context, const al_entry *entry) {
  device_class *class = context;
  char link[PATH_MAX + 512], device[PATH_MAX];
  if (class->looked++ == MOST_DEVICES) return false;
  int length = snprintf(link, sizeof link - 8, "%s/%s", class->folder, entry->name);
  if (length < 0 || (size_t)length >= sizeof link - 8) return true;
  strcpy(link + length, "/device");
  if (access(link, F_OK) != 0) return true;
  link[length] = 0;
  if (realpath(link, device) == NULL || strncmp(device, class->all, strlen(class->all)) != 0) return true;
  if (!comes_and_goes(class->from, device, strlen(class->all) - 1)) class->add(class->from, device);
  return true;
}

/*
 * Visits the built-in devices of a class. Left out are those without hardware, which have no `device` link (loop, zram,
 * dm, md; bridges, bonds, VPNs, a container's veth), those outside of /sys/devices, and those that may be removed.
 */
static void each_built_in(const linux_probe *from, const char *sys, const char *name,
                          void (*add)(const linux_probe *from, const char *device)) {
  al_memory *memory = &from->probe->scratch;
  device_class class = { from, al_join(memory, sys, "/", name), al_join(memory, sys, "/devices/", ""), add, 0 };
  if (class.folder != NULL && class.all != NULL) al_sys_entries(class.folder, add_built_in, &class);
}

airlatch_bytes al_cpu_field(const al_cpu_info *cpu, const char *name) {
  for (size_t i = 0; i < cpu->count; i++)
    if (strcmp(cpu->fields[i].name, name) == 0) return cpu->fields[i].value;
  return (airlatch_bytes){ NULL, 0 };
}

/* Reads the needed fields of /proc/cpuinfo, each from the first processor that has it. Names ignore case. */
static void read_cpu_info(al_memory *memory, const char *root, al_cpu_info *cpu) {
  static const char *const ASKED[] = { "serial", "cpu implementer", "cpu part", "model name", "cpu model",
                                       "cpu",    "uarch",           "flags",    "vendor_id" };
  airlatch_bytes rest = al_small_read(memory, root, "/proc/cpuinfo", AL_PAGE).text;
  while (rest.data != NULL) {
    airlatch_bytes value = al_words_next(&rest, "\n");
    airlatch_bytes name = al_words_next(&value, ":");
    if (value.data == NULL || name.size == 0) continue;
    name = al_words_trim(name);
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
      if (al_words_are_in_any_case(name, ASKED[i]) && al_cpu_field(cpu, ASKED[i]).data == NULL)
        cpu->fields[cpu->count++] = (al_field){ ASKED[i], al_words_trim(value) };
  }
}

void al_probe_linux(al_probe *probe, const void *root) {
  char sys[PATH_MAX];
  al_cpu_info cpu = { .count = 0 };
  linux_probe from = { probe, root, &cpu };
  read_cpu_info(&probe->scratch, root, &cpu);
  al_inside inside = al_linux_inside(&probe->scratch, root, &cpu);
  probe->platform = AIRLATCH_LINUX;
  probe->virtual_name = inside.count > 0 ? inside.names[0] : NULL;
  if (!inside.id_of_image) add_install_id(&from);
  add(&from, AL_SYSTEM_UUID, small(&from, "/sys/class/dmi/id/product_uuid"));
  add_board_serial(&from);
  /* WSL changes the address of its adapter and the numbers of its disks at each start (WSL issue 5352) */
  bool keeps_devices = inside.count == 0 || strcmp(inside.names[0], "wsl") != 0;
  const char *links = al_join(&probe->scratch, root, "/sys", "");
  if (keeps_devices && links != NULL && realpath(links, sys) != NULL) {
    each_built_in(&from, sys, "block", add_disk);
    each_built_in(&from, sys, "class/net", add_adapter);
  }
  add_cpu_model(&from);
}

void al_probe_system(al_probe *probe) { al_probe_linux(probe, ""); }
#else
typedef int al_not_linux; /* a translation unit is not empty */
#endif
