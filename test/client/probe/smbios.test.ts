import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSmbios } from '../../../src/client/probe/smbios.ts'
import { type PrintedRegistry, smbiosIn } from '../../../src/client/probe/windows-programs.ts'
import type { RecordedWindows } from './recorded-windows.ts'
import { structure, value } from './smbios-table.ts'
import { recorded } from './tree.ts'

const UUID = Array.from({ length: 16 }, (_, i) => 0x10 + i)
const SYSTEM = structure(1, [1, 2, 0, 0, ...UUID, 6], ['Acme', 'Model 1'])
const BOARD = structure(2, [1, 2, 3, 4], ['Acme Boards', 'B-1', '1.0', 'S-0001'])
const BIOS = structure(0, [1, 0, 0], ['Acme BIOS'])
const END = structure(127, [])

test('system and board, the UUID as Windows writes it', () => {
  expect(readSmbios(value([BIOS, SYSTEM, BOARD, END]))).toEqual({
    system: { maker: 'Acme', product: 'Model 1', uuid: '13121110-1514-1716-1819-1a1b1c1d1e1f' },
    board: { maker: 'Acme Boards', product: 'B-1', serial: 'S-0001' },
  })
})

test('the first system and the first board, wherever they stand', () => {
  const other = structure(2, [1, 2, 3, 4], ['Riser', 'R-1', '1.0', 'S-0002'])
  expect(readSmbios(value([BOARD, other, SYSTEM]))?.board.serial).toBe('S-0001')
})

test('empty where the firmware says nothing: no board, an old structure without a UUID, no such text', () => {
  expect(readSmbios(value([SYSTEM]))?.board).toEqual({ maker: '', product: '', serial: '' })
  expect(readSmbios(value([structure(1, [1, 2, 0, 0], ['A', 'B'])]))?.system.uuid).toBe('')
  expect(readSmbios(value([structure(1, [0, 9])]))?.system).toEqual({ maker: '', product: '', uuid: '' })
})

test('nothing without a system, after the end, or beyond the length that the header says', () => {
  const none = [value([]), value([BIOS, BOARD]), value([END, SYSTEM]), value([SYSTEM], SYSTEM.length - 1)]
  for (const one of [...none, Buffer.alloc(0), Buffer.alloc(7)]) expect(readSmbios(one)).toBeUndefined()
})

test('what was cut off is passed over, what is whole before it is read', () => {
  const whole = value([SYSTEM, BOARD])
  expect(readSmbios(whole.subarray(0, -1))).toEqual(readSmbios(value([SYSTEM])))
  expect(readSmbios(value([SYSTEM, Buffer.from([2, 3, 0, 0, 0, 0])]))).toEqual(readSmbios(value([SYSTEM])))
})

test('any bytes are read without an error: random ones, and a recorded table with some of them changed', () => {
  const { smbios } = recorded<RecordedWindows>('windows/laptop').printed
  const table = Buffer.from(/REG_BINARY +([0-9A-F]+)/.exec(smbios ?? '')?.[1] ?? '', 'hex')
  expect(readSmbios(table)?.board.serial).toBe('/7GHB4N2/CNPE1000000001/')
  const change = fc.tuple(fc.nat(table.length - 1), fc.nat(255))
  const changed = fc.array(change, { maxLength: 20 }).map(changes => {
    const copy = Buffer.from(table)
    for (const [at, byte] of changes) copy[at] = byte
    return copy
  })
  const random = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes))
  const framed = random.map(bytes => value([bytes]))
  fc.assert(
    fc.property(fc.oneof(changed, random, framed), bytes => {
      const read = readSmbios(bytes)
      if (read === undefined) return
      expect(read.system.uuid).toMatch(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$/)
      expect(typeof read.board.serial).toBe('string')
    }),
  )
})

test('it comes out of what reg.exe prints, and nothing comes out of anything else', () => {
  const printed: PrintedRegistry = { cryptography: undefined, firmware: undefined, smbios: undefined }
  const line = `\r\nHKEY_LOCAL_MACHINE\\X\r\n    SMBiosData    REG_BINARY    ${value([SYSTEM]).toString('hex')}\r\n\r\n`
  expect(smbiosIn({ ...printed, smbios: line })?.system.maker).toBe('Acme')
  expect(smbiosIn({ ...printed, smbios: line.replace('SMBiosData', 'Data') })).toBeUndefined()
  expect(smbiosIn({ ...printed, smbios: line.replace(/[0-9a-f]{20}/, 'zz') })).toBeUndefined()
  expect(smbiosIn(printed)).toBeUndefined()
})
