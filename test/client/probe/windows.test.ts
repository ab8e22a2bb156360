import { expect, test } from 'vitest'
import { type WindowsFacts, windowsComputer } from '../../../src/client/probe/windows.ts'
import { recorded, recordedNames } from './tree.ts'

test('laptop: built-in disks and adapters, also the one without a cable; no dock, VPN, Hyper-V or mounted image', () => {
  expect(windowsComputer(recorded('windows/laptop'))).toEqual({
    platform: 'windows',
    readings: [
      { kind: 'install-id', value: '8f14e45f-ceea-467f-a9b1-0c7d3e2f1a00' },
      { kind: 'system-uuid', value: '4c4c4544-0042-3510-8052-b3c04f4b4e32' },
      { kind: 'board-serial', value: '/7ghb4n2/cnpe1000000001/' },
      { kind: 'disk-serial', value: '0025_385a_71b0_0a11.' },
      { kind: 'mac-address', value: '70:a8:d3:00:00:51' },
      { kind: 'mac-address', value: 'a0:29:19:00:00:52' },
      { kind: 'cpu-model', value: '12th gen intel(r) core(tm) i7-1265u' },
    ],
    unreadable: [],
    virtual: undefined,
    inside: [],
    unstable: [],
  })
})

test('Hyper-V: the virtual machine’s own adapter counts, its disk has no serial', () => {
  expect(windowsComputer(recorded('windows/hyper-v'))).toMatchObject({
    platform: 'windows',
    readings: [
      { kind: 'install-id', value: '2b7e1516-28ae-4d2a-abf7-158809cf4f3c' },
      { kind: 'system-uuid', value: '9d4c1b2a-7e6f-4a5b-8c9d-0e1f2a3b4c5d' },
      { kind: 'board-serial', value: '4711-0000-0815-0000-1234-0000-01' },
      { kind: 'mac-address', value: '00:15:5d:38:00:02' },
      { kind: 'cpu-model', value: 'intel(r) xeon(r) platinum 8272cl cpu @ 2.60ghz' },
    ],
    unreadable: [{ kind: 'disk-serial', why: 'not-usable' }],
    virtual: 'hyper-v',
    inside: ['hyper-v'],
  })
})

test('a random Wi-Fi address is no reading, a virtual machine’s wired one is', () => {
  const told = recorded<WindowsFacts>('windows/laptop')
  const adapter = { iface: 'x', ifaceName: 'x', mac: '52:54:00:00:00:01', internal: false }
  const macs = (type: string) =>
    windowsComputer({ ...told, adapters: [{ ...adapter, type }] }).readings.filter(
      one => one.kind === 'mac-address',
    )
  expect(macs('wireless')).toEqual([])
  expect(macs('wired')).toHaveLength(1)
})

test('calls without an answer are unreadable kinds, not errors', () => {
  const nothing = {
    system: undefined,
    uuid: undefined,
    baseboard: undefined,
    disks: undefined,
    adapters: undefined,
    cpuModel: undefined,
  }
  const { readings, unreadable, virtual } = windowsComputer(nothing)
  expect(readings).toEqual([])
  expect(virtual).toBeUndefined()
  expect(unreadable.map(one => one.why)).toEqual([
    'could-not',
    'could-not',
    'could-not',
    'could-not',
    'could-not',
    'not-present',
  ])
  // systeminformation's own way of saying "no answer"
  const empty = windowsComputer({
    ...nothing,
    uuid: { os: '', hardware: '' },
    system: { manufacturer: '', model: '' },
    baseboard: { manufacturer: '', model: '', serial: '-' },
    disks: [],
    adapters: [],
  })
  expect(empty.readings).toEqual([])
  expect(empty.virtual).toBeUndefined()
})

test.each(recordedNames('windows'))('%s is taken for what it runs inside of', name => {
  const told = recorded<WindowsFacts & { readonly virtual: string | null }>(name)
  expect(windowsComputer(told).virtual).toBe(told.virtual ?? undefined)
})

test('the board says what it runs inside of when the system gave no answer', () => {
  const told = recorded<WindowsFacts>('windows/hyper-v')
  expect(windowsComputer({ ...told, system: undefined }).virtual).toBe('hyper-v')
  expect(windowsComputer({ ...told, baseboard: undefined }).virtual).toBe('hyper-v')
})
