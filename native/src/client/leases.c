/*
 * Owns the choice among the leases in hand (SPEC.md section 16.5): which files of the client's folder are leases, and
 * which lease is used. No file is opened here, and nothing is trusted except what its server has signed.
 */
#include "client.h"
#include <stdlib.h>

enum { LEASE = 1, LICENSE = 2, ADDRESS = 3 };

static airlatch_bytes bytes_at(al_item map, int key, int type) {
  al_item item;
  bool is_there = al_cbor_get(map, key, &item) && item.type == type;
  return is_there ? (airlatch_bytes){ item.data, (size_t)item.argument } : (airlatch_bytes){ 0 };
}

/* Reads the used parts of a file: a lease with this id, and the license under which it was lent. */
static bool read_file(al_lent *lent, airlatch_bytes *license, const al_lease_file *file) {
  airlatch_bytes content = file->content;
  if (al_cbor_check(content.data, content.size)) return false;
  al_item map = al_cbor_item(content.data);
  if (map.type != AL_MAP) return false;
  lent->message = bytes_at(map, LEASE, AL_BYTES);
  *license = bytes_at(map, LICENSE, AL_BYTES);
  lent->address = bytes_at(map, ADDRESS, AL_TEXT);
  if (lent->message.data == NULL || license->data == NULL) return false;
  return al_lease_read(&lent->lease, lent->message) && al_same_id(lent->lease.id, file->id);
}

typedef struct { const al_lease_file *file; int64_t ends_at; } kept;

/* Sorts by the end, latest first; leases with the same end stay in the order of the files. */
static int by_end(const void *a, const void *b) {
  const kept *one = a, *other = b;
  if (one->ends_at != other->ends_at) return one->ends_at > other->ends_at ? -1 : 1;
  return one->file < other->file ? -1 : 1;
}

/*
 * Returns the number of leases whose signatures are valid, up to the first valid lease, which is placed first. If no
 * lease is valid, the one with the latest end is first. Takes no memory if there are no files.
 */
size_t al_leases_look(al_lent **out, al_memory *memory, const airlatch_kit *kit, const airlatch_world *world,
                      const al_holding *holding, const al_lease_file *files, size_t count) {
  al_lent one;
  airlatch_bytes license;
  size_t found = 0, order = 0;
  if (count > AL_MOST_LEASES) count = AL_MOST_LEASES;
  kept *all = count > 0 ? al_take(memory, count * sizeof *all) : NULL;
  if (all == NULL) return 0;
  for (size_t i = 0; i < count; i++)
    if (read_file(&one, &license, &files[i])) all[order++] = (kept){ &files[i], one.lease.expires_at };
  qsort(all, order, sizeof *all, by_end);
  *out = al_take(memory, (order + 1) * sizeof **out);
  for (size_t i = 0; *out != NULL && i < order; i++) {
    al_lent *lent = &(*out)[found];
    read_file(lent, &license, all[i].file);
    al_lease_verify(&lent->verdict, &lent->lease, kit, world, holding, all[i].file->returned, license, lent->message);
    if (!lent->verdict.has_license) continue;
    found++;
    if (!lent->verdict.valid) continue;
    one = **out;
    **out = *lent;
    *lent = one;
    break;
  }
  return *out != NULL ? found : 0;
}
