/**
 * The verb `inspect`: tells a person what a message is and says, without trusting it. Every claim comes with whether
 * the signature was checked, and by whose key.
 */
import { computerId } from './computer/computer-id.ts'
import type { Ed25519 } from './cose/ed25519.ts'
import type { Keyring } from './cose/key.ts'
import { messageName } from './cose/labels.ts'
import { parseSign1 } from './cose/sign1.ts'
import { messageHash, openCheckpoint, openKit, openLicense, openRequest } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type Checkpoint, decodeCheckpoint } from './message/checkpoint.ts'
import type { Kit } from './message/kit.ts'
import { decodeLicense, type License } from './message/license.ts'
import type { Request } from './message/request.ts'

/** by-trusted-key: a key that the reader trusts; by-own-key: only the key inside the message; not-checked: unknown key. */
export type Trust = 'by-trusted-key' | 'by-own-key' | 'not-checked'

interface Common {
  readonly bytes: number
  /** SHA-256, 64 hexadecimal digits. */
  readonly hash: string
  readonly kid: string
  readonly signature: Trust
  /** For a request: the short id that people name its computer by. */
  readonly computerId: string | undefined
}

export type Inspection = Common &
  (
    | { readonly type: 'request'; readonly claims: Request }
    | { readonly type: 'license'; readonly claims: License }
    | { readonly type: 'kit'; readonly claims: Kit }
    | { readonly type: 'checkpoint'; readonly claims: Checkpoint }
  )

/** Errors: those of parseSign1, wrong-message-type for types that this version does not know, signature-invalid. */
export function inspect(bytes: Uint8Array, keyring: Keyring, ed25519: Ed25519): Inspection {
  const { kid, typ, payload } = parseSign1(bytes)
  const type = messageName(typ)
  const common = { bytes: bytes.length, hash: messageHash(bytes), kid, computerId: undefined }
  if (type === 'request') {
    const { request } = openRequest(bytes, ed25519)
    const id = computerId(request.fingerprint)
    return { ...common, type, signature: 'by-own-key', computerId: id, claims: request }
  }
  if (type === 'license') {
    if (!keyring.has(kid))
      return { ...common, type, signature: 'not-checked', claims: decodeLicense(payload) }
    return { ...common, type, signature: 'by-trusted-key', claims: openLicense(bytes, keyring) }
  }
  if (type === 'kit') {
    const { kit } = openKit(bytes, ed25519)
    return { ...common, type, signature: keyring.has(kid) ? 'by-trusted-key' : 'by-own-key', claims: kit }
  }
  if (type === 'checkpoint') {
    if (!keyring.has(kid))
      return { ...common, type, signature: 'not-checked', claims: decodeCheckpoint(payload) }
    return { ...common, type, signature: 'by-trusted-key', claims: openCheckpoint(bytes, keyring) }
  }
  throw new AirlatchError('wrong-message-type', {
    expected: 'request, license, kit or checkpoint',
    got: type ?? typ,
  })
}
