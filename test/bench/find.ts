/**
 * Owns the question what a search costs among a million keys beside a hundred thousand, on both engines: by an order, by
 * a part of an e-mail address, by a customer, and by a part of a computer ID. AIRLATCH_BENCH_KEYS is another number than
 * a million, for a quick run; the lines say it.
 */
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../src/core/message/activation-key.ts'
import { customerIdOf } from '../../src/core/terms/customer.ts'
import { findText } from '../../src/vendor/find.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { keyRecord } from '../vendor/ledger/sample.ts'
import { openDesk, random } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const MANY = Number(process.env.AIRLATCH_BENCH_KEYS ?? 1_000_000)
const FEW = MANY / 10
/** Keys of one customer. */
const OWNED = 10
/** Keys that are appended together. */
const GROUP = 10_000

const SEARCHES: Effort = { rounds: 15, calls: 10, warmUp: 3 }
const MOST = 3
const NOW = 1_795_305_600

export async function findBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf({ name, ledger }: Engine): Promise<readonly Line[]> {
  const many = await ledger()
  const few = await ledger()
  try {
    const start = performance.now()
    await sell(many, MANY)
    const built = `built in ${((performance.now() - start) / 1000).toFixed(0)} s`
    await sell(few, FEW)
    const lines: Line[] = []
    for (const [what, textOf] of Object.entries(SAID)) {
      const search = (of: Ledger, count: number) => async () => {
        const { matches } = await findText(of, textOf(Math.floor(Math.random() * count)), NOW)
        if (matches.length === 0) throw new Error(`nothing found: ${what}`)
      }
      const pair = await inTurn(search(many, MANY), search(few, FEW), SEARCHES)
      const line = pairLine(`find ${what}, ${grouped(MANY)} / ${grouped(FEW)} keys (${name})`, pair, MOST)
      lines.push({ ...line, beside: `${line.beside}; ${built}` })
    }
    return lines
  } finally {
    await many.close()
    await few.close()
  }
}

/** What a caller says of the key with that number. */
const SAID: Readonly<Record<string, (n: number) => string>> = {
  'an order': n => orderOf(n),
  'a part of an address': n => `${personOf(n)}@lab`,
  'a customer': n => personOf(n),
}

function orderOf(n: number): string {
  return `PO-${`${n}`.padStart(7, '0')}`
}

/** A name of its own for each customer, of syllables. */
function personOf(n: number): string {
  const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'ke', 'li', 'mo', 'nu']
  const digits = [...`${Math.floor(n / OWNED)}`.padStart(6, '0')].map(Number)
  return digits.map((digit, i) => `${syllables[(digit + i) % 10]}`).join('')
}

async function sell(ledger: Ledger, count: number): Promise<void> {
  await openDesk(ledger)
  let customer: string | undefined
  const seen = new Set<string>()
  for (let first = 0; first < count; first += GROUP) {
    const changes: Change[] = []
    for (let n = first; n < Math.min(first + GROUP, count); n++) {
      if (n % OWNED === 0) {
        do customer = customerIdOf(random(4))
        while (seen.has(customer))
        seen.add(customer)
        changes.push({ kind: 'customer.added', customer: customerOf(customer, n) })
      }
      let key = keyOf(n, customer)
      // an id has 40 bits: among a million two are often the same
      while (seen.has(key.id)) key = keyOf(n, customer)
      seen.add(key.id)
      changes.push({ kind: 'key.created', key })
    }
    if ((await ledger.append(changes, NOW)) === 'conflict') throw new Error('the same id twice')
  }
}

function customerOf(id: string, n: number) {
  const name = personOf(n)
  const email = `${name}@lab${n}.example`
  return {
    id,
    createdAt: NOW,
    name,
    company: `Labs ${n}`,
    email,
    telephone: `+49 ${n}`,
    reference: undefined,
    notes: undefined,
  }
}

function keyOf(n: number, customer: string | undefined) {
  const { id, text } = activationKeyOf(random(ACTIVATION_KEY_BYTES))
  const key = keyRecord(id, { customer, orderReference: orderOf(n), email: `${personOf(n)}@lab${n}.example` })
  return { ...key, text, entitlement: { ...key.entitlement, productId: 'scope' } }
}

function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
