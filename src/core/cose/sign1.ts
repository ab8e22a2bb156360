/**
 * Owns the form of COSE_Sign1 (RFC 9052 section 4.2) that Airlatch uses: tag 18, a protected header of exactly alg, kid
 * and message type, an empty unprotected header, an attached payload and a signature of 64 bytes. Refuses every other
 * form. Who signed is decided in verify.ts, and what the payload means in message/.
 */
import { byteStringHead, type CborMap, type CborValue, decodeCbor, encodeCbor } from '../bytes/cbor.ts'
import { encodeHex } from '../bytes/hex.ts'
import { joined } from '../bytes/joined.ts'
import { AirlatchError } from '../errors.ts'
import type { CoseProblem } from '../problems.ts'
import { SIGNATURE_BYTES } from './ed25519.ts'
import { KID_BYTES } from './key.ts'
import { ED25519, HEADER, SIGN1_TAG_BYTE } from './labels.ts'

export interface Sign1 {
  /** Key id in hexadecimal. */
  readonly kid: string
  readonly type: number | bigint
  readonly payload: Uint8Array
  readonly signature: Uint8Array
  /** What the signature covers: the encoded Sig_structure (RFC 9052 section 4.4). */
  readonly signed: Uint8Array
}

/** The beginning of every Sig_structure: an array of four, and its context "Signature1". */
const SIGNATURE1 = Uint8Array.of(0x84, ...encodeCbor('Signature1'))
const NO_EXTERNAL_DATA = byteStringHead(0)
const SIGN1_OF_FOUR = Uint8Array.of(SIGN1_TAG_BYTE, 0x84)
const EMPTY_MAP = encodeCbor(new Map())

/** Parses a message without verifying it. Errors: cose-malformed, algorithm-unsupported, and those of decodeCbor. */
export function parseSign1(bytes: Uint8Array): Sign1 {
  if (bytes[0] !== SIGN1_TAG_BYTE) throw malformed('tag')
  const parts = decodeCbor(bytes.subarray(1))
  if (!Array.isArray(parts) || parts.length !== 4) throw malformed('array')
  const [protectedBytes, unprotected, payload, signature] = parts as readonly CborValue[]
  if (!(protectedBytes instanceof Uint8Array)) throw malformed('protected-header')
  if (!(unprotected instanceof Map) || unprotected.size > 0) throw malformed('unprotected-header')
  if (!(payload instanceof Uint8Array)) throw malformed('payload')
  if (!(signature instanceof Uint8Array) || signature.length !== SIGNATURE_BYTES) throw malformed('signature')
  return { ...parseHeader(protectedBytes), payload, signature, signed: sigStructure(protectedBytes, payload) }
}

function parseHeader(bytes: Uint8Array): Pick<Sign1, 'kid' | 'type'> {
  const header = decodeCbor(bytes)
  if (!(header instanceof Map)) throw malformed('header-map')
  const map = header as CborMap
  const alg = map.get(HEADER.alg)
  const kid = map.get(HEADER.kid)
  const type = map.get(HEADER.type)
  if (map.size !== 3 || !isInteger(alg) || !isInteger(type) || type < 0) throw malformed('header-parameters')
  if (!(kid instanceof Uint8Array) || kid.length !== KID_BYTES) throw malformed('kid')
  if (alg !== ED25519) throw new AirlatchError('algorithm-unsupported', { alg: Number(alg) })
  return { kid: encodeHex(kid), type }
}

function isInteger(value: CborValue | undefined): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

/** Returns the encoded protected header of an Airlatch message; `kid` has 8 bytes. */
export function protectedHeader(kid: Uint8Array, type: number): Uint8Array {
  return encodeCbor(
    new Map<number, CborValue>([
      [HEADER.alg, ED25519],
      [HEADER.kid, kid],
      [HEADER.type, type],
    ]),
  )
}

/**
 * Returns the bytes that are signed (RFC 9052 section 4.4): context, protected header, no external data, payload.
 * Concatenates encoded parts, because every verification needs this, and the general encoder takes three times as long.
 */
export function sigStructure(protectedBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return joined([
    SIGNATURE1,
    byteStringHead(protectedBytes.length),
    protectedBytes,
    NO_EXTERNAL_DATA,
    byteStringHead(payload.length),
    payload,
  ])
}

/** Returns the complete message: tag 18 and the array of four. */
export function assembleSign1(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return joined([
    SIGN1_OF_FOUR,
    byteStringHead(protectedBytes.length),
    protectedBytes,
    EMPTY_MAP,
    byteStringHead(payload.length),
    payload,
    byteStringHead(signature.length),
    signature,
  ])
}

function malformed(problem: CoseProblem): AirlatchError {
  return new AirlatchError('cose-malformed', { problem })
}
