/* Readers of signed messages. Every result is read completely, and must lie within the message. */
#include "fuzz.h"

#define NOW INT64_C(1767358800)
/* The key of the installation of the vectors. */
static const uint8_t INSTALLATION[32] = {
  0x6e, 0xe1, 0xbe, 0x3b, 0xe6, 0xf5, 0xe7, 0x00, 0x1c, 0x46, 0xd2, 0x3b, 0x7e, 0x38, 0xd9, 0xd2,
  0xf1, 0x17, 0xf3, 0xd5, 0xad, 0xe4, 0x2b, 0xf3, 0xd5, 0x8c, 0x25, 0x61, 0x4b, 0x77, 0xbc, 0x39,
};

/* A text of a message must be inside of it, and well-formed. */
static void touch_in(airlatch_bytes part, const uint8_t *bytes, size_t size) {
  if (part.data == NULL) return;
  FUZZ_MUST(part.data >= bytes && part.data + part.size <= bytes + size);
  fuzz_touch(part);
}

static void touch_texts(const airlatch_bytes *texts, size_t count, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < count; i++) {
    touch_in(texts[i], bytes, size);
    FUZZ_MUST(texts[i].data == NULL || al_is_utf8(texts[i].data, texts[i].size));
  }
}

static void touch_readings(const airlatch_reading *readings, size_t count) {
  for (size_t i = 0; i < count; i++) {
    FUZZ_MUST(readings[i].hashes.size % 8 == 0 && readings[i].hashes.size > 0);
    fuzz_touch(readings[i].hashes);
  }
}

static void touch_license(const airlatch_license *license, const uint8_t *bytes, size_t size) {
  const airlatch_bytes texts[] = { license->vendor,  license->key_id,    license->product,
                                   license->version, license->user_data, license->licensee };
  touch_texts(texts, sizeof texts / sizeof *texts, bytes, size);
  touch_in(license->features, bytes, size);
  touch_in(license->users, bytes, size);
  touch_in(license->pools, bytes, size);
  FUZZ_MUST(license->format == 1 || license->format == 2);
  FUZZ_MUST(license->kind_count <= 16 && license->counted_count <= 16);
  touch_readings(license->fingerprint, license->kind_count);
}

/* A verdict has a reason unless it is valid, and contains nothing that is not in the message. */
static void touch_verdict(const airlatch_verdict *verdict, bool valid, const uint8_t *bytes, size_t size) {
  FUZZ_MUST(valid == verdict->valid);
  FUZZ_MUST(verdict->reason_count <= 13 && verdict->warning_count <= 13);
  FUZZ_MUST(valid == (verdict->reason_count == 0));
  for (size_t i = 0; i < verdict->reason_count; i++) FUZZ_MUST(airlatch_code_name(verdict->reasons[i]) != NULL);
  for (size_t i = 0; i < verdict->warning_count; i++) FUZZ_MUST(airlatch_code_name(verdict->warnings[i]) != NULL);
  FUZZ_MUST(verdict->has_license || !valid);
  if (!verdict->has_license) return;
  touch_in(verdict->message, bytes, size);
  touch_license(&verdict->license, bytes, size);
  static const char *const NAMES[] = { "export", "projects", "users", "", "no such feature" };
  for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
    airlatch_value value = airlatch_value_of(verdict, NAMES[i]);
    FUZZ_MUST(valid || value.type == AIRLATCH_NO_FEATURE);
    if (value.type == AIRLATCH_TEXT) touch_in(value.text, bytes, size);
  }
}

/* Checks on computer A of the vectors, with varying knowledge. */
static void check(const uint8_t *bytes, size_t size, uint8_t variant, bool bundle) {
  static const uint8_t HASHES[5][8] = {
    { 0xa3, 0x57, 0xd5, 0xd1, 0xbe, 0x36, 0xd1, 0x82 }, { 0xdc, 0xd5, 0xe8, 0x23, 0x57, 0x78, 0xe3, 0x2d },
    { 0x3a, 0x45, 0xcd, 0x2f, 0xb1, 0xf6, 0x77, 0x14 }, { 0xb4, 0x65, 0x0e, 0xa5, 0xd0, 0x25, 0x5c, 0xd0 },
    { 0x4c, 0xae, 0x44, 0x1c, 0xd4, 0x9b, 0x76, 0x5d },
  };
  static const uint8_t COUNTED[] = { 1, 2, 3, 4, 5 };
  static const airlatch_bytes FEATURE = { (const uint8_t *)"export", 6 };
  static const int64_t SEEN[] = { 1767358801, 1, 1767445200 };
  airlatch_reading readings[5];
  for (uint8_t i = 0; i < 5; i++) readings[i] = (airlatch_reading){ (uint8_t)(i + 1), { HASHES[i], 8 } };
  static const int64_t NOWS[] = { NOW, 1, INT64_MAX, INT64_MIN };
  airlatch_world world = { .now = NOWS[(variant & 1) + (variant & 128 ? 2 : 0)], .readings = readings, .reading_count = variant & 2 ? 0 : 5 };
  world.program_version = (airlatch_bytes){ (const uint8_t *)"2.3.1", 5 };
  world.released_at = (airlatch_maybe){ true, 1764547200 };
  world.platform = (airlatch_platform)(variant >> 2 & 3);
  if (variant & 16) world.virtual_name = (airlatch_bytes){ (const uint8_t *)"kvm", 3 };
  if (variant & 32) world.user = (airlatch_bytes){ (const uint8_t *)"Acme\\Ada", 8 };
  if (variant & 64) {
    world.asked = readings;
    world.asked_count = 5;
    world.asked_counted = (airlatch_bytes){ COUNTED, sizeof COUNTED };
    world.features = &FEATURE;
    world.feature_count = 1;
  }
  if (variant & 128) {
    world.seen = SEEN;
    world.first_run = (airlatch_maybe){ true, INT64_MAX };
    world.first_run_of = al_key_id(INSTALLATION);
    world.seen_count = 3;
    world.state_damaged = true;
  }
  airlatch_verdict verdict;
  bool valid = bundle ? airlatch_verify(&verdict, fuzz_kit(), &world, bytes, size)
                      : al_check_license(&verdict, fuzz_kit(), &world, bytes, size);
  touch_verdict(&verdict, valid, bytes, size);
}

static void read_license(const uint8_t *bytes, size_t size, uint8_t variant) { check(bytes, size, variant, false); }
static void read_bundle(const uint8_t *bytes, size_t size, uint8_t variant) { check(bytes, size, variant, true); }

static void read_kit(const uint8_t *bytes, size_t size, uint8_t variant) {
  airlatch_kit kit = *fuzz_kit();
  airlatch_code code = variant & 1 ? airlatch_kit_succeed(&kit, bytes, size) : airlatch_kit_open(&kit, bytes, size);
  FUZZ_MUST(airlatch_code_name(code) != NULL);
  /* a kit of the same sequence is accepted, and the previous one stays */
  if (code != AIRLATCH_OK || (variant & 1 && kit.vendor.data == fuzz_kit()->vendor.data)) return;
  const airlatch_bytes texts[] = { kit.vendor, kit.product, kit.product_name, kit.address, kit.contact };
  touch_texts(texts, sizeof texts / sizeof *texts, bytes, size);
  touch_in(kit.search_path, bytes, size);
  touch_in(kit.sites, bytes, size);
  touch_in(kit.feature_table, bytes, size);
  FUZZ_MUST(kit.key_count >= 1 && kit.key_count <= 16 && kit.signer < kit.key_count);
}

static void read_revocations(const uint8_t *bytes, size_t size, uint8_t variant) {
  airlatch_revocations list;
  if (airlatch_revocations_open(&list, fuzz_kit(), variant, bytes, size)) return;
  const airlatch_bytes texts[] = { list.vendor, list.product };
  touch_texts(texts, 2, bytes, size);
  touch_in(list.activations, bytes, size);
  FUZZ_MUST(list.activations.size % 8 == 0);
  for (size_t i = 8; i < list.activations.size; i += 8)
    FUZZ_MUST(memcmp(list.activations.data + i - 8, list.activations.data + i, 8) < 0);
}

static void read_clock_reset(const uint8_t *bytes, size_t size, uint8_t variant) {
  airlatch_clock_reset reset;
  airlatch_maybe taken = { variant & 1, NOW };
  if (airlatch_clock_reset_open(&reset, fuzz_kit(), INSTALLATION, taken, NOW, bytes, size)) return;
  const airlatch_bytes texts[] = { reset.vendor, reset.product };
  touch_texts(texts, 2, bytes, size);
}

static void touch_numbers(al_numbers numbers, size_t most) {
  FUZZ_MUST(numbers.count <= most);
  for (size_t i = 1; i < numbers.count; i++)
    FUZZ_MUST(memcmp(numbers.entries[i - 1].id.bytes, numbers.entries[i].id.bytes, 8) < 0);
}

static void touch_state(const al_state *state) {
  fuzz_touch(state->product);
  touch_numbers(state->first_runs, AL_MOST_STATE);
  touch_numbers(state->deactivated, AL_MOST_STATE);
  touch_numbers(state->revoked, AL_MOST_STATE);
  touch_numbers(state->returned, AL_MOST_STATE);
  touch_numbers(state->kits_seen, AL_MOST_STATE);
  touch_numbers(state->revocations_seen, AL_MOST_STATE);
}

/* Joining a state with itself must not change it. */
static void read_state(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  al_memory memory = al_memory_of(NULL);
  al_state state;
  if (al_state_open(&state, &memory, bytes, size, true) == AIRLATCH_OK) {
    touch_state(&state);
    al_state joined = al_state_join(&memory, &state, &state);
    touch_state(&joined);
    FUZZ_MUST(joined.deactivated.count == state.deactivated.count && joined.latest_at == state.latest_at);
  }
  al_release(&memory);
}

static void read_request(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  al_memory memory = al_memory_of(NULL);
  airlatch_asked asked;
  if (al_request_open(&asked, &memory, bytes, size, true)) {
    touch_readings(asked.readings, asked.reading_count);
    fuzz_touch(asked.counted);
  }
  al_release(&memory);
}

/* Leases of the vectors' site server. Its license is not checked here, but in home.c. */
static void read_lease(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  static const airlatch_license LICENSE = {
    .lends = true,
    .server_key = { 0x65, 0xf7, 0x1a, 0xf5, 0xee, 0xb0, 0x82, 0x1b, 0x23, 0x61, 0x67, 0x31, 0x19, 0x6f, 0x74, 0x2f,
                    0x22, 0x3d, 0xed, 0xd9, 0x52, 0x91, 0xc1, 0x7d, 0x44, 0x5d, 0x45, 0x9f, 0x0a, 0xe3, 0xd2, 0x11 },
  };
  al_lease lease;
  if (al_lease_open(&lease, &LICENSE, true, (airlatch_bytes){ bytes, size })) return;
  const airlatch_bytes texts[] = { lease.product, lease.account, lease.host, lease.workload };
  touch_texts(texts, sizeof texts / sizeof *texts, bytes, size);
  touch_in(lease.client_key, bytes, size);
  touch_in(lease.pools, bytes, size);
  touch_readings(lease.fingerprint, lease.kind_count);
  FUZZ_MUST(lease.expires_at > lease.issued_at && lease.counted_count <= 16);
  al_places(lease.pools, "export", 6);
}

const fuzz_message FUZZ_MESSAGES[] = {
  { read_license, AL_LICENSE },         { read_bundle, AL_BUNDLE },           { read_kit, AL_KIT },
  { read_revocations, AL_REVOCATIONS }, { read_clock_reset, AL_CLOCK_RESET }, { read_state, AL_STATE },
  { read_request, AL_REQUEST },         { read_lease, AL_LEASE },
};
const size_t FUZZ_MESSAGE_COUNT = sizeof FUZZ_MESSAGES / sizeof *FUZZ_MESSAGES;
