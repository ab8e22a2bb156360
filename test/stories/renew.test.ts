/** The second year: every computer of a key gets its new license without a request, in whichever way, and never an old one. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refusal, refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop.remove())

/** A key with a term, and its computers with their licenses installed. */
async function site(name: string, computers: number, ...words: readonly string[]) {
  const key = await shop.key('--activations', `${computers}`, ...words)
  const names = Array.from({ length: computers }, (_, i) => `${name}-${i + 1}`)
  for (const one of names) await must(shop.install(one, key))
  const renew = (...more: readonly string[]) => shop.vendor('renew', key, ...more)
  return { key, names, renew }
}

/** What a computer says of its license. */
async function statusOf(name: string, kit?: string): Promise<Value> {
  return (await must(shop.client(name, kit)('status'))).value
}

/** Of the product without features, for nobody. */
async function otherKey(): Promise<string> {
  return (await must(shop.vendor('key', 'create', '--product', 'plain'))).value.keys[0].wholeKey
}

const YEAR = ['--expires', '2090-12-31'] as const
const NEXT = ['--expires', '2091-12-31'] as const

describe('DY-03: a key of several computers is renewed', () => {
  test('as one bundle, from which each computer takes its own license, and no other computer any', async () => {
    const { names, renew } = await site('bundled', 3, ...YEAR)
    const bundle = shop.at('vendor', 'bundled.bundle')
    const { value } = await must(renew(...NEXT, '-o', bundle))
    expect(value.renewals).toMatchObject(
      names.map(() => ({ outcome: 'renewed', license: { expires: '2091-12-31' } })),
    )
    for (const name of names) {
      const file = shop.carry('vendor/bundled.bundle', `${name}/site.bundle`)
      expect((await must(shop.client(name)('install', file))).value).toMatchObject({ type: 'license' })
      expect(await statusOf(name)).toMatchObject({ state: 'valid', ends: '2091-12-31' })
    }
    const other = shop.carry('vendor/bundled.bundle', 'stranger/site.bundle')
    const stranger = shop.client('stranger')
    const install = () => stranger('install', other)
    expect((await refusal(shop.at('stranger'), install, 'not-in-bundle')).details).toMatchObject({
      licenses: 3,
    })
  })

  test('as a file for each in a folder; again, it writes nothing new', async () => {
    const { key, names, renew } = await site('files', 2, ...YEAR)
    const folder = shop.at('vendor', 'renewed')
    mkdirSync(folder)
    const first = (await must(renew(...NEXT, '-o', folder))).value
    const again = (await must(renew('-o', folder))).value
    expect(again.renewals).toMatchObject(names.map(() => ({ outcome: 'repeated' })))
    expect(readdirSync(folder).sort()).toEqual(
      first.renewals.map(({ computerId }: Value) => `${key.slice(0, 11)}-${computerId}.license`).sort(),
    )
    for (const [i, name] of names.entries()) {
      await must(shop.client(name)('install', first.renewals[i].output))
      expect(await statusOf(name)).toMatchObject({ ends: '2091-12-31' })
    }
  })

  test('as QR codes, which every computer reads', async () => {
    const { names, renew } = await site('pictured', 2, ...YEAR)
    await must(renew(...NEXT, '--qr', shop.at('vendor', 'pictured.png')))
    for (const name of names) {
      await must(shop.client(name)('install', shop.carry('vendor/pictured.png', `${name}/codes.png`)))
      expect(await statusOf(name)).toMatchObject({ ends: '2091-12-31' })
    }
  })

  test('by a bundle on the search path: each computer finds its own by itself', async () => {
    const share = shop.at('share')
    mkdirSync(share)
    const kit = shop.at('vendor', 'path.kit')
    await must(shop.vendor('kit', 'scope', '-o', kit, '--search-path', share))
    const { names, renew } = await site('shared', 2, ...YEAR)
    await must(renew(...NEXT, '-o', `${share}/site.bundle`))
    for (const name of names) {
      expect(await statusOf(name, 'path.kit')).toMatchObject({
        ends: '2091-12-31',
        source: `${share}/site.bundle`,
      })
    }
  })

  test('and looked at first: nothing is changed', async () => {
    const { key, renew } = await site('looked', 2, ...YEAR)
    const { value } = await must(renew('--extend', '365', '--dry-run'))
    expect(value).toMatchObject({
      dryRun: true,
      renewals: [{ expires: '2091-12-31' }, { expires: '2091-12-31' }],
    })
    expect((await must(shop.vendor('key', 'show', key))).value.key).toMatchObject({ expires: '2090-12-31' })
  })
})

describe('one computer', () => {
  test('DY-03: is renewed by telephone, from the license that it has', async () => {
    await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain', '--version', '1.0'))
    await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
    const created = await must(shop.vendor('key', 'create', '--product', 'plain', '--duration', '365'))
    const key = created.value.keys[0].wholeKey
    const client = shop.client('typed', 'plain.kit')
    await must(client('request', key, '-o', shop.at('typed', 'request.txt')))
    const request = shop.carry('typed/request.txt', 'vendor/typed.txt')
    await must(
      client(
        'install',
        (await must(shop.vendor('issue', request, '-o', shop.at('typed', 'first')))).value.output,
      ),
    )
    const before = (await statusOf('typed', 'plain.kit')).ends

    const { value } = await must(shop.vendor('renew', key, '--extend', '365', '--typed'))
    expect(value.licenseCode).toHaveLength(5)
    // another request since, for whatever reason, is no hindrance
    await must(client('request', await otherKey(), '-o', shop.at('typed', 'other.txt')))
    const code = shop.at('typed', 'code.txt')
    writeFileSync(code, value.licenseCode.join('\n'))
    await must(client('install', code))
    const { ends } = await statusOf('typed', 'plain.kit')
    expect((Date.parse(ends) - Date.parse(before)) / 86_400_000).toBe(365)
  })

  test('DY-03: is renewed by its activation, and by nothing that holds no seat', async () => {
    const { key, names, renew } = await site('alone', 2, ...YEAR)
    const { value } = await must(renew('--dry-run'))
    const [first, second] = value.renewals
    await must(shop.vendor('key', 'set', key, ...NEXT))
    const license = shop.at('vendor', 'alone.license')
    expect((await must(shop.vendor('issue', first.activationId, '-o', license))).value).toMatchObject({
      outcome: 'renewed',
      license: { expires: '2091-12-31', activationId: first.activationId },
    })
    expect((await must(shop.vendor('issue', first.computerId))).value).toMatchObject({ outcome: 'repeated' })
    const file = shop.carry('vendor/alone.license', `${names[0]}/next.license`)
    await must(shop.client(names[0] as string)('install', file))

    await must(shop.vendor('activation', 'release', '--yes', second.activationId, '--reason', 'stolen'))
    const issue = () => shop.vendor('issue', second.activationId)
    await refusal(shop.at('vendor'), issue, 'activation-released')
    await refusal(shop.at('vendor'), () => shop.vendor('issue', '0123456789abcdef'), 'activation-not-found')
  })
})

describe('DY-04: a computer asks again without its key', () => {
  test('by the license that it has, and the vendor knows its seat', async () => {
    const { key, names } = await site('again', 1, ...YEAR)
    const [name = ''] = names
    await must(shop.vendor('key', 'set', key, ...NEXT))
    await must(shop.client(name)('request', '-o', shop.at(name, 'again.txt')))
    const request = shop.carry(`${name}/again.txt`, 'vendor/again.txt')
    const { value } = await must(shop.vendor('issue', request, '-o', shop.at(name, 'again.license')))
    expect(value).toMatchObject({ outcome: 'renewed', license: { expires: '2091-12-31' } })
    await must(shop.client(name)('install', value.output))
    expect(await statusOf(name)).toMatchObject({ ends: '2091-12-31' })
  })

  test('of several keys one is named by its id; a code and a new computer need the whole key', async () => {
    const [first, second] = [await shop.key(), await shop.key()]
    const client = shop.client('two-keys')
    const request = (...words: readonly string[]) => client('request', ...words)
    const needed = async (...words: readonly string[]) =>
      (await refusal(shop.at('two-keys'), () => request(...words), 'activation-key-needed')).details
    await must(request(first, '-o', shop.at('two-keys', 'first.txt')))
    await must(request('-o', shop.at('two-keys', 'again.txt')))
    await must(request(second, '--typed'))
    await must(request(first, '-o', shop.at('two-keys', 'second.txt')))
    const [id = '', other = ''] = [first, second].map(one => one.slice(0, 11))
    expect(await needed('-o', shop.at('two-keys', 'any.txt'))).toMatchObject({ known: [id, other] })
    await must(request(id.toLowerCase(), '-o', shop.at('two-keys', 'named.txt')))
    expect(await needed(id, '--typed')).toMatchObject({ key: id })
    const stranger = shop.client('new-computer')
    await refusal(shop.at('new-computer'), () => stranger('request', id), 'activation-key-needed')
  })

  test('with a forged proof it gets nothing: the proof of one installation is none for another', async () => {
    const key = await shop.key('--activations', '2')
    await must(shop.activate('honest', key))
    // another computer with the requests of the first one, and an installation of its own
    const thief = shop.client('thief')
    await must(thief('request', await shop.key(), '-o', shop.at('thief', 'own.txt')))
    cpSync(
      join(shop.at('honest', 'home', 'scope'), 'request.cbor'),
      join(shop.at('thief', 'home', 'scope'), 'request.cbor'),
    )
    const ask = () => thief('request', key.slice(0, 11), '-o', shop.at('thief', 'stolen.txt'))
    await refused(ask, 'activation-key-needed')
  })
})

describe('DY-05: a request whose key has changed since', () => {
  test('gets the terms of now, with both ends, and the same bytes while nothing changes', async () => {
    const key = await shop.key(...YEAR)
    const request = await shop.request('old-request', key)
    const first = (await must(shop.vendor('issue', request))).value
    expect((await must(shop.vendor('issue', request))).value).toMatchObject({
      outcome: 'repeated',
      armored: first.armored,
    })
    await must(shop.vendor('key', 'set', key, ...NEXT))
    const renewed = (await must(shop.vendor('issue', request))).value
    expect(renewed).toMatchObject({
      outcome: 'renewed',
      license: { expires: '2091-12-31', activationId: first.license.activationId },
      replaced: { expires: '2090-12-31' },
    })
    expect((await must(shop.vendor('issue', request))).value).toMatchObject({ armored: renewed.armored })
  })

  test('gets nothing when the terms of now refuse it', async () => {
    const key = await shop.key(...YEAR)
    const request = await shop.request('refused-now', key, '--app-version', '2.0')
    await must(shop.vendor('issue', request))
    await must(shop.vendor('key', 'set', key, '--maintenance', '2025-12-31'))
    await refusal(shop.at('vendor'), () => shop.vendor('issue', request), 'outside-maintenance')
  })
})

describe('wrong calls', () => {
  const at = () => shop.at('vendor')

  test('of a key that nobody uses, that never ends, or whose end is said twice', async () => {
    const key = await shop.key()
    await refusal(at(), () => shop.vendor('renew', key, '-o', shop.at('vendor', 'x')), 'nothing-to-renew')
    await refusal(at(), () => shop.vendor('renew', key, '--extend', '3'), 'invalid-value', 2)
    const both = () => shop.vendor('renew', key, '--extend', '3', ...NEXT)
    await refusal(at(), both, 'invalid-value', 2)
  })

  test('of several computers without a place for their licenses, or by one code', async () => {
    const { renew } = await site('wrong', 2, ...YEAR)
    await refusal(at(), () => renew(), 'usage', 2)
    await refusal(at(), () => renew('--typed'), 'usage', 2)
  })

  test('of an end that is over changes nothing', async () => {
    const { key, renew } = await site('over', 1, '--duration', '365')
    await refusal(at(), () => renew('--expires', '2020-01-01'), 'invalid-value', 2)
    expect((await must(shop.vendor('key', 'show', key))).value.key).toMatchObject({ expires: null })
  })
})
