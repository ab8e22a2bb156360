/** Owns the list of all vectors, in the order of their names. */
import { CARRIERS } from './carriers.ts'
import type { Vector } from './case.ts'
import { CLAIMS } from './claims.ts'
import { ENCODING } from './encoding.ts'
import { ENVELOPES } from './envelopes.ts'
import { GOOD } from './good.ts'
import { RULES } from './rules.ts'
import { SIGNATURES } from './signatures.ts'

export const VECTORS: readonly Vector[] = [
  ...GOOD,
  ...CARRIERS,
  ...ENCODING,
  ...ENVELOPES,
  ...SIGNATURES,
  ...CLAIMS,
  ...RULES,
].toSorted((a, b) => (a.name < b.name ? -1 : 1))
