/** What an operation may do beyond its scope: by a member, by what it shows, or by what it takes for a proof. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { requestOf } from '../../world/desk.ts'
import { type ServedApi, serveApi } from './served.ts'

let api: ServedApi
beforeEach(async () => {
  api = await serveApi()
})
afterEach(() => api.close())

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

it('HT-01: who only activates moves no seat to other hardware, and lets nobody guess at codes again', async () => {
  const { vendor, now } = api.desk
  const [sold] = await vendor.createKeys({ productId: 'scope' })
  const installationKey = secretKeyOfPem(newSecretKeyPem())
  const kiosk = await api.key({ scopes: ['activate'] })
  const clerk = await api.key({ scopes: ['manage'] })
  const from = (computer: string) => ({
    request: base64(requestOf(computer, `${sold?.text}`, { installationKey, now: now() })),
  })
  const post = (key: string, path: string, body: object) => api.call('POST', path, { key, body })
  expect((await post(kiosk, '/v1/activations', from('ada'))).status).toBe(200)
  const moved = await post(kiosk, '/v1/activations', { ...from('bea'), move: true })
  expect([moved.status, moved.value.code]).toEqual([400, 'unknown-member'])
  expect((await post(kiosk, '/v1/activations', from('bea'))).value.code).toBe('no-seats-left')
  for (const path of ['/v1/moves', `/v1/keys/${sold?.id}/allow-codes`]) {
    const refused = await post(kiosk, path, path === '/v1/moves' ? from('bea') : {})
    expect([refused.status, refused.value.details], path).toEqual([403, { scope: 'manage' }])
  }
  expect((await post(clerk, '/v1/moves', from('bea'))).status).toBe(200)
  expect((await post(clerk, `/v1/keys/${sold?.id}/allow-codes`, {})).status).toBe(200)
})

it('HT-01: a license without a request is given to who has the whole key: its id stands on every license', async () => {
  const { vendor } = api.desk
  const admin = await api.key()
  await api.call('PATCH', '/v1/settings/allow-generic-keys', { key: admin, body: { value: 'yes' } })
  const made = await api.call('POST', '/v1/keys', { key: admin, body: { product: 'scope', generic: true } })
  const [{ id, wholeKey }] = made.value.keys
  await api.call('POST', '/v1/products/scope/kits', { key: admin, body: { allowGeneric: true } })
  const kiosk = await api.key({ scopes: ['activate'] })
  const issue = (key: string) =>
    api.call('POST', '/v1/activations', { key: kiosk, body: { key, computerId: 'PC 7' } })
  const other = `${id}${wholeKey.slice(id.length, -5)}00000`
  for (const text of [id, other]) {
    const { status, value } = await issue(text)
    expect([status >= 400 && status < 500, value.license], text).toEqual([true, undefined])
  }
  expect((await vendor.activations({})).length).toBe(0)
  expect((await issue(wholeKey)).status).toBe(200)
})

it('HT-01: who only looks does not see the address of a webhook, which may be all that opens it', async () => {
  const { vendor } = api.desk
  await vendor.webhooks.add({ name: 'chat', url: 'https://chat.example.com/in/T0/open-sesame?token=sesame' })
  const key = await api.key({ scopes: ['read'] })
  const { status, text } = await api.call('GET', '/v1/ledger/entries', { key })
  expect(status).toBe(200)
  expect(text).toContain('https://chat.example.com')
  expect(text).not.toContain('sesame')
})

it('HT-01: no part of the secret of a key is found by looking for it', async () => {
  const [sold] = await api.desk.vendor.createKeys({ productId: 'scope' })
  const key = await api.key({ scopes: ['read'] })
  const groups = `${sold?.text}`.split('-').slice(2)
  for (const text of [...groups, groups.slice(0, 2).join('-'), groups.join('')]) {
    const { value } = await api.call('GET', `/v1/find?text=${text}`, { key })
    expect(value.matches, text).toEqual([])
  }
})
