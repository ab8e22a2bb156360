/** A computer that does not answer in time is asked once more before anybody is refused; what is missing is said with its reason. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openClient } from '../../src/client/door.ts'
import { type Computer, computerOf, type ProbeFinding } from '../../src/core/computer/computer.ts'
import { type Desk, issued, openDesk } from '../world/desk.ts'

const INSTALL_ID: ProbeFinding = { kind: 'install-id', raw: 'd2a3f1c04b5e46a7a1b2c3d4e5f60718' }
const DISK: ProbeFinding = { kind: 'disk-serial', raw: 'S4EVNF0M123456' }
const ADAPTER: ProbeFinding = { kind: 'mac-address', raw: '3c:7c:3f:11:22:33' }
const WHOLE = computerOf('windows', [], [INSTALL_ID, DISK, ADAPTER])
const lacking = (why: 'could-not' | 'needs-root') =>
  computerOf('windows', [], [INSTALL_ID, { kind: 'disk-serial', why }, { kind: 'mac-address', why }])

let desk: Desk
let kit: Uint8Array
let pauses: number[]
/** What the computer shows, one after the other; the last one from then on. */
let shows: Computer[]
beforeEach(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
  pauses = []
})
afterEach(() => desk.close())

function start(...computers: readonly Computer[]) {
  shows = [...computers]
  return openClient({
    home: join(desk.home, 'client'),
    kit,
    probe: async () => (shows.length > 1 ? shows.shift() : shows[0]) as Computer,
    pause: async ms => pauses.push(ms),
    now: desk.now,
  })
}

async function license(): Promise<{ readonly key: string; readonly message: Uint8Array }> {
  const [made] = await desk.vendor.createKeys({ productId: 'scope', activations: 1 })
  const key = made?.text as string
  const { message } = await start(WHOLE).request(key)
  return { key, message: issued(await desk.signer.issue(message)).message }
}

test('status, install and request ask it once more, after a pause', async () => {
  const { key, message } = await license()
  expect(await start(lacking('could-not'), WHOLE).install(message)).toMatchObject({ kept: true })
  expect(await start(lacking('could-not'), WHOLE).status()).toMatchObject({ valid: true })
  const again = start(lacking('could-not'), WHOLE)
  const { claims } = (await again.inspect((await again.request(key)).message)) as { claims: unknown }
  expect(claims).toMatchObject({ counted: [1, 4, 5] })
  expect(pauses).toEqual([500, 500, 500])
})

test('no more than once, and the refusal says what was there before, and why it is missing', async () => {
  const { message } = await license()
  await start(WHOLE).install(message)
  const { valid, reasons } = await start(lacking('could-not')).status()
  expect(valid).toBe(false)
  expect(reasons).toMatchObject([
    {
      code: 'readings-missing',
      details: {
        readings: [
          { kind: 'install-id', outcome: 'same' },
          { kind: 'disk-serial', outcome: 'missing', why: 'could-not' },
          { kind: 'mac-address', outcome: 'missing', why: 'could-not' },
        ],
      },
    },
  ])
  expect(pauses).toEqual([500])
})

test('what another account alone can read is not asked for again, nor is a computer that answers', async () => {
  const { key, message } = await license()
  await start(WHOLE).install(message)
  expect(await start(lacking('needs-root')).status()).toMatchObject({ valid: false })
  expect(await start(WHOLE).status()).toMatchObject({ valid: true })
  await start(WHOLE).request(key)
  expect(pauses).toEqual([])
})

test('a computer of which too little is read is asked once more, and told why', async () => {
  const poor = computerOf('linux', ['kubernetes'], [{ kind: 'disk-serial', why: 'could-not' }])
  const { key } = await license()
  await expect(start(poor).request(key)).rejects.toMatchObject({
    code: 'computer-unreadable',
    details: {
      kinds: 0,
      container: 'kubernetes',
      missing: expect.arrayContaining([{ kind: 'disk-serial', why: 'could-not' }]),
    },
  })
  expect(pauses).toEqual([500])
})
