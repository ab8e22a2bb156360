/**
 * Owns what commands see of the world when they answer over HTTP: the vendor and the keys of whoever calls, which are open
 * already and stay open. Nothing here opens a home, asks a terminal or reads a file.
 */
import { AirlatchError, type Signer, type Vendor } from '../../src/vendor/door.ts'
import type { VendorWorld } from '../world.ts'

export type ApiWorld = VendorWorld

/** `vendor` and `signer` as the caller of this one operation has them: both record under the name of its API key. */
export function apiWorld(vendor: Vendor, signer: () => Promise<Signer>): ApiWorld {
  return {
    // a command that opens the home by itself has no place here, and a test says so
    get options(): never {
      throw new AirlatchError('bug', { problem: 'ApiWorld.options' })
    },
    warnings: [],
    vendor: work => work(vendor),
    unlock: () => signer(),
    signer: async work => work(await signer(), vendor),
  }
}
