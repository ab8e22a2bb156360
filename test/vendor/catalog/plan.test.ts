/** The vendor's own quota: how many activations all keys grant together, and whether keys are made at all. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { changeKey } from '../../../src/vendor/catalog/key-change.ts'
import { createKeys } from '../../../src/vendor/catalog/keys.ts'
import type { NewKeys } from '../../../src/vendor/door.ts'
import { type Desk, interrupted, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

async function make(terms: NewKeys) {
  return desk.vendor.createKeys({ productId: 'scope', ...terms })
}

async function granted(): Promise<number> {
  return (await desk.ledger()).grantedActivations()
}

describe('the plan', () => {
  test('is unlimited until it is set', async () => {
    expect((await desk.vendor.settings()).planActivations).toBe('unlimited')
    await make({ activations: 1_000_000, count: 3 })
    expect(await granted()).toBe(3_000_000)
  })

  test('LimeLM 110: more than is left is refused, saying how many are; LimeLM 111: so is anything when none are', async () => {
    await desk.vendor.setSetting('planActivations', 10)
    await make({ activations: 7 })
    const { head } = await desk.vendor.stats()
    await expect(make({ activations: 4 })).rejects.toMatchObject({
      code: 'plan-activations-exceeded',
      details: { asked: 4, left: 3, plan: 10, limelm: 110 },
    })
    await expect(make({ count: 4 })).rejects.toMatchObject({
      code: 'plan-activations-exceeded',
      details: { asked: 4, left: 3, plan: 10, limelm: 110 },
    })
    expect((await desk.vendor.stats()).head).toBe(head)
    await make({ count: 3 })
    await expect(make({})).rejects.toMatchObject({
      code: 'plan-activations-used-up',
      details: { asked: 1, left: 0, plan: 10, limelm: 111 },
    })
    expect(await granted()).toBe(10)
  })

  test('of none allows none', async () => {
    await desk.vendor.setSetting('planActivations', 0)
    await expect(make({})).rejects.toMatchObject({ code: 'plan-activations-used-up' })
  })

  test('LimeLM 110 LimeLM 111: counts what a change adds; lowering is never refused, nor what adds nothing', async () => {
    const [key] = await make({ activations: 7 })
    const id = key?.id as string
    await desk.vendor.setSetting('planActivations', 10)
    await expect(desk.vendor.changeKey(id, { activations: 11 })).rejects.toMatchObject({
      code: 'plan-activations-exceeded',
      details: { asked: 4, left: 3, limelm: 110 },
    })
    await desk.vendor.changeKey(id, { activations: 10 })
    await expect(desk.vendor.changeKey(id, { activations: 11 })).rejects.toMatchObject({
      code: 'plan-activations-used-up',
      details: { asked: 1, left: 0, limelm: 111 },
    })
    // also when the plan was made smaller than what is sold already
    await desk.vendor.setSetting('planActivations', 2)
    await desk.vendor.changeKey(id, { email: 'lab@example.com' })
    await desk.vendor.changeKey(id, { activations: 10 })
    await desk.vendor.changeKey(id, { activations: 3 })
    await expect(desk.vendor.changeKey(id, { activations: 4 })).rejects.toMatchObject({
      details: { left: 0, limelm: 111 },
    })
    expect(await granted()).toBe(3)
  })

  test('a revoked key gives its activations back; a computer in use takes none', async () => {
    await desk.vendor.setSetting('planActivations', 5)
    const [key] = await make({ activations: 5 })
    issued(await desk.signer.issue(requestOf('a', key?.text as string)))
    await expect(make({})).rejects.toMatchObject({ code: 'plan-activations-used-up' })
    await desk.vendor.revokeKey(key?.id as string)
    expect(await granted()).toBe(0)
    await make({ activations: 5 })
  })

  test('does not stop what was sold from being activated', async () => {
    const [key] = await make({ activations: 5 })
    await desk.vendor.setSetting('planActivations', 0)
    issued(await desk.signer.issue(requestOf('a', key?.text as string)))
  })
})

describe('two at the desk', () => {
  test('LimeLM 110: what another one takes meanwhile is seen: the rest is not sold twice', async () => {
    await desk.vendor.setSetting('planActivations', 10)
    const [key] = await make({ activations: 4 })
    const maker = { now: desk.now, random: desk.random }
    const slow = interrupted(await desk.ledger(), n => n === 0 && make({ activations: 4 }))
    await expect(
      createKeys({ ...maker, ledger: slow }, { productId: 'scope', activations: 6 }),
    ).rejects.toMatchObject({
      code: 'plan-activations-exceeded',
      details: { asked: 6, left: 2 },
    })
    const slower = interrupted(await desk.ledger(), n => n === 0 && make({ activations: 2 }))
    await expect(changeKey(slower, key?.id as string, { activations: 5 }, NOW)).rejects.toMatchObject({
      code: 'plan-activations-used-up',
    })
    expect(await granted()).toBe(10)
  })

  test('racing for the rest over connections of their own, they never exceed it, and take all of it', async () => {
    await desk.vendor.setSetting('planActivations', 12)
    const [first] = await make({})
    const ledgers = [await desk.ledger(), await desk.ledger(), await desk.ledger()]
    const maker = { now: desk.now, random: desk.random }
    const races = Array.from({ length: 15 }, (_, i) => {
      const ledger = ledgers[i % 3] as (typeof ledgers)[number]
      return i % 5 === 4
        ? changeKey(ledger, first?.id as string, { activations: 2 }, NOW)
        : createKeys({ ...maker, ledger }, { productId: 'scope' })
    })
    const outcomes = await Promise.allSettled(races)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({
          code: expect.stringMatching(/^plan-activations-(?:exceeded|used-up)$/),
        })
    expect(await granted()).toBe(12)
    expect(await desk.vendor.audit()).toMatchObject({ problems: [] })
  })

  test('what adds nothing does not wait for those who sell', async () => {
    await desk.vendor.setSetting('planActivations', 100)
    const [key] = await make({ activations: 7 })
    let attempts = 0
    const busy = interrupted(await desk.ledger(), () => {
      attempts++
      return make({})
    })
    await changeKey(busy, key?.id as string, { activations: 3 }, NOW)
    expect(attempts).toBe(1)
  })

  test('a plan that is made smaller meanwhile counts', async () => {
    await desk.vendor.setSetting('planActivations', 10)
    const slow = interrupted(
      await desk.ledger(),
      n => n === 0 && desk.vendor.setSetting('planActivations', 1),
    )
    const making = createKeys({ ...desk, ledger: slow }, { productId: 'scope', activations: 2 })
    await expect(making).rejects.toMatchObject({ code: 'plan-activations-exceeded', details: { plan: 1 } })
    expect(await desk.vendor.keys({})).toEqual([])
  })
})

describe('LimeLM 118: a dormant vendor', () => {
  test('makes and changes no keys, and can still revoke, issue and be woken', async () => {
    const [key] = await make({ activations: 3 })
    const { id, text } = key as NonNullable<typeof key>
    await desk.vendor.setSetting('dormant', true)
    const { head } = await desk.vendor.stats()
    const dormant = { code: 'vendor-dormant', details: { limelm: 118 } }
    await expect(make({})).rejects.toMatchObject(dormant)
    await expect(desk.vendor.changeKey(id, { activations: 2 })).rejects.toMatchObject(dormant)
    expect((await desk.vendor.stats()).head).toBe(head)
    issued(await desk.signer.issue(requestOf('a', text)))
    await desk.vendor.revokeKey(id)
    await desk.vendor.setSetting('dormant', false)
    await make({})
  })

  test('one that falls asleep meanwhile makes none', async () => {
    const slow = interrupted(await desk.ledger(), n => n === 0 && desk.vendor.setSetting('dormant', true))
    const making = createKeys({ ...desk, ledger: slow }, { productId: 'scope' })
    await expect(making).rejects.toMatchObject({ code: 'vendor-dormant' })
    expect(await desk.vendor.keys({})).toEqual([])
  })
})
