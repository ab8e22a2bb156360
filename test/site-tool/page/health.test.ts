/** The health check: well when every product lends, and if not, why. */
import { afterEach, describe, expect, test } from 'vitest'
import type { ProductView } from '../../../site-tool/page/board.ts'
import { healthOf } from '../../../site-tool/page/health.ts'
import * as world from '../../vectors/make/world.ts'
import { licenseOf, PageWorld, TestClient } from './page-world.ts'

let site: PageWorld
afterEach(() => site?.close())

async function health() {
  site.clock.time += 2
  const { status, text } = await site.get('/health')
  return { status, ...JSON.parse(text) }
}

const PRODUCT = world.PRODUCT

describe('SS-11: /health', () => {
  test('is well while every product lends, also when all seats are in use', async () => {
    site = await PageWorld.open({ license: licenseOf(1) })
    await site.ask(new TestClient('anna'), 'take')
    expect(await health()).toEqual({ status: 200, ok: true, products: [{ product: PRODUCT, ok: true }] })
  })

  test('fails without a license, after its end, with a clock that is behind, and says which', async () => {
    site = await PageWorld.open({ license: undefined })
    expect(await health()).toEqual({
      status: 503,
      ok: false,
      products: [{ product: PRODUCT, ok: false, code: 'license-missing' }],
    })
    await site.lending.install(licenseOf(1, {}, { expiresAt: world.NOW + 100 }))
    expect((await health()).ok).toBe(true)
    site.clock.time += 100
    expect(await health()).toMatchObject({ status: 503, products: [{ ok: false, code: 'expired' }] })
    site.clock.off = -50_000
    await site.close()
    site = await PageWorld.open()
    site.clock.off = -50_000
    expect(await health()).toMatchObject({ status: 503, products: [{ ok: false }] })
  })

  test('fails when it stops, and without any product', async () => {
    site = await PageWorld.open()
    site.isStopping = true
    expect(await health()).toMatchObject({ status: 503, ok: false, code: 'stopping' })
    await site.close()
    site = await PageWorld.open({ isEmpty: true })
    expect(await health()).toMatchObject({ status: 503, ok: false, code: 'no-products' })
  })

  test('a kit that nothing was requested for is not missed; a product that cannot be opened is', async () => {
    const idle = { productId: 'editor', productName: 'Editor' }
    site = await PageWorld.open({ idle: [{ ...idle, error: undefined }] })
    expect(await health()).toMatchObject({ status: 200, ok: true })
    await site.close()
    site = await PageWorld.open({
      idle: [{ ...idle, error: { code: 'ledger-damaged', details: { path: 'x', problem: 'y' } } as never }],
    })
    expect(await health()).toMatchObject({
      status: 503,
      products: [{ ok: true }, { product: 'editor', ok: false, code: 'ledger-damaged' }],
    })
  })

  test('a product without a license makes no other one unwell, and is not well alone', () => {
    const lends = { product: { productId: 'scope' }, notLending: undefined } as ProductView
    const waits = { product: { productId: 'editor' }, notLending: 'license-missing' } as ProductView
    expect(healthOf([lends, waits], [])).toEqual({
      ok: true,
      products: [
        { product: 'scope', ok: true },
        { product: 'editor', ok: false, code: 'license-missing' },
      ],
    })
    expect(healthOf([waits], []).ok).toBe(false)
  })

  test('a state that cannot be read is a failure with its code, and no error of ours', async () => {
    site = await PageWorld.open()
    site.break()
    expect(await health()).toMatchObject({ status: 503, products: [{ ok: false, code: 'ledger-damaged' }] })
    expect(site.broken).toEqual([])
  })

  test('anyone may ask, and learns no name', async () => {
    site = await PageWorld.open({ password: 'a password of the admin' })
    await site.ask(new TestClient('annabel'), 'take')
    const { status, text } = await site.get('/health', { 'x-forwarded-for': '203.0.113.9' })
    expect([status, text.includes('annabel')]).toEqual([200, false])
  })
})
