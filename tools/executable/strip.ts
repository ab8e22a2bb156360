/**
 * Removes the symbol table and the debugging sections from a Node for Linux, which nothing reads at run time. They are
 * 33 of its 150 MB. Other systems keep them outside of the program.
 *
 * An ELF file lists its sections in a table at its end. The sections that are loaded come first:
 *
 *     header, loaded sections | debugging, symbols, names of the sections, table      before
 *     header, loaded sections | names of the sections, shorter table                  after
 *
 * Implemented here because a machine's `strip` only supports its own processor. It must run before the bundle is added,
 * because pkg's additions are after the symbols.
 */

/** Fields of the header, and of a row of the table, by their offset. */
const HEADER = { table: 0x28, rowSize: 0x3a, rows: 0x3c, names: 0x3e } as const
const ROW = { type: 4, flags: 8, offset: 24, size: 32 } as const
const ROW_SIZE = 64
const LOADED = 2n
/** The type of a section without bytes in the file. */
const NO_BITS = 8
const MAGIC = Buffer.from('\x7fELF\x02\x01', 'latin1')

/** Returns a copy of a 64-bit ELF file without symbols. Throws if its sections are in another order. */
export function withoutSymbols(elf: Buffer): Buffer {
  if (!elf.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('expected an ELF file of 64 bits')
  const rows = rowsOf(elf)
  const loaded = rows.findLastIndex(row => (row.readBigUInt64LE(ROW.flags) & LOADED) !== 0n) + 1
  const end = Math.max(...rows.slice(0, loaded).map(endOf))
  if (rows.slice(loaded).some(row => startOf(row) < end))
    throw new Error('expected the sections that are not loaded after those that are')
  const names = rows[elf.readUInt16LE(HEADER.names)]
  if (names === undefined) throw new Error('expected the names of the sections')
  const text = elf.subarray(startOf(names), endOf(names))
  const moved = Buffer.from(names)
  moved.writeBigUInt64LE(BigInt(end), ROW.offset)
  const table = aligned(end + text.length)
  const stripped = Buffer.alloc(table + (loaded + 1) * ROW_SIZE)
  stripped.set(elf.subarray(0, end))
  stripped.set(text, end)
  stripped.set(Buffer.concat([...rows.slice(0, loaded), moved]), table)
  stripped.writeBigUInt64LE(BigInt(table), HEADER.table)
  stripped.writeUInt16LE(loaded + 1, HEADER.rows)
  stripped.writeUInt16LE(loaded, HEADER.names)
  return stripped
}

/** Returns the table, one row per section. */
function rowsOf(elf: Buffer): readonly Buffer[] {
  if (elf.readUInt16LE(HEADER.rowSize) !== ROW_SIZE) throw new Error(`expected rows of ${ROW_SIZE} bytes`)
  const table = Number(elf.readBigUInt64LE(HEADER.table))
  return Array.from({ length: elf.readUInt16LE(HEADER.rows) }, (_, index) =>
    elf.subarray(table + index * ROW_SIZE, table + (index + 1) * ROW_SIZE),
  )
}

function startOf(row: Buffer): number {
  return Number(row.readBigUInt64LE(ROW.offset))
}

function endOf(row: Buffer): number {
  const hasBytes = row.readUInt32LE(ROW.type) !== NO_BITS
  return startOf(row) + (hasBytes ? Number(row.readBigUInt64LE(ROW.size)) : 0)
}

function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8
}
