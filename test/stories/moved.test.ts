/** A license moves to another computer without a network: deactivate, release, activate there (checklist D). */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.remove())

/** Deactivates on one computer and carries the receipt to the vendor's desk. */
async function receiptOf(name: string, file = `${name}.receipt`): Promise<string> {
  await must(shop.client(name)('deactivate', '--yes', '-o', shop.at(name, file)))
  return shop.carry(`${name}/${file}`, `vendor/${file}`)
}

describe('a license moves', () => {
  test('D: the seat of one computer is free for the next one, and not before the receipt is there', async () => {
    const key = await shop.key()
    await must(shop.install('old', key))
    expect(await shop.activate('new', key)).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-seats-left' } },
    })

    const receipt = await receiptOf('old')
    expect(await shop.client('old')('status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'deactivated' } },
    })
    expect(await shop.activate('new', key)).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-seats-left' } },
    })

    expect(await shop.vendor('release', receipt)).toMatchObject({ exit: 0, value: { ok: true } })
    expect(await shop.install('new', key)).toMatchObject({ exit: 0 })
    expect(await shop.client('new')('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('D: the dead license stays dead when its file is installed again, and a receipt twice is harmless', async () => {
    const key = await shop.key()
    const issued = await must(shop.activate('back', key))
    const a = shop.client('back')
    await must(a('install', issued.value.output))
    const receipt = await receiptOf('back')
    expect(await a('install', issued.value.output)).toMatchObject({
      exit: 1,
      value: { error: { code: 'deactivated' } },
    })
    await must(shop.vendor('release', receipt))
    const entries = (await shop.vendor('ledger', 'stats')).value.entryCount
    expect(await shop.vendor('release', receipt)).toMatchObject({ exit: 0 })
    expect((await shop.vendor('ledger', 'stats')).value.entryCount).toBe(entries)

    // the same computer may come back: with a new activation
    expect(await shop.install('back', key)).toMatchObject({ exit: 0 })
    expect(await a('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('D: the receipt is shown again, with the same bytes, as often as one likes', async () => {
    await must(shop.install('again', await shop.key()))
    const a = shop.client('again')
    expect(await a('deactivate', '--again')).toMatchObject({
      exit: 1,
      value: { error: { code: 'not-deactivated' } },
    })
    await receiptOf('again')
    await must(a('deactivate', '--again', '-o', shop.at('again', 'second')))
    await must(a('deactivate', '--again', '-o', shop.at('again', 'third')))
    expect(shop.read('again', 'second')).toEqual(shop.read('again', 'again.receipt'))
    expect(shop.read('again', 'third')).toEqual(shop.read('again', 'again.receipt'))
    expect(await a('deactivate', '--yes')).toMatchObject({
      exit: 1,
      value: { error: { code: 'nothing-to-deactivate' } },
    })
  })

  test('D: without a yes nothing happens, and nothing is written', async () => {
    await must(shop.install('asks', await shop.key()))
    const before = shop.listing()
    expect(await shop.client('asks')('deactivate')).toMatchObject({
      exit: 2,
      value: { error: { code: 'confirmation-needed' } },
    })
    expect(shop.listing()).toEqual(before)
    expect(await shop.client('asks')('status')).toMatchObject({ exit: 0 })
  })

  test('D: a file that is in the way is seen before anything dies', async () => {
    await must(shop.install('taken', await shop.key()))
    const taken = shop.carry('vendor/scope.kit', 'taken/receipt.txt')
    expect(await shop.client('taken')('deactivate', '--yes', '-o', taken)).toMatchObject({
      exit: 1,
      value: { error: { code: 'output-exists' } },
    })
    expect(await shop.client('taken')('status')).toMatchObject({ exit: 0 })
  })

  test('D: a limit of none is said by the client, before it destroys anything', async () => {
    await must(shop.install('none', await shop.key('--deactivation-limit', '0')))
    expect(await shop.client('none')('deactivate', '--yes')).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-deactivations-left' } },
    })
    expect(await shop.client('none')('status')).toMatchObject({ exit: 0 })
  })

  test('D: the limit is counted by the vendor; a release by hand is counted apart', async () => {
    const key = await shop.key('--deactivation-limit', '1')
    await must(shop.install('one', key))
    await must(shop.vendor('release', await receiptOf('one')))
    await must(shop.install('two', key))
    const second = await receiptOf('two')
    expect(await shop.vendor('release', second)).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-deactivations-left' } },
    })
    const [{ id }] = (await shop.vendor('activation', 'list', '--key', key)).value.activations.filter(
      ({ released }: { released: unknown }) => released === null,
    )
    await must(
      shop.vendor('activation', 'release', '--yes', id, '--reason', 'limit used up, as agreed by telephone'),
    )
    expect(await shop.install('three', key)).toMatchObject({ exit: 0 })
  })

  test('D: a generic license is nobody’s to give back', async () => {
    await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
    await must(shop.vendor('kit', 'scope', '--allow-generic', '-o', shop.at('vendor', 'generic.kit')))
    const key = await shop.key('--generic', '--expires', '2099-12-31')
    const client = shop.client('generic', 'generic.kit')
    await must(
      shop.vendor('issue', '--key', key, '--computer-id', 'any', '-o', shop.at('vendor', 'site.license')),
    )
    await must(client('install', shop.at('vendor', 'site.license')))
    expect(await client('deactivate', '--yes')).toMatchObject({
      exit: 1,
      value: { error: { code: 'nothing-to-deactivate' } },
    })
    expect(readdirSync(shop.at('generic', 'home', 'scope'))).toContain('license.cbor')
  })
})
