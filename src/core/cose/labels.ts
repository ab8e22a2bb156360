/** Owns the registry numbers of COSE that Airlatch uses, and the message types. Numbers only, no behaviour. */

/** CBOR tag 18, COSE_Sign1 (RFC 9052 section 2), as its one encoded byte. */
export const SIGN1_TAG_BYTE = 0xd2

/** Header parameters: RFC 9052 section 3.1, typ from RFC 9596. */
export const HEADER = { alg: 1, kid: 4, typ: 16 } as const

/** Algorithms: EdDSA (RFC 9053), which we write; Ed25519 (RFC 9864), which we read as the same. */
export const ALGORITHM = { eddsa: -8, ed25519: -19 } as const

/** COSE_Key parameters of an Ed25519 public key: RFC 9052 section 7, RFC 9053 section 7.2. */
export const COSE_KEY = { kty: 1, crv: -1, x: -2 } as const
export const KEY_TYPE_OKP = 1
export const CURVE_ED25519 = 6

/** `typ` of each message: unsigned, from the experimental range 65000-65535 of CoAP content formats (RFC 7252). */
export const MESSAGE_TYPE = {
  request: 65000,
  license: 65001,
  receipt: 65002,
  kit: 65003,
  revocations: 65004,
  'clock-reset': 65005,
  state: 65006,
  checkpoint: 65007,
} as const

export type MessageName = keyof typeof MESSAGE_TYPE

/** The name behind a `typ`, or undefined when it is none of ours. */
export function messageName(typ: number): MessageName | undefined {
  return (Object.keys(MESSAGE_TYPE) as MessageName[]).find(name => MESSAGE_TYPE[name] === typ)
}
