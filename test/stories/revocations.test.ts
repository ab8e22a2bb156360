/** A list of revocations reaches computers that have no network: what counts no more there, and what goes on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

let lists = 0

/** Published, with the file at the vendor's desk. */
async function publish(): Promise<{ readonly file: string; readonly list: Value }> {
  const file = shop.at('vendor', `list-${++lists}.txt`)
  const { value } = await must(shop.vendor('revocations', 'publish', 'scope', '-o', file))
  return { file, list: value.revocations }
}

async function codes(name: string): Promise<readonly string[]> {
  const { exit, value } = await shop.client(name)('status')
  if (exit === 0) return []
  return (value.error.details.reasons ?? [value.error]).map(({ code }: Value) => code)
}

describe('a list', () => {
  test('ends the license of a released activation and of a revoked key, and no other', async () => {
    const [key, stolen] = [await shop.key('--activations', '2'), await shop.key()]
    const { license } = (await must(shop.install('sold', key))).value
    await must(shop.install('kept', key))
    await must(shop.install('unpaid', stolen))
    const { value } = await must(
      shop.vendor('activation', 'release', '--yes', license.activationId, '--reason', 'sold on'),
    )
    expect(value.activation.state).toBe('released')
    await must(shop.vendor('key', 'revoke', '--yes', stolen, '--reason', 'charged back'))
    expect(await codes('sold')).toEqual([])

    const { file, list } = await publish()
    expect(list).toMatchObject({ productId: 'scope', sequence: 1, count: 2, sameAs: null })
    expect(list.activationIds).toContain(license.activationId)
    for (const name of ['sold', 'kept', 'unpaid']) await must(shop.client(name)('install', file))
    expect(await codes('sold')).toContain('license-revoked')
    expect(await codes('unpaid')).toContain('license-revoked')
    expect(await codes('kept')).toEqual([])
  })

  test('published again without a change has the next number, and says which one it repeats', async () => {
    const { list: before } = await publish()
    const { list } = await publish()
    expect([list.sequence, list.sameAs]).toEqual([before.sequence + 1, before.sequence])
    expect(list.activationIds).toEqual(before.activationIds)
  })

  test('an older one never takes the place of a newer one', async () => {
    const key = await shop.key()
    const { license } = (await must(shop.install('offline', key))).value
    const older = await publish()
    await must(shop.vendor('activation', 'release', '--yes', license.activationId, '--reason', 'lost'))
    const newer = await publish()
    await must(shop.client('offline')('install', newer.file))
    await refusal(shop.at(), () => shop.client('offline')('install', older.file), 'older-than-kept')
    expect(await codes('offline')).toContain('license-revoked')
  })

  test('of a computer that comes back: its new license counts, the old one does not', async () => {
    const key = await shop.key()
    const first = (await must(shop.install('back', key))).value.license
    await must(shop.vendor('activation', 'release', '--yes', first.activationId, '--reason', 'thought lost'))
    const { file } = await publish()
    await must(shop.client('back')('install', file))
    expect(await codes('back')).toContain('license-revoked')
    await must(shop.install('back', key, '--app-version', '2.0'))
    expect(await codes('back')).toEqual([])
  })
})

test('what a clerk is told to do next names the command and the product', async () => {
  const key = await shop.key()
  const { license } = (await must(shop.activate('told', key))).value
  const next = 'airlatch-vendor revocations publish scope -o FILE'
  const released = ['activation', 'release', '--yes', license.activationId, '--reason', 'died']
  for (const words of [released, ['key', 'revoke', '--yes', key]]) {
    expect(await shop.said(...words)).toMatchObject({ exit: 0, out: expect.stringContaining(next) })
  }
})

test('refused: a product that is not there, a file that is', async () => {
  const publishing = (...words: readonly string[]) => shop.vendor('revocations', 'publish', ...words)
  await refusal(shop.at(), () => publishing('nothing'), 'product-not-found')
  await refusal(shop.at(), () => publishing('scope', '-o', shop.at('vendor', 'scope.kit')), 'output-exists')
  await refusal(shop.at(), () => publishing(), 'usage', 2)
})
