/**
 * Owns the segments of a JPEG (ITU-T T.81, annex B): its frame, and each scan with the tables that are valid for it. A table
 * is not opened before a scan needs it, so a file with a million tables costs no more than its bytes.
 */
import { AirlatchError } from '../../../core/errors.ts'
import { ENDS_EARLY, malformed, nextMarker } from '../header.ts'
import { type HuffmanTable, huffmanTable } from './bits.ts'

/** Section B.2.2. */
export interface FrameHeader {
  readonly progressive: boolean
  readonly width: number
  readonly height: number
  readonly components: readonly ComponentHeader[]
}

export interface ComponentHeader {
  readonly id: number
  /** Blocks across and down in each MCU, the smallest unit of interleaved components. */
  readonly h: number
  readonly v: number
  /** The number of its quantization table. */
  readonly table: number
}

/** Section B.2.3, and what is valid for the scan. */
export interface ScanHeader {
  readonly frame: FrameHeader
  /** Its components, in the order in which they are interleaved. */
  readonly parts: readonly ScanPart[]
  /**
   * Of a progressive picture: it has the coefficients `start` to `end` without their `low` lowest bits. If `high` is not 0,
   * an earlier scan had them without their `high` lowest bits.
   */
  readonly start: number
  readonly end: number
  readonly high: number
  readonly low: number
  /** MCUs from one restart marker to the next; 0 without. */
  readonly restart: number
  readonly isJfif: boolean
  /** The color transform in Adobe's segment: 0 none, 1 YCbCr, 2 YCCK. */
  readonly adobe: number | undefined
  /** Offset of the entropy-coded data. */
  readonly at: number
}

export interface ScanPart {
  /** Index of the component in the frame. */
  readonly index: number
  /** The quantization table, in the order of the file. */
  readonly steps: Uint16Array
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
}

const SOF2 = 0xc2
const DHT = 0xc4
const EOI = 0xd9
const SOS = 0xda
const DQT = 0xdb
const DRI = 0xdd
const APP0 = 0xe0
const APP14 = 0xee

/** The scans of a file whose header pictureHeader() has accepted. Errors: picture-malformed, picture-unsupported. */
export function* scansIn(bytes: Uint8Array): Generator<ScanHeader, void, undefined> {
  const steps = new Map<number, Uint8Array>()
  const codes = new Map<number, Uint8Array>()
  let frame: FrameHeader | undefined
  let restart = 0
  let isJfif = false
  let adobe: number | undefined
  for (let at = nextMarker(bytes, 2), end = 0; at + 4 <= bytes.length; at = nextMarker(bytes, end)) {
    const marker = bytes[at + 1] as number
    if (marker === EOI) return
    end = at + 2 + u16(bytes, at + 2)
    if (end > bytes.length) throw malformed('JPEG', ENDS_EARLY)
    const content = bytes.subarray(at + 4, end)
    if (marker >= 0xc0 && marker <= SOF2) frame = frameOf(content, marker === SOF2)
    else if (marker === DQT) readSteps(content, steps)
    else if (marker === DHT) readCodes(content, codes)
    else if (marker === DRI) restart = u16(content, 0)
    else if (marker === APP0) isJfif ||= startsWith(content, 'JFIF\0')
    else if (marker === APP14) adobe = startsWith(content, 'Adobe') ? content[11] : adobe
    else if (marker === SOS) {
      if (frame === undefined) throw malformed('JPEG', 'scan')
      yield { ...scanOf(content, frame, steps, codes), restart, isJfif, adobe, at: end }
    }
  }
}

function frameOf(content: Uint8Array, progressive: boolean): FrameHeader {
  const count = content[5] ?? 0
  if (content.length < 6 + 3 * count) throw malformed('JPEG', ENDS_EARLY)
  if (content[0] !== 8)
    throw new AirlatchError('picture-unsupported', { format: 'JPEG', variant: 'deep', bits: content[0] ?? 0 })
  if (![1, 3, 4].includes(count)) throw malformed('JPEG', 'header')
  const components = Array.from({ length: count }, (_, i) => {
    const [id = 0, sampling = 0, table = 0] = content.subarray(6 + 3 * i)
    return { id, h: sampling >> 4, v: sampling & 15, table }
  })
  if (components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4)) throw malformed('JPEG', 'header')
  return { progressive, width: u16(content, 3), height: u16(content, 1), components }
}

function scanOf(
  content: Uint8Array,
  frame: FrameHeader,
  steps: ReadonlyMap<number, Uint8Array>,
  codes: ReadonlyMap<number, Uint8Array>,
): Omit<ScanHeader, 'restart' | 'isJfif' | 'adobe' | 'at'> {
  const count = content[0] ?? 0
  if (count < 1 || count > 4 || content.length < 4 + 2 * count) throw malformed('JPEG', ENDS_EARLY)
  const [start = 0, end = 0, bits = 0] = content.subarray(1 + 2 * count)
  const high = bits >> 4
  const { progressive, components } = frame
  // either DC coefficients alone, or other coefficients of a single component (section G.1.1.1.1)
  if (progressive && (start === 0 ? end > 0 : end < start || end > 63 || count > 1))
    throw malformed('JPEG', 'scan')
  const parts = Array.from({ length: count }, (_, i) => {
    const [id, tables = 0] = content.subarray(1 + 2 * i)
    const index = components.findIndex(component => component.id === id)
    if (index === -1) throw malformed('JPEG', 'scan')
    return {
      index,
      steps: stepsOf(steps.get((components[index] as ComponentHeader).table)),
      dc: progressive && (start > 0 || high > 0) ? NO_CODES : codeOf(codes.get(tables >> 4)),
      ac: progressive && start === 0 ? NO_CODES : codeOf(codes.get(0x10 | (tables & 15))),
    }
  })
  return { frame, parts, start, end, high, low: bits & 15 }
}

const NO_CODES = new Uint16Array()

/** Quantization tables, each after a byte with its size and number (section B.2.4.1). */
function readSteps(content: Uint8Array, all: Map<number, Uint8Array>): void {
  for (let at = 0; at < content.length; ) {
    const kind = content[at++] as number
    const end = at + (kind < 16 ? 64 : 128)
    if (end > content.length) throw malformed('JPEG', 'table')
    all.set(kind & 15, content.subarray(at, end))
    at = end
  }
}

function stepsOf(table: Uint8Array | undefined): Uint16Array {
  if (table === undefined) throw malformed('JPEG', 'table-missing')
  return Uint16Array.from({ length: 64 }, (_, k) =>
    table.length === 64 ? (table[k] as number) : u16(table, 2 * k),
  )
}

/** Huffman codes, each after a byte with its class and number: 16 counts, and their symbols (section B.2.4.2). */
function readCodes(content: Uint8Array, all: Map<number, Uint8Array>): void {
  for (let at = 0; at < content.length; ) {
    const kind = content[at++] as number
    const end = content.subarray(at, at + 16).reduce((sum, count) => sum + count, at + 16)
    if (end > content.length) throw malformed('JPEG', 'table')
    all.set(kind, content.subarray(at, end))
    at = end
  }
}

function codeOf(code: Uint8Array | undefined): HuffmanTable {
  if (code === undefined) throw malformed('JPEG', 'table-missing')
  const table = huffmanTable(code.subarray(0, 16), code.subarray(16))
  if (table === undefined) throw malformed('JPEG', 'table')
  return table
}

function startsWith(content: Uint8Array, text: string): boolean {
  return [...text].every((character, i) => content[i] === character.charCodeAt(0))
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
