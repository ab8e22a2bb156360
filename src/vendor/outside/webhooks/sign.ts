/**
 * Owns how a message to a webhook is signed: Standard Webhooks 1.0.0, always by both schemes, so that a receiver checks
 * the one that it likes: `v1`, HMAC-SHA256 with the secret that both sides have, and `v1a`, Ed25519 with a public key.
 *
 * While keys are rotated, the former ones sign too. More signatures make nothing weaker: the receiver asks for one that
 * holds under a key that it trusts.
 */
import { createHmac } from 'node:crypto'
import { encodeHex } from '../../../core/bytes/hex.ts'
import { SEED_BYTES } from '../../../core/cose/ed25519.ts'
import { nativeEd25519 } from '../../../crypto/native.ts'

/** What one webhook's messages are signed with. Both are secret; they stay out of entries, logs and answers. */
export interface WebhookKeys {
  /** `whsec_` and 32 bytes in base64; the receiver has it too. */
  readonly secret: string
  /** `whsk_` and the Ed25519 seed, 32 bytes in base64; nobody else has it. */
  readonly privateKey: string
}

/** What a receiver is handed. */
export interface NewWebhookKeys {
  readonly keys: WebhookKeys
  /** 64 hexadecimal digits. */
  readonly publicKey: string
}

/** One message as it is sent. */
export interface Signable {
  /** The same for each attempt; without full stops. */
  readonly id: string
  /** Of this attempt, in seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

const SECRET = 'whsec_'
const PRIVATE = 'whsk_'
const PUBLIC = 'whpk_'
const SECRET_BYTES = 32

/** `random`: that many cryptographically random bytes. */
export function newWebhookKeys(random: (bytes: number) => Uint8Array): NewWebhookKeys {
  const seed = random(SEED_BYTES)
  return {
    keys: { secret: SECRET + base64(random(SECRET_BYTES)), privateKey: PRIVATE + base64(seed) },
    publicKey: encodeHex(nativeEd25519.signer(seed).publicKey),
  }
}

/** As a receiver is given it: `whpk_` and 32 bytes in base64. `publicKey`: 64 hexadecimal digits. */
export function publicKeyText(publicKey: string): string {
  return PUBLIC + Buffer.from(publicKey, 'hex').toString('base64')
}

/** The headers of the message; `keys`: the present ones first, then those that are on their way out. */
export function signedHeaders(
  message: Signable,
  keys: readonly WebhookKeys[],
): Readonly<Record<string, string>> {
  const { id, timestamp, body } = message
  const signed = Buffer.from(`${id}.${timestamp}.${body}`, 'utf8')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': keys
      .flatMap(one => [hmac(signed, one.secret), ed25519(signed, one.privateKey)])
      .join(' '),
  }
}

function hmac(signed: Uint8Array, secret: string): string {
  return `v1,${createHmac('sha256', bytesBehind(SECRET, secret)).update(signed).digest('base64')}`
}

function ed25519(signed: Uint8Array, privateKey: string): string {
  return `v1a,${base64(nativeEd25519.signer(bytesBehind(PRIVATE, privateKey)).sign(signed))}`
}

function bytesBehind(prefix: string, text: string): Uint8Array {
  return Buffer.from(text.slice(prefix.length), 'base64')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
