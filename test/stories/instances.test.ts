/** Who holds the seats of a terminal server: `airlatch instances`, which takes none for looking (QC-11..13, DY-14). */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { openClient } from '../../src/client/door.ts'
import { instanceFolder, takeSlot } from '../../src/client/instances/instances.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { inSessions } from '../client/state/sessions.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { saidBy } from '../world/world.ts'

let shop: Shop
/** The machine's own folder for the instances of the license on "server". */
let folder: string
beforeAll(async () => {
  shop = await openShop()
  const { value } = await must(shop.install('server', await shop.key('--floating-seats', '2')))
  folder = instanceFolder(process.platform, 'scope', value.license.activationId)
  await must(shop.install('unlimited', await shop.key()))
})
afterAll(() => shop.remove())
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const instances = () => shop.client('server')('instances')

/** A process that lives until the test is over. */
function other(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child.pid as number
}

test('nobody yet: nothing is made for looking', async () => {
  expect((await must(instances())).value).toEqual({ ok: true, floatingSeats: 2, instances: [] })
  expect(existsSync(folder)).toBe(false)
})

test('user, session and since when; the first one first; and the seats stay free', async () => {
  const taken = await takeSlot({ folder, limit: 2, now: 1_763_800_000 })
  const { value } = await must(instances())
  expect(value).toEqual({
    ok: true,
    floatingSeats: 2,
    instances: [{ user: expect.any(String), session: expect.any(String), since: '2025-11-22T08:26:40Z' }],
  })
  const tool = clientTool(async () => simulatedComputer('server')) as Tool<never>
  const words = ['--home', shop.at('server', 'home'), '--kit', shop.at('server', 'scope.kit'), 'instances']
  const { out } = await saidBy(tool, words)
  expect(out).toMatch(
    /^1 of 2 floating seats in use\n\nUSER +SESSION +SINCE\n\S+ +\S+ +2025-11-22T08:26:40Z\n$/,
  )
  expect((await saidBy(tool, [...words, '--lang', 'de'])).out).toContain('1 von 2 Floating-Plätzen belegt')
  if (taken.kind === 'taken') taken.slot.release()
  expect((await must(instances())).value.instances).toEqual([])
})

test('in the library: each session once, and no seat for the one that asks', async () => {
  const processes = inSessions(pid => (pid === process.pid ? 'here' : 'there'))
  const at = shop.at('server', 'instances', 'scope')
  const child = other()
  for (const now of [1_763_800_000, 1_763_800_100])
    await takeSlot({ folder: at, limit: 2, now, processes, pid: child })
  const client = openClient({
    home: shop.at('server', 'home'),
    probe: async () => simulatedComputer('server'),
    limitTerminalServerInstances: true,
    instances: { folder: at, processes },
  })
  const running = [{ user: expect.any(String), session: 'there', since: 1_763_800_000 }]
  for (let i = 0; i < 3; i++) expect(await client.instances()).toEqual({ limit: 2, running })
  expect(await client.status()).toMatchObject({ valid: true })
  expect((await client.instances()).running.map(({ session }) => session)).toEqual(['there', 'here'])
  client.close()
})

test('a license without floating seats counts nobody; without a license there is nobody to count', async () => {
  const { value } = await must(shop.client('unlimited')('instances'))
  expect(value).toEqual({ ok: true, floatingSeats: null, instances: [] })
  const stranger = shop.client('stranger')
  await refusal(shop.at(), () => stranger('instances'), 'no-license')
})

test('a folder that somebody prepared is refused, and strange names in it say nothing', async () => {
  mkdirSync(dirname(folder), { recursive: true })
  symlinkSync(shop.at(), folder)
  await refusal(shop.at(), instances, 'instances-unavailable', 3)
  rmSync(folder)
  mkdirSync(folder)
  for (const name of ['x', `1.1.\u001b[31m.root.0.slot`, '999999999.1.5.ada.0.slot'])
    writeFileSync(`${folder}/${name}`, '')
  expect((await must(instances())).value.instances).toEqual([])
})
