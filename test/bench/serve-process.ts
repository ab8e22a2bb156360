/**
 * Owns the process that the bench of the self-service page asks: the page over a vendor's ledger, and a bare static
 * server beside it. It tells its CPU time and the longest gap of its event loop when it is asked, so that what the asking
 * side costs is not counted. Arguments: the vendor's home, the ledger.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { proxiesOf } from '../../src/http/client-address.ts'
import { systemClock } from '../../src/http/clock.ts'
import { openVendor } from '../../src/vendor/door.ts'
import { appOf } from '../../vendor-tool/web/app.ts'
import { deskOver } from '../../vendor-tool/web/desk.ts'
import { keysInUse } from '../../vendor-tool/web/keys-in-use.ts'
import { listen } from '../../vendor-tool/web/listening.ts'
import { scriptsOf } from '../../vendor-tool/web/scripts.ts'

/** What it answers to any message. */
export interface Told {
  readonly page: string
  readonly bare: string
  /** Milliseconds of CPU since it began. */
  readonly cpu: number
  /** Milliseconds of CPU: the most that the event loop did without a turn for timers since it was last asked. */
  readonly longestGap: number
}

/** As large as a page of ours. */
const STATIC_BYTES = 4_096

const [home = '', ledger] = process.argv.slice(2)
const vendor = await openVendor({ home, ledger })
const signer = await vendor.unlock('')
const proxies = proxiesOf('--behind-proxy', ['127.0.0.1'])
const desk = deskOver(vendor, await keysInUse(vendor, signer, () => {}), true)
const passSecret = await signer.sharedSecret('page pass')
const never = { burst: 1e9, everySeconds: 1, most: 20_000 }
const server = await listen(
  isStopping =>
    appOf({
      desk,
      limits: { visits: never, readings: never, misses: never, missesOfKey: never },
      proxies,
      address: undefined,
      footer: { contact: 'help@acme.example' },
      howTo: {},
      style: '',
      scripts: scriptsOf({ start: '"start"', license: '"license"', keep: '' }),
      clock: systemClock,
      random: bytes => crypto.getRandomValues(new Uint8Array(bytes)),
      passSecret,
      isSecure: () => false,
      isStopping,
      broken: error => process.stderr.write(`${error}\n`),
      warn: () => {},
    }),
  {
    host: '127.0.0.1',
    port: 0,
    isProxy: peer => proxies.has(peer),
    isSecure: () => false,
    log: () => {},
  },
)

const text = 'x'.repeat(STATIC_BYTES)
const hono = new Hono().get('/', context => context.text(text))
const bare = createServer(getRequestListener(hono.fetch))
await new Promise<void>(resolve => bare.listen(0, '127.0.0.1', resolve))

/** Milliseconds between two turns that are asked for. */
const TICK_MS = 5
// of this thread, and not of the clock: a busy machine keeps a process from its processor for longer than itself does
const worked = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
let longestGap = 0
let lastTick = worked()
setInterval(() => {
  const now = worked()
  longestGap = Math.max(longestGap, now - lastTick)
  lastTick = now
}, TICK_MS)
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  const told: Told = {
    page: server.address,
    bare: `http://127.0.0.1:${(bare.address() as AddressInfo).port}`,
    cpu: (user + system) / 1000,
    longestGap,
  }
  longestGap = 0
  process.send?.(told)
})
process.on('disconnect', () => process.exit())
