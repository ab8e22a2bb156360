/*
 * Owns the readings of a Mac, from IOKit's registry, the source of `system_profiler`, and from getifaddrs. Written
 * without a Mac, and never run; only its syntax is tested. There is no install id: macOS has one UUID for the hardware,
 * which stays the same after a reinstallation. Left out are external disks, except those on PCIe, which look the same,
 * and every adapter except the first built-in one.
 */
#ifdef __APPLE__
#define _DARWIN_C_SOURCE
#include "probe.h"
#include <CoreFoundation/CoreFoundation.h>
#include <IOKit/IOKitLib.h>
#include <sys/sysctl.h>

enum { MOST_TEXT = 1024 };

/* Converts a text, or bytes that end with a zero, to a text of limited size; false if it is neither, or longer. */
static bool text_of(CFTypeRef value, char text[MOST_TEXT]) {
  if (value == NULL) return false;
  if (CFGetTypeID(value) == CFStringGetTypeID())
    return CFStringGetCString((CFStringRef)value, text, MOST_TEXT, kCFStringEncodingUTF8);
  if (CFGetTypeID(value) != CFDataGetTypeID()) return false;
  CFIndex size = CFDataGetLength((CFDataRef)value);
  if (size < 0 || size >= MOST_TEXT) return false;
  memcpy(text, CFDataGetBytePtr((CFDataRef)value), (size_t)size);
  text[size] = 0;
  return true;
}

static bool text_in(io_registry_entry_t entry, CFStringRef name, char text[MOST_TEXT]) {
  CFTypeRef value = IORegistryEntryCreateCFProperty(entry, name, kCFAllocatorDefault, 0);
  bool is_text = text_of(value, text);
  if (value != NULL) CFRelease(value);
  return is_text;
}

/* Reads a text from a dictionary among the properties of an entry. */
static bool text_within(io_registry_entry_t entry, CFStringRef group, CFStringRef name, char text[MOST_TEXT]) {
  CFTypeRef value = IORegistryEntryCreateCFProperty(entry, group, kCFAllocatorDefault, 0);
  bool is_text = value != NULL && CFGetTypeID(value) == CFDictionaryGetTypeID() &&
                 text_of(CFDictionaryGetValue((CFDictionaryRef)value, name), text);
  if (value != NULL) CFRelease(value);
  return is_text;
}

static void add_text(al_probe *probe, int kind, const char *text) {
  al_add_reading(probe, kind, text, strlen(text), false);
}

static void read_platform(al_probe *probe) {
  io_service_t expert = IOServiceGetMatchingService(0, IOServiceMatching("IOPlatformExpertDevice"));
  char text[MOST_TEXT], maker[MOST_TEXT] = "", model[MOST_TEXT] = "";
  if (expert == 0) return;
  if (text_in(expert, CFSTR("IOPlatformUUID"), text)) add_text(probe, AL_SYSTEM_UUID, text);
  if (text_in(expert, CFSTR("IOPlatformSerialNumber"), text)) add_text(probe, AL_BOARD_SERIAL, text);
  if (!text_in(expert, CFSTR("manufacturer"), maker)) *maker = 0;
  if (!text_in(expert, CFSTR("model"), model)) *model = 0;
  al_made made = { al_words_of(maker), al_words_of(model) };
  probe->virtual_name = al_hypervisor_by(&probe->scratch, &made, 1, -1);
  IOObjectRelease(expert);
}

/* `system_profiler` lists disks on PCIe and Apple Fabric under NVMe, and those on SATA; optical discs are not disks. */
static bool is_built_in(io_service_t disk) {
  char way[MOST_TEXT];
  if (IOObjectConformsTo(disk, "IOCDBlockStorageDevice")) return false;
  if (!text_within(disk, CFSTR("Protocol Characteristics"), CFSTR("Physical Interconnect"), way)) return false;
  return strcmp(way, "PCI-Express") == 0 || strcmp(way, "PCI") == 0 || strncmp(way, "SATA", 4) == 0 ||
         strcmp(way, "Apple Fabric") == 0;
}

static void read_disks(al_probe *probe) {
  io_iterator_t disks;
  if (IOServiceGetMatchingServices(0, IOServiceMatching("IOBlockStorageDevice"), &disks) != KERN_SUCCESS) return;
  for (io_service_t disk = IOIteratorNext(disks); disk != 0; disk = IOIteratorNext(disks)) {
    char serial[MOST_TEXT];
    if (is_built_in(disk) && text_within(disk, CFSTR("Device Characteristics"), CFSTR("Serial Number"), serial))
      add_text(probe, AL_DISK_SERIAL, serial);
    IOObjectRelease(disk);
  }
  IOObjectRelease(disks);
}

/*
 * Adds the first adapter. en0 is always built in; docks start at about en4 and cannot be told apart. A locally
 * administered address is macOS's private Wi-Fi address, or belongs to a virtual machine.
 */
static void add_first(al_probe *probe, const char *name, const char *address) {
  if (strcmp(name, "en0") == 0 && !al_is_locally_administered(address)) add_text(probe, AL_MAC_ADDRESS, address);
}

void al_probe_system(al_probe *probe) {
  char model[MOST_TEXT];
  size_t size = sizeof model - 1;
  probe->platform = AIRLATCH_MACOS;
  read_platform(probe);
  read_disks(probe);
  al_each_adapter(probe, add_first);
  if (sysctlbyname("machdep.cpu.brand_string", model, &size, NULL, 0) != 0) return;
  model[size] = 0;
  add_text(probe, AL_CPU_MODEL, model);
}
#else
typedef int al_not_macos; /* a translation unit is not empty */
#endif
