/** Owns the lines of the ledger's log and of a key's history: what happened, in a line for each kind of entry. */
import { counted } from '../explain/format.ts'

export const ENTRIES = {
  none: 'no entries',
  noHistory: 'no history',

  keyCreated: (terms: string, template: string | undefined) =>
    `created${template === undefined ? '' : ` from the template "${template}"`}: ${terms}`,
  keyChanged: (changes: readonly string[]) => `changed: ${changes.join('; ') || 'nothing'}`,
  keyRevoked: (reason: unknown) => (reason === undefined ? 'revoked' : `revoked: ${reason}`),
  keySuspended: (reason: unknown) => (reason === undefined ? 'suspended' : `suspended: ${reason}`),
  keyArchived: 'archived',
  keyReinstated: (reason: unknown) => (reason === undefined ? 'reinstated' : `reinstated: ${reason}`),
  codesAllowed: (wrong: number) =>
    `request codes allowed again, after ${counted(wrong, 'wrong one')} in a row`,
  activated: (computer: string, how: string) => `activated on ${computer}${how}`,
  activatedAgain: (computer: string, how: string) => `activated again on ${computer}${how}`,
  issued: (computer: string, license: string) => `license issued for ${computer}: ${license}`,
  issuedAgain: (computer: string, license: string) =>
    `another license issued for ${computer}, for the same request: ${license}`,
  released: (computer: string, how: string | undefined) => `seat of ${computer} released ${how}`,
  startSet: (computer: string, start: string) => `start of ${computer} set to ${start}`,
  startBefore: (before: string, reason: unknown) => `, recorded before as ${before}: ${reason}`,
  clockReset: (activation: string) => `clock reset issued for activation ${activation}`,
  usageReport: (activation: string) => `usage report of the site server ${activation} received`,
  personalErased: 'e-mail and comments erased',

  vendorCreated: (name: string) => `vendor created: ${name}`,
  settingChanged: (name: string, value: unknown) => `setting changed: ${name} ${value}`,
  affiliateAdded: (name: string) => `affiliate added: ${name}`,
  customerAdded: (id: string, said: string) => `customer ${id} added: ${said || 'erased since'}`,
  customerChanged: (id: string, said: string) => `customer ${id} changed: ${said || 'erased since'}`,
  customerMerged: (from: string, into: string) => `customer ${from} merged into ${into}`,
  customerErased: (id: string) => `all personal data of customer ${id} erased`,
  defaultsCleared: 'defaults cleared',
  defaultsSaved: (defaults: string) => `defaults saved: ${defaults}`,
  templateSaved: (name: string, terms: string) => `template "${name}" saved: ${terms || 'nothing'}`,
  templateDeleted: (name: string) => `template "${name}" deleted`,
  productCreated: (product: string) => `product created: ${product}`,
  productChanged: (product: string) => `product changed: ${product}`,
  kitPublished: (sequence: number, product: string) => `kit ${sequence} of ${product} published`,
  signingKeyAdded: (kid: string) => `signing key ${kid} added`,
  signingKeyRetired: (kid: string, from: string, reason: unknown) =>
    `signing key ${kid} retired from ${from}: ${reason}`,
  clockAccepted: (newest: string, reason: unknown) =>
    `clock accepted; the newest time was ${newest}: ${reason}`,
  revocationsPublished: (sequence: number, product: string, count: number) =>
    `list of revocations ${sequence} of ${product} published, with ${counted(count, 'activation')}`,

  apiKeyAdded: (name: string, id: string, scopes: readonly string[]) =>
    `API key "${name}" (${id}) added: ${scopes.join(', ')}`,
  apiKeyRevoked: (id: string, reason: unknown) => `API key ${id} revoked${because(reason)}`,
  shopSaved: (name: string, kind: string) => `shop "${name}" (${kind}) saved`,
  shopRemoved: (name: string) => `shop "${name}" removed`,
  webhookSaved: (name: string, url: string) => `webhook "${name}" saved: ${url}`,
  webhookRemoved: (name: string) => `webhook "${name}" removed`,
  mailSaved: (name: string) => (name === 'server' ? 'mail server set up' : `text of mail "${name}" saved`),
  mailRemoved: (name: string) =>
    name === 'server' ? 'mail server removed' : `text of mail "${name}" removed`,
  orderFilled: (shop: string, order: string, line: string, keys: readonly string[]) =>
    keys.length === 0
      ? `order ${order}${ofLine(line)} of shop "${shop}" was refunded: no keys are made for it from now on`
      : `order ${order}${ofLine(line)} of shop "${shop}" filled: ${keys.join(', ')}`,
  orderRefunded: (shop: string, order: string, line: string) =>
    `order ${order}${ofLine(line)} of shop "${shop}" refunded`,

  onBehalf: " (on the customer's behalf)",
  byCode: ' (by code)',
  changed: (label: string, was: unknown, is: unknown) => `${label} ${was} -> ${is}`,
  everybody: 'everybody',
  anotherOrder: 'another order',
  usersChanged: (was: unknown, is: unknown, how: string) => `users ${was} -> ${is} (${how})`,
  withUser: (name: string, more: number) => `with ${name}${andMore(more)}`,
  withoutUser: (name: string, more: number) => `without ${name}${andMore(more)}`,
  license: (format: number, end: string | undefined, firstRunDays: number | undefined) =>
    `format ${format}, ${end === undefined ? 'never expires' : `expires ${end}`}${firstRunDays === undefined ? '' : `, ${firstRunDays} days from the first run`}`,
}

function andMore(more: number): string {
  return more === 0 ? '' : ` and ${more} more`
}

function because(reason: unknown): string {
  return reason === undefined ? '' : `: ${reason}`
}

function ofLine(line: string): string {
  return line === '' ? '' : `, line ${line}`
}
