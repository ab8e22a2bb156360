/** Owns an activation key's history: each entry of the ledger that concerns it, in words and in JSON, without secrets. */
import { formatEnd, formatInstant } from '../src/cli/dates.ts'
import { userText } from '../src/cli/describe.ts'
import { type Shown, table } from '../src/cli/output.ts'
import { decodeLicense, type HistoryEntry, type KeyRecord, type License } from '../src/vendor.ts'
import { KEY_WORDS, recordJson } from './key-text.ts'
import { shortened } from './terms.ts'

/** An entry beside what the entries in front of it say: what was changed can only be told from both. */
interface Told extends HistoryEntry {
  readonly before: KeyRecord | undefined
  /** The computer ID of the activation that the entry is about. */
  readonly computer: string | undefined
}

export function historyText(history: readonly HistoryEntry[]): string {
  return table(
    ['WHEN', 'WHAT'],
    told(history).map(entry => [formatInstant(entry.at), sentence(entry)]),
    'no history',
  )
}

export function historyJson(history: readonly HistoryEntry[]): readonly Record<string, unknown>[] {
  return told(history).map(entry => ({
    seq: entry.seq,
    at: formatInstant(entry.at),
    kind: entry.change.kind,
    ...detailsOf(entry),
  }))
}

function told(history: readonly HistoryEntry[]): readonly Told[] {
  const computers = new Map<string, string>()
  let before: KeyRecord | undefined
  return history.map(entry => {
    const { change } = entry
    if (change.kind === 'activation.recorded' || change.kind === 'activation.renewed')
      computers.set(change.activation.id, change.activation.computerId)
    const id = change.kind === 'license.issued' ? change.license.activationId : undefined
    const one: Told = { ...entry, before, computer: id === undefined ? undefined : computers.get(id) }
    if (change.kind === 'key.created' || change.kind === 'key.changed') before = change.key
    return one
  })
}

function sentence({ change, before, computer }: Told): string {
  switch (change.kind) {
    case 'key.created':
      return `made: ${madeWith(change.key)}`
    case 'key.changed':
      return `changed: ${changesBetween(before, change.key).join('; ') || 'nothing'}`
    case 'key.revoked':
      return `revoked${change.revocation.reason === undefined ? '' : `: ${shortened(change.revocation.reason)}`}`
    case 'activation.recorded':
      return `activated on ${change.activation.computerId}${onBehalf(change.activation)}`
    case 'activation.renewed':
      return `activated again on ${change.activation.computerId}${onBehalf(change.activation)}`
    case 'license.issued':
      return `license issued for ${computer ?? change.license.activationId}: ${issuedText(decodeLicense(change.license.payload))}`
    default:
      return change.kind
  }
}

function onBehalf({ installationKey }: { readonly installationKey: string | undefined }): string {
  return installationKey === undefined ? " (on the customer's behalf)" : ''
}

function madeWith(key: KeyRecord): string {
  return KEY_WORDS.flatMap(({ label, of, absent, plain }) => {
    const value = of(key, false) ?? absent
    return value === undefined || value === plain ? [] : [`${label} ${shortened(value)}`]
  }).join('; ')
}

/** `activations 2 -> 5`, for every word that is another one. */
function changesBetween(before: KeyRecord | undefined, after: KeyRecord): readonly string[] {
  if (before === undefined) return [madeWith(after)]
  return KEY_WORDS.flatMap(({ label, of, absent }) => {
    const [was, is] = [of(before, true), of(after, true)]
    if (was === is) return []
    if (label === 'users') return [usersChange(before, after)]
    const word = (value: Shown) => shortened(value ?? absent ?? 'none')
    return [`${label} ${word(was)} -> ${word(is)}`]
  })
}

/** Who came and who went: among thousands of names, two lists would show nobody. */
function usersChange(before: KeyRecord, after: KeyRecord): string {
  const was = new Set(before.entitlement.users.map(userText))
  const is = new Set(after.entitlement.users.map(userText))
  const parts = [...namesText('with', without(is, was)), ...namesText('without', without(was, is))]
  return `users ${was.size || 'everybody'} -> ${is.size || 'everybody'} (${parts.join(', ') || 'another order'})`
}

function without(names: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] {
  return [...names].filter(name => !others.has(name))
}

function namesText(how: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  return [`${how} ${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`]
}

function issuedText({ format, expiresAt, firstRun }: License): string {
  const end = expiresAt === undefined ? 'never expires' : `expires ${formatEnd(expiresAt)}`
  const days = firstRun === undefined ? '' : `, ${firstRun.days} days from the first run`
  return `format ${format}, ${end}${days}`
}

function detailsOf({ change, before, computer }: Told): Record<string, unknown> {
  switch (change.kind) {
    case 'key.created':
      return { key: recordJson(change.key) }
    case 'key.changed':
      return { changes: jsonChanges(before, change.key) }
    case 'key.revoked':
      return { reason: change.revocation.reason ?? null }
    case 'activation.recorded':
    case 'activation.renewed': {
      const { id, computerId, installationKey } = change.activation
      return { activation: id, computerId, onBehalf: installationKey === undefined }
    }
    case 'license.issued': {
      const { activationId, kid, payload, requestHash } = change.license
      const { format, expiresAt } = decodeLicense(payload)
      return {
        activation: activationId,
        computerId: computer ?? null,
        format,
        expires: expiresAt === undefined ? null : formatEnd(expiresAt),
        signedBy: kid,
        request: requestHash ?? null,
      }
    }
    default:
      return {}
  }
}

/** `{activations: {from: 2, to: 5}}`, by the names that the key has in JSON. */
function jsonChanges(before: KeyRecord | undefined, after: KeyRecord): Record<string, unknown> {
  const was: Readonly<Record<string, unknown>> = before === undefined ? {} : recordJson(before)
  const is = Object.entries(recordJson(after))
  return Object.fromEntries(
    is
      .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]))
      .map(([name, value]) => [name, { from: was[name] ?? null, to: value }]),
  )
}
