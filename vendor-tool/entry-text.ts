/**
 * Owns an entry of the ledger in words and in JSON, the same in a key's history and in the log. Never a secret: no
 * whole key, no signed message.
 */

import {
  type Activation,
  decodeLicense,
  type HistoryEntry,
  type KeyRecord,
  keyIdOf,
  type Product,
} from '../src/vendor/door.ts'
import { formatEnd, formatInstant, shownEnd } from '../src/words/dates.ts'
import { userText } from '../src/words/describe.ts'
import type { CellValue } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { settingName } from './commands/settings/names.ts'
import { customerPairs, customerRecordJson } from './customer-text.ts'
import { productFields, productJson, releasedJson, releaseText, startJson } from './describe.ts'
import { detailsOfOutside, type OutsideEntry, sentenceOfOutside } from './entry-outside.ts'
import { recordJson } from './key-text.ts'
import {
  defaultsJson,
  defaultsPairs,
  keyPhrases,
  phrases,
  shortened,
  TERMS,
  templateJson,
  templatePhrases,
} from './terms.ts'

/** A change beside what the entries in front of it say: what was changed can only be told from both. */
export interface ChangeInContext {
  readonly change: HistoryEntry['change']
  readonly before: KeyRecord | undefined
  /** The computer ID of the activation that a license is for. */
  readonly computer: string | undefined
}

/** What concerns no activation key. */
type VendorChange = Exclude<
  ChangeInContext['change'],
  | OutsideEntry
  | {
      readonly kind:
        | `key.${string}`
        | `activation.${string}`
        | `license.${string}`
        | `customer.${string}`
        | 'personal.erased'
        | 'clock.reset'
        | 'usage-report.received'
    }
>

type KeyEntry = Exclude<
  Extract<ChangeInContext['change'], { readonly kind: `key.${string}` }>,
  { readonly kind: 'key.changed' }
>
type CustomerEntry = Extract<ChangeInContext['change'], { readonly kind: `customer.${string}` }>

/** What happened, in one line. */
export function sentence({ change, before, computer }: ChangeInContext): string {
  const say = vendorWords().entries
  switch (change.kind) {
    case 'key.changed':
      return say.keyChanged(changesBetween(before, change.key))
    case 'key.created':
    case 'key.revoked':
    case 'key.suspended':
    case 'key.archived':
    case 'key.reinstated':
    case 'key.codes-allowed':
      return sentenceOfKey(change)
    case 'activation.recorded':
      return say.activated(change.activation.computerId, onBehalf(change.activation))
    case 'activation.renewed':
      return say.activatedAgain(change.activation.computerId, onBehalf(change.activation))
    case 'license.issued':
      return say.issued(computer ?? change.license.activationId, issuedText(change.license.payload))
    case 'license.reissued':
      return say.issuedAgain(computer ?? change.license.activationId, issuedText(change.license.payload))
    case 'activation.released':
      return say.released(change.activation.computerId, releaseText(change.activation.released))
    case 'activation.start-set': {
      const { computerId, begunAt, startSet } = change.activation
      const start = say.startSet(computerId, formatInstant(begunAt))
      if (startSet === undefined) return start
      return `${start}${say.startBefore(formatInstant(startSet.from), shortened(startSet.reason))}`
    }
    case 'clock.reset':
      return say.clockReset(change.activationId)
    case 'usage-report.received':
      return say.usageReport(change.activationId)
    case 'personal.erased':
      return say.personalErased
    case 'customer.added':
    case 'customer.changed':
    case 'customer.merged':
    case 'customer.erased':
      return sentenceOfCustomer(change)
    default:
      return isOutside(change) ? sentenceOfOutside(change) : sentenceOfVendor(change)
  }
}

function isOutside(change: VendorChange | OutsideEntry): change is OutsideEntry {
  return /^(api-key|shop|webhook|mail|order)\./.test(change.kind)
}

function sentenceOfKey(change: KeyEntry): string {
  const say = vendorWords().entries
  switch (change.kind) {
    case 'key.created':
      return say.keyCreated(keyPhrases(change.key), change.template)
    case 'key.revoked':
      return say.keyRevoked(shortened(change.revocation.reason))
    case 'key.suspended':
      return say.keySuspended(shortened(change.suspension.reason))
    case 'key.archived':
      return say.keyArchived
    case 'key.reinstated':
      return say.keyReinstated(shortened(change.reason))
    case 'key.codes-allowed':
      return say.codesAllowed(change.wrong)
  }
}

function sentenceOfCustomer(change: CustomerEntry): string {
  const say = vendorWords().entries
  switch (change.kind) {
    case 'customer.added':
      return say.customerAdded(change.customer.id, phrases(customerPairs(change.customer)))
    case 'customer.changed':
      return say.customerChanged(change.customer.id, phrases(customerPairs(change.customer)))
    case 'customer.merged':
      return say.customerMerged(change.from, change.into)
    case 'customer.erased':
      return say.customerErased(change.customerId)
  }
}

function sentenceOfVendor(change: VendorChange): string {
  const say = vendorWords().entries
  switch (change.kind) {
    case 'vendor.created':
      return say.vendorCreated(change.vendor.name)
    case 'setting.changed':
      return say.settingChanged(settingName(change.name), change.value)
    case 'affiliate.added':
      return say.affiliateAdded(change.affiliate.name)
    case 'defaults.changed':
      return change.defaults === undefined
        ? say.defaultsCleared
        : say.defaultsSaved(phrases(defaultsPairs(change.defaults)))
    case 'template.saved':
      return say.templateSaved(change.template.name, templatePhrases(change.template))
    case 'template.deleted':
      return say.templateDeleted(change.name)
    case 'product.created':
      return say.productCreated(productWords(change.product))
    case 'product.changed':
      return say.productChanged(productWords(change.product))
    case 'kit.published':
      return say.kitPublished(change.sequence, change.productId)
    case 'signing-key.added':
      return say.signingKeyAdded(keyIdOf(change.publicKey))
    case 'signing-key.retired':
      return say.signingKeyRetired(change.kid, formatInstant(change.from), shortened(change.reason))
    case 'clock.accepted':
      return say.clockAccepted(formatInstant(change.newest), shortened(change.reason))
    case 'revocations.published':
      return say.revocationsPublished(change.sequence, change.productId, change.count)
  }
}

function productWords(product: Product): string {
  return phrases([
    [product.id, product.name],
    ...productFields(product).filter(([label]) => label !== labelFor('name')),
  ])
}

function onBehalf({ installations, computer }: Pick<Activation, 'installations' | 'computer'>): string {
  const say = vendorWords().entries
  if (computer === undefined) return say.onBehalf
  return installations.length === 0 ? say.byCode : ''
}

/** `activations 2 -> 5`, for every word that is another one. */
function changesBetween(before: KeyRecord | undefined, after: KeyRecord): readonly string[] {
  if (before === undefined) return [keyPhrases(after)]
  return TERMS.flatMap(({ name, label, of, absent }) => {
    const [was, is] = [of(before, true), of(after, true)]
    if (was === is) return []
    if (name === 'users') return [usersChange(before, after)]
    const word = (value: CellValue) => shortened(value ?? absent ?? vendorWords().desk.none)
    return [vendorWords().entries.changed(label, word(was), word(is))]
  })
}

/** Who came and who went: among thousands of names, two lists would show nobody. */
function usersChange(before: KeyRecord, after: KeyRecord): string {
  const was = new Set(before.entitlement.users.map(userText))
  const is = new Set(after.entitlement.users.map(userText))
  const say = vendorWords().entries
  const parts = [
    ...namesText(say.withUser, without(is, was)),
    ...namesText(say.withoutUser, without(was, is)),
  ]
  return say.usersChanged(
    was.size || say.everybody,
    is.size || say.everybody,
    parts.join(', ') || say.anotherOrder,
  )
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...names].filter(name => !others.has(name))
}

function namesText(
  how: (name: string, more: number) => string,
  [first, ...others]: readonly string[],
): readonly string[] {
  return first === undefined ? [] : [how(first, others.length)]
}

function issuedText(payload: Uint8Array): string {
  const { format, expiresAt, firstRun } = decodeLicense(payload)
  const end = expiresAt === undefined ? undefined : shownEnd(expiresAt)
  return vendorWords().entries.license(format, end, firstRun?.days)
}

/** The same for programs, by the names that things have elsewhere in JSON. */
export function detailsOf({ change, before, computer }: ChangeInContext): Record<string, unknown> {
  switch (change.kind) {
    case 'key.changed':
      return { changes: jsonChanges(before, change.key) }
    case 'key.created':
    case 'key.revoked':
    case 'key.suspended':
    case 'key.archived':
    case 'key.reinstated':
    case 'key.codes-allowed':
      return detailsOfKey(change)
    case 'activation.recorded':
    case 'activation.renewed': {
      const { id, computerId, seat, installations, computer } = change.activation
      const byCode = installations.length === 0 && computer !== undefined
      return { activationId: id, computerId, seatNumber: seat, onBehalf: computer === undefined, byCode }
    }
    case 'license.issued':
    case 'license.reissued': {
      const { activationId, kid, payload, requestHash } = change.license
      const { format, expiresAt } = decodeLicense(payload)
      return {
        activationId,
        computerId: computer ?? null,
        format,
        expires: expiresAt === undefined ? null : formatEnd(expiresAt),
        kid,
        requestHash: requestHash ?? null,
      }
    }
    case 'activation.released':
      return {
        activationId: change.activation.id,
        computerId: change.activation.computerId,
        released: releasedJson(change.activation),
      }
    case 'activation.start-set': {
      const { id, computerId } = change.activation
      return { activationId: id, computerId, ...startJson(change.activation) }
    }
    case 'clock.reset': {
      const { activationId, installation, at } = change
      return { activationId, installation, resetTo: formatInstant(at) }
    }
    case 'usage-report.received':
      return { activationId: change.activationId, bytes: change.message.length }
    case 'personal.erased':
      return {}
    case 'customer.added':
    case 'customer.changed':
      return { customer: customerRecordJson(change.customer) }
    case 'customer.merged':
      return { customerId: change.from, intoCustomerId: change.into }
    case 'customer.erased':
      return { customerId: change.customerId }
    default:
      return isOutside(change) ? detailsOfOutside(change) : detailsOfVendor(change)
  }
}

function detailsOfKey(change: KeyEntry): Record<string, unknown> {
  switch (change.kind) {
    case 'key.created':
      return { key: recordJson(change.key), templateName: change.template ?? null }
    case 'key.revoked':
      return { reason: change.revocation.reason ?? null }
    case 'key.suspended':
      return { reason: change.suspension.reason ?? null }
    case 'key.reinstated':
      return { reason: change.reason ?? null }
    case 'key.archived':
      return {}
    case 'key.codes-allowed':
      return { wrong: change.wrong }
  }
}

function detailsOfVendor(change: VendorChange): Record<string, unknown> {
  switch (change.kind) {
    case 'vendor.created':
      return { vendor: change.vendor.name, publicKey: change.vendor.publicKey }
    case 'setting.changed':
      return { setting: change.name, value: change.value }
    case 'affiliate.added':
      return { affiliate: change.affiliate.name }
    case 'defaults.changed':
      return { defaults: change.defaults === undefined ? null : defaultsJson(change.defaults) }
    case 'template.saved':
      return { template: templateJson(change.template) }
    case 'template.deleted':
      return { templateName: change.name }
    case 'product.created':
    case 'product.changed':
      return { product: productJson(change.product) }
    case 'kit.published':
      return { productId: change.productId, sequence: change.sequence }
    case 'signing-key.added':
      return { kid: keyIdOf(change.publicKey), publicKey: change.publicKey }
    case 'signing-key.retired':
      return { kid: change.kid, fromAt: formatInstant(change.from), reason: change.reason }
    case 'clock.accepted':
      return { newestAt: formatInstant(change.newest), reason: change.reason }
    case 'revocations.published':
      return { productId: change.productId, sequence: change.sequence, count: change.count }
  }
}

/** `{activations: {before: 2, after: 5}}`, by the names that the key has in JSON. */
function jsonChanges(before: KeyRecord | undefined, after: KeyRecord): Record<string, unknown> {
  const was: Readonly<Record<string, unknown>> = before === undefined ? {} : recordJson(before)
  const is = Object.entries(recordJson(after))
  return Object.fromEntries(
    is
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]))
      .map(([name, value]) => [name, { before: was[name] ?? null, after: value }]),
  )
}
