/** SS-03: how often a site server is asked: an address of ten thousand computers is served, and one client with a bug is not. */
import { expect, test } from 'vitest'
import { DenialLog } from '../../../site-tool/server/denial-log.ts'
import { LeaseLimits, USUAL_SITE_LIMITS } from '../../../site-tool/server/limits.ts'

test('SS-03: ten thousand computers behind one address ask twice in one moment', () => {
  const limits = new LeaseLimits(USUAL_SITE_LIMITS, () => 0)
  for (let i = 0; i < 20_000; i++) {
    limits.visit('10.0.0.1')
    limits.ask(`key ${i % 10_000}`)
  }
  expect(() => limits.visit('10.0.0.1')).toThrow('too-many-requests')
  limits.visit('10.0.0.2')
})

test('SS-03: one client that never stops is slowed down, and the others are not', () => {
  let now = 0
  const limits = new LeaseLimits(USUAL_SITE_LIMITS, () => now)
  for (let i = 0; i < 300; i++) limits.ask('loop')
  expect(() => limits.ask('loop')).toThrow('too-many-requests')
  limits.ask('other')
  now += 1
  limits.ask('loop')
})

test('SS-08: a denial has a line, and a flood of them has a number', () => {
  const lines: string[] = []
  let now = 0
  const log = new DenialLog(
    line => lines.push(line),
    () => now,
  )
  const product = { productId: 'scope' } as never
  const denied = {
    reasons: ['no-seats-left'],
    trace: [{ rule: 'seats', outcome: 'deny', saw: 'no-seat-free', figures: { held: 2, seats: 2 } }],
    request: { operation: 'take', holder: { account: 'ann', host: 'pc' } },
    peer: '10.0.0.7',
  } as never
  for (let i = 0; i < 500; i++) log.note(product, denied)
  expect(lines).toHaveLength(100)
  expect(lines[0]).toBe(
    'denied  scope  take  ann on pc from 10.0.0.7  no-seats-left  no seat is free: 2 of 2 are in use',
  )
  now += 10
  log.note(product, denied)
  expect(lines[100]).toBe('denied  400 more without a line')
})
