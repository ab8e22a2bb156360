import { expect, test } from 'vitest'
import { type MacosFacts, macosComputer } from '../../../src/client/probe/macos.ts'
import { recorded, recordedNames } from './tree.ts'

test('MacBook: the built-in disk and the first built-in adapter, nothing of the dock; no install id exists', () => {
  expect(macosComputer(recorded('macos/macbook-arm64'))).toEqual({
    platform: 'macos',
    readings: [
      { kind: 'system-uuid', value: 'a1b2c3d4-0000-5e6f-8a9b-0c1d2e3f4a5b' },
      { kind: 'board-serial', value: 'c02madeup123' },
      { kind: 'disk-serial', value: '0ba0000000000c18' },
      { kind: 'mac-address', value: 'f4:d4:88:00:00:61' },
      { kind: 'cpu-model', value: 'apple m2 pro' },
    ],
    unreadable: [{ kind: 'install-id', why: 'not-present' }],
    virtual: undefined,
    inside: [],
    unstable: [],
  })
})

test('Parallels: a virtual machine without a disk that has a serial', () => {
  const { readings, unreadable } = macosComputer(recorded('macos/parallels'))
  expect(readings.map(one => one.kind)).toEqual(['system-uuid', 'board-serial', 'mac-address', 'cpu-model'])
  expect(unreadable.map(one => one.kind)).toEqual(['install-id', 'disk-serial'])
})

test('on a private Wi-Fi address, or with Wi-Fi off, the adapter is missing, not another one', () => {
  const told = recorded<MacosFacts>('macos/macbook-arm64')
  const { en0, ...off } = told.adapters
  for (const adapters of [off, { ...off, en0: [{ mac: 'd2:11:22:33:44:55' }] }])
    expect(macosComputer({ ...told, adapters }).unreadable).toContainEqual({
      kind: 'mac-address',
      why: 'not-present',
    })
  expect(en0).toBeDefined()
})

test('calls without an answer are unreadable kinds, not errors', () => {
  const { readings, unreadable, virtual } = macosComputer({
    system: undefined,
    uuid: undefined,
    disks: undefined,
    adapters: {},
    cpuModel: undefined,
  })
  expect(readings).toEqual([])
  expect(unreadable.filter(one => one.why === 'could-not').map(one => one.kind)).toEqual([
    'system-uuid',
    'board-serial',
    'disk-serial',
  ])
  expect(virtual).toBeUndefined()
})

test.each(recordedNames('macos'))('%s is taken for what it runs inside of', name => {
  const told = recorded<MacosFacts & { readonly virtual: string | null }>(name)
  expect(macosComputer(told).virtual).toBe(told.virtual ?? undefined)
})

test('an Intel program under Rosetta, where the processor is called virtual, is on a physical Mac', () => {
  const told = recorded<MacosFacts>('macos/macbook-arm64')
  expect(macosComputer({ ...told, cpuModel: 'VirtualApple @ 2.50GHz' }).virtual).toBeUndefined()
})
