import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isLocallyAdministered,
  KINDS,
  type Kind,
  kindOf,
  normalise,
} from '../../../src/core/computer/reading.ts'

const kinds = Object.keys(KINDS) as Kind[]

test('the numbers on the wire are fixed', () => {
  expect(KINDS).toEqual({
    'install-id': 1,
    'system-uuid': 2,
    'board-serial': 3,
    'disk-serial': 4,
    'mac-address': 5,
    'cpu-model': 6,
  })
  for (const kind of kinds) expect(kindOf(KINDS[kind])).toBe(kind)
  expect(kindOf(7)).toBeUndefined()
})

test('case, spaces, control characters and everything beyond ASCII do not matter', () => {
  expect(normalise('cpu-model', '  Intel(R)  Core(TM)\ti7\u0000 ')).toBe('intel(r) core(tm) i7')
  expect(normalise('board-serial', '\u00a0MB-1\u0000\u0000')).toBe('mb-1')
  expect(normalise('disk-serial', `${'ab1'.repeat(200)}c`)).toHaveLength(256)
})

test.each([
  '',
  ' \n',
  '-',
  '0',
  'None',
  'N/A',
  'Default string',
  'Default_string',
  'To be filled by O.E.M.',
  'To Be Filled By OEM',
  'Not Specified',
  'System Serial Number',
  'Base Board Serial Number',
  'uninitialized',
  'xxxxxxxxxx',
  '..............',
  '0x00000000',
  '123456789',
  '0123456789',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'fefefefe-fefe-fefe-fefe-fefefefefefe',
  '03000200-0400-0500-0006-000700080009',
])('the filler "%s" is no reading', filler => {
  for (const kind of kinds) expect(normalise(kind, filler)).toBeUndefined()
})

test.each(['QM00001', 't10.QEMU    QEMU HARDDISK   drive-scsi0', 'VMware NVME_0000', 'rootfs'])(
  'a slot of a hypervisor, "%s", is no disk serial',
  slot => {
    expect(normalise('disk-serial', slot)).toBeUndefined()
    expect(normalise('cpu-model', slot)).toBeDefined()
  },
)

test('MAC addresses: dashes are colons; nothing else than a single adapter’s six octets', () => {
  expect(normalise('mac-address', 'A0-CE-C8-00-00-1D\n')).toBe('a0:ce:c8:00:00:1d')
  expect(normalise('mac-address', '52:54:00:3c:00:07')).toBe('52:54:00:3c:00:07')
  for (const none of [
    '',
    '00:00:00:00:00:00',
    'ff:ff:ff:ff:ff:ff',
    '01:00:5e:00:00:01',
    'a0:ce:c8:00:00',
    '80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1', // InfiniBand
  ])
    expect(normalise('mac-address', none)).toBeUndefined()
  expect(isLocallyAdministered('02:fc:00:00:00:01')).toBe(true)
  expect(isLocallyAdministered('A0:CE:C8:00:00:1D')).toBe(false)
})

test('normalising twice changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.string({ unit: 'binary', maxLength: 300 }), (kind, raw) => {
      const once = normalise(kind, raw)
      if (once !== undefined) expect(normalise(kind, once)).toBe(once)
    }),
  )
})
