/** Owns ledgers with something of every kind in them, for tests of their export and import. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { exportLedger } from '../../../src/vendor/ledger/export.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openLedger } from '../../../src/vendor/ledger/open.ts'
import { folder } from './file.ts'
import { AT, countingBytes, everyKind, goneKey, keyRecord } from './sample.ts'

export const random = countingBytes()

export async function opened(where: string, operator?: string): Promise<Ledger> {
  const ledger = await openLedger(where, { random, create: true, operator })
  onTestFinished(() => ledger.close())
  return ledger
}

/** A ledger with one of everything, by two operators and nobody, and a customer who has been erased. */
export async function sampled(where: string): Promise<Ledger> {
  const ann = await opened(where, 'ann')
  await ann.append(everyKind, AT)
  const uwe = await opened(where, 'Uwe Ünïcødé')
  await uwe.append(
    [{ kind: 'key.created', key: keyRecord('KEY-LATE', { email: 'late@example.com' }) }],
    AT + 1,
  )
  const nobody = await opened(where)
  await nobody.erasePersonal(goneKey.id, AT + 2)
  return nobody
}

async function accept(): Promise<void> {}

export const taking = { random, accept }

export async function everything(ledger: Ledger) {
  return {
    entries: await ledger.entries(0, 1000),
    keys: await ledger.keys({}),
    activations: await ledger.activations({}),
    defaults: await ledger.defaults(),
    templates: await ledger.templates(),
    settings: await ledger.settings(),
    audit: await ledger.audit(),
    stats: await ledger.stats(),
  }
}

export function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

/** A file with one of everything, and its lines. */
export async function exported(changes: readonly Change[] = everyKind) {
  const home = folder()
  const ledger = await opened(join(home, 'ledger.db'))
  await ledger.append(changes, AT)
  const path = join(home, 'ledger.jsonl')
  await exportLedger(ledger, path, AT)
  return { home, ledger, path, lines: linesOf(path) }
}
