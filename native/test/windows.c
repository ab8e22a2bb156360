/*
 * Reads Windows computers for the tests in test/native and test/windows: recorded ones on any system, and on Windows
 * also this computer and its files. Each line of input is a word and its values; texts and bytes are hexadecimal, `-`
 * means none. Each query prints one line.
 *
 *     product 6f7267       the product of the lines after it
 *     fact install-id 38…  one fact of a recorded computer, of those in FACTS
 *     disk NAME SERIAL BUS INSTANCE
 *     physical NAME SERIAL BUS
 *     adapter CONNECTION NAME ADDRESS
 *     recorded             prints the readings of the computer with the facts before it, and forgets them
 *     here                 prints the readings of this computer
 *     read PATH MOST       reads a file of this computer and prints its bytes, or the number of the fault (al_fault)
 *     take PATH MOST       the same, up to the size that it had when it was opened
 *     entries PATH         prints the names in a folder, each with `/` after a folder and `@` after a link
 *     link PATH            prints the target of a link
 *     variable NAME        prints an environment variable
 *     processors NAME      writes the name of every processor into the registry, as a real Windows does when it starts
 *     wait MILLISECONDS    prints what happens to a gate that nobody wakes, and to one that a thread wakes
 */
#include "../src/probe/windows_facts.h"
#include "../src/system/system.h"
#include "computer.h"
#include <stdlib.h>
#ifdef _WIN32
#include <windows.h>
#endif

enum { WORDS = 6 };
static char line[4 << 20];
static const char *const FACTS[] = { "install-id", "cpu-model", "smbios", "uuid", "serial", "system-maker", "system-product",
                                     "board-maker", "board-product", "asked-system-maker", "asked-system-product",
                                     "asked-board-maker", "asked-board-product" };

typedef struct {
  al_windows_facts facts;
  al_disks disks, physical;
  al_adapters adapters;
} recorded;

static void die(const char *why) {
  fprintf(stderr, "windows: %s\n", why);
  exit(2);
}

static int digit(char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; }

/* Everything that bytes_of has allocated. */
static void **owned;
static size_t owned_count;

static void free_owned(void) {
  while (owned_count > 0) free(owned[--owned_count]);
  free(owned);
}

/* Memory of exactly the needed size, so that AddressSanitizer detects reads beyond it. It is kept until the end. */
static airlatch_bytes bytes_of(const char *hex) {
  size_t size = hex[0] == '-' ? 0 : strlen(hex) / 2;
  uint8_t *data = malloc(size > 0 ? size : 1);
  if (owned_count % 1024 == 0) owned = realloc(owned, (owned_count + 1024) * sizeof *owned);
  if (data == NULL || owned == NULL) die("out of memory");
  owned[owned_count++] = data;
  for (size_t i = 0; i < size; i++) data[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return (airlatch_bytes){ data, size };
}

static airlatch_bytes *fact(al_windows_facts *facts, const char *name) {
  airlatch_bytes *all[] = {
    &facts->install_id, &facts->cpu_model, &facts->smbios, &facts->uuid, &facts->serial,
    &facts->firmware[0].maker, &facts->firmware[0].product, &facts->firmware[1].maker, &facts->firmware[1].product,
    &facts->asked[0].maker, &facts->asked[0].product, &facts->asked[1].maker, &facts->asked[1].product,
  };
  for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++)
    if (strcmp(FACTS[i], name) == 0) return all[i];
  die(name);
  return NULL;
}

static void read_recorded(al_probe *probe, const void *context) { al_windows_readings(probe, context); }

/* Prints the readings; context NULL: of this computer. */
static void print_readings(airlatch_bytes product, const al_windows_facts *context) {
  al_memory memory = al_memory_of(NULL);
  al_computer computer;
  airlatch_code code = context == NULL ? al_computer_read(&computer, &memory, product)
                                       : al_computer_read_by(&computer, &memory, product, read_recorded, context);
  if (code != AIRLATCH_OK) die(airlatch_code_name(code));
  print_computer(&computer);
  al_release(&memory);
}

#ifdef _WIN32
static void print_hex(airlatch_bytes bytes) {
  if (bytes.size == 0) printf("-");
  print_bytes(bytes);
}

static const char *text_of(al_memory *memory, const char *hex) {
  airlatch_bytes bytes = bytes_of(hex);
  return (const char *)al_copy(memory, bytes.data, bytes.size).data;
}

static bool print_entry(void *context, const al_entry *entry) {
  (void)context;
  printf("%s%s ", entry->name, entry->is_folder ? "/" : entry->is_link ? "@" : "");
  return true;
}

static void *wake(void *gate) {
  al_gate_lock(gate);
  al_gate_wake(gate);
  al_gate_unlock(gate);
  return NULL;
}

static void run_wait(al_memory *memory, int64_t span) {
  al_gate *gate = al_gate_open(memory);
  int64_t start = al_sys_clock();
  al_gate_lock(gate);
  while (al_gate_wait(gate, start + span)) {}
  bool waited = al_sys_clock() - start >= span;
  bool woken = al_thread_start(wake, gate) && al_gate_wait(gate, al_sys_clock() + 60000);
  al_gate_unlock(gate);
  printf("%s %s\n", waited ? "waited" : "did not wait", woken ? "woken" : "not woken");
}

/* The keys are volatile, which reg.exe cannot create. Node reads the name and the speed of every processor. */
static void run_processors(const char *name) {
  SYSTEM_INFO system;
  DWORD speed = 1800;
  GetSystemInfo(&system);
  for (DWORD i = 0; i < system.dwNumberOfProcessors; i++) {
    char place[80];
    HKEY key;
    snprintf(place, sizeof place, "HARDWARE\\DESCRIPTION\\System\\CentralProcessor\\%lu", i);
    if (RegCreateKeyExA(HKEY_LOCAL_MACHINE, place, 0, NULL, REG_OPTION_VOLATILE, KEY_SET_VALUE | KEY_WOW64_64KEY, NULL, &key, NULL)
        || RegSetValueExA(key, "ProcessorNameString", 0, REG_SZ, (const BYTE *)name, (DWORD)strlen(name) + 1)
        || RegSetValueExA(key, "~MHz", 0, REG_DWORD, (const BYTE *)&speed, sizeof speed))
      die("the registry cannot be written");
    RegCloseKey(key);
  }
  printf("written\n");
}

static void run_files(al_memory *memory, const char *word, const char *path, size_t most) {
  airlatch_bytes content = { 0 };
  if (strcmp(word, "read") == 0) {
    al_fault fault = al_sys_read(memory, path, most, AL_TO_END, &content);
    if (fault == AL_FINE) print_hex(content);
    else printf("%d", fault);
  } else if (strcmp(word, "take") == 0) {
    al_fault fault = al_sys_read(memory, path, most, AL_AS_OPENED, &content);
    if (fault == AL_FINE) print_hex(content);
    else printf("%d", fault);
  } else if (strcmp(word, "entries") == 0) {
    bool is_folder = false;
    al_fault is = al_sys_is_folder(path, &is_folder);
    al_fault fault = al_sys_entries(path, print_entry, NULL);
    if (fault != AL_FINE) printf("%d", fault);
    if (is != AL_FINE || !is_folder) printf(" no folder %d", is);
  } else {
    const char *text = strcmp(word, "link") == 0 ? al_sys_link(memory, path) : al_sys_variable(memory, path);
    printf("%s", text != NULL ? text : "none");
  }
  printf("\n");
}
#endif

static void run_line(recorded *all, airlatch_bytes *product, char **words, size_t count) {
  airlatch_bytes values[WORDS];
  bool is_device = strcmp(words[0], "disk") == 0 || strcmp(words[0], "physical") == 0 || strcmp(words[0], "adapter") == 0;
  for (size_t i = 1; is_device && i < WORDS; i++) values[i] = bytes_of(i < count ? words[i] : "-");
  if (strcmp(words[0], "product") == 0 && count == 2) *product = bytes_of(words[1]);
  else if (strcmp(words[0], "fact") == 0 && count == 3) *fact(&all->facts, words[1]) = bytes_of(words[2]);
  else if (strcmp(words[0], "disk") == 0)
    all->disks.items[all->disks.count++] = (al_disk){ values[1], al_windows_serial(values[2], values[4]), values[3] };
  else if (strcmp(words[0], "physical") == 0)
    all->physical.items[all->physical.count++] = (al_disk){ values[1], values[2], values[3] };
  else if (strcmp(words[0], "adapter") == 0)
    all->adapters.items[all->adapters.count++] = (al_adapter){ values[1], values[2], values[3] };
  else if (strcmp(words[0], "recorded") == 0) {
    al_windows_join(&all->disks, &all->physical);
    all->facts.disks = &all->disks;
    all->facts.adapters = &all->adapters;
    print_readings(*product, &all->facts);
    memset(all, 0, sizeof *all);
  } else if (strcmp(words[0], "here") == 0) print_readings(*product, NULL);
#ifdef _WIN32
  else if (count >= 2) {
    al_memory memory = al_memory_of(NULL);
    size_t most = count > 2 ? strtoul(words[2], NULL, 10) : 0;
    if (strcmp(words[0], "wait") == 0) run_wait(&memory, strtol(words[1], NULL, 10));
    else if (strcmp(words[0], "processors") == 0) run_processors(text_of(&memory, words[1]));
    else run_files(&memory, words[0], text_of(&memory, words[1]), most);
    al_release(&memory);
  }
#endif
  else die(words[0]);
}

int main(void) {
  static recorded all;
  airlatch_bytes product = bytes_of("-");
  while (fgets(line, sizeof line, stdin) != NULL) {
    char *words[WORDS];
    size_t count = 0;
    for (char *word = strtok(line, " \r\n"); word != NULL && count < WORDS; word = strtok(NULL, " \r\n")) words[count++] = word;
    if (count > 0) run_line(&all, &product, words, count);
  }
  free_owned();
  return 0;
}
