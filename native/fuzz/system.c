/* Readers of system data about the computer, parts of which any account can write: Linux's small files, and SMBIOS. */
#include "fuzz.h"
#include "../src/probe/linux.h"
#include <stdlib.h>
#define AIRLATCH_RECORDED 1 /* compiles the Windows parts, too */
#include "../src/probe/smbios.c"

static const char *const NAMES[] = {
  "/proc/cpuinfo", "/proc/self/mountinfo", "/proc/version", "/proc/1/environ", "/proc/1/cgroup", "/proc/self/cgroup",
  "/run/systemd/container", "/etc/machine-id", "/sys/class/dmi/id/sys_vendor", "/sys/class/dmi/id/product_name",
  "/sys/hypervisor/properties/features", "/sys/firmware/devicetree/base/compatible", "/sys/class/dmi/id/board_serial",
  "/.dockerenv", "/run/.containerenv",
};
enum { COUNT = sizeof NAMES / sizeof *NAMES };
static airlatch_bytes files[COUNT];
static bool is_here; /* otherwise the computer's own files are read */

al_small __real_al_small_read(al_memory *memory, const char *root, const char *path, size_t most);
al_small __wrap_al_small_read(al_memory *memory, const char *root, const char *path, size_t most);
airlatch_bytes __wrap_al_small_text(al_memory *memory, const char *root, const char *path);

al_small __wrap_al_small_read(al_memory *memory, const char *root, const char *path, size_t most) {
  if (!is_here) return __real_al_small_read(memory, root, path, most);
  for (size_t i = 0; i < COUNT; i++) {
    if (files[i].data == NULL || strcmp(path, NAMES[i]) != 0) continue;
    uint8_t *exact = al_take(memory, files[i].size < most ? files[i].size : most);
    size_t size = files[i].size < most ? files[i].size : most;
    if (exact != NULL && size > 0) memcpy(exact, files[i].data, size);
    return (al_small){ { exact, size }, false };
  }
  return (al_small){ { NULL, 0 }, false };
}

airlatch_bytes __wrap_al_small_text(al_memory *memory, const char *root, const char *path) {
  return al_words_trim(__wrap_al_small_read(memory, root, path, AL_PAGE).text);
}

/* An input is a sequence of files, as in home.c. */
void fuzz_system(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  static const uint8_t PRODUCT[] = "example.viewer";
  memset(files, 0, sizeof files);
  fuzz_files(files, COUNT, bytes, size);
  al_memory memory = al_memory_of(NULL);
  al_computer computer;
  is_here = true;
  airlatch_code code = al_computer_read_by(&computer, &memory, (airlatch_bytes){ PRODUCT, sizeof PRODUCT - 1 }, al_probe_linux,
                                           "/in/no/disk");
  is_here = false;
  FUZZ_MUST(code == AIRLATCH_OK && computer.count <= 6);
  for (size_t i = 0; i < computer.count; i++) fuzz_touch(computer.readings[i].hashes);
  fuzz_touch(computer.virtual_name);
  fuzz_touch(computer.computer_id);
  al_release(&memory);
}

void fuzz_smbios(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  al_smbios smbios;
  if (!al_smbios_read(&smbios, (airlatch_bytes){ bytes, size })) return;
  const airlatch_bytes texts[] = { smbios.system.maker, smbios.system.product, smbios.board.maker, smbios.board.product,
                                   smbios.serial };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) fuzz_touch(texts[i]);
  fuzz_touch((airlatch_bytes){ (const uint8_t *)smbios.uuid, smbios.uuid_size });
}
