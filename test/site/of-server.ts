/** Owns what the license of the tests' site server is held against: its kit, and the computer that it is bound to. */
import type { SiteTrust } from '../../src/site/standing.ts'
import { INPUT } from '../core/lease/lease-world.ts'
import * as world from '../vectors/make/world.ts'

export const OF_SERVER: SiteTrust = {
  keyring: INPUT.keyring,
  terms: INPUT.terms,
  here: { fingerprint: world.OTHER_COMPUTER, platform: 'linux', user: 'service', virtual: undefined },
  seen: [],
  recordDamage: undefined,
  withdrawal: () => undefined,
}
