/** Somebody guesses at an activation key by telephone: the desk is told, codes are refused, and the customer is not kept away. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readRequestCode, requestCodeText } from '../../src/carrier/typed/request-code.ts'
import { refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let key: string
let id: string
let code: string
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain', '--version', '1.0'))
  await must(shop.vendor('kit', 'plain', '-o', shop.at('vendor', 'plain.kit')))
  const made = await must(shop.vendor('key', 'create', '--product', 'plain', '--activations', '3'))
  key = made.value.keys[0].wholeKey
  id = key.slice(0, 11)
  code = (await must(shop.client('anna', 'plain.kit')('request', key, '--typed'))).value.requestCode
})
afterAll(() => shop.remove())

/** The code with another proof, whose check symbols are right. */
function guess(n: number): string {
  const bytes = readRequestCode(code)
  bytes[14] = (bytes[14] as number) ^ n
  return requestCodeText(bytes)
}

const shown = async () => (await must(shop.vendor('key', 'show', id))).value.key.wrongProofs
const listed = async () => {
  const { value } = await must(shop.vendor('key', 'list'))
  return value.keys.find((one: { id: string }) => one.id === id).wrongProofs
}

test('ten wrong codes are told and counted, a dry run too; then codes are refused', async () => {
  for (let n = 1; n <= 10; n++) {
    const words = n % 2 === 0 ? ['--dry-run'] : []
    const { message } = await refused(() => shop.vendor('issue', guess(n), ...words), 'key-proof-invalid')
    expect(message).toContain(`this key has had ${n} wrong code${n === 1 ? '' : 's'}`)
  }
  const told = { codes: 10, codesInARow: 10, codesRefused: true, requests: 0, lastAt: expect.any(String) }
  expect(await shown()).toEqual(told)
  expect(await listed()).toEqual(told)
  const { hint } = await refused(() => shop.vendor('issue', code), 'too-many-wrong-codes')
  expect(hint).toMatch(/the request itself, as a file or a picture/)
  expect(hint).toContain(`airlatch-vendor key allow-codes ${id}`)
})

test('the desk allows codes again, and its history says so', async () => {
  expect((await must(shop.vendor('key', 'allow-codes', id))).value).toEqual({
    ok: true,
    keyId: id,
    wrong: 10,
  })
  expect(await shown()).toMatchObject({ codes: 10, codesInARow: 0, codesRefused: false })
  const { value } = await must(shop.vendor('ledger', 'log', '--key', id, '--kind', 'key.codes-allowed'))
  expect(value.entries).toMatchObject([{ wrong: 10 }])
  await must(shop.vendor('issue', code))
  expect((await must(shop.vendor('key', 'allow-codes', id))).value).toMatchObject({ wrong: 0 })
})

test('without the desk, the request itself is answered as ever, and ends the refusal', async () => {
  for (let n = 11; n <= 20; n++) await refused(() => shop.vendor('issue', guess(n)), 'key-proof-invalid')
  await refused(() => shop.vendor('issue', code), 'too-many-wrong-codes')
  const request = shop.at('berta', 'request.txt')
  const client = shop.client('berta', 'plain.kit')
  const { value } = await must(client('request', key, '--typed', '-o', request))
  await must(shop.vendor('issue', request, '-o', shop.at('berta', 'license.txt')))
  expect((await must(shop.vendor('issue', value.requestCode))).value.computerId).toBe(value.computerId)
  expect(await shown()).toMatchObject({ codes: 20, codesInARow: 0 })
})
