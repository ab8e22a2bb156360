/**
 * Owns the question whether reports stay quick when the ledger grows: who expires, and who was renewed and has not
 * fetched it, in a ledger with many keys beside one with a tenth of them, and as many results in both.
 * AIRLATCH_BENCH_KEYS is another number of keys than a million, for a quick run; the lines say it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../src/core/message/activation-key.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { type ReportQuestion, report } from '../../src/vendor/report/report.ts'
import { makeKeys, newActivation, openDesk, random } from './desk.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { license, signingKey } from './sample.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_KEYS ?? 1_000_000)
const FEW = MANY / 10
/** Computers that a report lists, of either ledger. */
const RESULTS = 500
const EFFORT: Effort = { rounds: 9, calls: 1, warmUp: 2 }
const MOST_RATIO = 3

const NOW = license(0).issuedAt
const DAY = 86_400
const DUE = NOW + 10 * DAY
/** Ends of all other licenses, a day each, long after these. */
const OTHER_ENDS = 1000
/** Keys of one append. */
const GROUP = 2000

export async function expiringBench(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  const ledgers: Ledger[] = []
  try {
    for (const keys of [MANY, FEW]) {
      const ledger = await openSqliteLedger(join(folder, `${keys}.db`), {
        random,
        create: true,
        cacheMegabytes: 256,
      })
      ledgers.push(ledger)
      await fill(ledger, keys)
    }
    const [many, few] = ledgers as [Ledger, Ledger]
    const lines: Line[] = []
    for (const kind of ['expiring', 'renewals'] as const) {
      const ask = async (ledger: Ledger) => {
        const { totals } = await report(ledger, { kind } satisfies ReportQuestion, NOW)
        if (totals.computers !== RESULTS) throw new Error(`expected ${RESULTS}, got ${totals.computers}`)
      }
      const pair = await inTurn(
        () => ask(many),
        () => ask(few),
        EFFORT,
      )
      lines.push(pairLine(`report ${kind} at ${grouped(MANY)} keys / at ${grouped(FEW)}`, pair, MOST_RATIO))
    }
    return lines
  } finally {
    for (const ledger of ledgers) await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each key with one computer. Those that are due lie everywhere among the others, and as many others were renewed. */
async function fill(ledger: Ledger, count: number): Promise<void> {
  await openDesk(ledger)
  const [like] = (await makeKeys(ledger, 1)) as [KeyRecord]
  const step = count / RESULTS
  for (let made = 0; made < count; made += GROUP) {
    const changes: Change[] = []
    for (let i = made; i < Math.min(count, made + GROUP); i++) {
      const nth = i % step
      changes.push(...soldKey(like, nth === 0 ? DUE : otherEnd(i), nth === 1))
    }
    if ((await ledger.append(changes, NOW)) !== 'recorded') throw new Error('conflict')
  }
}

function otherEnd(i: number): number {
  return NOW + (400 + (i % OTHER_ENDS)) * DAY
}

function soldKey(like: KeyRecord, expiresAt: number, isRenewed: boolean): readonly Change[] {
  const { id, text } = activationKeyOf(random(ACTIVATION_KEY_BYTES))
  const key: KeyRecord = { ...like, id, text, entitlement: { ...like.entitlement, expiresAt } }
  const activation = newActivation(id)
  const issued = {
    requestHash: encodeHex(random(32)),
    keyId: id,
    activationId: activation.id,
    kid: signingKey.public.kid,
    payload: payloadOf(expiresAt),
    issuedAt: NOW,
  }
  const renewed = { ...key.entitlement, expiresAt: expiresAt + 365 * DAY }
  return [
    { kind: 'key.created', key },
    { kind: 'activation.recorded', activation },
    { kind: 'license.issued', license: issued },
    ...(isRenewed ? [{ kind: 'key.changed', key: { ...key, entitlement: renewed } } as const] : []),
  ]
}

const PAYLOADS = new Map<number, Uint8Array>()

function payloadOf(expiresAt: number): Uint8Array {
  const known = PAYLOADS.get(expiresAt) ?? encodeLicense({ ...license(6), expiresAt })
  PAYLOADS.set(expiresAt, known)
  return known
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
