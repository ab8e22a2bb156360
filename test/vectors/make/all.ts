/** Owns the list of all vectors, in the order of their names. */
import { ACTIVATION_KEYS } from './activation-keys.ts'
import { BINDINGS } from './bindings.ts'
import { BUNDLES } from './bundles.ts'
import { CARRIERS } from './carriers.ts'
import type { Vector } from './case.ts'
import { CLAIMS } from './claims.ts'
import { CLOCK_RESETS } from './clock-resets.ts'
import { CODES } from './codes.ts'
import { ENCODING } from './encoding.ts'
import { ENVELOPES } from './envelopes.ts'
import { FEATURE_TABLES } from './feature-tables.ts'
import { FORMAT_2_CLAIMS } from './format-2-claims.ts'
import { FORMAT_2_GOOD } from './format-2-good.ts'
import { FORMAT_2_RULES } from './format-2-rules.ts'
import { FRAMES } from './frames.ts'
import { GOOD } from './good.ts'
import { HANDED_OVER } from './handed-over.ts'
import { LEASE_MESSAGES } from './lease-messages.ts'
import { LEASES } from './leases.ts'
import { ORDER } from './order.ts'
import { OWN_KEYS } from './own-keys.ts'
import { PAST } from './past.ts'
import { RECEIPTS } from './receipts.ts'
import { RETIRED_KEYS } from './retired-keys.ts'
import { REVOCATIONS } from './revocations.ts'
import { RULES } from './rules.ts'
import { SERVER_LICENSES } from './server-licenses.ts'
import { SIGNATURES } from './signatures.ts'
import { STATES } from './states.ts'
import { WORKLOADS } from './workloads.ts'

export const VECTORS: readonly Vector[] = [
  ...GOOD,
  ...FORMAT_2_GOOD,
  ...CARRIERS,
  ...HANDED_OVER,
  ...FRAMES,
  ...ENCODING,
  ...ENVELOPES,
  ...SIGNATURES,
  ...OWN_KEYS,
  ...ORDER,
  ...CLAIMS,
  ...FORMAT_2_CLAIMS,
  ...BINDINGS,
  ...WORKLOADS,
  ...RULES,
  ...FORMAT_2_RULES,
  ...RETIRED_KEYS,
  ...PAST,
  ...RECEIPTS,
  ...REVOCATIONS,
  ...CLOCK_RESETS,
  ...BUNDLES,
  ...STATES,
  ...SERVER_LICENSES,
  ...LEASES,
  ...LEASE_MESSAGES,
  ...ACTIVATION_KEYS,
  ...CODES,
  ...FEATURE_TABLES,
].toSorted((a, b) => (a.name < b.name ? -1 : 1))
