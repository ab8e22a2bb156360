import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVendor, openVendor } from '../src/vendor.ts'
import { type Desk, openDesk } from './world/desk.ts'
import { NOW } from './world/nouns.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe('a vendor', () => {
  test('is made once, and its name is one that people can read', async () => {
    const make = (name: string) => createVendor({ home: desk.home, name, passphrase: '' })
    await expect(make('Again')).rejects.toMatchObject({ code: 'vendor-exists' })
    const fresh = join(desk.home, 'fresh')
    await expect(createVendor({ home: fresh, name: '', passphrase: '' })).rejects.toMatchObject({
      code: 'invalid-value',
    })
    expect(readdirSync(desk.home)).not.toContain('fresh')
  })

  test('where there is none, nothing is made', async () => {
    const home = mkdtempSync(join(tmpdir(), 'airlatch-none-'))
    await expect(openVendor({ home })).rejects.toMatchObject({ code: 'vendor-missing' })
    expect(readdirSync(home)).toEqual([])
    rmSync(home, { recursive: true })
  })

  test('tells its name and the key that it signs with', () => {
    expect(desk.vendor.identity).toEqual({
      name: 'Acme',
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  })

  test('with a ledger elsewhere', async () => {
    const home = join(desk.home, 'two-places')
    const ledger = join(desk.home, 'elsewhere.db')
    await createVendor({ home, ledger, name: 'Acme', passphrase: '' })
    expect(readdirSync(home)).toEqual(['signing-key.age'])
    const vendor = await openVendor({ home, ledger })
    expect(vendor.identity.name).toBe('Acme')
    await vendor.close()
    const server = { home, ledger: 'postgres://localhost/x' }
    await expect(openVendor(server)).rejects.toMatchObject({ code: 'invalid-value' })
  })
})

describe('at the desk', () => {
  test('a key is found by its whole text or its id, as people type them', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope' })
    const { id, text } = key as NonNullable<typeof key>
    for (const typed of [text, id, text.toLowerCase(), ` ${id.replace('-', ' ')}`])
      expect((await desk.vendor.key(typed)).id).toBe(id)
    await expect(desk.vendor.key('00000-00000')).rejects.toMatchObject({
      code: expect.stringMatching(/^key-not-found|^activation-key/),
    })
    await expect(desk.vendor.key('nonsense')).rejects.toMatchObject({ code: 'activation-key-malformed' })
  })

  test('QC-15: keys are listed by product and customer', async () => {
    await desk.vendor.createProduct({ id: 'meter', name: 'Meter' })
    await desk.vendor.createKeys({ productId: 'meter', email: 'lab@example.com', count: 3 })
    await desk.vendor.createKeys({ productId: 'meter' })
    expect(await desk.vendor.keys({ productId: 'meter' })).toHaveLength(4)
    expect(await desk.vendor.keys({ productId: 'meter', email: 'LAB@example.com' })).toHaveLength(3)
    expect(await desk.vendor.keys({ email: 'nobody@example.com' })).toEqual([])
  })

  test('QG-13: the switch is off until it is thrown, and stays', async () => {
    expect(await desk.vendor.settings()).toEqual({ allowGenericKeys: false })
    expect(await desk.vendor.setSetting('allowGenericKeys', true)).toEqual({ allowGenericKeys: true })
    const again = await openVendor({ home: desk.home })
    expect(await again.settings()).toEqual({ allowGenericKeys: true })
    await again.close()
  })

  test('QG-12: any text is a computer ID, up to a length', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const [key] = await desk.vendor.createKeys({ productId: 'scope', generic: true })
    const id = key?.id as string
    expect(await desk.signer.issueOnBehalf(id, 'x'.repeat(256))).toMatchObject({ kind: 'issued' })
    await expect(desk.signer.issueOnBehalf(id, 'x'.repeat(257))).rejects.toMatchObject({
      code: 'invalid-value',
    })
    await expect(desk.signer.issueOnBehalf('nonsense', 'x')).rejects.toMatchObject({
      code: 'activation-key-malformed',
    })
  })

  test('the audit walks what was done here', async () => {
    expect(await desk.vendor.audit()).toMatchObject({ problems: [] })
    expect((await desk.vendor.stats()).entries).toBe((await desk.vendor.audit()).entries)
    expect(desk.now()).toBe(NOW)
  })
})
