import fc from 'fast-check'
import { expect, test } from 'vitest'
import { computerOf, PLATFORMS, type ProbeFinding, REASONS } from '../../../src/core/computer/computer.ts'
import { KINDS, type Kind } from '../../../src/core/computer/reading.ts'
import type { Virtual } from '../../../src/core/computer/virtual.ts'

const kinds = Object.keys(KINDS) as Kind[]

test('the platform numbers are LimeLM’s', () => {
  expect(PLATFORMS).toEqual({ other: 0, windows: 1, macos: 2, linux: 3, bsd: 4 })
})

test('readings are sorted, without duplicates; a kind without one says the most telling reason', () => {
  const computer = computerOf(
    'linux',
    ['kvm', 'docker'],
    [
      { kind: 'disk-serial', raw: 'WD-B2' },
      { kind: 'disk-serial', raw: 'wd-a1' },
      { kind: 'disk-serial', raw: ' wd-b2 ' },
      { kind: 'disk-serial', why: 'could-not' },
      { kind: 'install-id', raw: 'abc1' },
      { kind: 'board-serial', raw: 'None' },
      { kind: 'system-uuid', why: 'not-present' },
      { kind: 'system-uuid', why: 'needs-root' },
    ],
  )
  expect(computer.readings).toEqual([
    { kind: 'install-id', value: 'abc1' },
    { kind: 'disk-serial', value: 'wd-a1' },
    { kind: 'disk-serial', value: 'wd-b2' },
  ])
  expect(computer.unreadable).toEqual([
    { kind: 'system-uuid', why: 'needs-root' },
    { kind: 'board-serial', why: 'not-usable' },
    { kind: 'mac-address', why: 'not-present' },
    { kind: 'cpu-model', why: 'not-present' },
  ])
  expect(computer.virtual).toBe('kvm')
  expect(computer.inside).toEqual(['kvm', 'docker'])
})

test('what may make a reading another one is said of it', () => {
  const findings: readonly ProbeFinding[] = [
    { kind: 'install-id', raw: 'abc1' },
    { kind: 'system-uuid', raw: 'abc2', rootOnly: true },
    { kind: 'mac-address', raw: '02:00:00:00:00:01' },
    { kind: 'mac-address', raw: '00:50:56:00:00:01' },
    { kind: 'cpu-model', raw: 'some cpu' },
  ]
  const said = (...inside: readonly Virtual[]) =>
    computerOf('linux', inside, findings).unstable.map(({ kind, value, why }) => `${kind} ${value} ${why}`)
  expect(said()).toEqual(['system-uuid abc2 needs-root', 'mac-address 02:00:00:00:00:01 set-by-software'])
  expect(said('kvm')).toEqual([
    'system-uuid abc2 needs-root',
    'system-uuid abc2 set-by-hypervisor',
    'mac-address 00:50:56:00:00:01 set-by-hypervisor',
    'mac-address 02:00:00:00:00:01 set-by-hypervisor',
    'cpu-model some cpu of-host',
  ])
  expect(said('kvm', 'lxc')).toEqual([
    'install-id abc1 of-container',
    'system-uuid abc2 needs-root',
    'system-uuid abc2 of-host',
    'mac-address 02:00:00:00:00:01 set-by-software',
    'cpu-model some cpu of-host',
  ])
})

test('a value that stands in two places needs root only when both do', () => {
  const both = (second: boolean) =>
    computerOf(
      'linux',
      [],
      [
        { kind: 'board-serial', raw: 'MB-1', rootOnly: true },
        { kind: 'board-serial', raw: 'mb-1', rootOnly: second },
      ],
    ).unstable
  expect(both(false)).toEqual([])
  expect(both(true)).toEqual([{ kind: 'board-serial', value: 'mb-1', why: 'needs-root' }])
})

test('every kind is either read or unreadable, whatever was found, in whatever order', () => {
  const kind = fc.constantFrom(...kinds)
  const finding: fc.Arbitrary<ProbeFinding> = fc.oneof(
    fc.record({ kind, raw: fc.string() }),
    fc.record({ kind, why: fc.constantFrom(...REASONS) }),
  )
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 20 }), findings => {
      const { readings, unreadable } = computerOf('other', undefined, findings)
      const all = [...new Set(readings.map(one => one.kind)), ...unreadable.map(one => one.kind)]
      expect(all.toSorted()).toEqual(kinds.toSorted())
      const reversed = computerOf('other', undefined, findings.toReversed())
      expect(reversed).toEqual(computerOf('other', undefined, findings))
    }),
  )
})
