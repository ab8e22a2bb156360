/**
 * Owns reading what the firmware says of the system and its board: SMBIOS structures (DMTF DSP0134, sections 6.1, 7.2
 * and 7.3) in the form that Windows keeps them. Whatever the bytes are, reading them ends and never throws.
 */
import type { Made } from '../../core/computer/virtual.ts'

/** Empty texts where the firmware has none. */
export interface Smbios {
  readonly system: Made & { readonly uuid: string }
  readonly board: Made & { readonly serial: string }
}

/** Undefined when there is no structure of a system, which every firmware has. Pure. */
export function readSmbios(value: Buffer): Smbios | undefined {
  const all = [...structuresOf(value)]
  const system = all.find(({ type }) => type === TYPES.system)
  const board = all.find(({ type }) => type === TYPES.board)
  if (system === undefined) return undefined
  return {
    system: { maker: textAt(system, 4), product: textAt(system, 5), uuid: uuidOf(system.fields) },
    board: { maker: textAt(board, 4), product: textAt(board, 5), serial: textAt(board, 7) },
  }
}

const TYPES = { system: 1, board: 2, endOfTable: 127 } as const

interface Structure {
  readonly type: number
  /** With the header of four bytes, so that positions are those of DSP0134. */
  readonly fields: Buffer
  readonly texts: readonly string[]
}

/** Two zeros end a structure, whether it has texts or not. */
const END = Buffer.from([0, 0])

/** Those that are whole. Before them are a version and, in the last four of eight bytes, the length of them all. */
function* structuresOf(value: Buffer): Generator<Structure> {
  if (value.length < 8) return
  const table = value.subarray(8, 8 + value.readUInt32LE(4))
  let at = 0
  while (at + 4 <= table.length) {
    const [type = 0, length = 0] = table.subarray(at)
    const end = table.indexOf(END, at + length)
    if (type === TYPES.endOfTable || length < 4 || end < at + length) return
    const texts = table.toString('latin1', at + length, end).split('\0')
    yield { type, fields: table.subarray(at, at + length), texts }
    at = end + 2
  }
}

/** A field has the number of its text, counted from 1; 0 is none. */
function textAt(structure: Structure | undefined, position: number): string {
  return structure?.texts[(structure.fields[position] ?? 0) - 1] ?? ''
}

/** As Windows writes it, whatever the version: the first three groups have their lowest byte first. */
function uuidOf(fields: Buffer): string {
  const bytes = fields.subarray(8, 24)
  if (bytes.length < 16) return ''
  const group = (from: number, to: number) => bytes.subarray(from, to)
  const swapped = [group(0, 4), group(4, 6), group(6, 8)].map(part => Buffer.from(part).reverse())
  return [...swapped, group(8, 10), group(10, 16)].map(part => part.toString('hex')).join('-')
}
