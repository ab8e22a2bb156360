/** Owns the COSE registry numbers that Airlatch uses, and the message types. Only numbers, no behavior. */

/** CBOR tag 18, COSE_Sign1 (RFC 9052 section 2), as its one encoded byte. */
export const SIGN1_TAG_BYTE = 0xd2

/**
 * Header parameters: RFC 9052 section 3.1. The message type is a parameter for private use (below -65536, RFC 9052
 * section 11.1): `typ` (RFC 9596) requires a registered content format or a media type, and Airlatch has neither.
 */
export const HEADER = { alg: 1, kid: 4, type: -65537 } as const

/** Ed25519 (RFC 9864), which deprecates EdDSA (-8). Accepting both would allow two encodings of one message. */
export const ED25519 = -19

/** COSE_Key parameters of an Ed25519 public key: RFC 9052 section 7, RFC 9053 section 7.2. */
export const COSE_KEY = { kty: 1, crv: -1, x: -2 } as const
export const KEY_TYPE_OKP = 1
export const CURVE_ED25519 = 6

/** The message types. From 128 on, they are internal to a vendor's tools and never exchanged (SPEC.md section 4). */
export const MESSAGE_TYPE = {
  request: 1,
  license: 2,
  receipt: 3,
  kit: 4,
  revocations: 5,
  'clock-reset': 6,
  state: 7,
  bundle: 8,
  'lease-request': 9,
  lease: 10,
  'lease-answer': 11,
  'usage-report': 12,
  checkpoint: 128,
} as const

export type MessageName = keyof typeof MESSAGE_TYPE

/** Returns the name of a message type; undefined for a number that is not assigned. */
export function messageName(type: number | bigint): MessageName | undefined {
  return (Object.keys(MESSAGE_TYPE) as MessageName[]).find(name => MESSAGE_TYPE[name] === type)
}
