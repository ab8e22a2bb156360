/**
 * Owns how messages stand in JSON and text, the same in both tools. JSON is the same in every language; disclosure.ts has
 * the words for what leaves a site.
 */

import { encodeHex } from '../core/bytes/hex.ts'
import { computerIdOf } from '../core/computer/computer-id.ts'
import { nameOfKind } from '../core/computer/workload.ts'
import type { Inspection } from '../core/inspect.ts'
import type { Checkpoint } from '../core/message/checkpoint.ts'
import type { ShareRule } from '../core/message/fingerprint.ts'
import type { Kit } from '../core/message/kit.ts'
import type { FeatureValue, License, Maintenance } from '../core/message/license.ts'
import type { Receipt } from '../core/message/receipt.ts'
import type { Request } from '../core/message/request.ts'
import { type NamedUser, USER_PLATFORMS, usersJson } from '../core/message/users.ts'
import { formatEnd, formatInstant, formatMaintenance } from '../core/terms/term.ts'
import { shownEnd } from './dates.ts'
import { definitionsJson, definitionsText, notSpoken, notSpokenText } from './describe-features.ts'
import {
  leaseAnswerJson,
  leaseAnswerText,
  leaseJson,
  leaseRequestJson,
  leaseRequestText,
  leaseText,
  lendingJson,
  lendingRows,
  usageReportJson,
  usageReportText,
} from './describe-lease.ts'
import {
  bundleJson,
  bundleText,
  clockResetJson,
  clockResetText,
  revocationsJson,
  revocationsText,
} from './describe-published.ts'
import { describeWords } from './describe-words.ts'
import { type Leaving, leavingJson, leavingText, receiptLeaving, requestLeaving } from './disclosure.ts'
import { fields } from './output.ts'

export function maintenanceText(maintenance: Maintenance | undefined): string | undefined {
  if (maintenance === undefined) return undefined
  return maintenance.until === undefined ? describeWords().unlimited : formatEnd(maintenance.until)
}

/** `name` for a flag that is on, `name=no` for one that is switched off, `name=value` for the others. */
export function featuresText(features: ReadonlyMap<string, FeatureValue | false>): string | undefined {
  if (features.size === 0) return undefined
  return [...features].map(([name, value]) => `${name}${valueText(value)}`).join(', ')
}

function valueText(value: FeatureValue | false): string {
  if (value === true) return ''
  return value === false ? '=no' : `=${value}`
}

/** So many named users are shown to a person; a license may have thousands. */
const USERS_SHOWN = 10

/** `ann, bob:linux`: the first ten and how many more; with `all`, each of them. Undefined: nobody is named. */
export function usersText(users: readonly NamedUser[], all = false): string | undefined {
  if (users.length === 0) return undefined
  const shown = (all ? users : users.slice(0, USERS_SHOWN)).map(userText).join(', ')
  const hidden = all ? 0 : users.length - USERS_SHOWN
  return hidden > 0 ? `${shown}${describeWords().moreUsers(hidden, users.length)}` : shown
}

/** As `--user` takes it. */
export function userText({ name, platform }: NamedUser): string {
  return platform === 0 ? name : `${name}:${USER_PLATFORMS[platform] ?? platform}`
}

export function licenseJson(license: License): Record<string, unknown> {
  const { binding, features, maintenance, firstRun } = license
  return {
    format: license.format,
    vendor: license.vendor,
    productId: license.productId,
    keyId: license.keyId,
    activationId: license.activationId,
    issuedAt: formatInstant(license.issuedAt),
    expires: license.expiresAt === undefined ? null : formatEnd(license.expiresAt),
    firstRun: firstRun === undefined ? null : { days: firstRun.days },
    graceDays: license.graceDays ?? null,
    generic: binding.kind === 'generic',
    ...(binding.kind === 'computer'
      ? {
          binding: {
            readings: readingNames(binding.fingerprint.keys()),
            counted: readingNames(binding.counted),
            match: requiredJson(binding.required),
          },
        }
      : binding.kind === 'code'
        ? {
            binding: {
              computerId: computerIdOf(binding.computer),
              match: requiredJson(binding.required),
            },
          }
        : {}),
    features: Object.fromEntries(features),
    majorVersion: license.majorVersion ?? null,
    maintenance: maintenance === undefined ? null : formatMaintenance(maintenance),
    floatingSeats: license.floatingSeats ?? null,
    lending: license.lending === undefined ? null : lendingJson(license.lending),
    users: usersJson(license.users),
    allowVm: license.allowVirtual,
    deactivationLimit: license.deactivationLimit === undefined ? null : `${license.deactivationLimit}`,
    licensee: license.licensee ?? null,
    userData: license.userData ?? null,
  }
}

/** `3/4`; null: more than half, or half with the first reading. */
export function requiredJson(required: ShareRule | undefined): string | null {
  return required === undefined ? null : `${required.k}/${required.n}`
}

/** So much of what counts must be the same. */
export function requiredText(required: ShareRule | undefined): string {
  return required === undefined ? describeWords().moreThanHalf : describeWords().outOf(required.k, required.n)
}

export function licenseText(license: License): string {
  const { labels, ...say } = describeWords()
  return fields([
    [labels.vendor, license.vendor],
    [labels.licensee, license.licensee],
    [labels.product, license.productId],
    [labels.key, license.keyId],
    [labels.activation, license.activationId],
    [labels.format, license.format],
    [labels.issued, formatInstant(license.issuedAt)],
    [labels.expires, termText({ expiresAt: license.expiresAt, days: license.firstRun?.days })],
    [labels.grace, license.graceDays === undefined ? undefined : say.graceDays(license.graceDays)],
    [labels.computer, bindingText(license)],
    [labels.features, featuresText(license.features)],
    [labels.version, license.majorVersion],
    [labels.maintenance, maintenanceText(license.maintenance)],
    [labels.floating, license.floatingSeats],
    ...lendingRows(license.lending),
    [labels.users, usersText(license.users) ?? say.everybody],
    [labels.virtual, license.allowVirtual ? say.allowed : say.notAllowed],
    [labels.deactivations, license.deactivationLimit?.toString()],
    [labels.userData, license.userData],
  ])
}

function bindingText({ binding }: License): string {
  const say = describeWords()
  if (binding.kind === 'generic') return say.anyComputer
  const required = requiredText(binding.required)
  return binding.kind === 'code'
    ? say.byCode(computerIdOf(binding.computer), required)
    : say.mustMatch(required, readingNames(binding.counted).join(', '))
}

/** How long a license runs. `days`: from the first run; with a date beside them, the earlier end is valid. */
export function termText({
  expiresAt,
  days,
}: {
  readonly expiresAt: number | undefined
  readonly days: number | undefined
}): string {
  const say = describeWords()
  const date = expiresAt === undefined ? undefined : shownEnd(expiresAt)
  if (days === undefined) return date ?? say.never
  const text = say.fromFirstRun(days)
  return date === undefined ? text : say.latest(text, date)
}

/** Kinds of readings by their names. */
export function readingNames(kinds: Iterable<number>): readonly string[] {
  return [...kinds].map(kind => nameOfKind(kind))
}

function requestJson(request: Request): Record<string, unknown> {
  return {
    keyId: request.keyId,
    productId: request.productId,
    madeAt: formatInstant(request.madeAt),
    version: request.version ?? null,
    virtual: request.virtual ?? null,
    workload: request.workload ?? null,
    readings: readingNames(request.fingerprint.keys()),
    counted: readingNames(request.counted),
  }
}

function receiptJson(receipt: Receipt): Record<string, unknown> {
  return {
    productId: receipt.productId,
    activationId: receipt.activationId,
    deactivatedAt: formatInstant(receipt.deactivatedAt),
  }
}

export function kitJson(kit: Kit): Record<string, unknown> {
  return {
    vendor: kit.vendor,
    productId: kit.productId,
    productName: kit.productName,
    madeAt: formatInstant(kit.madeAt),
    sequence: kit.sequence,
    trustedKeys: kit.keys.length,
    retiredKeys: [...kit.retired].map(([kid, from]) => ({ kid, fromAt: formatInstant(from) })),
    allowGeneric: kit.allowGeneric,
    searchPath: kit.searchPath,
    address: kit.address ?? null,
    contact: kit.contact ?? null,
    sites: kit.sites,
    features: definitionsJson(kit.features),
    notInCodes: notSpoken(kit.features),
  }
}

/** Whom a customer sends something to: the vendor, and how to reach them if the kit says it (checklist DY-12). */
export function recipientOf({ vendor, contact }: Pick<Kit, 'vendor' | 'contact'>): string {
  return contact === undefined ? vendor : `${vendor} (${contact})`
}

/** `more`: further rows. */
export function kitText(kit: Kit, more: readonly (readonly [label: string, value: string])[] = []): string {
  const { labels, ...say } = describeWords()
  return fields([
    [labels.vendor, kit.vendor],
    [labels.product, `${kit.productId} (${kit.productName})`],
    [labels.made, formatInstant(kit.madeAt)],
    [labels.sequence, kit.sequence],
    [labels.trustedKeys, kit.keys.length],
    ...[...kit.retired].map(([kid, from]): readonly [string, string] => [
      labels.retiredKey,
      say.retired(kid, formatInstant(from)),
    ]),
    [labels.generic, kit.allowGeneric ? say.allowed : say.notAllowed],
    ...kit.searchPath.map((path, i): readonly [string, string] => [i === 0 ? labels.searchPath : '', path]),
    [labels.page, kit.address === undefined ? undefined : say.linkPage(kit.address)],
    [labels.contact, kit.contact],
    ...kit.sites.map((site, i): readonly [string, string] => [i === 0 ? labels.sites : '', site]),
    [labels.features, definitionsText(kit.features)],
    [labels.byCode, notSpokenText(kit.features)],
    ...more,
  ])
}

export function checkpointJson(checkpoint: Checkpoint): Record<string, unknown> {
  const { vendor, madeAt, entries, head } = checkpoint
  return { vendor, madeAt: formatInstant(madeAt), entryCount: entries, head }
}

function checkpointText({ vendor, madeAt, entries, head }: Checkpoint): string {
  const { labels } = describeWords()
  return fields([
    [labels.vendor, vendor],
    [labels.made, formatInstant(madeAt)],
    [labels.entries, entries],
    [labels.head, head],
  ])
}

export function inspectionJson(inspection: Inspection): Record<string, unknown> {
  const { type, bytes, hash, kid, signature, computerId } = inspection
  const leaving = leavingOf(inspection)
  return {
    type,
    bytes,
    hash,
    kid,
    signature,
    ...(computerId === undefined ? {} : { computerId }),
    direction: DIRECTION[inspection.type],
    [JSON_NAMES[inspection.type]]: claimsJson(inspection),
    ...(leaving === undefined ? {} : leavingJson(leaving)),
  }
}

/** Who carries it where. */
const DIRECTION = {
  request: 'to-vendor',
  receipt: 'to-vendor',
  license: 'to-customer',
  kit: 'to-customer',
  revocations: 'to-customer',
  'clock-reset': 'to-customer',
  bundle: 'to-customer',
  'lease-request': 'to-server',
  lease: 'to-client',
  'lease-answer': 'to-client',
  'usage-report': 'to-vendor',
  checkpoint: 'of-vendor',
} as const satisfies Readonly<Record<Inspection['type'], string>>

/** What the claims of each message are called, as in the answers of the commands that make it. */
const JSON_NAMES = {
  request: 'request',
  receipt: 'receipt',
  license: 'license',
  kit: 'kit',
  revocations: 'revocations',
  'clock-reset': 'clockReset',
  bundle: 'bundle',
  'lease-request': 'leaseRequest',
  lease: 'lease',
  'lease-answer': 'leaseAnswer',
  'usage-report': 'usageReport',
  checkpoint: 'checkpoint',
} as const satisfies Readonly<Record<Inspection['type'], string>>

/** Item by item, what leaves the customer's site with this message; undefined: it goes the other way. */
function leavingOf(inspection: Inspection): Leaving | undefined {
  if (inspection.type === 'request') return requestLeaving(inspection.claims, inspection)
  return inspection.type === 'receipt' ? receiptLeaving(inspection.claims, inspection) : undefined
}

function claimsJson(inspection: Inspection): Record<string, unknown> {
  switch (inspection.type) {
    case 'request':
      return requestJson(inspection.claims)
    case 'license':
      return licenseJson(inspection.claims)
    case 'kit':
      return kitJson(inspection.claims)
    case 'receipt':
      return receiptJson(inspection.claims)
    case 'revocations':
      return revocationsJson(inspection.claims)
    case 'clock-reset':
      return clockResetJson(inspection.claims)
    case 'bundle':
      return bundleJson(inspection.claims)
    case 'lease-request':
      return leaseRequestJson(inspection.claims)
    case 'lease':
      return leaseJson(inspection.claims)
    case 'lease-answer':
      return leaseAnswerJson(inspection.claims, licenseJson)
    case 'usage-report':
      return usageReportJson(inspection.claims)
    case 'checkpoint':
      return checkpointJson(inspection.claims)
  }
}

export function inspectionText(inspection: Inspection): string {
  const { labels, ...say } = describeWords()
  const head = fields([
    [labels.type, inspection.type],
    [labels.size, say.bytes(inspection.bytes)],
    [labels.hash, inspection.hash],
    [labels.signedBy, inspection.kid],
    [labels.signature, say.signatures[inspection.signature]],
    [labels.computerId, inspection.computerId],
    [labels.direction, say.directions[DIRECTION[inspection.type]]],
  ])
  return `${head}\n\n${claimsText(inspection)}`
}

function claimsText(inspection: Inspection): string {
  switch (inspection.type) {
    case 'request':
      return leavingText(requestLeaving(inspection.claims, inspection))
    case 'receipt':
      return leavingText(receiptLeaving(inspection.claims, inspection))
    case 'license':
      return licenseText(inspection.claims)
    case 'kit':
      return kitText(inspection.claims)
    case 'revocations':
      return revocationsText(inspection.claims)
    case 'clock-reset':
      return clockResetText(inspection.claims)
    case 'bundle':
      return bundleText(inspection.claims)
    case 'lease-request':
      return leaseRequestText(inspection.claims)
    case 'lease':
      return leaseText(inspection.claims)
    case 'lease-answer':
      return leaseAnswerText(inspection.claims, licenseText)
    case 'usage-report':
      return usageReportText(inspection.claims)
    case 'checkpoint':
      return checkpointText(inspection.claims)
  }
}

export function fingerprintJson(fingerprint: ReadonlyMap<number, Uint8Array>): Record<string, string> {
  return Object.fromEntries([...fingerprint].map(([kind, hashes]) => [nameOfKind(kind), encodeHex(hashes)]))
}
