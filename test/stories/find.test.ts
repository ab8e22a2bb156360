/** A caller says a part of something, or sends a file: the desk finds what they talk about, and nobody guesses. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
let customer: string
let key: string
let activation: Value
beforeAll(async () => {
  shop = await openShop()
  const who = ['--company', 'Example Labs', '--telephone', '+49 (89) 12 34-5', '--reference', 'K 1042']
  customer = (await must(shop.vendor('customer', 'add', 'Ann Müller', ...who))).value.customer.id
  const sold = [
    '--order',
    'PO 4711',
    '--comment',
    'pays late',
    '--licensee',
    'Ann Lab',
    '--email',
    'a@q.example',
  ]
  key = await shop.key('--customer', customer, '--activations', '3', ...sold)
  await must(shop.activate('a', key))
  activation = (await must(shop.vendor('activation', 'list'))).value.activations[0]
})
afterAll(() => shop.remove())

async function find(text: string): Promise<Value> {
  return (await must(shop.vendor('find', text))).value
}

async function found(text: string): Promise<readonly string[]> {
  return (await find(text)).matches.map(({ id }: Value) => id)
}

describe('a search', () => {
  test('finds a customer, a key and an activation by any part, and says the next step', async () => {
    const [id, activationId] = [key.slice(0, 11), activation.id]
    for (const text of ['muller', 'EXAMPLE l', '12345', '89 1234-5', 'k 10', customer, customer.slice(2)])
      expect(await found(text), text).toContain(customer)
    const parts = [
      id,
      id.replace('-', '').toLowerCase(),
      key,
      id.slice(3, 8),
      id.replace('-', '').slice(3, 8),
    ]
    for (const text of ['po 47', 'LATE', 'ann lab', '@q.ex', ...parts])
      expect(await found(text), text).toContain(id)
    const { computerId } = activation
    const bare = computerId.replaceAll('-', '')
    const ofComputer = [
      computerId,
      bare.toLowerCase(),
      bare.slice(3, 12),
      activationId.toUpperCase(),
      activationId.slice(4),
    ]
    for (const text of ofComputer) expect(await found(text), text).toContain(activationId)

    const [first] = (await find('example labs')).matches
    expect(first).toMatchObject({
      kind: 'customer',
      customer: { id: customer },
      next: `customer show ${customer}`,
    })
    expect((await find(id)).matches).toMatchObject([{ kind: 'key', key: { id }, next: `key show ${id}` }])
    expect((await find(computerId)).matches).toMatchObject([{ kind: 'activation', next: `key show ${id}` }])
    expect(await find('nothing like it')).toMatchObject({ matches: [], more: 0, messageType: null })
  })

  test('needs three characters, and takes no more than 200', async () => {
    for (const text of ['', 'ab', '  a ', 'x'.repeat(201)])
      await refusal(shop.at(), () => shop.vendor('find', text), 'invalid-value', 2)
  })

  test('lists several, customers first, at most 20, and says how many more there are', async () => {
    await must(shop.vendor('key', 'create', '--product', 'scope', '--count', '30', '--order', 'bulk 77'))
    const late = (await must(shop.vendor('customer', 'add', 'Bulk 77 Ltd'))).value.customer.id
    await must(shop.vendor('key', 'create', '--product', 'scope', '--count', '2', '--order', 'bulk 77'))
    const { matches, more, isUncounted } = await find('bulk 77')
    expect([matches.length, more, isUncounted]).toEqual([20, 13, false])
    expect(matches[0]).toMatchObject({ kind: 'customer', id: late })
  })

  test('by a file finds the key of a request, a license and a receipt, and its activation', async () => {
    const path = await shop.request('b', key)
    const id = key.slice(0, 11)
    const asked = await find(path)
    expect(asked).toMatchObject({ messageType: 'request', matches: [{ id, next: `issue ${path}` }] })
    const license = shop.at('b', 'license.txt')
    await must(shop.vendor('issue', path, '-o', license))
    const after = await find(path)
    expect(after.matches.map(({ kind }: Value) => kind)).toEqual(['key', 'activation'])
    expect(await find(license)).toMatchObject({
      messageType: 'license',
      matches: after.matches.map(({ id }: Value) => ({ id })),
    })
    await must(shop.client('b')('install', license))
    const receipt = shop.at('b', 'receipt.txt')
    await must(shop.client('b')('deactivate', '--yes', '-o', receipt))
    expect((await find(receipt)).matches.at(-1)).toMatchObject({ next: `release ${receipt}` })
    expect(await find(shop.at('vendor', 'scope.kit'))).toMatchObject({ messageType: 'kit', matches: [] })
  })
})

describe('a computer ID in the place of an activation', () => {
  test('is its activation while it holds one seat, however it is typed', async () => {
    const own = await shop.key()
    await must(shop.activate('c', own))
    const [{ id, computerId }] = (await must(shop.vendor('activation', 'list', '--key', own))).value
      .activations
    const typed = computerId.replaceAll('-', ' ').toLowerCase()
    for (const named of [computerId, typed, id.toUpperCase()])
      expect((await must(shop.vendor('key', 'show', named))).value.key.id).toBe(own.slice(0, 11))
    const day = ['--reason', 'a wrong clock']
    const set = await must(shop.vendor('activation', 'set-start', computerId, '2026-01-02', ...day))
    expect(set.value.activation.id).toBe(id)
    const released = await must(shop.vendor('activation', 'release', '--yes', typed, '--reason', 'stolen'))
    expect(released.value.activation).toMatchObject({ id, state: 'released' })
    // it holds no seat any more
    const again = () => shop.vendor('activation', 'release', '--yes', computerId, '--reason', 'stolen')
    await refusal(shop.at(), again, 'activation-not-found')
  })

  test('that holds several seats is refused with all of them, and nothing is released', async () => {
    const keys = [await shop.key(), await shop.key()]
    for (const one of keys) await must(shop.activate('d', one))
    const [{ computerId }] = (await must(shop.vendor('activation', 'list', '--key', keys[0] ?? ''))).value
      .activations
    for (const words of [
      ['activation', 'release', '--yes', computerId, '--reason', 'dead'],
      ['activation', 'set-start', computerId, '2026-01-02', '--reason', 'wrong'],
      ['key', 'show', computerId],
      ['clock-reset', '--activation', computerId],
    ]) {
      const { details, message } = await refusal(
        shop.at(),
        () => shop.vendor(...words),
        'activation-ambiguous',
      )
      expect(details).toMatchObject({ computer: computerId, more: 0 })
      expect(details.activations.map(({ key }: Value) => key).toSorted()).toEqual(
        keys.map(one => one.slice(0, 11)).toSorted(),
      )
      for (const one of keys) expect(message).toContain(one.slice(0, 11))
    }
    const { activations } = (await must(shop.vendor('activation', 'list'))).value
    expect(activations.filter((one: Value) => one.computerId === computerId)).toHaveLength(2)
  })
})
