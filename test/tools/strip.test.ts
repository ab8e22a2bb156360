/** Proves what is cut off an ELF file, on a made-up one, and that what is in another order is left alone. */
import { expect, test } from 'vitest'
import { withoutSymbols } from '../../tools/executable/strip.ts'

interface Section {
  readonly bytes: string
  readonly isLoaded?: boolean
}

/** The names of the sections are in the last one. */
function elf(sections: readonly Section[]): Buffer {
  const rows = [Buffer.alloc(64)]
  const contents: Buffer[] = []
  let end = 64
  for (const { bytes, isLoaded = false } of sections) {
    const row = Buffer.alloc(64)
    row.writeBigUInt64LE(isLoaded ? 2n : 0n, 8)
    row.writeBigUInt64LE(BigInt(end), 24)
    row.writeBigUInt64LE(BigInt(bytes.length), 32)
    rows.push(row)
    contents.push(Buffer.from(bytes))
    end += bytes.length
  }
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01', 'latin1')
  header.writeBigUInt64LE(BigInt(end), 0x28)
  header.writeUInt16LE(64, 0x3a)
  header.writeUInt16LE(rows.length, 0x3c)
  header.writeUInt16LE(rows.length - 1, 0x3e)
  return Buffer.concat([header, ...contents, ...rows])
}

const CODE = { bytes: 'code', isLoaded: true }
const DATA = { bytes: 'data.', isLoaded: true }
const NAMES = { bytes: 'names' }

test('what is loaded stays where it was; symbols go, and the names of the sections move up', () => {
  const whole = elf([CODE, DATA, { bytes: 'debugging' }, { bytes: 'symbols' }, NAMES])
  const stripped = withoutSymbols(whole)
  expect(stripped.subarray(64, 78).toString()).toBe('codedata.names')
  expect(stripped.includes('symbols')).toBe(false)
  // in whole rows, and on a boundary of 8 bytes
  expect(stripped.readBigUInt64LE(0x28)).toBe(80n)
  expect(stripped).toHaveLength(80 + 4 * 64)
  expect([stripped.readUInt16LE(0x3c), stripped.readUInt16LE(0x3e)]).toEqual([4, 3])
})

test('what has no symbols keeps every section', () => {
  const once = withoutSymbols(elf([CODE, DATA, { bytes: 'symbols' }, NAMES]))
  expect(withoutSymbols(once)).toEqual(once)
})

test('a file whose symbols lie before what is loaded is refused, and so is another kind of file', () => {
  const reversed = elf([CODE, { bytes: 'symbols' }, NAMES])
  // the symbols' place in the file becomes that of the header
  reversed.writeBigUInt64LE(0n, Number(reversed.readBigUInt64LE(0x28)) + 2 * 64 + 24)
  expect(() => withoutSymbols(reversed)).toThrow('expected the sections that are not loaded after')
  expect(() => withoutSymbols(Buffer.from('MZ'))).toThrow('expected an ELF file')
})
