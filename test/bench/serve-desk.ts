/** Owns the vendor that the bench of the self-service page works for: one product, and keys with twenty seats. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVendor, openVendor } from '../../src/vendor/door.ts'
import { requestsFor } from './desk.ts'

export interface ShopDesk {
  readonly home: string
  /** Undefined: in the home. */
  readonly ledger: string | undefined
  /** Of as many computers, each with a key of its own. */
  requests(count: number): Promise<readonly Uint8Array[]>
  close(): Promise<void>
}

/** Its signing key has no passphrase. `ledger`: a URL of PostgreSQL, or undefined for SQLite. */
export async function openShopDesk(ledger: string | undefined): Promise<ShopDesk> {
  const home = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  await createVendor({ home, ledger, name: 'Acme Instruments', passphrase: '' })
  const vendor = await openVendor({ home, ledger })
  const features = Array.from({ length: 6 }, (_, i) => ({
    name: `feature-${i + 1}`,
    type: 'integer' as const,
    default: 25,
    required: false,
  }))
  const release = { version: '2.0', releasedAt: 1 }
  await vendor.createProduct({ id: 'scope', name: 'Scope Pro', features, release })
  return {
    home,
    ledger,
    requests: async count =>
      requestsFor(await vendor.createKeys({ productId: 'scope', count, activations: 20 })),
    async close() {
      await vendor.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
