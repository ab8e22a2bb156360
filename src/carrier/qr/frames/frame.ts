/**
 * Owns the text of one frame: a symbol that carries a piece of a message which is too large for one symbol.
 * `AL1M:` and Base45 of a header of 16 bytes, big-endian, and the piece (SPEC.md section 10.1):
 *
 *   8 bytes id | 2 bytes parts | 3 bytes length of the message | 3 bytes number of the frame | the piece
 *
 * The id is the beginning of the message's SHA-256: it tells messages apart, and checks the one that is put together.
 * Refuses a header that contradicts itself, or the piece behind it, before anything is made from what it says.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeBase45, encodeBase45 } from '../../../core/bytes/base45.ts'
import { decodeHex, encodeHex } from '../../../core/bytes/hex.ts'
import { trimmedEnd } from '../../../core/bytes/white-space.ts'
import { AirlatchError } from '../../../core/errors.ts'
import type { FrameProblem } from '../../../core/problems.ts'
import { FRAME_PREFIX } from '../text.ts'

export const HEADER_BYTES = 16
const ID_BYTES = 8

/** More are shown to no camera, and each one costs time that grows with their square. */
export const MAX_PARTS = 1024
/** A message has no more bytes (bytes/cbor.ts). */
const MAX_FRAMED_BYTES = 1_048_576
/** Frames go on without end, as far as three bytes count: 48 days at 4 a second. */
export const MAX_FRAME_NUMBER = 0xffffff

export interface Frame {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** How many parts the message has; frames of a number below are these parts. */
  readonly parts: number
  /** Bytes of the message. */
  readonly length: number
  readonly number: number
  /** As long as a part. */
  readonly data: Uint8Array
}

/** The first bytes of the message's SHA-256, as 16 hexadecimal digits. */
export function messageId(message: Uint8Array): string {
  return encodeHex(sha256(message).subarray(0, ID_BYTES))
}

/** Bytes of each part; the last one is filled with zeros. */
export function partBytes({ length, parts }: Pick<Frame, 'length' | 'parts'>): number {
  return Math.ceil(length / parts)
}

/** Whether this text claims to be a frame of ours. */
export function isFrameText(text: string): boolean {
  return text.startsWith(FRAME_PREFIX)
}

export function frameText({ id, parts, length, number, data }: Frame): string {
  const bytes = new Uint8Array(HEADER_BYTES + data.length)
  const view = new DataView(bytes.buffer)
  bytes.set(decodeHex(id) as Uint8Array)
  view.setUint16(8, parts)
  setUint24(view, 10, length)
  setUint24(view, 13, number)
  bytes.set(data, HEADER_BYTES)
  return FRAME_PREFIX + encodeBase45(bytes)
}

/**
 * The frame in the text of one symbol. White space after it is passed over.
 * Errors: input-not-recognised (no prefix), base45-malformed, frame-malformed {problem}.
 */
export function parseFrame(text: string): Frame {
  if (!isFrameText(text)) throw new AirlatchError('input-not-recognised', { looks: 'text' })
  const bytes = decodeBase45(trimmedEnd(text.slice(FRAME_PREFIX.length)))
  if (bytes.length <= HEADER_BYTES) throw malformed('cut-off')
  const view = new DataView(bytes.buffer)
  const frame = {
    id: encodeHex(bytes.subarray(0, ID_BYTES)),
    parts: view.getUint16(8),
    length: uint24(view, 10),
    number: uint24(view, 13),
    data: bytes.subarray(HEADER_BYTES),
  }
  requireSound(frame)
  return frame
}

/** Parts of this size are as many as there are said to be: none is empty, and the piece is one of them. */
function requireSound(frame: Frame): void {
  const { parts, length, data } = frame
  if (parts < 1 || parts > MAX_PARTS) throw malformed('parts')
  if (length < 1 || length > MAX_FRAMED_BYTES) throw malformed('length')
  const size = partBytes(frame)
  if (data.length !== size || Math.ceil(length / size) !== parts) throw malformed('data')
}

export function malformed(problem: FrameProblem): AirlatchError {
  return new AirlatchError('frame-malformed', { problem })
}

function setUint24(view: DataView, at: number, value: number): void {
  view.setUint8(at, value >> 16)
  view.setUint16(at + 1, value & 0xffff)
}

function uint24(view: DataView, at: number): number {
  return view.getUint8(at) * 0x10000 + view.getUint16(at + 1)
}
