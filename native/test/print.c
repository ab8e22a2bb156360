/* Owns how the vector player prints results as JSON. */
#include "print.h"
#include <stdio.h>

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

void text_claim(const char *name, airlatch_bytes text) {
  if (text.data == NULL) return;
  put_name(name);
  put_text(text);
}

static void cbor_claim(const char *name, airlatch_bytes item) {
  if (item.data == NULL) return;
  put_name(name);
  put_item(al_cbor_item(item.data));
}

void hex_claim(const char *name, const uint8_t *data, size_t size) {
  put_name(name);
  put_hex(data, size);
}

void integer_claim(const char *name, int64_t value) {
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

static void put_binding(const airlatch_reading *readings, size_t count, const uint8_t *counted, size_t counted_count) {
  put_name("fingerprint");
  for (size_t i = 0; i < count; i++) {
    printf("%c\"%d\":", i == 0 ? '{' : ',', readings[i].kind);
    put_hex(readings[i].hashes.data, readings[i].hashes.size);
  }
  printf("}");
  put_name("counted");
  for (size_t i = 0; i < counted_count; i++) printf("%c%d", i == 0 ? '[' : ',', counted[i]);
  printf("]");
}

void put_license(const airlatch_license *l) {
  text_claim("iss", l->vendor);
  text_claim("sub", l->key_id);
  text_claim("aud", l->product);
  maybe_claim("exp", l->expires_at);
  integer_claim("iat", l->issued_at);
  hex_claim("cti", l->activation.bytes, 8);
  if (l->lends) hex_claim("cnf", l->server_key, 32);
  if (l->first_run_days.present) hex_claim("cnf", l->installation.bytes, 8);
  integer_claim("format", l->format);
  if (l->binding == AIRLATCH_BY_FINGERPRINT)
    put_binding(l->fingerprint, l->kind_count, l->counted, l->counted_count);
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

void put_kit(const airlatch_kit *k) {
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

void put_revocations(const airlatch_revocations *r) {
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

void refused(const airlatch_code *codes, size_t count) {
  printf("{\"ok\":false,\"reasons\":[");
  put_codes(codes, count);
  printf("]}\n");
}

void accepted(const airlatch_code *warnings, size_t count) {
  printf("{\"ok\":true,\"warnings\":[");
  put_codes(warnings, count);
  printf("],\"claims\":{");
  separator = "";
}

void put_lease(const al_lease *l) {
  text_claim("aud", l->product);
  integer_claim("exp", l->expires_at);
  integer_claim("iat", l->issued_at);
  hex_claim("cnf", l->client_key.data, l->client_key.size);
  integer_claim("sequence", l->sequence);
  integer_claim("seat-unit", l->seat_unit);
  hex_claim("lease-id", l->id.bytes, 8);
  hex_claim("server-license", l->server_license, 32);
  text_claim("account", l->account);
  text_claim("host", l->host);
  text_claim("workload", l->workload);
  if (l->seat_unit == AL_PROCESS) hex_claim("instance", l->instance.bytes, 8);
  hex_claim("boot", l->boot.bytes, 8);
  true_claim("borrowed", l->borrowed);
  cbor_claim("pools", l->pools);
  if (l->bound) put_binding(l->fingerprint, l->kind_count, l->counted, l->counted_count);
}

static void put_numbers(const char *name, al_numbers numbers) {
  if (numbers.count == 0) return;
  put_name(name);
  for (size_t i = 0; i < numbers.count; i++) {
    putchar(i == 0 ? '{' : ',');
    put_hex(numbers.entries[i].id.bytes, 8);
    printf(":%lld", (long long)numbers.entries[i].number);
  }
  printf("}");
}

void put_state(const al_state *s) {
  text_claim("aud", s->product);
  integer_claim("iat", s->written_at);
  hex_claim("cnf", s->key, 32);
  integer_claim("sequence", s->sequence);
  integer_claim("latest-time", s->latest_at);
  put_numbers("first-runs", s->first_runs);
  put_numbers("deactivated", s->deactivated);
  put_numbers("revoked", s->revoked);
  maybe_claim("reset-at", s->reset_at);
  maybe_claim("distrusted", s->distrusted);
  put_numbers("kits-seen", s->kits_seen);
  put_numbers("revocations-seen", s->revocations_seen);
  maybe_claim("copy-seen", s->copy_seen);
  maybe_claim("looked-at", s->looked_at);
}
