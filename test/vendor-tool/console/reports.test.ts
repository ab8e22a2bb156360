/** Sums that take long: nobody waits for them, they are worked out once, and what is shown says of which time it is. */
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AirlatchError, type Report, type ReportInput } from '../../../src/vendor/door.ts'
import { type Console, openConsole, type Shown, sold } from './browsing.ts'

const SALES = '/reports/sales?by=product'

let console: Console
beforeEach(async () => {
  console = await openConsole()
  await sold(console)
})
afterEach(async () => {
  vi.restoreAllMocks()
  await console.close()
})

/** Reports that wait until the test lets them go on. */
class Held {
  readonly asked: ReportInput[] = []
  readonly #gates: PromiseWithResolvers<void>[] = []

  constructor() {
    const { vendor } = console.desk
    const report = vendor.report.bind(vendor)
    vi.spyOn(vendor, 'report').mockImplementation(async (input: ReportInput): Promise<Report> => {
      this.asked.push(input)
      const gate = Promise.withResolvers<void>()
      this.#gates.push(gate)
      await gate.promise
      return report(input)
    })
  }

  release(): void {
    for (const gate of this.#gates.splice(0)) gate.resolve()
  }

  fail(error: Error): void {
    for (const gate of this.#gates.splice(0)) gate.reject(error)
  }
}

/** What a visit finds when it waits for a moment only. */
async function soon(path: string): Promise<Shown> {
  let isOver = false
  const visit = console.get(path).finally(() => {
    isOver = true
  })
  while (!isOver) {
    console.elapse(300)
    await turn()
  }
  return visit
}

const REFRESH = '<meta http-equiv="refresh" content="1">'
const isWaiting = ({ text }: Shown) => text.includes(REFRESH) && text.includes('are being added up')
const address = (shown: Shown, label: string) =>
  new RegExp(`href="([^"]*)"[^>]*>${label}<`)
    .exec(shown.text)?.[1]
    ?.replaceAll('&amp;', '&')
    .replace(/^\/[^/]*/, '') ?? ''

describe('figures that are not there in a moment', () => {
  test('the page says so, comes again by itself and shows them; others are served meanwhile', async () => {
    const held = new Held()
    const waiting = await soon(SALES)
    expect(waiting.status).toBe(200)
    expect(isWaiting(waiting)).toBe(true)
    expect(waiting.text).toMatch(/role="status">The figures of all keys \(1\) are being added up\.</)
    // what is half typed in a form would be lost when the page comes again
    expect(waiting.text).not.toContain('<form class="filter"')
    expect((await console.get('/keys')).status).toBe(200)
    expect(isWaiting(await soon(SALES))).toBe(true)
    expect(address(waiting, 'Look again')).toBe('/reports/sales?since=&until=&within=&by=product')
    expect(isWaiting(await soon(address(waiting, 'Look again')))).toBe(true)
    held.release()
    const there = await console.get(SALES)
    expect(there.text).toContain('scope')
    expect(there.text).not.toContain('http-equiv="refresh"')
    expect(there.text).not.toContain('Add up again')
    expect(held.asked).toHaveLength(1)
  })

  test('two visits of the same sum, and its file, are one sum', async () => {
    const held = new Held()
    const [first, second] = await Promise.all([soon(SALES), soon(SALES)])
    expect([isWaiting(first), isWaiting(second)]).toEqual([true, true])
    const file = console.get(`${SALES}&as=csv`)
    const page = console.get(SALES)
    held.release()
    expect((await page).text).toContain('scope')
    expect((await file).text).toContain('"scope",1,2,0,0,0')
    expect(held.asked).toHaveLength(1)
  })

  test('an error is shown on the page, and the next visit tries again', async () => {
    const held = new Held()
    expect(isWaiting(await soon(SALES))).toBe(true)
    held.fail(new AirlatchError('ledger-busy', { path: 'ledger.db' }))
    const failed = await console.get(SALES)
    expect(failed.text).toContain('ledger-busy')
    expect(failed.text).not.toContain('http-equiv="refresh"')
    expect(isWaiting(await soon(SALES))).toBe(true)
    held.release()
    expect((await console.get(SALES)).text).toContain('scope')
    expect(held.asked).toHaveLength(2)
  })

  test('at most two are worked out at a time', async () => {
    const held = new Held()
    for (const by of ['product', 'month', 'order'])
      expect(isWaiting(await soon(`/reports/seats?by=${by}`))).toBe(true)
    expect(held.asked.map(({ by }) => by)).toEqual(['product', 'month'])
    held.release()
    for (const by of ['product', 'month'])
      expect(isWaiting(await console.get(`/reports/seats?by=${by}`))).toBe(false)
    expect(isWaiting(await soon('/reports/seats?by=order'))).toBe(true)
    held.release()
    expect(isWaiting(await console.get('/reports/seats?by=order'))).toBe(false)
    expect(held.asked).toHaveLength(3)
  })

  test('the console ends while one is worked out', async () => {
    new Held()
    expect(isWaiting(await soon(SALES))).toBe(true)
    // afterEach closes it
  })
})

describe('when the ledger has grown since', () => {
  const total = ({ text }: Shown) => /<td[^>]*>(\d+)<\/td>/.exec(text)?.[1]

  async function slow(held: Held): Promise<void> {
    expect(isWaiting(await soon(SALES))).toBe(true)
    console.elapse(1000)
    held.release()
    expect(total(await console.get(SALES))).toBe('1')
  }

  test('figures that took long are kept, with their time and a way to new ones', async () => {
    const held = new Held()
    await slow(held)
    await sold(console)
    const kept = await console.get(SALES)
    expect(total(kept)).toBe('1')
    expect(kept.text).toMatch(
      /These figures are of \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\. The ledger has changed since\./,
    )
    expect(held.asked).toHaveLength(1)
    const again = address(kept, 'Add up again')
    expect(isWaiting(await soon(again))).toBe(true)
    held.release()
    const anew = await console.get(again)
    expect(total(anew)).toBe('2')
    expect(anew.text).not.toContain('The ledger has changed since')
    // a reload, or back and forth
    expect(total(await console.get(again))).toBe('2')
    expect(held.asked).toHaveLength(2)
  })

  test('a file is of the ledger as it is now', async () => {
    const held = new Held()
    await slow(held)
    await sold(console)
    const file = console.get(`${SALES}&as=csv`)
    while (held.asked.length < 2) await turn()
    held.release()
    expect((await file).text).toContain('"scope",2,4,0,0,0')
  })

  test('what takes a moment is never kept', async () => {
    expect(total(await console.get(SALES))).toBe('1')
    await sold(console)
    const found = await console.get(SALES)
    expect(total(found)).toBe('2')
    expect(found.text).not.toContain('The ledger has changed since')
  })

  test('the chart of a list does not hold the list up', async () => {
    const held = new Held()
    const list = await soon('/reports/expiring?within=365')
    expect(list.text).toContain('The chart of these months is being added up.')
    expect(list.text).not.toContain('http-equiv="refresh"')
    held.release()
    expect((await console.get('/reports/expiring?within=365')).text).not.toContain('is being added up')
  })
})
