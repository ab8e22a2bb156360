/**
 * Owns the contents of a request code, 140 bits: the activation key's id, the computer's hash, how many kinds of
 * reading are counted, whether it is virtual, and a proof that the requester has the whole key. It stands for a signed
 * request, which stays on the computer. How the bits are typed is defined in carrier/.
 */
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeGroups, encodeGroups } from '../bytes/base32.ts'
import { bitReader, bitWriter } from '../bytes/bits.ts'
import { compareBytes } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { COMPUTER_BYTES } from '../computer/computer-id.ts'
import { AirlatchError } from '../errors.ts'

/** 140 bits, and four zero bits. */
const TYPED_REQUEST_BYTES = 18
const VERSION = 0
const BITS = { version: 2, counted: 3, proof: 30 } as const
/** The largest number that three bits can express; there are five kinds. */
const MOST_COUNTED = 8
const KEY_GROUPS = 2
/** What the proof covers: version, key id, computer hash, counted, virtual; 110 bits and two zero bits. */
const CLAIMED_BYTES = 14
const PROOF_BYTES = 4

export interface TypedRequest {
  readonly keyId: string
  /** 16 hexadecimal digits (computer/computer-id.ts). */
  readonly computer: string
  /** How many kinds of reading are counted, 1 to 8. Only for the vendor's staff: few readings may also match a copy. */
  readonly counted: number
  readonly virtual: boolean
  /** 30 bits in 4 bytes; the last two bits are zero. */
  readonly proof: Uint8Array
}

/** Adds the proof. `secret`: the activation key's, 10 bytes. Undefined if a code cannot express `counted`. */
export function typedRequestOf(
  claimed: Omit<TypedRequest, 'proof'>,
  secret: Uint8Array,
  productId: string,
): TypedRequest | undefined {
  if (claimed.counted < 1 || claimed.counted > MOST_COUNTED) return undefined
  return { ...claimed, proof: typedProofOf(secret, productId, claimed) }
}

/**
 * Returns the first 30 bits of HMAC-SHA-256 with the key's secret, over `airlatch typed request` and a zero byte, the
 * product's id and a zero byte, and everything that the code has before the proof.
 */
export function typedProofOf(
  secret: Uint8Array,
  productId: string,
  claimed: Omit<TypedRequest, 'proof'>,
): Uint8Array {
  const mac = hmac.create(sha256, secret)
  mac.update(new TextEncoder().encode(`airlatch typed request\0${productId}\0`))
  mac.update(claimedBits(claimed).finish(CLAIMED_BYTES))
  const proof = mac.digest().slice(0, PROOF_BYTES)
  proof[PROOF_BYTES - 1] = (proof[PROOF_BYTES - 1] as number) & 0xfc
  return proof
}

export function encodeTypedRequest(request: TypedRequest): Uint8Array {
  const bits = claimedBits(request)
  bits.put(bitReader(request.proof).take(BITS.proof), BITS.proof)
  return bits.finish(TYPED_REQUEST_BYTES)
}

/**
 * Decodes a request code. Error: typed-code-malformed {code, problem}, for a newer version, and for bits that
 * `encodeTypedRequest` does not write.
 */
export function decodeTypedRequest(bytes: Uint8Array): TypedRequest {
  const bits = bitReader(bytes)
  if (bits.take(BITS.version) !== VERSION)
    throw new AirlatchError('typed-code-malformed', { code: 'request', problem: 'version' })
  const request: TypedRequest = {
    keyId: encodeGroups(bits.bytes(5), KEY_GROUPS),
    computer: encodeHex(bits.bytes(COMPUTER_BYTES)),
    counted: bits.take(BITS.counted) + 1,
    virtual: bits.flag(),
    proof: proofBytes(bits.take(BITS.proof)),
  }
  if (compareBytes(encodeTypedRequest(request), bytes) !== 0)
    throw new AirlatchError('typed-code-malformed', { code: 'request', problem: 'content' })
  return request
}

function claimedBits({ keyId, computer, counted, virtual }: Omit<TypedRequest, 'proof'>) {
  const key = decodeGroups(keyId, KEY_GROUPS)
  const hash = decodeHex(computer)
  if (!(key instanceof Uint8Array) || hash?.length !== COMPUTER_BYTES)
    throw new AirlatchError('bug', { problem: 'a request code needs the id of a key and a computer hash' })
  const bits = bitWriter()
  bits.put(VERSION, BITS.version)
  bits.bytes(key)
  bits.bytes(hash)
  bits.put(counted - 1, BITS.counted)
  bits.flag(virtual)
  return bits
}

function proofBytes(proof: number): Uint8Array {
  const bits = bitWriter()
  bits.put(proof, BITS.proof)
  return bits.finish(PROOF_BYTES)
}
