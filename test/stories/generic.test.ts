/** Generic licenses: off on both sides until switched on, one activation for any number of computers, found on a share. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openClient } from '../../src/client/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let key: string
let license: string

/** The kit that allows generic licenses and names the share, beside the shop's own that does neither. */
beforeAll(async () => {
  shop = await openShop()
  mkdirSync(shop.at('share'))
  await must(vendorSwitch('true'))
  key = await shop.key('--generic', '--expires', '2099-12-31')
  license = shop.at('vendor', 'site.license')
  await must(onBehalf('-o', license))
  const words = ['--allow-generic', '--search-path', shop.at('share')]
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'site.kit'), ...words))
})
afterAll(() => shop.remove())

function vendorSwitch(value: string) {
  return shop.vendor('settings', 'set', 'allow-generic-keys', value)
}

function onBehalf(...words: readonly string[]) {
  return shop.vendor('issue', '--key', key, '--computer-id', 'anything at all', ...words)
}

describe('QG-13..16: the switch on both sides', () => {
  test.each([
    ['off', 'off'],
    ['off', 'on'],
    ['on', 'off'],
    ['on', 'on'],
  ])('vendor %s, client %s', async (vendorSide, clientSide) => {
    await must(vendorSwitch(String(vendorSide === 'on')))
    const create = () => shop.vendor('key', 'create', '--product', 'scope', '--generic', '--yes')
    if (vendorSide === 'on') {
      await must(create())
      await must(onBehalf())
    } else {
      // neither made, nor issued for a key that was made while it was on
      for (const run of [create, onBehalf])
        expect((await refusal(shop.at(), run, 'generic-not-allowed')).details.side).toBe('vendor')
    }
    const client = shop.client(`${vendorSide}-${clientSide}`, clientSide === 'on' ? 'site.kit' : 'scope.kit')
    const install = () => client('install', license)
    if (clientSide === 'on') expect(await install()).toMatchObject({ exit: 0 })
    else expect((await refusal(shop.at(), install, 'generic-not-allowed')).details.side).toBe('client')
  })

  test('off is what a new vendor starts with', async () => {
    const fresh = await openShop()
    expect((await fresh.vendor('settings', 'show')).value.settings).toEqual({
      allowGenericKeys: false,
      planActivations: 'unlimited',
      dormant: false,
    })
    fresh.remove()
  })
})

describe('one activation for any number of computers', () => {
  beforeAll(() => vendorSwitch('true'))

  test('QG-01..05: it runs where nobody activated, and requests take no seats', async () => {
    for (const name of ['m1', 'm2', 'm3']) {
      const client = shop.client(name, 'site.kit')
      expect(await client('install', license)).toMatchObject({ exit: 0 })
      expect((await client('status')).value.license.generic).toBe(true)
      expect((await must(shop.activate(name, key))).value.outcome).toBe('renewed')
    }
    expect((await must(shop.vendor('key', 'show', key))).value.activations).toHaveLength(1)
  })

  test('QG-05 QG-09: floating seats may stand in it; activations are 1', async () => {
    const words = ['key', 'create', '--product', 'scope', '--generic', '--yes']
    await must(shop.vendor(...words, '--floating-seats', '3'))
    await refusal(shop.at(), () => shop.vendor(...words, '--activations', '2'), 'invalid-value', 2)
  })

  test('QG-10..12: any text will do as computer ID, and only for a generic key', async () => {
    for (const text of ['x', 'the whole campus, all buildings', 'ÄÖÜ 漢字'])
      expect((await must(shop.vendor('issue', '--key', key, '--computer-id', text))).value.computerId).toBe(
        text,
      )
    const bound = await shop.key()
    const issue = () => shop.vendor('issue', '--key', bound, '--computer-id', 'x')
    await refusal(shop.at(), issue, 'not-generic')
    await refusal(shop.at(), () => shop.vendor('issue', '--key', key), 'usage', 2)
  })

  test('QG-17: always a warning, and without an end a question that only --yes answers here', async () => {
    const words = ['key', 'create', '--product', 'scope', '--generic']
    const limited = await must(shop.vendor(...words, '--duration', '30'))
    expect(limited.value.warnings).toEqual([expect.stringMatching(/neither a customer nor a computer/)])
    await refusal(shop.at(), () => shop.vendor(...words), 'confirmation-needed', 2)
    // whose it is, its licensee says
    const named = ['--licensee', 'Delta University']
    const ofOne = await must(shop.vendor(...words, ...named, '--duration', '30'))
    expect(ofOne.value.warnings).toEqual([expect.stringMatching(/^(?!.*customer).*bound to no computer/)])
    const ofOneForEver = await must(shop.vendor(...words, ...named, '--yes'))
    expect(ofOneForEver.value.warnings).toEqual([expect.stringMatching(/^(?!.*customer).*forever/)])
    const forEver = await must(shop.vendor(...words, '--yes'))
    expect(forEver.value.warnings).toEqual([
      expect.stringMatching(/forever.*neither a customer nor a computer/),
    ])
    expect((await must(onBehalf())).value.warnings).toHaveLength(1)
  })
})

describe('QG-06: the search path', () => {
  test('a client that never activated picks the license up, past a damaged one', async () => {
    const client = shop.client('share-user', 'site.kit')
    expect(await client('status')).toMatchObject({ exit: 1, value: { error: { code: 'no-license' } } })
    writeFileSync(shop.at('share', 'a-damaged.license'), 'not a license')
    copyFileSync(license, shop.at('share', 'site.license'))
    const { value } = await must(client('status'))
    expect(value.source).toBe(shop.at('share', 'site.license'))
    expect(value.lookedAt).toEqual([shop.at('share', 'a-damaged.license'), shop.at('share', 'site.license')])
  })

  test('QG-08: a replaced file is picked up by a running program', async () => {
    const probe = async () => simulatedComputer('long-running')
    const kit = shop.read('vendor', 'site.kit')
    const { messageFromInput } = await import('../../src/client/door.ts')
    const client = openClient({ home: shop.at('running'), bakedKit: await messageFromInput(kit), probe })
    const share = shop.at('share', 'site.license')
    copyFileSync(license, share)
    expect((await client.status()).valid).toBe(true)
    // while it is being replaced the copy counts, and says so
    writeFileSync(share, 'half')
    expect(await client.status()).toMatchObject({ valid: true, warnings: [{ code: 'license-from-copy' }] })
    rmSync(share)
    expect((await client.status()).valid).toBe(false)
    copyFileSync(license, share)
    expect((await client.status()).valid).toBe(true)
  })
})
