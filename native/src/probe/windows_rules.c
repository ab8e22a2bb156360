/*
 * Owns the rules for which disks and adapters of a Windows computer are built in, and from which source each reading is
 * taken. It leaves out what may be removed: USB and network disks, mounted images, dock, VPN and virtual adapters. The
 * words are those of SPEC.md section 16.4.
 */
#if defined(_WIN32) || defined(AIRLATCH_RECORDED)
#include "windows_facts.h"

/* Parts of the bus types of disks that are portable, remote, or a file on another disk. */
static const char *const DISK_BUSES[] = { "usb", "1394", "iscsi", "fibre", "virtual", "spaces", NULL };
static const char *const WHOLE[] = { "usb", "dock", "tap", "vpn", NULL };
static const char *const BEGINNINGS[] = { "ppp", NULL };
static const char *const ANYWHERE[] = {
  "virtual", "host-only", "vethernet", "tap-", "tunnel", "wireguard", "wintun", "openvpn", "zerotier", "tailscale",
  "anyconnect", "fortinet", "globalprotect", "pangp", "juniper", "sonicwall", "loopback", "npcap", "bluetooth",
  "wan miniport", "kernel debug", NULL,
};
static const char *const WIFI[] = { "wi-fi", "wifi", "wireless", "wlan", "802.11n", NULL };


/* Converts to lower case without other changes. */
static airlatch_bytes lower_case(al_memory *memory, airlatch_bytes text) {
  uint8_t *copy = al_take(memory, text.size + 1);
  if (copy == NULL) return (airlatch_bytes){ 0 };
  for (size_t i = 0; i < text.size; i++) copy[i] = al_lower(text.data[i]);
  return (airlatch_bytes){ copy, text.size };
}

static bool has_any(airlatch_bytes text, const char *const *words) {
  for (; *words != NULL; words++)
    if (al_words_have(text, *words)) return true;
  return false;
}

/* Whether one of the words occurs at the beginning of a word and, if `whole`, also ends there. */
static bool has_word(airlatch_bytes text, const char *const *words, bool whole) {
  for (; *words != NULL; words++) {
    airlatch_bytes rest = text;
    while ((rest = al_words_after(rest, *words)).data != NULL) {
      const uint8_t *at = rest.data - strlen(*words);
      bool begins = at == text.data || al_words_end((airlatch_bytes){ at - 1, 1 });
      if (begins && (!whole || al_words_end(rest))) return true;
    }
  }
  return false;
}

static bool is_elsewhere(al_memory *memory, airlatch_bytes bus) {
  airlatch_bytes text = lower_case(memory, bus);
  return al_words_are(text, "sd") || has_any(text, DISK_BUSES);
}

/* Windows randomizes only Wi-Fi addresses; a locally administered wired one is a virtual machine's own. */
static bool comes_and_goes(al_memory *memory, const al_adapter *adapter) {
  size_t size = adapter->connection.size + 1 + adapter->name.size;
  uint8_t *both = al_take(memory, size + 1);
  if (both == NULL) return true;
  memcpy(both, adapter->connection.data, adapter->connection.size);
  both[adapter->connection.size] = ' ';
  memcpy(both + adapter->connection.size + 1, adapter->name.data, adapter->name.size);
  airlatch_bytes names = lower_case(memory, (airlatch_bytes){ both, size });
  if (has_word(names, WHOLE, true) || has_word(names, BEGINNINGS, false) || has_any(names, ANYWHERE)) return true;
  char address[AL_MOST_VALUE];
  size_t known = al_reading_value(address, AL_MAC_ADDRESS, adapter->address.data, adapter->address.size);
  return known > 0 && al_is_locally_administered(address) && has_any(names, WIFI);
}

static void add(al_probe *probe, int kind, airlatch_bytes raw) {
  if (raw.data != NULL) al_add_reading(probe, kind, raw.data, raw.size, false);
}

static bool same(airlatch_bytes a, airlatch_bytes b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Finds the disk by the serial number or, if none matches, by the name, in which "Msft " is written out. */
static al_disk *disk_of(al_disks *disks, const al_disk *physical) {
  for (size_t i = 0; physical->serial.size > 0 && i < disks->count; i++)
    if (same(disks->items[i].serial, physical->serial)) return &disks->items[i];
  bool is_short = al_words_start(physical->name, "Msft ");
  for (size_t i = 0; i < disks->count; i++) {
    airlatch_bytes name = disks->items[i].name, rest = physical->name;
    if (is_short && !al_words_start(name, "Microsoft")) continue;
    if (is_short) {
      name = (airlatch_bytes){ name.data + 9, name.size - 9 };
      rest = (airlatch_bytes){ rest.data + 5, rest.size - 5 };
    }
    if (same(name, rest)) return &disks->items[i];
  }
  return NULL;
}

void al_windows_join(al_disks *disks, const al_disks *physical) {
  for (size_t i = 0; i < physical->count; i++) {
    al_disk *disk = disk_of(disks, &physical->items[i]);
    if (disk != NULL) disk->bus = physical->items[i].bus;
  }
}

airlatch_bytes al_windows_serial(airlatch_bytes serial, airlatch_bytes instance) {
  bool has_control = false;
  serial = al_words_trim(serial);
  for (size_t i = 0; i < serial.size; i++) has_control = has_control || serial.data[i] < 0x20 || (serial.data[i] & 0x7f) == 0x7f;
  if (!has_control) return serial;
  airlatch_bytes rest = al_words_after(al_words_after(instance, "\\"), "\\");
  if (rest.data == NULL) return serial;
  airlatch_bytes last = al_words_next(&rest, "\\"), number = al_words_next(&last, "&");
  return number.size > 0 && last.data != NULL && al_words_are(last, "0") ? number : serial;
}

/* Adds the system and board of SMBIOS, or of the sources that replace it. */
static void add_firmware(al_probe *probe, const al_windows_facts *facts) {
  al_smbios smbios;
  al_made made[6];
  size_t count = 0;
  if (al_smbios_read(&smbios, facts->smbios)) {
    al_add_reading(probe, AL_SYSTEM_UUID, smbios.uuid, smbios.uuid_size, false);
    add(probe, AL_BOARD_SERIAL, smbios.serial);
    made[count++] = smbios.system;
    made[count++] = smbios.board;
  } else {
    add(probe, AL_SYSTEM_UUID, facts->uuid);
    add(probe, AL_BOARD_SERIAL, facts->serial);
  }
  for (size_t i = 0; i < 2; i++) made[count++] = facts->firmware[i];
  for (size_t i = 0; i < 2; i++) made[count++] = facts->asked[i];
  probe->virtual_name = al_hypervisor_by(&probe->scratch, made, count, -1);
}

void al_windows_readings(al_probe *probe, const al_windows_facts *facts) {
  probe->platform = AIRLATCH_WINDOWS;
  add_firmware(probe, facts);
  add(probe, AL_INSTALL_ID, facts->install_id);
  add(probe, AL_CPU_MODEL, facts->cpu_model);
  for (size_t i = 0; facts->disks != NULL && i < facts->disks->count; i++)
    if (!is_elsewhere(&probe->scratch, facts->disks->items[i].bus)) add(probe, AL_DISK_SERIAL, facts->disks->items[i].serial);
  for (size_t i = 0; facts->adapters != NULL && i < facts->adapters->count; i++)
    if (!comes_and_goes(&probe->scratch, &facts->adapters->items[i]))
      add(probe, AL_MAC_ADDRESS, facts->adapters->items[i].address);
}
#else
typedef int al_no_rules; /* a translation unit is not empty */
#endif
