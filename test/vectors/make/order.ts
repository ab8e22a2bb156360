/**
 * Owns the vectors with several mistakes, one in each layer from some layer up: the lowest one must be reported. All other
 * vectors have one mistake, so that a reader which looks at claims before the signature passes them.
 */
import {
  at,
  clockResetCase,
  type Given,
  kitCase,
  type Layer,
  licenseCase,
  receiptCase,
  requestCase,
  revocationsCase,
  stateCase,
  type Vector,
} from './case.ts'
import { SMALL_ORDER } from './points.ts'
import { array, bstr, hex, int, map, named, pairs, type Raw, type Sign1Parts, text } from './raw.ts'
import {
  type Claims,
  clockReset,
  kit,
  license,
  receipt,
  request,
  revocations,
  state,
  strangerKey,
  vendorKey,
} from './world.ts'

interface Kind {
  readonly name: string
  readonly make: (claims: Claims, parts: Partial<Sign1Parts>) => Raw
  readonly vector: (name: string, about: string, given: Given, expect: Vector['expect']) => Vector
  /** Claims with a key that is not sound, for messages that carry their own. */
  readonly unsound?: Claims
}

const smallOrder = named(SMALL_ORDER[4] as Raw).coseKey
const CONFIRMATION = { unsound: { 8: map([int(1), smallOrder]) } }
/** A key of small order besides the good one. 10 is a claim of our own, and no other message has it. */
const KEYS = { unsound: { 10: array(vendorKey.coseKey, smallOrder) } }

const KINDS: readonly Kind[] = [
  { name: 'license', make: (claims, parts) => license({}, claims, parts), vector: licenseCase },
  {
    name: 'revocations',
    make: (claims, parts) => revocations({}, claims, parts),
    vector: revocationsCase,
  },
  { name: 'clock-reset', make: clockReset, vector: clockResetCase },
  {
    name: 'request',
    make: (claims, parts) => request({}, claims, parts),
    vector: requestCase,
    ...CONFIRMATION,
  },
  { name: 'receipt', make: receipt, vector: receiptCase, ...CONFIRMATION },
  { name: 'state', make: (claims, parts) => state({}, claims, parts), vector: stateCase, ...CONFIRMATION },
  {
    name: 'kit',
    make: ({ 10: keys, ...claims }, parts) => kit(keys && { 10: keys }, claims, parts),
    vector: kitCase,
    ...KEYS,
  },
]

interface Mistake {
  readonly name: string
  readonly layer: Layer
  readonly code: string
  readonly parts?: Partial<Sign1Parts>
  readonly claims?: Claims | undefined
}

/** The lowest first. */
function mistakesOf({ unsound }: Kind): readonly Mistake[] {
  const key = { name: 'key', layer: 'signature', code: 'public-key-invalid', claims: unsound } as const
  return [
    {
      name: 'shape',
      layer: 'cose',
      code: 'cose-malformed',
      parts: { unprotected: pairs([int(99), int(0)]) },
    },
    { name: 'algorithm', layer: 'cose', code: 'algorithm-unsupported', parts: { alg: int(-8) } },
    { name: 'type', layer: 'cose', code: 'wrong-message-type', parts: { type: 128 } },
    ...(unsound === undefined ? [] : [key]),
    {
      name: 'kid',
      layer: 'signature',
      code: 'signing-key-unknown',
      parts: { kid: bstr(strangerKey.kid) },
    },
    {
      name: 'signature',
      layer: 'signature',
      code: 'signature-invalid',
      parts: { signature: () => new Uint8Array(64) },
    },
    // no time, a product id that is none, a claim that no message has
    {
      name: 'claims',
      layer: 'claims',
      code: 'claims-malformed',
      claims: { 3: text('../x'), 6: undefined, 99: hex('00') },
    },
  ]
}

function vectorsOf(kind: Kind): readonly Vector[] {
  const mistakes = mistakesOf(kind)
  // the last one alone is no order
  return mistakes.slice(0, -1).map(({ name, layer, code }, i) => {
    const made = mistakes.slice(i)
    const claims = Object.assign({}, ...made.map(mistake => mistake.claims)) as Claims
    const parts = Object.assign({}, ...made.map(mistake => mistake.parts)) as Partial<Sign1Parts>
    const about = `mistakes in ${made.map(mistake => mistake.name).join(', ')}: the first is reported`
    return kind.vector(
      `${layer}-order-${kind.name}-${name}`,
      about,
      kind.make(claims, parts),
      at(layer, code),
    )
  })
}

export const ORDER: readonly Vector[] = [
  ...KINDS.flatMap(vectorsOf),
  licenseCase(
    'signature-order-license-payload',
    'the signature does not hold, and the payload is not CBOR: it is not decoded before',
    license({}, {}, { payload: hex('ff'), signature: () => new Uint8Array(64) }),
    at('signature', 'signature-invalid'),
  ),
  requestCase(
    'cbor-order-request-payload',
    'the signature does not hold, and the payload is not CBOR: the key is in it, so this is found first',
    request({}, {}, { payload: hex('ff'), signature: () => new Uint8Array(64) }),
    at('cbor', 'cbor-malformed'),
  ),
  licenseCase(
    'claims-order-license-format',
    'format 3, and claims that no format has: the format is reported',
    license({ 0: int(3), 99: int(0) }, { 3: text('../x'), 99: int(0) }),
    at('claims', 'license-format-newer'),
  ),
  licenseCase(
    'claims-order-license-rules',
    'an unknown claim, and the license has expired: the claim is reported',
    license({ 99: int(0) }, { 4: int(1) }),
    at('claims', 'claims-malformed', ['own claim 99']),
  ),
]
