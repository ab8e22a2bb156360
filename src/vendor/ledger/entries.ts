/**
 * Owns the text of an entry: a change as one line of JSON, whose exact bytes are what the chain hashes.
 * Personal data (e-mail and comment of an activation key, of the saved defaults or of a template, all that is said of a
 * customer) never stand in it: they stand beside it, salted, and the body has their SHA-256 as `personal`; so they can be erased and the chain still holds.
 */
import { hash } from 'node:crypto'
import { withoutUndefined } from '../../core/arguments.ts'
import { encodeHex } from '../../core/bytes/hex.ts'
import type { Change } from './change.ts'
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
  /** JSON {salt, email?, ...}; null when there are none, or when they have been erased. */
  readonly personal: string | null
}

const SALT_BYTES = 16

/** Where the personal data of an entry are: in which noun, and their shape. */
interface PersonalPlace {
  readonly noun: string
  readonly shape: JsonShape<object>
}
const OF_KEY: PersonalPlace = { noun: 'key', shape: nouns.personal as JsonShape<object> }
const OF_DEFAULTS: PersonalPlace = { ...OF_KEY, noun: 'defaults' }
const OF_TEMPLATE: PersonalPlace = { ...OF_KEY, noun: 'template' }
const OF_CUSTOMER: PersonalPlace = { noun: 'customer', shape: nouns.customerDetails as JsonShape<object> }

/** The kinds whose noun has personal data. */
type Personal =
  | 'defaults.changed'
  | 'template.saved'
  | 'key.created'
  | 'key.changed'
  | 'customer.added'
  | 'customer.changed'
const PERSONAL: Readonly<Record<Personal, PersonalPlace>> = {
  'defaults.changed': OF_DEFAULTS,
  'template.saved': OF_TEMPLATE,
  'key.created': OF_KEY,
  'key.changed': OF_KEY,
  'customer.added': OF_CUSTOMER,
  'customer.changed': OF_CUSTOMER,
}

/** A key that was made from no template says nothing of one. */
const KEY_CREATED = record<{ readonly key: object; readonly template: string | undefined }>({
  key: nouns.impersonal as JsonShape<object>,
  template: optional(text),
})

const BODIES: { readonly [K in Exclude<EntryKind, Personal>]: JsonShape<Body<K>> } & {
  readonly [K in Personal]: JsonShape<object>
} = {
  'vendor.created': record({ vendor: nouns.vendor }),
  'setting.changed': record({ name: nouns.settingName, value: nouns.settingValue }),
  'affiliate.added': record({ affiliate: nouns.affiliate }),
  'defaults.changed': record({ defaults: optional(nouns.impersonalDefaults) }),
  'template.saved': record({ template: nouns.impersonalTemplate }),
  'template.deleted': record({ name: text }),
  'product.created': record({ product: nouns.product }),
  'product.changed': record({ product: nouns.product }),
  'customer.added': record({ customer: nouns.customer }),
  'customer.changed': record({ customer: nouns.customer }),
  'customer.merged': record({ from: text, into: text }),
  'customer.erased': record({ customerId: text }),
  'key.created': { write: KEY_CREATED.write, read: json => withoutUndefined(KEY_CREATED.read(json)) },
  'key.changed': record({ key: nouns.impersonal }),
  'key.revoked': record({ keyId: text, revocation: nouns.revocation }),
  'key.suspended': record({ keyId: text, suspension: nouns.revocation }),
  'key.archived': record({ keyId: text, archivedAt: integer }),
  'key.reinstated': record({ keyId: text, reason: optional(text) }),
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
  'usage-report.received': record({ keyId: text, activationId: text, message: bytes }),
  'api-key.added': record({ apiKey: nouns.OUTSIDE['api-key'] }),
  'api-key.revoked': record({ id: text, reason: optional(text) }),
  'shop.saved': record({ shop: nouns.OUTSIDE.shop }),
  'shop.removed': record({ name: text }),
  'webhook.saved': record({ webhook: nouns.OUTSIDE.webhook }),
  'webhook.removed': record({ name: text }),
  'mail.saved': record({ mail: nouns.OUTSIDE.mail }),
  'mail.removed': record({ name: text }),
  'order.filled': record({ order: nouns.soldOrder }),
  'order.refunded': record({ order: nouns.soldOrder }),
}

/** Every kind of entry, in the order in which a vendor meets them. */
export const KINDS = Object.keys(BODIES) as readonly EntryKind[]

function isPersonal(kind: string): kind is Personal {
  return Object.hasOwn(PERSONAL, kind)
}

/** Whether such an entry erases the personal data of all entries before it that have its subject. */
export function isErasure(kind: string): boolean {
  return ERASURES.includes(kind)
}

/** Of defaults and templates the newest alone are of use. */
const ERASURES: readonly string[] = [
  'personal.erased',
  'customer.erased',
  'defaults.changed',
  'template.saved',
  'template.deleted',
]

/** The subject of the saved defaults. It and the next ones look like no id of a key. */
export const DEFAULTS = 'defaults'

/** The subject of what concerns the vendor's signing keys. */
export const SIGNING_KEYS = 'signing keys'

/** The subject of what was said about the clock of the desk. */
export const CLOCK = 'desk clock'

/** The subject of a template. */
export function templateNamed(name: string): string {
  return `template ${name}`
}

/** The subject of a product's lists of revocations. */
export function revocationsOf(productId: string): string {
  return `revocations of ${productId}`
}

/**
 * What an entry is found by: the activation key or the customer that it concerns, by its id; of what concerns neither and is looked for
 * all the same, a name of its own. Null for other entries.
 */
export function subjectOf(change: Change): string | null {
  switch (change.kind) {
    case 'customer.added':
    case 'customer.changed':
      return change.customer.id
    case 'customer.merged':
      return change.from
    case 'customer.erased':
      return change.customerId
    case 'key.created':
    case 'key.changed':
      return change.key.id
    case 'key.revoked':
    case 'key.suspended':
    case 'key.archived':
    case 'key.reinstated':
    case 'key.codes-allowed':
    case 'personal.erased':
    case 'clock.reset':
    case 'usage-report.received':
      return change.keyId
    case 'activation.recorded':
    case 'activation.renewed':
    case 'activation.released':
    case 'activation.start-set':
      return change.activation.keyId
    case 'license.issued':
    case 'license.reissued':
      return change.license.keyId
    case 'defaults.changed':
      return DEFAULTS
    case 'template.saved':
      return templateNamed(change.template.name)
    case 'template.deleted':
      return templateNamed(change.name)
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
  const personal = isPersonal(change.kind) ? personalText(change, PERSONAL[change.kind], random) : null
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
  const shape = BODIES[kind as EntryKind] as JsonShape<object>
  if (!isPersonal(kind)) return { change: { kind, ...shape.read(parsed) } as Change, personalHash: undefined }
  const { personal: promised, ...rest } = Object(parsed) as JsonObject
  const change = { kind, ...shape.read(rest) } as Change
  return { change: withPersonal(change, PERSONAL[kind], {}), personalHash: optional(text).read(promised) }
}

/** The change with its personal data back in their places. Errors: Misshapen. */
export function addPersonal(change: Change, personal: string): Change {
  if (!isPersonal(change.kind)) throw new Misshapen('personal', 'none')
  const place = PERSONAL[change.kind]
  return withPersonal(change, place, readJson(place.shape, personal))
}

/** What `said` leaves out is undefined in it. */
function withPersonal(change: Change, { noun, shape }: PersonalPlace, said: object): Change {
  const { salt: _salt, ...personal } = { ...shape.read({ salt: '' }), ...said } as { readonly salt?: string }
  const before = (change as unknown as Readonly<Record<string, object | undefined>>)[noun]
  if (before === undefined) return change
  return { ...change, [noun]: { ...before, ...personal } } as Change
}

/** SHA-256 of the personal data's text, 64 hexadecimal digits. */
export function personalHash(personal: string): string {
  return hash('sha256', personal, 'hex')
}

function personalText(change: Change, { noun, shape }: PersonalPlace, random: Random): string | null {
  const said = (change as unknown as Readonly<Record<string, object>>)[noun] ?? {}
  if (Object.keys(shape.write({ ...said, salt: '' }) as object).length === 1) return null
  return writeJson(shape, { ...said, salt: encodeHex(random(SALT_BYTES)) })
}
