/** Owns a vendor at whose ledger many are at once, in a file or on a server: "Acme" sells "scope". */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createVendor, type NewKeys, openVendor, type Signer, type Vendor } from '../../../src/vendor/door.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { NOW } from '../../world/nouns.ts'
import { folder } from './file.ts'

export interface Market {
  readonly home: string
  /** The path or the URL of the ledger. */
  readonly where: string
  readonly vendor: Vendor
  readonly signer: Signer
  /** Makes one key and gives its whole text. */
  key(terms: NewKeys): Promise<string>
  /** One more connection, until the test is over. */
  ledger(): Promise<Ledger>
}

const random = (bytes: number) => Uint8Array.from(randomBytes(bytes))

/** `url`: of an empty database; else the ledger is a file. */
export async function openMarket(url?: string, now = () => NOW): Promise<Market> {
  const home = folder()
  const where = url ?? join(home, 'ledger.db')
  const options = { home, ledger: where, now, random }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  const vendor = await openVendor(options)
  onTestFinished(() => vendor.close())
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  return {
    home,
    where,
    vendor,
    signer: await vendor.unlock(''),
    async key(terms) {
      const [made] = await vendor.createKeys({ productId: 'scope', ...terms })
      return made?.text as string
    },
    async ledger() {
      const ledger = await openLedger(where, { random })
      onTestFinished(() => ledger.close())
      return ledger
    },
  }
}
