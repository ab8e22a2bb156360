/*
 * Reads computers for the tests in test/native. Each line of input is one query and prints one line:
 *
 *     product 6f7267...    the product for the following lines, as hexadecimal bytes; prints nothing
 *     here                 this computer
 *     root /tmp/tree       the recorded Linux computer with this root directory
 *     starve /tmp/tree     the same, with memory running out later each time; prints how often it did
 *     value 4 51454d55...  the normal form of a raw value of kind 4, as hexadecimal bytes; "-" for none
 *     made 1 51454d55 -    the hypervisor by the maker, the product, and the processor's flag; "-" for none
 *     time 1000            the median of so many readings of this computer, in nanoseconds
 */
#define _POSIX_C_SOURCE 200809L
#include "../src/probe/linux.h"
#include "computer.h"
#include <stdlib.h>
#include <time.h>

static void die(const char *why) {
  fprintf(stderr, "probe: %s\n", why);
  exit(2);
}

/* Memory of exactly the needed size, so that AddressSanitizer detects reads beyond it. */
static airlatch_bytes bytes_of(const char *hex) {
  airlatch_bytes bytes = { NULL, strlen(hex) / 2 };
  uint8_t *data = malloc(bytes.size > 0 ? bytes.size : 1);
  if (data == NULL) die("out of memory");
  for (size_t i = 0; i < bytes.size; i++) {
    unsigned byte;
    if (sscanf(hex + 2 * i, "%2x", &byte) != 1) die("not hexadecimal");
    data[i] = (uint8_t)byte;
  }
  bytes.data = data;
  return bytes;
}

static void read_computer(airlatch_bytes product, const char *root) {
  al_memory memory = al_memory_of(NULL);
  al_computer computer;
  airlatch_code code = AIRLATCH_OK;
  if (root == NULL) code = al_computer_read(&computer, &memory, product);
#ifdef __linux__
  if (root != NULL) {
    code = al_computer_read_by(&computer, &memory, product, al_probe_linux, root);
    computer.seen_count = al_times_below(computer.seen, root);
  }
#endif
  if (code != AIRLATCH_OK) die(airlatch_code_name(code));
  print_computer(&computer);
  al_release(&memory);
}

/* Memory that runs out after a number of allocations. */
static void *allocate(void *left, size_t size) {
  size_t *count = left;
  return *count > 0 && (*count)-- > 0 ? malloc(size) : NULL;
}

static void give_back(void *left, void *memory) {
  (void)left;
  free(memory);
}

static void print_starved(airlatch_bytes product, const char *root) {
#ifdef __linux__
  for (size_t most = 0;; most++) {
    size_t left = most;
    airlatch_allocator allocator = { allocate, give_back, &left };
    al_memory memory = al_memory_of(&allocator);
    al_computer computer;
    airlatch_code code = al_computer_read_by(&computer, &memory, product, al_probe_linux, root);
    al_release(&memory);
    if (code != AIRLATCH_OK && code != AIRLATCH_OUT_OF_MEMORY) die(airlatch_code_name(code));
    if (code == AIRLATCH_OK) {
      printf("%zu\n", most);
      return;
    }
  }
#else
  (void)product;
  die(root);
#endif
}

static int compare(const void *a, const void *b) {
  long long x = *(const long long *)a, y = *(const long long *)b;
  return x < y ? -1 : x > y;
}

static void print_time(airlatch_bytes product, size_t count) {
  long long *times = calloc(count, sizeof *times);
  if (times == NULL) die("out of memory");
  for (size_t i = 0; i < count; i++) {
    struct timespec from, to;
    al_memory memory = al_memory_of(NULL);
    al_computer computer;
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (al_computer_read(&computer, &memory, product) != AIRLATCH_OK) die("not read");
    al_release(&memory);
    clock_gettime(CLOCK_MONOTONIC, &to);
    times[i] = (to.tv_sec - from.tv_sec) * 1000000000LL + to.tv_nsec - from.tv_nsec;
  }
  qsort(times, count, sizeof *times, compare);
  printf("%lld\n", times[count / 2]);
  free(times);
}

static void print_value(const char *line) {
  char value[AL_MOST_VALUE];
  char *hex;
  int kind = (int)strtol(line, &hex, 10);
  airlatch_bytes raw = bytes_of(*hex == ' ' ? hex + 1 : hex);
  size_t size = al_reading_value(value, kind, raw.data, raw.size);
  printf("%.*s\n", size > 0 ? (int)size : 1, size > 0 ? value : "-");
  free((void *)(uintptr_t)raw.data);
}

static void print_made(const char *line) {
  char maker[1024], product[1024];
  int processor;
  al_memory memory = al_memory_of(NULL);
  if (sscanf(line, "%d %1023s %1023s", &processor, maker, product) != 3) die(line);
  al_made made = { bytes_of(*maker == '-' ? "" : maker), bytes_of(*product == '-' ? "" : product) };
  const char *name = al_hypervisor_by(&memory, &made, 1, processor);
  puts(name != NULL ? name : "-");
  al_release(&memory);
  free((void *)(uintptr_t)made.maker.data);
  free((void *)(uintptr_t)made.product.data);
}

int main(void) {
  char *line = NULL;
  size_t room = 0;
  airlatch_bytes product = bytes_of("");
  while (getline(&line, &room, stdin) > 0) {
    line[strcspn(line, "\n")] = 0;
    if (strncmp(line, "product ", 8) == 0) {
      free((void *)(uintptr_t)product.data);
      product = bytes_of(line + 8);
    } else if (strcmp(line, "here") == 0) read_computer(product, NULL);
    else if (strncmp(line, "root ", 5) == 0) read_computer(product, line + 5);
    else if (strncmp(line, "starve ", 7) == 0) print_starved(product, line + 7);
    else if (strncmp(line, "value ", 6) == 0) print_value(line + 6);
    else if (strncmp(line, "made ", 5) == 0) print_made(line + 5);
    else if (strncmp(line, "time ", 5) == 0) print_time(product, strtoul(line + 5, NULL, 10));
    else die(line);
  }
  free((void *)(uintptr_t)product.data);
  free(line);
  return 0;
}
