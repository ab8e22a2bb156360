/** Owns how messages stand in JSON and text, the same in both tools; leaving.ts has the words for what leaves a site. */
import { encodeHex } from '../core/bytes/hex.ts'
import { computerIdOf } from '../core/computer/computer-id.ts'
import { kindOf } from '../core/computer/reading.ts'
import type { Inspection } from '../core/inspect.ts'
import type { Checkpoint } from '../core/message/checkpoint.ts'
import type { ClockReset } from '../core/message/clock-reset.ts'
import type { ShareRule } from '../core/message/fingerprint.ts'
import type { Kit } from '../core/message/kit.ts'
import type { FeatureValue, License } from '../core/message/license.ts'
import type { Receipt } from '../core/message/receipt.ts'
import type { Request } from '../core/message/request.ts'
import type { Revocations } from '../core/message/revocations.ts'
import { type NamedUser, USER_PLATFORMS, usersJson } from '../core/message/users.ts'
import { formatEnd, formatInstant, formatMaintenance } from '../core/terms/term.ts'
import { type Leaving, leavingJson, leavingText, receiptLeaving, requestLeaving } from './disclosure.ts'
import { fields } from './output.ts'

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
  return hidden > 0 ? `${shown} and ${hidden} more (${users.length} users)` : shown
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
    product: license.productId,
    key: license.keyId,
    activation: license.activationId,
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
            required: requiredJson(binding.required),
          },
        }
      : binding.kind === 'code'
        ? {
            binding: {
              computer: computerIdOf(binding.computer),
              required: requiredJson(binding.required),
            },
          }
        : {}),
    features: Object.fromEntries(features),
    majorVersion: license.majorVersion ?? null,
    maintenance: maintenance === undefined ? null : formatMaintenance(maintenance),
    floatingSeats: license.floatingSeats ?? null,
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
  return required === undefined ? 'more than half' : `${required.k} of ${required.n}`
}

export function licenseText(license: License): string {
  const { binding } = license
  return fields([
    ['vendor', license.vendor],
    ['licensee', license.licensee],
    ['product', license.productId],
    ['key', license.keyId],
    ['activation', license.activationId],
    ['format', license.format],
    ['issued', formatInstant(license.issuedAt)],
    ['expires', termText(license)],
    ['grace', license.graceDays === undefined ? undefined : `${license.graceDays} days after that`],
    [
      'computer',
      binding.kind === 'generic'
        ? 'any (generic)'
        : binding.kind === 'code'
          ? `${computerIdOf(binding.computer)}, by its code; ${requiredText(binding.required)} of its readings must match`
          : `${requiredText(binding.required)} of ${readingNames(binding.counted).join(', ')} must match`,
    ],
    ['features', featuresText(license.features)],
    ['version', license.majorVersion],
    ['maintenance', license.maintenance && formatMaintenance(license.maintenance)],
    ['floating seats', license.floatingSeats],
    ['users', usersText(license.users) ?? 'everybody'],
    ['virtual machines', license.allowVirtual ? 'allowed' : 'not allowed'],
    ['deactivations', license.deactivationLimit?.toString()],
    ['user data', license.userData],
  ])
}

/** Days from the first run and a date may stand in one license: the earlier end counts. */
function termText({ expiresAt, firstRun }: License): string {
  const date = expiresAt === undefined ? undefined : formatEnd(expiresAt)
  if (firstRun === undefined) return date ?? 'never'
  const days = `${firstRun.days} days from the first run`
  return date === undefined ? days : `${days}, ${date} at the latest`
}

/** Kinds of readings by their names. */
export function readingNames(kinds: Iterable<number>): readonly string[] {
  return [...kinds].map(kind => kindOf(kind) ?? `kind ${kind}`)
}

function requestJson(request: Request): Record<string, unknown> {
  return {
    key: request.keyId,
    product: request.productId,
    madeAt: formatInstant(request.madeAt),
    version: request.version ?? null,
    virtual: request.virtual ?? null,
    readings: readingNames(request.fingerprint.keys()),
    counted: readingNames(request.counted),
  }
}

function receiptJson(receipt: Receipt): Record<string, unknown> {
  return {
    product: receipt.productId,
    activation: receipt.activationId,
    deactivatedAt: formatInstant(receipt.deactivatedAt),
  }
}

function revocationsJson(list: Revocations): Record<string, unknown> {
  return {
    vendor: list.vendor,
    product: list.productId,
    madeAt: formatInstant(list.madeAt),
    sequence: list.sequence,
    activations: list.activations,
  }
}

/** So many ids are shown to a person; a list may have thousands. */
const REVOKED_SHOWN = 10

function revocationsText(list: Revocations): string {
  const { activations } = list
  const hidden = activations.length - REVOKED_SHOWN
  return fields([
    ['vendor', list.vendor],
    ['product', list.productId],
    ['made', formatInstant(list.madeAt)],
    ['sequence', `${list.sequence}; a client takes no list that is older than the one it has`],
    ['revoked', `${activations.length} activations, whose licenses count no more`],
    ...activations.slice(0, REVOKED_SHOWN).map((id): readonly [string, string] => ['', id]),
    ['', hidden > 0 ? `and ${hidden} more` : undefined],
  ])
}

function clockResetJson(reset: ClockReset): Record<string, unknown> {
  const { vendor, productId, at, installation } = reset
  return { vendor, product: productId, at: formatInstant(at), installation }
}

function clockResetText({ vendor, productId, at, installation }: ClockReset): string {
  return fields([
    ['vendor', vendor],
    ['product', productId],
    ['time', `${formatInstant(at)}, by the vendor's clock`],
    ['for', `the installation with the key ${installation}, and no other`],
  ])
}

export function kitJson(kit: Kit): Record<string, unknown> {
  return {
    vendor: kit.vendor,
    product: kit.productId,
    productName: kit.productName,
    madeAt: formatInstant(kit.madeAt),
    sequence: kit.sequence,
    keys: kit.keys.length,
    retired: [...kit.retired].map(([kid, from]) => ({ kid, from: formatInstant(from) })),
    allowGeneric: kit.allowGeneric,
    searchPath: kit.searchPath,
    address: kit.address ?? null,
  }
}

export function kitText(kit: Kit): string {
  return fields([
    ['vendor', kit.vendor],
    ['product', `${kit.productId} (${kit.productName})`],
    ['made', formatInstant(kit.madeAt)],
    ['sequence', kit.sequence],
    ['trusted keys', kit.keys.length],
    ...[...kit.retired].map(([kid, from]): readonly [string, string] => [
      'retired key',
      `${kid}: what it signed from ${formatInstant(from)} on does not count`,
    ]),
    ['generic', kit.allowGeneric ? 'allowed' : 'not allowed'],
    ...kit.searchPath.map((path, i): readonly [string, string] => [i === 0 ? 'search path' : '', path]),
    ['page', kit.address === undefined ? undefined : `${kit.address} (QR codes of requests are links to it)`],
  ])
}

export function checkpointJson(checkpoint: Checkpoint): Record<string, unknown> {
  const { vendor, madeAt, entries, head } = checkpoint
  return { vendor, madeAt: formatInstant(madeAt), entries, head }
}

function checkpointText({ vendor, madeAt, entries, head }: Checkpoint): string {
  return fields([
    ['vendor', vendor],
    ['made', formatInstant(madeAt)],
    ['entries', entries],
    ['head', head],
  ])
}

const TRUST: Readonly<Record<Inspection['signature'], string>> = {
  'by-trusted-key': 'good, by a key that is trusted here',
  'by-own-key': 'good, by the key inside the message',
  'not-checked': 'NOT CHECKED: the key is not known here, so everything below may be forged',
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
    direction: DIRECTION[inspection.type].word,
    claims: claimsJson(inspection),
    ...(leaving === undefined ? {} : leavingJson(leaving)),
  }
}

/** Who carries it where, in a word and in a sentence. */
interface Direction {
  readonly word: 'to-vendor' | 'to-customer' | 'of-vendor'
  readonly text: string
}

const TO_VENDOR: Direction = { word: 'to-vendor', text: 'from the customer to the vendor' }
const TO_CUSTOMER: Direction = {
  word: 'to-customer',
  text: 'from the vendor to the customer; nothing leaves the site with it',
}
const DIRECTION: Readonly<Record<Inspection['type'], Direction>> = {
  request: TO_VENDOR,
  receipt: TO_VENDOR,
  license: TO_CUSTOMER,
  kit: TO_CUSTOMER,
  revocations: TO_CUSTOMER,
  'clock-reset': TO_CUSTOMER,
  checkpoint: { word: 'of-vendor', text: "the vendor's own, for the audit of the ledger" },
}

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
    case 'checkpoint':
      return checkpointJson(inspection.claims)
  }
}

export function inspectionText(inspection: Inspection): string {
  const head = fields([
    ['type', inspection.type],
    ['size', `${inspection.bytes} bytes`],
    ['sha-256', inspection.hash],
    ['signed by', inspection.kid],
    ['signature', TRUST[inspection.signature]],
    ['computer id', inspection.computerId],
    ['way', DIRECTION[inspection.type].text],
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
    case 'checkpoint':
      return checkpointText(inspection.claims)
  }
}

export function fingerprintJson(fingerprint: ReadonlyMap<number, Uint8Array>): Record<string, string> {
  return Object.fromEntries(
    [...fingerprint].map(([kind, hashes]) => [kindOf(kind) ?? `kind ${kind}`, encodeHex(hashes)]),
  )
}
