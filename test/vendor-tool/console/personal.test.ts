/** Two customers become one, and personal data are erased: each after a page that says what happens. */
import { expect, test } from 'vitest'
import { said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const idOf = (key: string) => key.slice(0, 11)
const customer = async (name: string) => (await console.desk.vendor.addCustomer({ name, company: 'Lab' })).id

test('the other customer is looked for, and gets all keys', async () => {
  const [from, into] = [await customer('Ann'), await customer('Anna')]
  const key = await sold(console, { customer: from })
  const choose = await console.get(`/customers/${from}/merge?with=lab`)
  expect(choose.text).toContain(`/customers/${from}/merge/${into}`)
  expect(choose.text).not.toContain(`/merge/${from}`)
  const path = `/customers/${from}/merge/${into}`
  const sure = await console.get(path)
  expect(sure.text).toContain('cannot be separated again')
  expect((await console.desk.vendor.key(key)).customer).toBe(from)
  const done = await console.send(sure, path)
  expect([done.path, said(done)]).toEqual([`/customers/${into}`, expect.stringContaining('with its 1 key')])
  expect((await console.desk.vendor.key(key)).customer).toBe(into)
})

test('a customer is not merged into itself', async () => {
  const id = await customer('Ann')
  const answer = await console.get(`/customers/${id}/merge/${id}`)
  expect([answer.status, answer.text.includes('role="alert"')]).toEqual([400, true])
})

test('a customer is erased with the data of the keys; the page says what stays', async () => {
  const id = await customer('Ann')
  const key = await sold(console, { customer: id, email: 'ann@lab.example', comment: 'calls often' })
  const path = `/customers/${id}/erase`
  const sure = await console.get(path)
  expect(sure.text).toMatch(/cannot be brought back.*1 key/)
  expect(sure.text).toContain('computer IDs')
  const done = await console.send(sure, path)
  expect(said(done)).toContain('Erase them in backups')
  expect([done.text.includes('Ann'), (await console.get('/log')).text.includes('calls often')]).toEqual([
    false,
    false,
  ])
  expect(await console.desk.vendor.key(key)).toMatchObject({ email: undefined, comment: undefined })
})

test('a key alone is erased, also a revoked one', async () => {
  const key = await sold(console, { email: 'ann@lab.example', orderReference: 'PO-1' })
  await console.desk.vendor.revokeKey(key)
  const page = await console.get(`/keys/${idOf(key)}`)
  const path = `/keys/${idOf(key)}/erase`
  expect(page.text).toContain(path)
  expect(said(await console.send(await console.get(path), path))).toContain('e-mail address and comments')
  expect(await console.desk.vendor.key(key)).toMatchObject({ email: undefined, orderReference: 'PO-1' })
})

test('a key with too many wrong codes takes codes again', async () => {
  const key = await sold(console)
  const { vendor } = console.desk
  const path = `/keys/${idOf(key)}`
  expect((await console.get(path)).text).not.toContain('allow-codes')
  const listed = await vendor.listedKey(key)
  Object.assign(vendor, {
    listedKey: async () => ({
      ...listed,
      wrongProofs: { ...listed.wrongProofs, codes: 99, codesInARow: 99 },
    }),
    allowCodes: async () => 99,
  })
  const done = await console.send(await console.get(path), `${path}/allow-codes`)
  expect(said(done)).toContain('(99) no longer count')
})
