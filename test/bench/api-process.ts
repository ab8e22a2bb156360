/**
 * Owns the process that the bench of the HTTP interface asks: the interface over a vendor's ledger, and the same requests
 * answered by the library in the same process, as many at a time. Arguments: the vendor's home, the ledger.
 */

import { proxiesOf } from '../../src/http/client-address.ts'
import { systemClock } from '../../src/http/clock.ts'
import { openVendor } from '../../src/vendor/door.ts'
import { callables } from '../../vendor-tool/api/callables.ts'
import { listenApi } from '../../vendor-tool/api/server.ts'
import { keysInUse } from '../../vendor-tool/web/keys-in-use.ts'
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
const server = await listenApi(
  {
    vendor,
    keys: await keysInUse(vendor, signer, () => {}),
    operations: callables(),
    mounts: [],
    description: undefined,
    proxies: proxiesOf('--behind-proxy', []),
    clock: systemClock,
    now: () => Math.floor(Date.now() / 1000),
    random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
    isByTls: () => false,
    broken: error => process.stderr.write(`${error}\n`),
    warn: () => {},
  },
  { host: '127.0.0.1', port: 0, log: () => {} },
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
