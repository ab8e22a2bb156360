/* The reading and judging of leases in the core. */
#ifndef AIRLATCH_SRC_LEASE_H
#define AIRLATCH_SRC_LEASE_H
#include "core.h"

/* lease.c: a lent seat of a site server (SPEC.md sections 17.2 and 17.4). */
enum { AL_LEASE = 10, AL_SESSION = 1, AL_PROCESS, AL_HOST };
typedef struct {
  airlatch_bytes product, account, host, workload, client_key, pools; /* client_key: of any size; NULL: not a key */
  airlatch_id id, boot, instance; /* instance: of a process */
  uint8_t server_license[32];
  int64_t sequence, issued_at, expires_at;
  int seat_unit;
  bool borrowed, bound;
  airlatch_reading fingerprint[16]; /* if bound: the computer or workload */
  uint8_t counted[16];
  size_t kind_count, counted_count;
} al_lease;
airlatch_code al_lease_open(al_lease *lease, const airlatch_license *license, bool exact, airlatch_bytes message);
bool al_lease_read(al_lease *lease, airlatch_bytes message); /* nothing is verified */

/* lease_rules.c: what a client knows of a lease besides the lease itself. */
typedef struct { int64_t sequence, issued_at; uint8_t hash[32]; } al_last_lease;
typedef struct {
  const uint8_t *key;         /* the public half of the key that takes leases here, 32 bytes; NULL: no key */
  const airlatch_id *instance; /* of the asking process; NULL: it has taken no lease */
  airlatch_maybe held_for;    /* seconds since the request, as measured by the process */
  int64_t recorded;           /* the latest time in the states that are used; 0: no states */
  const al_last_lease *last;  /* the last lease of the same server; NULL: no lease */
} al_holding;
void al_lease_verify(airlatch_verdict *verdict, al_lease *lease, const airlatch_kit *kit, const airlatch_world *world,
                     const al_holding *holding, bool returned, airlatch_bytes license, airlatch_bytes message);
#endif
