/** One customer has all addresses of a /64: they share the limits of one client. In a network of its own, which takes Linux. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProcess } from '../world/process.ts'

/** Three of one /64, and one of another. */
const ADDRESSES = ['fd00:1:0:1::1', 'fd00:1:0:1::2', 'fd00:1:0:1:ffff::3', 'fd00:1:0:2::1']
const NETWORK = ['link set lo up', ...ADDRESSES.map(one => `-6 addr add ${one}/128 dev lo nodad`)]
  .map(words => `ip ${words}`)
  .join(' && ')
const missing =
  spawnSync('unshare', ['-rn', 'sh', '-c', NETWORK]).status === 0
    ? undefined
    : 'needs a network of its own (Linux, unshare and ip)'

const title = 'connections of a /64 are counted together, and those of another one are not: F6'

it.skipIf(missing !== undefined)(
  missing === undefined ? title : `${title} (skipped: ${missing})`,
  async () => {
    const script = join(import.meta.dirname, 'ipv6-clients.ts')
    const words = [
      '-rn',
      'sh',
      '-c',
      `${NETWORK} && exec "$@"`,
      'sh',
      process.execPath,
      script,
      ...ADDRESSES,
      '127.0.0.1',
    ]
    const { exit, out, err } = await runProcess('unshare', words, { folder: import.meta.dirname })
    expect([exit, err]).toEqual([0, ''])
    expect(JSON.parse(out)).toEqual({
      'fd00:1:0:1::1': 5,
      'fd00:1:0:1::2': 0,
      'fd00:1:0:1:ffff::3': 0,
      'fd00:1:0:2::1': 5,
      '127.0.0.1': 5,
    })
  },
)
