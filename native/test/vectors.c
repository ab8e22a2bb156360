/*
 * Plays cases through the library, for the tests in test/native, which have the vectors. A case is some lines of a word and its
 * values, then `end`; bytes are hexadecimal. For each case it prints one line: {"ok":true,"warnings":[...],"claims":{...}}
 * or {"ok":false,"reasons":[...]}. Every input is copied to memory of exactly its size, so that AddressSanitizer sees a
 * read beyond it.
 *
 *     kind license
 *     kit d284...
 *     message d284...
 *     now 1767272400
 *     reading 1 2fbf347134a73aa5
 *     end
 */
#include "../src/internal.h"
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 512 };
typedef struct {
  char kind[16];
  airlatch_bytes message, kit, revocations, installation;
  airlatch_maybe taken;
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

/* Hexadecimal as bytes; `-` stands for none. */
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
  else if (IS("taken")) test->taken = (airlatch_maybe){ true, strtoll(one, NULL, 10) };
  else if (IS("damaged")) world->state_damaged = true;
  else if (IS("carried")) test->carried = true;
  else if (IS("inexact")) test->inexact = true;
  else if (IS("first-run")) {
    world->first_run_of = id_of(one);
    world->first_run = (airlatch_maybe){ true, strtoll(two, NULL, 10) };
  } else die("an unknown word");
}

/* JSON of what was read. */
static const char *separator;

static void put_name(const char *name) {
  printf("%s\"%s\":", separator, name);
  separator = ",";
}

static void put_text(airlatch_bytes text) {
  putchar('"');
  for (size_t i = 0; i < text.size; i++) {
    uint8_t c = text.data[i];
    if (c < 0x20 || c == '"' || c == '\\') printf("\\u%04x", c);
    else putchar(c);
  }
  putchar('"');
}

static void put_hex(const uint8_t *data, size_t size) {
  putchar('"');
  for (size_t i = 0; i < size; i++) printf("%02x", data[i]);
  putchar('"');
}

static void put_item(al_item item) {
  const uint8_t *at = item.data;
  if (item.type == AL_UNSIGNED) printf("%llu", (unsigned long long)item.argument);
  if (item.type == AL_NEGATIVE) printf("-%llu", (unsigned long long)item.argument + 1);
  if (item.type == AL_BOOLEAN) printf(item.argument ? "true" : "false");
  if (item.type == AL_TEXT) put_text((airlatch_bytes){ item.data, (size_t)item.argument });
  if (item.type == AL_BYTES) put_hex(item.data, (size_t)item.argument);
  if (item.type != AL_ARRAY && item.type != AL_MAP) return;
  putchar(item.type == AL_MAP ? '{' : '[');
  for (uint64_t i = 0; i < item.argument; i++) {
    if (i > 0) putchar(',');
    al_item one = al_cbor_item(at);
    if (item.type == AL_MAP) {
      if (one.type != AL_TEXT) putchar('"');
      put_item(one);
      printf(one.type != AL_TEXT ? "\":" : ":");
      at = al_cbor_after(one);
      one = al_cbor_item(at);
    }
    put_item(one);
    at = al_cbor_after(one);
  }
  putchar(item.type == AL_MAP ? '}' : ']');
}

static void text_claim(const char *name, airlatch_bytes text) {
  if (text.data == NULL) return;
  put_name(name);
  put_text(text);
}

static void cbor_claim(const char *name, airlatch_bytes item) {
  if (item.data == NULL) return;
  put_name(name);
  put_item(al_cbor_item(item.data));
}

static void hex_claim(const char *name, const uint8_t *data, size_t size) {
  put_name(name);
  put_hex(data, size);
}

static void integer_claim(const char *name, int64_t value) {
  put_name(name);
  printf("%lld", (long long)value);
}

static void maybe_claim(const char *name, airlatch_maybe value) {
  if (value.present) integer_claim(name, value.value);
}

static void true_claim(const char *name, bool value) {
  if (!value) return;
  put_name(name);
  printf("true");
}

static void put_license(const airlatch_license *l) {
  text_claim("iss", l->vendor);
  text_claim("sub", l->key_id);
  text_claim("aud", l->product);
  maybe_claim("exp", l->expires_at);
  integer_claim("iat", l->issued_at);
  hex_claim("cti", l->activation.bytes, 8);
  if (l->lends) hex_claim("cnf", l->server_key, 32);
  if (l->first_run_days.present) hex_claim("cnf", l->installation.bytes, 8);
  integer_claim("format", l->format);
  if (l->binding == AIRLATCH_BY_FINGERPRINT) {
    put_name("fingerprint");
    for (size_t i = 0; i < l->kind_count; i++) {
      printf("%c\"%d\":", i == 0 ? '{' : ',', l->fingerprint[i].kind);
      put_hex(l->fingerprint[i].hashes.data, l->fingerprint[i].hashes.size);
    }
    printf("}");
    put_name("counted");
    for (size_t i = 0; i < l->counted_count; i++) printf("%c%d", i == 0 ? '[' : ',', l->counted[i]);
    printf("]");
  }
  if (l->binding == AIRLATCH_BY_HASH) hex_claim("computer", l->computer.bytes, 8);
  if (l->required_n > 0) {
    put_name("required");
    printf("[%d,%d]", l->required_k, l->required_n);
  }
  true_claim("generic", l->binding == AIRLATCH_GENERIC);
  cbor_claim("features", l->features);
  text_claim("version", l->version);
  if (l->maintained_until.present) maybe_claim("maintenance", l->maintained_until);
  else true_claim("maintenance", l->maintenance);
  text_claim("user-data", l->user_data);
  maybe_claim("floating-seats", l->floating_seats);
  maybe_claim("first-run-days", l->first_run_days);
  maybe_claim("activated", l->activated_at);
  maybe_claim("grace-days", l->grace_days);
  cbor_claim("users", l->users);
  true_claim("no-virtual", l->no_virtual);
  text_claim("licensee", l->licensee);
  if (l->deactivation_limit.present) {
    put_name("deactivation-limit");
    printf("\"%lld\"", (long long)l->deactivation_limit.value);
  }
}

static void put_kit(const airlatch_kit *k) {
  text_claim("iss", k->vendor);
  text_claim("aud", k->product);
  integer_claim("iat", k->made_at);
  put_name("keys");
  for (size_t i = 0; i < k->key_count; i++) {
    putchar(i == 0 ? '[' : ',');
    put_hex(k->keys[i].key, 32);
  }
  printf("]");
  const char *front = "{";
  for (size_t i = 0; i < k->key_count; i++) {
    if (!k->keys[i].retired.present) continue;
    if (*front == '{') put_name("retired");
    printf("%s", front);
    put_hex(k->keys[i].id.bytes, 8);
    printf(":%lld", (long long)k->keys[i].retired.value);
    front = ",";
  }
  if (*front == ',') printf("}");
  true_claim("allow-generic", k->allow_generic);
  cbor_claim("search-path", k->search_path);
  text_claim("address", k->address);
  text_claim("contact", k->contact);
  cbor_claim("sites", k->sites);
  cbor_claim("feature-table", k->feature_table);
  integer_claim("sequence", k->sequence);
  text_claim("product-name", k->product_name);
}

static void put_revocations(const airlatch_revocations *r) {
  text_claim("iss", r->vendor);
  text_claim("aud", r->product);
  integer_claim("iat", r->made_at);
  integer_claim("sequence", r->sequence);
  if (r->activations.data == NULL) return;
  put_name("revoked-activations");
  for (size_t i = 0; i < r->activations.size; i += 8) {
    putchar(i == 0 ? '[' : ',');
    put_hex(r->activations.data + i, 8);
  }
  printf("]");
}

static void put_codes(const airlatch_code *codes, size_t count) {
  for (size_t i = 0; i < count; i++) printf("%s\"%s\"", i == 0 ? "" : ",", airlatch_code_name(codes[i]));
}

static void refused(const airlatch_code *codes, size_t count) {
  printf("{\"ok\":false,\"reasons\":[");
  put_codes(codes, count);
  printf("]}\n");
}

static void accepted(const airlatch_code *warnings, size_t count) {
  printf("{\"ok\":true,\"warnings\":[");
  put_codes(warnings, count);
  printf("],\"claims\":{");
  separator = "";
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

/* A kit is the first one where the reader has none; a kit of the same sequence is not taken, and is good. */
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

/* Of a name of a user: its normal form. */
static void run_name(const test_case *test) {
  uint8_t room[4 * AL_MOST_NAME];
  airlatch_bytes name = test->message;
  bool good = al_normal_form(&name, room);
  accepted(NULL, 0);
  hex_claim("name", name.data, good ? name.size : 0);
  printf("}}\n");
}

/* Takes the message out of its carrier; says what is wrong with it if that is not possible. */
static bool take_out(test_case *test, al_memory *memory) {
  static const struct { const char *kind; int type; } KINDS[] = {
    { "license", AL_LICENSE }, { "bundle", AL_BUNDLE }, { "kit", AL_KIT }, { "revocations", AL_REVOCATIONS },
    { "clock-reset", AL_CLOCK_RESET },
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
  /* the equation is then computed here, as beside a libsodium that multiplies by the cofactor */
  if (has_kit && test->inexact) kit.library_is_exact = false;
  if (test->revocations.data != NULL) {
    if (!has_kit || airlatch_revocations_open(&list, &kit, 0, test->revocations.data, test->revocations.size))
      die("the list of the reader is no good");
    world->revocations = &list;
  }
  al_memory memory = al_memory_of(NULL);
  if (test->carried && !take_out(test, &memory)) (void)0;
  else if (strcmp(test->kind, "name") == 0) run_name(test);
  else if (strcmp(test->kind, "kit") == 0) run_kit(test, has_kit ? &kit : NULL);
  else if (!has_kit) die("a case without a kit");
  else if (strcmp(test->kind, "revocations") == 0) run_revocations(test, &kit);
  else if (strcmp(test->kind, "license") == 0) run_license(test, &kit, false);
  else if (strcmp(test->kind, "bundle") == 0) run_license(test, &kit, true);
  else if (strcmp(test->kind, "clock-reset") == 0) run_clock_reset(test, &kit);
  else die("an unknown kind");
  al_release(&memory);
  for (size_t i = 0; i < test->owned_count; i++) free(test->owned[i]);
}

/* With `codes` as an argument: the names of all codes. */
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
