/**
 * Owns the COSE_Key (RFC 9052 section 7) of Ed25519 keys, the thumbprint that names them, and keyrings. A public key is
 * checked once, when it becomes a `PublicKey`; from then on it can be used without another check.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { encodeCbor } from '../bytes/cbor.ts'
import { encodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'
import {
  assertSoundPoint,
  type Ed25519,
  isSmallOrder,
  PUBLIC_KEY_BYTES,
  type Sign,
  type Verify,
} from './ed25519.ts'
import { COSE_KEY, CURVE_ED25519, KEY_TYPE_OKP } from './labels.ts'

/** Length of a key id in bytes: the beginning of the COSE Key Thumbprint (RFC 9679). */
export const KID_BYTES = 8

export interface PublicKey {
  /** 32 bytes (RFC 8032). */
  readonly bytes: Uint8Array
  /** Key id in hexadecimal: 16 digits, the first 8 bytes of the SHA-256 thumbprint. */
  readonly kid: string
  readonly verify: Verify
}

export interface SecretKey {
  readonly public: PublicKey
  readonly sign: Sign
}

/**
 * A vendor's signing key: a SecretKey in memory, or a key that an agent or a device keeps and signs with on request.
 * `isElsewhere`: each signature takes a round trip, and is verified on arrival.
 */
export interface MessageSigner {
  readonly public: PublicKey
  readonly sign: ((data: Uint8Array) => Uint8Array | Promise<Uint8Array>) & Pick<Sign, 'later'>
  readonly isElsewhere?: true
}

/** The keys that a reader trusts, by key id. */
export type Keyring = ReadonlyMap<string, PublicKey>

/** Checks a public key of 32 bytes and prepares it for verification. Error: public-key-invalid. */
export function publicKey(ed25519: Ed25519, bytes: Uint8Array): PublicKey {
  assertSoundPoint(bytes)
  return { bytes, kid: kidOf(bytes), verify: refusingSmallOrder(ed25519.verifier(bytes)) }
}

/** Refuses an R of small order here, because versions of OpenSSL differ on it. */
function refusingSmallOrder(verify: Verify): Verify {
  const refused = (signature: Uint8Array) => isSmallOrder(signature.subarray(0, 32))
  const { later } = verify
  return Object.assign(
    (data: Uint8Array, signature: Uint8Array) => !refused(signature) && verify(data, signature),
    later && {
      later: async (data: Uint8Array, signature: Uint8Array) =>
        !refused(signature) && (await later(data, signature)),
    },
  )
}

/** Returns the key pair of a seed of 32 bytes. */
export function secretKey(ed25519: Ed25519, seed: Uint8Array): SecretKey {
  const signer = ed25519.signer(seed)
  return { public: publicKey(ed25519, signer.publicKey), sign: signer.sign }
}

export function keyringOf(keys: readonly PublicKey[]): Keyring {
  return new Map(keys.map(key => [key.kid, key]))
}

/** Returns the COSE_Key with the required parameters only, which its thumbprint hashes too (RFC 9679 section 4). */
export function coseKey(bytes: Uint8Array): CborMap {
  return new Map<number, CborValue>([
    [COSE_KEY.kty, KEY_TYPE_OKP],
    [COSE_KEY.crv, CURVE_ED25519],
    [COSE_KEY.x, bytes],
  ])
}

/** Returns the 32 bytes in a COSE_Key. Error: public-key-invalid, unless it has exactly kty, crv and x of Ed25519. */
export function bytesOfCoseKey(value: CborValue | undefined): Uint8Array {
  if (value instanceof Map && value.size === 3) {
    const x = value.get(COSE_KEY.x)
    if (
      value.get(COSE_KEY.kty) === KEY_TYPE_OKP &&
      value.get(COSE_KEY.crv) === CURVE_ED25519 &&
      x instanceof Uint8Array
    )
      return x
  }
  throw new AirlatchError('public-key-invalid', { problem: 'not-a-cose-key' })
}

/** The encoding of a COSE_Key up to x, the same for all keys. Computed once, because callers may need many ids. */
const ENCODED_BEFORE_X = encodeCbor(coseKey(new Uint8Array(PUBLIC_KEY_BYTES))).subarray(0, -PUBLIC_KEY_BYTES)

export function kidOf(bytes: Uint8Array): string {
  const encoded = new Uint8Array(ENCODED_BEFORE_X.length + PUBLIC_KEY_BYTES)
  encoded.set(ENCODED_BEFORE_X)
  encoded.set(bytes, ENCODED_BEFORE_X.length)
  return encodeHex(sha256(encoded).subarray(0, KID_BYTES))
}
