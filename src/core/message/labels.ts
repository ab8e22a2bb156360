/**
 * Owns the keys of claims: those registered for CWT, and Airlatch's own, which are in one map in one private claim. A
 * number has the same meaning in every message. Numbers are never reused; SPEC.md lists them.
 */

/** RFC 8392 section 3.1; cnf from RFC 8747. */
export const CLAIM = { iss: 1, sub: 2, aud: 3, exp: 4, iat: 6, cti: 7, cnf: 8 } as const

/** Ways to name a key in cnf (RFC 8747 section 3): the key itself, as a COSE_Key, or its key id. */
export const CONFIRMATION = { coseKey: 1, kid: 3 } as const

/** The private claim (below -65536: private use, RFC 8392 section 9.1.1) with the map of Airlatch's own claims. */
export const AIRLATCH_CLAIMS = -65537

export const OWN = {
  format: 0,
  fingerprint: 1,
  required: 2,
  generic: 3,
  features: 4,
  version: 5,
  maintenance: 6,
  'user-data': 7,
  'floating-seats': 8,
  proof: 9,
  keys: 10,
  'allow-generic': 11,
  'search-path': 12,
  sequence: 13,
  'product-name': 14,
  virtual: 15,
  'first-run-days': 16,
  'grace-days': 17,
  users: 18,
  'no-virtual': 19,
  licensee: 20,
  'deactivation-limit': 21,
  'first-runs': 22,
  activated: 23,
  entries: 24,
  head: 25,
  retired: 26,
  'revoked-activations': 27,
  'latest-time': 28,
  deactivated: 29,
  revoked: 30,
  'reset-at': 31,
  distrusted: 32,
  'kits-seen': 33,
  'revocations-seen': 34,
  'copy-seen': 35,
  'looked-at': 36,
  address: 37,
  computer: 38,
  counted: 39,
  licenses: 40,
  contact: 41,
  workload: 42,
  'feature-table': 43,
  'longest-lease': 44,
  'longest-borrow': 45,
  'most-borrowed': 46,
  pools: 47,
  'seat-unit': 48,
  'lease-id': 49,
  'server-license': 50,
  account: 51,
  host: 52,
  instance: 53,
  boot: 54,
  nonce: 55,
  operation: 56,
  wanted: 57,
  lease: 58,
  license: 59,
  denied: 60,
  place: 61,
  since: 62,
  totals: 63,
  platform: 64,
  borrowed: 65,
  'allow-workloads': 66,
  sites: 67,
  returned: 68,
} as const

export type ClaimName = keyof typeof CLAIM
export type OwnName = keyof typeof OWN
