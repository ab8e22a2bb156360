/** Owns a vendor in a temporary folder for unit tests, with a clock that stands still until it is set and counted randomness. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/ledger/sqlite.ts'
import { createVendor, openVendor, type Signer, type Vendor } from '../../src/vendor.ts'
import { NOW } from './nouns.ts'

export interface Desk {
  readonly home: string
  readonly vendor: Vendor
  readonly signer: Signer
  /** Seconds since 1970; set it. */
  time: number
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  /** One more connection to the same ledger. */
  ledger(): Promise<Ledger>
  close(): Promise<void>
}

/** "Acme" sells "scope". */
export async function openDesk(): Promise<Desk> {
  const home = mkdtempSync(join(tmpdir(), 'airlatch-desk-'))
  let count = 0
  const random = (bytes: number) => {
    const drawn = new Uint8Array(bytes)
    new DataView(drawn.buffer).setUint32(0, ++count)
    return drawn
  }
  const desk = { home, time: NOW, now: () => desk.time, random }
  await createVendor({ ...desk, name: 'Acme', passphrase: '' })
  const vendor = await openVendor(desk)
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  const ledgers: Ledger[] = []
  return Object.assign(desk, {
    vendor,
    signer: await vendor.unlock(''),
    async ledger() {
      const ledger = await openSqliteLedger(join(home, 'ledger.db'), { random })
      ledgers.push(ledger)
      return ledger
    },
    async close() {
      for (const ledger of ledgers) await ledger.close()
      await vendor.close()
      rmSync(home, { recursive: true })
    },
  })
}
