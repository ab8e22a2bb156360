/** Owns an activation key's history: each entry of the ledger that concerns it, and who made it. */

import type { HistoryEntry, KeyRecord } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { table } from '../src/words/output.ts'
import { headingFor, vendorWords } from '../src/words/vendor-tool.ts'
import { type ChangeInContext, detailsOf, sentence } from './entry-text.ts'

export function historyText(history: readonly HistoryEntry[]): string {
  return table(
    (['when', 'who', 'what'] as const).map(headingFor),
    sentencesOf(history),
    vendorWords().entries.noHistory,
  )
}

/** When, who, and what it was in a sentence; the oldest first. */
export function sentencesOf(history: readonly HistoryEntry[]): readonly (readonly (string | undefined)[])[] {
  return told(history).map(entry => [formatInstant(entry.at), entry.operator, sentence(entry)])
}

export function historyJson(history: readonly HistoryEntry[]): readonly Record<string, unknown>[] {
  return told(history).map(entry => ({
    seq: entry.seq,
    at: formatInstant(entry.at),
    operator: entry.operator ?? null,
    kind: entry.change.kind,
    ...detailsOf(entry),
  }))
}

function told(history: readonly HistoryEntry[]): readonly (HistoryEntry & ChangeInContext)[] {
  const computers = new Map<string, string>()
  let before: KeyRecord | undefined
  return history.map(entry => {
    const { change } = entry
    if (change.kind === 'activation.recorded' || change.kind === 'activation.renewed')
      computers.set(change.activation.id, change.activation.computerId)
    const id = 'license' in change ? change.license.activationId : undefined
    const one = { ...entry, before, computer: id === undefined ? undefined : computers.get(id) }
    if (change.kind === 'key.created' || change.kind === 'key.changed') before = change.key
    return one
  })
}
