/** The mail server and the texts of a desk, as its ledger keeps them. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewMailServer } from '../../../src/vendor/door.ts'
import { type Desk, openDesk } from '../../world/desk.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const SERVER: NewMailServer = {
  host: 'mail.acme.example',
  port: undefined,
  security: 'tls',
  user: 'desk',
  password: 'sesame',
  from: 'licenses@acme.example',
  replyTo: undefined,
  authorities: undefined,
  allowPlain: false,
}

const refused = (server: Partial<NewMailServer>) =>
  expect(desk.vendor.mail.setServer({ ...SERVER, ...server })).rejects.toMatchObject({
    code: 'invalid-value',
  })

describe('the mail server', () => {
  test('has the usual port, and its password lies beside the ledger', async () => {
    const { mail } = desk.vendor
    expect(await mail.server()).toBeUndefined()
    const { password, allowPlain, ...kept } = SERVER
    expect(await mail.setServer(SERVER)).toEqual({ ...kept, port: 465 })
    expect([await mail.server(), await mail.password()]).toEqual([{ ...kept, port: 465 }, password])
    const ledger = await desk.ledger()
    expect(JSON.stringify(await ledger.entries(0, 1000))).not.toContain(password)
    await ledger.close()
  })

  test('another one does not get the password of the one before', async () => {
    const { mail } = desk.vendor
    await mail.setServer(SERVER)
    await mail.setServer({ ...SERVER, host: 'other.example', user: undefined, password: undefined })
    expect(await mail.password()).toBeUndefined()
    await mail.setServer(SERVER)
    expect([await mail.removeServer(), await mail.removeServer()]).toEqual([true, false])
    expect([await mail.server(), await mail.password()]).toEqual([undefined, undefined])
  })

  test('one that is refused changes nothing', async () => {
    const { mail } = desk.vendor
    await mail.setServer(SERVER)
    await refused({ host: 'a b' })
    expect(await mail.password()).toBe('sesame')
  })

  test.each<Partial<NewMailServer>>([
    { host: '' },
    { host: 'mail.acme.example/x' },
    { host: 'mail.acme.example\r\nx' },
    { host: 'user@mail.acme.example' },
    { port: 0 },
    { port: 65_536 },
    { port: 1.5 },
    { security: 'ssl' as 'tls' },
    { security: 'none' },
    { security: 'none', host: '127.0.0.1.evil.example' },
    { security: 'none', host: '127.0.0.999' },
    { security: 'none', host: 'localhost.evil.example' },
    { security: 'none', host: '0.0.0.0' },
    { user: undefined },
    { password: undefined },
    { password: 'a\nb' },
    { user: 'a\r\nb' },
    { from: 'Ann <a@b.example>' },
    { replyTo: 'a@b.example, c@d.example' },
    { authorities: 'x' },
    { authorities: '-----BEGIN CERTIFICATE-----\n'.repeat(10_000) },
  ])('is refused: %j', server => refused(server))

  test.each(['localhost', '127.0.0.1', '127.8.8.8', '::1'])('without encryption at %s', async host => {
    expect(await desk.vendor.mail.setServer({ ...SERVER, host, security: 'none' })).toMatchObject({
      port: 25,
    })
  })

  test('without encryption elsewhere only when that is said', async () => {
    const plain = { ...SERVER, security: 'none', allowPlain: true } as const
    expect(await desk.vendor.mail.setServer(plain)).toMatchObject({ security: 'none' })
  })
})

test('a text of the vendor is kept by its kind until it is taken back', async () => {
  const { mail } = desk.vendor
  const text = { subject: '{product}', body: 'Hello\r\n{key}' }
  expect(await mail.saveText('key', text)).toEqual({ subject: '{product}', body: 'Hello\n{key}' })
  expect([await mail.text('key'), await mail.text('license')]).toEqual([
    { subject: '{product}', body: 'Hello\n{key}' },
    undefined,
  ])
  await mail.saveText('key', { ...text, subject: 'x' })
  expect(await mail.text('key')).toMatchObject({ subject: 'x' })
  expect([await mail.resetText('key'), await mail.resetText('key')]).toEqual([true, false])
  // the server is no text
  await expect(mail.text('server' as 'key')).rejects.toMatchObject({ code: 'invalid-value' })
  await expect(mail.saveText('license', text)).rejects.toMatchObject({ code: 'placeholder-unknown' })
})

test('HT-01: whoever acts for the desk stands in the ledger with what they set up', async () => {
  await desk.vendor.acting('api:shop').mail.setServer(SERVER)
  const ledger = await desk.ledger()
  const entries = await ledger.entries(0, 1000)
  expect(entries.at(-1)).toMatchObject({ kind: 'mail.saved', operator: 'api:shop' })
  await ledger.close()
})
