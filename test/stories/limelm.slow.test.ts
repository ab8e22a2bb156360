/**
 * HT-05: a vendor's shop was written for LimeLM's web API, and only its address is changed. It sells, activates computers
 * without a network, changes and revokes, against the tool as its vendor runs it. What each client sends byte for byte:
 * test/vendor-tool/limelm/clients.test.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ServingProcess, startApi } from '../vendor-tool/web/serving.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let api: ServingProcess
beforeEach(async () => {
  shop = await openShop()
  api = await startApi(shop.at('vendor', 'home'))
})
afterEach(async () => {
  await api.end('SIGKILL')
  shop.remove()
})

async function newApiKey(name: string, ...scopes: readonly string[]): Promise<string> {
  const words = scopes.flatMap(scope => ['--scope', scope])
  return (await must(shop.vendor('api-key', 'add', name, ...words))).value.secret
}

/** As a page in PHP does it. */
async function call(api_key: string, method: string, parameters: Readonly<Record<string, string>>) {
  const all = { method: `limelm.${method}`, api_key, format: 'json', nojsoncallback: '1', ...parameters }
  const answer = await fetch(`${api.address}/limelm/api/rest/`, {
    method: 'POST',
    body: new URLSearchParams(all),
  })
  expect(answer.status).toBe(200)
  return JSON.parse(await answer.text())
}

test('HT-05: a shop written for LimeLM sells, activates, changes and revokes, and the ledger says who did it', async () => {
  const apiKey = await newApiKey('old shop', 'read', 'sell', 'activate', 'manage')
  const made = await call(apiKey, 'pkey.generate', {
    version_id: 'scope',
    num_acts: '2',
    email: 'ann@example.com',
    'feature_name[0]': 'edition',
    'feature_value[0]': 'pro',
  })
  const [{ id, key }] = made.pkeys.pkey

  // the computer without a network: its request goes into the web page of the shop, its license comes out
  const request = await shop.request('site', key)
  const activated = await call(apiKey, 'pkey.manualActivation', {
    act_req_xml: readFileSync(request, 'utf8'),
  })
  const file = shop.at('site', 'license.txt')
  writeFileSync(file, activated.act_resp_xml.data)
  await must(shop.client('site')('install', file))
  const { value: status } = await must(shop.client('site')('status'))
  expect([status.valid, status.license.features.edition]).toEqual([true, 'pro'])

  expect(await call(apiKey, 'pkey.setDetails', { pkey_id: id, num_acts: '1' })).toEqual({ stat: 'ok' })
  expect(await call(apiKey, 'pkey.setDetails', { pkey_id: id, num_acts: '0' })).toMatchObject({ code: 1000 })
  expect((await call(apiKey, 'pkey.getDetails', { pkey_id: id })).pkey).toMatchObject({
    acts: '1',
    acts_used: '1',
    email: 'ann@example.com',
  })

  const receipt = shop.at('site', 'receipt.txt')
  await must(shop.client('site')('deactivate', '--yes', '-o', receipt))
  const deact_req_xml = readFileSync(receipt, 'utf8')
  expect(await call(apiKey, 'pkey.manualDeactivation', { deact_req_xml })).toEqual({ stat: 'ok' })
  expect(await call(apiKey, 'pkey.revoke', { pkey_id: id, revoke: 'true' })).toEqual({ stat: 'ok' })

  const { value } = await must(shop.vendor('key', 'show', id))
  const history: readonly { kind: string; operator: string }[] = value.history
  expect(new Set(history.map(({ operator }) => operator))).toEqual(new Set(['api:old shop']))

  const narrow = await newApiKey('report', 'read')
  expect(await call(narrow, 'pkey.revoke', { pkey_id: id, revoke: 'true' })).toMatchObject({ code: 143 })
  await must(shop.vendor('api-key', 'revoke', 'old shop', '--reason', 'replaced', '--yes'))
  expect(await call(apiKey, 'pkey.getDetails', { pkey_id: id })).toMatchObject({ code: 100 })
  for (const secret of [apiKey, narrow, key]) expect(api.log()).not.toContain(secret)
})
