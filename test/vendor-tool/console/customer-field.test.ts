/** The customer in the form of a new key: found by a part of a name, chosen, and never guessed. */
import { describe, expect, test } from 'vitest'
import { said } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()
const action = '/keys/new?product=scope'

async function people(...names: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const name of names) ids.push((await console.desk.vendor.addCustomer({ name, company: 'Lab <b>' })).id)
  return ids
}

const form = () => console.get(action)
const chosenIn = (text: string) => /<option value="([^"]*)" selected>[^<]*C-/.exec(text)?.[1]

describe('a part of a name', () => {
  test('is looked for, what was typed stays, and the only one who fits is chosen already', async () => {
    const [ann] = await people('Ann Example', 'Bob Meier')
    const typed = { customer: 'ann', orderReference: 'PO-1', activations: '4' }
    const found = await console.send(await form(), action, { ...typed, find: 'customer' })
    expect([found.status, chosenIn(found.text)]).toEqual([200, ann])
    expect(found.text).toContain('value="PO-1"')
    expect(found.text).not.toContain('Lab <b>')
    expect((await console.desk.vendor.stats()).keys).toBe(0)
    const made = await console.send(found, action)
    expect(said(made)).toBe('The key is made.')
    const { key } = await console.desk.vendor.listedKey(made.path.slice('/keys/'.length))
    expect(key).toMatchObject({ customer: ann, orderReference: 'PO-1', entitlement: { activations: 4 } })
  })

  test('sells nothing before somebody was chosen, also without the button', async () => {
    const [, bob] = await people('Ann', 'Bob')
    const sought = await console.send(await form(), action, { customer: 'lab' })
    expect([sought.status, chosenIn(sought.text)]).toEqual([200, undefined])
    const again = await console.send(sought, action)
    expect(again.text).toContain('These 2 customers fit')
    expect((await console.desk.vendor.stats()).keys).toBe(0)
    const made = await console.send(again, action, { chosen: bob as string })
    expect((await console.desk.vendor.key(made.path.slice('/keys/'.length))).customer).toBe(bob)
  })

  test('that is changed after the choice is looked for anew', async () => {
    await people('Ann Example', 'Bob Meier')
    const found = await console.send(await form(), action, { customer: 'Example', find: 'customer' })
    const other = await console.send(found, action, { customer: 'Meier' })
    expect(other.text).toMatch(/selected>Bob Meier/)
    expect((await console.desk.vendor.stats()).keys).toBe(0)
  })

  test('that fits nobody, or is short, is said with the way to a new customer', async () => {
    const nobody = await console.send(await form(), action, { customer: 'x"<i>', find: 'customer' })
    expect(nobody.text).toContain('No customer fits')
    expect(nobody.text).not.toContain('<i>')
    expect(nobody.text).toContain('/customers/new"')
    const short = await console.send(await form(), action, { customer: 'an' })
    expect(short.text).toContain('Type three characters or more')
  })
})

test('an id is taken as it is, and its page says whose it is', async () => {
  const [ann = ''] = await people('Ann Example')
  expect((await console.get(`${action}&customer=${ann}`)).text).toMatch(
    /id="customer-hint"><a [^>]*>Ann Example/,
  )
  const made = await console.send(await form(), action, { customer: ann })
  expect((await console.desk.vendor.key(made.path.slice('/keys/'.length))).customer).toBe(ann)
  const none = await console.send(await form(), action, { customer: 'C-77777-77777' })
  expect(none.text).toContain('No customer fits')
})

test('saved defaults begin the next form whole, with whose they are and how many, as the command does', async () => {
  const [ann = ''] = await people('Ann')
  await console.send(await form(), action, { customer: ann, count: '2', saveDefaults: 'yes' })
  const next = await form()
  expect(next.text).toMatch(/name="customer" value="C-/)
  expect(next.text).toMatch(/name="count"[^>]* value="2"/)
  expect(next.text).toContain('The saved defaults are filled in.')
})
