/*
 * Owns the evidence, in the files of Linux, of what the computer runs inside of: the words of the firmware, the flag of
 * the processor, Xen's own files, the device tree, and the container within (linux_container.c). Left out is what looks
 * like a hypervisor on a physical computer: the privileged domain of Xen (dom0) and the root partition of Hyper-V,
 * which own the hardware; Gunyah on a phone or laptop; a cloud server without a hypervisor.
 */
#ifdef __linux__
#include "linux.h"
#include <stdlib.h>

enum { MADE = 4, XEN_DOM0 = 1 << 11 /* XENFEAT_dom0 of Xen's include/public/features.h */ };
typedef struct { al_memory *memory; const char *root; al_made made[MADE]; } evidence;

static airlatch_bytes text_in(const evidence *from, const char *path) {
  return al_small_text(from->memory, from->root, path);
}

/* Recognizes `Linux version 5.15.153.1-microsoft-standard-WSL2 (...)`, and `4.4.0-19041-Microsoft` of WSL 1. */
static bool is_wsl(airlatch_bytes version) {
  static const char START[] = "linux version ";
  static const char *const WORDS[] = { "-microsoft", "-wsl2" };
  if (version.size < sizeof START || !al_words_are_in_any_case((airlatch_bytes){ version.data, sizeof START - 1 }, START))
    return false;
  const uint8_t *end = version.data + version.size;
  for (const uint8_t *at = version.data + sizeof START - 1; at < end; at++) {
    if (al_words_trim((airlatch_bytes){ at, 1 }).size == 0) return false; /* the release ends */
    for (size_t i = 0; i < 2; i++) {
      size_t size = strlen(WORDS[i]);
      if (at == version.data + sizeof START - 1 || (size_t)(end - at) < size) continue;
      if (al_words_are_in_any_case((airlatch_bytes){ at, size }, WORDS[i]) &&
          al_words_end((airlatch_bytes){ at + size, (size_t)(end - at) - size }))
        return true;
    }
  }
  return false;
}

/* Whether one of the separated pieces of the text is the word. */
static bool has_piece(airlatch_bytes text, char separator, const char *word) {
  size_t start = 0;
  if (text.size == 0) return false;
  for (size_t at = 0; at <= text.size; at++) {
    if (at < text.size && text.data[at] != (uint8_t)separator) continue;
    if (al_words_are((airlatch_bytes){ text.data + start, at - start }, word)) return true;
    start = at + 1;
  }
  return false;
}

/* Reads the makers. Of the board, the firmware and the case only the maker is used. */
static void read_made(evidence *from) {
  static const char *const MAKERS[MADE] = { "sys_vendor", "board_vendor", "bios_vendor", "chassis_vendor" };
  for (size_t i = 0; i < MADE; i++) {
    const char *path = al_join(from->memory, "/sys/class/dmi/id/", MAKERS[i], "");
    if (path != NULL) from->made[i].maker = text_in(from, path);
  }
  from->made[0].product = text_in(from, "/sys/class/dmi/id/product_name");
}

/* Whether this is Xen's dom0. The features are hexadecimal digits. /proc/xen is empty unless Xen's tools mounted it. */
static bool is_xen_dom0(const evidence *from) {
  airlatch_bytes features = text_in(from, "/sys/hypervisor/properties/features");
  features = al_copy(from->memory, features.data, features.size); /* with a zero after it */
  if (features.data != NULL && (strtoull((const char *)features.data, NULL, 16) & XEN_DOM0) != 0) return true;
  return has_piece(text_in(from, "/proc/xen/capabilities"), ',', "control_d");
}

/* Recognizes clocks that only guests of a hypervisor have. */
static const char *clock_of(const evidence *from) {
  airlatch_bytes clocks = text_in(from, "/sys/devices/system/clocksource/clocksource0/available_clocksource");
  if (al_words_have(clocks, "kvm-clock")) return "kvm";
  return al_words_have(clocks, "hyperv_clocksource") ? "hyper-v" : NULL;
}

/*
 * Recognizes a hypervisor by the processor's flag, which Linux never sees on a physical computer. Firecracker's
 * firmware has no words, but a device (since 1.8). A virtual machine under Hyper-V always has Microsoft's words: with
 * another maker's, this is the partition that owns the hardware.
 */
static const char *by_processor(const evidence *from) {
  if (text_in(from, "/sys/bus/acpi/devices/FCVMGID:00/hid").size > 0) return "firecracker";
  const char *clock = clock_of(from);
  if (clock == NULL) return "hypervisor";
  for (size_t i = 0; i < MADE; i++)
    if (from->made[i].maker.size > 0 && strcmp(clock, "hyper-v") == 0) return NULL;
  return clock;
}

/*
 * Recognizes a hypervisor by the device tree; such boards have no processor flag. A node "hypervisor" alone proves
 * nothing: phones and laptops with a Snapdragon always run on one (Gunyah).
 */
static const char *by_device_tree(const evidence *from) {
  airlatch_bytes node = text_in(from, "/sys/firmware/devicetree/base/hypervisor/compatible");
  if (has_piece(node, 0, "linux,kvm")) return "kvm";
  if (has_piece(node, 0, "xen,xen")) return "xen";
  if (has_piece(node, 0, "vmware")) return "vmware";
  airlatch_bytes board = text_in(from, "/sys/firmware/devicetree/base/compatible");
  if (has_piece(board, 0, "qemu,pseries") || has_piece(board, 0, "riscv-virtio")) return "qemu";
  if (!has_piece(board, 0, "linux,dummy-virt")) return NULL;
  /* QEMU, Firecracker, crosvm and others use the same board; the address is fixed in QEMU's hw/arm/virt.c */
  airlatch_bytes firmware = text_in(from, "/sys/firmware/devicetree/base/fw-cfg@9020000/compatible");
  return has_piece(firmware, 0, "qemu,fw-cfg-mmio") ? "qemu" : "hypervisor";
}

static const char *hypervisor_on(evidence *from, const al_cpu_info *cpu, airlatch_bytes version) {
  if (is_wsl(version)) return "wsl";
  if (al_words_are(al_cpu_field(cpu, "vendor_id"), "User Mode Linux")) return "uml";
  bool is_dom0 = is_xen_dom0(from);
  airlatch_bytes flags = al_cpu_field(cpu, "flags");
  int says = is_dom0 ? 0 : flags.data == NULL ? -1 : has_piece(flags, ' ', "hypervisor");
  read_made(from);
  const char *named = al_hypervisor_by(from->memory, from->made, MADE, says);
  /* QEMU either emulates, or provides the firmware for KVM */
  if (named != NULL && strcmp(named, "qemu") == 0 && says == 1) {
    const char *clock = clock_of(from);
    return clock != NULL && strcmp(clock, "kvm") == 0 ? "kvm" : "qemu";
  }
  if (named != NULL || is_dom0) return named;
  if (al_words_are(text_in(from, "/sys/hypervisor/type"), "xen")) return "xen";
  return says == 1 ? by_processor(from) : by_device_tree(from);
}

al_inside al_linux_inside(al_memory *memory, const char *root, const al_cpu_info *cpu) {
  evidence from = { .memory = memory, .root = root };
  al_inside inside = { .count = 0 };
  airlatch_bytes version = text_in(&from, "/proc/version");
  const char *hypervisor = hypervisor_on(&from, cpu, version);
  if (hypervisor != NULL) inside.names[inside.count++] = hypervisor;
  const char *container = al_linux_container(memory, root, version, hypervisor != NULL, &inside.id_of_image);
  if (container != NULL) inside.names[inside.count++] = container;
  return inside;
}
#else
typedef int al_not_linux_virtual; /* a translation unit is not empty */
#endif
