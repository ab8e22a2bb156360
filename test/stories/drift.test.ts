/**
 * A computer changes, as computers do, and its license goes on or not: recorded computers of three systems, each before
 * and after, with a license made before. Then what `status` says of it, and the way back.
 */
import { cpSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import { readLinux } from '../../src/client/probe/linux.ts'
import { type MacosFacts, macosComputer } from '../../src/client/probe/macos.ts'
import { type WindowsSources, windowsComputer, windowsFacts } from '../../src/client/probe/windows.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import {
  asRoot,
  asUser,
  canBeUser,
  changed,
  recorded,
  replaced,
  type Tree,
  without,
  withTree,
} from '../client/probe/tree.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

const HAS_LINKS = process.platform !== 'win32'
const linux = (tree: Pick<Tree, 'files'>) => asRoot(tree, root => readLinux(root))

let places = 0
/** A place for a computer: its folder moves along when the computer changes. */
function place() {
  const name = `computer-${++places}`
  shop.client(name)
  const before = ['--home', shop.at(name, 'home'), '--kit', shop.at(name, 'scope.kit')]
  return {
    name,
    run: (computer: Computer, ...words: readonly string[]): Promise<Answer> =>
      inProcess(
        clientTool(async () => computer),
        [...before, ...words],
      ),
    async text(computer: Computer, ...words: readonly string[]): Promise<{ out: string; err: string }> {
      const said = { out: '', err: '' }
      await runTool(
        clientTool(async () => computer),
        [...before, ...words],
        {
          out: text => {
            said.out += text
          },
          err: text => {
            said.err += text
          },
        },
      )
      return said
    },
  }
}

type Place = ReturnType<typeof place>

async function ask(at: Place, computer: Computer, key: string): Promise<string> {
  const file = shop.at(at.name, `request-${++places}.txt`)
  await must(at.run(computer, 'request', key, '-o', file))
  return file
}

async function activate(at: Place, computer: Computer, key: string): Promise<Answer> {
  const license = shop.at(at.name, `license-${++places}.txt`)
  const issued = await shop.vendor('issue', await ask(at, computer, key), '-o', license)
  if (issued.exit === 0) await must(at.run(computer, 'install', license))
  return issued
}

/** A computer with a license of its own. */
async function activated(computer: Computer, ...words: readonly string[]): Promise<Place & { key: string }> {
  const key = await shop.key(...words)
  const at = place()
  await must(activate(at, computer, key))
  return { ...at, key }
}

/** The kinds that are not the same, each with what became of it. */
function drift(readings: readonly { kind: string; outcome: string }[]): Record<string, string> {
  return Object.fromEntries(
    readings.filter(({ outcome }) => outcome !== 'same').map(one => [one.kind, one.outcome]),
  )
}

/** What `status` shows of a license that is good after the change. */
async function driftOf(before: Computer, after: Computer): Promise<Record<string, string>> {
  const { run } = await activated(before)
  const { value } = await must(run(after, 'status'))
  const { same, counted } = value.comparison
  expect(2 * same).toBeGreaterThanOrEqual(counted)
  return drift(value.comparison.readings)
}

describe.skipIf(!HAS_LINKS)('a Linux computer', () => {
  const laptop = () => recorded('linux/laptop-with-dock')
  const desktop = () => recorded('linux/desktop')

  test('dock unplugged, and plugged in', async () => {
    const [docked, bare] = [linux(laptop()), linux(without(laptop(), /\/usb2\/|0000:00:07\.0/))]
    expect(await driftOf(docked, bare)).toEqual({})
    expect(await driftOf(bare, docked)).toEqual({})
  })

  test('VPN up', async () => {
    expect(await driftOf(linux(without(laptop(), /wg0/)), linux(laptop()))).toEqual({})
    expect(await driftOf(linux(without(desktop(), /tun0/)), linux(desktop()))).toEqual({})
  })

  test('a second disk, and the first one gone for it', async () => {
    const one = linux(without(desktop(), /ata1/))
    expect(await driftOf(one, linux(desktop()))).toEqual({})
    const other = linux(without(desktop(), /nvme/))
    expect(await driftOf(linux(desktop()), other)).toEqual({ 'disk-serial': 'partly' })
    expect(await driftOf(one, other)).toEqual({ 'disk-serial': 'changed' })
  })

  test('interfaces and disks in another order, under other names', async () => {
    const server = recorded('linux/server')
    const swapped = changed(server, (path, text) => {
      const swap = (of: string) =>
        of.replace(
          /eno[12]|sd[ab]/g,
          name => ({ eno1: 'eno2', eno2: 'eno1', sda: 'sdb', sdb: 'sda' })[name] as string,
        )
      return [swap(path), text.startsWith('-> ') ? swap(text) : text]
    })
    const after = { ...swapped, files: Object.fromEntries(Object.entries(swapped.files).reverse()) }
    expect(await driftOf(linux(server), linux(after))).toEqual({})
  })

  test('CPU microcode update', async () => {
    const after = replaced(desktop(), '0xf4', '0xf8')
    expect(after.files['proc/cpuinfo']).not.toBe(desktop().files['proc/cpuinfo'])
    expect(await driftOf(linux(desktop()), linux(after))).toEqual({})
  })

  test('BIOS update that changes the board serial', async () => {
    const after = replaced(desktop(), 'MB-7731 90455 /A2', 'Default string')
    expect(await driftOf(linux(desktop()), linux(after))).toEqual({ 'board-serial': 'missing' })
    const other = replaced(desktop(), 'MB-7731 90455 /A2', 'MB-0000 00001 /A3')
    expect(await driftOf(linux(desktop()), linux(other))).toEqual({ 'board-serial': 'changed' })
  })

  test('a system installed anew', async () => {
    const after = replaced(desktop(), '5e0f1a6bb0e34d0e9d3c7a51c2f4e811', '00e1a6bb0e34d0e9d3c7a51c2f4e8112')
    expect(await driftOf(linux(desktop()), linux(after))).toEqual({ 'install-id': 'changed' })
  })

  test.skipIf(!canBeUser)(
    'read without root after a request made with root, and the other way round',
    async () => {
      const tree = laptop()
      const asRoot = linux(tree)
      const asAda = withTree(tree, root => asUser(tree, root, () => readLinux(root)))
      const hidden = ['system-uuid', 'board-serial']
      expect(await driftOf(asRoot, asAda)).toEqual(Object.fromEntries(hidden.map(kind => [kind, 'missing'])))
      expect(await driftOf(asAda, asRoot)).toEqual(Object.fromEntries(hidden.map(kind => [kind, 'new'])))
      // and with a new disk on top
      const disk = replaced(tree, 'S6XXNL0T000002B', 'S6XXNL0T999999Z')
      const after = withTree(disk, root => asUser(disk, root, () => readLinux(root)))
      expect(await driftOf(asRoot, after)).toMatchObject({
        'disk-serial': 'changed',
        'system-uuid': 'missing',
      })
    },
  )

  test('a container restarted with a new id and MAC address', async () => {
    const container = recorded('linux/docker')
    const id = /a42d519714d616e9411dbceec4b52808bd6b1ee53e6f6497a281d655357d8b71|a42d519714d6/g
    const restarted = changed(container, (path, text) => [
      path,
      text
        .replaceAll(id, of => 'b53e'.repeat(16).slice(0, of.length))
        .replaceAll('02:42:ac:11:00:02', '02:42:ac:11:00:09'),
    ])
    expect(restarted.files).not.toEqual(container.files)
    expect(await driftOf(linux(container), linux(restarted))).toEqual({})
    // one that makes itself an install id whenever it starts
    const withId = (text: string) => ({ ...container, files: { ...container.files, 'etc/machine-id': text } })
    const [first, second] = [withId(`${'a1b2'.repeat(8)}\n`), withId(`${'c3d4'.repeat(8)}\n`)]
    expect(await driftOf(linux(first), linux(second))).toEqual({})
  })

  test('a cloned disk in other hardware is another computer, also for the vendor', async () => {
    const original = linux(desktop())
    const { name, key, run } = await activated(original)
    const clone = linux(inOtherHardware(desktop(), { disks: true }))
    const { exit, value } = await run(clone, 'status')
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'wrong-computer' })
    expect(value.error.details).toMatchObject({ same: 1, counted: 3, fault: 'too-few' })
    // all of the disk was copied, with the installation's key in the home
    const other = place()
    cpSync(shop.at(name, 'home'), shop.at(other.name, 'home'), { recursive: true })
    const request = await ask(other, clone, key)
    expect((await shop.vendor('issue', request)).value.error.code).toBe('no-seats-left')
    await must(run(original, 'status'))
  })

  test('two virtual machines with one address on one model of processor are two computers, by their install ids', async () => {
    const machine = recorded('linux/firecracker')
    const { key, run } = await activated(linux(machine))
    const twin = linux(
      replaced(machine, '1d2c3b4a5f6e47d8a9b0c1d2e3f40516', '2d2c3b4a5f6e47d8a9b0c1d2e3f40517'),
    )
    const { value } = await run(twin, 'status')
    expect(value.error).toMatchObject({
      code: 'wrong-computer',
      details: { same: 1, counted: 2, fault: 'too-few' },
    })
    expect((await shop.vendor('issue', await ask(place(), twin, key))).value.error.code).toBe('no-seats-left')
  })
})

/** Another board, processor, and adapters; with `disks`, the disks are others as well. */
function inOtherHardware(tree: Tree, { disks = false } = {}): Tree {
  const board = replaced(replaced(tree, '6B29FC40', '7C29FC40'), 'MB-7731 90455 /A2', 'MB-0000 00001 /A3')
  const adapter = replaced(board, 'A0:CE:C8:00:00:1D', 'A0:CE:C8:00:00:99')
  if (disks) return replaced(replaced(adapter, 'S4EWNX0M000001A', 'S4EWNX0M999999Z'), 'ZFL0000B', 'ZFL9999Z')
  return replaced(adapter, 'i7-8700 CPU @ 3.20GHz', 'i9-9900K CPU @ 3.60GHz')
}

describe('a Windows computer', () => {
  const told = () => windowsFacts(recorded<WindowsSources>('windows/laptop'))
  const atHome = () => windowsComputer(told())

  test('dock unplugged, VPN up, second disk, another order', async () => {
    const { adapters = [], disks = [] } = told()
    const undocked = windowsComputer({
      ...told(),
      adapters: adapters.filter(one => !/USB/.test(one.name)),
    })
    expect(await driftOf(atHome(), undocked)).toEqual({})
    const vpn = { connection: 'Ethernet 7', name: 'WireGuard Tunnel', address: '00:00:5e:00:53:01' }
    expect(await driftOf(atHome(), windowsComputer({ ...told(), adapters: [vpn, ...adapters] }))).toEqual({})
    const second = { interfaceType: 'SATA', serialNum: 'WD-000001' }
    expect(await driftOf(atHome(), windowsComputer({ ...told(), disks: [second, ...disks] }))).toEqual({})
    const turned = windowsComputer({ ...told(), adapters: adapters.toReversed(), disks: disks.toReversed() })
    expect(await driftOf(atHome(), turned)).toEqual({})
  })

  test('BIOS update that changes the board serial; PowerShell that does not answer', async () => {
    const boardSerial = '/0000000/CNPE1000000009/'
    expect(await driftOf(atHome(), windowsComputer({ ...told(), boardSerial }))).toEqual({
      'board-serial': 'changed',
    })
    const silent = windowsComputer({ ...told(), boardSerial: undefined, disks: undefined })
    expect(await driftOf(atHome(), silent)).toEqual({ 'board-serial': 'missing', 'disk-serial': 'missing' })
  })
})

describe('a Mac', () => {
  const told = () => recorded<MacosFacts>('macos/macbook-arm64')

  test('dock unplugged, VPN up, on a private Wi-Fi address', async () => {
    const { en0, lo0 } = told().adapters
    const before = macosComputer(told())
    expect(await driftOf(before, macosComputer({ ...told(), adapters: { en0, lo0 } }))).toEqual({})
    const vpn = {
      ...told().adapters,
      utun9: [{ mac: '00:00:00:00:00:00' }],
      en9: [{ mac: '00:e0:4c:00:00:99' }],
    }
    expect(await driftOf(before, macosComputer({ ...told(), adapters: vpn }))).toEqual({})
    const hidden = macosComputer({ ...told(), adapters: { en0: [{ mac: 'd2:11:22:33:44:55' }] } })
    expect(await driftOf(before, hidden)).toEqual({ 'mac-address': 'missing' })
  })
})

describe.skipIf(!HAS_LINKS)('what is said of it, and the way back', () => {
  const desktop = () => recorded('linux/desktop')

  test('status shows the score alone while nothing has changed, and else every kind', async () => {
    const { text } = await activated(linux(desktop()))
    const same = await text(linux(desktop()), 'status')
    expect(same.out).toMatch(/^computer +3 of 3 readings match, more than half needed$/m)
    expect(same.out).not.toMatch(/install-id: same/)
    const later = await text(
      linux(without(replaced(desktop(), 'A0:CE:C8', 'A0:CE:C9'), /product_uuid/)),
      'status',
    )
    expect(later.out).toMatch(/^computer +2 of 3 readings match, more than half needed$/m)
    for (const line of [
      'install-id: same',
      'system-uuid: missing',
      'mac-address: changed',
      'cpu-model: same',
    ])
      expect(later.out).toContain(line)
  })

  test('a refusal names what changed, and says what to do', async () => {
    const { run, text } = await activated(linux(desktop()))
    const after = linux(inOtherHardware(desktop(), { disks: true }))
    const { value } = await run(after, 'status')
    expect(value.error.details.readings).toEqual([
      { kind: 'install-id', outcome: 'same', counts: true },
      { kind: 'system-uuid', outcome: 'changed', counts: false },
      { kind: 'board-serial', outcome: 'changed', counts: false },
      { kind: 'disk-serial', outcome: 'changed', counts: true },
      { kind: 'mac-address', outcome: 'changed', counts: true },
      { kind: 'cpu-model', outcome: 'same', counts: false },
    ])
    const { err } = await text(after, 'status')
    expect(err).toMatch(/1 of 3 readings match, more than half are needed; changed: disk-serial, mac-address/)
    expect(err).toMatch(/create a new request .* here/)
  })

  test('a new request of the same installation takes no second seat: the seat moves, and the desk is told', async () => {
    const { key, name, run, ...at } = await activated(linux(desktop()))
    // another board and other adapters, and the system installed again on the disks that are left
    const after = linux(
      replaced(
        inOtherHardware(desktop()),
        '5e0f1a6bb0e34d0e9d3c7a51c2f4e811',
        '00e1a6bb0e34d0e9d3c7a51c2f4e8112',
      ),
    )
    expect((await run(after, 'status')).exit).toBe(1)
    const issued = await must(activate({ name, run, ...at }, after, key))
    expect(issued.value).toMatchObject({
      outcome: 'moved',
      moved: { because: 'key', deactivations: { used: 1, moves: 1, limit: '3' } },
    })
    expect((await must(run(after, 'status'))).value.comparison).toMatchObject({ same: 3, counted: 3 })
    const { activations, deactivations } = (await must(shop.vendor('key', 'show', key))).value
    expect(deactivations).toMatchObject({ used: 1, moves: 1 })
    const former = (await must(shop.vendor('activation', 'list', '--key', key, '--released'))).value
      .activations
    expect(former).toMatchObject([
      { state: 'released', released: { by: 'move', toActivationId: issued.value.license.activationId } },
      { state: 'active', seatNumber: 1 },
    ])
    expect(activations).toMatchObject([{ computerId: issued.value.computerId, state: 'active' }])
    // the old computer on a clone of that disk is a stranger to the seat, with the same folder or with none
    const rest = linux(
      replaced(replaced(desktop(), 'S4EWNX0M000001A', 'S4EWNX0M999999Z'), 'ZFL0000B', 'ZFL9Z'),
    )
    for (const folder of [name, undefined]) {
      const other = place()
      if (folder !== undefined)
        cpSync(shop.at(folder, 'home'), shop.at(other.name, 'home'), { recursive: true })
      const { value } = await shop.vendor('issue', await ask(other, rest, key))
      expect(value.error.code).toBe('no-seats-left')
    }
  })

  test('a copy of its folder on hardware that shares nothing is refused the seat', async () => {
    const { key, name } = await activated(linux(desktop()))
    const other = place()
    cpSync(shop.at(name, 'home'), shop.at(other.name, 'home'), { recursive: true })
    const request = await ask(other, linux(recorded('linux/laptop-with-dock')), key)
    const { error } = (await shop.vendor('issue', request)).value
    expect(error).toMatchObject({ code: 'no-seats-left', details: { stranded: expect.any(String) } })
    expect(error.hint).toContain('issue --move')
    // the desk may say so, and it is counted
    const license = shop.at(other.name, 'moved.txt')
    expect((await must(shop.vendor('issue', request, '--move', '-o', license))).value).toMatchObject({
      outcome: 'moved',
      moved: { because: 'desk', deactivations: { used: 1 } },
    })
    expect((await must(shop.vendor('key', 'list'))).value.keys.at(-1)).toMatchObject({ inUse: 1, moves: 1 })
  })
})
