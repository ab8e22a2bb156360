/*
 * Owns the rules of SPEC.md section 9.2: whether a license with a valid signature is valid here and now. Every rule is
 * evaluated, even after a refusal, in the order in which people read the reasons.
 */
#include "core.h"

#define YEAR (366 * AL_DAY) /* nobody gains by setting a clock back so far: it was probably ahead before */

const char *airlatch_code_name(airlatch_code code) {
#define NAME(number, constant, name) [number] = name,
  static const char *const NAMES[] = { AIRLATCH_CODES(NAME) };
  return (unsigned)code < sizeof NAMES / sizeof NAMES[0] ? NAMES[code] : NULL;
}

/* Adds a refusal or a warning. */
void al_add(airlatch_verdict *verdict, bool refuses, airlatch_code code) {
  if (refuses) verdict->reasons[verdict->reason_count++] = code;
  else verdict->warnings[verdict->warning_count++] = code;
}

/* Returns the end of the license without grace. The first run is known only by the record of the named installation. */
static airlatch_maybe end_of(const airlatch_license *license, const airlatch_world *world) {
  if (!license->first_run_days.present) return license->expires_at;
  int64_t start = license->activated_at.present ? license->activated_at.value : license->issued_at;
  if (al_same_id(world->first_run_of, license->installation)) {
    for (size_t i = 0; i < world->first_run_count; i++)
      if (al_same_id(world->first_runs[i].activation, license->activation)) start = world->first_runs[i].at;
    if (world->first_run.present) start = world->first_run.value;
  }
  if (start > AL_LATEST_TIME) start = AL_LATEST_TIME; /* programs may have stored any value */
  airlatch_maybe end = { true, start + license->first_run_days.value * AL_DAY };
  if (license->expires_at.present && license->expires_at.value < end.value) return license->expires_at;
  return end;
}

bool al_signer_retired(const airlatch_license *license, const airlatch_kit *kit) {
  for (size_t i = 0; i < kit->key_count; i++)
    if (al_same_id(kit->keys[i].id, license->signed_by) && kit->keys[i].retired.present)
      return license->issued_at >= kit->keys[i].retired.value;
  return false;
}

static bool is_same_lower(airlatch_bytes a, airlatch_bytes b) {
  if (a.size != b.size) return false;
  for (size_t i = 0; i < a.size; i++)
    if (al_lower(a.data[i]) != al_lower(b.data[i])) return false;
  return true;
}

/* Returns the position of the last (or first) such character; the size if there is none. */
static size_t find(airlatch_bytes text, uint8_t c, bool last) {
  size_t found = text.size;
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == c && (last || found == text.size)) found = i;
  return found;
}

static airlatch_bytes part(airlatch_bytes text, size_t from, size_t to) {
  return (airlatch_bytes){ text.data + from, to - from };
}

/* Windows compares only the account's name: after the last `\`, and before the first `@` after that. */
static airlatch_bytes on_windows(airlatch_bytes name) {
  size_t slash = find(name, '\\', true);
  airlatch_bytes rest = slash == name.size ? name : part(name, slash + 1, name.size);
  return part(rest, 0, find(rest, '@', false));
}

/* Splits `DOMAIN\name` at the first `\`, else `name@domain` at the last `@`. No domain: data is NULL. */
static void split(airlatch_bytes text, airlatch_bytes *name, airlatch_bytes *domain) {
  size_t slash = find(text, '\\', false);
  size_t at = find(text, '@', true);
  *name = text;
  *domain = (airlatch_bytes){ 0 };
  if (slash < text.size) {
    *domain = part(text, 0, slash);
    *name = part(text, slash + 1, text.size);
  } else if (at < text.size) {
    *domain = part(text, at + 1, text.size);
    *name = part(text, 0, at);
  }
}

/* Rules 2 to 4 of "User" in section 9.2, for names in normal form C. */
static bool is_same_user(airlatch_platform platform, airlatch_bytes named, airlatch_bytes account) {
  airlatch_bytes name, other, domain, other_domain;
  if (platform == AIRLATCH_WINDOWS) {
    name = on_windows(named);
    return name.size > 0 && is_same_lower(name, on_windows(account));
  }
  if (al_same(named, account)) return named.size > 0;
  split(named, &name, &domain);
  split(account, &other, &other_domain);
  if (name.size == 0 || !al_same(name, other) || other_domain.data == NULL) return false;
  return domain.data == NULL || is_same_lower(domain, other_domain);
}

/* Compares names that need not be in normal form C. */
bool al_is_user(airlatch_platform platform, airlatch_bytes named, airlatch_bytes account) {
  uint8_t rooms[2][4 * AL_MOST_NAME];
  return al_normal_form(&named, rooms[0]) && al_normal_form(&account, rooms[1]) && is_same_user(platform, named, account);
}

static bool is_among(al_item names, airlatch_platform platform, airlatch_bytes account) {
  uint8_t room[4 * AL_MOST_NAME];
  const uint8_t *at = names.data;
  for (uint64_t i = 0; i < names.argument; i++) {
    al_item item = al_cbor_item(at);
    airlatch_bytes name = { item.data, (size_t)item.argument };
    if (al_normal_form(&name, room) && is_same_user(platform, name, account)) return true;
    at = al_cbor_after(item);
  }
  return false;
}

bool al_is_named_user(const airlatch_license *license, const airlatch_world *world) {
  uint8_t room[4 * AL_MOST_NAME];
  airlatch_bytes account = world->user;
  if (license->users.data == NULL) return true;
  if (account.data == NULL || !al_normal_form(&account, room)) return false;
  al_item map = al_cbor_item(license->users.data);
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item platform = al_cbor_item(at);
    al_item names = al_cbor_item(al_cbor_after(platform));
    bool here = platform.argument == 0 || platform.argument == (uint64_t)world->platform;
    if (here && is_among(names, world->platform, account)) return true;
    at = al_cbor_after(names);
  }
  return false;
}

static bool has_id(const airlatch_id *ids, size_t count, airlatch_id id) {
  for (size_t i = 0; i < count; i++)
    if (al_same_id(ids[i], id)) return true;
  return false;
}

/* Why an activation was withdrawn. Revocations in the state are used only without a list, which is complete. */
airlatch_code al_withdrawn(airlatch_id id, const airlatch_world *world) {
  if (has_id(world->deactivated, world->deactivated_count, id)) return AIRLATCH_DEACTIVATED;
  if (world->revocations == NULL)
    return has_id(world->revoked, world->revoked_count, id) ? AIRLATCH_LICENSE_REVOKED : AIRLATCH_OK;
  airlatch_bytes ids = world->revocations->activations;
  size_t low = 0;
  size_t high = ids.size / 8;
  while (low < high) { /* binary search, because a bundle asks ten thousand times */
    size_t middle = (low + high) / 2;
    int order = memcmp(ids.data + 8 * middle, id.bytes, 8);
    if (order == 0) return AIRLATCH_LICENSE_REVOKED;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return AIRLATCH_OK;
}

airlatch_code al_clock_fault(const airlatch_license *license, const airlatch_kit *kit, const airlatch_world *world) {
  int64_t by_vendor = license->issued_at > kit->made_at ? license->issued_at : kit->made_at;
  int64_t latest = by_vendor;
  for (size_t i = 0; i < world->seen_count; i++)
    if (world->seen[i] > latest) latest = world->seen[i];
  if (world->now >= latest - AL_DAY) return AIRLATCH_OK;
  if (world->now < kit->made_at - AL_DAY) return AIRLATCH_CLOCK_NOT_SET;
  return by_vendor < latest && world->now < latest - YEAR ? AIRLATCH_CLOCK_WAS_AHEAD : AIRLATCH_CLOCK_SET_BACK;
}

airlatch_code al_version_fault(const airlatch_license *license, const airlatch_world *world) {
  if (license->maintenance) {
    bool outside = license->maintained_until.present && world->released_at.present
        && world->released_at.value >= license->maintained_until.value;
    return outside ? AIRLATCH_OUTSIDE_MAINTENANCE : AIRLATCH_OK;
  }
  if (license->version.data == NULL || world->program_version.data == NULL) return AIRLATCH_OK;
  airlatch_bytes major = part(world->program_version, 0, find(world->program_version, '.', false));
  return al_same(major, license->version) ? AIRLATCH_OK : AIRLATCH_WRONG_VERSION;
}

bool al_has_features(const airlatch_license *license, const airlatch_world *world) {
  for (size_t i = 0; i < world->feature_count; i++)
    if (al_feature(license, world->features[i].data, world->features[i].size).type == AIRLATCH_NO_FEATURE)
      return false;
  return true;
}

airlatch_maybe al_days_until(airlatch_maybe end, int64_t now) {
  /* unsigned, because a clock may have any value */
  uint64_t left = end.value > now ? (uint64_t)end.value - (uint64_t)now : 0;
  if (end.present) end.value = (int64_t)(left / (uint64_t)AL_DAY + (left % (uint64_t)AL_DAY > 0));
  return end;
}

static airlatch_maybe with_grace(const airlatch_license *license, airlatch_maybe end) {
  if (end.present && license->grace_days.present) end.value += license->grace_days.value * AL_DAY;
  return end;
}

/* Returns whether the license has expired. In its days of grace it is still valid, with a warning. */
airlatch_code al_expiry(const airlatch_license *license, airlatch_maybe end, int64_t now) {
  if (!end.present || now < end.value) return AIRLATCH_OK;
  return now >= with_grace(license, end).value ? AIRLATCH_EXPIRED : AIRLATCH_IN_GRACE;
}

static void judge(airlatch_verdict *out, const airlatch_kit *kit, const airlatch_world *world) {
  airlatch_verdict verdict = *out;
  const airlatch_license *license = &out->license;
  verdict.ends_at = end_of(license, world);
  verdict.days_left = al_days_until(verdict.ends_at, world->now);
  verdict.runs_until = with_grace(license, verdict.ends_at);
  bool ends = verdict.ends_at.present;
  bool generic = license->binding == AIRLATCH_GENERIC;
  bool workload = license->binding == AIRLATCH_BY_FINGERPRINT && al_is_workload(license->fingerprint, license->kind_count);
  airlatch_code code;
  if (!al_same(license->vendor, kit->vendor)) al_add(&verdict, true, AIRLATCH_WRONG_VENDOR);
  if (!al_same(license->product, kit->product)) al_add(&verdict, true, AIRLATCH_WRONG_PRODUCT);
  if (al_signer_retired(license, kit)) al_add(&verdict, true, AIRLATCH_SIGNING_KEY_RETIRED);
  if (license->lends) al_add(&verdict, true, AIRLATCH_FOR_SITE_SERVER);
  if (generic && !kit->allow_generic) al_add(&verdict, true, AIRLATCH_GENERIC_NOT_ALLOWED);
  if (!generic && (code = al_computer_rule(license, world))) al_add(&verdict, true, code);
  if (license->no_virtual && !workload && world->virtual_name.data != NULL) al_add(&verdict, true, AIRLATCH_VIRTUAL_MACHINE);
  if (!al_is_named_user(license, world)) al_add(&verdict, true, AIRLATCH_WRONG_USER);
  if (world->state_damaged && !generic) al_add(&verdict, ends, AIRLATCH_STATE_DAMAGED);
  if ((code = al_withdrawn(license->activation, world))) al_add(&verdict, true, code);
  if ((code = al_clock_fault(license, kit, world))) al_add(&verdict, ends, code);
  if ((code = al_expiry(license, verdict.ends_at, world->now))) al_add(&verdict, code == AIRLATCH_EXPIRED, code);
  if ((code = al_version_fault(license, world))) al_add(&verdict, true, code);
  if (!al_has_features(license, world)) al_add(&verdict, true, AIRLATCH_FEATURE_NOT_LICENSED);
  verdict.valid = verdict.reason_count == 0;
  *out = verdict;
}

/* Makes the verdict on a message that cannot be read as a license. */
void al_refuse(airlatch_verdict *verdict, airlatch_code code) {
  *verdict = (airlatch_verdict){ .reasons = { code }, .reason_count = 1 };
}

/* Checks a single license, never a bundle. */
bool al_check_license(airlatch_verdict *verdict, const airlatch_kit *kit, const airlatch_world *world,
                      const uint8_t *bytes, size_t size) {
  *verdict = (airlatch_verdict){ .has_license = true, .message = { bytes, size } };
  airlatch_code fault = al_license_open(&verdict->license, kit, bytes, size);
  if (fault) al_refuse(verdict, fault);
  else judge(verdict, kit, world);
  return verdict->valid;
}

airlatch_value airlatch_value_of(const airlatch_verdict *verdict, const char *name) {
  airlatch_value none = { AIRLATCH_NO_FEATURE, 0, { 0 } };
  return verdict->valid && name != NULL ? al_feature(&verdict->license, name, strlen(name)) : none;
}
