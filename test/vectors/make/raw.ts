/**
 * Owns CBOR and COSE by hand, for vectors: each piece is written as it is told, wrong ones too. Shares nothing with
 * src/, so that a vector which the real code accepts was also made by somebody else.
 */
import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto'

export type Raw = Uint8Array

export const hex = (text: string): Raw => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))
export const toHex = (bytes: Raw): string => Buffer.from(bytes).toString('hex')
export const join = (...parts: readonly Raw[]): Raw => new Uint8Array(Buffer.concat(parts))
export const sha256 = (data: Raw | string): Raw => Uint8Array.from(createHash('sha256').update(data).digest())
export const hmac256 = (key: Raw | string, data: Raw): Raw =>
  Uint8Array.from(createHmac('sha256', key).update(data).digest())

/** A head of the major type; `width` (0, 1, 2, 4 or 8 bytes of argument) forces one that is longer than needed. */
export function head(major: number, argument: number | bigint, width = shortest(BigInt(argument))): Raw {
  const first = major << 5
  if (width === 0) return Uint8Array.of(first | Number(argument))
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(argument))
  return join(Uint8Array.of(first | (24 + Math.log2(width))), bytes.subarray(8 - width))
}

function shortest(argument: bigint): number {
  if (argument < 24n) return 0
  if (argument < 0x100n) return 1
  if (argument < 0x1_0000n) return 2
  return argument < 0x1_0000_0000n ? 4 : 8
}

export const int = (value: number | bigint): Raw =>
  value < 0 ? head(1, -1n - BigInt(value)) : head(0, value)
export const bstr = (bytes: Raw): Raw => join(head(2, bytes.length), bytes)
export const text = (value: string): Raw => {
  const bytes = Buffer.from(value, 'utf8')
  return join(head(3, bytes.length), bytes)
}
export const array = (...items: readonly Raw[]): Raw => join(head(4, items.length), ...items)
/** Pairs as they come: order and repetition are the caller's. */
export const pairs = (...items: readonly (readonly [key: Raw, value: Raw])[]): Raw =>
  join(head(5, items.length), ...items.flat())
/** Pairs in deterministic order. */
export const map = (...items: readonly (readonly [key: Raw, value: Raw])[]): Raw =>
  pairs(...items.toSorted(([a], [b]) => Buffer.compare(a, b)))
export const TRUE = hex('f5')
export const FALSE = hex('f4')
export const NULL = hex('f6')

/** A key pair of a seed of 32 bytes (RFC 8032), by node:crypto alone. */
export interface RawKey {
  readonly publicKey: Raw
  readonly coseKey: Raw
  readonly kid: Raw
  readonly sign: (data: Raw) => Raw
}

export function rawKey(seed: Raw): RawKey {
  const der = Buffer.concat([hex('302e020100300506032b657004220420'), seed])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  const publicKey = Uint8Array.from(spki.subarray(-32))
  return { ...named(publicKey), publicKey, sign: data => Uint8Array.from(sign(null, data, secret)) }
}

/** COSE_Key of a public key, and the key id that it has (RFC 9679). */
export function named(publicKey: Raw): { readonly coseKey: Raw; readonly kid: Raw } {
  const coseKey = map([int(1), int(1)], [int(-1), int(6)], [int(-2), bstr(publicKey)])
  return { coseKey, kid: sha256(coseKey).slice(0, 8) }
}

export interface Sign1Parts {
  readonly key: RawKey
  readonly type: number
  readonly payload: Raw
  /** Each may be replaced by a wrong one; what is signed is then what is sent. */
  readonly tag?: Raw
  readonly alg?: Raw
  readonly kid?: Raw
  /** The encoded map inside the protected header. */
  readonly header?: Raw
  /** The item that carries the protected header. */
  readonly headerItem?: Raw
  readonly unprotected?: Raw
  readonly payloadItem?: Raw
  readonly signature?: (good: Raw) => Raw
  readonly signatureItem?: Raw
  /** Items behind the signature. */
  readonly more?: readonly Raw[]
  readonly context?: string
  readonly externalData?: Raw
}

/** COSE_Sign1 (RFC 9052 section 4.2), freshly signed over what it carries. */
export function sign1(parts: Sign1Parts): Raw {
  const header = parts.header ?? protectedMap(parts)
  const toBeSigned = array(
    text(parts.context ?? 'Signature1'),
    bstr(header),
    bstr(parts.externalData ?? new Uint8Array()),
    bstr(parts.payload),
  )
  const good = parts.key.sign(toBeSigned)
  return join(
    parts.tag ?? hex('d2'),
    array(
      parts.headerItem ?? bstr(header),
      parts.unprotected ?? pairs(),
      parts.payloadItem ?? bstr(parts.payload),
      parts.signatureItem ?? bstr(parts.signature?.(good) ?? good),
      ...(parts.more ?? []),
    ),
  )
}

export function protectedMap(parts: {
  readonly key: RawKey
  readonly type: number
  readonly alg?: Raw
  readonly kid?: Raw
}): Raw {
  return map(
    [int(1), parts.alg ?? int(-19)],
    [int(4), parts.kid ?? bstr(parts.key.kid)],
    [int(-65537), int(parts.type)],
  )
}

/** Base45 (RFC 9285) by hand. */
export function base45(bytes: Raw): string {
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
  let out = ''
  for (let i = 0; i < bytes.length; i += 2) {
    const [a = 0, b] = bytes.subarray(i, i + 2)
    let n = b === undefined ? a : a * 256 + b
    for (let left = b === undefined ? 2 : 3; left > 0; left--) {
      out += alphabet[n % 45]
      n = Math.floor(n / 45)
    }
  }
  return out
}

/** Base32 without padding (RFC 4648 section 6) by hand. */
export function base32(bytes: Raw): string {
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('')
  const symbols = bits.match(/.{1,5}/g) ?? []
  return symbols
    .map(five => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five.padEnd(5, '0'), 2)))
    .join('')
}

export function armor(label: string, bytes: Raw): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  const title = `AIRLATCH ${label}`
  return [`-----BEGIN ${title}-----`, ...lines, armorCheck(bytes), `-----END ${title}-----`, ''].join('\n')
}

/** `=` and the CRC-24 of RFC 9580 section 6.1 in base64, bit by bit as it stands there. */
export function armorCheck(bytes: Raw): string {
  let crc = 0xb704ce
  for (const byte of bytes) {
    crc ^= byte << 16
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1
      if (crc & 0x1000000) crc ^= 0x1864cfb
    }
  }
  return `=${Buffer.from([crc >> 16, (crc >> 8) & 255, crc & 255]).toString('base64')}`
}
