/** Activations in the console: listed a page at a time, and what is done for one computer. */
import { describe, expect, test } from 'vitest'
import { requestOf } from '../../world/desk.ts'
import { activated, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const linked = (text: string) =>
  [...text.matchAll(/href="[^"]*\/activations\/([0-9a-f]{16})"/g)].map(([, id]) => id)

describe('the list', () => {
  test('has a page of the newest, and a way to the next, with the filter', async () => {
    const key = await sold(console, { activations: 60 })
    const made = []
    for (let i = 0; i < 53; i++) made.push((await activated(console, key, `seed ${i}`)).activation.id)
    const newest = made.toReversed()
    const first = await console.get('/activations?product=scope')
    expect(linked(first.text)).toEqual(newest.slice(0, 50))
    const [, older = ''] = /href="[^"]*(\/activations\?[^"]*before=[^"]*)"/.exec(first.text) ?? []
    const second = await console.get(older.replaceAll('&amp;', '&'))
    expect(linked(second.text)).toEqual(newest.slice(50))
    expect(second.text).toContain('<option value="scope" selected>')
    expect(second.text).not.toContain('before=')
    const csv = await console.get('/activations?product=scope&as=csv')
    const ids = csv.text
      .split('\r\n')
      .slice(1, -1)
      .map(line => line.slice(1, 17))
    expect([csv.headers.get('content-type'), ids]).toEqual(['text/csv; charset=utf-8', newest])
  })

  test('shows seats that are held, freed or both, of a key, and that end before a day', async () => {
    const end = new Date('2027-06-30T00:00:00Z')
    const [lasting, ending] = [await sold(console), await sold(console, { expiresAt: end })]
    const [a, b] = [await activated(console, lasting), await activated(console, ending)]
    await console.desk.vendor.releaseActivation(a.activation.id, 'dead')
    const shown = async (query: string) => linked((await console.get(`/activations?${query}`)).text)
    expect(await shown('')).toEqual([b.activation.id])
    expect(await shown('state=released')).toEqual([a.activation.id])
    expect(await shown('state=all')).toEqual([b.activation.id, a.activation.id])
    expect(await shown(`state=all&key=${lasting.slice(0, 11)}`)).toEqual([a.activation.id])
    expect(await shown('state=all&ends=2028-01-01')).toEqual([b.activation.id])
    const wrong = await console.get('/activations?ends=soon')
    expect([wrong.status, wrong.text.includes('value="soon"')]).toEqual([400, true])
  })
})

describe('one', () => {
  test('says its story alone, and leads to its key', async () => {
    const key = await sold(console)
    const [a, b] = [await activated(console, key, 'a'), await activated(console, key, 'b')]
    const { text } = await console.get(`/activations/${a.activation.id}`)
    expect(text).toContain(a.computerId)
    expect(text).not.toContain(b.computerId)
    expect(text).toContain(`/keys/${key.slice(0, 11)}`)
    expect((await console.get(`/keys/${key.slice(0, 11)}`)).text).toContain(
      `/activations/${b.activation.id}"`,
    )
  })

  test('gets another start, with a reason; a wrong day stays to be corrected', async () => {
    const { activation } = await activated(console, await sold(console))
    const path = `/activations/${activation.id}/start`
    const wrong = await console.send(await console.get(path), path, { start: 'soon', reason: 'battery' })
    expect([wrong.status, wrong.text.includes('value="battery"')]).toEqual([400, true])
    const done = await console.send(wrong, path, { start: '2026-11-01' })
    expect(said(done)).toContain('2026-11-01T00:00:00Z')
    expect(await console.desk.vendor.activation(activation.id)).toMatchObject({
      begunAt: Date.UTC(2026, 10, 1) / 1000,
      startSet: { reason: 'battery' },
    })
  })

  test('is renewed by the present terms, after a look that records nothing', async () => {
    const key = await sold(console)
    const { activation } = await activated(console, key)
    await console.desk.vendor.changeKey(key, { expiresAt: new Date('2099-12-31T00:00:00Z') })
    const path = `/activations/${activation.id}/renew`
    const { licenses } = await console.desk.vendor.stats()
    const look = await console.get(path)
    expect(look.text).toContain('2099-12-3')
    expect((await console.desk.vendor.stats()).licenses).toBe(licenses)
    const done = await console.send(look, path)
    expect(done.path).toMatch(/^\/made\//)
    expect((await console.desk.vendor.stats()).licenses).toBe(licenses + 1)
  })

  test('of a suspended key is refused in words', async () => {
    const key = await sold(console)
    const { activation } = await activated(console, key)
    await console.desk.vendor.suspendKey(key)
    const look = await console.get(`/activations/${activation.id}/renew`)
    expect(look.text).toContain('key-suspended')
    expect(look.text).not.toContain('Sign the new license')
  })

  test('gets a clock reset as a file; one that has no seat does not', async () => {
    const { activation, computerId } = await activated(console, await sold(console))
    const page = await console.get(`/activations/${activation.id}`)
    const reset = await console.send(page, `/activations/${activation.id}/clock`)
    expect(reset.text).toContain('-----BEGIN AIRLATCH CLOCK-RESET-----')
    expect(reset.headers.get('content-disposition')).toBe(
      `attachment; filename="clock-reset-${computerId}.txt"`,
    )
    await console.desk.vendor.releaseActivation(activation.id, 'dead')
    const refused = await console.send(page, `/activations/${activation.id}/clock`)
    expect(refused.text).toContain('activation-released')
    expect((await console.get(`/activations/${activation.id}`)).text).not.toContain('/clock"')
  })

  test('a request of the same computer later is in its story', async () => {
    const key = await sold(console)
    const { activation } = await activated(console, key)
    await console.desk.signer.issue(requestOf('a', key))
    const { text } = await console.get(`/activations/${activation.id}`)
    expect(text.match(/<th scope="row"/g)?.length).toBeGreaterThanOrEqual(2)
  })
})

test('QG-11 a generic key gets a license without a request, for a text; no other key does', async () => {
  await console.desk.vendor.setSetting('allowGenericKeys', true)
  const key = await sold(console, { activations: 1, generic: true, licensee: 'Delta' })
  const page = await console.get(`/keys/${key.slice(0, 11)}`)
  const path = `/keys/${key.slice(0, 11)}/issue`
  expect(page.text).toContain(path)
  const made = await console.send(await console.get(path), path, { computerId: 'Site "A" <b>' })
  expect(made.path).toMatch(/^\/made\//)
  expect(made.text).toContain('Site &quot;A&quot; &lt;b&gt;')
  const [saved] = await console.desk.vendor.activations({})
  expect(saved).toMatchObject({ computerId: 'Site "A" <b>', computer: undefined })
  expect((await console.get(`/activations/${saved?.id}`)).status).toBe(200)
  const other = `/keys/${(await sold(console)).slice(0, 11)}`
  expect((await console.get(other)).text).not.toContain('/issue"')
  const refused = await console.send(await console.get(`${other}/issue`), `${other}/issue`, {
    computerId: 'x',
  })
  expect([refused.status, refused.text.includes('role="alert"')]).toEqual([400, true])
})
