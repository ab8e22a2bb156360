/** Signing keys in the console: the next one, and the end of trust in one, each after a page that says what happens. */
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { openVendor } from '../../../src/vendor/door.ts'
import { requestOf } from '../../world/desk.ts'
import { activated, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const rotate = async () => console.send(await console.get('/signing-keys/rotate'), '/signing-keys/rotate')
const keys = () => console.desk.vendor.signingKeys()
const first = async () => (await keys())[0]?.kid as string

/** The id of the key that signs what the console issues. */
async function signsNow(seed: string): Promise<string> {
  const text = encodeArmor('request', requestOf(seed, await sold(console)))
  const offer = await console.send(await console.get('/received'), '/received', { text })
  const license = await console.send(offer, '/received/issue')
  return (await console.desk.vendor.inspect((await console.get(`${license.path}/file`)).bytes)).kid
}

test('the next one is created after a page in words, and this console signs with it at once', async () => {
  const before = await first()
  expect(await signsNow('a')).toBe(before)
  const sure = await console.get('/signing-keys/rotate')
  expect(sure.text).toMatch(/A new signing key signs all licenses from now on[^<]*scope/)
  await console.send(sure, '/signing-keys/rotate', { sure: '' })
  expect(await keys()).toHaveLength(1)
  const done = await rotate()
  const { kid } = console.desk.vendor.identity
  expect([kid === before, done.path]).toEqual([false, `/signing-keys/${kid}`])
  expect(said(done)).toContain(kid)
  expect(await signsNow('b')).toBe(kid)
  // what is to be done next, until it is done
  expect(done.text).toContain(
    'href="/products/scope"'.replace('"/', `"${new URL(console.address).pathname}/`),
  )
  const product = await console.get('/products/scope')
  await console.send(product, '/products/scope/kit')
  expect((await console.get('/signing-keys')).text).not.toContain('have no kit with the key')
})

test('an earlier one is retired when its id is typed, with the licenses counted before', async () => {
  const before = await first()
  await activated(console, await sold(console))
  const path = `/signing-keys/${before}/retire`
  const inUse = await console.send(await console.get(path), path, { reason: 'stolen' })
  expect([inUse.status, inUse.text.includes('signing-key-in-use')]).toEqual([400, true])
  await rotate()
  const look = await console.send(await console.get(path), path, { from: '2026-11-01', reason: 'stolen "x"' })
  expect(look.text).toContain('(licenses: 1)')
  const wrong = await console.send(look, path, { typed: 'yes' })
  expect([wrong.status, (await keys())[0]?.retired]).toEqual([400, undefined])
  const done = await console.send(wrong, path, { typed: before })
  expect((await keys())[0]?.retired).toMatchObject({
    from: Date.UTC(2026, 10, 1) / 1000,
    reason: 'stolen "x"',
  })
  expect(said(done)).toContain('is retired')
  expect(done.text).toContain('1 signed with it since then')
  expect(done.text).not.toContain(`${before}/retire`)
  expect(await signsNow('c')).toBe(console.desk.vendor.identity.kid)
})

test('what is wrong stays to be corrected, and a key that there is not is said so', async () => {
  await rotate()
  const path = `/signing-keys/${await first()}/retire`
  const wrong = await console.send(await console.get(path), path, { from: 'soon', reason: 'lost' })
  expect([wrong.status, wrong.text.includes('value="soon"'), wrong.text.includes('value="lost"')]).toEqual([
    400,
    true,
    true,
  ])
  expect((await console.get('/signing-keys/0123456789abcdef')).text).toContain('signing-key-not-found')
})

test('a key that is kept elsewhere is rotated by its command', async () => {
  const { vendor } = console.desk
  const [only] = await vendor.signingKeys()
  Object.assign(vendor, { signingKeys: async () => [{ ...only, place: 'elsewhere' }] })
  const page = await console.get('/signing-keys/rotate')
  expect(page.text).toContain('<code>airlatch-vendor signing-key rotate</code>')
  expect(page.text).not.toContain('name="sure"')
})

test('a colleague rotates and retires: this console signs with the new key, or says in the terminal that it cannot', async () => {
  const before = await first()
  expect(await signsNow('a')).toBe(before)
  const { home, now, random } = console.desk
  const colleague = await openVendor({ home, now, random })
  const { kid } = await (await colleague.unlock('')).rotateSigningKey()
  await colleague.retireSigningKey({ kid: before, reason: 'stolen' })
  expect(await signsNow('b')).toBe(kid)
  const next = await (await colleague.unlock('')).rotateSigningKey()
  await colleague.close()
  // as on another computer, whose home has the file
  renameSync(join(home, `signing-key-${next.kid}.age`), join(home, 'elsewhere'))
  expect([(await console.get('/signing-keys')).status, console.notes.length]).toEqual([200, 1])
  expect(console.notes[0]).toContain(next.kid)
})
