/*
 * The core of libairlatch, for programs that have no file system or provide all input themselves: it takes bytes and
 * returns verdicts. It opens no file, allocates nothing and keeps no global state. Most programs only need airlatch.h.
 *
 *     airlatch_kit kit;
 *     airlatch_verdict verdict;
 *     airlatch_world world = { .now = time(NULL), .readings = readings, .reading_count = 5 };
 *     if (airlatch_kit_open(&kit, KIT, sizeof KIT) != AIRLATCH_OK) return; // the kit that is built into the program
 *     if (!airlatch_verify(&verdict, &kit, &world, bytes, size)) puts(airlatch_code_name(verdict.reasons[0]));
 *     else if (airlatch_value_of(&verdict, "export").type != AIRLATCH_NO_FEATURE) export();
 *
 * Structs point into the bytes that they were read from: keep these bytes, unchanged, for as long as you use the
 * struct. A struct is filled in only if the function returns AIRLATCH_OK; a verdict always is. Times are seconds since
 * 1970.
 */
#ifndef AIRLATCH_CORE_H
#define AIRLATCH_CORE_H
#include "airlatch.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Bytes or UTF-8 text that you own, without a zero at the end; data is NULL if there are no bytes. */
typedef struct { const uint8_t *data; size_t size; } airlatch_bytes;
typedef struct { uint8_t bytes[8]; } airlatch_id;
/* A time or a number that may be absent. */
typedef struct { bool present; int64_t value; } airlatch_maybe;
/* The hashes of one kind of reading (SPEC.md section 8): 8 bytes each, one after the other, ascending. */
typedef struct { uint8_t kind; airlatch_bytes hashes; } airlatch_reading;

typedef struct { uint8_t key[32]; airlatch_id id; airlatch_maybe retired; } airlatch_key;
typedef struct {
  airlatch_bytes vendor, product, product_name, address, contact;
  int64_t made_at, sequence;
  airlatch_key keys[16];
  size_t key_count, signer; /* signer: which of the keys signed this kit */
  bool allow_generic;
  airlatch_bytes search_path, sites, feature_table; /* the claim as CBOR (checked) */
  bool library_is_exact; /* internal: see src/ed25519.c */
} airlatch_kit;

typedef enum { AIRLATCH_GENERIC, AIRLATCH_BY_FINGERPRINT, AIRLATCH_BY_HASH } airlatch_binding;
typedef struct {
  int format; /* 1 or 2 */
  airlatch_bytes vendor, key_id, product, version, user_data, licensee;
  int64_t issued_at;
  airlatch_maybe expires_at, floating_seats, grace_days, deactivation_limit;
  airlatch_id activation, signed_by;
  airlatch_binding binding;
  airlatch_reading fingerprint[16]; /* by fingerprint */
  size_t kind_count, counted_count;
  uint8_t counted[16];
  airlatch_id computer; /* by hash */
  int required_k, required_n; /* 0: the default rule */
  bool maintenance, no_virtual, allow_workloads;
  airlatch_maybe maintained_until; /* absent with maintenance: for ever */
  airlatch_maybe first_run_days, activated_at;
  airlatch_id installation; /* the installation that records the first run */
  bool lends; /* whether it is the license of a site server */
  int seat_unit;
  int64_t longest_lease;
  airlatch_maybe longest_borrow, most_borrowed;
  uint8_t server_key[32];
  airlatch_bytes features, users, pools; /* the claims as CBOR (checked); read features with airlatch_value_of */
} airlatch_license;

typedef struct {
  airlatch_bytes vendor, product, activations; /* activations: ids of 8 bytes, ascending */
  int64_t made_at, sequence;
  airlatch_id signed_by;
} airlatch_revocations;

typedef struct {
  airlatch_bytes vendor, product;
  int64_t at; /* the current time by the vendor's clock */
  airlatch_id installation, signed_by;
} airlatch_clock_reset;

typedef enum { AIRLATCH_OTHER, AIRLATCH_WINDOWS, AIRLATCH_MACOS, AIRLATCH_LINUX, AIRLATCH_BSD } airlatch_platform;
typedef struct { airlatch_id key; int64_t sequence; } airlatch_sequence;

/* A kept request: its readings, and the kinds that count, one byte each. */
typedef struct { const airlatch_reading *readings; size_t reading_count; airlatch_bytes counted; } airlatch_asked;
/* When the program first ran under an activation. */
typedef struct { airlatch_id activation; int64_t at; } airlatch_first_run;

/* What is known here and now. Zero means "not known" in every member except `now`. */
typedef struct {
  int64_t now;
  const airlatch_reading *readings; /* every hash read here, also more than eight per kind; kind 7: the workload name */
  size_t reading_count;
  const airlatch_reading *asked; /* for a license by hash: the readings of the kept request */
  size_t asked_count;
  airlatch_bytes asked_counted; /* the kinds that count in it, one byte each */
  airlatch_platform platform;
  airlatch_bytes user; /* the user who runs the program, from the operating system */
  airlatch_bytes virtual_name; /* the virtual machine or container that the program runs in */
  airlatch_bytes program_version;
  airlatch_maybe released_at; /* the first second of the program's release day */
  const airlatch_bytes *features; /* features that the program requires */
  size_t feature_count;
  airlatch_maybe first_run; /* recorded by the installation for the activation of this license */
  airlatch_id first_run_of; /* the installation that recorded it */
  /* Past times, from your records or from files of the system; after a clock reset, those that section 9.10 leaves. */
  const int64_t *seen;
  size_t seen_count;
  const airlatch_id *deactivated, *revoked; /* from the client's state */
  size_t deactivated_count, revoked_count;
  const airlatch_revocations *revocations; /* the newest list in use */
  bool state_damaged;
  const airlatch_asked *requests; /* further kept requests: the first one with the hash of a license is used */
  size_t request_count;
  const airlatch_first_run *first_runs; /* by first_run_of for other activations: for a bundle, or several licenses */
  size_t first_run_count;
} airlatch_world;

/* The result of airlatch_verify. */
typedef struct {
  bool valid;
  airlatch_code reasons[20], warnings[20]; /* in the order of the rules of SPEC.md section 9.2 */
  size_t reason_count, warning_count; /* a license that is not valid has at least one reason */
  airlatch_maybe ends_at; /* includes days from the first run, excludes grace; absent: never */
  airlatch_maybe days_left; /* until then, rounded up; 0: it has ended; absent: it never ends */
  airlatch_maybe runs_until; /* the end including grace; absent: never */
  bool has_license; /* false: the message could not be read as a license; the only reason tells why */
  airlatch_license license;
  airlatch_bytes message; /* the signed license; of a bundle, the one that is used */
} airlatch_verdict;

typedef struct { airlatch_feature_type type; int64_t integer; airlatch_bytes text; } airlatch_value;

/* Opens the kit that is built into the program (SPEC.md sections 9.4 and 9.6). Its bytes determine what is trusted. */
AIRLATCH_API airlatch_code airlatch_kit_open(airlatch_kit *kit, const void *bytes, size_t size);
/*
 * Verifies a license and applies every rule of SPEC.md section 9.2. Returns whether it is valid, as verdict->valid
 * does. From a bundle it uses the license for this computer (section 9.11).
 */
AIRLATCH_API bool airlatch_verify(airlatch_verdict *verdict, const airlatch_kit *kit, const airlatch_world *world,
                                 const void *bytes, size_t size);
/*
 * Returns the value of a feature by its name, which ends with a zero. AIRLATCH_NO_FEATURE if the license is not valid,
 * and for a NULL name.
 */
AIRLATCH_API airlatch_value airlatch_value_of(const airlatch_verdict *verdict, const char *name);

/* Replaces the kit by a successor; keeps it if both have the same sequence. Returns AIRLATCH_OK in both cases. */
AIRLATCH_API airlatch_code airlatch_kit_succeed(airlatch_kit *kit, const void *bytes, size_t size);
/* Returns the least sequence that still takes effect, given the sequences in `seen` (SPEC.md section 9.4). */
AIRLATCH_API int64_t airlatch_least_sequence(const airlatch_kit *kit, const airlatch_sequence *seen, size_t count);
/* Opens a list of revocations that takes effect (SPEC.md section 9.9). `least`: from airlatch_least_sequence, or 0. */
AIRLATCH_API airlatch_code airlatch_revocations_open(airlatch_revocations *list, const airlatch_kit *kit, int64_t least,
                                                     const void *bytes, size_t size);
/*
 * Opens a clock reset for the installation with this public key (SPEC.md section 9.10). `taken`: the time of the latest
 * reset that was used, if any. You must record it, so that a reset works only once.
 */
AIRLATCH_API airlatch_code airlatch_clock_reset_open(airlatch_clock_reset *reset, const airlatch_kit *kit,
                                                     const uint8_t installation[32], airlatch_maybe taken, int64_t now,
                                                     const void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
