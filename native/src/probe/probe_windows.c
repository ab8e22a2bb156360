/*
 * Owns what is read of a Windows computer: values of the 64-bit registry; disks and adapters by WMI (windows_wmi.c), or
 * the adapters as ipconfig.exe lists them; the account; and when Windows last wrote its logs. windows_rules.c decides
 * which of these are readings.
 */
#ifdef _WIN32
#include <winsock2.h>
#include "windows_wmi.h"
#include "../system/windows_text.h"
#include <iphlpapi.h>
#include <lmcons.h>

enum { MOST_BINARY = 1 << 20, MOST_ADAPTER_BYTES = 1 << 20 };

/* Reads a value; data is NULL if there is no value of this type. */
static airlatch_bytes value_of(al_memory *memory, const wchar_t *key, const wchar_t *name, DWORD type) {
  airlatch_bytes result = { 0 };
  HKEY opened;
  DWORD found = 0, size = 0;
  if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, key, 0, KEY_QUERY_VALUE | KEY_WOW64_64KEY, &opened) != ERROR_SUCCESS) return result;
  if (RegQueryValueExW(opened, name, NULL, &found, NULL, &size) == ERROR_SUCCESS && found == type && size <= MOST_BINARY) {
    uint8_t *data = al_take(memory, size + 2 * sizeof(wchar_t)); /* a text may lack its final zero, or half of it */
    if (data != NULL && RegQueryValueExW(opened, name, NULL, &found, data, &size) == ERROR_SUCCESS && found == type)
      result = type == REG_SZ ? al_latin(memory, (const wchar_t *)(const void *)data) : (airlatch_bytes){ data, size };
  }
  RegCloseKey(opened);
  return result;
}

static void read_registry(al_memory *memory, al_windows_facts *facts) {
  static const wchar_t FIRMWARE[] = L"HARDWARE\\DESCRIPTION\\System\\BIOS";
  static const wchar_t PROCESSOR[] = L"HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\0";
  facts->install_id = value_of(memory, L"SOFTWARE\\Microsoft\\Cryptography", L"MachineGuid", REG_SZ);
  facts->smbios = value_of(memory, L"SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data", L"SMBiosData", REG_BINARY);
  facts->cpu_model = value_of(memory, PROCESSOR, L"ProcessorNameString", REG_SZ);
  facts->firmware[0] = (al_made){ value_of(memory, FIRMWARE, L"SystemManufacturer", REG_SZ),
                                  value_of(memory, FIRMWARE, L"SystemProductName", REG_SZ) };
  facts->firmware[1] = (al_made){ value_of(memory, FIRMWARE, L"BaseBoardManufacturer", REG_SZ),
                                  value_of(memory, FIRMWARE, L"BaseBoardProduct", REG_SZ) };
}

/* Returns what ipconfig.exe prints before the name of a connection. */
static const char *heading_of(DWORD type) {
  switch (type) {
  case IF_TYPE_ETHERNET_CSMACD: return "Ethernet adapter ";
  case IF_TYPE_IEEE80211: return "Wireless LAN adapter ";
  case IF_TYPE_PPP: return "PPP adapter ";
  case IF_TYPE_TUNNEL: return "Tunnel adapter ";
  default: return "Unknown adapter ";
  }
}

static void take_adapter(al_memory *memory, const IP_ADAPTER_ADDRESSES *one, al_adapters *out) {
  static const char DIGITS[] = "0123456789abcdef";
  if (one->PhysicalAddressLength != 6 || one->IfType == IF_TYPE_SOFTWARE_LOOPBACK || out->count == AL_MOST_DEVICES) return;
  char address[17];
  for (size_t i = 0; i < 6; i++) {
    address[3 * i] = DIGITS[one->PhysicalAddress[i] >> 4];
    address[3 * i + 1] = DIGITS[one->PhysicalAddress[i] & 15];
    if (i < 5) address[3 * i + 2] = '-';
  }
  airlatch_bytes name = al_latin(memory, one->FriendlyName != NULL ? one->FriendlyName : L"");
  const char *connection = al_join(memory, heading_of(one->IfType), (const char *)name.data, ":");
  if (connection == NULL) return;
  out->items[out->count++] = (al_adapter){ al_words_of(connection),
                                           al_latin(memory, one->Description != NULL ? one->Description : L""),
                                           al_copy(memory, address, sizeof address) };
}

/* Returns the adapters that ipconfig.exe /all lists; NULL if Windows does not report them. */
static const al_adapters *listed_adapters(al_memory *memory) {
  const ULONG how = GAA_FLAG_SKIP_UNICAST | GAA_FLAG_SKIP_ANYCAST | GAA_FLAG_SKIP_MULTICAST | GAA_FLAG_SKIP_DNS_SERVER;
  ULONG size = 16384, fault = ERROR_BUFFER_OVERFLOW;
  IP_ADAPTER_ADDRESSES *first = NULL;
  for (int tries = 0; tries < 3 && fault == ERROR_BUFFER_OVERFLOW && size <= MOST_ADAPTER_BYTES; tries++) {
    first = al_take(memory, size);
    if (first == NULL) return NULL;
    fault = GetAdaptersAddresses(AF_UNSPEC, how, NULL, first, &size);
  }
  if (fault != ERROR_SUCCESS) return NULL;
  al_adapters *adapters = al_take(memory, sizeof *adapters);
  for (; adapters != NULL && first != NULL; first = first->Next) take_adapter(memory, first, adapters);
  return adapters;
}

void al_probe_system(al_probe *probe) {
  al_windows_facts facts = { 0 };
  al_smbios smbios;
  read_registry(&probe->scratch, &facts);
  const al_wmi *wmi = al_wmi_ask(&probe->scratch, !al_smbios_read(&smbios, facts.smbios));
  if (wmi != NULL) {
    facts.disks = &wmi->disks;
    facts.adapters = &wmi->adapters;
    facts.asked[0] = wmi->made[0];
    facts.asked[1] = wmi->made[1];
    facts.uuid = wmi->uuid;
    facts.serial = wmi->serial;
  }
  if (wmi == NULL || wmi->adapters.count == 0) facts.adapters = listed_adapters(&probe->scratch);
  al_windows_readings(probe, &facts);
}

/* Returns the account without its domain, as Node does. */
airlatch_bytes al_system_user(al_memory *memory) {
  wchar_t name[UNLEN + 1];
  DWORD size = UNLEN + 1;
  const char *text = GetUserNameW(name, &size) ? al_narrow(memory, name) : NULL;
  return text == NULL || *text == 0 ? (airlatch_bytes){ 0 } : al_words_of(text);
}

/* Files and folders; a folder's time is when a name in it was added or removed. No variable can change the paths. */
static const wchar_t *const PLACES[] = {
  L"C:\\Windows",
  L"C:\\Windows\\Temp",
  L"C:\\Windows\\Prefetch",
  L"C:\\Windows\\WindowsUpdate.log",
  L"C:\\Windows\\Logs\\CBS\\CBS.log",
  L"C:\\Windows\\System32\\config",
  L"C:\\Windows\\System32\\winevt\\Logs\\System.evtx",
  L"C:\\Windows\\System32\\LogFiles\\WMI",
  L"C:\\Windows\\System32\\sru",
  L"C:\\Windows\\SoftwareDistribution",
  L"C:\\ProgramData\\Microsoft\\Windows\\WER",
};
#define PLACE_COUNT (sizeof PLACES / sizeof *PLACES)
_Static_assert(PLACE_COUNT <= (size_t)AL_MOST_TIMES, "there is room for every place");

/* Windows counts in units of 100 nanoseconds since 1601. */
size_t al_system_times(int64_t times[AL_MOST_TIMES]) {
  const int64_t second = 10000000, from_1601 = INT64_C(11644473600);
  size_t count = 0;
  for (size_t i = 0; i < PLACE_COUNT; i++) {
    WIN32_FILE_ATTRIBUTE_DATA facts;
    if (!GetFileAttributesExW(PLACES[i], GetFileExInfoStandard, &facts)) continue;
    uint64_t ticks = (uint64_t)facts.ftLastWriteTime.dwHighDateTime << 32 | facts.ftLastWriteTime.dwLowDateTime;
    int64_t at = ticks > INT64_MAX ? -1 : (int64_t)ticks / second - from_1601;
    if (at >= 0 && at <= AL_LATEST_TIME) times[count++] = at;
  }
  return count;
}
#else
typedef int al_no_windows_probe; /* a translation unit is not empty */
#endif
