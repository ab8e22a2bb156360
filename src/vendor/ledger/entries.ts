/**
 * Owns the text of an entry: a change as one line of JSON, whose exact bytes are what the chain hashes.
 * Personal data (e-mail and comment of an activation key) never stand in it: they stand beside it, salted, and the
 * body has their SHA-256 as `personal`; so they can be erased and the chain still holds.
 */
import { hash } from 'node:crypto'
import { encodeHex } from '../../core/bytes/hex.ts'
import type { Change } from './ledger.ts'
import * as nouns from './nouns.ts'
import {
  bytes,
  integer,
  type JsonObject,
  type JsonShape,
  Misshapen,
  optional,
  parseJson,
  readJson,
  record,
  text,
  writeJson,
} from './shape.ts'

/** That many cryptographically random bytes. */
export type Random = (bytes: number) => Uint8Array

/** What an entry of the ledger is about. */
export type EntryKind = Change['kind']
type Body<K extends EntryKind> = Omit<Extract<Change, { kind: K }>, 'kind'>

export interface EntryText {
  readonly kind: EntryKind
  readonly body: string
  /** JSON {salt, email?, comment?}; null when there are none, or when they have been erased. */
  readonly personal: string | null
}

const SALT_BYTES = 16

/** The kinds whose key has personal data. */
type Personal = 'key.created' | 'key.changed'

const BODIES: { readonly [K in Exclude<EntryKind, Personal>]: JsonShape<Body<K>> } & {
  readonly [K in Personal]: JsonShape<{ readonly key: nouns.Impersonal }>
} = {
  'vendor.created': record({ vendor: nouns.vendor }),
  'setting.changed': record({ name: nouns.settingName, value: nouns.settingValue }),
  'affiliate.added': record({ affiliate: nouns.affiliate }),
  'defaults.changed': record({ defaults: optional(nouns.defaults) }),
  'product.created': record({ product: nouns.product }),
  'product.changed': record({ product: nouns.product }),
  'key.created': record({ key: nouns.impersonal }),
  'key.changed': record({ key: nouns.impersonal }),
  'key.revoked': record({ keyId: text, revocation: nouns.revocation }),
  'key.codes-allowed': record({ keyId: text, wrong: integer }),
  'personal.erased': record({ keyId: text }),
  'activation.recorded': record({ activation: nouns.activation }),
  'activation.renewed': record({ activation: nouns.activation }),
  'activation.released': record({ activation: nouns.activation }),
  'activation.start-set': record({ activation: nouns.activation }),
  'license.issued': record({ license: nouns.license }),
  'license.reissued': record({ license: nouns.license }),
  'kit.published': record({ productId: text, sequence: integer, payload: bytes }),
  'signing-key.added': record({ publicKey: text, at: integer }),
  'signing-key.retired': record({ kid: text, from: integer, reason: text }),
  'revocations.published': nouns.revocations,
  'clock.reset': record({ keyId: text, activationId: text, installation: text, at: integer }),
  'clock.accepted': record({ reason: text, newest: integer }),
}

/** Every kind of entry, in the order in which a vendor meets them. */
export const KINDS = Object.keys(BODIES) as readonly EntryKind[]

function hasPersonal(change: Change): change is Extract<Change, { kind: Personal }> {
  return isPersonal(change.kind)
}

function isPersonal(kind: string): kind is Personal {
  return kind === 'key.created' || kind === 'key.changed'
}

/** The subject of what concerns the vendor's signing keys. It and the next one look like no id of a key. */
export const SIGNING_KEYS = 'signing keys'

/** The subject of what was said about the clock of the desk. */
export const CLOCK = 'desk clock'

/** The subject of a product's lists of revocations. */
export function revocationsOf(productId: string): string {
  return `revocations of ${productId}`
}

/**
 * What an entry is found by: the activation key that it concerns, by its id; of what concerns no key and is looked for
 * all the same, a name of its own. Null for other entries.
 */
export function subjectOf(change: Change): string | null {
  switch (change.kind) {
    case 'key.created':
    case 'key.changed':
      return change.key.id
    case 'key.revoked':
    case 'key.codes-allowed':
    case 'personal.erased':
    case 'clock.reset':
      return change.keyId
    case 'activation.recorded':
    case 'activation.renewed':
    case 'activation.released':
    case 'activation.start-set':
      return change.activation.keyId
    case 'license.issued':
    case 'license.reissued':
      return change.license.keyId
    case 'signing-key.added':
    case 'signing-key.retired':
      return SIGNING_KEYS
    case 'clock.accepted':
      return CLOCK
    case 'revocations.published':
      return revocationsOf(change.productId)
    default:
      return null
  }
}

/** Error: Misshapen when a value is not what its type promises. */
export function encodeChange(change: Change, random: Random): EntryText {
  const body = (BODIES[change.kind] as JsonShape<object>).write(change) as JsonObject
  const personal = hasPersonal(change) ? personalText(change.key, random) : null
  return {
    kind: change.kind,
    body: JSON.stringify(personal === null ? body : { ...body, personal: personalHash(personal) }),
    personal,
  }
}

/**
 * The change that a body says, as if its personal data were erased, and the hash that they must have (undefined when
 * there never were any). Errors: Misshapen.
 */
export function decodeBody(
  kind: string,
  body: string,
): { readonly change: Change; readonly personalHash: string | undefined } {
  if (!Object.hasOwn(BODIES, kind)) throw new Misshapen('kind', `one of ${Object.keys(BODIES).join(', ')}`)
  const parsed = parseJson(body)
  if (!isPersonal(kind)) {
    const rest = (BODIES[kind as EntryKind] as JsonShape<object>).read(parsed)
    return { change: { kind, ...rest } as Change, personalHash: undefined }
  }
  const { personal: promised, ...rest } = Object(parsed) as JsonObject
  const { key } = BODIES[kind].read(rest)
  return {
    change: { kind, key: { ...key, email: undefined, comment: undefined } },
    personalHash: optional(text).read(promised),
  }
}

/** The change with its personal data back in their places. Errors: Misshapen. */
export function addPersonal(change: Change, personal: string): Change {
  if (!hasPersonal(change)) throw new Misshapen('personal', 'none')
  const { email, comment } = readJson(nouns.personal, personal)
  return { ...change, key: { ...change.key, email, comment } }
}

/** SHA-256 of the personal data's text, 64 hexadecimal digits. */
export function personalHash(personal: string): string {
  return hash('sha256', personal, 'hex')
}

function personalText({ email, comment }: nouns.Personal, random: Random): string | null {
  if (email === undefined && comment === undefined) return null
  return writeJson(nouns.personal, { salt: encodeHex(random(SALT_BYTES)), email, comment })
}
