/**
 * Owns the process that the bench of the HTTP interface asks: the interface over a vendor's ledger, and the same requests
 * answered by the library in the same process, as many at a time. Arguments: the vendor's home, the ledger.
 */

import { openVendor } from '../../src/vendor/door.ts'
import { callables } from '../../vendor-tool/api/callables.ts'
import { keysInUse } from '../../vendor-tool/web/keys-in-use.ts'
import { listenHere } from '../vendor-tool/api/listening.ts'
import { concurrently } from './concurrently.ts'

/** Where the interface listens, and a key to it. */
export interface ApiBegun {
  readonly address: string
  readonly key: string
}

/** Requests in base64 for the library. */
export interface Asked {
  readonly requests: readonly string[]
  readonly atOnce: number
}

const [home = '', ledger] = process.argv.slice(2)
const vendor = await openVendor({ home, ledger })
const signer = await vendor.unlock('')
const { secret } = await vendor.apiKeys.add({
  name: 'bench',
  scopes: ['activate'],
  perMinute: 1_000_000,
})
const server = await listenHere(
  {
    vendor,
    keys: await keysInUse(vendor, signer, () => {}),
    operations: callables(),
    now: () => Math.floor(Date.now() / 1000),
    broken: error => process.stderr.write(`${error}\n`),
  },
  { log: () => {} },
)
process.on('message', async ({ requests, atOnce }: Asked) => {
  const messages = requests.map(one => Uint8Array.from(Buffer.from(one, 'base64')))
  const begun = performance.now()
  await concurrently(messages, atOnce, async message => {
    const outcome = await signer.issue(message)
    if (outcome.kind !== 'issued') throw new Error(JSON.stringify(outcome))
  })
  process.send?.(performance.now() - begun)
})
process.on('disconnect', () => process.exit())
const begun: ApiBegun = { address: server.address, key: secret }
process.send?.(begun)
