/*
 * Runs cases through the library, for the tests in test/native, which have the vectors. A case is some lines of a word
 * and its values, then `end`; bytes are hexadecimal. Each case prints {"ok":true,"warnings":[...],"claims":{...}}
 * or {"ok":false,"reasons":[...]}. Every input is copied to memory of exactly its size, so that AddressSanitizer
 * detects reads beyond it.
 *
 *     kind license
 *     kit d284...
 *     message d284...
 *     now 1767272400
 *     reading 1 2fbf347134a73aa5
 *     end
 */
#include "print.h"
#include "../src/carrier/carrier.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 512 };
typedef struct {
  char kind[16];
  airlatch_bytes message, kit, revocations, installation, license, client, last;
  airlatch_maybe taken, held_for;
  int64_t recorded;
  airlatch_id instance, returned[MOST];
  bool has_instance;
  size_t returned_count;
  airlatch_world world;
  airlatch_reading readings[MOST], asked[MOST];
  airlatch_bytes features[MOST];
  int64_t seen[MOST];
  airlatch_id deactivated[MOST];
  airlatch_sequence kept[MOST];
  size_t kept_count;
  bool inexact, carried;
  void *owned[8 * MOST];
  size_t owned_count;
} test_case;

static void die(const char *why) {
  fprintf(stderr, "vectors: %s\n", why);
  exit(2);
}

static int digit(char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; }

/* Decodes hexadecimal bytes; `-` means none. */
static airlatch_bytes bytes_of(test_case *test, const char *hex) {
  size_t size = hex[0] == '-' ? 0 : strlen(hex) / 2;
  uint8_t *data = malloc(size > 0 ? size : 1);
  if (data == NULL || test->owned_count == 8 * MOST) die("too many bytes");
  for (size_t i = 0; i < size; i++) data[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  test->owned[test->owned_count++] = data;
  return (airlatch_bytes){ data, size };
}

static airlatch_id id_of(const char *hex) {
  airlatch_id id;
  for (size_t i = 0; i < 8; i++) id.bytes[i] = (uint8_t)(digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]));
  return id;
}

static size_t next(size_t *count) {
  if (*count == MOST) die("too many values");
  return (*count)++;
}

static void read_line(test_case *test, char *line) {
  airlatch_world *world = &test->world;
  char *word = strtok(line, " \n");
  char *one = strtok(NULL, " \n");
  char *two = strtok(NULL, " \n");
  if (word == NULL) die("an empty line");
  if (one == NULL) one = "-";
  if (two == NULL) two = "-";
#define IS(name) (strcmp(word, name) == 0)
  if (IS("kind")) snprintf(test->kind, sizeof test->kind, "%s", one);
  else if (IS("message")) test->message = bytes_of(test, one);
  else if (IS("kit")) test->kit = bytes_of(test, one);
  else if (IS("revocations")) test->revocations = bytes_of(test, one);
  else if (IS("now")) world->now = strtoll(one, NULL, 10);
  else if (IS("reading"))
    test->readings[next(&world->reading_count)] = (airlatch_reading){ (uint8_t)atoi(one), bytes_of(test, two) };
  else if (IS("asked"))
    test->asked[next(&world->asked_count)] = (airlatch_reading){ (uint8_t)atoi(one), bytes_of(test, two) };
  else if (IS("asked-counted")) world->asked_counted = bytes_of(test, one);
  else if (IS("platform")) world->platform = (airlatch_platform)atoi(one);
  else if (IS("user")) world->user = bytes_of(test, one);
  else if (IS("virtual")) world->virtual_name = bytes_of(test, one);
  else if (IS("version")) world->program_version = bytes_of(test, one);
  else if (IS("released")) world->released_at = (airlatch_maybe){ true, strtoll(one, NULL, 10) };
  else if (IS("feature")) test->features[next(&world->feature_count)] = bytes_of(test, one);
  else if (IS("seen")) test->seen[next(&world->seen_count)] = strtoll(one, NULL, 10);
  else if (IS("deactivated")) test->deactivated[next(&world->deactivated_count)] = id_of(one);
  else if (IS("kept")) test->kept[next(&test->kept_count)] = (airlatch_sequence){ id_of(one), strtoll(two, NULL, 10) };
  else if (IS("installation")) test->installation = bytes_of(test, one);
  else if (IS("license")) test->license = bytes_of(test, one);
  else if (IS("client")) test->client = bytes_of(test, one);
  else if (IS("last")) test->last = bytes_of(test, one);
  else if (IS("held-for")) test->held_for = (airlatch_maybe){ true, strtoll(one, NULL, 10) };
  else if (IS("recorded")) test->recorded = strtoll(one, NULL, 10);
  else if (IS("returned")) test->returned[next(&test->returned_count)] = id_of(one);
  else if (IS("instance")) test->instance = id_of(one), test->has_instance = true;
  else if (IS("taken")) test->taken = (airlatch_maybe){ true, strtoll(one, NULL, 10) };
  else if (IS("damaged")) world->state_damaged = true;
  else if (IS("carried")) test->carried = true;
  else if (IS("inexact")) test->inexact = true;
  else if (IS("first-run")) {
    world->first_run_of = id_of(one);
    world->first_run = (airlatch_maybe){ true, strtoll(two, NULL, 10) };
  } else die("an unknown word");
}

static void run_license(const test_case *test, const airlatch_kit *kit, bool bundle) {
  airlatch_verdict verdict;
  airlatch_bytes message = test->message;
  bool valid = bundle ? airlatch_verify(&verdict, kit, &test->world, message.data, message.size)
                      : al_check_license(&verdict, kit, &test->world, message.data, message.size);
  if (!valid) {
    refused(verdict.reasons, verdict.reason_count);
    return;
  }
  accepted(verdict.warnings, verdict.warning_count);
  put_license(&verdict.license);
  printf("}}\n");
}

static void run_clock_reset(const test_case *test, const airlatch_kit *kit) {
  airlatch_clock_reset reset;
  if (test->installation.size != 32) die("a clock reset needs the key of the installation");
  airlatch_code code = airlatch_clock_reset_open(&reset, kit, test->installation.data, test->taken, test->world.now,
                                                 test->message.data, test->message.size);
  if (code) {
    refused(&code, 1);
    return;
  }
  accepted(NULL, 0);
  text_claim("iss", reset.vendor);
  text_claim("aud", reset.product);
  integer_claim("iat", reset.at);
  hex_claim("cnf", reset.installation.bytes, 8);
  printf("}}\n");
}

static void run_revocations(const test_case *test, const airlatch_kit *kit) {
  airlatch_revocations list;
  int64_t least = airlatch_least_sequence(kit, test->kept, test->kept_count);
  airlatch_code code = airlatch_revocations_open(&list, kit, least, test->message.data, test->message.size);
  if (code) {
    refused(&code, 1);
    return;
  }
  accepted(NULL, 0);
  put_revocations(&list);
  printf("}}\n");
}

/* Opens the first kit if the reader has none; else a kit of the same sequence is accepted but not used. */
static void run_kit(const test_case *test, airlatch_kit *has) {
  airlatch_kit kit;
  airlatch_code code = airlatch_kit_open(&kit, test->message.data, test->message.size);
  if (!code && has != NULL) code = airlatch_kit_succeed(has, test->message.data, test->message.size);
  if (code) {
    refused(&code, 1);
    return;
  }
  accepted(NULL, 0);
  put_kit(&kit);
  printf("}}\n");
}

static void run_lease(const test_case *test, const airlatch_kit *kit) {
  al_holding holding = { .key = test->client.size == 32 ? test->client.data : NULL, .held_for = test->held_for };
  airlatch_verdict verdict;
  al_last_lease last;
  al_lease lease, other;
  bool returned = false;
  holding.recorded = test->recorded;
  holding.instance = test->has_instance ? &test->instance : NULL;
  if (test->last.data != NULL) {
    if (!al_lease_read(&other, test->last)) die("the last lease of the reader is no good");
    last = (al_last_lease){ .sequence = other.sequence, .issued_at = other.issued_at };
    crypto_hash_sha256(last.hash, test->last.data, test->last.size);
    holding.last = &last;
  }
  if (al_lease_read(&other, test->message))
    for (size_t i = 0; i < test->returned_count; i++) returned = returned || al_same_id(test->returned[i], other.id);
  al_lease_verify(&verdict, &lease, kit, &test->world, &holding, returned, test->license, test->message);
  if (!verdict.valid) {
    refused(verdict.reasons, verdict.reason_count);
    return;
  }
  accepted(verdict.warnings, verdict.warning_count);
  put_lease(&lease);
  printf("}}\n");
}

/* Opens a state of the installation with this key; the state of another one is reported as damaged. */
static void run_state(const test_case *test, al_memory *memory) {
  al_state state;
  bool exact = al_library_is_exact() && !test->inexact;
  airlatch_code code = al_state_open(&state, memory, test->message.data, test->message.size, exact);
  if (!code && (test->installation.size != 32 || memcmp(state.key, test->installation.data, 32) != 0))
    code = AIRLATCH_STATE_DAMAGED;
  if (code) {
    refused(&code, 1);
    return;
  }
  accepted(NULL, 0);
  put_state(&state);
  printf("}}\n");
}

/* Finds the message in anything that a user hands over in place of a license. */
static void run_carried(const test_case *test, al_memory *memory) {
  airlatch_bytes message;
  const int wanted[] = { AL_LICENSE, AL_BUNDLE, 0 };
  airlatch_code code = al_carried(memory, wanted, test->message.data, test->message.size, &message);
  if (code) {
    refused(&code, 1);
    return;
  }
  accepted(NULL, 0);
  hex_claim("message", message.data, message.size);
  printf("}}\n");
}

/* Prints the normal form of a user name. */
static void run_name(const test_case *test) {
  uint8_t room[4 * AL_MOST_NAME];
  airlatch_bytes name = test->message;
  bool good = al_normal_form(&name, room);
  accepted(NULL, 0);
  hex_claim("name", name.data, good ? name.size : 0);
  printf("}}\n");
}

/* Takes the message out of its carrier, or reports why that is impossible. */
static bool take_out(test_case *test, al_memory *memory) {
  static const struct { const char *kind; int type; } KINDS[] = {
    { "license", AL_LICENSE }, { "bundle", AL_BUNDLE }, { "kit", AL_KIT }, { "revocations", AL_REVOCATIONS },
    { "clock-reset", AL_CLOCK_RESET }, { "lease", AL_LEASE }, { "state", AL_STATE },
  };
  int wanted[2] = { 0, 0 };
  for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++)
    if (strcmp(test->kind, KINDS[i].kind) == 0) wanted[0] = KINDS[i].type;
  airlatch_code code = al_carried(memory, wanted, test->message.data, test->message.size, &test->message);
  if (code) refused(&code, 1);
  return !code;
}

static void run(test_case *test) {
  airlatch_kit kit;
  airlatch_revocations list;
  airlatch_world *world = &test->world;
  world->readings = test->readings;
  world->asked = test->asked;
  world->features = test->features;
  world->seen = test->seen;
  world->deactivated = test->deactivated;
  bool has_kit = test->kit.data != NULL;
  if (has_kit && airlatch_kit_open(&kit, test->kit.data, test->kit.size)) die("the kit of the reader is no good");
  /* the equation is then computed by the library itself, as with a libsodium that multiplies by the cofactor */
  if (has_kit && test->inexact) kit.library_is_exact = false;
  if (test->revocations.data != NULL) {
    if (!has_kit || airlatch_revocations_open(&list, &kit, 0, test->revocations.data, test->revocations.size))
      die("the list of the reader is no good");
    world->revocations = &list;
  }
  al_memory memory = al_memory_of(NULL);
  if (test->carried && !take_out(test, &memory)) (void)0;
  else if (strcmp(test->kind, "name") == 0) run_name(test);
  else if (strcmp(test->kind, "carried") == 0) run_carried(test, &memory);
  else if (strcmp(test->kind, "kit") == 0) run_kit(test, has_kit ? &kit : NULL);
  else if (strcmp(test->kind, "state") == 0) run_state(test, &memory);
  else if (!has_kit) die("a case without a kit");
  else if (strcmp(test->kind, "revocations") == 0) run_revocations(test, &kit);
  else if (strcmp(test->kind, "license") == 0) run_license(test, &kit, false);
  else if (strcmp(test->kind, "bundle") == 0) run_license(test, &kit, true);
  else if (strcmp(test->kind, "lease") == 0) run_lease(test, &kit);
  else if (strcmp(test->kind, "clock-reset") == 0) run_clock_reset(test, &kit);
  else die("an unknown kind");
  al_release(&memory);
  for (size_t i = 0; i < test->owned_count; i++) free(test->owned[i]);
}

/* With the argument `codes`: prints the names of all codes. */
int main(int count, char **arguments) {
  static test_case test;
  static char line[80 << 20];
  if (count > 1 && strcmp(arguments[1], "codes") == 0) {
    for (int code = 0; code < AIRLATCH_CODE_COUNT; code++)
      if (airlatch_code_name((airlatch_code)code) != NULL) puts(airlatch_code_name((airlatch_code)code));
    return 0;
  }
  memset(&test, 0, sizeof test);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strcmp(line, "end\n") != 0) {
      read_line(&test, line);
      continue;
    }
    run(&test);
    memset(&test, 0, sizeof test);
  }
  return 0;
}
