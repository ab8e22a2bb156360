/** What can be taken back, and what asks first because it cannot (checklist DY-10). */
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.remove())

/** A key, and a request of a computer with it. */
async function sold(...words: readonly string[]) {
  const key = await shop.key(...words)
  return { key, id: key.slice(0, 11), request: await shop.request('pc', key) }
}

async function listed(noun: 'key' | 'product', ...words: readonly string[]): Promise<readonly string[]> {
  const { value } = await must(shop.vendor(noun, 'list', ...words))
  return value[`${noun}s`].map(({ id }: Value) => id)
}

describe('DY-10 a key that is suspended', () => {
  test('gets no license until it is reinstated, and everybody is told why', async () => {
    const { id, request } = await sold()
    const { out } = await shop.said('key', 'suspend', id, '--reason', 'invoice 4711')
    expect(out).toMatch(/^suspended +20/m)
    expect(out).toContain(`airlatch-vendor key reinstate ${id}`)
    const { hint } = await refusal(shop.at(), () => shop.vendor('issue', request), 'key-suspended')
    expect(hint).toContain(`key reinstate ${id}`)
    const trial = shop.vendor('issue', request, '--dry-run')
    expect((await trial).value.error.details.trace).toContainEqual({
      rule: 'suspended',
      outcome: 'refuse',
      saw: expect.stringMatching(/^suspended 20/),
    })
    expect(await listed('key', '--state', 'suspended')).toEqual([id])
    const { value } = await must(shop.vendor('key', 'reinstate', id, '--reason', 'paid'))
    expect(value.key).toMatchObject({ id, state: 'unused', suspended: null, archivedAt: null })
    await must(shop.vendor('issue', request, '-o', shop.at('a.license')))
    const history = (await shop.said('key', 'show', id)).out
    expect(history).toMatch(/suspended: invoice 4711\n.*reinstated: paid/)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('is not renewed, and its terms stay as they are', async () => {
    const { id, request } = await sold('--expires', '2099-12-31')
    await must(shop.vendor('issue', request, '-o', shop.at('a.license')))
    await must(shop.vendor('key', 'suspend', id))
    const renew = () => shop.vendor('renew', id, '--extend', '365', '-o', shop.at('b.license'))
    await refusal(shop.at(), renew, 'key-suspended')
    expect((await must(shop.vendor('key', 'show', id))).value.key.expires).toBe('2099-12-31')
  })
})

describe('DY-10 the archive', () => {
  test('takes a key out of lists and reports, and finding it says so', async () => {
    const test1 = await sold('--comment', 'only a test')
    const real = await sold()
    await must(shop.vendor('issue', test1.request, '-o', shop.at('a.license')))
    await must(shop.vendor('key', 'archive', test1.id))
    expect(await listed('key')).toEqual([real.id])
    expect((await listed('key', '--archived')).toSorted()).toEqual([test1.id, real.id].toSorted())
    expect(await listed('key', '--state', 'archived')).toEqual([test1.id])
    for (const kind of ['sales', 'seats', 'activations']) {
      const total = async (...words: readonly string[]) =>
        (await must(shop.vendor('report', kind, ...words))).value.totals
      const [without, all] = [await total(), await total('--archived')]
      const name = kind === 'activations' ? 'new' : 'keys'
      expect([kind, without[name], all[name]]).toEqual([kind, all[name] - 1, all[name]])
    }
    await refusal(shop.at(), () => shop.vendor('issue', test1.request), 'key-archived')
    const { matches } = (await must(shop.vendor('find', 'only a test'))).value
    expect(matches).toMatchObject([{ id: test1.id, key: { state: 'archived' } }])
    await must(shop.vendor('key', 'reinstate', test1.id))
    expect((await listed('key')).length).toBe(2)
  })

  test('takes a product out of the list; no keys are made for it, and those that there are go on', async () => {
    const { request } = await sold()
    const { value } = await must(shop.vendor('product', 'archive', 'scope'))
    expect(value.product).toMatchObject({ id: 'scope', archivedAt: expect.stringMatching(/^20/) })
    expect(await listed('product')).toEqual([])
    expect(await listed('product', '--archived')).toEqual(['scope'])
    const create = () => shop.vendor('key', 'create', '--product', 'scope')
    const { hint } = await refusal(shop.at(), create, 'product-archived')
    expect(hint).toContain('product reinstate scope')
    await must(shop.vendor('issue', request, '-o', shop.at('a.license')))
    await must(shop.vendor('product', 'reinstate', 'scope'))
    await must(create())
  })
})

describe('DY-10 what cannot be undone', () => {
  /** Each, with what a dry run says besides. */
  async function dangers(): Promise<readonly (readonly [words: readonly string[], json: object])[]> {
    const { id, request } = await sold('--email', 'ann@lab.example', '--activations', '2')
    const { license } = (await must(shop.vendor('issue', request, '-o', shop.at('a.license')))).value
    const customer = (await must(shop.vendor('customer', 'add', 'Ann'))).value.customer.id
    await must(shop.vendor('signing-key', 'rotate', '--yes'))
    const [first, present] = (await must(shop.vendor('signing-key', 'list'))).value.signingKeys
    return [
      [['activation', 'release', license.activationId, '--reason', 'lost'], { activation: { keyId: id } }],
      [['key', 'revoke', id], { keyId: id, inUse: 1 }],
      [['key', 'erase-personal', id], { keyId: id }],
      [['customer', 'erase', customer], { customerId: customer, keyCount: 0 }],
      [['signing-key', 'rotate'], { kid: present.kid, productIds: ['scope'], activationCount: 1 }],
      [
        ['signing-key', 'retire', first.kid, '--since', '2020-01-01', '--reason', 'stolen'],
        { kid: first.kid, fromAt: '2020-01-01T00:00:00Z', already: false, licensesSince: 1 },
      ],
    ]
  }

  test('wants --yes outside of a terminal, and a dry run says what would happen; neither changes anything', async () => {
    const all = await dangers()
    const { head } = (await must(shop.vendor('ledger', 'stats'))).value
    for (const [words, json] of all) {
      const { hint } = await refusal(shop.at(), () => shop.vendor(...words), 'confirmation-needed', 2)
      expect(hint).toContain('--yes')
      const { value } = await must(shop.vendor(...words, '--dry-run'))
      expect(value).toMatchObject({ ok: true, dryRun: true, ...json })
      expect((await shop.said(...words, '--dry-run')).out).toMatch(/^nothing was changed\. If it were done: /)
    }
    expect((await must(shop.vendor('ledger', 'stats'))).value.head).toBe(head)
    for (const [words] of all) await must(shop.vendor(...words, '--yes'))
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('is not asked about twice: what was done already is answered as before', async () => {
    const { id } = await sold()
    const first = await must(shop.vendor('key', 'revoke', id, '--yes'))
    expect((await must(shop.vendor('key', 'revoke', id))).value).toEqual(first.value)
    const { value } = await must(shop.vendor('key', 'revoke', id, '--dry-run'))
    expect(value).toMatchObject({ dryRun: true, keyId: id })
  })
})

describe('DY-10 after a rotation', () => {
  test('a license says who needs the new kit, until its computer had one that the new key signed', async () => {
    const { id, request } = await sold('--expires', '2099-12-31')
    const { computerId } = (await must(shop.vendor('issue', request, '-o', shop.at('a.license')))).value
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    onTestFinished(() => void vi.useRealTimers())
    const rotate = async () => {
      vi.setSystemTime(Date.now() + 60_000)
      return (await must(shop.vendor('signing-key', 'rotate', '--yes'))).value.signingKey
    }
    const { kid } = await rotate()
    const renewed = async (file: string) =>
      (await must(shop.vendor('renew', id, '--extend', '1', '-o', shop.at(file)))).value.warnings
    expect(await renewed('b.license')).toEqual([
      expect.stringMatching(new RegExp(`^signing key ${kid} .*airlatch-vendor kit scope -o FILE`)),
    ])
    const other = await sold()
    await must(shop.vendor('kit', 'scope', '-o', shop.at('new.kit')))
    const issued = await must(shop.vendor('issue', other.request, '-o', shop.at('c.license')))
    expect(issued.value.warnings).toEqual([])
    expect(await renewed('d.license')).toEqual([])
    await rotate()
    await must(shop.vendor('kit', 'scope', '-o', shop.at('newer.kit')))
    expect(await renewed('e.license')).toEqual([expect.stringContaining(computerId)])
  })
})
